//! Update rules over the flat vector of parameters, by PyTorch's formulas, with state that can be looked at and saved.
//!
//! One file a rule, one row of [`Optimizer`] each. A rule knows nothing of layers or epochs; the trainer calls
//! [`Optimizer::step`] once a batch. State is only numbers, so that a resumed run goes on bit for bit.

mod adam;
mod rmsprop;
mod sgd;

use serde::{Deserialize, Serialize};

pub use adam::{Adam, AdamW};
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use crate::error::Invalid;

/// An update rule with its settings. Settings other than the learning rate default to PyTorch's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Optimizer {
    /// Stochastic gradient descent.
    Sgd(Sgd),
    /// Adam.
    Adam(Adam),
    /// Adam with decoupled weight decay.
    AdamW(AdamW),
    /// RMSprop.
    RmsProp(RmsProp),
}

/// The names by which the command line knows the rules.
pub const NAMES: [&str; 4] = ["sgd", "adam", "adamw", "rmsprop"];

/// What an update rule remembers between steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Steps taken so far.
    pub step: u64,
    /// The rule's vectors, in the order of [`Optimizer::slots`].
    pub slots: Vec<Slot>,
}

/// One vector of an optimizer's state, as long as the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// PyTorch's name, such as `exp_avg`.
    pub name: &'static str,
    /// One number a parameter, in the order of the parameters.
    pub values: Vec<f32>,
}

impl Optimizer {
    /// The rule of this name (see [`NAMES`]) with PyTorch's defaults.
    #[must_use]
    pub fn named(name: &str, learning_rate: f64) -> Option<Self> {
        Some(match name {
            "sgd" => Self::Sgd(Sgd::new(learning_rate)),
            "adam" => Self::Adam(Adam::new(learning_rate)),
            "adamw" => Self::AdamW(AdamW::new(learning_rate)),
            "rmsprop" => Self::RmsProp(RmsProp::new(learning_rate)),
            _ => return None,
        })
    }

    /// The rule's name, one of [`NAMES`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sgd(_) => "sgd",
            Self::Adam(_) => "adam",
            Self::AdamW(_) => "adamw",
            Self::RmsProp(_) => "rmsprop",
        }
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match self {
            Self::Sgd(rule) => rule.check(),
            Self::Adam(rule) => rule.check(),
            Self::AdamW(rule) => rule.check(),
            Self::RmsProp(rule) => rule.check(),
        }
    }

    /// The learning rate.
    #[must_use]
    pub fn learning_rate(&self) -> f64 {
        match self {
            Self::Sgd(rule) => rule.learning_rate,
            Self::Adam(rule) => rule.learning_rate,
            Self::AdamW(rule) => rule.learning_rate,
            Self::RmsProp(rule) => rule.learning_rate,
        }
    }

    /// Sets the learning rate; [`Self::check`] says whether it is allowed.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        match self {
            Self::Sgd(rule) => rule.learning_rate = learning_rate,
            Self::Adam(rule) => rule.learning_rate = learning_rate,
            Self::AdamW(rule) => rule.learning_rate = learning_rate,
            Self::RmsProp(rule) => rule.learning_rate = learning_rate,
        }
    }

    /// Names of the vectors that the rule keeps with these settings, by PyTorch's names, in a fixed order.
    #[must_use]
    pub fn slots(&self) -> Vec<&'static str> {
        match self {
            Self::Sgd(rule) => rule.slots(),
            Self::Adam(rule) => rule.slots(),
            Self::AdamW(rule) => rule.slots(),
            Self::RmsProp(rule) => rule.slots(),
        }
    }

    /// The state before the first step, for this many parameters: all zeros.
    #[must_use]
    pub fn state(&self, parameters: usize) -> State {
        let slots = self.slots().into_iter().map(|name| Slot { name, values: vec![0.0; parameters] }).collect();
        State { step: 0, slots }
    }

    /// Takes one step down the gradient: updates `parameters` and `state`.
    ///
    /// # Panics
    /// If `state` was not made by [`Self::state`] of the same settings, or the lengths differ.
    pub fn step(&self, state: &mut State, parameters: &mut [f32], gradient: &[f32]) {
        assert_eq!(parameters.len(), gradient.len(), "one partial derivative a parameter");
        match self {
            Self::Sgd(rule) => rule.step(state, parameters, gradient),
            Self::Adam(rule) => rule.step(state, parameters, gradient),
            Self::AdamW(rule) => rule.step(state, parameters, gradient),
            Self::RmsProp(rule) => rule.step(state, parameters, gradient),
        }
        state.step += 1;
    }
}
