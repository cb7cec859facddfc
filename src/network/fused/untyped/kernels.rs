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
        if $V::HAS_MANY_REGISTERS {
            const $N: usize = 8;
            while $first + $N <= count {
                $tile;
                $first += $N;
            }
        }
        {
            const $N: usize = 4;
            while $first + $N <= count {
                $tile;
                $first += $N;
            }
        }
        {
            const $N: usize = 1;
            while $first < count {
                $tile;
                $first += $N;
            }
        }
    }};
}

/// Weighted sums: of each output the bias, then weight times input in the order of the inputs.
pub(super) struct Affine<'a> {
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
        let Self { weights, biases, inputs, outputs } = self;
        let (units, width) = (biases.len(), weights.len() / biases.len());
        tiles!(V, units, first, N => {
            let rows: [&[f32]; N] = std::array::from_fn(|row| &weights[(first + row) * width..][..width]);
            let biases: [f32; N] = std::array::from_fn(|row| biases[first + row]);
            for (inputs, outputs) in inputs.chunks_exact(width).zip(outputs.chunks_exact_mut(units)) {
                let mut sums = biases.map(V::splat);
                for (place, input) in inputs.iter().enumerate() {
                    let input = V::load(input);
                    for (sum, row) in sums.iter_mut().zip(rows) {
                        *sum = *sum + V::splat(row[place]) * input;
                    }
                }
                for (sum, output) in sums.into_iter().zip(outputs.iter_mut().skip(first)) {
                    sum.store(output);
                }
            }
        });
    }
}

/// Gradients by a dense layer's inputs: for each input the sum of each output's gradient times its weight, in the order
/// of the outputs.
pub(super) struct Back<'a> {
    /// `[units, inputs]`.
    pub(super) weights: &'a [f32],
    pub(super) own: &'a [Lanes],
    pub(super) gradients: &'a mut [Lanes],
    pub(super) blocks: usize,
}

impl<V: Vector> Kernel<V> for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { weights, own, gradients, blocks } = self;
        let (units, width) = (own.len() / blocks, gradients.len() / blocks);
        tiles!(V, width, first, N => {
            for (own, gradients) in own.chunks_exact(units).zip(gradients.chunks_exact_mut(width)) {
                let mut rows = weights.chunks_exact(width).zip(own);
                let mut sums = [V::splat(0.0); N];
                if let Some((row, own)) = rows.next() {
                    let (row, own): (&[f32; N], _) = (columns(row, first), V::load(own));
                    for (sum, &weight) in sums.iter_mut().zip(row) {
                        *sum = V::splat(weight) * own;
                    }
                }
                for (row, own) in rows {
                    let (row, own): (&[f32; N], _) = (columns(row, first), V::load(own));
                    for (sum, &weight) in sums.iter_mut().zip(row) {
                        *sum = *sum + V::splat(weight) * own;
                    }
                }
                for (sum, gradient) in sums.into_iter().zip(gradients.iter_mut().skip(first)) {
                    sum.store(gradient);
                }
            }
        });
    }
}

/// `N` numbers of a row.
#[inline(always)]
fn columns<T, const N: usize>(row: &[T], first: usize) -> &[T; N] {
    // Panics only where a tile goes beyond the row, which none does.
    row[first..].first_chunk().expect("a tile within the row")
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
    pub(super) inputs: &'a [Lanes],
    pub(super) gradients: &'a [Lanes],
    pub(super) blocks: usize,
    /// Weights, then biases.
    pub(super) destination: &'a mut [f32],
    pub(super) add: bool,
}

impl<V: Vector> Kernel<V> for Gradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { inputs, gradients, blocks, destination, add } = self;
        let (width, units) = (inputs.len() / blocks, gradients.len() / blocks);
        let (weights, biases) = destination.split_at_mut(width * units);
        for (unit, weights) in weights.chunks_exact_mut(width).enumerate() {
            let (eights, rest) = weights.as_chunks_mut::<8>();
            let whole = 8 * eights.len();
            for (place, weights) in eights.iter_mut().enumerate() {
                let sums = products::<V>(inputs, gradients, (width, units), unit, 8 * place);
                put(V::sums_of_eight(sums), weights, add);
            }
            if !rest.is_empty() {
                let mut sums = [V::splat(0.0); 8];
                for (place, sum) in sums.iter_mut().enumerate().take(rest.len()) {
                    [*sum] = tile::<V, 1>(inputs, gradients, (width, units), unit, whole + place);
                }
                put(V::sums_of_eight(sums), rest, add);
            }
        }
        for (place, biases) in biases.chunks_mut(8).enumerate() {
            let mut sums = [V::splat(0.0); 8];
            for (unit, sum) in sums.iter_mut().enumerate().take(biases.len()) {
                let mut blocks = gradients.iter().skip(8 * place + unit).step_by(units);
                let first = blocks.next().map_or(V::splat(0.0), V::load);
                *sum = blocks.fold(first, |sum, gradient| sum + V::load(gradient));
            }
            put(V::sums_of_eight(sums), biases, add);
        }
    }
}

/// The sums over the blocks of one unit's gradient times each of eight inputs.
#[inline(always)]
fn products<V: Vector>(
    inputs: &[Lanes],
    gradients: &[Lanes],
    widths: (usize, usize),
    unit: usize,
    first: usize,
) -> [V; 8] {
    if V::HAS_MANY_REGISTERS {
        return tile::<V, 8>(inputs, gradients, widths, unit, first);
    }
    let mut sums = [V::splat(0.0); 8];
    for (half, sums) in sums.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *sums = tile::<V, 4>(inputs, gradients, widths, unit, first + 4 * half);
    }
    sums
}

/// The sums over the blocks of one unit's gradient times each of `N` inputs.
#[inline(always)]
fn tile<V: Vector, const N: usize>(
    inputs: &[Lanes],
    gradients: &[Lanes],
    (width, units): (usize, usize),
    unit: usize,
    first: usize,
) -> [V; N] {
    let mut blocks = inputs.chunks_exact(width).zip(gradients.chunks_exact(units));
    let mut sums = [V::splat(0.0); N];
    if let Some((inputs, gradients)) = blocks.next() {
        let (inputs, gradient): (&[Lanes; N], _) = (columns(inputs, first), V::load(&gradients[unit]));
        for (sum, input) in sums.iter_mut().zip(inputs) {
            *sum = gradient * V::load(input);
        }
    }
    for (inputs, gradients) in blocks {
        let (inputs, gradient): (&[Lanes; N], _) = (columns(inputs, first), V::load(&gradients[unit]));
        for (sum, input) in sums.iter_mut().zip(inputs) {
            *sum = *sum + gradient * V::load(input);
        }
    }
    sums
}

/// Writes sums to a part of the gradient, or adds them there. There may be fewer places than sums.
#[inline(always)]
fn put(sums: [f32; 8], destination: &mut [f32], add: bool) {
    for (gradient, sum) in destination.iter_mut().zip(sums) {
        *gradient = if add { *gradient + sum } else { sum };
    }
}
