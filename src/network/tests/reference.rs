//! The same networks written a second time, plainly and in double precision.

use super::*;

/// What one evaluation of the reference gives.
pub(super) struct Evaluation {
    /// Row by row.
    pub(super) outputs: Vec<f64>,
    pub(super) loss: f64,
    /// On which side of 0 each weighted sum of a hidden unit lies, point by point.
    pub(super) sides: Vec<bool>,
}

/// A network under a loss, at these parameters, for points of these inputs and labels.
pub(super) fn evaluate(shape: &Shape, loss: Loss, parameters: &[f64], inputs: &[f32], labels: &[f32]) -> Evaluation {
    evaluate_under(None, shape, loss, parameters, inputs, labels)
}

/// The same under dropout.
pub(super) fn evaluate_under(
    dropout: Option<&DropoutMasks>,
    shape: &Shape,
    loss: Loss,
    parameters: &[f64],
    inputs: &[f32],
    labels: &[f32],
) -> Evaluation {
    let widths: Vec<usize> = shape.widths().collect();
    let (mut outputs, mut sides) = (vec![], vec![]);
    for (number, point) in inputs.chunks(shape.inputs).enumerate() {
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
            if let Some(activation) = shape.activations.get(layer) {
                sides.extend(values.iter().map(|sum| *sum > 0.0));
                for value in &mut values {
                    *value = activate(*activation, *value);
                }
                if let Some(masks) = dropout {
                    let factors = masks.multipliers(layer, number);
                    values.iter_mut().zip(factors).for_each(|(value, factor)| *value *= f64::from(factor));
                }
            }
        }
        assert!(rest.is_empty());
        outputs.push(values);
    }
    let losses = outputs.iter().zip(labels).map(|(outputs, &label)| value(loss, outputs, f64::from(label)));
    let loss = losses.sum::<f64>() / labels.len() as f64;
    Evaluation { outputs: outputs.concat(), loss, sides }
}

/// The loss of a point.
pub(super) fn value(loss: Loss, outputs: &[f64], label: f64) -> f64 {
    let (z, sign) = (outputs[0], 2.0 * label - 1.0);
    match loss {
        Loss::BinaryCrossEntropy => cross_entropy(z, label),
        Loss::Hinge => (1.0 - sign * z).max(0.0),
        Loss::TanhSquaredError => (z.tanh() - sign).powi(2) / 2.0,
        Loss::SigmoidSquaredError => (1.0 / (1.0 + (-z).exp()) - label).powi(2),
        Loss::SoftmaxCrossEntropy => {
            let own = outputs[label as usize];
            outputs.iter().map(|z| (z - own).exp()).sum::<f64>().ln()
        }
        Loss::MeanSquaredError => (z - label).powi(2),
        Loss::MeanAbsoluteError => (z - label).abs(),
        Loss::Huber if (z - label).abs() < 1.0 => (z - label).powi(2) / 2.0,
        Loss::Huber => (z - label).abs() - 0.5,
    }
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
