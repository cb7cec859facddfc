//! Engines that panic or get stuck after some steps.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use blobtui::network::{Batches, DropoutMasks, Engine, Evaluation};
use blobtui::preset::Preset;
use blobtui::train::Trainer;

struct Fragile {
    inner: Box<dyn Engine>,
    left: u32,
    seen: Vec<f32>,
}

/// Whether an engine has other weights than before: the gradient that is shown is that of the next step.
fn is_new(parameters: &[f32], seen: &mut Vec<f32>) -> bool {
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
            self.left = self.left.checked_sub(1).expect("the engine is worn out");
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

/// Makes a trainer whose engine lasts for `steps`, the first time, and for ever after. `made` counts the trainers.
pub fn fragile_at_first(steps: u32, made: &AtomicU32, name: &str, preset: Preset) -> Trainer {
    let left = if made.fetch_add(1, Ordering::SeqCst) == 0 { steps } else { u32::MAX };
    let inner = preset.engine.build(&preset.shape(), preset.loss);
    Trainer::with_engine(name, preset, Box::new(Fragile { inner, left, seen: vec![] }))
}

/// Held by whoever wants engines to get stuck.
pub static STUCK: Mutex<()> = Mutex::new(());
/// Whether one has come there.
pub static IS_STUCK: AtomicBool = AtomicBool::new(false);

struct Sticky {
    inner: Box<dyn Engine>,
    left: u32,
    seen: Vec<f32>,
}

impl Engine for Sticky {
    fn loss_and_gradient_under(
        &mut self,
        dropout: Option<&DropoutMasks>,
        parameters: &[f32],
        points: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32 {
        if is_new(parameters, &mut self.seen) {
            self.left = self.left.saturating_sub(1);
        }
        if self.left == 0 {
            IS_STUCK.store(true, Ordering::SeqCst);
            drop(STUCK.lock());
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

/// Makes a trainer whose engine waits for [`STUCK`] from its 30th step on.
pub fn sticky(name: &str, preset: Preset) -> Trainer {
    let inner = preset.engine.build(&preset.shape(), preset.loss);
    Trainer::with_engine(name, preset, Box::new(Sticky { inner, left: 30, seen: vec![] }))
}
