//! A run with all that it takes to go on with it elsewhere.

use super::{Edit, History, Snapshot};
use crate::data::Dataset;
use crate::network::EngineKind;
use crate::preset::Preset;

/// A snapshot with its recipe and points: what a checkpoint's file holds, and what a trainer goes on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Name of the preset that the run was started from.
    pub name: String,
    /// The recipe at epoch 0, with the seed.
    pub preset: Preset,
    /// What was changed since, in order.
    pub journal: Vec<Edit>,
    /// What computed it.
    pub engine: EngineKind,
    /// The points.
    pub dataset: Dataset,
    /// The state.
    pub snapshot: Snapshot,
    /// The course so far.
    pub history: History,
}
