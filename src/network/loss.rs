//! Losses: what a network is trained to make small, and how its answers are judged.

use serde::{Deserialize, Serialize};

use super::math;

/// What training makes small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// Binary cross-entropy on logits: the mean over the points of max(x, 0) - x y + ln(1 + e^-|x|), x the logit and
    /// y the label. Equal to `BCELoss` after a sigmoid wherever that is finite (`BCEWithLogitsLoss`).
    BinaryCrossEntropy,
}

/// How a network does on a set of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// Mean loss.
    pub loss: f32,
    /// How many points get their own label.
    pub correct: usize,
}

impl Loss {
    /// Mean loss and number of right answers for logits of points with these labels. Label 1 is predicted from probability 0.5
    /// (logit 0) on. Sums are formed in f64, point by point.
    ///
    /// # Panics
    /// If there are not as many logits as labels.
    #[must_use]
    pub fn judge(self, logits: &[f32], labels: &[f32]) -> Judgement {
        assert_eq!(logits.len(), labels.len(), "one logit a point");
        let Self::BinaryCrossEntropy = self;
        let mut sum = 0.0;
        let mut correct = 0;
        for (&logit, &label) in logits.iter().zip(labels) {
            sum += f64::from(cross_entropy(logit, label));
            // A logit that is no number is right for neither label.
            correct += usize::from(if label >= 0.5 { logit >= 0.0 } else { logit < 0.0 });
        }
        Judgement { loss: (sum / logits.len() as f64) as f32, correct }
    }

    /// Mean loss of the logits of a batch, the same bits as [`Self::judge`] gives, and its slope by each logit x with
    /// label y, written to `slopes`: (sigmoid x - y) / n, in just this form, which is PyTorch's. Where the network is
    /// sure, other forms round otherwise, and rules that divide by the gradient's size, such as `RMSprop`, would carry
    /// a run away from PyTorch's by percents.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub(super) fn slopes(self, logits: &[f32], labels: &[f32], slopes: &mut [f32]) -> f32 {
        assert!(logits.len() == labels.len() && logits.len() == slopes.len(), "one label and one slope a logit");
        let Self::BinaryCrossEntropy = self;
        let count = logits.len() as f32;
        let mut sum = 0.0;
        for ((&logit, &label), slope) in logits.iter().zip(labels).zip(slopes) {
            sum += f64::from(cross_entropy(logit, label));
            *slope = (1.0 / (1.0 + (-logit).exp()) - label) / count;
        }
        (sum / f64::from(count)) as f32
    }
}

/// Binary cross-entropy of one logit.
fn cross_entropy(logit: f32, label: f32) -> f32 {
    // `f32::max` would hide a NaN.
    let positive = if logit < 0.0 { 0.0 } else { logit };
    positive - logit * label + (-logit.abs()).exp().ln_1p()
}

/// The probability of label 1 that a logit stands for: 1 / (1 + e^-x), the same bits on every processor.
#[must_use]
pub fn probability(logit: f32) -> f32 {
    math::sigmoid(logit)
}
