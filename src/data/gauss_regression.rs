//! Six hills and hollows: Playground's Gauss for regression.

use rand::rngs::ChaCha8Rng;

use super::Target;
use super::generator::{Generator, Sample, check_percent, jittered, recipe, uniform};
use crate::error::Invalid;

/// How far the points reach along each axis.
const REACH: f64 = 6.0;
/// Centers (x, y) with the value there.
const PEAKS: [([f64; 2], f64); 6] = [
    ([-4.0, 2.5], 1.0),
    ([0.0, 2.5], -1.0),
    ([4.0, 2.5], 1.0),
    ([-4.0, -2.5], -1.0),
    ([0.0, -2.5], 1.0),
    ([4.0, -2.5], -1.0),
];
/// How far from its center a peak ends.
const WIDTH: f64 = 2.0;

recipe! {
    /// Three hills and three hollows in two rows (`regressGaussian` in tensorflow/playground, `src/dataset.ts`).
    ///
    /// Both coordinates are uniform on [-6, 6). The centers (±4, ±2.5) and (0, ±2.5) have the values 1 and -1 in turns.
    /// A value falls evenly to 0 at a distance of 2 from its center, and is 0 beyond. It is
    /// that of the point moved by `noise` / 100 times a number uniform on [-6, 6) along each axis; the point itself stays
    /// where it is. Values go from -1 to 1.
    pub struct GaussRegression {
        /// How far values are from what the place says, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for GaussRegression {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn target(&self) -> Target {
        Target::Value
    }

    fn sample(&self, _: usize, _: usize, random: &mut ChaCha8Rng) -> Sample {
        let point = [uniform(random, -REACH, REACH), uniform(random, -REACH, REACH)];
        (point, height(jittered(random, point, self.noise / 100.0 * REACH)))
    }
}

/// The value at a place. Playground takes the largest by size; as no two peaks overlap, that is the sum.
fn height([x, y]: [f64; 2]) -> f64 {
    let part = |[right, up]: [f64; 2]| (1.0 - libm::hypot(x - right, y - up) / WIDTH).max(0.0);
    PEAKS.into_iter().map(|(center, sign)| sign * part(center)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::assert_jittered_labels;

    /// The formula in another form: by the nearest column and row.
    fn rule([x, y]: [f64; 2]) -> f64 {
        let column = (x / 4.0).round().clamp(-1.0, 1.0);
        let distance = (x - 4.0 * column).hypot(y.abs() - 2.5);
        let sign = if column == 0.0 { -y.signum() } else { y.signum() };
        sign * (1.0 - distance / 2.0).max(0.0)
    }

    #[test]
    fn values_are_those_of_a_moved_point_on_the_peaks() {
        let recipe = |noise| Data::GaussRegression(GaussRegression { noise, ..GaussRegression::default() });
        let region = |point| match rule(point) {
            height if height > 0.5 => 0,
            height if height > 0.0 => 1,
            0.0 => 2,
            height if height < -0.5 => 3,
            _ => 4,
        };
        assert_jittered_labels(recipe, REACH, rule, region);
    }

    #[test]
    fn a_center_has_its_whole_value_and_a_valley_none() {
        for (point, expected) in [
            ([-4.0, 2.5], 1.0),
            ([0.0, 2.5], -1.0),
            ([0.0, -2.5], 1.0),
            ([4.0, -2.5], -1.0),
            ([4.0, 1.5], 0.5),
            ([0.0, 0.0], 0.0),
            ([-2.0, 2.5], 0.0),
            ([6.0, 5.0], 0.0),
        ] {
            assert_eq!(height(point), expected, "{point:?}");
        }
    }
}
