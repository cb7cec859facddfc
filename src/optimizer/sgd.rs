//! Stochastic gradient descent, with momentum if asked for.

use serde::{Deserialize, Serialize};

use super::{State, check_at_least_zero, check_learning_rate, vectors};
use crate::error::{Invalid, check_number};

/// Stochastic gradient descent (`torch.optim.SGD`).
///
/// With gradient g at parameters p, g' = g + `weight_decay` p. Without momentum, p becomes p - `learning_rate` g'.
/// With momentum, a buffer b becomes `momentum` b + (1 - `dampening`) g' (on the first step g' itself), and p becomes
/// p - `learning_rate` b, or p - `learning_rate` (g' + `momentum` b) by Nesterov's variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sgd {
    /// Learning rate, above 0.
    pub learning_rate: f64,
    /// Factor of the buffer in the next step, 0 or more; 0 keeps no buffer.
    #[serde(default)]
    pub momentum: f64,
    /// What is taken off the gradient's weight in the buffer from the second step on.
    #[serde(default)]
    pub dampening: f64,
    /// Weight decay, 0 or more: this times the parameter is added to its gradient.
    #[serde(default)]
    pub weight_decay: f64,
    /// Whether to look ahead along the buffer; needs momentum, and no dampening.
    #[serde(default)]
    pub nesterov: bool,
}

impl Sgd {
    pub(super) fn new(learning_rate: f64) -> Self {
        Self { learning_rate, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        check_learning_rate(self.learning_rate)?;
        check_at_least_zero("momentum", self.momentum)?;
        let allowed = "a number in the range of single precision";
        check_number("dampening", self.dampening, allowed, |dampening| (dampening as f32).is_finite())?;
        check_at_least_zero("weight_decay", self.weight_decay)?;
        if self.nesterov && self.momentum == 0.0 {
            let problem = "are true and 0";
            return Err(Invalid::new("nesterov and momentum", problem, "nesterov only with a momentum above 0"));
        }
        if self.nesterov && self.dampening != 0.0 {
            let problem = format!("are true and {}", self.dampening);
            return Err(Invalid::new("nesterov and dampening", problem, "nesterov only with a dampening of 0"));
        }
        Ok(())
    }

    pub(super) fn slots(&self) -> Vec<&'static str> {
        if self.momentum == 0.0 { vec![] } else { vec!["momentum_buffer"] }
    }

    pub(super) fn step(&self, state: &mut State, parameters: &mut [f32], gradient: &[f32]) {
        let learning_rate = self.learning_rate as f32;
        let weight_decay = self.weight_decay as f32;
        if self.momentum == 0.0 {
            for (parameter, &gradient) in parameters.iter_mut().zip(gradient) {
                *parameter -= learning_rate * (gradient + weight_decay * *parameter);
            }
            return;
        }
        let momentum = self.momentum as f32;
        // The buffer of zeros takes the first gradient in full, whatever the dampening.
        let intake = if state.step == 0 { 1.0 } else { (1.0 - self.dampening) as f32 };
        let [buffers] = vectors(state);
        for ((parameter, &gradient), buffer) in parameters.iter_mut().zip(gradient).zip(buffers) {
            let gradient = gradient + weight_decay * *parameter;
            *buffer = *buffer * momentum + intake * gradient;
            let direction = if self.nesterov { gradient + momentum * *buffer } else { *buffer };
            *parameter -= learning_rate * direction;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Optimizer;

    /// Parameters after one step each along these gradients.
    fn after(rule: Sgd, start: f32, gradients: &[f32]) -> f32 {
        let rule = Optimizer::Sgd(rule);
        let mut state = rule.state(1);
        let mut parameters = [start];
        for &gradient in gradients {
            rule.step(&mut state, &mut parameters, &[gradient]);
        }
        parameters[0]
    }

    // All numbers are sums of powers of two, so that hand-computed results are exact.

    #[test]
    fn a_plain_step_goes_down_the_gradient() {
        assert_eq!(after(Sgd::new(0.25), 1.0, &[2.0, -4.0]), 1.0 - 0.5 + 1.0);
    }

    #[test]
    fn weight_decay_pulls_to_zero() {
        assert_eq!(after(Sgd { weight_decay: 0.5, ..Sgd::new(0.5) }, 4.0, &[0.0]), 3.0);
    }

    #[test]
    fn dampening_spares_the_first_step_only() {
        let rule = Sgd { momentum: 0.5, dampening: 0.75, ..Sgd::new(1.0) };
        // Buffers: 8, then 0.5 * 8 + 0.25 * 4 = 5.
        assert_eq!(after(rule.clone(), 0.0, &[8.0]), -8.0);
        assert_eq!(after(rule, 0.0, &[8.0, 4.0]), -13.0);
    }

    #[test]
    fn nesterov_looks_ahead() {
        let rule = Sgd { momentum: 0.5, nesterov: true, ..Sgd::new(1.0) };
        // Buffers 8 and 8; steps 8 + 0.5 * 8 and 4 + 0.5 * 8.
        assert_eq!(after(rule, 0.0, &[8.0, 4.0]), -20.0);
    }

    #[test]
    fn nesterov_needs_momentum_and_no_dampening() {
        let field = |rule: Sgd| rule.check().map_err(|invalid| invalid.field);
        let rule = Sgd { nesterov: true, ..Sgd::new(0.1) };
        assert_eq!(field(rule.clone()), Err("nesterov and momentum".into()));
        let rule = Sgd { momentum: 0.9, ..rule };
        assert_eq!(field(rule.clone()), Ok(()));
        assert_eq!(field(Sgd { dampening: 0.1, ..rule }), Err("nesterov and dampening".into()));
    }
}
