//! A checkpoint: a run with everything needed to continue it elsewhere.

use super::{Bookmark, Change, Edit, Fingerprint, History, Snapshot, is_diverged_at, settings, unit_mask};
use crate::data::Dataset;
use crate::network::{Engine, Layout};
use crate::preset::Preset;

/// A snapshot with its recipe and points, from which a trainer resumes: the content of a checkpoint file.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Name of the preset that the run was started from.
    pub name: String,
    /// The recipe at epoch 0, with the seed.
    pub preset: Preset,
    /// Edits since, in order.
    pub journal: Vec<Edit>,
    /// The points.
    pub dataset: Dataset,
    /// The state.
    pub snapshot: Snapshot,
    /// The history so far.
    pub history: History,
    /// Bookmarks of epochs up to the snapshot's, by epoch.
    pub bookmarks: Vec<Bookmark>,
    /// Hashes of some states up to the snapshot, by epoch.
    pub fingerprints: Vec<Fingerprint>,
}

impl Checkpoint {
    /// The engine at the snapshot, for the calling thread.
    pub fn engine(&self) -> Box<dyn Engine> {
        let settings = self.settings();
        settings.engine.build(&settings.shape(), settings.loss)
    }

    /// The recipe at the snapshot, with the journal's changes applied.
    pub fn settings(&self) -> Preset {
        settings(&self.preset, &self.journal)
    }

    /// The parameters for predictions: those of the network without the units that are switched off.
    pub(crate) fn effective_parameters(&self) -> Vec<f32> {
        let mut parameters = self.snapshot.parameters.clone();
        unit_mask(&self.journal).apply(&Layout::new(&self.settings().shape()), &mut parameters);
        parameters
    }

    /// Whether units are switched off at the snapshot.
    pub(crate) fn has_units_off(&self) -> bool {
        !unit_mask(&self.journal).are_all_on()
    }

    /// Whether its run diverged at the snapshot.
    pub fn is_diverged(&self) -> bool {
        is_diverged_at(&self.bookmarks, self.snapshot.epoch)
    }

    /// Changes a setting from the snapshot on, as [`super::Trainer::edit`] does.
    pub fn edit(&mut self, change: Change) {
        let before = self.settings();
        let mut after = before.clone();
        change.apply(&mut after);
        change.transfer(&before, &after, &mut self.snapshot);
        if !after.has_points_of(&before) {
            self.dataset = after.dataset();
        }
        let Snapshot { epoch, batch, .. } = self.snapshot;
        self.journal.push(Edit { epoch, batch, change });
    }
}
