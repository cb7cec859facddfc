//! Class weights: how much the points of each class count in the mean loss.

/// The largest class weight; the smallest is 1 divided by it.
pub const MAX_CLASS_WEIGHT: f64 = 1e6;

/// A weight for each class, or none at all. The mean loss over n points with the losses l and the labels y is
/// Σ w\[y\] l / n with one output (`PyTorch`'s `pos_weight` of `BCEWithLogitsLoss`, if label 0 has the weight 1), and
/// Σ w\[y\] l / Σ w\[y\] with an output for each class (`weight` of `CrossEntropyLoss`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassWeights {
    weights: Vec<f64>,
    /// Whether the weights of the points add up to 1.
    is_by_sum: bool,
}

impl ClassWeights {
    /// These weights; without any, all points count the same. [`Loss::class_weights`](super::Loss::class_weights) knows by
    /// what the sum is divided.
    pub(super) fn new(weights: &[f64], is_by_sum: bool) -> Self {
        Self { weights: weights.to_vec(), is_by_sum }
    }

    /// Whether all points count the same.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The weight of a point with this label.
    pub(super) fn of(&self, label: f32) -> f64 {
        self.weights.get(label.round() as usize).copied().unwrap_or(1.0)
    }

    /// What the weighted losses of points with these labels are divided by.
    pub(super) fn divisor(&self, labels: impl Iterator<Item = f32>) -> f64 {
        let part = |label| if self.is_by_sum { self.of(label) } else { 1.0 };
        labels.map(part).sum()
    }
}
