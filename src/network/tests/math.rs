//! Elementary functions against double precision, over every exponent of single precision.

use crate::network::math::{exp, ln_1p, ln_1p_to_7, ln_1p_to_31, sigmoid, sin_cos, softplus_tail_and_sigmoid, tanh};

/// Numbers of every exponent and both signs, some thousand of each, with the ends of each range.
fn sweep() -> impl Iterator<Item = f32> {
    let of_exponent = |exponent: u32| {
        let mantissas = (0..2048_u32).map(|step| (step * 4096 + step * 37 % 4096) & 0x7F_FFFF);
        mantissas.chain([0, 1, 0x7F_FFFF]).map(move |mantissa| f32::from_bits(exponent << 23 | mantissa))
    };
    (0..255).flat_map(of_exponent).flat_map(|number| [number, -number])
}

/// The distance between a result and the exact one, in units in the last place of the exact one, and absolutely.
fn error(got: f32, exact: f64) -> (f64, f64) {
    let rounded = (exact as f32).abs().max(f32::MIN_POSITIVE);
    let unit = f64::from(rounded.next_up()) - f64::from(rounded);
    let off = (f64::from(got) - exact).abs();
    (off / unit, off)
}

/// Checks a function where `within` holds: off by no more than this many units in the last place, or by no more than
/// `absolute`.
fn check(
    name: &str,
    function: impl Fn(f32) -> f32,
    exact: impl Fn(f64) -> f64,
    within: impl Fn(f32) -> bool,
    (units, absolute): (f64, f64),
) {
    let (mut worst, mut at, mut checked) = (0.0, 0.0, 0);
    for x in sweep().filter(|x| within(*x)) {
        let (got, expected) = (function(x), exact(f64::from(x)));
        let (off, apart) = error(got, expected);
        assert!(
            off <= units || apart <= absolute,
            "{name} {x:e} is {got:e}, not {expected:e}: {off:.2} units, {apart:e} apart"
        );
        if apart > absolute && off > worst {
            (worst, at) = (off, x);
        }
        checked += 1;
    }
    println!("{name}: {worst:.2} units in the last place at {at:e}, {checked} numbers");
    assert!(checked > 100_000, "{name}: {checked} numbers");
}

#[test]
fn every_function_keeps_its_bound_over_every_exponent() {
    let all = |_: f32| true;
    check("exp", exp, f64::exp, |x| (-86.9..=88.722_83).contains(&x), (2.0, 0.0));
    check("exp below", exp, f64::exp, |x| x < -86.9, (0.0, 2e-38));
    check("tanh", tanh, f64::tanh, all, (4.0, 3e-7));
    assert!(sweep().all(|x| tanh(x).abs() <= 1.0));
    check("sigmoid", sigmoid, |x| 1.0 / (1.0 + (-x).exp()), |x| x > -86.0, (3.0, 0.0));
    check("sigmoid below", sigmoid, |x| 1.0 / (1.0 + (-x).exp()), |x| x <= -86.0, (3.0, 2e-38));
    check("ln_1p", ln_1p, f64::ln_1p, |x| (0.0..=1.0).contains(&x), (3.0, 0.0));
    check("ln_1p to 7", ln_1p_to_7, f64::ln_1p, |x| (0.0..=7.0).contains(&x), (3.0, 0.0));
    check("ln_1p to 31", ln_1p_to_31, f64::ln_1p, |x| (0.0..=31.0).contains(&x), (3.0, 0.0));
    check("softplus's tail", |x| softplus_tail_and_sigmoid(x).0, |x| (-x.abs()).exp().ln_1p(), all, (4.0, 2e-38));
    check("softplus's gradient", |x| softplus_tail_and_sigmoid(x).1, |x| 1.0 / (1.0 + (-x).exp()), all, (3.0, 2e-38));
    check("sin", |x| sin_cos(x).0, f64::sin, all, (4.0, 1e-7));
    check("cos", |x| sin_cos(x).1, f64::cos, all, (4.0, 1e-7));
}

#[test]
fn what_is_too_large_is_infinite_and_what_is_no_number_stays_none() {
    assert_eq!((exp(88.73), exp(f32::MAX), exp(f32::INFINITY)), (f32::INFINITY, f32::INFINITY, f32::INFINITY));
    assert_eq!((tanh(f32::INFINITY), tanh(f32::NEG_INFINITY)), (1.0, -1.0));
    assert_eq!((sigmoid(f32::INFINITY), sigmoid(0.0)), (1.0, 0.5));
    assert!(sin_cos(f32::INFINITY).0.is_nan() && sin_cos(f32::NEG_INFINITY).1.is_nan());
    for function in [exp, tanh, sigmoid, ln_1p, ln_1p_to_7, ln_1p_to_31, |x| sin_cos(x).0, |x| sin_cos(x).1] {
        assert!(function(f32::NAN).is_nan());
    }
}
