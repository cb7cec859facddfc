//! The arithmetic of an untyped dense layer over a group of blocks.
//!
//! As the kernels of typed ones, with every sum in the same order; here tiles of sums stay in registers while what they
//! are formed of streams by.

use crate::network::batches::Lanes;
use crate::network::vector::{Kernel, Vector};

/// Runs a tile of as many sums as the registers of `V` hold over a range, then smaller ones for the rest.
macro_rules! tiles {
    ($V:ident, $count:expr, $first:ident, $N:ident => $tile:expr) => {{
        let count = $count;
        let mut $first = 0;
        tiles!(@while $V::SUMS >= 8, 8, count, $first, $N => $tile);
        tiles!(@while $V::SUMS >= 6, 6, count, $first, $N => $tile);
        tiles!(@while $V::SUMS >= 4, 4, count, $first, $N => $tile);
        tiles!(@while $V::SUMS >= 4, 3, count, $first, $N => $tile);
        tiles!(@while true, 2, count, $first, $N => $tile);
        tiles!(@while true, 1, count, $first, $N => $tile);
    }};
    (@while $holds:expr, $sums:literal, $count:ident, $first:ident, $N:ident => $tile:expr) => {
        if $holds {
            const $N: usize = $sums;
            while $first + $N <= $count {
                $tile;
                $first += $N;
            }
        }
    };
}

/// How much a kernel goes through.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) blocks: usize,
    /// Inputs of the layer.
    pub(super) inputs: usize,
    pub(super) units: usize,
}

/// The lanes of one block, where each has so many. Slices by the place: to divide by a width takes longer than what a small
/// layer computes.
#[inline(always)]
fn block(lanes: &[Lanes], width: usize, block: usize) -> &[Lanes] {
    &lanes[block * width..][..width]
}

/// Weighted sums: of each output the bias, then weight times input in the order of the inputs.
pub(super) struct Affine<'a> {
    pub(super) size: Size,
    /// `[units, inputs]`.
    pub(super) weights: &'a [f32],
    pub(super) biases: &'a [f32],
    pub(super) inputs: &'a [Lanes],
    pub(super) outputs: &'a mut [Lanes],
}

impl<V: Vector> Kernel<V> for Affine<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { size, weights, biases, inputs, outputs } = self;
        let width = size.inputs;
        tiles!(V, size.units, first, N => {
            let rows: [&[f32]; N] = std::array::from_fn(|row| &weights[(first + row) * width..][..width]);
            let biases: &[f32; N] = columns(biases, first);
            for index in 0..size.blocks {
                let inputs = block(inputs, width, index);
                let mut sums = [V::splat(0.0); N];
                for (sum, &bias) in sums.iter_mut().zip(biases) {
                    *sum = V::splat(bias);
                }
                for place in 0..width {
                    let input = V::load(&inputs[place]);
                    for (sum, row) in sums.iter_mut().zip(rows) {
                        *sum = *sum + V::splat(row[place]) * input;
                    }
                }
                for (sum, output) in sums.into_iter().zip(&mut outputs[index * size.units + first..]) {
                    sum.store(output);
                }
            }
        });
    }
}

/// Gradients by a dense layer's inputs: for each input the sum of each output's gradient times its weight, in the order
/// of the outputs.
pub(super) struct Back<'a> {
    pub(super) size: Size,
    /// `[units, inputs]`.
    pub(super) weights: &'a [f32],
    pub(super) own: &'a [Lanes],
    pub(super) gradients: &'a mut [Lanes],
}

impl<V: Vector> Kernel<V> for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { size, weights, own, gradients } = self;
        let width = size.inputs;
        tiles!(V, width, first, N => {
            for index in 0..size.blocks {
                let own = block(own, size.units, index);
                let (row, gradient): (&[f32; N], _) = (columns(weights, first), V::load(&own[0]));
                let mut sums = [gradient; N];
                for (sum, &weight) in sums.iter_mut().zip(row) {
                    *sum = V::splat(weight) * *sum;
                }
                for (unit, gradient) in own.iter().enumerate().skip(1) {
                    let (row, gradient): (&[f32; N], _) = (columns(weights, unit * width + first), V::load(gradient));
                    for (sum, &weight) in sums.iter_mut().zip(row) {
                        *sum = *sum + V::splat(weight) * gradient;
                    }
                }
                for (sum, gradient) in sums.into_iter().zip(&mut gradients[index * width + first..]) {
                    sum.store(gradient);
                }
            }
        });
    }
}

/// `N` numbers from a place on.
#[inline(always)]
fn columns<T, const N: usize>(numbers: &[T], first: usize) -> &[T; N] {
    // Panics only where a tile goes beyond them, which none does.
    numbers[first..].first_chunk().expect("a tile within the row")
}

/// Multiplies numbers by factors.
pub(super) struct Multiply<'a> {
    pub(super) numbers: &'a mut [Lanes],
    pub(super) factors: &'a [Lanes],
}

impl<V: Vector> Kernel<V> for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (number, factor) in self.numbers.iter_mut().zip(self.factors) {
            (V::load(number) * V::load(factor)).store(number);
        }
    }
}

/// The gradient by a dense layer's weights and biases: in each lane the sum over the blocks in their order, then the sum
/// over the lanes.
pub(super) struct Gradient<'a> {
    pub(super) size: Size,
    pub(super) inputs: &'a [Lanes],
    pub(super) gradients: &'a [Lanes],
    /// Weights, then biases.
    pub(super) destination: &'a mut [f32],
    pub(super) add: bool,
}

impl<V: Vector> Kernel<V> for Gradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        match (self.size.blocks, self.add) {
            (1, false) => self.write::<V, true, false>(),
            (1, true) => self.write::<V, true, true>(),
            (_, false) => self.write::<V, false, false>(),
            (_, true) => self.write::<V, false, true>(),
        }
    }
}

impl Gradient<'_> {
    /// Small batches are a single block: known when compiled, a sum over the blocks costs nothing.
    #[inline(always)]
    fn write<V: Vector, const IS_ONE_BLOCK: bool, const ADD: bool>(self) {
        let Self { size, inputs, gradients, destination, .. } = self;
        let size = Size { blocks: if IS_ONE_BLOCK { 1 } else { size.blocks }, ..size };
        let (weights, biases) = destination.split_at_mut(size.inputs * size.units);
        for unit in 0..size.units {
            let weights = &mut weights[unit * size.inputs..][..size.inputs];
            let mut first = 0;
            while first + 8 <= size.inputs {
                put::<ADD>(V::sums_of_eight(products(size, inputs, gradients, unit, first)), &mut weights[first..]);
                first += 8;
            }
            if first == size.inputs {
                continue;
            }
            if size.inputs >= 8 {
                // The last eight once more, of which the rest is taken: faster than the rest by itself.
                let mut sums = V::sums_of_eight(products(size, inputs, gradients, unit, size.inputs - 8));
                if ADD {
                    // What has been added already stays, a zero with its sign.
                    sums[..first + 8 - size.inputs].fill(-0.0);
                }
                put::<ADD>(sums, &mut weights[size.inputs - 8..]);
            } else {
                let mut sums = [V::splat(0.0); 8];
                for (place, sum) in sums.iter_mut().enumerate().take(size.inputs) {
                    [*sum] = tile(size, inputs, gradients, unit, place);
                }
                put_rest::<ADD>(&V::sums_of_eight(sums), weights);
            }
        }
        for (place, biases) in biases.chunks_mut(8).enumerate() {
            let mut sums = [V::splat(0.0); 8];
            for (unit, sum) in sums.iter_mut().enumerate().take(biases.len()) {
                let unit = 8 * place + unit;
                *sum = V::load(&gradients[unit]);
                for index in 1..size.blocks {
                    *sum = *sum + V::load(&gradients[index * size.units + unit]);
                }
            }
            put_rest::<ADD>(&V::sums_of_eight(sums), biases);
        }
    }
}

/// The sums over the blocks of one unit's gradient times each of eight inputs.
#[inline(always)]
fn products<V: Vector>(size: Size, inputs: &[Lanes], gradients: &[Lanes], unit: usize, first: usize) -> [V; 8] {
    if V::SUMS >= 8 || size.blocks == 1 {
        return tile::<V, 8>(size, inputs, gradients, unit, first);
    }
    let mut sums = [V::splat(0.0); 8];
    if V::SUMS >= 4 {
        for (part, sums) in sums.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            *sums = tile(size, inputs, gradients, unit, first + 4 * part);
        }
    } else {
        for (part, sums) in sums.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            *sums = tile(size, inputs, gradients, unit, first + 2 * part);
        }
    }
    sums
}

/// The sums over the blocks of one unit's gradient times each of `N` inputs.
#[inline(always)]
fn tile<V: Vector, const N: usize>(
    size: Size,
    inputs: &[Lanes],
    gradients: &[Lanes],
    unit: usize,
    first: usize,
) -> [V; N] {
    let mut sums = [V::load(&gradients[unit]); N];
    for (sum, input) in sums.iter_mut().zip(columns::<_, N>(inputs, first)) {
        *sum = *sum * V::load(input);
    }
    for index in 1..size.blocks {
        let inputs: &[Lanes; N] = columns(inputs, index * size.inputs + first);
        let gradient = V::load(&gradients[index * size.units + unit]);
        for (sum, input) in sums.iter_mut().zip(inputs) {
            *sum = *sum + gradient * V::load(input);
        }
    }
    sums
}

/// Writes eight sums to the beginning of a part of the gradient, or adds them there.
#[inline(always)]
fn put<const ADD: bool>(sums: [f32; 8], destination: &mut [f32]) {
    // Panics only where a tile goes beyond them, which none does.
    let destination: &mut [f32; 8] = destination.first_chunk_mut().expect("eight within the row");
    for (gradient, sum) in destination.iter_mut().zip(sums) {
        *gradient = if ADD { *gradient + sum } else { sum };
    }
}

/// Writes as many sums as there are places, or adds them there.
#[inline(always)]
fn put_rest<const ADD: bool>(sums: &[f32; 8], destination: &mut [f32]) {
    for (gradient, sum) in destination.iter_mut().zip(sums) {
        *gradient = if ADD { *gradient + sum } else { *sum };
    }
}
