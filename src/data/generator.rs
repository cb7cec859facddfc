//! What every dataset's file gives, and the few draws that they share.
//!
//! A generator draws in f64 from the stream that it is handed and decides nothing about splits: [`super::Data`] calls
//! it for every point of a split in order, shuffles, and rounds. Which numbers it draws, and how many, does not depend on the noise, so that
//! another noise moves points or labels and nothing else.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use super::Target;
use crate::error::{Invalid, check_number};

/// A point (x, y) and its label.
pub(super) type Sample = ([f64; 2], f64);

/// The largest noise of Playground's sets, in percent.
const MAX_PERCENT: f64 = 50.0;
/// The largest standard deviation of scikit-learn's shapes, whose radius is 1: nothing is left of the shape.
const MAX_DEVIATION: f64 = 1.0;

/// A dataset's settings, which can make points. They have fields `train` and `test` beside.
pub(super) trait Generator {
    /// Checks every setting but the number of points.
    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// What the labels are.
    fn target(&self) -> Target {
        Target::Classes(2)
    }

    /// Draws point `index` of `count`. They are shuffled afterwards.
    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample;
}

/// Declares the settings of a dataset with their defaults, and adds the numbers of points.
macro_rules! recipe {
    (
        $(#[$docs:meta])*
        pub struct $name:ident {
            $($(#[$field_docs:meta])* pub $field:ident: $kind:ty = $default:expr,)*
        }
    ) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_docs])* pub $field: $kind,)*
            /// Number of train points.
            pub train: usize,
            /// Number of test points.
            pub test: usize,
        }

        impl Default for $name {
            fn default() -> Self {
                // Half of Playground's 500 points in each split.
                Self { $($field: $default,)* train: 250, test: 250 }
            }
        }
    };
}
pub(super) use recipe;

/// A number from `low` to below `high`.
pub(super) fn uniform(random: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * random.random::<f64>()
}

/// The point moved along both axes by up to `reach`, uniformly: Playground's noise.
pub(super) fn jittered(random: &mut ChaCha8Rng, [x, y]: [f64; 2], reach: f64) -> [f64; 2] {
    [x + uniform(random, -reach, reach), y + uniform(random, -reach, reach)]
}

/// Whether point `index` of `count` is in the first half, and where it lies on the curve of its half, from 0 at its
/// beginning to 1 at its end: at a random place in its own part of as many equal parts as the half has points. The
/// originals space such points evenly and split them afterwards; splits that are generated apart would then have the
/// same points, and the test points would measure nothing.
pub(super) fn place_in_half(random: &mut ChaCha8Rng, index: usize, count: usize) -> (bool, f64) {
    let half = count / 2;
    let is_first = index < half;
    let (index, count) = if is_first { (index, half) } else { (index - half, count - half) };
    (is_first, (index as f64 + random.random::<f64>()) / count as f64)
}

/// Checks Playground's noise.
pub(super) fn check_percent(noise: f64) -> Result<(), Invalid> {
    check_number("noise", noise, "a number from 0 to 50 (percent)", |noise| (0.0..=MAX_PERCENT).contains(&noise))
}

/// Checks the noise of scikit-learn's shapes.
pub(super) fn check_deviation(noise: f64) -> Result<(), Invalid> {
    check_number("noise", noise, "a number from 0 to 1", |noise| (0.0..=MAX_DEVIATION).contains(&noise))
}
