//! A network whose inputs alone are of a width for which no typed dense layer is compiled, such as a table of thirteen
//! columns: an untyped dense layer first, then typed ones, all with their sums in the same order.

use super::dense::{Stack, stack};
use super::untyped::Layer;
use super::{Network, Visit};
use crate::network::batches::Lanes;
use crate::network::vector::Vector;
use crate::network::{Activation, Shape};

/// A network of any number of inputs and `O` units in its first layer; the widths from there on are all among
/// [`WIDTHS`](crate::network::WIDTHS).
pub(super) struct MixedNetwork<V, const O: usize> {
    first: Layer,
    rest: Box<dyn Stack<V, O>>,
}

impl<V: Vector, const O: usize> MixedNetwork<V, O> {
    /// The layers of a network of this shape, whose first hidden layer has `O` units with this activation, and these after
    /// it.
    pub(super) fn new(shape: &Shape, activation: Activation, rest: &[(usize, Activation)]) -> Self {
        let first = Layer::new(shape.inputs, O, activation);
        Self { first, rest: stack(rest, shape.outputs) }
    }
}

impl<V: Vector, const O: usize> Network<V> for MixedNetwork<V, O> {
    fn forward(&mut self, parameters: &[f32], inputs: &[Lanes], logits: &mut [Lanes]) {
        self.first.forward::<V>(parameters, inputs);
        let blocks = self.first.blocks(inputs);
        let outputs = &self.first.outputs.as_chunks().0[..blocks];
        self.rest.forward(&parameters[self.first.parameters()..], outputs, logits);
    }

    fn visit(&mut self, visit: &mut Visit<'_>, parameters: &[f32], inputs: &[Lanes], gradient: &mut [f32]) {
        let mask = visit.next_mask();
        let is_under_dropout = mask.is_some();
        self.first.visit::<V>(parameters, inputs, mask);
        let blocks = self.first.blocks(inputs);
        let (own, rest) = gradient.split_at_mut(self.first.parameters());
        let outputs = &self.first.outputs.as_chunks().0[..blocks];
        let gradients = &mut self.first.gradients.as_chunks_mut().0[..blocks];
        self.rest.visit(visit, &parameters[own.len()..], outputs, Some(gradients), rest);
        self.first.backward::<V>(inputs, is_under_dropout, own, visit.add);
    }

    fn lanes(&self) -> usize {
        self.first.lanes() + self.rest.lanes()
    }

    fn reserve(&mut self, blocks: usize) {
        self.first.reserve(blocks);
        self.rest.reserve(blocks);
    }
}
