//! Learning-rate schedules: how the learning rate changes from epoch to epoch.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{check_at_least_zero, power};
use crate::error::{Invalid, check_number};

/// The largest number of epochs of a run or a schedule.
pub const MAX_EPOCHS: u64 = 1_000_000_000;
/// What a flag takes, for messages.
const SPELLINGS: &str = "constant, step:EPOCHS,FACTOR, exponential:FACTOR, cosine:EPOCHS[,LEAST] or \
    warm-up-cosine:EPOCHS,EPOCHS[,LEAST], as in cosine:2000";

/// The learning rate as a pure function of the epoch, counted from the start of the run. A schedule has a
/// length of its own: the end of the run does not change it.
///
/// In the formulas, η is the optimizer's learning rate and e the number of completed epochs; all steps of the epoch
/// after it are taken with the rate of e.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Schedule {
    /// η throughout.
    #[default]
    Constant,
    /// η · `gamma`^⌊e / `step_size`⌋ (`torch.optim.lr_scheduler.StepLR`).
    Step {
        /// Epochs between two changes, 1 to a thousand million.
        step_size: u64,
        /// What the rate is multiplied by, above 0 and at most 10.
        gamma: f64,
    },
    /// η · `gamma`^e (`torch.optim.lr_scheduler.ExponentialLR`).
    Exponential {
        /// What the rate is multiplied by after every epoch, above 0 and at most 10.
        gamma: f64,
    },
    /// `least` + (η - `least`) (1 + cos(π e / `epochs`)) / 2 (`torch.optim.lr_scheduler.CosineAnnealingLR`, whose
    /// `T_max` and `eta_min` these are). `PyTorch`'s rate rises again after `epochs`; this one stays at `least`.
    Cosine {
        /// Epochs until the rate is at its least, 1 to a thousand million.
        epochs: u64,
        /// The rate at the end, 0 or more.
        #[serde(default)]
        least: f64,
    },
    /// η (e + 1) / (`warm_up` + 1) while e is below `warm_up`, then [`Self::Cosine`] over the epochs that are left
    /// (`SequentialLR` of `LinearLR`, with a `start_factor` of 1 / (`warm_up` + 1), and `CosineAnnealingLR`).
    WarmUpCosine {
        /// Epochs in which the rate rises, 1 or more, and fewer than all.
        warm_up: u64,
        /// Epochs until the rate is at its least, the warm-up included, 2 to a thousand million.
        epochs: u64,
        /// The rate at the end, 0 or more.
        #[serde(default)]
        least: f64,
    },
}

impl Schedule {
    /// The learning rate of the steps after `epoch` completed epochs, where `base` is the optimizer's own.
    pub fn rate(&self, base: f64, epoch: u64) -> f64 {
        match *self {
            Self::Constant => base,
            Self::Step { step_size, gamma } => base * power(gamma, epoch / step_size.max(1)),
            Self::Exponential { gamma } => base * power(gamma, epoch),
            Self::Cosine { epochs, least } => anneal(base, least, epoch, epochs),
            Self::WarmUpCosine { warm_up, .. } if epoch < warm_up => base * ((epoch + 1) as f64 / (warm_up + 1) as f64),
            Self::WarmUpCosine { warm_up, epochs, least } => {
                anneal(base, least, epoch - warm_up, epochs.saturating_sub(warm_up))
            }
        }
    }

    /// Whether a cosine is in its formula.
    pub fn has_cosine(&self) -> bool {
        matches!(self, Self::Cosine { .. } | Self::WarmUpCosine { .. })
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match *self {
            Self::Constant => Ok(()),
            Self::Step { step_size, gamma } => {
                check_epochs("step_size", step_size, 1)?;
                check_gamma(gamma)
            }
            Self::Exponential { gamma } => check_gamma(gamma),
            Self::Cosine { epochs, least } => {
                check_epochs("epochs", epochs, 1)?;
                check_at_least_zero("least", least)
            }
            Self::WarmUpCosine { warm_up, epochs, least } => {
                check_epochs("epochs", epochs, 2)?;
                if !(1..epochs).contains(&warm_up) {
                    let allowed = format!("a whole number from 1 to {}, below all epochs", epochs - 1);
                    return Err(Invalid::new("warm_up", format!("is {warm_up}"), allowed));
                }
                check_at_least_zero("least", least)
            }
        }
    }
}

impl Schedule {
    fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let values: Vec<&str> = if rest.is_empty() { vec![] } else { rest.split(',').map(str::trim).collect() };
        let whole = |index: usize| values[index].parse().ok();
        let number = |index: usize| values[index].parse().ok();
        let least = |index: usize| if index < values.len() { number(index) } else { Some(0.0) };
        Some(match (name, values.len()) {
            ("constant", 0) => Self::Constant,
            ("step", 2) => Self::Step { step_size: whole(0)?, gamma: number(1)? },
            ("exponential", 1) => Self::Exponential { gamma: number(0)? },
            ("cosine", 1 | 2) => Self::Cosine { epochs: whole(0)?, least: least(1)? },
            ("warm-up-cosine", 2 | 3) => Self::WarmUpCosine { warm_up: whole(0)?, epochs: whole(1)?, least: least(2)? },
            _ => return None,
        })
    }
}

/// Reads what [`fmt::Display`] writes: `cosine:2000`.
impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("allowed: {SPELLINGS}"))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = |least: f64| if least == 0.0 { String::new() } else { format!(",{least}") };
        match *self {
            Self::Constant => formatter.write_str("constant"),
            Self::Step { step_size, gamma } => write!(formatter, "step:{step_size},{gamma}"),
            Self::Exponential { gamma } => write!(formatter, "exponential:{gamma}"),
            Self::Cosine { epochs, least: end } => write!(formatter, "cosine:{epochs}{}", least(end)),
            Self::WarmUpCosine { warm_up, epochs, least: end } => {
                write!(formatter, "warm-up-cosine:{warm_up},{epochs}{}", least(end))
            }
        }
    }
}

/// From `base` at epoch 0 along half a period of the cosine to `least` at `epochs` and after.
fn anneal(base: f64, least: f64, epoch: u64, epochs: u64) -> f64 {
    if epoch >= epochs {
        return least;
    }
    least + (base - least) * raised_cosine(epoch as f64 / epochs as f64)
}

/// (1 + cos(π x)) / 2 for x from 0 to 1, by sums and products alone: unlike the system's cosine, the same bits
/// everywhere. It is 1 - sin²(π x / 2), and sin²(π (1 - x) / 2), each taken where it loses nothing.
fn raised_cosine(x: f64) -> f64 {
    let sine = sine(x.min(1.0 - x) * std::f64::consts::FRAC_PI_2);
    if x <= 0.5 { 1.0 - sine * sine } else { sine * sine }
}

/// sin x for x from 0 to π / 4 by its Taylor series, whose next term is below 1e-19.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let series =
        [16.0, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0].iter().fold(1.0, |sum, n| 1.0 - square / (n * (n + 1.0)) * sum);
    x * series
}

fn check_epochs(field: &str, epochs: u64, least: u64) -> Result<(), Invalid> {
    if (least..=MAX_EPOCHS).contains(&epochs) {
        return Ok(());
    }
    Err(Invalid::new(field, format!("is {epochs}"), format!("a whole number from {least} to {MAX_EPOCHS}")))
}

fn check_gamma(gamma: f64) -> Result<(), Invalid> {
    check_number("gamma", gamma, "a number above 0, at most 10", |gamma| gamma > 0.0 && gamma <= 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_at_marked_epochs() {
        let step = Schedule::Step { step_size: 10, gamma: 0.5 };
        assert_eq!([0, 9, 10, 29, 30].map(|epoch| step.rate(0.25, epoch)), [0.25, 0.25, 0.125, 0.0625, 0.03125]);
        let exponential = Schedule::Exponential { gamma: 0.5 };
        assert_eq!([0, 1, 4].map(|epoch| exponential.rate(1.0, epoch)), [1.0, 0.5, 0.0625]);
        let cosine = Schedule::Cosine { epochs: 100, least: 0.25 };
        assert_eq!([0, 100, 101, u64::MAX].map(|epoch| cosine.rate(1.25, epoch)), [1.25, 0.25, 0.25, 0.25]);
        assert!((cosine.rate(1.25, 50) - 0.75).abs() < 1e-15);
        let warm = Schedule::WarmUpCosine { warm_up: 3, epochs: 13, least: 0.0 };
        assert_eq!([0, 1, 2, 3, 13, 14].map(|epoch| warm.rate(1.0, epoch)), [0.25, 0.5, 0.75, 1.0, 0.0, 0.0]);
        assert!((warm.rate(1.0, 8) - 0.5).abs() < 1e-15);
        assert_eq!(Schedule::Constant.rate(0.1, u64::MAX), 0.1);
    }

    #[test]
    fn the_cosine_is_the_systems_to_its_last_digits() {
        for number in 0..=1000 {
            let x = f64::from(number) / 1000.0;
            let expected = (std::f64::consts::FRAC_PI_2 * x).cos().powi(2);
            let found = raised_cosine(x);
            assert!((found - expected).abs() <= 4e-16, "{x}: {found}, {expected}");
        }
    }

    #[test]
    fn settings_out_of_range_are_refused_by_name() {
        let field = |schedule: Schedule| schedule.check().map_err(|invalid| invalid.field);
        for (schedule, name) in [
            (Schedule::Step { step_size: 0, gamma: 0.5 }, "step_size"),
            (Schedule::Step { step_size: 1, gamma: 0.0 }, "gamma"),
            (Schedule::Exponential { gamma: f64::NAN }, "gamma"),
            (Schedule::Exponential { gamma: 10.5 }, "gamma"),
            (Schedule::Cosine { epochs: 0, least: 0.0 }, "epochs"),
            (Schedule::Cosine { epochs: 1, least: -0.1 }, "least"),
            (Schedule::WarmUpCosine { warm_up: 5, epochs: 5, least: 0.0 }, "warm_up"),
            (Schedule::WarmUpCosine { warm_up: 0, epochs: 5, least: 0.0 }, "warm_up"),
            (Schedule::WarmUpCosine { warm_up: 1, epochs: 1, least: 0.0 }, "epochs"),
            (Schedule::WarmUpCosine { warm_up: 1, epochs: 2, least: 1e39 }, "least"),
        ] {
            assert_eq!(field(schedule), Err(name.into()), "{schedule:?}");
        }
        assert_eq!(field(Schedule::WarmUpCosine { warm_up: 1, epochs: 2, least: 0.0 }), Ok(()));
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for text in [
            "constant",
            "step:500,0.1",
            "exponential:0.999",
            "cosine:2000",
            "cosine:2000,0.001",
            "warm-up-cosine:100,2000",
            "warm-up-cosine:100,2000,0.001",
        ] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
        for text in ["", "cosine", "cosine:", "cosine:2.5", "cosine:1,2,3", "step:500", "constant:1", "cosin:20"] {
            assert!(text.parse::<Schedule>().unwrap_err().starts_with("allowed: constant, step:"), "{text}");
        }
    }
}
