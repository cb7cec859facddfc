//! A tilted plane: Playground's plane, for regression.

use rand::rngs::ChaCha8Rng;

use super::Target;
use super::generator::{Generator, Sample, check_percent, jittered, recipe, uniform};
use crate::error::Invalid;

/// How far the points reach along each axis.
const REACH: f64 = 6.0;

recipe! {
    /// A value that rises evenly along the diagonal (`regressPlane` in tensorflow/playground, `src/dataset.ts`).
    ///
    /// Both coordinates are uniform on [-6, 6). The value is (x + y) / 10, with each coordinate moved by `noise` / 100
    /// times a number uniform on [-6, 6); the point itself stays where it is. So the values go from -1.2 to 1.2, with
    /// the most noise from -1.8 to 1.8: Playground's scale runs from -1 to 1, but does not end there.
    pub struct Plane {
        /// How far values are from what the place says, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for Plane {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn target(&self) -> Target {
        Target::Value
    }

    fn sample(&self, _: usize, _: usize, random: &mut ChaCha8Rng) -> Sample {
        let point = [uniform(random, -REACH, REACH), uniform(random, -REACH, REACH)];
        let [x, y] = jittered(random, point, self.noise / 100.0 * REACH);
        (point, (x + y) / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_distribution, assert_uniform, samples};

    fn recipe(noise: f64) -> Data {
        Data::Plane(Plane { noise, ..Plane::default() })
    }

    #[test]
    fn the_square_is_filled_evenly_and_values_rise_along_the_diagonal() {
        let samples = samples(&recipe(0.0));
        let (x, y): (Vec<_>, Vec<_>) = samples.iter().map(|sample| (sample.0[0], sample.0[1])).unzip();
        assert_uniform(&x, -6.0, 6.0, "x");
        assert_uniform(&y, -6.0, 6.0, "y");
        for ([x, y], value) in samples {
            assert!((value - (x + y) / 10.0).abs() < 1e-6, "{value} at ({x}, {y})");
        }
    }

    #[test]
    fn noise_moves_values_and_nothing_else() {
        let clean = samples(&recipe(0.0));
        for noise in [10.0, 50.0] {
            let noisy = samples(&recipe(noise));
            assert!(noisy.iter().zip(&clean).all(|(moved, old)| moved.0 == old.0));
            let reach = 6.0 * noise / 100.0;
            let moves: Vec<_> = noisy.iter().zip(&clean).map(|(moved, old)| (moved.1 - old.1) * 10.0 / reach).collect();
            assert!(moves.iter().all(|sum| sum.abs() < 2.0 + 1e-5), "noise {noise} reaches too far");
            // The sum of two numbers uniform on [-1, 1] is distributed in a triangle.
            let below = |sum: f64| {
                let tail = (2.0 - sum.abs()).max(0.0).powi(2) / 8.0;
                if sum < 0.0 { tail } else { 1.0 - tail }
            };
            assert_distribution(&moves, below, &format!("noise {noise}"));
        }
    }
}
