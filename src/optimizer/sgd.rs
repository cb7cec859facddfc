//! Stochastic gradient descent.

use serde::{Deserialize, Serialize};

use super::State;
use crate::error::{Invalid, check_number};

/// Stochastic gradient descent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sgd {
    /// Learning rate, above 0.
    pub learning_rate: f64,
}

impl Sgd {
    pub(super) fn new(learning_rate: f64) -> Self {
        Self { learning_rate }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        check_number("learning_rate", self.learning_rate, "a number above 0", |rate| rate > 0.0)
    }

    #[expect(clippy::unused_self, reason = "the rules' slots follow from their settings")]
    pub(super) fn slots(&self) -> Vec<&'static str> {
        vec![]
    }

    pub(super) fn step(&self, _state: &mut State, parameters: &mut [f32], gradient: &[f32]) {
        let learning_rate = self.learning_rate as f32;
        for (parameter, slope) in parameters.iter_mut().zip(gradient) {
            *parameter -= learning_rate * slope;
        }
    }
}
