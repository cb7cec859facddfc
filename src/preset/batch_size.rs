//! The mini-batch size, and the number of batches that it makes.

use serde::{Deserialize, Serialize};

/// The mini-batch size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchSize {
    /// All train points, in their order: one step an epoch.
    Full,
    /// This many points, shuffled anew each epoch; the last batch may be smaller.
    Size(usize),
}

impl BatchSize {
    /// The number of mini-batches of an epoch over so many train points, 1 or more.
    pub fn batches(self, points: usize) -> u64 {
        match self {
            Self::Full => 1,
            Self::Size(size) => points.div_ceil(size.max(1)).max(1) as u64,
        }
    }
}
