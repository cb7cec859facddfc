//! The arithmetic of a dense layer over a tile of points, with a network in each lane.
//!
//! As the kernels of a single network, with every sum in the same order. Numbers of a tile lie unit by unit, and in each unit
//! point by point. Each weight is loaded once for all points of the tile. Widths are known at run time only.

use crate::network::batches::Lanes;
use crate::network::vector::Vector;

/// Where the gradient by a parameter is summed over the points of a group: a slot for each level of the halving tree, the
/// last but one for the whole, and one for a sum under way.
pub(super) type Slots = [Lanes; 6];

/// The slot of a sum under way.
const UNDER_WAY: usize = 5;

/// Where a tile stands in its group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Whether its points are of two lanes, half of each.
    pub(super) is_pair: bool,
    /// Whether points of the same lane came before.
    pub(super) continues: bool,
    /// How many sums of the halving tree end with this tile; none if points of the same lane are still to come.
    pub(super) merges: Option<usize>,
}

/// Weighted sums: of each unit the bias, then weight times input in the order of the inputs. Negative ones become 0 if
/// that is the activation.
#[inline(always)]
pub(super) fn affine<V: Vector, const T: usize, const RELU: bool>(
    (weights, biases): (&[Lanes], &[Lanes]),
    inputs: &[[Lanes; T]],
    outputs: &mut [[Lanes; T]],
) {
    for ((row, bias), output) in weights.chunks_exact(inputs.len()).zip(biases).zip(outputs) {
        let mut sums = [V::load(bias); T];
        for (weight, input) in row.iter().zip(inputs) {
            let weight = V::load(weight);
            for (sum, input) in sums.iter_mut().zip(input) {
                *sum = *sum + weight * V::load(input);
            }
        }
        for (sum, output) in sums.into_iter().zip(output) {
            (if RELU { sum.at_least(V::splat(0.0)) } else { sum }).store(output);
        }
    }
}

/// Gradients by the weighted sums of the layer before: for each of its units the sum of each gradient times its weight, in
/// the order of the gradients, times the gradient of its activation, which `factors` holds. For [`RELU`](affine) these are
/// the activations: what is above 0 has the gradient 1.
#[inline(always)]
pub(super) fn back<V: Vector, const T: usize, const RELU: bool>(
    weights: &[Lanes],
    own: &[[Lanes; T]],
    factors: &[[Lanes; T]],
    gradients: &mut [[Lanes; T]],
) {
    let (zero, width) = (V::splat(0.0), gradients.len());
    let Some((first, others)) = own.split_first() else { return };
    for (input, (gradients, factors)) in gradients.iter_mut().zip(factors).enumerate() {
        let weight = V::load(&weights[input]);
        let mut sums = [weight; T];
        for (sum, own) in sums.iter_mut().zip(first) {
            *sum = *sum * V::load(own);
        }
        for (own, row) in others.iter().zip(weights[width..].chunks_exact(width)) {
            let weight = V::load(&row[input]);
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum = *sum + weight * V::load(own);
            }
        }
        for ((sum, factor), gradient) in sums.into_iter().zip(factors).zip(gradients) {
            let factor = V::load(factor);
            let product = if RELU { V::select(zero.less(factor), sum, sum * zero) } else { sum * factor };
            product.store(gradient);
        }
    }
}

/// The gradient by weights and biases: products are summed over the points of the tile in their order.
#[inline(always)]
pub(super) fn gradient<V: Vector, const T: usize>(
    inputs: &[[Lanes; T]],
    own: &[[Lanes; T]],
    (weights, biases): (&mut [Slots], &mut [Slots]),
    place: Place,
) {
    for ((own, bias), row) in own.iter().zip(biases).zip(weights.chunks_exact_mut(inputs.len())) {
        let own: [V; T] = std::array::from_fn(|point| V::load(&own[point]));
        put(own, bias, place);
        for (input, weight) in inputs.iter().zip(row) {
            put::<V, T>(std::array::from_fn(|point| own[point] * V::load(&input[point])), weight, place);
        }
    }
}

/// Adds up the parts of a sum.
#[inline(always)]
fn put<V: Vector, const T: usize>(parts: [V; T], slots: &mut Slots, Place { is_pair, continues, merges }: Place) {
    let (mut sum, first) = if T.is_multiple_of(2) && is_pair {
        let (first, second) = parts.split_at(T / 2);
        // The first merge is that of the pair.
        (in_order(first[0], &first[1..]) + in_order(second[0], &second[1..]), 1)
    } else {
        let first = if continues { V::load(&slots[UNDER_WAY]) + parts[0] } else { parts[0] };
        (in_order(first, &parts[1..]), 0)
    };
    let Some(merges) = merges else { return sum.store(&mut slots[UNDER_WAY]) };
    for slot in &slots[first..merges] {
        sum = V::load(slot) + sum;
    }
    sum.store(&mut slots[merges]);
}

/// The sum of numbers in their order.
#[inline(always)]
fn in_order<V: Vector>(mut sum: V, rest: &[V]) -> V {
    for part in rest {
        sum = sum + *part;
    }
    sum
}
