//! Typed dense layers of the fused engine: forward and backward in one visit, a group of blocks at a time.
//!
//! Like the tape's layers, a [`Dense<V, I, O>`] owns what comes after it as a boxed [`Stack<V, O>`], so that a
//! mis-shaped network is a type error. A visit goes forward on the way in and backward on the way out; each dense
//! keeps its own activations for the way back. `dispatch` builds stacks, `fused` drives them.

use std::marker::PhantomData;

use super::activate::activate;
use crate::network::Activation;
use crate::network::batches::Lanes;
use crate::network::vector::{Kernel, Vector};

/// What takes `I` numbers of each point: the rest of a network, from one of its layers on.
pub(in crate::network) trait Stack<V, const I: usize> {
    /// Answers of a group of blocks, written to `outputs`.
    fn forward(&mut self, parameters: &[f32], inputs: &[[Lanes; I]], outputs: &mut [Lanes]);

    /// Goes forward with a group of blocks, hands the predictions to `end`, which replaces them by the gradients of the loss,
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

/// What a visit carries to the end of the stack and back.
pub(in crate::network) struct Visit<'a> {
    /// Takes the predictions of the group, and replaces them by the gradients of the loss.
    pub(super) end: &'a mut dyn FnMut(&mut [Lanes]),
    /// Whether the gradient is added to what is there.
    pub(super) add: bool,
}

/// One affine map from `I` to `O` numbers with its activation, and all that follows it.
pub(in crate::network) struct Dense<V, const I: usize, const O: usize> {
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
    /// A layer before `next`.
    pub(in crate::network) fn new(activation: Activation, next: Box<dyn Stack<V, O>>) -> Self {
        let sums = vec![Lanes::ZERO; I * O + O];
        Self { activation, next, outputs: vec![], activation_gradients: vec![], gradients: vec![], sums }
    }
}

impl<V: Vector, const I: usize, const O: usize> Stack<V, I> for Dense<V, I, O> {
    fn forward(&mut self, parameters: &[f32], inputs: &[[Lanes; I]], outputs: &mut [Lanes]) {
        let (own, rest) = parameters.split_at(I * O + O);
        let group = &mut self.outputs[..inputs.len()];
        V::run(Affine { parameters: own, inputs, outputs: group, vector: PhantomData });
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
        V::run(Affine { parameters: own, inputs, outputs, vector: PhantomData });
        if self.activation == Activation::Linear {
            self.next.visit(visit, rest, outputs, Some(own_gradients), rest_gradient);
        } else {
            let activation_gradients = &mut self.activation_gradients[..inputs.len()];
            activate::<V>(self.activation, outputs.as_flattened_mut(), Some(activation_gradients.as_flattened_mut()));
            self.next.visit(visit, rest, outputs, Some(own_gradients), rest_gradient);
            V::run(Multiply { numbers: own_gradients, factors: activation_gradients, vector: PhantomData });
        }
        V::run(Gradient {
            inputs,
            gradients: own_gradients,
            sums: &mut self.sums,
            destination: own_gradient,
            add: visit.add,
            vector: PhantomData,
        });
        if let Some(gradients) = gradients {
            V::run(Back { parameters: own, own_gradients, gradients, vector: PhantomData });
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

/// The end of a stack: the network's predictions.
pub(in crate::network) struct End;

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

/// Weights [O, I] and biases [O] of a dense's parameters.
#[inline(always)]
fn weights_and_biases<const I: usize, const O: usize>(parameters: &[f32]) -> (&[[f32; I]; O], &[f32; O]) {
    let (weights, biases) = parameters.split_at(I * O);
    // Panics only where the network's parameters are too few, which the engine checks.
    let weights = weights.as_chunks().0.try_into().expect("a weight for each input and output");
    (weights, biases.try_into().expect("a bias for each output"))
}

/// Weighted sums: of each output the bias, then weight times input in the order of the inputs.
struct Affine<'a, V, const I: usize, const O: usize> {
    parameters: &'a [f32],
    inputs: &'a [[Lanes; I]],
    outputs: &'a mut [[Lanes; O]],
    vector: PhantomData<V>,
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Affine<'_, V, I, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (weights, biases) = weights_and_biases::<I, O>(self.parameters);
        for (inputs, outputs) in self.inputs.iter().zip(self.outputs) {
            for ((weights, &bias), output) in weights.iter().zip(biases).zip(outputs) {
                let mut sum = V::splat(bias);
                for (&weight, input) in weights.iter().zip(inputs) {
                    sum = sum + V::splat(weight) * V::load(input);
                }
                sum.store(output);
            }
        }
    }
}

/// Gradients by a dense's inputs: of each input the gradient of each output times its weight, in the order of the outputs.
struct Back<'a, V, const I: usize, const O: usize> {
    parameters: &'a [f32],
    own_gradients: &'a [[Lanes; O]],
    gradients: &'a mut [[Lanes; I]],
    vector: PhantomData<V>,
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Back<'_, V, I, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (weights, _) = weights_and_biases::<I, O>(self.parameters);
        for (own_gradients, gradients) in self.own_gradients.iter().zip(self.gradients) {
            for (input, gradient) in gradients.iter_mut().enumerate() {
                let mut sum = V::splat(weights[0][input]) * V::load(&own_gradients[0]);
                for output in 1..O {
                    sum = sum + V::splat(weights[output][input]) * V::load(&own_gradients[output]);
                }
                sum.store(gradient);
            }
        }
    }
}

/// Multiplies numbers by factors.
struct Multiply<'a, V, const O: usize> {
    numbers: &'a mut [[Lanes; O]],
    factors: &'a [[Lanes; O]],
    vector: PhantomData<V>,
}

impl<V: Vector, const O: usize> Kernel<V> for Multiply<'_, V, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (number, factor) in self.numbers.as_flattened_mut().iter_mut().zip(self.factors.as_flattened()) {
            (V::load(number) * V::load(factor)).store(number);
        }
    }
}

/// The gradient by a dense's weights and biases: in each lane the sum over the blocks in their order, then the sum
/// over the lanes.
struct Gradient<'a, V, const I: usize, const O: usize> {
    inputs: &'a [[Lanes; I]],
    gradients: &'a [[Lanes; O]],
    sums: &'a mut [Lanes],
    destination: &'a mut [f32],
    add: bool,
    vector: PhantomData<V>,
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Gradient<'_, V, I, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        if let ([inputs], [gradients]) = (self.inputs, self.gradients) {
            return one_block::<V, I, O>(inputs, gradients, self.destination, self.add);
        }
        let (weights, biases) = self.sums.split_at_mut(I * O);
        let weights: &mut [[Lanes; I]] = weights.as_chunks_mut().0;
        for (output, (sums, bias)) in weights.iter_mut().zip(biases).enumerate() {
            let mut sum = V::load(&self.gradients[0][output]);
            for gradients in &self.gradients[1..] {
                sum = sum + V::load(&gradients[output]);
            }
            sum.store(bias);
            // As many sums at a time as leave registers free.
            let mut first = 0;
            while first + 4 <= I {
                tile::<V, I, O, 4>(self.inputs, self.gradients, output, first, sums);
                first += 4;
            }
            match I - first {
                3 => tile::<V, I, O, 3>(self.inputs, self.gradients, output, first, sums),
                2 => tile::<V, I, O, 2>(self.inputs, self.gradients, output, first, sums),
                1 => tile::<V, I, O, 1>(self.inputs, self.gradients, output, first, sums),
                _ => {}
            }
        }
        if self.add {
            for (gradient, lanes) in self.destination.chunks_mut(4).zip(self.sums.chunks(4)) {
                let mut sums = [0.0; 4];
                V::sums(lanes, &mut sums[..gradient.len()]);
                for (gradient, sum) in gradient.iter_mut().zip(sums) {
                    *gradient += sum;
                }
            }
        } else {
            V::sums(self.sums, self.destination);
        }
    }
}

/// The gradient of a single block, as in small batches: products are summed where they are, eight at a time.
#[inline(always)]
fn one_block<V: Vector, const I: usize, const O: usize>(
    inputs: &[Lanes; I],
    gradients: &[Lanes; O],
    destination: &mut [f32],
    add: bool,
) {
    let (weights, biases) = destination.split_at_mut(I * O);
    if I.is_multiple_of(8) {
        for (gradient, weights) in gradients.iter().zip(weights.chunks_exact_mut(I)) {
            let gradient = V::load(gradient);
            for (inputs, weights) in inputs.chunks_exact(8).zip(weights.chunks_exact_mut(8)) {
                let mut products = [gradient; 8];
                for (product, input) in products.iter_mut().zip(inputs) {
                    *product = *product * V::load(input);
                }
                put(V::sums_of_eight(products), weights, add);
            }
        }
    } else {
        for (chunk, weights) in weights.chunks_mut(8).enumerate() {
            let mut products = [V::splat(0.0); 8];
            for (place, product) in products.iter_mut().enumerate() {
                let place = chunk * 8 + place;
                if place < I * O {
                    *product = V::load(&gradients[place / I]) * V::load(&inputs[place % I]);
                }
            }
            put(V::sums_of_eight(products), weights, add);
        }
    }
    for (gradients, biases) in gradients.chunks(8).zip(biases.chunks_mut(8)) {
        let mut vectors = [V::splat(0.0); 8];
        for (vector, gradient) in vectors.iter_mut().zip(gradients) {
            *vector = V::load(gradient);
        }
        put(V::sums_of_eight(vectors), biases, add);
    }
}

/// Writes sums to a part of the gradient, or adds them there. There may be fewer places than sums.
#[inline(always)]
fn put(sums: [f32; 8], destination: &mut [f32], add: bool) {
    if add {
        for (gradient, sum) in destination.iter_mut().zip(sums) {
            *gradient += sum;
        }
    } else if let Ok(whole) = <&mut [f32; 8]>::try_from(&mut *destination) {
        *whole = sums;
    } else {
        destination.copy_from_slice(&sums[..destination.len()]);
    }
}

/// The sums over the blocks of one output's gradient times each of `N` inputs.
#[inline(always)]
fn tile<V: Vector, const I: usize, const O: usize, const N: usize>(
    inputs: &[[Lanes; I]],
    gradients: &[[Lanes; O]],
    output: usize,
    first: usize,
    sums: &mut [Lanes; I],
) {
    let mut accumulators = [V::load(&gradients[0][output]); N];
    for (accumulator, input) in accumulators.iter_mut().zip(&inputs[0][first..first + N]) {
        *accumulator = *accumulator * V::load(input);
    }
    for (inputs, gradients) in inputs[1..].iter().zip(&gradients[1..]) {
        let gradient = V::load(&gradients[output]);
        for (accumulator, input) in accumulators.iter_mut().zip(&inputs[first..first + N]) {
            *accumulator = *accumulator + gradient * V::load(input);
        }
    }
    for (accumulator, sum) in accumulators.into_iter().zip(&mut sums[first..first + N]) {
        accumulator.store(sum);
    }
}
