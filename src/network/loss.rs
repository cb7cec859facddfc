//! Losses: what a network is trained to make small, and how its answers are judged.

use serde::{Deserialize, Serialize};

use super::Batch;

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
    /// Mean loss and number of right answers for the logits of a batch. Label 1 is predicted from probability 0.5
    /// (logit 0) on. Sums are formed in f64, point by point.
    ///
    /// # Panics
    /// If there are not as many logits as labels.
    #[must_use]
    pub fn judge(self, logits: &[f32], batch: Batch<'_>) -> Judgement {
        assert_eq!(logits.len(), batch.labels.len(), "one logit a point");
        let Self::BinaryCrossEntropy = self;
        let mut sum = 0.0;
        let mut correct = 0;
        for (&logit, &label) in logits.iter().zip(batch.labels) {
            // `f32::max` would hide a NaN.
            let positive = if logit < 0.0 { 0.0 } else { logit };
            sum += f64::from(positive - logit * label + (-logit.abs()).exp().ln_1p());
            // A logit that is no number is right for neither label.
            correct += usize::from(if label >= 0.5 { logit >= 0.0 } else { logit < 0.0 });
        }
        Judgement { loss: (sum / logits.len() as f64) as f32, correct }
    }
}

/// The probability of label 1 that a logit stands for: 1 / (1 + e^-x).
#[must_use]
pub fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
