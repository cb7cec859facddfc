//! Two half circles that reach into each other, with the semantics of scikit-learn's `make_moons`.

use std::f64::consts::PI;

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_deviation, place_in_half, recipe};
use crate::error::Invalid;
use crate::random::normal;

recipe! {
    /// Two half circles of radius 1, as in scikit-learn's `make_moons(n_samples, noise=…)`.
    ///
    /// At an angle a from 0 to π, points of label 0 lie at (cos a, sin a) and points of label 1 at (1 - cos a,
    /// 0.5 - sin a). A normal number with standard deviation `noise` is added to each coordinate. Of an odd number of
    /// points label 1 has one more. scikit-learn spaces the angles evenly; here each is random in its own part of the arc.
    pub struct Moons {
        /// Standard deviation of both coordinates, 0 to 1.
        pub noise: f64 = 0.1,
    }
}

impl Generator for Moons {
    fn check(&self) -> Result<(), Invalid> {
        check_deviation(self.noise)
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let (is_upper, place) = place_in_half(random, index, count);
        let (sine, cosine) = libm::sincos(PI * place);
        let ([x, y], label) = if is_upper { ([cosine, sine], 0.0) } else { ([1.0 - cosine, 0.5 - sine], 1.0) };
        ([x + self.noise * normal(random), y + self.noise * normal(random)], label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_normal, assert_places, samples};

    fn recipe(noise: f64) -> Data {
        Data::Moons(Moons { noise, ..Moons::default() })
    }

    #[test]
    fn points_lie_evenly_on_two_half_circles() {
        let samples = samples(&recipe(0.0));
        for label in [0.0, 1.0] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let mut places = Vec::new();
            for [x, y] in points {
                let [right, up] = if label == 0.0 { [x, y] } else { [1.0 - x, 0.5 - y] };
                assert!((right.hypot(up) - 1.0).abs() < 1e-6 && up > -1e-6, "({x}, {y}) is off moon {label}");
                places.push(up.atan2(right) / PI);
            }
            assert_eq!(2 * places.len(), samples.len());
            assert_places(&places);
        }
    }

    #[test]
    fn noise_is_normal_along_both_axes() {
        let (clean, noisy) = (samples(&recipe(0.0)), samples(&recipe(0.2)));
        for axis in 0..2 {
            let offsets: Vec<_> = noisy.iter().zip(&clean).map(|(moved, old)| moved.0[axis] - old.0[axis]).collect();
            assert_normal(&offsets, 0.0, 0.2, "offset");
        }
    }

    #[test]
    fn label_1_has_the_odd_point() {
        let data = Data::Moons(Moons { train: 7, ..Moons::default() });
        assert_eq!(data.generate(7).train.labels.iter().sum::<f32>(), 4.0);
    }
}
