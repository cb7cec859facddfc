//! An engine that gets stuck after some steps.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use blobtui::network::{Batches, DropoutMasks, Engine, Evaluation};
use blobtui::preset::Preset;
use blobtui::train::Trainer;

use super::fragile::is_new;

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
