//! Activations over lanes, outside the code that is compiled for each pair of widths.

use crate::network::Activation;
use crate::network::batches::Lanes;
use crate::network::dropout::BlocksMask;
use crate::network::math::{exp, sigmoid, sin_cos, softplus_tail_and_sigmoid, tanh};
use crate::network::vector::{Kernel, Real, Vector};

trait Function {
    /// Value and gradient at x. What is not used is not computed.
    fn at<V: Real>(x: V) -> (V, V);
}

struct Apply<'a, F>(&'a mut [Lanes], Option<&'a mut [Lanes]>, F);

impl<V: Vector, F: Function> Kernel<V> for Apply<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(numbers, gradients, _) = self;
        let Some(gradients) = gradients else {
            for number in numbers {
                F::at(V::load(number)).0.store(number);
            }
            return;
        };
        for (number, gradients) in numbers.iter_mut().zip(gradients) {
            let (value, gradient) = F::at(V::load(number));
            value.store(number);
            gradient.store(gradients);
        }
    }
}

/// Replaces weighted sums by activations, of which units drop out where there is a mask, and writes the gradient of each to
/// `gradients`, which is as long.
pub(super) fn activate_and_drop_out<V: Vector>(
    activation: Activation,
    mask: Option<BlocksMask<'_>>,
    numbers: &mut [Lanes],
    gradients: &mut [Lanes],
) {
    activate::<V>(activation, numbers, Some(gradients));
    if let Some(mask) = mask {
        V::run(DropOut { mask, numbers, gradients });
    }
}

struct DropOut<'a> {
    mask: BlocksMask<'a>,
    numbers: &'a mut [Lanes],
    gradients: &'a mut [Lanes],
}

impl<V: Vector> Kernel<V> for DropOut<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { mask, numbers, gradients } = self;
        for ((factor, number), gradient) in mask.factors().zip(numbers).zip(gradients) {
            let factor = V::load(&factor);
            (V::load(number) * factor).store(number);
            (V::load(gradient) * factor).store(gradient);
        }
    }
}

/// Writes [`activate`], and a function of x, by its value and gradient, for each row.
macro_rules! activations {
    ($($name:ident($x:ident) $body:block)*) => {
        /// Replaces weighted sums by activations, and writes the gradient of each to `gradients`, which is as long, if it
        /// is wanted.
        pub(super) fn activate<V: Vector>(
            activation: Activation,
            numbers: &mut [Lanes],
            gradients: Option<&mut [Lanes]>,
        ) {
            match activation {
                $(Activation::$name => V::run(Apply(numbers, gradients, $name)),)*
            }
        }

        $(struct $name;

        impl Function for $name {
            #[inline(always)]
            fn at<V: Real>($x: V) -> (V, V) {
                $body
            }
        })*
    };
}

activations! {
    Relu(x) {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        // The gradient at 0 is 0, as in PyTorch; a NaN stays.
        (x.at_least(zero), V::select(zero.less(x), one, zero))
    }

    Tanh(x) {
        let value = tanh(x);
        (value, V::splat(1.0) - value * value)
    }

    Sigmoid(x) {
        let value = sigmoid(x);
        (value, value * (V::splat(1.0) - value))
    }

    Linear(x) { (x, V::splat(1.0)) }

    LeakyRelu(x) {
        let (zero, one, leak) = (V::splat(0.0), V::splat(1.0), V::splat(0.01));
        let above = zero.less(x);
        (V::select(above, x, x * leak), V::select(above, one, leak))
    }

    Elu(x) {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let power = exp(x.at_most(zero));
        let above = zero.less(x);
        (V::select(above, x, power - one), V::select(above, one, power))
    }

    Gelu(x) {
        let (half, one) = (V::splat(0.5), V::splat(1.0));
        let scale = V::splat(0.797_884_6);
        let cubic = V::splat(0.044_715);
        let square = x * x;
        let bent = tanh(scale * (x + cubic * square * x));
        let inner = scale * (one + V::splat(3.0) * cubic * square);
        let gate = half * (one + bent);
        (x * gate, gate + half * x * (one - bent * bent) * inner)
    }

    Softplus(x) {
        let (tail, gradient) = softplus_tail_and_sigmoid(x);
        (x.at_least(V::splat(0.0)) + tail, gradient)
    }

    Sin(x) { sin_cos(x) }
}
