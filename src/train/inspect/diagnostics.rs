//! Measurements of each layer: norms, the ratio of a step to the weights, dead and saturated units, copies.

use super::health::health;
use crate::network::{Activations, Layout, Unit};
use crate::optimizer::norm;

/// Largest difference of two units' weights, relative to the largest of the layer, that counts as the same: the
/// rounding of weights that were trained alike.
pub const SAME: f32 = 1e-6;

/// Measurements of a layer. Norms are L2 norms: that of the gradient by the layer's weights and biases, the others of its
/// incoming weights alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerDiagnostics {
    /// Units of the layer.
    pub units: usize,
    /// Incoming weights.
    pub weights: usize,
    /// Norm of the weights.
    pub weight_norm: f64,
    /// Norm of the loss's gradient by the weights and biases, if known. The squares of the layers' norms add up to the
    /// square of the gradient norm.
    pub gradient_norm: Option<f64>,
    /// Norm of the latest step relative to that of the weights before it, if known: typically about 0.001 (Stanford, CS
    /// 231n, "Ratio of weights:updates"). Infinite if all weights were 0.
    pub update_ratio: Option<f64>,
    /// Units that are dead; 0 for the outputs.
    pub dead: usize,
    /// Fraction of saturated activations, 0 to 1; none for the outputs, and for activations other than tanh and
    /// sigmoid.
    pub saturated: Option<f64>,
    /// Hidden units with the same incoming weights and bias as another one. Of five alike, all five count.
    pub copies: usize,
}

/// The latest step, in the order of the layout.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step<'a> {
    /// The gradient of the loss, if known.
    pub gradient: Option<&'a [f32]>,
    /// The parameters before the latest step, if one was taken.
    pub before: Option<&'a [f32]>,
}

/// Measures every layer, the outputs last. `train` has been computed with these parameters; all are of one network.
pub fn diagnose(layout: &Layout, parameters: &[f32], step: Step<'_>, train: &Activations) -> Vec<LayerDiagnostics> {
    let hidden = layout.layers() - 1;
    (0..layout.layers())
        .map(|layer| {
            let range = layout.weight(layer).range();
            let weights = &parameters[range.clone()];
            let ratio = |before: &[f32]| {
                let before = &before[range.clone()];
                let change: Vec<f32> = weights.iter().zip(before).map(|(now, before)| now - before).collect();
                let moved = norm(&change);
                if moved == 0.0 { 0.0 } else { moved / norm(before) }
            };
            let mut measured = LayerDiagnostics {
                units: layout.bias(layer).len(),
                weights: weights.len(),
                weight_norm: norm(weights),
                gradient_norm: step.gradient.map(|gradient| norm(&gradient[layout.of_layer(layer)])),
                update_ratio: step.before.map(ratio),
                dead: 0,
                saturated: None,
                copies: 0,
            };
            if layer < hidden {
                let units: Vec<_> = train.units(layer).map(|unit| health(train, unit)).collect();
                measured.dead = units.iter().filter(|health| health.dead).count();
                let shares: Option<Vec<f64>> = units.iter().map(|health| health.saturated).collect();
                measured.saturated = shares.map(|shares| shares.iter().sum::<f64>() / shares.len() as f64);
                measured.copies = copies(layout, parameters, layer);
            }
            measured
        })
        .collect()
}

/// The number of units of a layer that are copies of another.
fn copies(layout: &Layout, parameters: &[f32], layer: usize) -> usize {
    let units = || (0..layout.bias(layer).len()).map(move |index| Unit { layer, index });
    let largest = parameters[layout.weight(layer).range()].iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let leading = |unit: Unit| {
        let weights = &parameters[layout.incoming(unit)];
        weights.iter().chain(std::iter::once(&parameters[layout.bias_of(unit)]))
    };
    let same = |one: Unit, other: Unit| {
        one != other && leading(one).zip(leading(other)).all(|(one, other)| (one - other).abs() <= SAME * largest)
    };
    units().filter(|&one| units().any(|other| same(one, other))).count()
}
