//! A position in the history of a run, and progress towards one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far a run has been trained, as edits, snapshots and bookmarks record it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Completed epochs.
    pub epoch: u64,
    /// Batches of the next epoch that are done; 0 except in the middle of an epoch.
    pub batch: u64,
}

impl Position {
    /// Later than every position of a run.
    pub const END: Self = Self { epoch: u64::MAX, batch: 0 };

    /// The end of an epoch; 0 is the untrained network.
    pub fn at(epoch: u64) -> Self {
        Self { epoch, batch: 0 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.batch {
            0 => write!(formatter, "epoch {}", self.epoch),
            batch => write!(formatter, "epoch {}, batch {batch}", self.epoch),
        }
    }
}

/// How far [`advance`](super::Trainer::advance) or [`follow`](super::Trainer::follow) trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To the requested position, with its edits, or nowhere, since the run stopped early before.
    Arrived,
    /// To the end of an epoch.
    Epoch,
    /// Into the middle of an epoch, where it was interrupted or an edit follows.
    Batch,
}
