//! The state of a run at a position.

use super::Best;
use crate::optimizer::State;

/// All that training goes on from: with the run's recipe and points, it decides every later bit.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Completed epochs.
    pub epoch: u64,
    /// Batches of the next epoch that are done; 0 but in the middle of an epoch.
    pub batch: u64,
    /// The flat parameters, in the order of the network's layout.
    pub parameters: Vec<f32>,
    /// What the optimizer remembers.
    pub optimizer: State,
    /// What early stopping remembers; nothing while it is off, or before it has looked at an epoch.
    pub best: Option<Best>,
}
