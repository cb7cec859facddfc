//! Units that learn nothing: copies, dead ones, saturated ones.

use indicatif::HumanCount;

use super::fix::Fix;
use super::usual::UNITS;
use super::{Evidence, Problem};
use crate::network::Activation;
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
    let fixes = vec![evidence.usual().rate().pytorch().fix(), evidence.usual().adam().pytorch().fix()];
    Some((format!("{which}: their weights are the same, so they get the same gradient and stay alike."), fixes))
}

/// Fraction of dead units in a layer from which they are reported. One in eight is common and harmless.
pub const DEAD_SHARE: f64 = 0.25;

/// Units in a layer, few of which may die.
pub(super) const FEW: usize = 5;

/// Part of the untrained network's loss that is left after an epoch or two of a run that learns all the same.
const FALLEN: f64 = 0.85;

/// Units that are flat at every point get no gradient, and never recover.
pub(super) fn dead_units(evidence: &Evidence<'_>) -> Option<Problem> {
    if evidence.has_learned() {
        return None;
    }
    let share = |layer: &LayerDiagnostics| layer.dead as f64 / layer.units as f64;
    // At first they may yet be woken by the layers before them, unless nothing passes.
    let is_falling = f64::from(evidence.record.train_loss) < FALLEN * evidence.start().1;
    let least = if evidence.record.epoch == 0 || evidence.record.epoch < 3 && is_falling { 1.0 } else { DEAD_SHARE };
    let (index, layer) = evidence.worst(|layer| Some(share(layer)).filter(|share| *share >= least))?;
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
        let fix = fix.back_to(before);
        Some(Fix { words: format!("{}, before they died", fix.words), ..fix })
    });
    // Large steps have killed them, or they were too few, or began so.
    let is_by_haste = evidence.haste() >= 3.0 && !evidence.starts_far_off();
    let is_wide = evidence.preset.network.hidden.iter().all(|units| *units >= FEW);
    let fresh = evidence.usual().rate().pytorch().layers().fix();
    let fixes = if is_by_haste && is_wide { vec![back, fresh] } else { vec![fresh, back.filter(|_| is_by_haste)] };
    Some((problem, fixes))
}

/// Fraction of a layer's activations from which saturation is reported, while the network has not learned.
pub const SATURATED_SHARE: f64 = 0.75;

/// Train loss, relative to the untrained network's, up to which saturation does no harm.
const LOW: f64 = 0.2;

/// Train accuracy or R² from which a saturated network may well learn its points in the end.
const NEARLY_LEARNED: f64 = 0.84;

/// Where tanh and sigmoid are nearly flat, hardly any gradient passes.
pub(super) fn saturation(evidence: &Evidence<'_>) -> Option<Problem> {
    let is_low = f64::from(evidence.record.train_loss) <= LOW * evidence.start().1;
    if evidence.score() >= NEARLY_LEARNED || is_low {
        return None;
    }
    let (index, layer) = evidence.worst(|layer| layer.saturated.filter(|share| *share >= SATURATED_SHARE))?;
    let place = evidence.place(index);
    let beyond = match evidence.activation_of(index)? {
        Activation::Sigmoid => "below 0.015 or above 0.985",
        _ => "beyond ±0.97",
    };
    let share = percent(layer.saturated?);
    let fixes =
        vec![evidence.usual().rate().pytorch().at_least(UNITS).fix(), evidence.usual().rate().pytorch().layers().fix()];
    Some((
        format!("{share} of the activations{place} are saturated: {beyond}, where the gradient nearly vanishes."),
        fixes,
    ))
}
