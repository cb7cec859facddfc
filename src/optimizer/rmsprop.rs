//! `RMSprop`.

use serde::{Deserialize, Serialize};

use super::{State, check_at_least_zero, check_learning_rate, default_eps, lerp, vectors};
use crate::error::Invalid;

/// `RMSprop` (`torch.optim.RMSprop`).
///
/// With gradient g at parameters p, g' = g + `weight_decay` p and v becomes `alpha` v + (1 - `alpha`) g'². The step d
/// is g' / (√v + `eps`), and p becomes p - `learning_rate` d. If `centered`, a becomes `alpha` a + (1 - `alpha`) g'
/// and √(v - a²) stands in the place of √v: the deviation of the gradient rather than its size. With momentum, a
/// buffer b becomes `momentum` b + d, and p becomes p - `learning_rate` b.
///
/// As in `PyTorch`, v - a² may be rounded to below 0 where a gradient hardly changes; the step is then no number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RmsProp {
    /// Learning rate, above 0.
    pub learning_rate: f64,
    /// Decay rate of the averages, 0 or more.
    #[serde(default = "default_alpha")]
    pub alpha: f64,
    /// Added to the divisor, 0 or more.
    #[serde(default = "default_eps")]
    pub eps: f64,
    /// Weight decay, 0 or more: this times the parameter is added to its gradient.
    #[serde(default)]
    pub weight_decay: f64,
    /// Factor of the buffer in the next step, 0 or more; 0 keeps no buffer.
    #[serde(default)]
    pub momentum: f64,
    /// Whether to divide by the gradient's deviation.
    #[serde(default)]
    pub centered: bool,
}

fn default_alpha() -> f64 {
    0.99
}

impl RmsProp {
    pub(super) fn new(learning_rate: f64) -> Self {
        let (alpha, eps) = (default_alpha(), default_eps());
        Self { learning_rate, alpha, eps, weight_decay: 0.0, momentum: 0.0, centered: false }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        check_learning_rate(self.learning_rate)?;
        check_at_least_zero("alpha", self.alpha)?;
        check_at_least_zero("eps", self.eps)?;
        check_at_least_zero("weight_decay", self.weight_decay)?;
        check_at_least_zero("momentum", self.momentum)
    }

    pub(super) fn slots(&self) -> Vec<&'static str> {
        let mut slots = vec!["square_avg"];
        if self.momentum > 0.0 {
            slots.push("momentum_buffer");
        }
        if self.centered {
            slots.push("grad_avg");
        }
        slots
    }

    pub(super) fn step(&self, state: &mut State, parameters: &mut [f32], gradient: &[f32]) {
        let learning_rate = self.learning_rate as f32;
        let weight_decay = self.weight_decay as f32;
        let momentum = self.momentum as f32;
        let alpha = self.alpha as f32;
        let intake = (1.0 - self.alpha) as f32;
        let eps = self.eps as f32;
        let size = |square: &mut f32, gradient: f32| {
            *square = *square * alpha + intake * gradient * gradient;
            square.sqrt() + eps
        };
        let deviation = |square: &mut f32, mean: &mut f32, gradient: f32| {
            *square = *square * alpha + intake * gradient * gradient;
            *mean = lerp(*mean, gradient, intake);
            (*square - *mean * *mean).sqrt() + eps
        };
        let points = parameters.iter_mut().zip(gradient);
        match (self.momentum > 0.0, self.centered) {
            (false, false) => {
                let [squares] = vectors(state);
                for ((parameter, &gradient), square) in points.zip(squares) {
                    let gradient = gradient + weight_decay * *parameter;
                    *parameter -= learning_rate * gradient / size(square, gradient);
                }
            }
            (false, true) => {
                let [squares, means] = vectors(state);
                for (((parameter, &gradient), square), mean) in points.zip(squares).zip(means) {
                    let gradient = gradient + weight_decay * *parameter;
                    *parameter -= learning_rate * gradient / deviation(square, mean, gradient);
                }
            }
            (true, false) => {
                let [squares, buffers] = vectors(state);
                for (((parameter, &gradient), square), buffer) in points.zip(squares).zip(buffers) {
                    let gradient = gradient + weight_decay * *parameter;
                    *buffer = *buffer * momentum + gradient / size(square, gradient);
                    *parameter -= learning_rate * *buffer;
                }
            }
            (true, true) => {
                let [squares, buffers, means] = vectors(state);
                for ((((parameter, &gradient), square), buffer), mean) in points.zip(squares).zip(buffers).zip(means) {
                    let gradient = gradient + weight_decay * *parameter;
                    *buffer = *buffer * momentum + gradient / deviation(square, mean, gradient);
                    *parameter -= learning_rate * *buffer;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::{Optimizer, Slot};

    // All numbers are sums of powers of two, so that hand-computed results are exact.

    fn rule() -> RmsProp {
        RmsProp { alpha: 0.75, eps: 0.0, ..RmsProp::new(0.5) }
    }

    fn after(rule: RmsProp, gradients: &[f32]) -> (f32, Vec<Slot>) {
        let rule = Optimizer::RmsProp(rule);
        let mut state = rule.state(1);
        let mut parameters = [0.0];
        for &gradient in gradients {
            rule.step(&mut state, &mut parameters, &[gradient]);
        }
        (parameters[0], state.slots)
    }

    #[test]
    fn the_first_step_divides_by_the_root_of_the_average() {
        // v = 0.25 * 64 = 16, so the step is 0.5 * 8 / 4.
        let (parameter, slots) = after(rule(), &[8.0]);
        assert_eq!(parameter, -1.0);
        assert_eq!(slots, [Slot { name: "square_avg", values: vec![16.0] }]);
    }

    #[test]
    fn momentum_goes_on_without_a_gradient() {
        // Buffers: 8 / 4 = 2, then 0.5 * 2 = 1.
        let (parameter, slots) = after(RmsProp { momentum: 0.5, ..rule() }, &[8.0, 0.0]);
        assert_eq!(parameter, -0.5 * (2.0 + 1.0));
        assert_eq!(slots[1], Slot { name: "momentum_buffer", values: vec![1.0] });
    }

    #[test]
    fn centering_divides_by_the_deviation() {
        // v = 16 and a = 0.25 * 8 = 2: the deviation is the root of 12.
        let (parameter, slots) = after(RmsProp { centered: true, ..rule() }, &[8.0]);
        assert_eq!(parameter, -(4.0 / 12.0_f32.sqrt()));
        assert_eq!(slots[1], Slot { name: "grad_avg", values: vec![2.0] });
    }

    #[test]
    fn alpha_is_checked_as_pytorch_does() {
        assert_eq!(RmsProp { alpha: 1.5, ..rule() }.check(), Ok(()));
        let refused = RmsProp { alpha: -0.5, ..rule() }.check().unwrap_err();
        assert_eq!((refused.field.as_str(), refused.problem.as_str()), ("alpha", "is -0.5"));
    }
}
