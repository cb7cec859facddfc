//! Whether a run is still that of its source, or an edited one.
//!
//! The worker asks after each change; the dashboard shows the answer beside the name.

use std::sync::Arc;

use crate::preset::Preset;
use crate::train::Run;

/// The recipe that a run began with, and whether it has another now.
#[derive(Clone)]
pub(super) struct Edited {
    origin: Arc<Preset>,
    /// Whether the source was an edited one.
    at_origin: bool,
    /// Epochs that somebody set; training on beyond the end changes none.
    epochs: u64,
    pub(super) now: bool,
}

impl Edited {
    /// Begins with the recipe of a source.
    pub(super) fn new(origin: &Preset, at_origin: bool) -> Self {
        Self { origin: Arc::new(origin.clone()), at_origin, epochs: origin.epochs, now: at_origin }
    }

    /// Takes a length that somebody set.
    pub(super) fn set_epochs(&mut self, epochs: u64) {
        self.epochs = epochs;
    }

    /// Compares the run with its source: a change that was taken back makes none.
    pub(super) fn compare(&mut self, run: &Run) {
        let is_same = |preset: &Preset| Preset { epochs: self.origin.epochs, ..preset.clone() } == *self.origin;
        self.now = self.at_origin
            || self.epochs != self.origin.epochs
            || run.branches.iter().any(|branch| !branch.journal.is_empty())
            || !is_same(&run.preset);
    }
}
