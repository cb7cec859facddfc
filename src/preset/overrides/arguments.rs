//! Arguments of update rules beside the learning rate, as flags set them: which rule has which.
//!
//! `Overrides` holds them; the table of settings reads them from a preset.

use super::Given;
use crate::error::Error;
use crate::optimizer::{Adam, NAMES, Optimizer, RmsProp, Sgd};

/// Arguments of an update rule; `None` leaves the rule's own, or tells that the rule has no such argument.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Arguments {
    /// `--momentum`: share of the steps before that a step keeps.
    pub momentum: Option<f64>,
    /// `--dampening`: what the momentum takes off the gradient.
    pub dampening: Option<f64>,
    /// `--nesterov`: whether the momentum looks ahead.
    pub nesterov: Option<bool>,
    /// `--betas`: shares of the averages of the gradient and of its square that a step keeps.
    pub betas: Option<(f64, f64)>,
    /// `--alpha`: share of the average of the gradient's square that a step keeps.
    pub alpha: Option<f64>,
    /// `--centered`: whether a step is divided by the gradient's deviation instead of its size.
    pub centered: Option<bool>,
    /// `--amsgrad`: whether a step is divided by the largest average of squares so far.
    pub amsgrad: Option<bool>,
    /// `--eps`: what is added to what a step is divided by.
    pub eps: Option<f64>,
    /// `--weight-decay`: the rule's own pull of the weights to 0.
    pub weight_decay: Option<f64>,
}

impl Arguments {
    /// Those of a rule.
    #[must_use]
    pub fn of(optimizer: &Optimizer) -> Self {
        match optimizer {
            Optimizer::Sgd(Sgd { learning_rate: _, momentum, dampening, weight_decay, nesterov }) => Self {
                momentum: Some(*momentum),
                dampening: Some(*dampening),
                nesterov: Some(*nesterov),
                weight_decay: Some(*weight_decay),
                ..Self::default()
            },
            Optimizer::Adam(rule) => Self::of_adam(rule),
            Optimizer::AdamW(rule) => Self::of_adam(rule),
            Optimizer::RmsProp(RmsProp { learning_rate: _, alpha, eps, weight_decay, momentum, centered }) => Self {
                momentum: Some(*momentum),
                alpha: Some(*alpha),
                centered: Some(*centered),
                eps: Some(*eps),
                weight_decay: Some(*weight_decay),
                ..Self::default()
            },
        }
    }

    fn of_adam<const DECOUPLED: bool>(rule: &Adam<DECOUPLED>) -> Self {
        let Adam { learning_rate: _, betas, eps, weight_decay, amsgrad } = rule;
        Self {
            betas: Some(*betas),
            amsgrad: Some(*amsgrad),
            eps: Some(*eps),
            weight_decay: Some(*weight_decay),
            ..Self::default()
        }
    }

    /// Sets those that are given.
    ///
    /// # Errors
    /// [`Error::Input`] that names the first one that the rule has not, and the rules that have it.
    pub(super) fn apply(&self, optimizer: &mut Optimizer) -> Result<(), Error> {
        let known = Self::of(optimizer).given();
        if let Some(unfit) = self.given().into_iter().find(|given| known.iter().all(|own| own.field != given.field)) {
            let name = unfit.field.trim_start_matches("optimizer.");
            let has = |rule: &&'static str| {
                Optimizer::named(rule, 1.0)
                    .is_some_and(|rule| Self::of(&rule).given().iter().any(|own| own.field == unfit.field))
            };
            let rules: Vec<&str> = NAMES.iter().copied().filter(has).collect();
            let problem = format!("the optimizer {} has no {name}", optimizer.name());
            return Err(Error::input(unfit.typed, problem, format!("leave it out, or take {}", rules.join(" or "))));
        }
        match optimizer {
            Optimizer::Sgd(rule) => {
                put(&mut rule.momentum, self.momentum);
                put(&mut rule.dampening, self.dampening);
                put(&mut rule.nesterov, self.nesterov);
                put(&mut rule.weight_decay, self.weight_decay);
            }
            Optimizer::Adam(rule) => self.apply_to_adam(rule),
            Optimizer::AdamW(rule) => self.apply_to_adam(rule),
            Optimizer::RmsProp(rule) => {
                put(&mut rule.momentum, self.momentum);
                put(&mut rule.alpha, self.alpha);
                put(&mut rule.centered, self.centered);
                put(&mut rule.eps, self.eps);
                put(&mut rule.weight_decay, self.weight_decay);
            }
        }
        Ok(())
    }

    fn apply_to_adam<const DECOUPLED: bool>(&self, rule: &mut Adam<DECOUPLED>) {
        put(&mut rule.betas, self.betas);
        put(&mut rule.amsgrad, self.amsgrad);
        put(&mut rule.eps, self.eps);
        put(&mut rule.weight_decay, self.weight_decay);
    }

    /// Those that are given, as flags. All of them are settings that a checkpoint can change.
    pub(super) fn given(&self) -> Vec<Given> {
        let number = |value: Option<f64>| value.map(spelled);
        let switch = |value: Option<bool>| value.map(|value| value.to_string());
        let all = [
            ("momentum", "optimizer.momentum", number(self.momentum)),
            ("dampening", "optimizer.dampening", number(self.dampening)),
            ("nesterov", "optimizer.nesterov", switch(self.nesterov)),
            ("betas", "optimizer.betas", self.betas.map(spelled_betas)),
            ("alpha", "optimizer.alpha", number(self.alpha)),
            ("centered", "optimizer.centered", switch(self.centered)),
            ("amsgrad", "optimizer.amsgrad", switch(self.amsgrad)),
            ("eps", "optimizer.eps", number(self.eps)),
            ("weight-decay", "optimizer.weight_decay", number(self.weight_decay)),
        ];
        let given = |(flag, field, value): (&str, &'static str, Option<String>)| {
            let typed = format!("--{flag} {}", value?);
            Some(Given { typed, field, fits_checkpoint: true })
        };
        all.into_iter().filter_map(given).collect()
    }
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// A number in its shortest spelling that is read as the same number: `0.03`, `1e-8`.
pub(in crate::preset) fn spelled(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e15).contains(&magnitude) { number.to_string() } else { format!("{number:e}") }
}

/// The two betas as the flag takes them: `0.9,0.999`.
pub(in crate::preset) fn spelled_betas((mean, square): (f64, f64)) -> String {
    format!("{},{}", spelled(mean), spelled(square))
}

/// The value of `--betas`: two numbers separated by a comma.
///
/// # Errors
/// Says what is allowed.
pub fn parse_betas(text: &str) -> Result<(f64, f64), String> {
    let pair = text.split_once(',').and_then(|(mean, square)| {
        let number = |text: &str| text.trim().parse().ok();
        number(mean).zip(number(square))
    });
    pair.ok_or_else(|| "allowed: two numbers separated by a comma, as in 0.9,0.999".into())
}
