//! RMSprop.

use serde::{Deserialize, Serialize};

use super::State;
use crate::error::Invalid;

/// RMSprop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RmsProp {
    /// Learning rate, above 0.
    pub learning_rate: f64,
}

impl RmsProp {
    pub(super) fn new(learning_rate: f64) -> Self {
        Self { learning_rate }
    }
    pub(super) fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }
    pub(super) fn slots(&self) -> Vec<&'static str> {
        vec![]
    }
    pub(super) fn step(&self, _state: &mut State, _parameters: &mut [f32], _gradient: &[f32]) {}
}
