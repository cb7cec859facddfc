//! Early stopping: the end of a run before its last epoch, and the points that it evaluates.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{MAX_EPOCHS, check_whole};
use crate::error::Invalid;

/// What a flag takes, for messages.
const SPELLINGS: &str = "none, or epochs without a lower validation loss, as in 200";
/// The part of the train points that is held out unless another is asked for, in percent: a fifth.
const DEFAULT_PERCENT: u64 = 20;
/// The smallest and the largest part, in percent.
const PERCENTS: (u64, u64) = (5, 50);

/// Whether a run ends when the loss on points that it does not train on no longer falls. While it is on, every epoch is
/// evaluated. The run returns to the weights and the optimizer's state of the epoch with the lowest loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EarlyStopping {
    /// The run goes on to its last epoch.
    #[default]
    None,
    /// The run ends after this many epochs without a new lowest test loss: the only rule before version 3 of the schema.
    Patience(u64),
    /// The run ends after `patience` epochs without a new lowest validation loss. The last `percent` of the train points
    /// are held out for it.
    Validation {
        /// Epochs to wait for a lower loss.
        patience: u64,
        /// How many of the train points are held out, in percent.
        percent: u64,
    },
}

/// The points that early stopping evaluates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// The test points.
    Test,
    /// A part of the train points, in percent.
    Percent(u64),
}

impl EarlyStopping {
    /// Checks the patience, and the part that is held out.
    ///
    /// # Errors
    /// The problem and the allowed range.
    pub fn check(&self) -> Result<(), Invalid> {
        match *self {
            Self::None => Ok(()),
            Self::Patience(epochs) => check_whole("", epochs, 1, MAX_EPOCHS),
            Self::Validation { patience, percent } => {
                check_whole("patience", patience, 1, MAX_EPOCHS)?;
                check_whole("percent", percent, PERCENTS.0, PERCENTS.1)
            }
        }
    }

    /// Epochs to wait for a lower loss; none if it is off.
    pub fn patience(self) -> Option<u64> {
        match self {
            Self::None => None,
            Self::Patience(patience) | Self::Validation { patience, .. } => Some(patience),
        }
    }

    /// The points that it evaluates; none if it is off.
    pub fn validation(self) -> Option<Validation> {
        match self {
            Self::None => None,
            Self::Patience(_) => Some(Validation::Test),
            Self::Validation { percent, .. } => Some(Validation::Percent(percent)),
        }
    }

    /// The same with another patience, or off. Where it was off, a fifth of the train points is held out.
    pub(super) fn set_patience(&mut self, patience: Option<u64>) {
        *self = match (patience, *self) {
            (None, _) => Self::None,
            (Some(patience), Self::Patience(_)) => Self::Patience(patience),
            (Some(patience), Self::Validation { percent, .. }) => Self::Validation { patience, percent },
            (Some(patience), Self::None) => Self::Validation { patience, percent: DEFAULT_PERCENT },
        };
    }

    /// The same with other points to evaluate; false if it is off.
    pub(super) fn set_validation(&mut self, validation: Validation) -> bool {
        let Some(patience) = self.patience() else { return false };
        *self = match validation {
            Validation::Test => Self::Patience(patience),
            Validation::Percent(percent) => Self::Validation { patience, percent },
        };
        true
    }

    /// How many of so many train points are held out: one at least.
    pub(crate) fn held_out(self, train: usize) -> usize {
        match self {
            Self::Validation { percent, .. } => {
                let count = (train as u64 * percent + 50) / 100;
                (count as usize).max(1).min(train)
            }
            Self::None | Self::Patience(_) => 0,
        }
    }

    /// How many of so many train points are left to train on.
    pub(crate) fn left(self, train: usize) -> usize {
        train - self.held_out(train)
    }

    /// What the loss that it evaluates is called.
    pub(crate) fn loss_name(self) -> &'static str {
        match self {
            Self::Validation { .. } => "validation loss",
            Self::None | Self::Patience(_) => "test loss",
        }
    }
}

/// Reads what [`fmt::Display`] writes: `none`, or a number of epochs, with a fifth of the train points to evaluate.
impl FromStr for EarlyStopping {
    /// What is allowed.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut early_stopping = Self::None;
        match (text, text.parse()) {
            ("none", _) => {}
            (_, Ok(epochs)) => early_stopping.set_patience(Some(epochs)),
            _ => return Err(format!("allowed: {SPELLINGS}")),
        }
        Ok(early_stopping)
    }
}

impl fmt::Display for EarlyStopping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.patience() {
            None => formatter.write_str("none"),
            Some(patience) => write!(formatter, "{patience}"),
        }
    }
}

/// Reads what [`fmt::Display`] writes: `test`, or a number of percent.
impl FromStr for Validation {
    /// What is allowed.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("test", _) => Ok(Self::Test),
            (_, Ok(percent)) => Ok(Self::Percent(percent)),
            _ => Err("allowed: test, or a number of percent, as in 20".to_owned()),
        }
    }
}

impl fmt::Display for Validation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test => formatter.write_str("test"),
            Self::Percent(percent) => write!(formatter, "{percent}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patience_keeps_the_points_to_evaluate_and_the_other_way_round() {
        let mut early_stopping = EarlyStopping::None;
        assert!(!early_stopping.set_validation(Validation::Test), "it is off");
        early_stopping.set_patience(Some(7));
        assert_eq!(early_stopping, EarlyStopping::Validation { patience: 7, percent: 20 });
        assert!(early_stopping.set_validation(Validation::Percent(30)));
        early_stopping.set_patience(Some(8));
        assert_eq!(early_stopping, EarlyStopping::Validation { patience: 8, percent: 30 });
        assert!(early_stopping.set_validation(Validation::Test));
        early_stopping.set_patience(Some(9));
        assert_eq!(early_stopping, EarlyStopping::Patience(9));
    }

    #[test]
    fn a_part_of_the_train_points_is_held_out_one_at_least() {
        let held_out = |train| EarlyStopping::Validation { patience: 1, percent: 20 }.held_out(train);
        assert_eq!([0, 1, 2, 7, 80, 100_000].map(held_out), [0, 1, 1, 1, 16, 20_000]);
        assert_eq!(EarlyStopping::Patience(20).held_out(80), 0);
    }
}
