//! Statistics of many runs: intervals of shares and medians, and a test of pairs.
//!
//! `tests/sweep/statistics.py` computes the same with `SciPy` and statsmodels; `tests/fixtures/statistics.json` has its
//! results.

use rand::RngExt;

use crate::random::{Purpose, stream};

/// The confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;
/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// Resamples of a bootstrap interval, and the seed of the random numbers.
const RESAMPLES: usize = 2000;
const SEED: u64 = 0;

/// Wilson's score interval of a share, for `count` successes among `total` (Wilson 1927, Probable inference, the law of
/// succession, and statistical inference; Brown, Cai and `DasGupta` 2001, equation 4): with p = count / total and the
/// quantile z,
///
/// (p + z²/2n ± z √(p (1 - p)/n + z²/4n²)) / (1 + z²/n).
///
/// From 0 to 1; none of nothing.
pub fn wilson(count: u64, total: u64) -> Option<(f64, f64)> {
    if total == 0 {
        return None;
    }
    let (n, p) = (total as f64, count as f64 / total as f64);
    let center = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Without rounding errors at the ends.
    let low = if count == 0 { 0.0 } else { (center - half) / scale };
    let high = if count == total { 1.0 } else { (center + half) / scale };
    Some((low, high))
}

/// The median: of an even number the mean of the two in the middle. Sorts the numbers; none of none.
pub fn median(numbers: &mut [f64]) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let (low, high) = (numbers.get(numbers.len().checked_sub(1)? / 2)?, numbers.get(numbers.len() / 2)?);
    Some(mean(*low, *high))
}

/// The mean of two numbers, infinite ones too.
fn mean(one: f64, other: f64) -> f64 {
    if one == other { one } else { f64::midpoint(one, other) }
}

/// The bootstrap interval of a median by percentiles (Efron 1979, Bootstrap methods; Efron and Tibshirani 1993, section
/// 13.3): the medians of 2,000 samples of the same size, drawn with replacement and a fixed seed, between whose 2.5 % and
/// 97.5 % quantiles it lies. The numbers are sorted. None of none.
pub fn median_interval(sorted: &[f64]) -> Option<(f64, f64)> {
    let count = sorted.len();
    if count == 0 {
        return None;
    }
    let mut generator = stream(SEED, Purpose::Bootstrap, 0);
    let mut places = vec![0_usize; count];
    let mut medians: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            places.fill_with(|| generator.random_range(0..count));
            let (before, high, _) = places.select_nth_unstable(count / 2);
            let low = if count % 2 == 1 { *high } else { before.iter().copied().max().unwrap_or(*high) };
            mean(sorted[low], sorted[*high])
        })
        .collect();
    medians.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    Some((quantile(&medians, tail), quantile(&medians, 1.0 - tail)))
}

/// A quantile of sorted numbers, linear between two of them (type 7 of Hyndman and Fan 1996, as in `NumPy`).
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    if low == high { low } else { low + (high - low) * place.fract() }
}

/// The two-sided p-value of the sign test (Dixon and Mood 1946): the probability of a split at least as uneven as `one` to
/// `other` if either side is as likely for each pair. Ties are left out before. 1 without pairs.
pub fn sign_test(one: u64, other: u64) -> f64 {
    let (least, total) = (one.min(other), one + other);
    if least * 2 == total {
        return 1.0;
    }
    // ln of C(n, k) / 2ⁿ.
    let gamma = |number: u64| libm::lgamma(number as f64 + 1.0);
    let term = |k: u64| gamma(total) - gamma(k) - gamma(total - k) - total as f64 * std::f64::consts::LN_2;
    let tail: f64 = (0..=least).map(|k| libm::exp(term(k))).sum();
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn fixture(name: &str) -> Vec<Value> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/statistics.json");
        let all: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        all[name].as_array().unwrap().clone()
    }

    fn number(value: &Value) -> f64 {
        value.as_f64().unwrap()
    }

    #[test]
    fn wilsons_interval_is_that_of_statsmodels() {
        for case in fixture("wilson") {
            let (low, high) = wilson(case["count"].as_u64().unwrap(), case["total"].as_u64().unwrap()).unwrap();
            assert!(
                (low - number(&case["low"])).abs() < 1e-12 && (high - number(&case["high"])).abs() < 1e-12,
                "{case}"
            );
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn the_sign_test_is_that_of_scipy() {
        for case in fixture("sign_test") {
            let p = sign_test(case["one"].as_u64().unwrap(), case["other"].as_u64().unwrap());
            assert!((p / number(&case["p"]) - 1.0).abs() < 1e-9, "{case}: {p}");
        }
        assert_eq!(sign_test(0, 0), 1.0);
    }

    #[test]
    fn the_bootstrap_interval_is_that_of_scipy_but_for_its_chance() {
        for case in fixture("median") {
            let mut numbers: Vec<f64> = case["numbers"].as_array().unwrap().iter().map(number).collect();
            assert_eq!(median(&mut numbers), Some(number(&case["median"])));
            let (low, high) = median_interval(&numbers).unwrap();
            // `SciPy` gives the range of each end over several seeds.
            for (own, end) in [(low, "low"), (high, "high")] {
                let (least, most) = (number(&case[end]["least"]), number(&case[end]["most"]));
                assert!((least..=most).contains(&own), "{end} {own} is not in {least} to {most}");
            }
        }
        assert_eq!((median(&mut []), median_interval(&[])), (None, None));
    }

    #[test]
    fn infinite_losses_have_medians_too() {
        let mut numbers = [f64::INFINITY, 1.0, f64::INFINITY, 2.0];
        assert_eq!(median(&mut numbers), Some(f64::INFINITY));
        let (low, high) = median_interval(&numbers).unwrap();
        assert!(low <= high && high == f64::INFINITY);
    }
}
