//! Flags for the arguments of the optimizer.

use clap::Args;

use super::values;
use crate::preset::{Arguments, parse_betas};

/// UnitMask as flags take them, so that one that a preset has on can be put off.
const SWITCH: [(bool, &str); 2] = [(true, "true"), (false, "false")];

/// What can be changed of the update rule.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Changes to the preset")]
pub(super) struct OptimizerArguments {
    /// Share of the steps before that a step keeps, of sgd and rmsprop
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = values::rate)]
    momentum: Option<f64>,
    /// What sgd's momentum takes off the gradient
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = values::rate)]
    dampening: Option<f64>,
    /// Whether sgd's momentum looks ahead
    #[arg(long, value_name = "true|false", value_parser = values::named(&SWITCH))]
    nesterov: Option<bool>,
    /// Shares of the averages of the gradient and its square that a step keeps, of adam and adamw, as in 0.9,0.999
    #[arg(long, value_name = "SHARE,SHARE", allow_hyphen_values = true, value_parser = parse_betas)]
    betas: Option<(f64, f64)>,
    /// Share of the average of the gradient's square that a step of rmsprop keeps
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = values::rate)]
    alpha: Option<f64>,
    /// Whether rmsprop divides by the gradient's deviation
    #[arg(long, value_name = "true|false", value_parser = values::named(&SWITCH))]
    centered: Option<bool>,
    /// Whether adam and adamw divide by the largest average of squares
    #[arg(long, value_name = "true|false", value_parser = values::named(&SWITCH))]
    amsgrad: Option<bool>,
    /// What is added to the divisor of a step, of all but sgd
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = values::rate)]
    eps: Option<f64>,
    /// The optimizer's own pull of the weights to 0
    #[arg(long, value_name = "RATE", allow_hyphen_values = true, value_parser = values::rate)]
    weight_decay: Option<f64>,
}

impl OptimizerArguments {
    pub(super) fn arguments(&self) -> Arguments {
        Arguments {
            momentum: self.momentum,
            dampening: self.dampening,
            nesterov: self.nesterov,
            betas: self.betas,
            alpha: self.alpha,
            centered: self.centered,
            amsgrad: self.amsgrad,
            eps: self.eps,
            weight_decay: self.weight_decay,
        }
    }
}
