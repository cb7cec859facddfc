//! The rules of diagnosis: what is wrong when a network does not learn, in plain sentences.
//!
//! One table: a rule has a name, thresholds above its function, and a sentence with the measured numbers and another
//! with a remedy. The thresholds separate the built-in presets that learn from those that don't; tests hold both.

use indicatif::HumanCount;

use super::LayerDiagnostics;
use super::describe::{amount, percent, units};
use crate::network::{Activation, Score};
use crate::optimizer::{Optimizer, Schedule};
use crate::preset::{BatchSize, Preset};
use crate::train::{Divergence, History, Record};

/// The input of a diagnosis.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The recipe as it is now, changes included.
    pub preset: &'a Preset,
    /// The newest record.
    pub record: &'a Record,
    /// The record of the untrained network.
    pub untrained: &'a Record,
    /// The history so far.
    pub history: &'a History,
    /// Measurements of the layers, the outputs last.
    pub layers: &'a [LayerDiagnostics],
    /// Number of train points measured.
    pub points: usize,
    /// Number of train points of the run.
    pub train: usize,
    /// The divergence that ended the run, if any.
    pub divergence: Option<Divergence>,
}

/// The finding of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The problem, with its numbers, and a remedy.
    pub sentence: String,
}

/// A rule: its sentence if it holds.
type Look = fn(&Evidence<'_>) -> Option<String>;

/// Every rule with its name, the one that explains most first; the last is asked only if no other holds.
pub const RULES: [(&str, Look); 10] = [
    ("divergence", divergence),
    ("symmetric units", symmetric_units),
    ("dead units", dead_units),
    ("exploding gradients", exploding_gradients),
    ("vanishing gradients", vanishing_gradients),
    ("saturation", saturation),
    ("learning rate too large", too_large),
    ("learning rate too small", too_small),
    ("overfitting", overfitting),
    ("no more progress", no_more_progress),
];

/// The findings in the order of the table; none for a healthy run.
pub fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut found = vec![];
    for (index, (rule, look)) in RULES.into_iter().enumerate() {
        let is_last = index + 1 == RULES.len();
        if !is_last || found.is_empty() {
            found.extend(look(evidence).map(|sentence| Finding { rule, sentence }));
        }
    }
    found
}

/// Train accuracy or R² from which a network has learned its points.
pub const LEARNED: f64 = 0.9;

/// A loss or a weight that is not finite ends the run.
fn divergence(evidence: &Evidence<'_>) -> Option<String> {
    let Divergence { epoch, loss, .. } = evidence.divergence?;
    let what = if loss.is_finite() {
        format!("weights that are not finite, from a loss of {}", amount(loss.into()))
    } else {
        format!("a loss of {}", amount(loss.into()))
    };
    let rate = tenth_of(evidence);
    Some(format!("The run diverged: {what} after epoch {}. Try {rate}, or clip the gradient.", HumanCount(epoch)))
}

/// Units of a layer with equal weights get equal gradients, and stay equal for ever.
fn symmetric_units(evidence: &Evidence<'_>) -> Option<String> {
    let (index, layer) = evidence.worst(|layer| (layer.copies > 0).then_some(layer.copies as f64))?;
    let place = evidence.place(index);
    let which = if layer.copies == layer.units {
        format!("All {} units{place} are copies of one another", layer.units)
    } else {
        format!("{} of {} units{place} are copies of others", layer.copies, layer.units)
    };
    let remedy = "Try another initialization: PyTorch's, Xavier or He.";
    Some(format!("{which}: their weights are the same, so they get the same gradient and stay alike. {remedy}"))
}

/// Fraction of dead units in a layer from which they are reported. One in eight is common and harmless.
pub const DEAD_SHARE: f64 = 0.25;

/// Units that are flat at every point get no gradient, and never recover.
fn dead_units(evidence: &Evidence<'_>) -> Option<String> {
    let share = |layer: &LayerDiagnostics| layer.dead as f64 / layer.units as f64;
    let (index, layer) = evidence.worst(|layer| Some(share(layer)).filter(|share| *share >= DEAD_SHARE))?;
    let (place, activation) = (evidence.place(index), evidence.activation(index)?);
    let (what, other) = match activation {
        Activation::Relu => ("0", "leaky ReLU"),
        _ => ("flat", "another activation"),
    };
    let on = if evidence.points == evidence.train {
        "on every train point".to_owned()
    } else {
        format!("on each of {} train points", HumanCount(evidence.points as u64))
    };
    let verb = if layer.dead == 1 { "is" } else { "are" };
    // The learning rate can't have killed units before the first step.
    let cause = if evidence.record.epoch == 0 { "other initial weights" } else { "a smaller learning rate" };
    Some(format!(
        "{} of {} {}{place} {verb} dead: {what} {on}. Try {cause}, He initialization or {other}.",
        layer.dead,
        layer.units,
        units(activation),
    ))
}

/// Norm of a layer's gradient, relative to that of its weights or to 1 if that is larger, from which gradients explode.
/// Healthy runs of the presets stay below 5.
pub const EXPLODING: f64 = 100.0;

/// Gradients that grow from layer to layer on their way back (Pascanu and others 2013).
fn exploding_gradients(evidence: &Evidence<'_>) -> Option<String> {
    let size = |layer: &LayerDiagnostics| layer.gradient_norm.map(|norm| norm / layer.weight_norm.max(1.0));
    let large =
        evidence.layers.iter().enumerate().filter(|(_, layer)| size(layer).is_some_and(|size| size >= EXPLODING));
    let (index, layer) = large.reduce(|most, next| if size(next.1) > size(most.1) { next } else { most })?;
    let (gradient, weights) = (amount(layer.gradient_norm?), amount(layer.weight_norm));
    let place = evidence.name(index);
    let remedy = "Try smaller initial weights, clip the gradient, or a smaller learning rate.";
    Some(format!("The gradient explodes: its norm at {place} is {gradient}, the weights' is {weights}. {remedy}"))
}

/// Norm of the first layer's gradient, relative to that of its weights, up to which it vanishes. Runs of the presets
/// that still learn stay above 0.0001.
pub const VANISHING: f64 = 1e-5;

/// Gradients that shrink from layer to layer on their way back, until nothing reaches the first (Hochreiter 1991,
/// Glorot and Bengio 2010). Exactly 0 is another matter: dead units, or symmetric ones.
fn vanishing_gradients(evidence: &Evidence<'_>) -> Option<String> {
    let [first, _, .., outputs] = evidence.layers else { return None };
    let (gradient, last) = (first.gradient_norm?, outputs.gradient_norm?);
    let vanishes = gradient > 0.0 && gradient <= VANISHING * first.weight_norm;
    if evidence.has_learned() || !vanishes {
        return None;
    }
    let [gradient, last, weights] = [gradient, last, first.weight_norm].map(amount);
    let remedy = "Try ReLU, fewer layers, or Xavier initialization.";
    Some(format!(
        "Almost no gradient reaches layer 1: its norm is {gradient} there and {last} at the outputs; the weights' is \
         {weights}. {remedy}"
    ))
}

/// Fraction of a layer's activations from which saturation is reported, while the network has not learned.
pub const SATURATED_SHARE: f64 = 0.7;

/// Where tanh and sigmoid are nearly flat, hardly any gradient passes.
fn saturation(evidence: &Evidence<'_>) -> Option<String> {
    if evidence.has_learned() {
        return None;
    }
    let (index, layer) = evidence.worst(|layer| layer.saturated.filter(|share| *share >= SATURATED_SHARE))?;
    let place = evidence.place(index);
    let beyond = match evidence.activation(index)? {
        Activation::Sigmoid => "below 0.015 or above 0.985",
        _ => "beyond ±0.97",
    };
    let share = percent(layer.saturated?);
    let remedy = "Try smaller initial weights or a smaller learning rate.";
    Some(format!(
        "{share} of the activations{place} are saturated: {beyond}, where the gradient nearly vanishes. {remedy}"
    ))
}

/// Number of the newest losses searched for jumps.
pub const JUMP_WINDOW: usize = 20;
/// Rise of the train loss between two epochs that is a jump, as a fraction of the untrained network's loss.
pub const JUMP: f64 = 0.05;
/// Jumps among the newest losses from which the learning rate is too large. Healthy runs of the presets have none.
pub const JUMPS: usize = 3;
/// Train loss, relative to the untrained network's, from which steps lead away from the minimum.
pub const LOST: f64 = 2.0;

/// Steps that are too large: the loss jumps, or is far above where it began.
fn too_large(evidence: &Evidence<'_>) -> Option<String> {
    let untrained = f64::from(evidence.untrained.train_loss);
    let newest = evidence.history.recent().iter().rev().take(JUMP_WINDOW);
    let losses: Vec<f64> = newest.map(|recent| f64::from(recent.train)).collect();
    let rises = losses.windows(2).filter(|pair| pair[0] - pair[1] > JUMP * untrained).count();
    let loss = f64::from(evidence.record.train_loss);
    let what = if rises >= JUMPS {
        format!("rose by more than {} in {rises} of the last {} epochs", amount(JUMP * untrained), losses.len())
    } else if loss > LOST * untrained {
        format!("is {}, up from {} before training", amount(loss), amount(untrained))
    } else {
        return None;
    };
    let batches = if evidence.preset.batch == BatchSize::Full { "" } else { " or larger batches" };
    Some(format!("Steps are too large: the train loss {what}. Try {}{batches}.", tenth_of(evidence)))
}

/// Change of the weights by a step, relative to the weights, up to which the learning rate is too small unless the
/// gradient is the cause. About 0.001 is typical.
pub const TOO_SMALL: f64 = 1e-5;
/// Norm of a layer's gradient, relative to that of its weights, from which it is not the cause.
pub const GRADIENT: f64 = 1e-3;

/// Steps that are far too small for the gradient.
fn too_small(evidence: &Evidence<'_>) -> Option<String> {
    if evidence.has_learned() {
        return None;
    }
    let rate = evidence.preset.optimizer.learning_rate();
    // Adaptive rules move every weight by about the rate; a single step may be an exception.
    let typical = match evidence.preset.optimizer {
        Optimizer::Sgd(_) => 0.0,
        Optimizer::Adam(_) | Optimizer::AdamW(_) | Optimizer::RmsProp(_) => rate,
    };
    let ratio = |layer: &LayerDiagnostics| {
        layer.update_ratio.map(|ratio| ratio.max(typical * (layer.weights as f64).sqrt() / layer.weight_norm))
    };
    let ratios: Option<Vec<f64>> = evidence.layers.iter().map(ratio).collect();
    let largest = ratios?.into_iter().fold(0.0, f64::max);
    let pulls = |layer: &LayerDiagnostics| layer.gradient_norm.is_some_and(|norm| norm > GRADIENT * layer.weight_norm);
    // A schedule lowers the rate on purpose.
    let constant = evidence.preset.schedule == Schedule::Constant;
    if !constant || largest == 0.0 || largest > TOO_SMALL || !evidence.layers.iter().any(pulls) {
        return None;
    }
    let larger = rate * libm::pow(10.0, libm::log10(1e-3 / largest).floor());
    Some(format!(
        "Steps are too small: no layer's weights change by more than {}; 0.1 % is typical. Try a larger learning \
         rate: {} instead of {rate}.",
        percent(largest),
        rounded(larger),
    ))
}

/// Test loss, relative to the least so far, from which a network overfits.
pub const OVERFIT: f64 = 1.25;
/// Smallest rise of the test loss that is reported, as a fraction of the untrained network's.
pub const OVERFIT_LEAST: f64 = 0.1;
/// Number of the newest test losses that all have to be that high.
pub const OVERFIT_WINDOW: usize = 10;

/// The train loss falls while the test loss rises: the network memorizes its points.
fn overfitting(evidence: &Evidence<'_>) -> Option<String> {
    let history = evidence.history;
    let recent = history.recent().iter().filter_map(|recent| Some((recent.epoch, recent.test?, recent.train)));
    // A span only has its least test loss and its last train loss, so its last epoch stands for it.
    let end = history.stride() - 1;
    let spans = history.spans().iter().filter_map(|span| Some((span.epoch + end, span.test?.least, span.train?.last)));
    let (epoch, best, train_then) = recent.clone().chain(spans).min_by(|one, other| one.1.total_cmp(&other.1))?;
    let is_exact = end == 0 || recent.clone().any(|(recent, test, _)| (recent, test) == (epoch, best));
    let place = if is_exact { "at" } else { "near" };
    let newest = recent.rev().take(OVERFIT_WINDOW).map(|(_, test, _)| f64::from(test));
    let test = newest.fold(f64::from(evidence.record.test_loss), f64::min);
    let (best, train) = (f64::from(best), evidence.record.train_loss);
    let least = (OVERFIT * best).max(best + OVERFIT_LEAST * f64::from(evidence.untrained.test_loss));
    if test < least || train >= train_then {
        return None;
    }
    let [best, test] = [best, evidence.record.test_loss.into()].map(amount);
    let [then, now] = [train_then, train].map(|loss| amount(loss.into()));
    Some(format!(
        "The test loss rose from {best} {place} epoch {} to {test}, while the train loss fell from {then} to {now}: the \
         network memorizes its points. Try more points, fewer units, L2 or early stopping.",
        HumanCount(epoch),
    ))
}

/// Number of epochs over which the loss has to fall.
pub const PROGRESS_WINDOW: u64 = 200;
/// Fraction by which it has to fall.
pub const PROGRESS: f64 = 0.01;

/// The loss has stopped falling, and the network has not learned its points.
fn no_more_progress(evidence: &Evidence<'_>) -> Option<String> {
    if evidence.has_learned() {
        return None;
    }
    let end = evidence.record.epoch;
    let start = end.checked_sub(PROGRESS_WINDOW)?;
    let quarter = PROGRESS_WINDOW / 4;
    let mean = |from: u64, to: u64| {
        let within = evidence.history.recent().iter().filter(|recent| (from..=to).contains(&recent.epoch));
        let losses: Vec<f64> = within.map(|recent| f64::from(recent.train)).collect();
        (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / losses.len() as f64)
    };
    let (before, now) = (mean(start, start + quarter)?, mean(end - quarter, end)?);
    // From the middle of the first quarter to that of the last are three quarters of the window.
    if before - now >= 0.75 * PROGRESS * before {
        return None;
    }
    let score = match evidence.record.train_score {
        Score::Correct(_) => format!("train accuracy is {}", percent(evidence.score())),
        Score::Determination(share) => format!("R² is {}", amount(share)),
    };
    Some(format!(
        "The train loss has stopped falling: {} for {PROGRESS_WINDOW} epochs, and {score}. Try more units or layers, \
         other inputs, or another learning rate.",
        amount(now),
    ))
}

impl Evidence<'_> {
    /// Train accuracy or R².
    fn score(&self) -> f64 {
        self.record.train_score.share(self.train)
    }

    fn has_learned(&self) -> bool {
        self.score() >= LEARNED
    }

    fn hidden(&self) -> &[LayerDiagnostics] {
        &self.layers[..self.layers.len().saturating_sub(1)]
    }

    /// The hidden layer with the largest measure, the first of equals, after its index. None if no layer has the measure.
    fn worst(&self, measure: impl Fn(&LayerDiagnostics) -> Option<f64>) -> Option<(usize, &LayerDiagnostics)> {
        let hidden = self.hidden();
        let measured = hidden.iter().enumerate().filter_map(|(index, layer)| Some((index, measure(layer)?)));
        let (index, _) = measured.reduce(|worst, next| if next.1 > worst.1 { next } else { worst })?;
        Some((index, &hidden[index]))
    }

    /// The place of a hidden layer in words, empty for the only one.
    fn place(&self, index: usize) -> String {
        if self.hidden().len() == 1 { String::new() } else { format!(" in layer {}", index + 1) }
    }

    /// The activation of a hidden layer.
    fn activation(&self, index: usize) -> Option<Activation> {
        self.preset.shape().activations.get(index).copied()
    }

    /// The name of a layer: `layer 1`, or `the outputs`.
    fn name(&self, index: usize) -> String {
        if index + 1 == self.layers.len() { "the outputs".into() } else { format!("layer {}", index + 1) }
    }
}

/// A tenth of the learning rate, as a remedy.
fn tenth_of(evidence: &Evidence<'_>) -> String {
    let rate = evidence.preset.optimizer.learning_rate();
    format!("a smaller learning rate: {} instead of {rate}", rounded(rate / 10.0))
}

/// A rate without the digits that rounding in base 2 adds.
fn rounded(rate: f64) -> f64 {
    format!("{rate:.3e}").parse().unwrap_or(rate)
}
