//! Gaussian blobs, with the semantics of scikit-learn's `make_blobs`.

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::stream::{Purpose, stream};
use super::{Dataset, Points, check_count};
use crate::error::{Invalid, check_number};

/// The largest coordinate of a center, so that squares and sums stay finite and the plane can be drawn.
const FARTHEST: f64 = 1000.0;
/// The largest number of centers.
const MOST_CENTERS: usize = 64;

/// Isotropic Gaussian clusters round given centers, each with a label.
///
/// The points are shared out evenly over the centers (the first n mod k get one more), drawn center by center, then
/// shuffled, as in scikit-learn's `make_blobs(n_samples, centers=…, cluster_std=…, shuffle=True)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    /// Centers (x, y), at most 1,000 from 0 on each axis.
    pub centers: Vec<(f64, f64)>,
    /// Label of each center, 0 or 1.
    pub labels: Vec<u8>,
    /// Standard deviation of both coordinates, 0 or more.
    pub std: f64,
    /// Number of train points.
    pub train: usize,
    /// Number of test points.
    pub test: usize,
}

impl Blobs {
    /// Checks every setting.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.centers.is_empty() || self.centers.len() > MOST_CENTERS {
            let problem = format!("has {} centers", self.centers.len());
            return Err(Invalid::new("centers", problem, format!("1 to {MOST_CENTERS} centers, as in [(1.0, -1.0)]")));
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
        if let Some(index) = self.labels.iter().position(|&label| label > 1) {
            let problem = format!("is {}", self.labels[index]);
            return Err(Invalid::new(format!("labels[{index}]"), problem, "0 or 1"));
        }
        check_number("std", self.std, "a number from 0 to 1000", |value| (0.0..=FARTHEST).contains(&value))?;
        check_count("train", self.train)?;
        check_count("test", self.test)
    }

    pub(super) fn generate(&self, seed: u64) -> Dataset {
        Dataset {
            train: self.draw(self.train, stream(seed, Purpose::TrainPoints, 0)),
            test: self.draw(self.test, stream(seed, Purpose::TestPoints, 0)),
        }
    }

    fn draw(&self, count: usize, mut generator: ChaCha8Rng) -> Points {
        let centers = self.centers.len();
        let mut samples = Vec::with_capacity(count);
        for (index, (&(x, y), &label)) in self.centers.iter().zip(&self.labels).enumerate() {
            for _ in 0..count / centers + usize::from(index < count % centers) {
                let mut around = |center: f64| {
                    let normal: f64 = StandardNormal.sample(&mut generator);
                    (center + self.std * normal) as f32
                };
                samples.push(([around(x), around(y)], f32::from(label)));
            }
        }
        samples.shuffle(&mut generator);
        let (inputs, labels) = samples.into_iter().unzip();
        Points { inputs, labels }
    }
}
