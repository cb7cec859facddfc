//! A disc in a ring: Playground's circle.

use std::f64::consts::TAU;

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_percent, jittered, recipe, uniform};
use crate::error::Invalid;

/// The outer radius of the ring.
const RADIUS: f64 = 5.0;
/// What is nearer to the middle than this has label 1.
const BORDER: f64 = 0.5 * RADIUS;

recipe! {
    /// A disc of label 1 in a ring of label 0 (`classifyCircleData` in tensorflow/playground, `src/dataset.ts`).
    ///
    /// Half of the points have a radius uniform on [0, 2.5), the others on [3.5, 5), all an angle uniform on a full turn.
    /// The label is 1 where the point, moved by `noise` / 100 times a number uniform on [-5, 5) along each axis, is nearer
    /// to the middle than 2.5; the point itself stays where it is.
    pub struct Circle {
        /// How far labels are from what the place says, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for Circle {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let reach = self.noise / 100.0 * RADIUS;
        let (nearest, farthest) = if index < count / 2 { (0.0, BORDER) } else { (0.7 * RADIUS, RADIUS) };
        let radius = uniform(random, nearest, farthest);
        let (sine, cosine) = libm::sincos(uniform(random, 0.0, TAU));
        let point = [radius * sine, radius * cosine];
        let [x, y] = jittered(random, point, reach);
        (point, f64::from(u8::from(libm::hypot(x, y) < BORDER)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_jittered_labels, assert_uniform, samples};

    fn recipe(noise: f64) -> Data {
        Data::Circle(Circle { noise, ..Circle::default() })
    }

    #[test]
    fn the_disc_and_the_ring_are_filled_evenly_by_radius_and_angle() {
        let samples = samples(&recipe(0.0));
        for (label, nearest, farthest) in [(1.0, 0.0, 2.5), (0.0, 3.5, 5.0)] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let (radii, angles): (Vec<_>, Vec<_>) =
                points.map(|[x, y]| (x.hypot(y), x.atan2(y).rem_euclid(TAU))).unzip();
            assert_eq!(2 * radii.len(), samples.len());
            assert_uniform(&radii, nearest, farthest, "radius");
            assert_uniform(&angles, 0.0, TAU, "angle");
        }
    }

    #[test]
    fn noise_moves_labels_across_the_border() {
        let rule = |[x, y]: [f64; 2]| if x * x + y * y < 6.25 { 1.0 } else { 0.0 };
        assert_jittered_labels(recipe, 5.0, rule, |[x, y]| (x.hypot(y) / 1.25) as usize);
    }

    #[test]
    fn the_ring_has_the_odd_point() {
        let data = Data::Circle(Circle { train: 7, ..Circle::default() });
        assert_eq!(data.generate(7).train.labels.iter().sum::<f32>(), 3.0);
    }
}
