//! A run as one of many that are trained side by side.

use super::{Trainer, evaluate};
use crate::network::Batches;
use crate::train::Record;

impl Trainer {
    /// Whether its points and its network are those of its recipe, and it is at the end of an epoch.
    pub(in crate::train) fn is_as_its_recipe(&self) -> bool {
        self.journal.is_empty() && self.state.batch == 0
    }

    /// The train and the test points.
    pub(in crate::train) fn laid_out(&self) -> [&Batches; 2] {
        [&self.train, &self.test]
    }

    /// Takes the step of an epoch along a gradient that was computed elsewhere, with a finite loss. Returns whether it
    /// was taken: the run diverges in it otherwise, and stays where it is.
    pub(in crate::train) fn step_along(&mut self, gradient: impl Iterator<Item = f32>) -> bool {
        self.follow_schedule();
        self.gradient.clear();
        self.gradient.extend(gradient);
        // Where it diverges, it is to be found by the engine of this run.
        let is_taken = self.step(0.0, None).is_ok();
        self.state.epoch += u64::from(is_taken);
        is_taken
    }

    /// Goes to an epoch to which plain SGD has led.
    pub(in crate::train) fn arrive(&mut self, epoch: u64, parameters: impl Iterator<Item = f32>) {
        if self.state.epoch == epoch {
            return;
        }
        self.state.optimizer.step += epoch - self.state.epoch;
        self.state.epoch = epoch;
        self.has_stepped = false;
        self.state.parameters.clear();
        self.state.parameters.extend(parameters);
    }

    /// Evaluates other weights than the run's own.
    pub fn evaluate_other(&mut self, parameters: &[f32]) -> Record {
        evaluate(self.engine.as_mut(), parameters, (&self.train, &self.test), self.state.epoch)
    }
}
