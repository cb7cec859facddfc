//! Bounds that numbers keep if they are drawn from the distribution they should be: for the tests of the datasets.
//!
//! Every bound holds with a probability of at least 1 - [`CHANCE`] for numbers from a good generator, whatever the
//! seed, and gets tighter with their number. The seeds of the tests are fixed: what holds once holds always.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::data::Data;
use crate::data::generator::Sample;

/// The probability, at most, that a bound fails for numbers that are as they should be.
const CHANCE: f64 = 6e-7;
/// How many seeds the tests look at together.
const SEEDS: u64 = 200;

/// The train points of many seeds, in the seeds' order.
pub(in crate::data) fn samples(data: &Data) -> Vec<Sample> {
    let mut samples = Vec::new();
    for seed in 0..SEEDS {
        let points = data.generate(seed).train;
        let labelled = points.inputs.iter().zip(&points.labels);
        samples.extend(labelled.map(|(point, label)| (point.map(f64::from), f64::from(*label))));
    }
    samples
}

/// Checks mean and variance of numbers from a normal distribution.
pub(in crate::data) fn assert_normal(numbers: &[f64], mean: f64, std: f64, what: &str) {
    let n = numbers.len() as f64;
    // The mean is normal with deviation std / sqrt(n), and exceeds five of them with probability 5.8e-7.
    let off = (numbers.iter().sum::<f64>() / n - mean) / (std / n.sqrt());
    assert!(off.abs() < 5.0, "{what}: the mean is off by {off} standard errors");
    // The sum of squares over std^2 has a chi-squared distribution with n degrees of freedom, which by Laurent and
    // Massart (2000, lemma 1) lies above n + 2 sqrt(n x) + 2 x, or below n - 2 sqrt(n x), with probability e^-x at
    // most each: 3.1e-7 for x = 15.
    let squares = numbers.iter().map(|number| ((number - mean) / std).powi(2)).sum::<f64>();
    let margin = 2.0 * (n * 15.0).sqrt();
    assert!(squares < n + margin + 30.0, "{what}: the squares add up to {squares}, not {n}");
    assert!(squares > n - margin, "{what}: the squares add up to {squares}, not {n}");
}

/// Checks how numbers are distributed: `below` gives the probability that one is at most its argument.
pub(in crate::data) fn assert_distribution(numbers: &[f64], below: impl Fn(f64) -> f64, what: &str) {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    // Dvoretzky, Kiefer and Wolfowitz with Massart's constant (1990): the share of numbers up to any place is further
    // than e from its probability with probability 2 exp(-2 n e^2) at most.
    let most = ((2.0 / CHANCE).ln() / (2.0 * n)).sqrt();
    for (index, number) in sorted.iter().enumerate() {
        let probability = below(*number);
        let off = (probability - index as f64 / n).abs().max((probability - (index + 1) as f64 / n).abs());
        assert!(off < most, "{what}: {index} of {n} are below {number}, of probability {probability}");
    }
    // That none of n numbers falls into an end of probability p has the probability (1 - p)^n, less than exp(-n p).
    let end = -CHANCE.ln() / n;
    let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
    assert!(below(first) < end && below(last) > 1.0 - end, "{what}: none is below {first}, or above {last}");
}

/// Checks that numbers fill a range evenly, and none is outside but for rounding to f32.
pub(in crate::data) fn assert_uniform(numbers: &[f64], low: f64, high: f64, what: &str) {
    let within = low - 1e-6..=high + 1e-6;
    assert!(numbers.iter().all(|number| within.contains(number)), "{what}: outside {within:?}");
    assert_distribution(numbers, |number| (number - low) / (high - low), what);
}

/// Checks that independent numbers of expectation 0, drawn alike, have a mean near 0: none is larger than `largest` by
/// size.
pub(in crate::data) fn assert_mean(numbers: &[f64], largest: f64, what: &str) {
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / (n - 1.0);
    // Maurer and Pontil (2009, theorem 4): of n numbers from a range of width 1, with sample variance v, the mean is
    // further than sqrt(2 v l / n) + 7 l / (3 (n - 1)) to one side with the probability 2 exp(-l) at most.
    let logarithm = (4.0 / CHANCE).ln();
    let most = (2.0 * variance * logarithm / n).sqrt() + 2.0 * largest * 7.0 * logarithm / (3.0 * (n - 1.0));
    assert!(mean.abs() < most, "{what}: the mean of {n} is {mean}, not below {most}");
}

/// Checks places along a curve, from 0 to 1, seed by seed: each point of a seed has one of as many equal parts to
/// itself, and lies anywhere in it.
pub(in crate::data) fn assert_places(places: &[f64]) {
    let count = places.len() / SEEDS as usize;
    let mut within = Vec::new();
    for seed in places.chunks(count) {
        let mut sorted = seed.to_vec();
        sorted.sort_by(f64::total_cmp);
        within.extend(sorted.iter().enumerate().map(|(part, place)| place * count as f64 - part as f64));
    }
    // Rounding to f32 may carry a place over the border of its part, of which there are a hundred or so.
    assert!(within.iter().all(|place| (-1e-4..=1.0 + 1e-4).contains(place)), "a part without its point");
    assert_distribution(&within, |place| place.clamp(0.0, 1.0), "places within their part");
}

/// Checks labels that are a `rule` of the point after it was moved by up to noise / 100 times `radius` along each
/// axis, while the point stays: exactly without noise; with noise by their mean in each of up to eight regions, which
/// must be that of the rule where each point is moved anew.
pub(in crate::data) fn assert_jittered_labels(
    recipe: impl Fn(f64) -> Data,
    radius: f64,
    rule: impl Fn([f64; 2]) -> f64,
    region: impl Fn([f64; 2]) -> usize,
) {
    let many = |noise| {
        let mut data = recipe(noise);
        data.set_train_count(4000);
        samples(&data)
    };
    let clean = many(0.0);
    for (point, label) in &clean {
        assert!((rule(*point) - label).abs() < 1e-6, "{label} at {point:?}");
    }
    for noise in [10.0, 50.0] {
        let noisy = many(noise);
        assert!(noisy.iter().zip(&clean).all(|(moved, old)| moved.0 == old.0), "noise {noise} moves points");
        let reach = radius * noise / 100.0;
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let mut regions = vec![Vec::new(); 8];
        for ([x, y], label) in noisy {
            let again = [x + random.random_range(-reach..reach), y + random.random_range(-reach..reach)];
            regions[region([x, y])].push(label - rule(again));
        }
        for (number, differences) in regions.iter().enumerate().filter(|(_, differences)| !differences.is_empty()) {
            // Labels lie within [-1, 1].
            assert_mean(differences, 2.0, &format!("noise {noise}, region {number}"));
        }
    }
}
