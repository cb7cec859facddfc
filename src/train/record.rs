//! What is known of an epoch.

/// How the network of an epoch does on the train and the test points. Epoch 0 is the untrained network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Passes over the train points that the weights have seen.
    pub epoch: u64,
    /// Mean loss over the whole train split.
    pub train_loss: f32,
    /// Mean loss over the whole test split.
    pub test_loss: f32,
    /// Train points that get their own label.
    pub train_correct: usize,
    /// Test points that get their own label.
    pub test_correct: usize,
}
