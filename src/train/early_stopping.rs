//! Early stopping: its state and its outcome.

use std::fmt;

use crate::optimizer::State;
use crate::preset::EarlyStopping;

/// The state with the smallest loss that early stopping has seen since it was set.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyStoppingState {
    /// Completed epochs.
    pub epoch: u64,
    /// Mean loss over the points that early stopping evaluates; infinite if it was NaN.
    pub loss: f32,
    /// The flat parameters.
    pub parameters: Vec<f32>,
    /// The optimizer state.
    pub optimizer: State,
}

/// The outcome of a run that stopped early, and has returned to its best weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlyStop {
    /// The epoch of those weights.
    pub epoch: u64,
    /// Their loss on the points that early stopping evaluates.
    pub loss: f32,
    /// What that is called: `validation loss` or `test loss`.
    pub loss_name: &'static str,
}

impl EarlyStoppingState {
    /// Takes an epoch if it is the first or its loss is the smallest so far. Reuses the buffers.
    pub(super) fn take(best: &mut Option<Self>, epoch: u64, loss: f32, parameters: &[f32], optimizer: &State) {
        let loss = if loss.is_nan() { f32::INFINITY } else { loss };
        if let Some(best) = best {
            if loss < best.loss {
                (best.epoch, best.loss) = (epoch, loss);
                best.parameters.copy_from_slice(parameters);
                best.optimizer.copy_from(optimizer);
            }
        } else {
            *best = Some(Self { epoch, loss, parameters: parameters.to_vec(), optimizer: optimizer.clone() });
        }
    }

    /// The early stop, if patience has run out at this epoch.
    pub fn stop(&self, early_stopping: EarlyStopping, epoch: u64) -> Option<EarlyStop> {
        let patience = early_stopping.patience()?;
        let waited = epoch.saturating_sub(self.epoch);
        let (loss, loss_name) = (self.loss, early_stopping.loss_name());
        (waited >= patience).then_some(EarlyStop { epoch: self.epoch, loss, loss_name })
    }
}

impl fmt::Display for EarlyStop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, loss, loss_name } = *self;
        let loss = if loss < 0.001 { format!("{loss:.1e}") } else { format!("{loss:.4}") };
        write!(formatter, "stopped early: best {loss_name} {loss} at epoch {epoch}, restored")
    }
}
