//! The record of an epoch.

use crate::network::Score;

/// How the network of an epoch does on the train and the test points. Epoch 0 is the untrained network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Passes over the train points that the weights have seen.
    pub epoch: u64,
    /// Mean loss over the whole train split.
    pub train_loss: f32,
    /// Mean loss over the whole test split.
    pub test_loss: f32,
    /// How well the predictions fit the train points.
    pub train_score: Score,
    /// How well the predictions fit the test points.
    pub test_score: Score,
}
