//! The spread of a loss over many runs, at some epochs.
//!
//! Losses are counted in buckets whose width is a 64th of a power of two, as in the high dynamic range histogram (Tene 2013)
//! and `DDSketch` (Masson, Rim and Lee 2019): a quantile is within 0.8 % of the loss of its rank, in memory that doesn't grow
//! with the number of runs, and whatever the order in which they end.

/// The quantiles that are kept: the median, and the ends of the middle 50 % and 90 %.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The most epochs at which losses are counted.
const MAX_EPOCHS: u64 = 128;
/// Bits of a loss below those that choose its bucket.
const SHIFT: u32 = 17;
/// The first loss that has a bucket of its own, and the first that has none any more: 2⁻⁴⁰ and 2²⁴.
const LEAST: f32 = 1.0 / (1_u64 << 40) as f32;
const LIMIT: f32 = (1 << 24) as f32;
/// Between them; a bucket for what is smaller comes first, and one for what is larger, infinite or no number last.
const BUCKETS: usize = 64 * 64;

/// The spread of a loss at an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Completed epochs.
    pub epoch: u64,
    /// The loss at each of the [`QUANTILES`]; infinite where that many runs have diverged.
    pub losses: [f32; 5],
}

/// The epochs at which the losses of a run with this many epochs are counted: all, or 128 that are evenly apart, with the
/// first and the last.
pub(in crate::sweep) fn epochs(total: u64) -> Vec<u64> {
    if total < MAX_EPOCHS {
        return (0..=total).collect();
    }
    let last = MAX_EPOCHS - 1;
    (0..=last).map(|place| (u128::from(place) * u128::from(total) / u128::from(last)) as u64).collect()
}

/// Counts of the losses at one epoch.
#[derive(Clone, Debug)]
pub(in crate::sweep) struct Sketch {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS + 2], total: 0 }
    }
}

impl Sketch {
    pub(in crate::sweep) fn add(&mut self, loss: f32) {
        let bucket = match loss {
            loss if loss < LEAST => 0,
            loss if loss < LIMIT => ((loss.to_bits() - LEAST.to_bits()) >> SHIFT) as usize + 1,
            _ => BUCKETS + 1,
        };
        self.counts[bucket] += 1;
        self.total += 1;
    }

    /// The losses at the quantiles, each that of the nearest rank; none of nothing.
    pub(in crate::sweep) fn quantiles(&self) -> Option<[f32; 5]> {
        let last = self.total.checked_sub(1)?;
        let mut losses = [f32::INFINITY; 5];
        let (mut counted, mut place) = (0, 0);
        for (bucket, count) in self.counts.iter().enumerate() {
            counted += u64::from(*count);
            while place < QUANTILES.len() && counted > (QUANTILES[place] * last as f64).round() as u64 {
                losses[place] = middle(bucket);
                place += 1;
            }
        }
        Some(losses)
    }
}

/// The loss in the middle of a bucket.
fn middle(bucket: usize) -> f32 {
    match bucket {
        0 => 0.0,
        bucket if bucket > BUCKETS => f32::INFINITY,
        bucket => f32::from_bits(LEAST.to_bits() + (((bucket - 1) as u32) << SHIFT) + (1 << (SHIFT - 1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_losses_within_a_percent() {
        // Losses over many powers of ten, in no order.
        let losses: Vec<f32> = (0..1001_u32).map(|n| 10_f32.powf((n * 577 % 1001) as f32 / 125.0 - 6.0)).collect();
        let mut sorted = losses.clone();
        sorted.sort_unstable_by(f32::total_cmp);
        let mut sketch = Sketch::default();
        assert_eq!(sketch.quantiles(), None);
        for loss in &losses {
            sketch.add(*loss);
        }
        for (loss, rank) in sketch.quantiles().unwrap().into_iter().zip([50, 250, 500, 750, 950]) {
            assert!((loss / sorted[rank] - 1.0).abs() < 0.008, "{loss} for {}", sorted[rank]);
        }
    }

    #[test]
    fn what_is_no_loss_is_at_the_upper_end() {
        let mut sketch = Sketch::default();
        for loss in [0.0, 1e-20, 1.0, f32::INFINITY, f32::NAN] {
            sketch.add(loss);
        }
        let [low, .., high] = sketch.quantiles().unwrap();
        assert_eq!((low, high), (0.0, f32::INFINITY));
        assert!((sketch.quantiles().unwrap()[2] - 1.0).abs() < 0.008);
    }

    #[test]
    fn the_first_and_the_last_epoch_are_among_them() {
        assert_eq!(epochs(0), [0]);
        assert_eq!(epochs(3), [0, 1, 2, 3]);
        for total in [127, 128, 2000, u64::MAX / 2] {
            let epochs = epochs(total);
            assert_eq!((epochs.len(), epochs[0], epochs[127]), (128, 0, total));
            assert!(epochs.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
