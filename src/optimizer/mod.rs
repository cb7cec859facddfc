//! Update rules over the flat vector of parameters, by `PyTorch`'s formulas, with state that can be read and saved.
//!
//! One file a rule, one row of [`Optimizer`] each. A rule knows nothing about layers or epochs; the trainer calls
//! [`Optimizer::step`] once a batch. State is only numbers, so that a resumed run goes on bit for bit. What works on a
//! step from outside has a file each, too: learning-rate schedules, clipping, regularization; those have no state.

mod adam;
mod clip;
mod regularization;
mod rmsprop;
mod schedule;
mod sgd;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

pub use adam::{Adam, AdamW};
pub use clip::{Clip, norm};
pub use regularization::Regularization;
pub use rmsprop::RmsProp;
pub use schedule::{MAX_EPOCHS, Schedule};
pub use sgd::Sgd;

use crate::error::{Invalid, check_number};

/// An update rule with its settings. Settings other than the learning rate default to `PyTorch`'s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Optimizer {
    /// Stochastic gradient descent.
    Sgd(Sgd),
    /// Adam.
    Adam(Adam),
    /// Adam with decoupled weight decay.
    AdamW(AdamW),
    /// `RMSprop`.
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
#[derive(Debug, PartialEq)]
pub struct Slot {
    /// `PyTorch`'s name, such as `exp_avg`.
    pub name: &'static str,
    /// One number a parameter, in the order of the parameters.
    pub values: Vec<f32>,
}

impl Clone for Slot {
    fn clone(&self) -> Self {
        Self { name: self.name, values: self.values.clone() }
    }

    /// Uses the room that is there: the trainer copies the state in every step.
    fn clone_from(&mut self, source: &Self) {
        self.name = source.name;
        self.values.clone_from(&source.values);
    }
}

impl State {
    /// Copies another state into the room that is there.
    pub fn copy_from(&mut self, source: &Self) {
        self.step = source.step;
        self.slots.clone_from(&source.slots);
    }
}

/// Evaluates an expression for the settings of any rule.
macro_rules! with_rule {
    ($optimizer:expr, $rule:ident => $body:expr) => {
        match $optimizer {
            Optimizer::Sgd($rule) => $body,
            Optimizer::Adam($rule) => $body,
            Optimizer::AdamW($rule) => $body,
            Optimizer::RmsProp($rule) => $body,
        }
    };
}

impl Optimizer {
    /// The state with which this rule goes on after another: `state` itself if that has the vectors which this rule
    /// keeps, else a fresh one for as many parameters.
    pub fn take_over(&self, state: &mut State, parameters: usize) {
        if !state.slots.iter().map(|slot| slot.name).eq(self.slots()) {
            *state = self.state(parameters);
        }
    }

    /// The rule of this name (see [`NAMES`]) with `PyTorch`'s defaults.
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
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        with_rule!(self, rule => rule.check())
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f64 {
        with_rule!(self, rule => rule.learning_rate)
    }

    /// Sets the learning rate; [`Self::check`] says whether it is allowed.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        with_rule!(self, rule => rule.learning_rate = learning_rate);
    }

    /// Names of the vectors that the rule keeps with these settings, by `PyTorch`'s names, in a fixed order.
    pub fn slots(&self) -> Vec<&'static str> {
        with_rule!(self, rule => rule.slots())
    }

    /// The state before the first step, for this many parameters: all zeros.
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
        for slot in &state.slots {
            assert_eq!(parameters.len(), slot.values.len(), "one number of {} a parameter", slot.name);
        }
        with_rule!(self, rule => rule.step(state, parameters, gradient));
        state.step += 1;
    }
}

/// The vectors of a state, in the order of the rule's slots.
fn vectors<const N: usize>(state: &mut State) -> [&mut [f32]; N] {
    // `Optimizer::step` documents the panic: only a state that another rule made has another number of slots.
    let slots: &mut [Slot; N] = state.slots.as_mut_slice().try_into().expect("a state of the same rule");
    slots.each_mut().map(|slot| slot.values.as_mut_slice())
}

/// Linear interpolation from `start` at weight 0 to `end` at 1, rounded as by `torch.lerp`, which has these two forms.
fn lerp(start: f32, end: f32, weight: f32) -> f32 {
    if weight.abs() < 0.5 { start + weight * (end - start) } else { end - (end - start) * (1.0 - weight) }
}

/// `base` to the power of `exponent` by repeated squaring: unlike the system's `pow`, the same bits everywhere.
fn power(base: f64, mut exponent: u64) -> f64 {
    let (mut product, mut square) = (1.0, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= square;
        }
        square *= square;
        exponent >>= 1;
    }
    product
}

/// PyTorch's `eps` of Adam and `RMSprop`.
fn default_eps() -> f64 {
    1e-8
}

/// Checks a learning rate: above 0, also once it is rounded to f32.
fn check_learning_rate(value: f64) -> Result<(), Invalid> {
    let accept = |value| value as f32 > 0.0 && (value as f32).is_finite();
    check_number("learning_rate", value, "a number above 0, in the range of single precision", accept)
}

/// Checks a setting that may not be negative.
fn check_at_least_zero(field: &str, value: f64) -> Result<(), Invalid> {
    let accept = |value| value >= 0.0 && (value as f32).is_finite();
    check_number(field, value, "a number of 0 or more, in the range of single precision", accept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(ron: &str) -> Result<Optimizer, ron::error::SpannedError> {
        let extensions = ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES;
        ron::Options::default().with_default_extension(extensions).from_str(ron)
    }

    #[test]
    fn settings_left_out_are_those_of_a_rule_by_name() {
        for (name, variant) in NAMES.into_iter().zip(["Sgd", "Adam", "AdamW", "RmsProp"]) {
            let named = Optimizer::named(name, 0.25).unwrap();
            assert_eq!(parse(&format!("{variant}(learning_rate: 0.25)")).unwrap(), named);
            assert_eq!(named.name(), name);
            assert_eq!(named.check(), Ok(()));
        }
        assert_eq!(Optimizer::named("adagrad", 0.25), None);
    }

    #[test]
    fn unknown_settings_are_refused() {
        for variant in ["Sgd", "Adam", "AdamW", "RmsProp"] {
            let error = parse(&format!("{variant}(learning_rate: 0.25, rho: 0.9)")).unwrap_err();
            assert!(error.to_string().contains("rho"), "{error}");
        }
    }

    #[test]
    fn every_setting_survives_being_written_and_read() {
        for text in [
            "Sgd(learning_rate: 0.1, momentum: 0.9, dampening: 0.0, weight_decay: 0.001, nesterov: true)",
            "AdamW(learning_rate: 0.1, betas: (0.8, 0.99), eps: 0.00001, weight_decay: 0.2, amsgrad: true)",
            "RmsProp(learning_rate: 0.1, alpha: 0.9, eps: 0.1, weight_decay: 0.2, momentum: 0.5, centered: true)",
        ] {
            let rule = parse(text).unwrap();
            let written = ron::to_string(&rule).unwrap();
            assert_eq!(ron::from_str::<Optimizer>(&written).unwrap(), rule, "{written}");
            let settings = text.matches(": ").count();
            assert_eq!(written.matches(':').count(), settings, "{written} leaves out a setting");
        }
    }

    #[test]
    fn every_rule_checks_its_learning_rate_as_single_precision() {
        for name in NAMES {
            for (rate, fine) in [
                (1e-45, true),
                (f64::from(f32::MAX), true),
                (0.0, false),
                (-0.1, false),
                (1e-46, false),
                (1e39, false),
                (f64::NAN, false),
                (f64::INFINITY, false),
            ] {
                let mut rule = Optimizer::named(name, 1.0).unwrap();
                rule.set_learning_rate(rate);
                match rule.check() {
                    Ok(()) => assert!(fine, "{name} takes {rate}"),
                    Err(invalid) => {
                        assert!(!fine, "{name} refuses {rate}");
                        assert_eq!((invalid.field, invalid.problem), ("learning_rate".into(), format!("is {rate}")));
                    }
                }
            }
        }
    }

    #[test]
    fn negative_settings_are_refused_by_name() {
        for (variant, fields) in [
            ("Sgd", &["momentum", "weight_decay"][..]),
            ("Adam", &["eps", "weight_decay"]),
            ("AdamW", &["eps", "weight_decay"]),
            ("RmsProp", &["alpha", "eps", "weight_decay", "momentum"]),
        ] {
            for field in fields {
                for value in ["-0.5", "inf", "1e39"] {
                    let rule = parse(&format!("{variant}(learning_rate: 0.1, {field}: {value})")).unwrap();
                    assert_eq!(rule.check().unwrap_err().field, *field, "{variant} {field} {value}");
                }
            }
        }
    }

    #[test]
    fn powers_are_exact_where_f64_is_and_close_to_the_systems() {
        assert_eq!(power(0.5, 1074), f64::from_bits(1));
        assert_eq!(power(3.0, 33), 5_559_060_566_555_523.0);
        assert_eq!((power(0.9, 0), power(0.0, 0), power(0.0, u64::MAX)), (1.0, 1.0, 0.0));
        for exponent in [1_u64, 2, 7, 100, 12_345] {
            let expected = 0.999_f64.powf(exponent as f64);
            assert!((power(0.999, exponent) / expected - 1.0).abs() < 1e-12, "{exponent}");
        }
    }

    #[test]
    #[should_panic(expected = "a state of the same rule")]
    fn a_state_of_another_rule_is_refused() {
        let adam = Optimizer::named("adam", 0.1).unwrap();
        let mut state = Optimizer::named("rmsprop", 0.1).unwrap().state(1);
        adam.step(&mut state, &mut [0.0], &[1.0]);
    }

    #[test]
    #[should_panic(expected = "one number of exp_avg a parameter")]
    fn a_state_of_another_length_is_refused() {
        let adam = Optimizer::named("adam", 0.1).unwrap();
        adam.step(&mut adam.state(2), &mut [0.0], &[1.0]);
    }
}
