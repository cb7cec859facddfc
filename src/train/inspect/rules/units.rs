//! Units that learn nothing: copies, dead ones, saturated ones.

use indicatif::HumanCount;

use super::fix::Fix;
use super::{Evidence, Problem};
use crate::network::{Activation, Initialization};
use crate::train::inspect::LayerDiagnostics;
use crate::train::inspect::describe::{percent, units};

/// Units of a layer with equal weights get equal gradients, and stay equal for ever.
pub(super) fn symmetric_units(evidence: &Evidence<'_>) -> Option<Problem> {
    let (index, layer) = evidence.worst(|layer| (layer.copies > 0).then_some(layer.copies as f64))?;
    let place = evidence.place(index);
    let which = if layer.copies == layer.units {
        format!("All {} units{place} are copies of one another", layer.units)
    } else {
        format!("{} of {} units{place} are copies of others", layer.copies, layer.units)
    };
    let fixes = vec![
        evidence.initialization(Initialization::PyTorch, "PyTorch's initialization"),
        evidence.initialization(Initialization::Xavier, "Xavier initialization"),
    ];
    Some((format!("{which}: their weights are the same, so they get the same gradient and stay alike."), fixes))
}

/// Fraction of dead units in a layer from which they are reported. One in eight is common and harmless.
pub const DEAD_SHARE: f64 = 0.25;

/// Units that are flat at every point get no gradient, and never recover.
pub(super) fn dead_units(evidence: &Evidence<'_>) -> Option<Problem> {
    if evidence.has_learned() {
        return None;
    }
    let share = |layer: &LayerDiagnostics| layer.dead as f64 / layer.units as f64;
    let (index, layer) = evidence.worst(|layer| Some(share(layer)).filter(|share| *share >= DEAD_SHARE))?;
    let (place, activation) = (evidence.place(index), evidence.activation_of(index)?);
    let what = if activation == Activation::Relu { "0" } else { "flat" };
    let on = if evidence.points == evidence.train {
        "on every train point".to_owned()
    } else {
        format!("on each of {} train points", HumanCount(evidence.points as u64))
    };
    let verb = if layer.dead == 1 { "is" } else { "are" };
    let problem = format!("{} of {} {}{place} {verb} dead: {what} {on}.", layer.dead, layer.units, units(activation));
    let death = evidence.death.filter(|_| evidence.record.epoch > 0);
    let back = death.and_then(|death| {
        let before = death.saturating_sub(1);
        let fix = evidence.smaller_learning_rate()?;
        let words = format!("{} from epoch {before} on, before they died", fix.words);
        Some(Fix { words, ..fix.back_to(before) })
    });
    let fixes = if layer.units < 5 {
        vec![evidence.wider(), back, evidence.new_weights()]
    } else {
        vec![back, evidence.activation(Activation::LeakyRelu, "leaky ReLU from the start"), evidence.new_weights()]
    };
    Some((problem, fixes))
}

/// Fraction of a layer's activations from which saturation is reported, while the network has not learned.
pub const SATURATED_SHARE: f64 = 0.7;

/// Where tanh and sigmoid are nearly flat, hardly any gradient passes.
pub(super) fn saturation(evidence: &Evidence<'_>) -> Option<Problem> {
    if evidence.has_learned() {
        return None;
    }
    let (index, layer) = evidence.worst(|layer| layer.saturated.filter(|share| *share >= SATURATED_SHARE))?;
    let place = evidence.place(index);
    let beyond = match evidence.activation_of(index)? {
        Activation::Sigmoid => "below 0.015 or above 0.985",
        _ => "beyond ±0.97",
    };
    let share = percent(layer.saturated?);
    let smaller = evidence.smaller_learning_rate().map(|fix| {
        let words = format!("{} from the start", fix.words);
        Fix { words, ..fix.back_to(0) }
    });
    let fixes = vec![
        smaller,
        evidence.initialization(Initialization::Xavier, "Xavier initialization"),
        another_layer(evidence),
    ];
    Some((
        format!("{share} of the activations{place} are saturated: {beyond}, where the gradient nearly vanishes."),
        fixes,
    ))
}

/// One more hidden layer, as wide as the last one.
pub(super) fn another_layer(evidence: &Evidence<'_>) -> Option<Fix> {
    let mut hidden = evidence.preset.network.hidden.clone();
    hidden.push(hidden.last().copied().unwrap_or(8).max(4));
    let count = hidden.len();
    evidence.with_hidden(hidden, format!("{count} hidden layers"))
}
