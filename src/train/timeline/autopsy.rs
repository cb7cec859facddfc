//! How a divergence came about.

use super::{Timeline, base_stride};
use crate::train::{Autopsy, Divergence, Position, Progress, Trainer};

/// Maximum number of epochs before a divergence to examine.
const EPOCHS: u64 = 20;
/// Maximum number of steps whose gradient norms are reported.
const MAX_STEPS: usize = 32;

impl Timeline {
    /// Details of a divergence of the shown branch: another trainer repeats the last steps, at most as many as a seek does.
    pub fn autopsy(&mut self, trainer: &Trainer, divergence: Divergence) -> Autopsy {
        let mut again = Trainer::resume(trainer.checkpoint());
        let end = divergence.position();
        let epochs = base_stride(trainer.preset()).min(EPOCHS);
        let first = Position::at((end.epoch + u64::from(end.batch > 0)).saturating_sub(epochs));
        let current = self.run.current;
        self.approach(&mut again, current, first);
        let mut norms = vec![];
        loop {
            let before = again.position();
            // Each batch is a step of its own once the end is near.
            let steps = before >= first;
            match self.follow(&mut again, current, end, || steps) {
                Ok(Progress::Arrived) | Err(_) => break,
                Ok(_) if steps => norms.extend(again.gradient_norm().map(|norm| (before, norm))),
                Ok(_) => {}
            }
        }
        norms.drain(..norms.len().saturating_sub(MAX_STEPS));
        Autopsy { divergence, norms }
    }
}
