//! Losses of a tile of points, with a network in each lane: only what is asked for is computed.

use std::marker::PhantomData;

use super::super::loss::{Function, TakeFunction, same, softmax, with_function};
use crate::network::Loss;
use crate::network::batches::Lanes;
use crate::network::vector::{Kernel, Vector};

/// Logits of a tile, those of each point in turn, with the labels of the points.
pub(super) struct Logits<'a> {
    pub(super) logits: &'a mut [Lanes],
    pub(super) labels: &'a [Lanes],
}

/// Replaces logits by the gradients of the mean loss: the point's gradient times its weight, 0 where there is no point.
#[inline(never)]
pub(super) fn gradients<V: Vector>(loss: Loss, tile: Logits<'_>, weights: &[f32]) {
    run::<V, Gradients<'_>>(loss, tile, Gradients(weights));
}

/// Writes the loss of each point to `losses`.
#[inline(never)]
pub(super) fn losses<V: Vector>(loss: Loss, tile: Logits<'_>, losses: &mut [Lanes]) {
    run::<V, _>(loss, tile, Losses(losses));
}

/// What is wanted of the points.
trait Want<V> {
    /// Takes loss and gradient of a point with one output, in the place of its logit.
    fn single(&mut self, point: usize, logit: &mut Lanes, result: (V, V));

    /// Takes e^(z - most) of each class in the place of its logit, their sum without the largest, and the loss.
    fn softmax(&mut self, point: usize, powers: &mut [Lanes], label: V, rest: V, loss: V);
}

struct Gradients<'a>(&'a [f32]);

impl<V: Vector> Want<V> for Gradients<'_> {
    #[inline(always)]
    fn single(&mut self, point: usize, logit: &mut Lanes, (_, gradient): (V, V)) {
        let weight = self.0[point];
        let gradient = if weight > 0.0 { gradient * V::splat(weight) } else { V::splat(0.0) };
        gradient.store(logit);
    }

    #[inline(always)]
    fn softmax(&mut self, point: usize, powers: &mut [Lanes], label: V, rest: V, _: V) {
        let (zero, one, weight) = (V::splat(0.0), V::splat(1.0), self.0[point]);
        let whole = one + rest;
        for (class, power) in powers.iter_mut().enumerate() {
            let target = V::select(same(V::splat(class as f32), label), one, zero);
            let gradient = (V::load(power) / whole - target) * V::splat(weight);
            (if weight > 0.0 { gradient } else { zero }).store(power);
        }
    }
}

struct Losses<'a>(&'a mut [Lanes]);

impl<V: Vector> Want<V> for Losses<'_> {
    #[inline(always)]
    fn single(&mut self, point: usize, _: &mut Lanes, (loss, _): (V, V)) {
        loss.store(&mut self.0[point]);
    }

    #[inline(always)]
    fn softmax(&mut self, point: usize, _: &mut [Lanes], _: V, _: V, loss: V) {
        loss.store(&mut self.0[point]);
    }
}

#[inline(always)]
fn run<V: Vector, W: Want<V>>(loss: Loss, tile: Logits<'_>, want: W) {
    let Logits { logits, labels } = tile;
    if loss == Loss::SoftmaxCrossEntropy {
        V::run(Softmax { logits, labels, want });
    } else {
        with_function(loss, Single::<V, W> { logits, labels, want, vector: PhantomData });
    }
}

struct Single<'a, V, W> {
    logits: &'a mut [Lanes],
    labels: &'a [Lanes],
    want: W,
    vector: PhantomData<V>,
}

impl<V: Vector, W: Want<V>> TakeFunction for Single<'_, V, W> {
    type Output = ();

    #[inline(always)]
    fn with<F: Function>(self, function: F) {
        V::run(Points(self, function));
    }
}

/// Points of one output under a function.
struct Points<'a, V, W, F>(Single<'a, V, W>, F);

impl<V: Vector, W: Want<V>, F: Function> Kernel<V> for Points<'_, V, W, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Single { logits, labels, mut want, .. } = self.0;
        for (point, (logit, label)) in logits.iter_mut().zip(labels).enumerate() {
            let result = F::at(V::load(logit), V::load(label));
            want.single(point, logit, result);
        }
    }
}

/// Softmax cross-entropy, as [`gradients`](super::super::loss::gradients) of a single network has it.
struct Softmax<'a, W> {
    logits: &'a mut [Lanes],
    labels: &'a [Lanes],
    want: W,
}

impl<V: Vector, W: Want<V>> Kernel<V> for Softmax<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { logits, labels, mut want } = self;
        let classes = logits.len() / labels.len().max(1);
        for (point, (logits, label)) in logits.chunks_exact_mut(classes).zip(labels).enumerate() {
            let label = V::load(label);
            let (rest, loss) = softmax(logits, label);
            want.softmax(point, logits, label, rest, loss);
        }
    }
}
