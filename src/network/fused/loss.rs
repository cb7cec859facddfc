//! Losses over lanes.

use std::marker::PhantomData;

use crate::network::batches::Lanes;
use crate::network::math::softplus_tail_and_sigmoid;
use crate::network::vector::{Kernel, Vector};

/// Sum of the binary cross-entropy over a group of blocks. Replaces logits by the slopes of the batch's mean loss:
/// (sigmoid x - y) / n, 0 where there is no point.
pub(super) fn slopes<V: Vector>(logits: &mut [Lanes], labels: &[Lanes], weights: &[Lanes]) -> f32 {
    V::run(CrossEntropy { logits, labels, weights, vector: PhantomData::<V> })
}

/// How many points of a group of blocks get their own label: label 1 from logit 0 on.
pub(super) fn count_right<V: Vector>(logits: &[Lanes], labels: &[Lanes], weights: &[Lanes]) -> usize {
    V::run(CountRight { logits, labels, weights, vector: PhantomData::<V> })
}

struct CrossEntropy<'a, V> {
    logits: &'a mut [Lanes],
    labels: &'a [Lanes],
    weights: &'a [Lanes],
    vector: PhantomData<V>,
}

impl<V: Vector> Kernel<V> for CrossEntropy<'_, V> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        let zero = V::splat(0.0);
        let mut total = zero;
        for ((logits, labels), weights) in self.logits.iter_mut().zip(self.labels).zip(self.weights) {
            let (logit, label, weight) = (V::load(logits), V::load(labels), V::load(weights));
            let (tail, probability) = softplus_tail_and_sigmoid(logit);
            let is_point = zero.less(weight);
            // The tail last: beside a large logit it would be lost to rounding.
            let loss = logit.at_least(zero) - logit * label + tail;
            total = total + V::select(is_point, loss, zero);
            V::select(is_point, (probability - label) * weight, zero).store(logits);
        }
        sum(total)
    }
}

struct CountRight<'a, V> {
    logits: &'a [Lanes],
    labels: &'a [Lanes],
    weights: &'a [Lanes],
    vector: PhantomData<V>,
}

impl<V: Vector> Kernel<V> for CountRight<'_, V> {
    type Output = usize;

    #[inline(always)]
    fn run(self) -> usize {
        let (zero, half, one) = (V::splat(0.0), V::splat(0.5), V::splat(1.0));
        let mut total = zero;
        for ((logits, labels), weights) in self.logits.iter().zip(self.labels).zip(self.weights) {
            let (logit, label, weight) = (V::load(logits), V::load(labels), V::load(weights));
            let says_0 = V::select(logit.less(zero), one, zero);
            // A logit that is no number is right for neither label.
            let says_1 = V::select((-one).less(logit), one - says_0, zero);
            let right = V::select(label.less(half), says_0, says_1);
            total = total + V::select(zero.less(weight), right, zero);
        }
        // A sum of at most a few hundred ones.
        sum(total) as usize
    }
}

/// The sum over the lanes, by the halving tree.
#[inline(always)]
fn sum<V: Vector>(total: V) -> f32 {
    let (mut lanes, mut sum) = (Lanes::ZERO, [0.0]);
    total.store(&mut lanes);
    V::sums(std::slice::from_ref(&lanes), &mut sum);
    sum[0]
}
