//! What a run is: the recipe in RON, its checks, the built-in ones, and overrides from the command line.
//!
//! Presets hold the settings of data, network and optimizer; the trainer builds a run from one. Nothing here trains.

use serde::{Deserialize, Serialize};

use crate::data::Data;
use crate::network::{Architecture, Loss};
use crate::optimizer::Optimizer;

/// The version of the schema that this build reads and writes.
pub const VERSION: u32 = 1;
/// The largest number of epochs that a preset may ask for.
pub const MOST_EPOCHS: u64 = 1_000_000_000;
/// The fastest speed in epochs a second, short of unlimited.
pub const FASTEST: u32 = 1000;

/// A recipe for a run: points, network, loss, optimizer, and how long and how fast to train.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Version of the schema: [`VERSION`].
    pub version: u32,
    /// A few words for lists.
    pub title: String,
    /// What to look for, in two or three sentences.
    pub notes: String,
    /// The points.
    pub data: Data,
    /// The network.
    pub network: Architecture,
    /// What training makes small.
    pub loss: Loss,
    /// How it makes it small.
    pub optimizer: Optimizer,
    /// How many points each step sees.
    pub batch: BatchSize,
    /// Epochs until the run is finished.
    pub epochs: u64,
    /// Where all random numbers come from.
    pub seed: u64,
    /// Where the initial weights come from, if not from `seed`: new weights for the same points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_seed: Option<u64>,
    /// Speed at the start in the dashboard, epochs a second, 1 to [`FASTEST`].
    pub speed: u32,
}

/// How many points a step of training sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchSize {
    /// All train points, in their order: one step an epoch.
    Full,
    /// This many points, shuffled anew each epoch; the last batch may be smaller.
    Size(usize),
}
