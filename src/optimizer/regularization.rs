//! Regularization: penalties and decay that keep weights small.

use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::check_at_least_zero;
use crate::error::Invalid;

/// What a flag takes, for messages.
const SPELLINGS: &str = "none, l1:RATE, l2:RATE or weight-decay:RATE, as in l2:0.001";

/// Regularization of the weights, with its rate, 0 or more. Biases are left alone, and the reported loss is that of the
/// data.
///
/// In the formulas, w is a weight before the step, η the learning rate in force and r the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, strum::Display)]
pub enum Regularization {
    /// None.
    #[default]
    #[strum(to_string = "none")]
    None,
    /// The penalty r |w|, as TensorFlow Playground has it (`updateWeights` in its `src/nn.ts`): after the optimizer's
    /// step, η r sign(w) is taken off. A weight that this takes across 0 becomes 0 and is dead: it stays 0 as long as
    /// L1 is on. Playground marks dead weights; here every weight of exactly 0 is one, which a network of zeros has
    /// from the start, and dead weights come alive when L1 is taken off.
    #[strum(to_string = "l1:{0}")]
    L1(f64),
    /// The penalty r w² / 2, as TensorFlow Playground has it (`RegularizationFunction.L2`): r w is added to the
    /// gradient, as by `weight_decay` of `torch.optim`'s SGD, Adam and `RMSprop`.
    #[strum(to_string = "l2:{0}")]
    L2(f64),
    /// Decoupled weight decay (Loshchilov and Hutter 2019; `torch.optim.AdamW`), under every optimizer: w is multiplied
    /// by 1 - η r before the optimizer's step, which knows nothing about it.
    #[strum(to_string = "weight-decay:{0}")]
    WeightDecay(f64),
}

impl Regularization {
    /// Checks the rate.
    ///
    /// # Errors
    /// Names the field, and says what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match *self {
            Self::None => Ok(()),
            Self::L1(rate) | Self::L2(rate) | Self::WeightDecay(rate) => check_at_least_zero("", rate),
        }
    }

    /// What comes before the optimizer's step: changes the gradient, or the weights, which lie in `weights`.
    ///
    /// # Panics
    /// If a range reaches beyond the parameters.
    pub fn before_step(
        self,
        learning_rate: f64,
        weights: &[Range<usize>],
        parameters: &mut [f32],
        gradient: &mut [f32],
    ) {
        match self {
            Self::None | Self::L1(_) => {}
            Self::L2(rate) => {
                let rate = rate as f32;
                for range in weights {
                    for (gradient, weight) in gradient[range.clone()].iter_mut().zip(&parameters[range.clone()]) {
                        *gradient += rate * weight;
                    }
                }
            }
            Self::WeightDecay(rate) => {
                let keep = (1.0 - learning_rate * rate) as f32;
                for range in weights {
                    parameters[range.clone()].iter_mut().for_each(|weight| *weight *= keep);
                }
            }
        }
    }

    /// What comes after the optimizer's step: changes the weights, of which `before` holds the values before the step.
    ///
    /// # Panics
    /// If a range reaches beyond the parameters.
    pub fn after_step(self, learning_rate: f64, weights: &[Range<usize>], before: &[f32], parameters: &mut [f32]) {
        let Self::L1(rate) = self else { return };
        let stride = (learning_rate * rate) as f32;
        for range in weights {
            for (weight, &old) in parameters[range.clone()].iter_mut().zip(&before[range.clone()]) {
                let pulled = *weight - stride * if old < 0.0 { -1.0 } else { 1.0 };
                let crosses = (*weight < 0.0 && pulled > 0.0) || (*weight > 0.0 && pulled < 0.0);
                // What is no number must stay so, to be found.
                *weight = if weight.is_finite() && (old == 0.0 || crosses) { 0.0 } else { pulled };
            }
        }
    }
}

/// Reads what `Display` writes: `l2:0.001`.
impl FromStr for Regularization {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rate) = text.split_once(':').unwrap_or((text, ""));
        let found = match (name, rate.parse()) {
            ("none", _) if text == name => Some(Self::None),
            ("l1", Ok(rate)) => Some(Self::L1(rate)),
            ("l2", Ok(rate)) => Some(Self::L2(rate)),
            ("weight-decay", Ok(rate)) => Some(Self::WeightDecay(rate)),
            _ => None,
        };
        found.ok_or_else(|| format!("allowed: {SPELLINGS}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // All numbers are sums of powers of two, so that hand-computed results are exact.

    /// Two weights between two biases.
    const WEIGHTS: &[Range<usize>] = &[1..2, 2..3];

    #[test]
    fn l2_pulls_the_gradients_of_weights_alone() {
        let (mut parameters, mut gradient) = ([4.0, 4.0, -2.0, 4.0], [1.0; 4]);
        Regularization::L2(0.5).before_step(0.25, WEIGHTS, &mut parameters, &mut gradient);
        assert_eq!((parameters, gradient), ([4.0, 4.0, -2.0, 4.0], [1.0, 3.0, 0.0, 1.0]));
    }

    #[test]
    fn weight_decay_shrinks_weights_alone() {
        let (mut parameters, mut gradient) = ([4.0, 4.0, -2.0, 4.0], [1.0; 4]);
        Regularization::WeightDecay(0.5).before_step(0.5, WEIGHTS, &mut parameters, &mut gradient);
        assert_eq!((parameters, gradient), ([4.0, 3.0, -1.5, 4.0], [1.0; 4]));
    }

    /// A weight after L1's part of a step that has taken it from `before` to `after`, at a stride of 0.25.
    fn pulled(before: f32, after: f32) -> f32 {
        let mut parameters = [7.0, after, 0.0, 7.0];
        Regularization::L1(0.5).after_step(0.5, WEIGHTS, &[7.0, before, 0.0, 7.0], &mut parameters);
        assert_eq!((parameters[0], parameters[3]), (7.0, 7.0));
        parameters[1]
    }

    #[test]
    fn l1_stops_a_weight_that_it_takes_across_zero() {
        assert_eq!(pulled(1.0, 1.0), 0.75);
        assert_eq!(pulled(-1.0, -1.0), -0.75);
        assert_eq!(pulled(0.125, 0.125), 0.0);
        assert_eq!(pulled(-0.125, -0.125), 0.0);
        // The sign is that of the weight before the step, as in Playground.
        assert_eq!(pulled(0.125, -0.125), -0.375);
        assert_eq!(pulled(0.0, 3.0), 0.0, "dead");
        assert!(pulled(0.0, f32::NAN).is_nan());
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in ["none", "l1:0.001", "l2:0.5", "weight-decay:0.01"] {
            assert_eq!(text.parse::<Regularization>().unwrap().to_string(), text);
        }
        for text in ["", "l2", "l2:", "l2:x", "none:1", "L2:1", "l3:1"] {
            assert_eq!(text.parse::<Regularization>(), Err(format!("allowed: {SPELLINGS}")), "{text}");
        }
        assert_eq!(Regularization::L2(-1.0).check().unwrap_err().problem, "is -1");
        assert_eq!(Regularization::L1(0.0).check(), Ok(()));
    }
}
