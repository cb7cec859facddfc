//! A run with all that it takes to go on with it elsewhere.

use super::{Change, Edit, History, Snapshot, settings};
use crate::data::Dataset;
use crate::network::Engine;
use crate::preset::Preset;

/// A snapshot with its recipe and points: what a checkpoint's file holds, and what a trainer goes on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Name of the preset that the run was started from.
    pub name: String,
    /// The recipe at epoch 0, with the seed.
    pub preset: Preset,
    /// What was changed since, in order.
    pub journal: Vec<Edit>,
    /// The points.
    pub dataset: Dataset,
    /// The state.
    pub snapshot: Snapshot,
    /// The course so far.
    pub history: History,
}

impl Checkpoint {
    /// What computes the run at the snapshot. It must be used on the thread that asks for it.
    #[must_use]
    pub fn engine(&self) -> Box<dyn Engine> {
        self.settings().engine.build(&self.preset.shape(), self.preset.loss)
    }

    /// The recipe as it is at the snapshot, with the journal's changes applied.
    #[must_use]
    pub fn settings(&self) -> Preset {
        settings(&self.preset, &self.journal)
    }

    /// Changes a setting from the snapshot on, as [`super::Trainer::edit`] does.
    pub fn edit(&mut self, change: Change) {
        let Snapshot { epoch, batch, optimizer, best, parameters } = &mut self.snapshot;
        change.carry_over(parameters.len(), optimizer, best);
        self.journal.push(Edit { epoch: *epoch, batch: *batch, change });
    }
}
