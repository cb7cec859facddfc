//! The arithmetic of a dense layer over a group of blocks: weighted sums forward, three kinds of gradients backward.
//!
//! Widths are constants, and each kernel is compiled for every set of instructions. Every sum has a fixed order.

use crate::network::batches::Lanes;
use crate::network::vector::{Kernel, Vector};

/// Weights [O, I] and biases [O] of a dense layer's parameters.
#[inline(always)]
fn weights_and_biases<const I: usize, const O: usize>(parameters: &[f32]) -> (&[[f32; I]; O], &[f32; O]) {
    let (weights, biases) = parameters.split_at(I * O);
    // Panics only where the network's parameters are too few, which the engine checks.
    let weights = weights.as_chunks().0.try_into().expect("a weight for each input and output");
    (weights, biases.try_into().expect("a bias for each output"))
}

/// Weighted sums: of each output the bias, then weight times input in the order of the inputs.
pub(super) struct Affine<'a, const I: usize, const O: usize> {
    pub(super) parameters: &'a [f32],
    pub(super) inputs: &'a [[Lanes; I]],
    pub(super) outputs: &'a mut [[Lanes; O]],
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Affine<'_, I, O> {
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

/// Gradients by a dense layer's inputs: for each input the sum of each output's gradient times its weight, in the order
/// of the outputs.
pub(super) struct Back<'a, const I: usize, const O: usize> {
    pub(super) parameters: &'a [f32],
    pub(super) own_gradients: &'a [[Lanes; O]],
    pub(super) gradients: &'a mut [[Lanes; I]],
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Back<'_, I, O> {
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
pub(super) struct Multiply<'a, const O: usize> {
    pub(super) numbers: &'a mut [[Lanes; O]],
    pub(super) factors: &'a [[Lanes; O]],
}

impl<V: Vector, const O: usize> Kernel<V> for Multiply<'_, O> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (number, factor) in self.numbers.as_flattened_mut().iter_mut().zip(self.factors.as_flattened()) {
            (V::load(number) * V::load(factor)).store(number);
        }
    }
}

/// The gradient by a dense layer's weights and biases: in each lane the sum over the blocks in their order, then the sum
/// over the lanes.
pub(super) struct Gradient<'a, const I: usize, const O: usize> {
    pub(super) inputs: &'a [[Lanes; I]],
    pub(super) gradients: &'a [[Lanes; O]],
    pub(super) sums: &'a mut [Lanes],
    pub(super) destination: &'a mut [f32],
    pub(super) add: bool,
}

impl<V: Vector, const I: usize, const O: usize> Kernel<V> for Gradient<'_, I, O> {
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
