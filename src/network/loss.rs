//! Loss functions, and the evaluation of predictions.
//!
//! Owns the formulas in plain numbers, which the tape's engine takes; the fused engine has its own over lanes. Presets
//! choose a loss, and `Task` says what its outputs mean, for files and screens. The system's `exp`, `ln` and `tanh` are in
//! the tape's formulas alone, whose bits are those of one kind of processor.

use std::ops::Mul;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr, VariantNames};

use super::{ClassWeights, math};

/// The loss function: the mean over the points of a function of the outputs z and the label y. Where PyTorch
/// has it, it is PyTorch's with its defaults.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Loss {
    /// max(z, 0) - z y + ln(1 + e^-|z|) for one logit z. Equal to `BCELoss` after a sigmoid wherever that is finite
    /// (`BCEWithLogitsLoss`).
    BinaryCrossEntropy,
    /// max(0, 1 - t z) with t = -1 for label 0 and 1 for label 1 (scikit-learn's `hinge_loss`). The gradient at t z = 1
    /// is 0.
    Hinge,
    /// (tanh z - t)² / 2 with t = -1 for label 0 and 1 for label 1: what TensorFlow Playground minimises
    /// (`Errors.SQUARE` and `Activations.TANH` in tensorflow/playground, `src/nn.ts`).
    TanhSquaredError,
    /// (p - y)² with p = 1 / (1 + e^-z): `MSELoss` after a sigmoid.
    SigmoidSquaredError,
    /// ln Σ e^z - z of the label's class, for as many logits as classes (`CrossEntropyLoss`).
    SoftmaxCrossEntropy,
    /// (z - y)² (`MSELoss`).
    MeanSquaredError,
    /// |z - y| (`L1Loss`). The gradient at 0 is 0.
    MeanAbsoluteError,
    /// (z - y)² / 2 up to a distance of 1, |z - y| - 1/2 beyond (`HuberLoss`, delta 1).
    Huber,
}

/// What labels and outputs are under a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Labels 0 and 1 from one output: 1 from 0 on.
    Binary,
    /// The number of a class from an output for each: that of the largest.
    Classes,
    /// A value: the output.
    Value,
}

/// What the outputs of a batch are compared with.
#[derive(Clone, Copy)]
pub(super) struct Targets<'a> {
    /// Labels, [n].
    pub(super) labels: &'a [f32],
    /// Weights of the points in the mean loss, [n], or none where all count the same.
    pub(super) weights: &'a [f32],
}

/// How a network does on a set of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// Mean loss.
    pub loss: f32,
    /// How well the predictions fit.
    pub score: Score,
}

/// How well predictions fit labels, in a measure that does not depend on the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Score {
    /// The number of points that get their label.
    Correct(usize),
    /// R², the part of the variance that the predictions explain: 1 - Σ (z - y)² / Σ (y - mean y)². At most 1;
    /// 0 for a network that gives the mean everywhere, below 0 for a worse one.
    Determination(f64),
}

impl Score {
    /// The number of points that get their label; none for values.
    pub fn correct(self) -> Option<usize> {
        match self {
            Self::Correct(count) => Some(count),
            Self::Determination(_) => None,
        }
    }

    /// Accuracy over `count` points, from 0 to 1, or R².
    pub fn share(self, count: usize) -> f64 {
        match self {
            Self::Correct(correct) => correct as f64 / count as f64,
            Self::Determination(share) => share,
        }
    }
}

impl Loss {
    /// The loss's name on the command line and the screen.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What labels and outputs are.
    pub fn task(self) -> Task {
        match self {
            Self::BinaryCrossEntropy | Self::Hinge | Self::TanhSquaredError | Self::SigmoidSquaredError => Task::Binary,
            Self::SoftmaxCrossEntropy => Task::Classes,
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber => Task::Value,
        }
    }

    /// Whether the prediction of the one output is the probability of label 1.
    pub fn gives_probability(self) -> bool {
        matches!(self, Self::BinaryCrossEntropy | Self::SigmoidSquaredError)
    }

    /// Class weights as its mean takes them.
    pub fn class_weights(self, weights: &[f64]) -> ClassWeights {
        ClassWeights::new(weights, self.task() == Task::Classes)
    }

    /// Outputs of a network with this loss, for labels of this many classes.
    pub fn outputs(self, classes: usize) -> usize {
        match self.task() {
            Task::Binary | Task::Value => 1,
            Task::Classes => classes,
        }
    }

    /// Mean loss and score for the outputs of points, `[n, outputs]` row by row, with these labels, `[n]`. Sums are
    /// formed in f64, point by point.
    ///
    /// # Panics
    /// If there is not a row for each label.
    pub fn evaluate(self, outputs: &[f32], labels: &[f32]) -> Evaluation {
        let width = width(outputs, labels);
        let (mut sum, mut correct, mut squares) = (0.0, 0, 0.0);
        for (row, &label) in outputs.chunks_exact(width).zip(labels) {
            sum += f64::from(self.value(row, label));
            correct += usize::from(self.class(row) == Some(class_of(label)));
            squares += square(f64::from(row[0]) - f64::from(label));
        }
        let score = match self.task() {
            Task::Binary | Task::Classes => Score::Correct(correct),
            Task::Value => determination(squares, labels.iter().copied()),
        };
        Evaluation { loss: (sum / labels.len() as f64) as f32, score }
    }

    /// The class that a point's outputs stand for; none for a value, or where an output is no number.
    pub fn class(self, outputs: &[f32]) -> Option<usize> {
        match self.task() {
            Task::Binary => (!outputs[0].is_nan()).then_some(usize::from(outputs[0] >= 0.0)),
            Task::Classes => winner(outputs),
            Task::Value => None,
        }
    }

    /// Replaces outputs, `[n, width]` row by row, by predictions: the probability of label 1, the
    /// probabilities of the classes, tanh z, or the output itself. The same bits on every processor.
    pub fn predict(self, outputs: &mut [f32], width: usize) {
        match self {
            Self::BinaryCrossEntropy | Self::SigmoidSquaredError => {
                for output in outputs {
                    *output = math::sigmoid(*output);
                }
            }
            Self::TanhSquaredError => outputs.iter_mut().for_each(|output| *output = math::tanh(*output)),
            Self::SoftmaxCrossEntropy => {
                for row in outputs.chunks_exact_mut(width) {
                    let most = largest(row);
                    for output in row.iter_mut() {
                        *output = math::exp(*output - most);
                    }
                    let sum: f32 = row.iter().sum();
                    for output in row {
                        *output /= sum;
                    }
                }
            }
            Self::Hinge | Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber => {}
        }
    }

    /// The mean loss of outputs, `[n, outputs]` row by row, where points have weights.
    pub(super) fn weighted_mean(self, outputs: &[f32], Targets { labels, weights }: Targets<'_>) -> f32 {
        let rows = outputs.chunks_exact(width(outputs, labels)).zip(labels).zip(weights);
        let parts = rows.map(|((row, &label), &weight)| f64::from(self.value(row, label)) * f64::from(weight));
        parts.sum::<f64>() as f32
    }

    /// Mean loss of the outputs of a batch, `[n, outputs]` row by row, the same bits as [`Self::evaluate`] gives, and its
    /// gradient by each output, written to `gradients`. For cross-entropy that is (sigmoid z - y) / n, in just this form,
    /// which is PyTorch's. Where the network is sure, other forms round otherwise, and rules that divide by the
    /// gradient's size, such as `RMSprop`, would carry a run away from PyTorch's by percents.
    ///
    /// # Panics
    /// If there is not a row of outputs for each label, or not a gradient for each output.
    pub(super) fn gradients(self, outputs: &[f32], targets: Targets<'_>, gradients: &mut [f32]) -> f32 {
        let Targets { labels, weights } = targets;
        assert_eq!(outputs.len(), gradients.len(), "a gradient for each output");
        let width = width(outputs, labels);
        let count = labels.len() as f32;
        let mut sum = 0.0;
        let rows = outputs.chunks_exact(width).zip(gradients.chunks_exact_mut(width)).zip(labels);
        for (index, ((row, gradients), &label)) in rows.enumerate() {
            sum += f64::from(self.value(row, label));
            if self == Self::SoftmaxCrossEntropy {
                softmax_gradients(row, label, gradients);
            } else {
                gradients[0] = self.gradient(row[0], label);
            }
            for gradient in gradients {
                match weights.get(index) {
                    Some(weight) => *gradient *= weight,
                    None => *gradient /= count,
                }
            }
        }
        if weights.is_empty() { (sum / f64::from(count)) as f32 } else { self.weighted_mean(outputs, targets) }
    }

    /// The loss of a point.
    #[expect(clippy::disallowed_methods, reason = "for the tape's engine alone")]
    fn value(self, outputs: &[f32], label: f32) -> f32 {
        let z = outputs[0];
        match self {
            Self::BinaryCrossEntropy => positive(z) - z * label + (-z.abs()).exp().ln_1p(),
            Self::Hinge => positive(1.0 - sign_of(label) * z),
            Self::TanhSquaredError => 0.5 * square(z.tanh() - sign_of(label)),
            Self::SigmoidSquaredError => square(probability(z) - label),
            Self::SoftmaxCrossEntropy => {
                let most = largest(outputs);
                most - outputs[class_of(label)] + rest_of_sum(outputs, most).ln_1p()
            }
            Self::MeanSquaredError => square(z - label),
            Self::MeanAbsoluteError => (z - label).abs(),
            Self::Huber => {
                let distance = (z - label).abs();
                if distance <= 1.0 { 0.5 * square(distance) } else { distance - 0.5 }
            }
        }
    }

    /// The gradient of a point's loss by its only output.
    #[expect(clippy::disallowed_methods, reason = "for the tape's engine alone")]
    fn gradient(self, z: f32, label: f32) -> f32 {
        match self {
            Self::BinaryCrossEntropy => probability(z) - label,
            Self::Hinge => {
                let sign = sign_of(label);
                if 1.0 - sign * z > 0.0 { -sign } else { 0.0 }
            }
            Self::TanhSquaredError => (z.tanh() - sign_of(label)) * (1.0 - square(z.tanh())),
            Self::SigmoidSquaredError => {
                let probability = probability(z);
                2.0 * (probability - label) * (probability * (1.0 - probability))
            }
            Self::MeanSquaredError => 2.0 * (z - label),
            Self::MeanAbsoluteError if z == label => 0.0,
            Self::MeanAbsoluteError => (z - label).signum(),
            Self::Huber => (z - label).clamp(-1.0, 1.0),
            Self::SoftmaxCrossEntropy => f32::NAN,
        }
    }
}

/// x².
fn square<T: Copy + Mul<Output = T>>(x: T) -> T {
    x * x
}

/// Outputs of each point.
pub(super) fn width(outputs: &[f32], labels: &[f32]) -> usize {
    let width = outputs.len() / labels.len().max(1);
    assert!(width * labels.len() == outputs.len(), "{} outputs for {} points", outputs.len(), labels.len());
    width.max(1)
}

/// The class that a label names.
pub(super) fn class_of(label: f32) -> usize {
    label.round() as usize
}

/// -1 for label 0, 1 for label 1.
fn sign_of(label: f32) -> f32 {
    2.0 * label - 1.0
}

/// 1 / (1 + e^-z).
#[expect(clippy::disallowed_methods, reason = "for the tape's engine alone")]
fn probability(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

/// max(x, 0). `f32::max` would hide a NaN.
fn positive(x: f32) -> f32 {
    if x < 0.0 { 0.0 } else { x }
}

/// The largest of some numbers; no number if one of them is none.
fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().copied().fold(f32::NEG_INFINITY, |most, number| if number <= most { most } else { number })
}

/// The place of the largest number, the first of equals; none if one of them is no number.
fn winner(numbers: &[f32]) -> Option<usize> {
    if numbers.iter().any(|number| number.is_nan()) {
        return None;
    }
    let most = largest(numbers);
    numbers.iter().position(|number| *number == most)
}

/// Σ e^(z - most) over all logits but the first that is `most`: so the sum's logarithm keeps its digits where one
/// class is nearly certain.
#[expect(clippy::disallowed_methods, reason = "for the tape's engine alone")]
fn rest_of_sum(logits: &[f32], most: f32) -> f32 {
    let first = logits.iter().position(|logit| *logit == most);
    let others = logits.iter().enumerate().filter(|(index, _)| Some(*index) != first);
    others.map(|(_, logit)| (logit - most).exp()).sum()
}

/// The gradients of softmax cross-entropy by each logit: its class's probability, less 1 for the label's class.
#[expect(clippy::disallowed_methods, reason = "for the tape's engine alone")]
fn softmax_gradients(logits: &[f32], label: f32, gradients: &mut [f32]) {
    let most = largest(logits);
    let sum = 1.0 + rest_of_sum(logits, most);
    for (class, (gradient, logit)) in gradients.iter_mut().zip(logits).enumerate() {
        *gradient = (logit - most).exp() / sum - f32::from(u8::from(class == class_of(label)));
    }
}

/// R² from the sum of the squared distances between predictions and labels. Where all labels are equal, it is 1 for
/// predictions without a fault, else 0, as in scikit-learn's `r2_score`.
pub(super) fn determination(squares: f64, labels: impl ExactSizeIterator<Item = f32> + Clone) -> Score {
    let mean = labels.clone().map(f64::from).sum::<f64>() / labels.len() as f64;
    let variation: f64 = labels.map(|label| square(f64::from(label) - mean)).sum();
    let share = if variation > 0.0 { 1.0 - squares / variation } else { f64::from(u8::from(squares == 0.0)) };
    Score::Determination(share)
}
