//! An engine that panics after some steps.

use std::sync::atomic::{AtomicU32, Ordering};

use blobtui::network::{Batches, DropoutMasks, Engine, Evaluation};
use blobtui::preset::Preset;
use blobtui::train::Trainer;

struct Fragile {
    inner: Box<dyn Engine>,
    left: u32,
    seen: Vec<f32>,
    message: &'static str,
}

/// Whether an engine has other weights than before: the gradient that is shown is that of the next step.
pub fn is_new(parameters: &[f32], seen: &mut Vec<f32>) -> bool {
    let is_new = parameters != seen.as_slice();
    parameters.clone_into(seen);
    is_new
}

impl Engine for Fragile {
    fn loss_and_gradient_under(
        &mut self,
        dropout: Option<&DropoutMasks>,
        parameters: &[f32],
        points: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32 {
        if is_new(parameters, &mut self.seen) {
            self.left = self.left.checked_sub(1).expect(self.message);
        }
        self.inner.loss_and_gradient_under(dropout, parameters, points, batch, gradient)
    }

    fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]) {
        self.inner.outputs(parameters, points, outputs);
    }

    fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation {
        self.inner.evaluate(parameters, points)
    }
}

/// Makes a trainer whose engine lasts for `steps` and then panics with a message, the first time, and for ever after. `made`
/// counts the trainers.
pub fn fragile_at_first(steps: u32, message: &'static str, made: &AtomicU32, name: &str, preset: Preset) -> Trainer {
    let left = if made.fetch_add(1, Ordering::SeqCst) == 0 { steps } else { u32::MAX };
    let inner = preset.engine.build(&preset.shape(), preset.loss);
    Trainer::with_engine(name, preset, Box::new(Fragile { inner, left, seen: vec![], message }))
}
