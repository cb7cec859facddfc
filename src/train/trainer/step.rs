//! Training: batches, steps of the optimizer, and the end of an epoch.

use super::{Advance, Trainer};
use crate::network::Batch;
use crate::optimizer::Schedule;
use crate::preset::{BatchSize, EarlyStopping};
use crate::train::{Divergence, EarlyStoppingState};

impl Trainer {
    /// Trains to the end of the epoch, or to the end of the first batch within it after which `interrupt` holds.
    ///
    /// # Errors
    /// If the loss, the gradient, a weight or what the optimizer remembers is not finite. Weights, optimizer state and
    /// position stay as they were before that step.
    pub fn advance(&mut self, mut interrupt: impl FnMut() -> bool) -> Result<Advance, Divergence> {
        if self.early_stop().is_some() {
            return Ok(Advance::Stopped);
        }
        self.follow_schedule();
        if self.best.is_none() && self.batch == 0 {
            self.watch();
        }
        let BatchSize::Size(size) = self.preset.batch else {
            let loss = self.differentiate(None);
            self.step(loss, None)?;
            // An edit from batches to all points can come in the middle of an epoch, which this step then ends.
            if self.batch == 0 {
                self.history.push_train_loss(self.epoch, loss);
            }
            return Ok(self.finish_epoch());
        };
        let points = Batch { inputs: &self.rows, labels: &self.dataset.train.labels };
        self.shuffle.prepare(points, self.preset.seed, self.epoch, size);
        let count = self.shuffle.batches().count() as u64;
        loop {
            // An edit to larger batches can leave none for the rest of the epoch.
            if self.batch < count {
                let batch = Some(self.batch as usize);
                let loss = self.differentiate(batch);
                self.step(loss, batch)?;
                self.batch += 1;
            }
            if self.batch >= count {
                return Ok(self.finish_epoch());
            }
            if interrupt() {
                return Ok(Advance::Batch);
            }
        }
    }

    /// Counts the epoch that is done, and ends the run if early stopping says so.
    fn finish_epoch(&mut self) -> Advance {
        self.epoch += 1;
        self.batch = 0;
        self.watch();
        if self.early_stop().is_some()
            && let Some(best) = &self.best
        {
            self.parameters.copy_from_slice(&best.parameters);
            self.optimizer.copy_from(&best.optimizer);
        }
        Advance::Epoch
    }

    /// Looks at the test loss for early stopping, if that is on.
    fn watch(&mut self) {
        if self.preset.early_stopping != EarlyStopping::None {
            self.apply();
            let parameters = if self.unit_mask.are_all_on() { &self.parameters } else { &self.masked };
            let loss = self.engine.evaluate(parameters, &self.test).loss;
            EarlyStoppingState::take(&mut self.best, self.epoch, loss, &self.parameters, &self.optimizer);
        }
    }

    /// Sets the learning rate that the schedule gives this epoch.
    pub(super) fn follow_schedule(&mut self) {
        if self.preset.schedule != Schedule::Constant {
            self.rule.set_learning_rate(self.learning_rate());
        }
    }

    /// One step of the optimizer down the gradient of a batch that has been computed, with the loss before the step.
    fn step(&mut self, loss: f32, batch: Option<usize>) -> Result<(), Divergence> {
        if !loss.is_finite() {
            return Err(self.diverged(loss, self.origin_of_loss()));
        }
        // A gradient that is not finite makes weights or memory that are not: they are looked at once, after the step.
        self.previous.0.copy_from_slice(&self.parameters);
        self.previous.1.copy_from(&self.optimizer);
        // As with `torch.optim`, the regularization's part of the gradient is not clipped.
        let (rate, regularization) = (self.rule.learning_rate(), self.preset.regularization);
        self.preset.clip.apply(&mut self.next_gradient);
        regularization.before_step(rate, &self.weights, &mut self.parameters, &mut self.next_gradient);
        self.rule.step(&mut self.optimizer, &mut self.parameters, &self.next_gradient);
        regularization.after_step(rate, &self.weights, &self.previous.0, &mut self.parameters);
        if !self.unit_mask.are_all_on() {
            self.unit_mask.hold(&self.layout, &self.previous.0, &mut self.parameters);
        }
        let slots = &self.optimizer.slots;
        if !all_finite(&self.parameters) || !slots.iter().all(|slot| all_finite(&slot.values)) {
            std::mem::swap(&mut self.parameters, &mut self.previous.0);
            std::mem::swap(&mut self.optimizer, &mut self.previous.1);
            let origin = self.origin_of_step(batch);
            return Err(self.diverged(loss, origin));
        }
        let room = self.gradient.take().unwrap_or_else(|| vec![0.0; self.parameters.len()]);
        self.gradient = Some(std::mem::replace(&mut self.next_gradient, room));
        Ok(())
    }
}

/// Whether no number is infinite or NaN, without a branch a number: such a number less itself is no number, and every
/// other less itself is 0, whose bits are all 0.
#[expect(clippy::eq_op, reason = "infinities and NaNs are found by it")]
pub(super) fn all_finite(numbers: &[f32]) -> bool {
    numbers.iter().fold(0, |bits, number| bits | (number - number).to_bits()) == 0
}
