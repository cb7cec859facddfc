//! Steps of a single batch, and which points were in it.

use super::Worker;
use crate::session::State;
use crate::train::{Advance, Divergence};

impl Worker {
    /// Trains one batch.
    pub(super) fn step_batch(&mut self) {
        let batch = self.trainer.batch();
        match self.trainer.advance(|| true) {
            Ok(Advance::Batch) => self.record = self.trainer.glance(),
            Ok(Advance::Epoch | Advance::Stopped) => self.finish_epoch(),
            Err(Divergence { loss, .. }) => {
                self.record = self.trainer.glance();
                self.state = State::Diverged { loss };
            }
        }
        self.stepped = Some(((self.trainer.epoch(), self.trainer.batch()), batch));
    }

    /// The points of the batch that was stepped last, while nothing more was trained.
    pub(super) fn lit(&self) -> &[usize] {
        let here = (self.trainer.epoch(), self.trainer.batch());
        let stepped = self.stepped.filter(|(position, _)| *position == here);
        stepped.map_or(&[], |(_, batch)| self.trainer.points_of_batch(batch))
    }
}
