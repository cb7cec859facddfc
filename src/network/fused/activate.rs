//! Activations over lanes, outside the code that is compiled for each pair of widths.

use crate::network::Activation;
use crate::network::batches::Lanes;
use crate::network::math::{exp, sigmoid, sin_cos, softplus_tail_and_sigmoid, tanh};
use crate::network::vector::{Kernel, Real, Vector};

/// Replaces weighted sums by activations, and writes the slope of each to `slopes`, which is as long, if it is wanted.
pub(super) fn activate<V: Vector>(activation: Activation, numbers: &mut [Lanes], slopes: Option<&mut [Lanes]>) {
    match activation {
        Activation::Relu => V::run(Apply(numbers, slopes, Relu)),
        Activation::Tanh => V::run(Apply(numbers, slopes, Tanh)),
        Activation::Sigmoid => V::run(Apply(numbers, slopes, Sigmoid)),
        Activation::Linear => V::run(Apply(numbers, slopes, Linear)),
        Activation::LeakyRelu => V::run(Apply(numbers, slopes, LeakyRelu)),
        Activation::Elu => V::run(Apply(numbers, slopes, Elu)),
        Activation::Gelu => V::run(Apply(numbers, slopes, Gelu)),
        Activation::Softplus => V::run(Apply(numbers, slopes, Softplus)),
        Activation::Sin => V::run(Apply(numbers, slopes, Sin)),
    }
}

/// A function with its slope.
trait Function {
    /// Value and slope at x. What is not used is not computed.
    fn at<V: Real>(x: V) -> (V, V);
}

struct Apply<'a, F>(&'a mut [Lanes], Option<&'a mut [Lanes]>, F);

impl<V: Vector, F: Function> Kernel<V> for Apply<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(numbers, slopes, _) = self;
        let Some(slopes) = slopes else {
            for number in numbers {
                F::at(V::load(number)).0.store(number);
            }
            return;
        };
        for (number, slopes) in numbers.iter_mut().zip(slopes) {
            let (value, slope) = F::at(V::load(number));
            value.store(number);
            slope.store(slopes);
        }
    }
}

/// Defines a function of x by its value and slope.
macro_rules! function {
    ($name:ident($x:ident) $body:block) => {
        struct $name;

        impl Function for $name {
            #[inline(always)]
            fn at<V: Real>($x: V) -> (V, V) {
                $body
            }
        }
    };
}

function!(Relu(x) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    // The slope at 0 is 0, as in PyTorch; a NaN stays.
    (x.at_least(zero), V::select(zero.less(x), one, zero))
});

function!(Tanh(x) {
    let value = tanh(x);
    (value, V::splat(1.0) - value * value)
});

function!(Sigmoid(x) {
    let value = sigmoid(x);
    (value, value * (V::splat(1.0) - value))
});

function!(Linear(x) { (x, V::splat(1.0)) });

function!(LeakyRelu(x) {
    let (zero, one, leak) = (V::splat(0.0), V::splat(1.0), V::splat(0.01));
    let above = zero.less(x);
    (V::select(above, x, x * leak), V::select(above, one, leak))
});

function!(Elu(x) {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let power = exp(x.at_most(zero));
    let above = zero.less(x);
    (V::select(above, x, power - one), V::select(above, one, power))
});

function!(Gelu(x) {
    let (half, one) = (V::splat(0.5), V::splat(1.0));
    let scale = V::splat(0.797_884_6);
    let cubic = V::splat(0.044_715);
    let square = x * x;
    let bent = tanh(scale * (x + cubic * square * x));
    let inner = scale * (one + V::splat(3.0) * cubic * square);
    let share = half * (one + bent);
    (x * share, share + half * x * (one - bent * bent) * inner)
});

function!(Softplus(x) {
    let (tail, slope) = softplus_tail_and_sigmoid(x);
    (x.at_least(V::splat(0.0)) + tail, slope)
});

function!(Sin(x) { sin_cos(x) });
