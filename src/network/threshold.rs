//! The threshold of two classes.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::loss::{Task, class_of, width};
use super::{Loss, math};

/// The probability of label 1 from which on a point of two classes gets it: one half, unless it is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold(f64);

impl Default for Threshold {
    fn default() -> Self {
        Self(0.5)
    }
}

impl Threshold {
    /// What may be given.
    pub const ALLOWED: &str = "a probability above 0 and below 1, as in 0.3";

    /// A threshold at this probability; none if it is not above 0 and below 1.
    pub fn new(probability: f64) -> Option<Self> {
        (probability > 0.0 && probability < 1.0).then_some(Self(probability))
    }

    /// The probability.
    pub fn probability(self) -> f64 {
        self.0
    }

    /// Whether networks with this loss and so many outputs have one: those of two classes that give probabilities.
    pub fn fits(loss: Loss, outputs: usize) -> bool {
        loss.gives_probability() || (loss.task() == Task::Classes && outputs == 2)
    }

    /// The next one in a list of sensible ones, higher or lower; the same at its end.
    #[must_use]
    pub fn next(self, is_higher: bool) -> Self {
        const STEPS: [f64; 23] = [
            0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
            0.9, 0.95, 0.98, 0.99,
        ];
        let next = if is_higher {
            STEPS.into_iter().find(|step| *step > self.0)
        } else {
            STEPS.into_iter().rfind(|step| *step < self.0)
        };
        next.map_or(self, Self)
    }

    /// The class that a point's outputs stand for, as [`Loss::class`] at one half; none where an output is no number.
    pub fn class(self, loss: Loss, outputs: &[f32]) -> Option<usize> {
        let class = loss.class(outputs)?;
        if self == Self::default() || !Self::fits(loss, outputs.len()) {
            return Some(class);
        }
        let probability = if let [first, second] = *outputs {
            let mut pair = [first, second];
            loss.predict(&mut pair, 2);
            pair[1]
        } else {
            math::sigmoid(outputs[0])
        };
        self.class_of(probability)
    }

    /// The class of a point with this probability of label 1; none if it is no number.
    pub fn class_of(self, probability: f32) -> Option<usize> {
        (!probability.is_nan()).then_some(usize::from(f64::from(probability) >= self.0))
    }

    /// Confusion matrix, `[classes, classes]`: a row for each label, a column for each prediction. Leaves out points whose
    /// outputs, `[n, outputs]` row by row, are not numbers.
    ///
    /// # Panics
    /// If there is not a row of outputs for each label, or a label or an output has no class.
    pub fn confusion(self, loss: Loss, outputs: &[f32], labels: &[f32], classes: usize) -> Vec<usize> {
        let mut counts = vec![0; classes * classes];
        for (row, &label) in outputs.chunks_exact(width(outputs, labels)).zip(labels) {
            if let Some(prediction) = self.class(loss, row) {
                counts[class_of(label) * classes + prediction] += 1;
            }
        }
        counts
    }
}

impl FromStr for Threshold {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().ok().and_then(Self::new).ok_or(())
    }
}

/// With two digits, or all that it has.
impl Display for Threshold {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let short = format!("{:.2}", self.0);
        if short.parse() == Ok(self.0) { formatter.write_str(&short) } else { write!(formatter, "{}", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(probability: f64) -> Threshold {
        Threshold::new(probability).unwrap()
    }

    #[test]
    fn a_point_gets_label_1_from_the_threshold_on() {
        let logit = |probability: f32| (probability / (1.0 - probability)).ln();
        for loss in [Loss::BinaryCrossEntropy, Loss::SigmoidSquaredError] {
            for (threshold, probability, class) in [(0.3, 0.35, 1), (0.3, 0.25, 0), (0.9, 0.85, 0), (0.9, 0.95, 1)] {
                assert_eq!(at(threshold).class(loss, &[logit(probability)]), Some(class), "{threshold} {probability}");
                let pair = [1.0, 1.0 + logit(probability)];
                assert_eq!(at(threshold).class(Loss::SoftmaxCrossEntropy, &pair), Some(class));
            }
            assert_eq!(at(0.3).class(loss, &[f32::NAN]), None);
        }
        assert_eq!(Threshold::default().class(Loss::BinaryCrossEntropy, &[-1e-30]), Some(0), "exactly by the sign");
        assert_eq!(at(0.3).class(Loss::Hinge, &[-0.1]), Some(0), "without probabilities there is none");
        assert_eq!(at(0.9).class(Loss::SoftmaxCrossEntropy, &[0.0, 0.1, 0.2]), Some(2), "nor with three classes");
    }

    #[test]
    fn steps_go_up_and_down_and_stay_at_their_ends() {
        assert_eq!([true, false].map(|is_higher| Threshold::default().next(is_higher)), [at(0.55), at(0.45)]);
        assert_eq!([true, false].map(|is_higher| at(0.33).next(is_higher)), [at(0.35), at(0.3)]);
        assert_eq!((at(0.99).next(true), at(0.001).next(false)), (at(0.99), at(0.001)));
    }

    #[test]
    fn a_threshold_is_above_0_and_below_1_and_has_two_digits_or_more() {
        for wrong in ["0", "1", "-0.1", "1.5", "nan", "inf", "", "a"] {
            assert!(wrong.parse::<Threshold>().is_err(), "{wrong}");
        }
        for (text, shown) in [("0.3", "0.30"), (".05", "0.05"), ("0.125", "0.125"), ("1e-3", "0.001")] {
            assert_eq!(text.parse::<Threshold>().unwrap().to_string(), shown);
        }
    }
}
