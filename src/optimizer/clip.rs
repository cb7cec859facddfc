//! Gradient clipping, and the norm that it goes by.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Invalid, check_number};

/// What keeps `PyTorch` from dividing by 0.
const EPS: f64 = 1e-6;
/// What a flag takes, for messages.
const SPELLINGS: &str = "none, or the largest norm of the gradient, as in 1";

/// How long a step's gradient may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, strum::Display)]
pub enum Clip {
    /// As long as it is.
    #[default]
    #[strum(to_string = "none")]
    None,
    /// Its Euclidean norm at most this, above 0 (`torch.nn.utils.clip_grad_norm_`): with norm n of all partial
    /// derivatives and this one m, each is multiplied by the smaller of 1 and m / (n + 10⁻⁶).
    #[strum(to_string = "{0}")]
    Norm(f64),
}

impl Clip {
    /// Checks the norm.
    ///
    /// # Errors
    /// Names the field, and says what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        let Self::Norm(most) = *self else { return Ok(()) };
        let accept = |most| most as f32 > 0.0 && (most as f32).is_finite();
        check_number("", most, "a norm above 0, in the range of single precision", accept)
    }

    /// Shortens a gradient that is too long. One that is not finite becomes one that is no number.
    pub fn apply(self, gradient: &mut [f32]) {
        let Self::Norm(most) = self else { return };
        let factor = most / (norm(gradient) + EPS);
        // A factor that is not a number must not pass for one that changes nothing.
        if factor >= 1.0 {
            return;
        }
        let factor = factor as f32;
        for gradient in gradient {
            *gradient *= factor;
        }
    }
}

/// Reads what `Display` writes: `none`, or a norm.
impl FromStr for Clip {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(most) => Ok(Self::Norm(most)),
            Err(_) if text == "none" => Ok(Self::None),
            Err(_) => Err(format!("allowed: {SPELLINGS}")),
        }
    }
}

/// Euclidean norm, summed in f64 over eight lanes so that no square overflows, the sum is quick, and its order fixed.
pub fn norm(numbers: &[f32]) -> f64 {
    let (chunks, rest) = numbers.as_chunks::<8>();
    let mut lanes = [0.0_f64; 8];
    for chunk in chunks {
        for (lane, &number) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(number) * f64::from(number);
        }
    }
    for (lane, &number) in lanes.iter_mut().zip(rest) {
        *lane += f64::from(number) * f64::from(number);
    }
    lanes.iter().sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(clip: Clip, gradient: &[f32]) -> Vec<f32> {
        let mut gradient = gradient.to_vec();
        clip.apply(&mut gradient);
        gradient
    }

    #[test]
    fn only_what_is_too_long_is_shortened() {
        let long: Vec<f32> = (0..20).map(|number| number as f32).collect();
        assert_eq!(clipped(Clip::None, &long), long);
        assert_eq!(clipped(Clip::Norm(50.0), &long), long);
        assert!((norm(&clipped(Clip::Norm(0.5), &long)) - 0.5).abs() < 1e-6);
        assert_eq!(clipped(Clip::Norm(1.0), &[0.0; 3]), [0.0; 3]);
        assert!((norm(&clipped(Clip::Norm(1.0), &[1e30, -1e38])) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_finite_stays_to_be_found() {
        for number in [f32::INFINITY, f32::NAN] {
            assert!(clipped(Clip::Norm(1.0), &[1.0, number])[1].is_nan());
        }
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in ["none", "1", "0.25"] {
            assert_eq!(text.parse::<Clip>().unwrap().to_string(), text);
        }
        assert_eq!("norm".parse::<Clip>(), Err(format!("allowed: {SPELLINGS}")));
        for most in [0.0, -1.0, 1e-46, f64::INFINITY, f64::NAN] {
            assert!(Clip::Norm(most).check().is_err(), "{most}");
        }
    }
}
