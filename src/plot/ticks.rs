//! Round numbers for axes, and their labels.
//!
//! Chooses the values that get a tick, and writes their labels; the axes place them. Every function takes any numbers at
//! all: a range without sensible ticks gets none.

use indicatif::HumanCount;

/// More ticks than fit on any screen.
const MAX_TICKS: usize = 1000;
/// The part of a step by which a tick may lie outside the ends, so that 0.3 is a tick of 0 to 0.3, though 0.3 / 0.1 is
/// less than 3 in floating point.
const SLACK: f64 = 1e-9;

/// Values from `low` to `high` in rising order, 1, 2 or 5 times a power of ten apart: as many as possible up to `max`.
///
/// The ends may come in either order. Equal ends give that one value; ends that are not finite, or too far apart for
/// their difference to be, give no ticks.
pub fn linear(low: f64, high: f64, max: usize) -> Vec<f64> {
    spaced(low, high, max, f64::MIN_10_EXP)
}

/// As [`linear`], but whole numbers only: for epochs and other counts.
pub fn whole(low: f64, high: f64, max: usize) -> Vec<f64> {
    let mut ticks = spaced(low, high, max, 0);
    ticks.retain(|tick| tick.fract() == 0.0);
    ticks
}

/// Ticks of a logarithmic axis, in rising order, at most `max`: 1, 2 and 5 times every power of ten that lie from
/// `low` to `high` if they fit, else 1 and 3 times, else the powers of ten, else every n-th of them. An axis too short
/// for two of these gets the ticks of [`linear`].
///
/// The ends may come in either order; both must be positive and finite, or there are no ticks.
pub fn logarithmic(low: f64, high: f64, max: usize) -> Vec<f64> {
    let (low, high) = ordered(low, high);
    if !(low > 0.0 && high.is_finite()) || max == 0 {
        return Vec::new();
    }
    let decades = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
    let levels: [(&[f64], i32); 9] = [
        (&[1.0, 2.0, 5.0], 1),
        (&[1.0, 3.0], 1),
        (&[1.0], 1),
        (&[1.0], 2),
        (&[1.0], 5),
        (&[1.0], 10),
        (&[1.0], 50),
        (&[1.0], 100),
        (&[1.0], 500),
    ];
    for (index, (factors, every)) in levels.into_iter().enumerate() {
        let exponents = decades.clone().filter(|exponent| exponent.rem_euclid(every) == 0);
        let ticks: Vec<f64> = exponents
            .flat_map(|exponent| factors.iter().map(move |&factor| times_power_of_ten(factor, exponent)))
            .filter(|tick| (low..=high).contains(tick))
            .collect();
        if index == 0 && ticks.len() < 2 {
            return linear(low, high, max);
        }
        if ticks.len() <= max {
            return ticks;
        }
    }
    Vec::new()
}

/// The smallest range with round ends that holds `low` to `high`, for a linear axis: it seldom changes while the data
/// grow. Both must be finite and in order.
pub fn linear_enclosing(low: f64, high: f64) -> (f64, f64) {
    let step = round_up((high - low) / 5.0);
    if !(step.is_finite() && step > 0.0) {
        return (low, high);
    }
    let ends = ((low / step + SLACK).floor() * step, (high / step - SLACK).ceil() * step);
    // Near the largest numbers a multiple of the step may overflow.
    if ends.0.is_finite() && ends.1.is_finite() { ends } else { (low, high) }
}

/// As [`linear_enclosing`], for a logarithmic axis: the ends are 1, 2 or 5 times a power of ten. Both must be positive.
pub fn logarithmic_enclosing(low: f64, high: f64) -> (f64, f64) {
    let exponent = low.log10().floor() as i32;
    let below = [5.0, 2.0, 1.0].map(|factor| times_power_of_ten(factor, exponent));
    let below = below.into_iter().find(|&end| end <= low * (1.0 + SLACK)).unwrap_or(low);
    (if below > 0.0 { below } else { low }, round_up(high).min(f64::MAX))
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below the positive value.
fn round_up(value: f64) -> f64 {
    let exponent = value.log10().floor() as i32;
    let above = [1.0, 2.0, 5.0, 10.0].map(|factor| times_power_of_ten(factor, exponent));
    above.into_iter().find(|&end| end >= value * (1.0 - SLACK)).unwrap_or(value)
}

/// A tick's label: thousands separators from 1,000 on, powers of ten for the very large and the very small, and no
/// more decimals than the tick needs.
pub fn label(tick: f64) -> String {
    labels(&[tick]).pop().unwrap_or_default()
}

/// The labels of the ticks of one linear axis, in their order, all with the same number of decimals.
pub fn labels(ticks: &[f64]) -> Vec<String> {
    let ticks: Vec<f64> = ticks.iter().map(|&tick| without_noise(tick)).collect();
    let largest = ticks.iter().fold(0.0, |largest: f64, tick| largest.max(tick.abs()));
    if largest >= 1e7 || (largest < 1e-3 && largest > 0.0) {
        return ticks.iter().map(|&tick| if tick == 0.0 { "0".into() } else { format!("{tick:e}") }).collect();
    }
    let decimals = ticks.iter().map(|&tick| decimals(tick)).max().unwrap_or(0);
    ticks.iter().map(|tick| with_separators(&format!("{tick:.decimals$}"))).collect()
}

/// The two ends in order; callers refuse an end that is NaN.
fn ordered(low: f64, high: f64) -> (f64, f64) {
    if low > high { (high, low) } else { (low, high) }
}

/// Ticks m·10^k apart with m of 1, 2, 5 and k of `min_exponent` or more.
fn spaced(low: f64, high: f64, max: usize, min_exponent: i32) -> Vec<f64> {
    let (low, high) = ordered(low, high);
    let span = high - low;
    if !span.is_finite() || !low.is_finite() || max == 0 {
        return Vec::new();
    }
    if span == 0.0 {
        return vec![low];
    }
    let max = max.min(MAX_TICKS);
    let start = ((span / max as f64).log10().floor() as i32 - 1).max(min_exponent);
    let mut denser = None;
    // Steps longer than the span leave one tick at most, so the search ends a few decades on.
    for exponent in start.. {
        for factor in [1.0, 2.0, 5.0] {
            let step = times_power_of_ten(factor, exponent);
            let (first, last) = ((low / step - SLACK).ceil(), (high / step + SLACK).floor());
            let count = last - first + 1.0;
            if !step.is_normal() || !count.is_finite() {
                return Vec::new();
            }
            let tick = |index: f64| times_power_of_ten((first + index) * factor, exponent);
            if count > max as f64 {
                denser = Some(tick(0.0));
                continue;
            }
            let mut ticks: Vec<f64> = (0..count.max(0.0) as usize).map(|index| tick(index as f64)).collect();
            ticks.dedup();
            // With a maximum of one tick, a step may give two and the next none.
            return if ticks.is_empty() { denser.into_iter().collect() } else { ticks };
        }
    }
    Vec::new()
}

/// `factor`·10^`exponent` as the nearest number to the decimal one, which a product with 0.1 is not.
pub(super) fn times_power_of_ten(factor: f64, exponent: i32) -> f64 {
    // No power beyond this one is finite: the bound only keeps the negation from overflowing.
    let power = 10_f64.powi(exponent.clamp(-400, 400).abs());
    // Adding zero turns -0 into 0.
    if exponent < 0 { factor / power + 0.0 } else { factor * power + 0.0 }
}

/// The number rounded to twelve significant digits, without the noise of arithmetic, and never -0.
fn without_noise(value: f64) -> f64 {
    format!("{value:.11e}").parse().map_or(value, |value: f64| value + 0.0)
}

/// How many decimals the shortest exact decimal form of the number has.
fn decimals(value: f64) -> usize {
    value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// A written number with commas between thousands; what has no digits stays as it is.
fn with_separators(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let digits = whole.trim_start_matches('-');
    let sign = &whole[..whole.len() - digits.len()];
    digits.parse().map_or_else(|_| number.to_owned(), |whole| format!("{sign}{}{fraction}", HumanCount(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn linear_ticks_are_round() {
        assert_eq!(linear(-2.0, 2.0, 5), [-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(linear(-2.1, 2.3, 5), [-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(linear(0.0, 0.7, 4), [0.0, 0.2, 0.4, 0.6]);
        assert_eq!(linear(0.0, 2000.0, 5), [0.0, 500.0, 1000.0, 1500.0, 2000.0]);
        assert_eq!(linear(2000.0, 0.0, 2), [0.0, 2000.0]);
        assert_eq!(linear(0.1, 0.4, 4), [0.1, 0.2, 0.3, 0.4], "the decimal numbers, not sums of 0.1");
    }

    #[test]
    fn a_single_tick_is_found_when_no_single_step_fits() {
        assert_eq!(linear(5.9, 8.1, 1).len(), 1);
        assert_eq!(linear(1.1, 1.9, 1), [1.5]);
    }

    #[test]
    fn whole_ticks_have_no_fractions() {
        assert_eq!(whole(0.0, 2.0, 9), [0.0, 1.0, 2.0]);
        assert_eq!(whole(0.0, 1.0, 5), [0.0, 1.0]);
        assert_eq!(whole(7.0, 7.0, 5), [7.0]);
        assert_eq!(whole(0.2, 0.8, 5), [0.0; 0]);
        assert_eq!(whole(1240.0, 1740.0, 4), [1400.0, 1600.0]);
    }

    #[test]
    fn logarithmic_ticks_thin_out() {
        assert_eq!(logarithmic(0.04, 1.0, 8), [0.05, 0.1, 0.2, 0.5, 1.0]);
        assert_eq!(logarithmic(0.04, 1.0, 4), [0.1, 0.3, 1.0]);
        assert_eq!(logarithmic(0.04, 1.0, 2), [0.1, 1.0]);
        assert_eq!(logarithmic(1e-6, 1.0, 4), [1e-6, 1e-4, 1e-2, 1.0]);
        assert_eq!(logarithmic(f64::MIN_POSITIVE, f64::MAX, 2), [1.0]);
        assert_eq!(logarithmic(0.62, 0.69, 3), [0.65], "as a linear axis");
    }

    #[test]
    fn enclosing_ranges_have_round_ends() {
        assert_eq!(linear_enclosing(0.0, 0.73), (0.0, 0.8));
        assert_eq!(linear_enclosing(-0.1, 4.9), (-1.0, 5.0));
        assert_eq!(linear_enclosing(3.0, 3.0), (3.0, 3.0));
        assert_eq!(logarithmic_enclosing(0.06, 0.73), (0.05, 1.0));
        assert_eq!(logarithmic_enclosing(0.1, 0.2), (0.1, 0.2));
        assert_eq!(logarithmic_enclosing(1e-308, f64::MAX).1, f64::MAX);
    }

    #[test]
    fn unusable_ends_give_no_ticks() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for ticks in [linear, whole, logarithmic] {
                assert!(ticks(bad, 1.0, 5).is_empty());
                assert!(ticks(1.0, bad, 5).is_empty());
                assert!(ticks(bad, bad, 5).is_empty());
            }
        }
        assert!(linear(-f64::MAX, f64::MAX, 5).is_empty());
        assert!(logarithmic(0.0, 1.0, 5).is_empty());
        assert!(logarithmic(-1.0, 1.0, 5).is_empty());
        assert!(linear(0.0, 1.0, 0).is_empty());
    }

    #[test]
    fn labels_are_compact() {
        let expected = [
            (0.0, "0"),
            (-0.0, "0"),
            (-2.0, "-2"),
            (1500.0, "1,500"),
            (-1500.0, "-1,500"),
            (2_000_000.0, "2,000,000"),
            (1234.5, "1,234.5"),
            (100.0, "100"),
            (0.05, "0.05"),
            (0.1 + 0.2, "0.3"),
            (0.001, "0.001"),
            (0.0001, "1e-4"),
            (1e-6, "1e-6"),
            (2e9, "2e9"),
            (1e300, "1e300"),
        ];
        for (tick, text) in expected {
            assert_eq!(label(tick), text);
        }
        assert_eq!(label(f64::NAN), "NaN");
    }

    #[test]
    fn labels_of_one_axis_have_the_same_decimals() {
        assert_eq!(labels(&[-1.0, -0.5, 0.0, 0.5, 1.0]), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(&[0.0, 2e-6, 4e-6]), ["0", "2e-6", "4e-6"]);
        assert_eq!(labels(&[500.0, 1000.0]), ["500", "1,000"]);
        assert!(labels(&[]).is_empty());
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn ticks_rise_within_their_ends(low in any::<f64>(), high in any::<f64>(), most in 0..40_usize) {
            for (index, ticks) in [linear, whole, logarithmic].into_iter().enumerate() {
                let ticks = ticks(low, high, most);
                prop_assert!(ticks.len() <= most);
                prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]));
                let (low, high) = ordered(low, high);
                // A step of whole ticks may be far longer than the span.
                let slack = 1e-8 * (high - low).abs() + if index == 1 { SLACK } else { 0.0 };
                prop_assert!(ticks.iter().all(|&tick| tick >= low - slack && tick <= high + slack));
                prop_assert_eq!(labels(&ticks).len(), ticks.len());
            }
        }

        #[test]
        fn there_is_always_a_tick(middle in -1e3..1e3_f64, span in 1e-3..1e6_f64, most in 1..20_usize) {
            prop_assert!(!linear(middle - span, middle + span, most).is_empty());
        }

        #[test]
        fn labels_tell_the_value(low in -1e5..1e5_f64, span in 1e-3..1e5_f64, most in 1..20_usize) {
            let ticks = linear(low, low + span, most);
            for (tick, label) in ticks.iter().zip(labels(&ticks)) {
                let read: f64 = label.replace(',', "").parse().expect("a number");
                prop_assert!((read - tick).abs() <= 1e-9 * tick.abs().max(span));
            }
        }
    }
}
