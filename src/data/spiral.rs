//! Two spiral arms: Playground's spiral.

use std::f64::consts::{PI, TAU};

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_percent, jittered, place_in_half, recipe};
use crate::error::Invalid;

/// The radius at the end of each arm.
const RADIUS: f64 = 5.0;
/// How often each arm goes round.
const TURNS: f64 = 1.75;

recipe! {
    /// Two arms, label 1 and label 0, half a turn apart (`classifySpiralData` in tensorflow/playground,
    /// `src/dataset.ts`).
    ///
    /// At a part p of its arm, from 0 to 1, a point has radius 5 p and angle 1.75 · 2π p, plus π on the arm of label 0,
    /// and lies at (radius · sin angle, radius · cos angle), moved by `noise` / 100 times a number uniform on [-1, 1)
    /// along each axis. Playground spaces p evenly; here each point has a random p in its own part of the arm.
    pub struct Spiral {
        /// How far points are from their arm, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for Spiral {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let (is_first, place) = place_in_half(random, index, count);
        let (label, start) = if is_first { (1.0, 0.0) } else { (0.0, PI) };
        let radius = RADIUS * place;
        let (sine, cosine) = libm::sincos(TURNS * TAU * place + start);
        (jittered(random, [radius * sine, radius * cosine], self.noise / 100.0), label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_places, assert_uniform, samples};

    fn recipe(noise: f64) -> Data {
        Data::Spiral(Spiral { noise, ..Spiral::default() })
    }

    #[test]
    fn arms_go_round_by_the_formula_and_are_filled_evenly() {
        let samples = samples(&recipe(0.0));
        for (label, start) in [(1.0, 0.0), (0.0, PI)] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let mut places = Vec::new();
            for [x, y] in points {
                let place = x.hypot(y) / 5.0;
                let angle = 1.75 * 2.0 * PI * place + start;
                let off = (x - 5.0 * place * angle.sin()).hypot(y - 5.0 * place * angle.cos());
                assert!(off < 1e-5, "({x}, {y}) is {off} beside arm {label}");
                places.push(place);
            }
            assert_eq!(2 * places.len(), samples.len());
            assert_places(&places);
        }
    }

    #[test]
    fn noise_moves_points_off_their_arm() {
        let (clean, noisy) = (samples(&recipe(0.0)), samples(&recipe(30.0)));
        for axis in 0..2 {
            let offsets: Vec<_> = noisy.iter().zip(&clean).map(|(moved, old)| moved.0[axis] - old.0[axis]).collect();
            assert_uniform(&offsets, -0.3, 0.3, "offset");
        }
        assert!(noisy.iter().zip(&clean).all(|(moved, old)| moved.1 == old.1));
    }
}
