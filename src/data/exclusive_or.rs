//! Four quadrants, alike across the middle: Playground's exclusive or.

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_percent, jittered, recipe, uniform};
use crate::error::Invalid;

/// How far the points reach along each axis, before they are moved from it.
const REACH: f64 = 5.0;
/// How far every point is moved away from each axis.
const PADDING: f64 = 0.3;

recipe! {
    /// Label 1 where both coordinates have the same sign (`classifyXORData` in tensorflow/playground, `src/dataset.ts`).
    ///
    /// Both coordinates are uniform on [-5, 5), then moved away from 0 by 0.3. The label is 1 where the product of the
    /// coordinates, each moved by `noise` / 100 times a number uniform on [-5, 5), is 0 or more; the point itself stays
    /// where it is.
    pub struct ExclusiveOr {
        /// How far labels are from what the place says, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for ExclusiveOr {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn sample(&self, _: usize, _: usize, random: &mut ChaCha8Rng) -> Sample {
        let coordinate = |random: &mut ChaCha8Rng| {
            let value = uniform(random, -REACH, REACH);
            value + if value > 0.0 { PADDING } else { -PADDING }
        };
        let point = [coordinate(random), coordinate(random)];
        let [x, y] = jittered(random, point, self.noise / 100.0 * REACH);
        (point, f64::from(u8::from(x * y >= 0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_jittered_labels, assert_uniform, samples};

    fn recipe(noise: f64) -> Data {
        Data::ExclusiveOr(ExclusiveOr { noise, ..ExclusiveOr::default() })
    }

    #[test]
    fn quadrants_are_filled_evenly_beside_the_padding() {
        let samples = samples(&recipe(0.0));
        // Without the padding, and the second coordinate where the first is on either side.
        let bare = |value: f64| value - 0.3 * value.signum();
        let x: Vec<_> = samples.iter().map(|sample| bare(sample.0[0])).collect();
        assert_uniform(&x, -5.0, 5.0, "x");
        for side in [-1.0, 1.0] {
            let beside = samples.iter().filter(|sample| sample.0[0].signum() == side);
            let y: Vec<_> = beside.map(|sample| bare(sample.0[1])).collect();
            assert_uniform(&y, -5.0, 5.0, "y");
        }
        assert!(samples.iter().all(|sample| sample.0.iter().all(|value| value.abs() >= 0.3)));
    }

    #[test]
    fn noise_moves_labels_across_the_axes() {
        let rule = |[x, y]: [f64; 2]| if (x < 0.0) == (y < 0.0) { 1.0 } else { 0.0 };
        // By the label without noise, else as many labels change to 1 as to 0, and by the distance to an axis.
        let region = |[x, y]: [f64; 2]| 2 * (x.abs().min(y.abs()) / 1.5) as usize + usize::from(x * y > 0.0);
        assert_jittered_labels(recipe, 5.0, rule, region);
    }
}
