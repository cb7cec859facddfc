//! Untyped dense layers of the fused engine: their widths are known at run time only, so that any is possible.
//!
//! They take networks with a width for which no typed dense layer is compiled, layer by layer, with the sums of the typed
//! ones in the same order: on widths that both have, both give the same bits. `fused` drives them.

mod kernels;

use super::activate::{activate, activate_and_drop_out};
use super::{Network, Visit};
use crate::network::batches::Lanes;
use crate::network::dropout::BlocksMask;
use crate::network::vector::Vector;
use crate::network::{Activation, Shape};
use kernels::{Affine, Back, Gradient, Multiply};

/// All layers of a network.
pub(super) struct UntypedNetwork {
    layers: Vec<Layer>,
}

/// One affine map with its activation. Lanes are block by block, and in a block unit by unit.
struct Layer {
    inputs: usize,
    units: usize,
    activation: Activation,
    /// Of each block of the group: activations, or the logits.
    outputs: Vec<Lanes>,
    /// Gradients of the activations by the weighted sums.
    activation_gradients: Vec<Lanes>,
    /// Gradients of the loss by the activations, then by the weighted sums.
    gradients: Vec<Lanes>,
}

impl UntypedNetwork {
    /// The layers of a network of this shape.
    pub(super) fn new(shape: &Shape) -> Self {
        let widths: Vec<usize> = shape.widths().collect();
        let layer = |(index, pair): (usize, &[usize])| Layer {
            inputs: pair[0],
            units: pair[1],
            // The outputs have none of their own.
            activation: if index < shape.hidden.len() { shape.activation } else { Activation::Linear },
            outputs: vec![],
            activation_gradients: vec![],
            gradients: vec![],
        };
        Self { layers: widths.windows(2).enumerate().map(layer).collect() }
    }
}

impl Layer {
    fn parameters(&self) -> usize {
        (self.inputs + 1) * self.units
    }

    /// The weighted sums of a group of blocks.
    fn sums<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes]) -> &mut [Lanes] {
        let count = inputs.len() / self.inputs * self.units;
        let (weights, biases) = parameters[..self.parameters()].split_at(self.inputs * self.units);
        let outputs = &mut self.outputs[..count];
        V::run(Affine { weights, biases, inputs, outputs });
        outputs
    }

    /// The activations of a group of blocks.
    fn forward<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes]) {
        let activation = self.activation;
        let outputs = self.sums::<V>(parameters, inputs);
        if activation != Activation::Linear {
            activate::<V>(activation, outputs, None);
        }
    }

    /// The same under dropout, if there is a mask, and the gradients of the activations.
    fn visit<V: Vector>(&mut self, parameters: &[f32], inputs: &[Lanes], mask: Option<BlocksMask<'_>>) {
        let count = self.sums::<V>(parameters, inputs).len();
        if self.activation != Activation::Linear || mask.is_some() {
            let gradients = &mut self.activation_gradients[..count];
            activate_and_drop_out::<V>(self.activation, mask, &mut self.outputs[..count], gradients);
        }
    }
}

impl<V: Vector> Network<V> for UntypedNetwork {
    fn forward(&mut self, mut parameters: &[f32], inputs: &[Lanes], logits: &mut [Lanes]) {
        let mut given = inputs;
        for layer in &mut self.layers {
            layer.forward::<V>(parameters, given);
            parameters = &parameters[layer.parameters()..];
            given = &layer.outputs[..given.len() / layer.inputs * layer.units];
        }
        logits.copy_from_slice(given);
    }

    fn visit(&mut self, visit: &mut Visit<'_>, parameters: &[f32], inputs: &[Lanes], gradient: &mut [f32]) {
        let (mut given, mut offset) = (inputs, 0);
        let dropped_out = visit.masks.len();
        for layer in &mut self.layers {
            layer.visit::<V>(&parameters[offset..], given, visit.next_mask());
            offset += layer.parameters();
            given = &layer.outputs[..given.len() / layer.inputs * layer.units];
        }
        let count = given.len();
        if let Some(last) = self.layers.last_mut() {
            last.gradients[..count].copy_from_slice(&last.outputs[..count]);
            (visit.end)(&mut last.gradients[..count]);
        }
        let blocks = inputs.len() / self.layers[0].inputs;
        for index in (0..self.layers.len()).rev() {
            let (before, rest) = self.layers.split_at_mut(index);
            let layer = &mut rest[0];
            offset -= layer.parameters();
            let own = offset..offset + layer.parameters();
            let gradients = &mut layer.gradients[..blocks * layer.units];
            if layer.activation != Activation::Linear || index < dropped_out {
                V::run(Multiply { numbers: gradients, factors: &layer.activation_gradients });
            }
            let destination = &mut gradient[own.clone()];
            let inputs = before.last().map_or(inputs, |before| &before.outputs[..blocks * layer.inputs]);
            V::run(Gradient { inputs, gradients, blocks, destination, add: visit.add });
            if let Some(before) = before.last_mut() {
                let weights = &parameters[own.start..own.start + layer.inputs * layer.units];
                V::run(Back {
                    weights,
                    own: gradients,
                    gradients: &mut before.gradients[..blocks * layer.inputs],
                    blocks,
                });
            }
        }
    }

    fn lanes(&self) -> usize {
        self.layers.iter().map(|layer| 3 * layer.units).sum()
    }

    fn reserve(&mut self, blocks: usize) {
        for Layer { units, outputs, activation_gradients, gradients, .. } in &mut self.layers {
            for lanes in [outputs, activation_gradients, gradients] {
                lanes.resize(blocks * *units, Lanes::ZERO);
            }
        }
    }
}
