//! Recorded states of a run for its run file, by which another build checks that it computes the same bits.

use crate::train::{Fingerprint, Trainer};

/// The most states in a file, besides the newest.
const MOST: usize = 31;

/// States of a run that is being trained: the newest, and those at multiples of a stride that doubles as the run grows.
/// The length of the run alone decides which.
pub(super) struct States {
    stride: u64,
    states: Vec<Fingerprint>,
}

impl States {
    /// Begins with the state that the run continues from.
    pub(super) fn new(trainer: &Trainer) -> Self {
        let mut states = Self { stride: 1, states: Vec::with_capacity(MOST + 1) };
        if is_before_edits(trainer) {
            states.take(trainer);
        }
        states
    }

    /// Records the end of an epoch, before the edits there.
    pub(super) fn take(&mut self, trainer: &Trainer) {
        let epoch = trainer.epoch();
        if !epoch.is_multiple_of(self.stride) {
            return;
        }
        self.states.push(Fingerprint { epoch, hash: trainer.snapshot().hash() });
        if self.states.len() > MOST {
            self.stride *= 2;
            self.states.retain(|state| state.epoch.is_multiple_of(self.stride));
        }
    }

    /// The states, in the order of their epochs.
    pub(super) fn finish(mut self, trainer: &Trainer) -> Vec<Fingerprint> {
        let epoch = trainer.epoch();
        if is_before_edits(trainer) && self.states.last().is_none_or(|state| state.epoch < epoch) {
            self.states.push(Fingerprint { epoch, hash: trainer.snapshot().hash() });
        }
        self.states
    }
}

/// Whether the run is at the end of an epoch without edits there, which come after the recorded state.
fn is_before_edits(trainer: &Trainer) -> bool {
    trainer.batch() == 0 && trainer.journal().last().is_none_or(|edit| edit.position() < trainer.position())
}
