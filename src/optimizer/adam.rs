//! Adam and `AdamW`.

use serde::{Deserialize, Serialize};

use super::State;
use crate::error::Invalid;

/// Adam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adam {
    /// Learning rate, above 0.
    pub learning_rate: f64,
}

impl Adam {
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

/// `AdamW`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdamW {
    /// Learning rate, above 0.
    pub learning_rate: f64,
}

impl AdamW {
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
