//! Taking and restoring states of a run.

use super::{Trainer, untrained};
use crate::train::{Edit, History, Snapshot, settings, unit_mask};

impl Trainer {
    /// The current state.
    pub fn snapshot(&self) -> Snapshot {
        self.state.clone()
    }

    /// The state of this recipe at epoch 0.
    pub(crate) fn untrained_snapshot(&self) -> Snapshot {
        untrained(&self.origin)
    }

    /// Restores a state of this recipe with these edits. The recorded history stays; the step that led there is
    /// unknown.
    ///
    /// # Panics
    /// If the state is not one of this recipe with these edits.
    pub fn restore(&mut self, snapshot: &Snapshot, journal: &[Edit]) {
        self.state = snapshot.clone();
        if self.journal != journal {
            self.journal = journal.to_vec();
            self.unit_mask = unit_mask(journal);
            let before = std::mem::replace(&mut self.preset, settings(&self.origin, journal));
            self.refit(&before);
        }
        self.follow_schedule();
        self.has_stepped = false;
        self.stopped = None;
        self.previous.0.clone_from(&self.state.parameters);
        self.previous.1 = self.state.optimizer.clone();
    }

    /// Records a new epoch if a span of the history begins with it: on the way through a past known by its recipe alone.
    pub fn record_what_is_new(&mut self) {
        let is_new = self.history.end().is_none_or(|end| self.state.epoch > end);
        if is_new && self.state.epoch.is_multiple_of(self.history.stride()) {
            self.record();
        }
    }

    /// Replaces the history, and returns the previous one.
    pub fn exchange_history(&mut self, history: History) -> History {
        std::mem::replace(&mut self.history, history)
    }
}
