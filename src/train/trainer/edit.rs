//! Edits of a run in progress.

use super::super::{Change, Edit};
use super::untrained::weights;
use super::{Trainer, lay_out};
use crate::network::Layout;
use crate::preset::Preset;

impl Trainer {
    /// Changes a setting from here on. Weights, optimizer state and early stopping's state stay as far as they can.
    pub fn edit(&mut self, change: Change) {
        let replaces = self.replaces_latest(&change);
        self.make(Edit { epoch: self.state.epoch, batch: self.state.batch, change });
        if replaces {
            self.journal.remove(self.journal.len() - 2);
        }
    }

    /// Whether a change made here would replace the latest edit.
    pub(crate) fn replaces_latest(&self, change: &Change) -> bool {
        self.journal.last().is_some_and(|last| last.position() == self.position() && change.replaces(&last.change))
    }

    /// Makes an edit of this position, and adds it to the journal.
    pub(in crate::train) fn make(&mut self, edit: Edit) {
        self.stopped = None;
        let change = &edit.change;
        let before = self.preset.clone();
        change.apply(&mut self.preset);
        change.transfer(&before, &self.preset, &mut self.state);
        self.previous = (self.state.parameters.clone(), self.state.optimizer.clone());
        self.refit(&before);
        if let Change::Off(unit, off) = *change {
            self.unit_mask.set(unit, off);
        }
        self.journal.push(edit);
    }

    /// Fits engine, optimizer, layout and points to changed settings.
    pub(super) fn refit(&mut self, before: &Preset) {
        self.rule = self.preset.optimizer.clone();
        self.follow_schedule();
        let (shapes, points) = ([before.shape(), self.preset.shape()], !before.has_points_of(&self.preset));
        if shapes[0] != shapes[1] || before.loss != self.preset.loss || before.engine != self.preset.engine {
            self.engine = self.preset.engine.build(&shapes[1], self.preset.loss);
        }
        // Two networks may have equally many parameters in different places.
        if !shapes[0].widths().eq(shapes[1].widths()) {
            self.has_stepped = false;
            self.gradient = vec![0.0; self.state.parameters.len()];
            self.weights = weights(&self.preset);
            self.layout = Layout::new(&shapes[1]);
        }
        if points {
            self.dataset = self.preset.dataset();
        }
        if points || before.inputs != self.preset.inputs || before.loss_weights() != self.preset.loss_weights() {
            let points = lay_out(&self.preset, &self.dataset);
            (self.rows, self.train, self.test, self.shuffle) = (points.rows, points.train, points.test, points.shuffle);
            self.validation = points.validation;
        }
    }
}
