//! Edits of a run in progress.

use super::super::shuffle::Shuffle;
use super::super::{Change, Edit, Snapshot, rows};
use super::Trainer;
use super::untrained::weights;
use crate::network::{Batch, Batches, Layout};
use crate::preset::Preset;

impl Trainer {
    /// Changes a setting from here on. What can stay of weights, of what the optimizer remembers and of what early
    /// stopping remembers does.
    pub fn edit(&mut self, change: Change) {
        let replaces = self
            .journal
            .last()
            .is_some_and(|last| (last.epoch, last.batch) == (self.epoch, self.batch) && change.replaces(&last.change));
        self.make(Edit { epoch: self.epoch, batch: self.batch, change });
        if replaces {
            let latest = self.journal.len() - 1;
            self.journal.remove(latest - 1);
        }
    }

    /// Makes an edit of this position, and takes it into the journal as it is.
    pub(in crate::train) fn make(&mut self, edit: Edit) {
        let change = &edit.change;
        let before = self.preset.clone();
        change.apply(&mut self.preset);
        let mut snapshot = Snapshot {
            epoch: self.epoch,
            batch: self.batch,
            parameters: std::mem::take(&mut self.parameters),
            optimizer: std::mem::take(&mut self.optimizer),
            best: self.best.take(),
        };
        change.transfer(&before, &self.preset, &mut snapshot);
        let Snapshot { parameters, optimizer, best, .. } = snapshot;
        self.previous = (parameters.clone(), optimizer.clone());
        (self.parameters, self.optimizer, self.best) = (parameters, optimizer, best);
        self.refit(&before);
        if let Change::Off(unit, off) = *change {
            self.unit_mask.set(unit, off);
        }
        self.journal.push(edit);
    }

    /// Fits engine, rule, layout and points to the settings, which were others before.
    pub(super) fn refit(&mut self, before: &Preset) {
        self.rule = self.preset.optimizer.clone();
        self.follow_schedule();
        let (shapes, points) = ([before.shape(), self.preset.shape()], !before.has_points_of(&self.preset));
        if shapes[0] != shapes[1] || before.loss != self.preset.loss || before.engine != self.preset.engine {
            self.engine = self.preset.engine.build(&shapes[1], self.preset.loss);
        }
        // Two networks may have equally many parameters in different places.
        if !shapes[0].widths().eq(shapes[1].widths()) {
            self.gradient = None;
            self.next_gradient = vec![0.0; self.parameters.len()];
            self.weights = weights(&self.preset);
            self.layout = Layout::new(&shapes[1]);
        }
        if points {
            self.dataset = self.preset.dataset();
        }
        if points || before.inputs != self.preset.inputs {
            self.lay_out();
        }
    }

    /// Lays the points out for the inputs that the network takes.
    fn lay_out(&mut self) {
        let (rows, width) = rows(&self.preset.inputs, &self.dataset.train);
        self.train = Batches::whole(width, Batch { inputs: &rows, labels: &self.dataset.train.labels });
        self.test = self.dataset.test.laid_out(&self.preset.inputs);
        self.rows = rows;
        self.shuffle = Shuffle::new(width);
    }
}
