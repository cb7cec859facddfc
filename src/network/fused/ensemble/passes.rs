//! Passes of sixteen networks over their points.

use super::super::activate::activate;
use super::kernels::{Slots, affine, back, gradient};
use super::loss::{self, Logits};
use super::points::{MAX_TILE, Points, Tile, with_size};
use crate::network::batches::{LANES, Lanes};
use crate::network::vector::{Kernel, Vector};
use crate::network::{Activation, Loss, Shape};

/// The largest logit with which a loss over any points is surely finite.
const MAX_LOGIT: f32 = 1e15;

/// One affine map with its activation.
pub(super) struct Layer {
    inputs: usize,
    units: usize,
    activation: Activation,
    /// Index of its first parameter.
    offset: usize,
}

/// The layers of a shape.
pub(super) fn layers(shape: &Shape) -> Vec<Layer> {
    let widths: Vec<usize> = shape.widths().collect();
    // The outputs have none of their own.
    let activations = shape.hidden_layers().map(|(_, activation)| activation).chain([Activation::Linear]);
    let mut offset = 0;
    let layer = |(pair, activation): (&[usize], Activation)| {
        let layer = Layer { inputs: pair[0], units: pair[1], activation, offset };
        offset += (pair[0] + 1) * pair[1];
        layer
    };
    widths.windows(2).zip(activations).map(layer).collect()
}

impl Layer {
    /// Weights and biases among the parameters.
    #[inline(always)]
    fn of<'a, T>(&self, parameters: &'a [T]) -> (&'a [T], &'a [T]) {
        parameters[self.offset..][..(self.inputs + 1) * self.units].split_at(self.inputs * self.units)
    }
}

/// What the layers give for a tile.
pub(super) struct Scratch {
    layers: Vec<Given>,
    /// Logits, point by point.
    logits: Vec<Lanes>,
}

/// What a layer gives for a tile, unit by unit.
struct Given {
    outputs: Vec<Lanes>,
    /// Gradients of the activations by the weighted sums.
    factors: Vec<Lanes>,
    /// Gradients of the loss by the weighted sums.
    gradients: Vec<Lanes>,
}

impl Scratch {
    /// Room for layers of so many units.
    pub(super) fn new(units: &[usize]) -> Self {
        let room = |units: &usize| vec![Lanes::ZERO; units * MAX_TILE];
        let given = |units| Given { outputs: room(units), factors: room(units), gradients: room(units) };
        Self { layers: units.iter().map(given).collect(), logits: units.last().map_or(vec![], room) }
    }
}

/// The first lanes as rows of a tile.
#[inline(always)]
fn rows<const T: usize>(lanes: &[Lanes], count: usize) -> &[[Lanes; T]] {
    lanes[..count * T].as_chunks().0
}

#[inline(always)]
fn rows_mut<const T: usize>(lanes: &mut [Lanes], count: usize) -> &mut [[Lanes; T]] {
    lanes[..count * T].as_chunks_mut().0
}

/// Goes forward: the logits point by point, and the gradients of the activations if they are wanted.
#[inline(always)]
fn forward<V: Vector, const T: usize>(
    layers: &[Layer],
    parameters: &[Lanes],
    inputs: &[Lanes],
    scratch: &mut Scratch,
    is_back_wanted: bool,
) {
    let mut given = inputs;
    let hidden = layers.len().saturating_sub(1);
    for (index, (layer, place)) in layers.iter().zip(&mut scratch.layers).enumerate() {
        let inputs = rows::<T>(given, layer.inputs);
        let outputs = rows_mut::<T>(&mut place.outputs, layer.units);
        let own = layer.of(parameters);
        if layer.activation == Activation::Relu {
            affine::<V, T, true>(own, inputs, outputs);
        } else {
            affine::<V, T, false>(own, inputs, outputs);
            // The outputs have none of their own.
            if index < hidden {
                let factors = is_back_wanted.then(|| &mut place.factors[..layer.units * T]);
                activate::<V>(layer.activation, outputs.as_flattened_mut(), factors);
            }
        }
        given = &place.outputs;
    }
    let Some(last) = layers.last() else { return };
    for (unit, outputs) in rows::<T>(given, last.units).iter().enumerate() {
        for (point, output) in outputs.iter().enumerate() {
            scratch.logits[point * last.units + unit] = *output;
        }
    }
}

/// The gradient of the mean loss, and what it takes. Writes to `is_off` a number above 0 for each network that has a logit
/// with which its loss may not be finite.
pub(super) struct Step<'a> {
    pub(super) layers: &'a [Layer],
    pub(super) loss: Loss,
    pub(super) parameters: &'a [Lanes],
    pub(super) points: &'a Points,
    pub(super) scratch: &'a mut Scratch,
    pub(super) slots: &'a mut [Slots],
    pub(super) gradient: &'a mut [Lanes],
    pub(super) is_off: &'a mut Lanes,
}

impl<V: Vector> Kernel<V> for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let mut is_first = true;
        for tile in &self.points.tiles {
            with_size!(tile.range.len(), T => self.tile::<V, T>(tile));
            if tile.ends_group {
                for (gradient, slots) in self.gradient.iter_mut().zip(&mut *self.slots) {
                    let sum = V::load(&slots[4]);
                    (if is_first { sum } else { V::load(gradient) + sum }).store(gradient);
                }
                is_first = false;
            }
        }
    }
}

impl Step<'_> {
    #[inline(always)]
    fn tile<V: Vector, const T: usize>(&mut self, tile: &Tile) {
        let Self { layers, points, scratch, .. } = self;
        let (inputs, labels, weights) = points.of(tile);
        forward::<V, T>(layers, self.parameters, inputs, scratch, true);
        let Some(last) = layers.last() else { return };
        let logits = &mut scratch.logits[..T * last.units];
        let mut is_off = V::load(self.is_off);
        for logit in &*logits {
            let is_sane = V::load(logit).abs().less(V::splat(MAX_LOGIT));
            is_off = V::select(is_sane, is_off, V::splat(1.0));
        }
        is_off.store(self.is_off);
        loss::gradients::<V>(self.loss, Logits { logits, labels }, weights);
        let Some(place) = scratch.layers.last_mut() else { return };
        for (unit, gradients) in rows_mut::<T>(&mut place.gradients, last.units).iter_mut().enumerate() {
            for (point, gradient) in gradients.iter_mut().enumerate() {
                *gradient = scratch.logits[point * last.units + unit];
            }
        }
        for (index, layer) in layers.iter().enumerate().rev() {
            let (before, rest) = scratch.layers.split_at_mut(index);
            let own = rows::<T>(&rest[0].gradients, layer.units);
            let inputs = before.last().map_or(inputs, |before| &before.outputs);
            let inputs = rows::<T>(inputs, layer.inputs);
            let slots = &mut self.slots[layer.offset..][..(layer.inputs + 1) * layer.units];
            gradient::<V, T>(inputs, own, slots.split_at_mut(layer.inputs * layer.units), tile.place);
            let Some(before) = before.last_mut() else { continue };
            let (weights, _) = layer.of(self.parameters);
            let gradients = rows_mut::<T>(&mut before.gradients, layer.inputs);
            match layers[index - 1].activation {
                Activation::Relu => {
                    back::<V, T, true>(weights, own, rows(&before.outputs, layer.inputs), gradients);
                }
                _ => back::<V, T, false>(weights, own, rows(&before.factors, layer.inputs), gradients),
            }
        }
    }
}

/// The mean loss of each network, and what it takes.
pub(super) struct Evaluate<'a> {
    pub(super) layers: &'a [Layer],
    pub(super) loss: Loss,
    pub(super) parameters: &'a [Lanes],
    pub(super) points: &'a Points,
    pub(super) scratch: &'a mut Scratch,
    pub(super) losses: &'a mut [f32; LANES],
}

impl<V: Vector> Kernel<V> for Evaluate<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let mut sums = [0.0_f64; LANES];
        let mut totals = [Lanes::ZERO; LANES];
        for tile in &self.points.tiles {
            with_size!(tile.range.len(), T => self.tile::<V, T>(tile, &mut totals));
            if tile.ends_group {
                let mut half = LANES / 2;
                while half > 0 {
                    for lane in 0..half {
                        (V::load(&totals[lane]) + V::load(&totals[lane + half])).store(&mut totals[lane]);
                    }
                    half /= 2;
                }
                for (sum, total) in sums.iter_mut().zip(totals[0].0) {
                    *sum += f64::from(total);
                }
                totals = [Lanes::ZERO; LANES];
            }
        }
        let points = self.points.len() as f64;
        *self.losses = sums.map(|sum| (sum / points) as f32);
    }
}

impl Evaluate<'_> {
    #[inline(always)]
    fn tile<V: Vector, const T: usize>(&mut self, tile: &Tile, totals: &mut [Lanes; LANES]) {
        let Self { layers, points, scratch, .. } = self;
        let (inputs, labels, weights) = points.of(tile);
        forward::<V, T>(layers, self.parameters, inputs, scratch, false);
        let Some(last) = layers.last() else { return };
        let logits = &mut scratch.logits[..T * last.units];
        let mut losses = [Lanes::ZERO; T];
        loss::losses::<V>(self.loss, Logits { logits, labels }, &mut losses);
        for ((loss, lane), weight) in losses.iter().zip(points.lanes_of(tile)).zip(weights) {
            if *weight > 0.0 {
                (V::load(&totals[lane]) + V::load(loss)).store(&mut totals[lane]);
            }
        }
    }
}

/// A step of plain SGD, and what it takes. Writes to `is_off` a number above 0 for each network of which a parameter is not
/// finite.
pub(super) struct Descend<'a> {
    pub(super) old: &'a [Lanes],
    pub(super) new: &'a mut [Lanes],
    pub(super) gradient: &'a [Lanes],
    pub(super) rates: &'a Lanes,
    pub(super) weight_decays: &'a Lanes,
    pub(super) is_off: &'a mut Lanes,
}

impl<V: Vector> Kernel<V> for Descend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (rate, decay) = (V::load(self.rates), V::load(self.weight_decays));
        let (one, limit) = (V::splat(1.0), V::splat(f32::INFINITY));
        let mut is_off = V::load(self.is_off);
        for ((old, new), gradient) in self.old.iter().zip(self.new).zip(self.gradient) {
            let old = V::load(old);
            let parameter = old - rate * (V::load(gradient) + decay * old);
            is_off = V::select(parameter.abs().less(limit), is_off, one);
            parameter.store(new);
        }
        is_off.store(self.is_off);
    }
}
