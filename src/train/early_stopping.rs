//! Early stopping: its state and its outcome.

use std::fmt;

use crate::optimizer::State;
use crate::preset::EarlyStopping;

/// The state with the smallest test loss since early stopping was set.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyStoppingState {
    /// Completed epochs.
    pub epoch: u64,
    /// Mean loss over the test points; infinite if it was NaN.
    pub test_loss: f32,
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
    /// Their test loss.
    pub test_loss: f32,
}

impl EarlyStoppingState {
    /// Takes an epoch if it is the first or its loss is the smallest so far. Reuses the buffers.
    pub(super) fn take(best: &mut Option<Self>, epoch: u64, loss: f32, parameters: &[f32], optimizer: &State) {
        let test_loss = if loss.is_nan() { f32::INFINITY } else { loss };
        if let Some(best) = best {
            if test_loss < best.test_loss {
                (best.epoch, best.test_loss) = (epoch, test_loss);
                best.parameters.copy_from_slice(parameters);
                best.optimizer.copy_from(optimizer);
            }
        } else {
            *best = Some(Self { epoch, test_loss, parameters: parameters.to_vec(), optimizer: optimizer.clone() });
        }
    }

    /// The early stop, if patience has run out at this epoch.
    pub fn stop(&self, early_stopping: EarlyStopping, epoch: u64) -> Option<EarlyStop> {
        let EarlyStopping::Patience(patience) = early_stopping else { return None };
        let waited = epoch.saturating_sub(self.epoch);
        (waited >= patience).then_some(EarlyStop { epoch: self.epoch, test_loss: self.test_loss })
    }
}

impl fmt::Display for EarlyStop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, test_loss } = *self;
        let loss = if test_loss < 0.001 { format!("{test_loss:.1e}") } else { format!("{test_loss:.4}") };
        write!(formatter, "stopped early: best test loss {loss} at epoch {epoch}")
    }
}
