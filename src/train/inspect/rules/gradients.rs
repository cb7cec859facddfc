//! Gradients that grow or shrink on their way back.

use super::{Evidence, Problem};
use crate::network::Activation;
use crate::optimizer::{Clip, Optimizer, Sgd};
use crate::train::inspect::LayerDiagnostics;
use crate::train::inspect::describe::amount;

/// Norm of a layer's gradient, relative to that of its weights or to 1 if that is larger, from which gradients explode.
/// Healthy runs of the presets stay below 5.
pub const EXPLODING: f64 = 10.0;

/// Norm of a step, relative to the same, from which it throws a layer's weights far off.
const THROWN: f64 = 2.0;

/// Gradients that grow from layer to layer on their way back (Pascanu and others 2013), until a step of gradient descent
/// moves weights by more than their norm.
pub(super) fn exploding_gradients(evidence: &Evidence<'_>) -> Option<Problem> {
    let size = |layer: &LayerDiagnostics| layer.gradient_norm.map(|norm| norm / layer.weight_norm.max(1.0));
    // Other rules scale the gradient, and clipping bounds it.
    let Optimizer::Sgd(Sgd { learning_rate, .. }) = evidence.preset.optimizer else { return None };
    let learning_rate = evidence.preset.schedule.rate(learning_rate, evidence.record.epoch);
    if evidence.divergence.is_some() || evidence.preset.clip != Clip::None || evidence.has_learned() {
        return None;
    }
    let explodes = |size: f64| size >= EXPLODING && size * learning_rate >= THROWN;
    let large = evidence.layers.iter().enumerate().filter(|(_, layer)| size(layer).is_some_and(explodes));
    let (index, layer) = large.reduce(|most, next| if size(next.1) > size(most.1) { next } else { most })?;
    let gradient = layer.gradient_norm?;
    let [gradient, weights, step] = [gradient, layer.weight_norm, gradient * learning_rate].map(amount);
    let place = evidence.name(index);
    let fixes = vec![evidence.usual().adam().pytorch().layers().fix(), evidence.clipped()];
    let problem = format!(
        "The gradient explodes: its norm at {place} is {gradient}, so that a step at this learning rate would \
         move weights of norm {weights} by {step}."
    );
    Some((problem, fixes))
}

/// Norm of the first layer's gradient, relative to that of its weights, up to which it vanishes. Runs of the presets
/// that still learn stay above 0.0001.
pub const VANISHING: f64 = 1e-4;
/// The same norm relative to that of the layer with the largest gradient.
const SHRUNK: f64 = 0.1;
/// The same through several layers of sigmoid units.
const SHRUNK_BY_SIGMOIDS: f64 = 0.95;
/// Layers of sigmoid units that are several.
const SIGMOIDS: usize = 4;
/// Part of [`VANISHING`] up to which it is said: a norm near it may be above it again soon.
const CLEARLY: f64 = 0.6;

/// Gradients that shrink from layer to layer on their way back, until nothing reaches the first (Hochreiter 1991,
/// Glorot and Bengio 2010). Exactly 0 is another matter: dead units, or symmetric ones.
pub(super) fn vanishing_gradients(evidence: &Evidence<'_>) -> Option<Problem> {
    let [first, _, .., outputs] = evidence.layers else { return None };
    let relative = |layer: &LayerDiagnostics| layer.gradient_norm.map(|norm| norm / layer.weight_norm);
    let (gradient, last) = (first.gradient_norm?, outputs.gradient_norm?);
    let own = relative(first)?;
    let largest = evidence.layers.iter().filter_map(relative).fold(0.0, f64::max);
    // A sigmoid passes on at most a quarter, so that through several of them all layers come to a standstill.
    let sigmoids = evidence.preset.shape().activations.iter().filter(|one| **one == Activation::Sigmoid).count();
    let shrinks = own <= if sigmoids >= SIGMOIDS { SHRUNK_BY_SIGMOIDS } else { SHRUNK } * largest;
    let vanishes = gradient > 0.0 && shrinks && own <= CLEARLY * VANISHING;
    // Adaptive rules move every weight by about the learning rate, however small its gradient is.
    let is_adaptive = !matches!(evidence.preset.optimizer, Optimizer::Sgd(_));
    if is_adaptive || evidence.has_learned() || !vanishes {
        return None;
    }
    let [gradient, last, weights] = [gradient, last, first.weight_norm].map(amount);
    let fixes = vec![evidence.usual().rate().layers().fix(), evidence.usual().adam().layers().fix()];
    Some((
        format!(
            "Almost no gradient reaches layer 1: its norm is {gradient} there and {last} at the outputs; the weights' \
             is {weights}."
        ),
        fixes,
    ))
}
