//! Dead and saturated units, by their activations on the train points.
//!
//! A threshold says where an activation is flat. There almost no gradient passes, so the unit's weights hardly move.

use crate::network::{Activation, Activations, Unit};

/// Weighted sums up to which ELU is flat: its derivative there, e^x, is at most 0.0009, a thousandth of that above 0.
pub const ELU_FLAT: f32 = -7.0;
/// Weighted sums up to which softplus is flat: its derivative there, 1 / (1 + e^-x), is at most 0.0009.
pub const SOFTPLUS_FLAT: f32 = -7.0;
/// Weighted sums up to which GELU is flat: the magnitude of its derivative there is at most 0.0005.
pub const GELU_FLAT: f32 = -4.0;
/// Magnitude of tanh from which it is saturated: the derivative, 1 - tanh², is below 6 % of its maximum. A common
/// threshold, as in Karpathy's "makemore, part 3" (2022); Glorot and Bengio (2010) look at the same tails.
pub const TANH_SATURATED: f32 = 0.97;
/// Distance of a sigmoid from 1/2 from which it is saturated (below 0.015 or above 0.985): the threshold of tanh, since
/// sigmoid(x) is (1 + tanh(x / 2)) / 2.
pub const SIGMOID_SATURATED: f32 = TANH_SATURATED / 2.0;

/// The health of a hidden unit over a set of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Health {
    /// Whether the unit is dead: on the flat side of its activation at every point. A dead `ReLU` outputs 0, gets no
    /// gradient, and never recovers by itself (Lu and others 2019, "Dying `ReLU` and initialization"). Tanh, sigmoid,
    /// linear, leaky `ReLU` and sine have no flat side.
    pub dead: bool,
    /// Fraction of the points, 0 to 1, at which the unit is saturated; none for activations other than tanh and
    /// sigmoid.
    pub saturated: Option<f64>,
}

/// The weighted sum up to which an activation is flat, if it has a flat side.
fn flat(activation: Activation) -> Option<f32> {
    match activation {
        // As in PyTorch, the derivative at 0 is 0.
        Activation::Relu => Some(0.0),
        Activation::Elu => Some(ELU_FLAT),
        Activation::Gelu => Some(GELU_FLAT),
        Activation::Softplus => Some(SOFTPLUS_FLAT),
        Activation::Tanh | Activation::Sigmoid | Activation::Linear | Activation::LeakyRelu | Activation::Sin => None,
    }
}

/// Whether units of this activation can be dead.
pub fn has_flat_side(activation: Activation) -> bool {
    flat(activation).is_some()
}

/// The health of an existing hidden unit on the computed points; at NaN, and without points, neither dead nor
/// saturated.
pub fn health(activations: &Activations, unit: Unit) -> Health {
    let activation = activations.activation(unit.layer);
    let sums = activations.sums(unit);
    let dead = activation.and_then(flat).is_some_and(|flat| !sums.is_empty() && sums.iter().all(|sum| *sum <= flat));
    let share = |saturated: &dyn Fn(f32) -> bool| {
        let count = activations.of(unit).iter().filter(|activation| saturated(**activation)).count();
        Some(count as f64 / activations.points().max(1) as f64)
    };
    let saturated = match activation {
        Some(Activation::Tanh) => share(&|activation| activation.abs() > TANH_SATURATED),
        Some(Activation::Sigmoid) => share(&|activation| (activation - 0.5).abs() > SIGMOID_SATURATED),
        _ => None,
    };
    Health { dead, saturated }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::network::{Architecture, Batches, LayerActivations, Loss};

    /// A single hidden unit whose weighted sums are these.
    fn unit(activation: Activation, sums: &[f32]) -> Health {
        let shape = Architecture { hidden: vec![1], activation: activation.into() }.shape(1, 1);
        let mut activations = Activations::new(&shape, Loss::BinaryCrossEntropy);
        activations.compute(&[1.0, 0.0, 1.0, 0.0], &Batches::unlabelled(1, sums));
        health(&activations, Unit { layer: 0, index: 0 })
    }

    #[test]
    fn a_unit_is_dead_or_saturated_by_the_activation_of_its_own_layer() {
        let activation = LayerActivations::by_layer(vec![Activation::Tanh, Activation::Relu]).unwrap();
        let shape = Architecture { hidden: vec![1, 1], activation }.shape(1, 1);
        let mut activations = Activations::new(&shape, Loss::BinaryCrossEntropy);
        // Far below 0 in both layers.
        activations.compute(&[1.0, 0.0, 1.0, -5.0, 1.0, 0.0], &Batches::unlabelled(1, &[-9.0, -8.0]));
        let of = |layer| health(&activations, Unit { layer, index: 0 });
        assert_eq!(of(0), Health { dead: false, saturated: Some(1.0) });
        assert_eq!(of(1), Health { dead: true, saturated: None });
    }

    #[test]
    fn a_unit_is_dead_that_is_flat_at_every_point() {
        for (activation, flat) in
            [(Activation::Relu, 0.0), (Activation::Gelu, -4.0), (Activation::Elu, -7.0), (Activation::Softplus, -7.0)]
        {
            assert!(unit(activation, &[flat, flat - 1.0, flat - 50.0]).dead, "{activation:?}");
            assert!(!unit(activation, &[flat - 9.0, flat + 0.01, flat - 9.0]).dead, "{activation:?}");
            assert!(!unit(activation, &[flat - 9.0, f32::NAN]).dead, "{activation:?}");
            assert!(!unit(activation, &[]).dead, "{activation:?}");
            assert_eq!(unit(activation, &[1.0]).saturated, None);
        }
        for activation in Activation::iter() {
            let has_flat_side = flat(activation).is_some();
            assert_eq!(unit(activation, &[-60.0; 9]).dead, has_flat_side, "{activation:?}");
        }
    }

    /// By differences of the formulas in double precision.
    #[test]
    fn flat_is_where_the_slope_is_below_a_thousandth() {
        let gelu =
            |x: f64| x / 2.0 * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3))).tanh());
        let elu = |x: f64| x.exp_m1();
        let softplus = |x: f64| x.exp().ln_1p();
        let table: [(&dyn Fn(f64) -> f64, f32); 3] = [(&gelu, GELU_FLAT), (&elu, ELU_FLAT), (&softplus, SOFTPLUS_FLAT)];
        for (function, flat) in table {
            for step in 0..1000 {
                let x = f64::from(flat) - f64::from(step) * 0.01;
                let slope = (function(x + 1e-5) - function(x - 1e-5)) / 2e-5;
                assert!(slope.abs() < 1e-3, "{slope} at {x}");
            }
        }
    }

    #[test]
    fn the_share_of_saturated_points_counts_both_tails() {
        // tanh 2.0 is 0.964 and tanh 2.2 is 0.976; a sigmoid's sums are twice as large.
        for (activation, scale) in [(Activation::Tanh, 1.0), (Activation::Sigmoid, 2.0)] {
            let sums = [-9.0, -2.2, -2.0, 0.0, 2.0, 2.2, 9.0, f32::NAN].map(|sum| sum * scale);
            assert_eq!(unit(activation, &sums), Health { dead: false, saturated: Some(0.5) });
        }
    }
}
