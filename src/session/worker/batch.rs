//! Steps of a single batch, and which points were in it.

use super::Worker;
use crate::train::{Position, Progress};

impl Worker {
    /// Trains one batch.
    pub(super) fn step_batch(&mut self) {
        let batch = self.trainer.batch();
        match self.follow(Position::END, || true) {
            Ok(Progress::Batch) => self.record = self.trainer.glance(),
            Ok(Progress::Epoch | Progress::Arrived) => self.finish_epoch(),
            Err(divergence) => self.diverge(divergence),
        }
        self.stepped = Some(((self.trainer.epoch(), self.trainer.batch()), batch));
    }

    /// The points of the batch that was stepped last, while nothing more was trained.
    pub(super) fn batch_points(&self) -> &[usize] {
        let here = (self.trainer.epoch(), self.trainer.batch());
        let stepped = self.stepped.filter(|(position, _)| *position == here);
        stepped.map_or(&[], |(_, batch)| self.trainer.points_of_batch(batch))
    }
}
