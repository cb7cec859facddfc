//! A circle in a circle, with the semantics of scikit-learn's `make_circles`.

use std::f64::consts::TAU;

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_deviation, place_in_half, recipe};
use crate::error::{Invalid, check_number};
use crate::random::normal;

recipe! {
    /// Two circles round (0, 0), as in scikit-learn's `make_circles(n_samples, noise=…, factor=…)`.
    ///
    /// Points of label 0 lie at radius 1, points of label 1 at radius `factor`. A normal number with standard deviation
    /// `noise` is added to each coordinate. Of an odd number of points label 1 has one more. scikit-learn spaces the
    /// angles evenly; here each is random in its own part of the circle.
    pub struct Rings {
        /// Standard deviation of both coordinates, 0 to 1.
        pub noise: f64 = 0.1,
        /// Radius of the inner ring, 0 to below 1.
        pub factor: f64 = 0.5,
    }
}

impl Generator for Rings {
    fn check(&self) -> Result<(), Invalid> {
        check_deviation(self.noise)?;
        check_number("factor", self.factor, "a number from 0 to below 1", |factor| (0.0..1.0).contains(&factor))
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let (is_outer, place) = place_in_half(random, index, count);
        let (radius, label) = if is_outer { (1.0, 0.0) } else { (self.factor, 1.0) };
        let (sine, cosine) = libm::sincos(TAU * place);
        ([radius * cosine + self.noise * normal(random), radius * sine + self.noise * normal(random)], label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_normal, assert_places, samples};

    fn recipe(noise: f64) -> Data {
        Data::Rings(Rings { noise, factor: 0.3, ..Rings::default() })
    }

    #[test]
    fn points_lie_evenly_on_two_circles() {
        let samples = samples(&recipe(0.0));
        for (label, radius) in [(0.0, 1.0), (1.0, 0.3)] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let mut places = Vec::new();
            for [x, y] in points {
                assert!((x.hypot(y) - radius).abs() < 1e-6, "({x}, {y}) is off ring {label}");
                places.push((y.atan2(x) / TAU).rem_euclid(1.0));
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
        let data = Data::Rings(Rings { train: 7, ..Rings::default() });
        assert_eq!(data.generate(7).train.labels.iter().sum::<f32>(), 4.0);
    }
}
