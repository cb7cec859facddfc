//! The same networks written a second time, plainly and in double precision.

use super::*;

/// What one evaluation of the reference gives.
pub(super) struct Evaluation {
    pub(super) logits: Vec<f64>,
    pub(super) loss: f64,
    /// On which side of 0 each weighted sum of a hidden unit lies, point by point.
    pub(super) sides: Vec<bool>,
}

pub(super) fn evaluate(architecture: &Architecture, parameters: &[f64], inputs: &[f32], labels: &[f32]) -> Evaluation {
    let widths: Vec<usize> = architecture.widths().collect();
    let (mut logits, mut sides) = (vec![], vec![]);
    for point in inputs.chunks(INPUTS) {
        let mut values: Vec<f64> = point.iter().map(|&coordinate| f64::from(coordinate)).collect();
        let mut rest = parameters;
        for (layer, pair) in widths.windows(2).enumerate() {
            let (weights, after) = rest.split_at(pair[0] * pair[1]);
            let (biases, after) = after.split_at(pair[1]);
            rest = after;
            let sums = weights
                .chunks(pair[0])
                .zip(biases)
                .map(|(row, bias)| row.iter().zip(&values).map(|(weight, value)| weight * value).sum::<f64>() + bias);
            values = sums.collect();
            if layer + 2 < widths.len() {
                sides.extend(values.iter().map(|sum| *sum > 0.0));
                for value in &mut values {
                    *value = activate(architecture.activation, *value);
                }
            }
        }
        assert!(rest.is_empty());
        logits.push(values[0]);
    }
    let losses = logits.iter().zip(labels).map(|(&logit, &label)| cross_entropy(logit, f64::from(label)));
    let loss = losses.sum::<f64>() / labels.len() as f64;
    Evaluation { logits, loss, sides }
}

/// -ln p for label 1 and -ln (1 - p) for label 0, with p = 1 / (1 + e^-x), which `ln_1p` keeps exact.
pub(super) fn cross_entropy(logit: f64, label: f64) -> f64 {
    let softplus = |x: f64| if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() };
    label * softplus(-logit) + (1.0 - label) * softplus(logit)
}

pub(super) fn activate(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Relu => x.max(0.0),
        Activation::Tanh => x.tanh(),
        Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Activation::Linear => x,
        Activation::LeakyRelu => x.max(0.01 * x),
        Activation::Elu => {
            if x > 0.0 {
                x
            } else {
                x.exp_m1()
            }
        }
        Activation::Gelu => {
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
            0.5 * x * (1.0 + inner.tanh())
        }
        Activation::Softplus => x.exp().ln_1p(),
        Activation::Sin => x.sin(),
    }
}
