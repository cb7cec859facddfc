//! What of a run is in no file.

use std::time::Duration;

use crate::data::Drawn;
use crate::train::BranchId;

/// What has been done to a run since it was begun, opened or saved, besides its branches and notes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Whether its recipe was changed, or it could not be saved.
    pub(super) is_wanted: bool,
    /// How long it has been trained beyond what was known.
    pub(super) trained: Duration,
}

impl Work {
    /// All that was done in both.
    pub(super) fn and(self, other: Self) -> Self {
        Self { is_wanted: self.is_wanted || other.is_wanted, trained: self.trained + other.trained }
    }
}

/// Whether there are branches or notes that are in no run file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsaved {
    No,
    Yes,
    /// They are being written.
    Writing,
}

/// A file that is being written.
pub(super) struct Saving {
    pub(super) branch: BranchId,
    pub(super) epoch: u64,
    /// What is in no file if it fails.
    pub(super) work: Work,
    /// The drawn points that are in it, unless it ends before the newest.
    pub(super) points: Option<Drawn>,
}
