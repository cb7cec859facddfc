//! Elementary functions of our own, over one number or sixteen: the same bits on every processor.
//!
//! Each is a polynomial or a quotient of polynomials after a reduction of the argument, without a branch (but for the
//! sine of numbers beyond 8,192). Coefficients were fitted to the functions for the smallest largest error over the
//! reduced range. A NaN gives a NaN. Errors are those that the tests hold, over every exponent of single precision.

use super::vector::Real;

/// 1.5 · 2^23: added to a number of magnitude below 2^22, it leaves the nearest whole number in the low bits.
const ROUNDER: f32 = 12_582_912.0;

/// A polynomial of x with these coefficients, the constant first.
#[inline(always)]
fn polynomial<V: Real, const N: usize>(x: V, coefficients: [f32; N]) -> V {
    let mut value = V::splat(coefficients[N - 1]);
    for &coefficient in coefficients[..N - 1].iter().rev() {
        value = value * x + V::splat(coefficient);
    }
    value
}

/// e^x, within 2 units in the last place for x from -86.9 on; below, e^-86.9 (1.8e-38) is given.
///
/// x = n ln 2 + r with n whole and |r| at most ln 2 / 2; e^x = 2^n e^r.
#[inline(always)]
pub(super) fn exp<V: Real>(x: V) -> V {
    let x = x.at_most(V::splat(88.8)).at_least(V::splat(-86.9));
    let shifted = x * V::splat(std::f32::consts::LOG2_E) + V::splat(ROUNDER);
    let n = shifted - V::splat(ROUNDER);
    // ln 2 in two parts, the first of so few bits that its product with n is exact.
    let r = x - n * V::splat(0.693_359_4) + n * V::splat(2.121_944_4e-4);
    let tail = polynomial(r, [0.5, 0.166_665_18, 0.041_666_206, 0.008_368_918, 0.001_395_054]);
    let mantissa = r * r * tail + r + V::splat(1.0);
    // 2^(n - 1), since 2^n is out of range for the largest results.
    let power = shifted.shifted(126 << 23);
    mantissa * power * V::splat(2.0)
}

/// tanh x, within 4 units in the last place or 3e-7, and never beyond 1.
///
/// x P(x²) / Q(x²) with P and Q of degree 4, up to where tanh is 1 in single precision.
#[inline(always)]
pub(super) fn tanh<V: Real>(x: V) -> V {
    let x = x.at_most(V::splat(9.0)).at_least(V::splat(-9.0));
    let square = x * x;
    let numerator = polynomial(square, [1.0, 0.133_804_02, 0.003_494_847_6, 2.059_687e-5, 1.333_766_7e-8]);
    let denominator = polynomial(square, [1.0, 0.467_137_2, 0.025_874_166, 3.284_422_5e-4, 7.769_619e-7]);
    (x * numerator / denominator).at_most(V::splat(1.0)).at_least(V::splat(-1.0))
}

/// 1 / (1 + e^-x), within 3 units in the last place for results from 2^-126 on.
#[inline(always)]
pub(super) fn sigmoid<V: Real>(x: V) -> V {
    sigmoid_of(x, exp(-x.abs()))
}

/// 1 / (1 + e^-x), given e^-|x|.
#[inline(always)]
fn sigmoid_of<V: Real>(x: V, power: V) -> V {
    V::select(x.less(V::splat(0.0)), power, V::splat(1.0)) / (power + V::splat(1.0))
}

/// ln(1 + x) for x from 0 to 1, within 3 units in the last place.
///
/// 2 artanh s with s = x / (2 + x), as 2 s + 2 s³ P(s²).
#[inline(always)]
pub(super) fn ln_1p<V: Real>(x: V) -> V {
    let s = x / (x + V::splat(2.0));
    let square = s * s;
    let tail = polynomial(square, [0.333_332_06, 0.200_108_53, 0.139_995_07, 0.140_125_7]);
    let double = s + s;
    double + double * square * tail
}

/// ln(1 + x) for x from 0 to 7, within 3 units in the last place.
#[inline(always)]
pub(super) fn ln_1p_to_7<V: Real>(x: V) -> V {
    ln_1p_halved::<V, 2>(x)
}

/// ln(1 + x) for x from 0 to 31, within 3 units in the last place; to 7 the same bits as [`ln_1p_to_7`].
#[inline(always)]
pub(super) fn ln_1p_to_31<V: Real>(x: V) -> V {
    ln_1p_halved::<V, 4>(x)
}

/// Above 1, 1 + x is halved, at most so often: ln(1 + x) = ln 2 + ln(1 + (x - 1) / 2), where the difference is exact.
#[inline(always)]
fn ln_1p_halved<V: Real, const HALVINGS: usize>(x: V) -> V {
    let (zero, half, one) = (V::splat(0.0), V::splat(0.5), V::splat(1.0));
    let (mut rest, mut halvings) = (x, zero);
    for _ in 0..HALVINGS {
        let large = one.less(rest);
        halvings = halvings + V::select(large, one, zero);
        rest = V::select(large, (rest - one) * half, rest);
    }
    halvings * V::splat(std::f32::consts::LN_2) + ln_1p(rest)
}

/// ln(1 + e^-|x|), by which ln(1 + e^x) is above max(x, 0), and 1 / (1 + e^-x), each within 4 units in the last place
/// for results from 2^-126 on.
#[inline(always)]
pub(super) fn softplus_tail_and_sigmoid<V: Real>(x: V) -> (V, V) {
    let power = exp(-x.abs());
    (ln_1p(power), sigmoid_of(x, power))
}

/// Beyond this magnitude the reduction of the sine's argument goes by integers.
const FAR: f32 = 8192.0;

/// sin x and cos x, each within 4 units in the last place or 1e-7.
///
/// x = n π/2 + r with n whole and |r| at most π/4; the last two bits of n tell which of ± sin r and ± cos r to take.
#[inline(always)]
pub(super) fn sin_cos<V: Real>(x: V) -> (V, V) {
    let shifted = x * V::splat(std::f32::consts::FRAC_2_PI) + V::splat(ROUNDER);
    let n = shifted - V::splat(ROUNDER);
    // π/2 in three parts, the first two of so few bits that their products with n are exact.
    let r = x - n * V::splat(1.570_312_5) - n * V::splat(4.837_513e-4) - n * V::splat(7.549_79e-8);
    let (sin, cos) = quadrant(r, shifted);
    if V::any(V::splat(FAR).less(x.abs())) {
        let far = |x: f32| FAR < x.abs();
        let sin = V::select(V::splat(FAR).less(x.abs()), x.map(|x| if far(x) { sin_cos_far(x).0 } else { 0.0 }), sin);
        let cos = V::select(V::splat(FAR).less(x.abs()), x.map(|x| if far(x) { sin_cos_far(x).1 } else { 0.0 }), cos);
        return (sin, cos);
    }
    (sin, cos)
}

/// sin and cos of n π/2 + r, with n in the low bits of `shifted`.
#[inline(always)]
fn quadrant<V: Real>(r: V, shifted: V) -> (V, V) {
    let square = r * r;
    let sin = r + r * square * polynomial(square, [-0.166_666_55, 0.008_332_169, -1.951_601_5e-4]);
    let tail = polynomial(square, [0.041_666_647, -0.001_388_735_5, 2.443_700_8e-5]);
    let cos = V::splat(1.0) - square * V::splat(0.5) + square * square * tail;
    let (odd, second) = (shifted.bit::<0>(), shifted.bit::<1>());
    let (first, other) = (V::select(odd, cos, sin), V::select(odd, sin, cos));
    // The cosine changes its sign in quadrants 1 and 2: one earlier than the sine.
    let turned = (shifted + V::splat(1.0)).bit::<1>();
    (V::select(second, -first, first), V::select(turned, -other, other))
}

/// sin x and cos x for a magnitude beyond [`FAR`]: x times 2/π in integers, of which the bits round the point are
/// computed (the method of Payne and Hanek). Infinities give a NaN.
#[cold]
fn sin_cos_far(x: f32) -> (f32, f32) {
    /// The first 192 bits of 2/π after the point, in words of 32.
    const BITS: [u32; 6] = [0xA2F9_836E, 0x4E44_1529, 0xFC27_57D1, 0xF534_DDC0, 0xDB62_9599, 0x3C43_9041];
    if !x.is_finite() {
        return (f32::NAN, f32::NAN);
    }
    let bits = x.abs().to_bits();
    let mantissa = u128::from(bits & 0x7F_FFFF | 0x80_0000);
    // |x| = mantissa · 2^exponent, with exponent from -10 on.
    let exponent = (bits >> 23).cast_signed() - 150;
    // The product's bits of weight 2^2 and more are whole turns: bits of 2/π above those of weight 2^(1 - exponent)
    // add nothing else. 96 bits from there on are enough for a fraction of 64.
    let first = (exponent - 2).max(0).cast_unsigned();
    let (word, shift) = ((first / 32) as usize, first % 32);
    let part = |index: usize| u128::from(BITS.get(word + index).copied().unwrap_or(0));
    let window = (part(0) << 96 | part(1) << 64 | part(2) << 32 | part(3)) << shift >> 32;
    // The window's lowest bit has weight 2^-(first + 96).
    let product = mantissa * window;
    let point = (first + 96).cast_signed() - exponent;
    // Quarter turns in the two bits above the point, the fraction of one below, to 62 bits.
    let turns = (product >> (point - 62)) as u64;
    let (mut quarters, fraction) = (turns >> 62, turns << 2);
    // To the nearest quarter: a fraction of a half or more is one quarter on, less what is missing.
    let rest = fraction.cast_signed();
    quarters += u64::from(rest < 0);
    let r = (rest as f64 / (1_u128 << 64) as f64 * std::f64::consts::FRAC_PI_2) as f32;
    let (sin, cos) = quadrant(r, ROUNDER + (quarters & 3) as f32);
    (if x < 0.0 { -sin } else { sin }, cos)
}
