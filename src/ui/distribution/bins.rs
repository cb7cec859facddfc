//! The histogram of a measure over many runs.

use super::target::limit;
use crate::sweep::{Measure, Target};

/// The most bins of a histogram, however wide it is drawn.
const MAX_BINS: usize = 200;
/// The most bins of a loss over few runs; of more runs there are twice the square root of their number.
const FEW_BINS: usize = 8;
/// The smallest loss that a logarithmic axis shows.
const LEAST_LOSS: f64 = 1e-9;

/// How many runs end with which values of a measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// Number of runs in each bin.
    pub counts: Vec<u64>,
    /// The first and the last edge.
    pub ends: (f64, f64),
    /// The limit of the target, and how many bins are below it.
    pub limit: f64,
    pub below: usize,
    /// Whether what meets the target is above the limit.
    pub is_up: bool,
    /// Whether bins are equally wide in the logarithm.
    pub is_log: bool,
}

impl Histogram {
    /// Bins of values, one edge of which is the target's limit, so that the bars on one side of it are the successes.
    ///
    /// `points` is the number of points that an accuracy is of.
    pub fn new(values: &[f64], target: Target, points: usize, bins: usize) -> Self {
        let (is_log, limit) = (target.measure.falls(), limit(target));
        let along = |value: f64| if is_log { value.max(LEAST_LOSS).ln() } else { value };
        let back = |along: f64| if is_log { along.exp() } else { along };
        let is_up = target.holds(f64::MAX);
        let edge = along(limit);
        let low = values.iter().map(|value| along(*value)).fold(edge, f64::min);
        let high = values.iter().map(|value| along(*value)).fold(edge, f64::max);
        // An accuracy is a number of points: no bin may be without one that it can have.
        let is_share = matches!(target.measure, Measure::TrainAccuracy | Measure::TestAccuracy);
        // In narrow bins few values of a loss would all stand alone.
        let most = if is_share { MAX_BINS } else { FEW_BINS.max(2 * values.len().isqrt()).min(MAX_BINS) };
        let bins = bins.clamp(1, most) as f64;
        let step = if is_share { 1.0 / points.max(1) as f64 } else { ((high - low) / bins).max(1e-9) };
        let width = step * ((high - low) / step / bins - 1e-9).ceil().max(1.0);
        // Bins count from the limit; a value on an edge is on the side on which it meets the target or doesn't.
        let bin = |value: f64| {
            let bin = ((along(value) - edge) / width + 1e-9).floor() as i64;
            if target.holds(value) == is_up { bin.max(0) } else { bin.min(-1) }
        };
        let (first, last) = (bin(back(low)).min(-1), bin(back(high)).max(0));
        let mut counts = vec![0; (last - first + 1) as usize];
        for value in values {
            let place = (bin(*value) - first).clamp(0, last - first);
            counts[place as usize] += 1;
        }
        let ends = (back(edge + first as f64 * width), back(edge + (last + 1) as f64 * width));
        Self { counts, ends, limit, below: -first as usize, is_up, is_log }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(values: &[f64], target: &str, points: usize, bins: usize) -> Histogram {
        Histogram::new(values, target.parse().unwrap(), points, bins)
    }

    #[test]
    fn the_bars_on_one_side_of_the_limit_are_the_successes() {
        let accuracies: Vec<f64> = (0..=20).flat_map(|right| vec![f64::from(right) / 20.0; right as usize]).collect();
        for target in ["test-accuracy>=0.95", "test-accuracy>0.95", "test-accuracy>=0.5", "test-accuracy<0.3"] {
            for bins in [3, 10, 40] {
                let found = histogram(&accuracies, target, 20, bins);
                let parsed: Target = target.parse().unwrap();
                let met = accuracies.iter().filter(|value| parsed.holds(**value)).count() as u64;
                let (below, above) = found.counts.split_at(found.below);
                let successes: u64 = if found.is_up { above } else { below }.iter().sum();
                assert_eq!(successes, met, "{target} in {bins} bins: {found:?}");
                assert_eq!(found.counts.iter().sum::<u64>(), accuracies.len() as u64);
                assert!(found.counts.len() <= bins + 2, "{found:?}");
            }
        }
    }

    #[test]
    fn each_accuracy_has_a_bin_of_its_own_where_there_is_room() {
        let found = histogram(&[0.9, 0.95, 0.95, 1.0], "test-accuracy>=95%", 20, 30);
        assert_eq!((found.counts.as_slice(), found.below), ([1, 2, 1].as_slice(), 1));
    }

    #[test]
    fn losses_lie_on_a_logarithmic_axis() {
        let found = histogram(&[0.01, 0.05, 0.2, 0.4, 1.0], "test-loss<0.1", 20, 8);
        assert!(found.is_log && !found.is_up && found.counts.iter().sum::<u64>() == 5);
        assert_eq!(found.counts[..found.below].iter().sum::<u64>(), 2);
        // Few runs share bins, and many have finer ones.
        let losses: Vec<f64> = (1..=1000).map(|place| f64::from(place) / 1000.0).collect();
        assert!(histogram(&losses[..6], "test-loss<0.004", 20, 60).counts.len() <= FEW_BINS + 2);
        assert!(histogram(&losses, "test-loss<0.1", 20, 60).counts.len() >= 60);
        // Runs that are all the same have a bar, too.
        let found = histogram(&[0.5; 4], "test-loss<0.5", 20, 8);
        assert_eq!(found.counts[found.below..].iter().sum::<u64>(), 4);
    }
}
