//! Training loops written by hand for one network each: what stands in for the limit of the machine.
//!
//! Every shape is known to the compiler, loss and optimizer are part of the loop, and each loop may use what its one
//! network allows and the engines' generality does not: any order of sums, fused multiply-add, approximations good for
//! the run at hand. The benchmark of the engines checks that the losses agree.

#![expect(clippy::inline_always, reason = "a loop is compiled for the instructions of what it is inlined into")]
#![expect(clippy::needless_range_loop, reason = "an index says which of several arrays' numbers go together")]

pub mod deep;
pub mod tutorial;

/// A loop that trains one network.
pub trait ByHand {
    /// Trains so many epochs and gives the mean over the last one's batches of the loss before their step. `FUSED`
    /// allows fused multiply-add, which is a slow call where the processor has no such instruction.
    fn train<const FUSED: bool>(&mut self, epochs: u64) -> f32;
}

/// Trains with AVX2 and fused multiply-add where the processor has them. (On AVX-512 these very loops are slower.)
pub fn train(network: &mut impl ByHand, epochs: u64) -> f32 {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,fma")]
        fn compiled(network: &mut impl ByHand, epochs: u64) -> f32 {
            network.train::<true>(epochs)
        }

        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            #[expect(
                unsafe_code,
                reason = "a call of what is compiled for instructions that not every processor has"
            )]
            // SAFETY: the processor has them.
            return unsafe { compiled(network, epochs) };
        }
    }
    network.train::<false>(epochs)
}

/// `N` numbers that are computed with side by side.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Lanes<const N: usize>(pub [f32; N]);

impl<const N: usize> Lanes<N> {
    pub const ZERO: Self = Self([0.0; N]);

    #[inline(always)]
    pub fn splat(number: f32) -> Self {
        Self([number; N])
    }

    #[inline(always)]
    pub fn map(self, function: impl Fn(f32) -> f32) -> Self {
        let mut result = self;
        for number in &mut result.0 {
            *number = function(*number);
        }
        result
    }

    #[inline(always)]
    pub fn zip(self, other: Self, function: impl Fn(f32, f32) -> f32) -> Self {
        let mut result = self;
        for (number, other) in result.0.iter_mut().zip(other.0) {
            *number = function(*number, other);
        }
        result
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, |left, right| left + right)
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        self.zip(other, |left, right| left * right)
    }

    /// self + left * right.
    #[inline(always)]
    pub fn plus_product<const FUSED: bool>(self, left: Self, right: Self) -> Self {
        let mut result = self;
        // Left to itself, the compiler finds neighbours in other places than the lanes, and moves numbers about.
        #[cfg(target_arch = "x86_64")]
        if FUSED {
            use std::arch::x86_64::{_mm256_fmadd_ps, _mm256_load_ps, _mm256_store_ps};
            for first in (0..N).step_by(8) {
                #[expect(unsafe_code, reason = "vector instructions")]
                // SAFETY: `FUSED` is set where the processor has them; lanes are whole eights, aligned to 64 bytes.
                unsafe {
                    let [left, right, addend] =
                        [&left, &right, &self].map(|lanes| _mm256_load_ps(lanes.0.as_ptr().add(first)));
                    _mm256_store_ps(result.0.as_mut_ptr().add(first), _mm256_fmadd_ps(left, right, addend));
                }
            }
            return result;
        }
        for lane in 0..N {
            result.0[lane] += left.0[lane] * right.0[lane];
        }
        result
    }

    #[inline(always)]
    pub fn sum(self) -> f32 {
        let (mut numbers, mut half) = (self.0, N / 2);
        while half > 0 {
            for lane in 0..half {
                numbers[lane] += numbers[lane + half];
            }
            half /= 2;
        }
        numbers[0]
    }
}

/// left * right + addend.
#[inline(always)]
pub fn multiply_add<const FUSED: bool>(left: f32, right: f32, addend: f32) -> f32 {
    if FUSED { left.mul_add(right, addend) } else { left * right + addend }
}

/// A polynomial of x with these coefficients, the constant first.
#[inline(always)]
fn polynomial<const FUSED: bool, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut value = coefficients[N - 1];
    for index in (0..N - 1).rev() {
        value = multiply_add::<FUSED>(value, x, coefficients[index]);
    }
    value
}

/// e^x within 3e-7 of it, for x from -87 to 88: 2^n e^r with n whole and |r| at most ln 2 / 2.
#[inline(always)]
pub fn exp<const FUSED: bool>(x: f32) -> f32 {
    /// Added to a number, it leaves the nearest whole number in the low bits.
    const ROUNDER: f32 = 12_582_912.0;
    let shifted = multiply_add::<FUSED>(x, std::f32::consts::LOG2_E, ROUNDER);
    let r = multiply_add::<FUSED>(shifted - ROUNDER, -std::f32::consts::LN_2, x);
    let mantissa = polynomial::<FUSED, 6>(r, [1.0, 1.0, 0.5, 0.166_665_18, 0.041_666_206, 0.008_368_918]);
    // The whole number goes into the exponent.
    f32::from_bits(mantissa.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// ln x within 1e-6 for x from 1 on: the exponent's share, and 2 artanh of the mantissa's distance from 1.
#[inline(always)]
pub fn ln<const FUSED: bool>(x: f32) -> f32 {
    // The mantissa is brought to between sqrt(1/2) and sqrt(2).
    let offset = x.to_bits().wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits());
    let exponent = (offset.cast_signed() >> 23) as f32;
    let mantissa = f32::from_bits(x.to_bits().wrapping_sub(offset & 0xFF80_0000));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let tail = polynomial::<FUSED, 4>(s * s, [2.0, 0.666_667_1, 0.399_9, 0.302]);
    multiply_add::<FUSED>(exponent, std::f32::consts::LN_2, s * tail)
}

/// tanh x within 4e-7: x P(x²) / Q(x²), up to where tanh is 1 in single precision.
#[inline(always)]
pub fn tanh<const FUSED: bool>(x: f32) -> f32 {
    let x = if x < 9.0 { x } else { 9.0 };
    let x = if x > -9.0 { x } else { -9.0 };
    let square = x * x;
    let numerator = polynomial::<FUSED, 5>(square, [1.0, 0.133_804_02, 0.003_494_847_6, 2.059_687e-5, 1.333_766_7e-8]);
    let denominator = polynomial::<FUSED, 5>(square, [1.0, 0.467_137_2, 0.025_874_166, 3.284_422_5e-4, 7.769_619e-7]);
    x * numerator / denominator
}
