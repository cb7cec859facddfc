//! Typed dense layers of the fused engine: forward and backward in one visit, a group of blocks at a time.
//!
//! Like the tape's layers, a [`Dense<V, I, O>`] owns what comes after it as a boxed [`Stack<V, O>`], so that a
//! mis-shaped network is a type error. A visit goes forward on the way in and backward on the way out; each dense
//! keeps its own activations for the way back. `fused` drives the stacks.

use super::activate::{activate, activate_and_drop_out};
use super::kernels::{Affine, Back, Gradient, Multiply};
use super::{Network, Visit};
use crate::network::batches::Lanes;
use crate::network::dispatch::with_width;
use crate::network::vector::Vector;
use crate::network::{Activation, Shape};

/// What takes `I` numbers of each point: the rest of a network, from one of its layers on.
pub(super) trait Stack<V, const I: usize> {
    /// Logits of a group of blocks, written to `outputs`.
    fn forward(&mut self, parameters: &[f32], inputs: &[[Lanes; I]], outputs: &mut [Lanes]);

    /// Goes forward with a group of blocks, hands the logits to `end`, which replaces them by the gradients of the loss,
    /// and goes backward with these: writes the gradients by this stack's inputs to `gradients`, if that is wanted, and the
    /// gradient by its parameters to `gradient`, or adds it there.
    fn visit(
        &mut self,
        visit: &mut Visit<'_>,
        parameters: &[f32],
        inputs: &[[Lanes; I]],
        gradients: Option<&mut [[Lanes; I]]>,
        gradient: &mut [f32],
    );

    /// Lanes of scratch memory that a block takes.
    fn lanes(&self) -> usize;

    /// Makes room for groups of this many blocks.
    fn reserve(&mut self, blocks: usize);
}

/// A network of `I` inputs whose widths are all among [`WIDTHS`](crate::network::WIDTHS).
pub(super) struct TypedNetwork<V, const I: usize>(Box<dyn Stack<V, I>>);

impl<V: Vector, const I: usize> TypedNetwork<V, I> {
    /// The layers of a network of this shape.
    pub(super) fn new(shape: &Shape) -> Self {
        let layers: Vec<_> = shape.hidden_layers().collect();
        Self(stack(&layers, shape.outputs))
    }
}

impl<V: Vector, const I: usize> Network<V> for TypedNetwork<V, I> {
    fn forward(&mut self, parameters: &[f32], inputs: &[Lanes], logits: &mut [Lanes]) {
        self.0.forward(parameters, inputs.as_chunks().0, logits);
    }

    fn visit(&mut self, visit: &mut Visit<'_>, parameters: &[f32], inputs: &[Lanes], gradient: &mut [f32]) {
        self.0.visit(visit, parameters, inputs.as_chunks().0, None, gradient);
    }

    fn lanes(&self) -> usize {
        self.0.lanes()
    }

    fn reserve(&mut self, blocks: usize) {
        self.0.reserve(blocks);
    }
}

/// The layers from one with `I` inputs on: the hidden ones of these widths and activations, then the output layer. No
/// width is beyond the table.
pub(super) fn stack<V: Vector, const I: usize>(hidden: &[(usize, Activation)], outputs: usize) -> Box<dyn Stack<V, I>> {
    let Some((&(width, activation), rest)) = hidden.split_first() else {
        return with_width!(outputs, O => Box::new(Dense::<V, I, O>::new(Activation::Linear, Box::new(End))));
    };
    with_width!(width, O => Box::new(Dense::<V, I, O>::new(activation, stack(rest, outputs))))
}

/// One affine map from `I` to `O` numbers with its activation, and all that follows it.
struct Dense<V, const I: usize, const O: usize> {
    activation: Activation,
    next: Box<dyn Stack<V, O>>,
    /// Of each block of the group: activations.
    outputs: Vec<[Lanes; O]>,
    /// Gradients of the activations by the weighted sums.
    activation_gradients: Vec<[Lanes; O]>,
    /// Gradients of the loss by the activations, then by the weighted sums.
    gradients: Vec<[Lanes; O]>,
    /// The gradient by weights and biases, a block of lanes each.
    sums: Vec<Lanes>,
}

impl<V: Vector, const I: usize, const O: usize> Dense<V, I, O> {
    fn new(activation: Activation, next: Box<dyn Stack<V, O>>) -> Self {
        let sums = vec![Lanes::ZERO; I * O + O];
        Self { activation, next, outputs: vec![], activation_gradients: vec![], gradients: vec![], sums }
    }
}

impl<V: Vector, const I: usize, const O: usize> Stack<V, I> for Dense<V, I, O> {
    fn forward(&mut self, parameters: &[f32], inputs: &[[Lanes; I]], outputs: &mut [Lanes]) {
        let (own, rest) = parameters.split_at(I * O + O);
        let group = &mut self.outputs[..inputs.len()];
        V::run(Affine { parameters: own, inputs, outputs: group });
        activate::<V>(self.activation, group.as_flattened_mut(), None);
        self.next.forward(rest, group, outputs);
    }

    fn visit(
        &mut self,
        visit: &mut Visit<'_>,
        parameters: &[f32],
        inputs: &[[Lanes; I]],
        gradients: Option<&mut [[Lanes; I]]>,
        gradient: &mut [f32],
    ) {
        let (own, rest) = parameters.split_at(I * O + O);
        let (own_gradient, rest_gradient) = gradient.split_at_mut(I * O + O);
        let outputs = &mut self.outputs[..inputs.len()];
        let own_gradients = &mut self.gradients[..inputs.len()];
        V::run(Affine { parameters: own, inputs, outputs });
        let mask = visit.next_mask();
        if self.activation == Activation::Linear && mask.is_none() {
            self.next.visit(visit, rest, outputs, Some(own_gradients), rest_gradient);
        } else {
            let activation_gradients = &mut self.activation_gradients[..inputs.len()];
            activate_and_drop_out::<V>(
                self.activation,
                mask,
                outputs.as_flattened_mut(),
                activation_gradients.as_flattened_mut(),
            );
            self.next.visit(visit, rest, outputs, Some(own_gradients), rest_gradient);
            V::run(Multiply { numbers: own_gradients, factors: activation_gradients });
        }
        V::run(Gradient {
            inputs,
            gradients: own_gradients,
            sums: &mut self.sums,
            destination: own_gradient,
            add: visit.add,
        });
        if let Some(gradients) = gradients {
            V::run(Back { parameters: own, own_gradients, gradients });
        }
    }

    fn lanes(&self) -> usize {
        3 * O + self.next.lanes()
    }

    fn reserve(&mut self, blocks: usize) {
        for lanes in [&mut self.outputs, &mut self.activation_gradients, &mut self.gradients] {
            lanes.resize(blocks, [Lanes::ZERO; O]);
        }
        self.next.reserve(blocks);
    }
}

/// The end of a stack: the network's logits.
struct End;

impl<V: Vector, const I: usize> Stack<V, I> for End {
    fn forward(&mut self, _: &[f32], inputs: &[[Lanes; I]], outputs: &mut [Lanes]) {
        outputs.copy_from_slice(inputs.as_flattened());
    }

    fn visit(
        &mut self,
        visit: &mut Visit<'_>,
        _: &[f32],
        inputs: &[[Lanes; I]],
        gradients: Option<&mut [[Lanes; I]]>,
        _: &mut [f32],
    ) {
        if let Some(gradients) = gradients {
            gradients.copy_from_slice(inputs);
            (visit.end)(gradients.as_flattened_mut());
        }
    }

    fn lanes(&self) -> usize {
        0
    }

    fn reserve(&mut self, _: usize) {}
}
