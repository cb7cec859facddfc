//! Training: batches, steps of the optimizer, and the end of an epoch.

use std::ops::ControlFlow;

use super::{Trainer, effective};
use crate::network::Batch;
use crate::optimizer::Schedule;
use crate::preset::{BatchSize, EarlyStopping};
use crate::train::{Divergence, EarlyStoppingState, Progress};

impl Trainer {
    /// Trains to the end of this epoch, unless the run is stopped early before, and calls `after_epoch` after each. It
    /// may look at the run, evaluate it, or end the training there by [`ControlFlow::Break`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// let recipe = blobtui::preset::find("xor-blobs")?;
    /// let mut trainer = blobtui::train::Trainer::new(&recipe.name, recipe.preset);
    /// trainer.train(2000, |trainer| match trainer.evaluate().test.and_then(|test| test.score.correct()) {
    ///     Some(20) => ControlFlow::Break(()),
    ///     _ => ControlFlow::Continue(()),
    /// }).expect("this run stays finite");
    /// assert!(trainer.epoch() < 2000, "all 20 test points are classified correctly before");
    /// # Ok::<(), blobtui::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Self::advance`].
    pub fn train(
        &mut self,
        epochs: u64,
        mut after_epoch: impl FnMut(&mut Self) -> ControlFlow<()>,
    ) -> Result<(), Divergence> {
        while self.epoch() < epochs && self.early_stop().is_none() {
            self.advance(|| false)?;
            if after_epoch(self).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Trains to the end of the epoch, or to the end of the first batch within it after which `interrupt` holds. A run
    /// that was stopped early only goes on after a change of early stopping.
    ///
    /// # Errors
    /// If the loss, the gradient, a weight or the optimizer state is not finite. Weights, optimizer state and position
    /// stay as they were before that step.
    pub fn advance(&mut self, mut interrupt: impl FnMut() -> bool) -> Result<Progress, Divergence> {
        if self.early_stop().is_some() {
            return Ok(Progress::Arrived);
        }
        self.follow_schedule();
        if self.state.best.is_none() && self.state.batch == 0 {
            self.watch();
        }
        let BatchSize::Size(size) = self.preset.batch else {
            // An edit from batches to all points can come in the middle of an epoch, which this step then ends.
            let begins_epoch = self.state.batch == 0;
            // The loss of a step under dropout is not that of the network.
            let train_loss = (begins_epoch && self.preset.has_dropout()).then(|| self.train_loss());
            let loss = self.differentiate(None, true);
            self.step(loss, None)?;
            if begins_epoch {
                self.history.push_train_loss(self.state.epoch, train_loss.unwrap_or(loss));
            }
            return Ok(self.finish_epoch());
        };
        let points = Batch { inputs: &self.rows, labels: &self.dataset.train.labels };
        self.shuffle.prepare(points, self.preset.seed, self.state.epoch, size);
        let count = self.shuffle.batches.count() as u64;
        loop {
            // An edit to larger batches can leave none for the rest of the epoch.
            if self.state.batch < count {
                let batch = Some(self.state.batch as usize);
                let loss = self.differentiate(batch, true);
                self.step(loss, batch)?;
                self.history.push_batch_loss(self.state.position(), count, loss);
                self.state.batch += 1;
            }
            if self.state.batch >= count {
                return Ok(self.finish_epoch());
            }
            if interrupt() {
                return Ok(Progress::Batch);
            }
        }
    }

    /// Counts the epoch, and returns to the best weights if the run stops early.
    fn finish_epoch(&mut self) -> Progress {
        self.state.epoch += 1;
        self.state.batch = 0;
        self.watch();
        if self.early_stop().is_some()
            && let Some(best) = &self.state.best
        {
            self.stopped = Some(std::mem::replace(&mut self.state.parameters, best.parameters.clone()));
            self.state.optimizer.copy_from(&best.optimizer);
            self.before_restoring(Self::record);
        }
        Progress::Epoch
    }

    /// The loss over the whole train split.
    fn train_loss(&mut self) -> f32 {
        let parameters = effective(self.unit_mask, &self.layout, &self.state.parameters, &mut self.masked);
        self.engine.evaluate(parameters, &self.train).loss
    }

    /// Evaluates the loss of early stopping, if that is on.
    fn watch(&mut self) {
        if self.preset.early_stopping != EarlyStopping::None {
            let parameters = effective(self.unit_mask, &self.layout, &self.state.parameters, &mut self.masked);
            let loss = self.engine.evaluate(parameters, self.validation.as_ref().unwrap_or(&self.test)).loss;
            EarlyStoppingState::take(
                &mut self.state.best,
                self.state.epoch,
                loss,
                &self.state.parameters,
                &self.state.optimizer,
            );
        }
    }

    /// Sets the scheduled learning rate of this epoch.
    pub(super) fn follow_schedule(&mut self) {
        if self.preset.schedule != Schedule::Constant {
            self.rule.set_learning_rate(self.learning_rate());
        }
    }

    /// One step of the optimizer along the computed gradient of a batch, with the loss before the step.
    pub(super) fn step(&mut self, loss: f32, batch: Option<usize>) -> Result<(), Divergence> {
        if !loss.is_finite() {
            let origin = self.origin_of_loss(batch);
            return Err(self.diverged(loss, origin));
        }
        // A gradient that is not finite spreads to weights or optimizer state, which are checked once, after the step.
        self.previous.0.copy_from_slice(&self.state.parameters);
        self.previous.1.copy_from(&self.state.optimizer);
        // As in `torch.optim`, the regularization's part of the gradient is not clipped.
        let (rate, regularization) = (self.rule.learning_rate(), self.preset.regularization);
        self.preset.clip.apply(&mut self.gradient);
        regularization.before_step(rate, &self.weights, &mut self.state.parameters, &mut self.gradient);
        self.rule.step(&mut self.state.optimizer, &mut self.state.parameters, &self.gradient);
        regularization.after_step(rate, &self.weights, &self.previous.0, &mut self.state.parameters);
        if !self.unit_mask.are_all_on() {
            self.unit_mask.hold(&self.layout, &self.previous.0, &mut self.state.parameters);
        }
        let slots = &self.state.optimizer.slots;
        if !all_finite(&self.state.parameters) || !slots.iter().all(|slot| all_finite(&slot.values)) {
            std::mem::swap(&mut self.state.parameters, &mut self.previous.0);
            std::mem::swap(&mut self.state.optimizer, &mut self.previous.1);
            let origin = self.origin_of_step(batch);
            return Err(self.diverged(loss, origin));
        }
        self.has_stepped = true;
        Ok(())
    }
}

/// Whether all numbers are finite, without a branch for each: x - x is +0, with no bit set, unless x is infinite or
/// NaN.
#[expect(clippy::eq_op, reason = "infinities and NaNs are found by it")]
pub(super) fn all_finite(numbers: &[f32]) -> bool {
    numbers.iter().fold(0, |bits, number| bits | (number - number).to_bits()) == 0
}
