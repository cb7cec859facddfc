//! Gaussian blobs, with the semantics of scikit-learn's `make_blobs`.

use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::generator::{Generator, Sample};
use super::{MAX_CLASSES, Target};
use crate::error::{Invalid, check_number};
use crate::random::normal;

/// The largest coordinate of a center, so that squares and sums stay finite and the plane can be drawn.
const FARTHEST: f64 = 1000.0;
/// The largest number of centers.
const MAX_CENTERS: usize = 64;

/// Isotropic Gaussian clusters round given centers, each with a label.
///
/// The points are shared out evenly over the centers (the first n mod k get one more), drawn center by center, then
/// shuffled, as in scikit-learn's `make_blobs(n_samples, centers=…, cluster_std=…, shuffle=True)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    /// Centers (x, y), at most 1,000 from 0 on each axis.
    pub centers: Vec<(f64, f64)>,
    /// Label of each center, 0 to 7: its class.
    pub labels: Vec<u8>,
    /// Standard deviation of both coordinates, 0 or more.
    pub std: f64,
    /// Number of train points.
    pub train: usize,
    /// Number of test points.
    pub test: usize,
}

impl Generator for Blobs {
    fn check(&self) -> Result<(), Invalid> {
        if self.centers.is_empty() || self.centers.len() > MAX_CENTERS {
            let problem = format!("has {} centers", self.centers.len());
            return Err(Invalid::new("centers", problem, format!("1 to {MAX_CENTERS} centers, as in [(1.0, -1.0)]")));
        }
        for (index, &(x, y)) in self.centers.iter().enumerate() {
            for (axis, value) in [x, y].into_iter().enumerate() {
                let field = format!("centers[{index}].{axis}");
                check_number(&field, value, "a number from -1000 to 1000", |value| value.abs() <= FARTHEST)?;
            }
        }
        if self.labels.len() != self.centers.len() {
            let problem = format!("differ in length: {} centers, {} labels", self.centers.len(), self.labels.len());
            return Err(Invalid::new("centers and labels", problem, "one label for each center"));
        }
        if let Some(index) = self.labels.iter().position(|&label| usize::from(label) >= MAX_CLASSES) {
            let problem = format!("is {}", self.labels[index]);
            let allowed = format!("a whole number from 0 to {}", MAX_CLASSES - 1);
            return Err(Invalid::new(format!("labels[{index}]"), problem, allowed));
        }
        check_number("std", self.std, "a number from 0 to 1000", |value| (0.0..=FARTHEST).contains(&value))
    }

    /// As many classes as the largest label asks for: a number that no center has is a class without points.
    fn target(&self) -> Target {
        let largest = self.labels.iter().copied().max().unwrap_or_default();
        Target::Classes((usize::from(largest) + 1).max(2))
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let (each, larger) = (count / self.centers.len(), count % self.centers.len());
        let in_larger = larger * (each + 1);
        let center = if index < in_larger { index / (each + 1) } else { larger + (index - in_larger) / each };
        let (x, y) = self.centers[center];
        ([x + self.std * normal(random), y + self.std * normal(random)], f64::from(self.labels[center]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tests::statistics::assert_normal;
    use crate::data::{Data, Dataset, Points};

    fn blobs() -> Blobs {
        Blobs {
            centers: vec![(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)],
            labels: vec![0, 0, 1, 1],
            std: 0.3,
            train: 80,
            test: 20,
        }
    }

    fn generate(blobs: Blobs, seed: u64) -> Dataset {
        Data::Blobs(blobs).generate(seed)
    }

    #[test]
    fn clusters_have_their_mean_and_variance_in_every_direction() {
        const SEEDS: u64 = 200;
        // Centers over sixty standard deviations apart, so that the nearest is the one that a point was drawn round.
        let centers = vec![(10.0, 10.0), (-10.0, -10.0), (10.0, -10.0), (-10.0, 10.0)];
        let blobs = Blobs { centers, train: 400, ..blobs() };
        // Offsets from each center along x, y and the diagonal, for all seeds together.
        let mut pooled = vec![[const { Vec::new() }; 3]; blobs.centers.len()];
        for seed in 0..SEEDS {
            let points = generate(blobs.clone(), seed).train;
            for (&(x, y), pool) in blobs.centers.iter().zip(&mut pooled) {
                let first = pool[0].len();
                let offsets = points.inputs.iter().map(|point| (f64::from(point[0]) - x, f64::from(point[1]) - y));
                for (right, up) in offsets.filter(|(right, up)| right.hypot(*up) < 5.0) {
                    let diagonal = (right + up) * std::f64::consts::FRAC_1_SQRT_2;
                    for (numbers, number) in pool.iter_mut().zip([right, up, diagonal]) {
                        numbers.push(number);
                    }
                }
                for numbers in pool.iter() {
                    assert_eq!(numbers[first..].len(), 100);
                    assert_normal(&numbers[first..], 0.0, blobs.std, &format!("seed {seed}, center ({x}, {y})"));
                }
            }
        }
        // All in all 3 * 4 * 201 samples: another generator as good as this one would fail with a probability below
        // 0.003. The seeds are fixed, so this one never does.
        for numbers in pooled.iter().flatten() {
            assert_normal(numbers, 0.0, blobs.std, "all seeds");
        }
    }

    #[test]
    fn points_that_cannot_be_shared_out_evenly_go_to_the_first_centers() {
        for (count, expected) in [(10, [3, 3, 2, 2]), (80, [20; 4]), (7, [2, 2, 2, 1]), (3, [1, 1, 1, 0])] {
            // Without a spread every point is its center.
            let blobs = Blobs { std: 0.0, train: count, test: count, ..blobs() };
            let Dataset { train, test, .. } = generate(blobs.clone(), 7);
            for points in [train, test] {
                let counts = blobs
                    .centers
                    .iter()
                    .map(|&(x, y)| points.inputs.iter().filter(|point| **point == [x as f32, y as f32]).count());
                assert_eq!(counts.collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn every_point_has_the_label_of_its_center_and_the_clusters_are_mixed() {
        let blobs = Blobs { std: 0.0, labels: vec![1, 0, 0, 1], ..blobs() };
        let points = generate(blobs.clone(), 7).train;
        assert_eq!(points.labels.len(), 80);
        for (point, label) in points.inputs.iter().zip(&points.labels) {
            let center = blobs.centers.iter().position(|&(x, y)| *point == [x as f32, y as f32]).unwrap();
            assert_eq!(*label, f32::from(blobs.labels[center]));
        }
        let changes = points.inputs.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes > 30, "{changes} changes of cluster from point to point; sorted there are 3");
    }

    #[test]
    fn the_size_of_one_split_leaves_the_other_as_it_is() {
        let dataset = generate(blobs(), 7);
        assert_eq!(generate(Blobs { test: 21, ..blobs() }, 7).train, dataset.train);
        assert_eq!(generate(Blobs { train: 3, ..blobs() }, 7).test, dataset.test);
        assert_ne!(dataset.train.inputs[..20], dataset.test.inputs);
        assert_ne!(generate(blobs(), 8).train, dataset.train);
    }

    /// The bits of the first points, so that no update of a dependency silently changes what a seed means.
    #[test]
    fn the_points_of_seed_7_never_change() {
        let bits = |points: &Points| -> Vec<([u32; 2], f32)> {
            let labelled = points.inputs.iter().zip(&points.labels);
            labelled.take(3).map(|(point, label)| (point.map(f32::to_bits), *label)).collect()
        };
        let Dataset { train, test, .. } = generate(blobs(), 7);
        assert_eq!(
            bits(&train),
            [([0xbf88_e2e1, 0x3f09_6073], 1.0), ([0x3fae_1c90, 0xbf4b_2c76], 1.0), ([0xbf9d_629f, 0x3f99_61f7], 1.0)]
        );
        assert_eq!(
            bits(&test),
            [([0xbfa6_6fcb, 0xbf6f_8f93], 0.0), ([0x3f0e_cd8f, 0x3fb8_09e3], 0.0), ([0x3fb9_4e08, 0x3ed8_4f75], 0.0)]
        );
    }

    #[test]
    fn settings_out_of_range_are_refused_by_name() {
        let field = |blobs: Blobs| Data::Blobs(blobs).check().map_err(|invalid| invalid.field);
        assert_eq!(field(blobs()), Ok(()));
        assert_eq!(field(Blobs { labels: vec![0, 31, 31, 1], ..blobs() }), Ok(()));
        for (refused, name) in [
            (Blobs { centers: vec![], ..blobs() }, "centers"),
            (Blobs { centers: vec![(0.0, 0.0), (0.0, f64::NAN)], ..blobs() }, "centers[1].1"),
            (Blobs { centers: vec![(-1000.5, 0.0)], ..blobs() }, "centers[0].0"),
            (Blobs { labels: vec![0, 1], ..blobs() }, "centers and labels"),
            (Blobs { labels: vec![0, 0, 32, 1], ..blobs() }, "labels[2]"),
            (Blobs { std: -0.3, ..blobs() }, "std"),
            (Blobs { train: 0, ..blobs() }, "train"),
            (Blobs { test: 100_001, ..blobs() }, "test"),
        ] {
            assert_eq!(field(refused), Err(name.to_owned()));
        }
    }
    #[test]
    fn the_largest_label_says_how_many_classes_there_are() {
        for (labels, classes) in [(vec![0, 0, 1, 1], 2), (vec![0; 4], 2), (vec![0, 1, 2, 0], 3), (vec![7, 0, 1, 2], 8)]
        {
            assert_eq!(Blobs { labels, ..blobs() }.target(), Target::Classes(classes));
        }
    }
}
