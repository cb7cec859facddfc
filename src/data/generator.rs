//! What every dataset's file gives, and the few draws that they share.
//!
//! A generator draws in f64 from the stream that it is handed and decides nothing about splits: [`super::Data`] calls
//! it once for each, shuffles, and rounds. Which numbers it draws, and how many, does not depend on the noise, so that
//! another noise moves points or labels and nothing else.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Target;
use crate::error::{Invalid, check_number};

/// A point (x, y) and its label.
pub(super) type Sample = ([f64; 2], f64);

/// How many points a split has where a preset does not say: half of Playground's 500.
pub(super) const DEFAULT_COUNT: usize = 250;

/// The largest noise of Playground's sets, in percent.
const MAX_PERCENT: f64 = 50.0;
/// The largest standard deviation of scikit-learn's shapes, whose radius is 1: nothing is left of the shape.
const MAX_DEVIATION: f64 = 1.0;

/// A dataset's settings, which can make points. They have fields `train` and `test` beside.
pub(super) trait Generator {
    /// Checks every setting but the number of points.
    fn check(&self) -> Result<(), Invalid>;

    /// What the labels are.
    fn target(&self) -> Target {
        Target::Classes(2)
    }

    /// Draws this many points, in any order.
    fn draw(&self, count: usize, random: &mut ChaCha8Rng) -> Vec<Sample>;
}

/// A number from `low` to below `high`.
pub(super) fn uniform(random: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * random.random::<f64>()
}

/// A number from the normal distribution with mean 0 and standard deviation 1.
pub(super) fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

/// The point moved along both axes by up to `reach`, uniformly: Playground's noise.
pub(super) fn jittered(random: &mut ChaCha8Rng, [x, y]: [f64; 2], reach: f64) -> [f64; 2] {
    [x + uniform(random, -reach, reach), y + uniform(random, -reach, reach)]
}

/// Where point `index` of `count` lies on a curve, from 0 at its beginning to 1 at its end: at a random place in its
/// own part of `count` equal ones. The originals space such points evenly and split them afterwards; two splits that
/// are drawn apart would get the same points then, and the test split would evaluate nothing.
pub(super) fn place(random: &mut ChaCha8Rng, index: usize, count: usize) -> f64 {
    (index as f64 + random.random::<f64>()) / count as f64
}

/// Checks Playground's noise.
pub(super) fn check_percent(noise: f64) -> Result<(), Invalid> {
    check_number("noise", noise, "a number from 0 to 50 (percent)", |noise| (0.0..=MAX_PERCENT).contains(&noise))
}

/// Checks the noise of scikit-learn's shapes.
pub(super) fn check_deviation(noise: f64) -> Result<(), Invalid> {
    check_number("noise", noise, "a number from 0 to 1", |noise| (0.0..=MAX_DEVIATION).contains(&noise))
}
