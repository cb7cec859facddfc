//! Losses over lanes.

use crate::network::Loss;
use crate::network::batches::Lanes;
use crate::network::loss::Task;
use crate::network::math::{exp, ln_1p_to_7, ln_1p_to_31, sigmoid, softplus_tail_and_sigmoid, tanh};
use crate::network::vector::{Kernel, Real, Vector};

/// Logits of a group of blocks, as many lanes a block as the network has outputs, with the labels and weights of the
/// points.
pub(super) struct Group<'a> {
    pub(super) logits: &'a mut [Lanes],
    pub(super) labels: &'a [Lanes],
    pub(super) weights: &'a [Lanes],
}

/// The part of a group in the score: the number of correct predictions, or the sum of squared distances between values
/// and labels.
pub(super) fn score<V: Vector>(loss: Loss, group: Group<'_>) -> f32 {
    match loss.task() {
        Task::Binary => V::run(Sum(group, Right)),
        Task::Classes => V::run(Sum(group, Winner)),
        Task::Value => V::run(Sum(group, Square)),
    }
}

pub(super) trait Function {
    /// Loss and gradient of a point with this output and label. What is not used is not computed.
    fn at<V: Real>(output: V, label: V) -> (V, V);
}

/// What is done with the function of a loss.
pub(super) trait TakeFunction {
    type Output;

    fn with<F: Function>(self, function: F) -> Self::Output;
}

struct Single<'a, F, const IS_WEIGHTED: bool>(Group<'a>, F);

impl<V: Vector, F: Function, const IS_WEIGHTED: bool> Kernel<V> for Single<'_, F, IS_WEIGHTED> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        let zero = V::splat(0.0);
        let mut total = zero;
        let Group { logits, labels, weights } = self.0;
        for ((logits, labels), weights) in logits.iter_mut().zip(labels).zip(weights) {
            let (logit, label, weight) = (V::load(logits), V::load(labels), V::load(weights));
            let (loss, gradient) = F::at(logit, label);
            let is_point = zero.less(weight);
            let loss = if IS_WEIGHTED { loss * weight } else { loss };
            total = total + V::select(is_point, loss, zero);
            V::select(is_point, gradient * weight, zero).store(logits);
        }
        sum(total)
    }
}

/// Writes [`gradients`], and a loss of output z and label y, by its value and gradient, for each row.
macro_rules! losses {
    ($($name:ident($z:ident, $y:ident) $body:block)*) => {
        /// Sum of the loss over a group, times the points' weights if that is asked for. Replaces logits by the gradients of
        /// the mean loss: the point's gradient times its weight, 0 where there is no point.
        pub(super) fn gradients<V: Vector, const IS_WEIGHTED: bool>(loss: Loss, group: Group<'_>) -> f32 {
            match loss {
                $(Loss::$name => V::run(Single::<_, IS_WEIGHTED>(group, $name)),)*
                Loss::SoftmaxCrossEntropy => V::run(Softmax::<IS_WEIGHTED>(group)),
            }
        }

        /// Takes the function of a loss of one output; none for softmax cross-entropy.
        pub(super) fn with_function<T: TakeFunction>(loss: Loss, take: T) -> Option<T::Output> {
            match loss {
                $(Loss::$name => Some(take.with($name)),)*
                Loss::SoftmaxCrossEntropy => None,
            }
        }

        $(struct $name;

        impl Function for $name {
            #[inline(always)]
            fn at<V: Real>($z: V, $y: V) -> (V, V) {
                $body
            }
        })*
    };
}

losses! {
    BinaryCrossEntropy(z, y) {
        let (tail, probability) = softplus_tail_and_sigmoid(z);
        // The tail last: beside a large logit it would be lost to rounding.
        (z.at_least(V::splat(0.0)) - z * y + tail, probability - y)
    }

    Hinge(z, y) {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let sign = y + y - one;
        let lack = one - sign * z;
        (lack.at_least(zero), V::select(zero.less(lack), -sign, zero))
    }

    TanhSquaredError(z, y) {
        let one = V::splat(1.0);
        let value = tanh(z);
        let off = value - (y + y - one);
        (V::splat(0.5) * (off * off), off * (one - value * value))
    }

    SigmoidSquaredError(z, y) {
        let probability = sigmoid(z);
        let off = probability - y;
        (off * off, (off + off) * (probability * (V::splat(1.0) - probability)))
    }

    MeanSquaredError(z, y) {
        let off = z - y;
        (off * off, off + off)
    }

    MeanAbsoluteError(z, y) {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let off = z - y;
        (off.abs(), V::select(zero.less(off), one, V::select(off.less(zero), -one, zero)))
    }

    Huber(z, y) {
        let (half, one) = (V::splat(0.5), V::splat(1.0));
        let off = z - y;
        let distance = off.abs();
        let loss = V::select(one.less(distance), distance - half, half * (distance * distance));
        (loss, off.at_most(one).at_least(-one))
    }
}

/// Softmax cross-entropy: ln Σ e^(z - most) + most - z of the label's class. The largest logit's own 1 stays out of the
/// sum, so that its logarithm keeps its digits where a class is nearly certain.
struct Softmax<'a, const IS_WEIGHTED: bool>(Group<'a>);

impl<V: Vector, const IS_WEIGHTED: bool> Kernel<V> for Softmax<'_, IS_WEIGHTED> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let mut total = zero;
        let Group { logits, labels, weights } = self.0;
        let classes = logits.len() / labels.len().max(1);
        for ((logits, labels), weights) in logits.chunks_exact_mut(classes).zip(labels).zip(weights) {
            let (label, weight) = (V::load(labels), V::load(weights));
            let (rest, loss) = softmax(logits, label);
            let is_point = zero.less(weight);
            let loss = if IS_WEIGHTED { loss * weight } else { loss };
            total = total + V::select(is_point, loss, zero);
            let whole = one + rest;
            for (class, power) in logits.iter_mut().enumerate() {
                let target = V::select(same(V::splat(class as f32), label), one, zero);
                V::select(is_point, (V::load(power) / whole - target) * weight, zero).store(power);
            }
        }
        sum(total)
    }
}

/// Softmax cross-entropy of points with these logits: the loss, after the sum of e^(z - most) over all classes but the
/// largest's. The powers take the places of the logits.
#[inline(always)]
pub(super) fn softmax<V: Vector>(logits: &mut [Lanes], label: V) -> (V, V) {
    let (zero, classes) = (V::splat(0.0), logits.len());
    let (most, winner) = largest::<V>(logits);
    let (mut rest, mut own) = (zero, zero);
    for (class, logit) in logits.iter_mut().enumerate() {
        let (z, class) = (V::load(logit), V::splat(class as f32));
        let power = exp(z - most);
        rest = rest + V::select(same(class, winner), zero, power);
        own = own + V::select(same(class, label), z, zero);
        power.store(logit);
    }
    (rest, most - own + if classes <= 8 { ln_1p_to_7(rest) } else { ln_1p_to_31(rest) })
}

/// The largest logit of each point and the number of its class, the first of equals.
#[inline(always)]
fn largest<V: Vector>(logits: &[Lanes]) -> (V, V) {
    let (mut most, mut winner) = (V::load(&logits[0]), V::splat(0.0));
    for (class, logit) in logits.iter().enumerate().skip(1) {
        let z = V::load(logit);
        let larger = most.less(z);
        most = V::select(larger, z, most);
        winner = V::select(larger, V::splat(class as f32), winner);
    }
    (most, winner)
}

#[inline(always)]
pub(super) fn same<V: Real>(one: V, other: V) -> V::Mask {
    (one - other).abs().less(V::splat(0.5))
}

/// What a point adds to the score.
trait Measure {
    /// The part of a point with these outputs and this label.
    fn at<V: Vector>(outputs: &[Lanes], label: V) -> V;
}

/// Whether a label is met by the sign of the output: label 1 from 0 on.
struct Right;

impl Measure for Right {
    #[inline(always)]
    fn at<V: Vector>(outputs: &[Lanes], label: V) -> V {
        let (output, zero, one) = (V::load(&outputs[0]), V::splat(0.0), V::splat(1.0));
        let says_0 = V::select(output.less(zero), one, zero);
        // An output that is no number is right for neither label.
        let says_1 = V::select((-one).less(output), one - says_0, zero);
        V::select(label.less(V::splat(0.5)), says_0, says_1)
    }
}

/// Whether a label is the class of the largest output.
struct Winner;

impl Measure for Winner {
    #[inline(always)]
    fn at<V: Vector>(outputs: &[Lanes], label: V) -> V {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let (most, winner) = largest::<V>(outputs);
        // Outputs that are no numbers are right for no label.
        let below = outputs.iter().fold(zero, |below, output| below + (most - V::load(output)));
        V::select((-one).less(below), V::select(same(winner, label), one, zero), zero)
    }
}

/// The square of the distance between output and label.
struct Square;

impl Measure for Square {
    #[inline(always)]
    fn at<V: Vector>(outputs: &[Lanes], label: V) -> V {
        let off = V::load(&outputs[0]) - label;
        off * off
    }
}

/// Sums a measure over the points of a group.
struct Sum<'a, M>(Group<'a>, M);

impl<V: Vector, M: Measure> Kernel<V> for Sum<'_, M> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        let zero = V::splat(0.0);
        let mut total = zero;
        let Group { logits, labels, weights } = self.0;
        let outputs = logits.len() / labels.len().max(1);
        for ((logits, labels), weights) in logits.chunks_exact(outputs).zip(labels).zip(weights) {
            let part = M::at(logits, V::load(labels));
            total = total + V::select(zero.less(V::load(weights)), part, zero);
        }
        sum(total)
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
