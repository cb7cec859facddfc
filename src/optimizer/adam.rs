//! Adam and `AdamW`: one rule, which differs in where the weight decay goes.

use serde::{Deserialize, Serialize};

use super::{State, check_at_least_zero, check_learning_rate, default_eps, lerp, power, vectors};
use crate::error::{Invalid, check_number};

/// Adam (`torch.optim.Adam`), or with `DECOUPLED` [`AdamW`].
///
/// With gradient g at parameters p on step t, counted from 1, and betas β1 and β2:
/// m becomes β1 m + (1 - β1) g, v becomes β2 v + (1 - β2) g², and p becomes
/// p - `learning_rate` / (1 - β1^t) · m / (√v / √(1 - β2^t) + `eps`).
/// With `amsgrad` the largest v so far stands in the place of v. Adam adds `weight_decay` p to g before all this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adam<const DECOUPLED: bool = false> {
    /// Learning rate, above 0.
    pub learning_rate: f64,
    /// Decay rates of the averages of the gradient and of its square, each from 0 to below 1.
    #[serde(default = "default_betas")]
    pub betas: (f64, f64),
    /// Added to the divisor, 0 or more.
    #[serde(default = "default_eps")]
    pub eps: f64,
    /// Weight decay, 0 or more.
    #[serde(default = "default_weight_decay::<DECOUPLED>")]
    pub weight_decay: f64,
    /// Whether to divide by the largest average of squares so far.
    #[serde(default)]
    pub amsgrad: bool,
}

/// `AdamW` (`torch.optim.AdamW`): like Adam, but the weight decay bypasses the averages: p is first multiplied by
/// 1 - `learning_rate` · `weight_decay`.
pub type AdamW = Adam<true>;

fn default_betas() -> (f64, f64) {
    (0.9, 0.999)
}

fn default_weight_decay<const DECOUPLED: bool>() -> f64 {
    if DECOUPLED { 0.01 } else { 0.0 }
}

impl<const DECOUPLED: bool> Adam<DECOUPLED> {
    /// The rule with PyTorch's defaults.
    pub fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            betas: default_betas(),
            eps: default_eps(),
            weight_decay: default_weight_decay::<DECOUPLED>(),
            amsgrad: false,
        }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        check_learning_rate(self.learning_rate)?;
        for (field, beta) in [("betas.0", self.betas.0), ("betas.1", self.betas.1)] {
            check_number(field, beta, "a number from 0 to below 1", |beta| (0.0..1.0).contains(&beta))?;
        }
        check_at_least_zero("eps", self.eps)?;
        check_at_least_zero("weight_decay", self.weight_decay)
    }

    pub(super) fn slots(&self) -> Vec<&'static str> {
        let mut slots = vec!["exp_avg", "exp_avg_sq"];
        if self.amsgrad {
            slots.push("max_exp_avg_sq");
        }
        slots
    }

    pub(super) fn step(&self, state: &mut State, parameters: &mut [f32], gradient: &[f32]) {
        let update = Update::new(self, state.step + 1);
        let points = parameters.iter_mut().zip(gradient);
        if self.amsgrad {
            let [means, squares, maxima] = vectors(state);
            for ((((parameter, &gradient), mean), square), most) in points.zip(means).zip(squares).zip(maxima) {
                update.average(parameter, gradient, mean, square);
                // Unlike `f32::max`, this lets a NaN through, as PyTorch does.
                *most = if *most > *square { *most } else { *square };
                update.descend(parameter, *mean, *most);
            }
        } else {
            let [means, squares] = vectors(state);
            for (((parameter, &gradient), mean), square) in points.zip(means).zip(squares) {
                update.average(parameter, gradient, mean, square);
                update.descend(parameter, *mean, *square);
            }
        }
    }
}

/// The scalars of one step, computed in f64 and rounded where they meet the vectors.
struct Update {
    /// What every parameter is multiplied by first.
    shrinkage: f32,
    /// Weight of the parameter in its own gradient.
    decay: f32,
    /// Weight of the gradient in its average.
    mean_intake: f32,
    /// Decay rate of the average of squares.
    square_keep: f32,
    /// Weight of the gradient's square in its average.
    square_intake: f32,
    /// Learning rate over the bias correction of the average.
    step_size: f32,
    /// Root of the bias correction of the average of squares.
    correction: f32,
    eps: f32,
}

impl Update {
    /// The scalars of step `step`, counted from 1.
    fn new<const DECOUPLED: bool>(rule: &Adam<DECOUPLED>, step: u64) -> Self {
        let (shrinkage, decay) =
            if DECOUPLED { (1.0 - rule.learning_rate * rule.weight_decay, 0.0) } else { (1.0, rule.weight_decay) };
        Self {
            shrinkage: shrinkage as f32,
            decay: decay as f32,
            mean_intake: (1.0 - rule.betas.0) as f32,
            square_keep: rule.betas.1 as f32,
            square_intake: (1.0 - rule.betas.1) as f32,
            step_size: (rule.learning_rate / (1.0 - power(rule.betas.0, step))) as f32,
            correction: (1.0 - power(rule.betas.1, step)).sqrt() as f32,
            eps: rule.eps as f32,
        }
    }

    /// Decays the parameter and takes its gradient into the averages.
    fn average(&self, parameter: &mut f32, gradient: f32, mean: &mut f32, square: &mut f32) {
        let gradient = gradient + self.decay * *parameter;
        *parameter *= self.shrinkage;
        *mean = lerp(*mean, gradient, self.mean_intake);
        *square = *square * self.square_keep + self.square_intake * gradient * gradient;
    }

    fn descend(&self, parameter: &mut f32, mean: f32, square: f32) {
        *parameter -= self.step_size * mean / (square.sqrt() / self.correction + self.eps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::{Optimizer, Slot};

    fn step(rule: &Optimizer, state: &mut State, parameter: f32, gradient: f32) -> f32 {
        let mut parameters = [parameter];
        rule.step(state, &mut parameters, &[gradient]);
        parameters[0]
    }

    #[test]
    fn the_first_step_is_the_learning_rate_whatever_the_gradients_size() {
        for gradient in [1e-3_f32, -1.0, 1e6] {
            let rule = Optimizer::Adam(Adam { eps: 0.0, ..Adam::new(0.125) });
            let moved = step(&rule, &mut rule.state(1), 0.0, gradient);
            assert!((moved + gradient.signum() * 0.125).abs() < 1e-7, "{gradient} moved by {moved}");
        }
    }

    #[test]
    fn decay_goes_through_the_averages_in_adam_and_past_them_in_adamw() {
        let adam = Optimizer::Adam(Adam { weight_decay: 0.5, ..Adam::new(0.25) });
        let mut state = adam.state(1);
        let moved = step(&adam, &mut state, 4.0, 0.0);
        assert!((moved - 3.75).abs() < 1e-6, "{moved}");
        assert!(state.slots[0].values[0] > 0.0);

        let adamw = Optimizer::AdamW(AdamW { weight_decay: 0.5, ..AdamW::new(0.25) });
        let mut state = adamw.state(1);
        assert_eq!(step(&adamw, &mut state, 4.0, 0.0), 3.5);
        assert_eq!(state.slots[0].values, [0.0]);
    }

    #[test]
    fn amsgrad_remembers_the_largest_average_of_squares() {
        let rule = Optimizer::Adam(Adam { amsgrad: true, betas: (0.5, 0.5), ..Adam::new(0.25) });
        let mut state = rule.state(1);
        step(&rule, &mut state, 0.0, 4.0);
        step(&rule, &mut state, 0.0, 0.0);
        let expected = [("exp_avg", 1.0), ("exp_avg_sq", 4.0), ("max_exp_avg_sq", 8.0)];
        assert_eq!(state.slots, expected.map(|(name, value)| Slot { name, values: vec![value] }));
    }

    #[test]
    fn betas_are_named_one_by_one() {
        let field = |betas| Adam::<false> { betas, ..Adam::new(0.1) }.check().map_err(|invalid| invalid.field);
        assert_eq!(field((0.0, 0.999_999)), Ok(()));
        assert_eq!(field((1.0, 0.5)), Err("betas.0".into()));
        assert_eq!(field((0.5, -0.1)), Err("betas.1".into()));
        assert_eq!(field((0.5, f64::NAN)), Err("betas.1".into()));
    }
}
