//! Early stopping: the end of a run before its last epoch.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{MAX_EPOCHS, check_whole};
use crate::error::Invalid;

/// What a flag takes, for messages.
const SPELLINGS: &str = "none, or epochs without a lower test loss, as in 200";

/// Whether a run ends when its test loss no longer falls. While it is on, every epoch is evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EarlyStopping {
    /// The run goes on to its last epoch.
    #[default]
    None,
    /// The run ends after this many epochs without a new lowest test loss, and restores the weights and the
    /// optimizer's state of the epoch with the lowest.
    Patience(u64),
}

impl EarlyStopping {
    /// Checks the patience.
    ///
    /// # Errors
    /// The problem and the allowed range.
    pub fn check(&self) -> Result<(), Invalid> {
        match *self {
            Self::None => Ok(()),
            Self::Patience(epochs) => check_whole("", epochs, 1, MAX_EPOCHS),
        }
    }
}

/// Reads what [`fmt::Display`] writes: `none`, or a number of epochs.
impl FromStr for EarlyStopping {
    /// What is allowed.
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("none", _) => Ok(Self::None),
            (_, Ok(epochs)) => Ok(Self::Patience(epochs)),
            _ => Err(format!("allowed: {SPELLINGS}")),
        }
    }
}

impl fmt::Display for EarlyStopping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::Patience(epochs) => write!(formatter, "{epochs}"),
        }
    }
}
