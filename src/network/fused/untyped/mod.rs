//! Untyped dense layers of the fused engine: their widths are known at run time only, so that any is possible.
//!
//! They take networks with a width for which no typed dense layer is compiled, layer by layer, with the sums of the typed
//! ones in the same order: on widths that both have, both give the same bits. `fused` drives them, and `mixed` puts one
//! before typed layers.

mod kernels;

use super::activate::{activate, activate_and_drop_out};
use super::{Network, Visit};
use crate::network::batches::Lanes;
use crate::network::dropout::BlocksMask;
use crate::network::vector::Vector;
use crate::network::{Activation, Shape};
use kernels::{Affine, Back, Gradient, Multiply, Size};

/// All layers of a network.
pub(super) struct UntypedNetwork {
    layers: Vec<Layer>,
}

/// One affine map with its activation. Lanes are block by block, and in a block unit by unit.
pub(super) struct Layer {
    inputs: usize,
    units: usize,
    activation: Activation,
    /// Of each block of the group: activations, or the logits.
    pub(super) outputs: Vec<Lanes>,
    /// Gradients of the activations by the weighted sums.
    activation_gradients: Vec<Lanes>,
    /// Gradients of the loss by the activations, then by the weighted sums.
    pub(super) gradients: Vec<Lanes>,
}

impl UntypedNetwork {
    /// The layers of a network of this shape.
    pub(super) fn new(shape: &Shape) -> Self {
        let widths: Vec<usize> = shape.widths().collect();
        // The outputs have none of their own.
        let activations = shape.hidden_layers().map(|(_, activation)| activation).chain([Activation::Linear]);
        let layer = |(pair, activation): (&[usize], Activation)| Layer::new(pair[0], pair[1], activation);
        Self { layers: widths.windows(2).zip(activations).map(layer).collect() }
    }
}

impl Layer {
    pub(super) fn new(inputs: usize, units: usize, activation: Activation) -> Self {
        Self { inputs, units, activation, outputs: vec![], activation_gradients: vec![], gradients: vec![] }
    }

    pub(super) fn parameters(&self) -> usize {
        (self.inputs + 1) * self.units
    }

    /// How many blocks these inputs are.
    pub(super) fn blocks(&self, inputs: &[Lanes]) -> usize {
        inputs.len() / self.inputs
    }

    fn size(&self, blocks: usize) -> Size {
        Size { blocks, inputs: self.inputs, units: self.units }
    }

    /// The weighted sums of a group of blocks.
    fn sums<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes]) -> &mut [Lanes] {
        let size = self.size(self.blocks(inputs));
        let (weights, biases) = parameters[..self.parameters()].split_at(self.inputs * self.units);
        let outputs = &mut self.outputs[..size.blocks * self.units];
        V::run(Affine { size, weights, biases, inputs, outputs });
        outputs
    }

    /// The activations of a group of blocks.
    pub(super) fn forward<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes]) {
        let activation = self.activation;
        let outputs = self.sums::<V>(parameters, inputs);
        if activation != Activation::Linear {
            activate::<V>(activation, outputs, None);
        }
    }

    /// The same under dropout, if there is a mask, and the gradients of the activations.
    pub(super) fn visit<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes], mask: Option<BlocksMask<'_>>) {
        let count = self.sums::<V>(parameters, inputs).len();
        if self.activation != Activation::Linear || mask.is_some() {
            let gradients = &mut self.activation_gradients[..count];
            activate_and_drop_out::<V>(self.activation, mask, &mut self.outputs[..count], gradients);
        }
    }

    /// Turns the gradients by the activations of a group of blocks into those by the weighted sums, and writes the gradient
    /// by the layer's parameters to `destination`, or adds it there.
    pub(super) fn backward<V: Vector>(
        &mut self,
        inputs: &[Lanes],
        is_under_dropout: bool,
        destination: &mut [f32],
        add: bool,
    ) {
        let size = self.size(self.blocks(inputs));
        let gradients = &mut self.gradients[..size.blocks * self.units];
        if self.activation != Activation::Linear || is_under_dropout {
            V::run(Multiply { numbers: gradients, factors: &self.activation_gradients });
        }
        V::run(Gradient { size, inputs, gradients, destination, add });
    }

    /// Makes room for groups of this many blocks.
    pub(super) fn reserve(&mut self, blocks: usize) {
        for lanes in [&mut self.outputs, &mut self.activation_gradients, &mut self.gradients] {
            lanes.resize(blocks * self.units, Lanes::ZERO);
        }
    }

    /// Lanes of scratch memory that a block takes.
    pub(super) fn lanes(&self) -> usize {
        3 * self.units
    }
}

impl<V: Vector> Network<V> for UntypedNetwork {
    fn forward(&mut self, mut parameters: &[f32], inputs: &[Lanes], logits: &mut [Lanes]) {
        let mut given = inputs;
        for layer in &mut self.layers {
            layer.forward::<V>(parameters, given);
            parameters = &parameters[layer.parameters()..];
            given = &layer.outputs[..layer.blocks(given) * layer.units];
        }
        logits.copy_from_slice(given);
    }

    fn visit(&mut self, visit: &mut Visit<'_>, parameters: &[f32], inputs: &[Lanes], gradient: &mut [f32]) {
        let (mut given, mut offset) = (inputs, 0);
        let dropped_out = visit.masks.len();
        for layer in &mut self.layers {
            layer.visit::<V>(&parameters[offset..], given, visit.next_mask());
            offset += layer.parameters();
            given = &layer.outputs[..layer.blocks(given) * layer.units];
        }
        let count = given.len();
        if let Some(last) = self.layers.last_mut() {
            last.gradients[..count].copy_from_slice(&last.outputs[..count]);
            (visit.end)(&mut last.gradients[..count]);
        }
        let blocks = self.layers[0].blocks(inputs);
        for index in (0..self.layers.len()).rev() {
            let (before, rest) = self.layers.split_at_mut(index);
            let layer = &mut rest[0];
            offset -= layer.parameters();
            let own = offset..offset + layer.parameters();
            let inputs = before.last().map_or(inputs, |before| &before.outputs[..blocks * layer.inputs]);
            layer.backward::<V>(inputs, index < dropped_out, &mut gradient[own.clone()], visit.add);
            if let Some(before) = before.last_mut() {
                V::run(Back {
                    size: layer.size(blocks),
                    weights: &parameters[own.start..own.start + layer.inputs * layer.units],
                    own: &layer.gradients[..blocks * layer.units],
                    gradients: &mut before.gradients[..blocks * layer.inputs],
                });
            }
        }
    }

    fn lanes(&self) -> usize {
        self.layers.iter().map(Layer::lanes).sum()
    }

    fn reserve(&mut self, blocks: usize) {
        for layer in &mut self.layers {
            layer.reserve(blocks);
        }
    }
}
