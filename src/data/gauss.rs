//! Two clouds: Playground's Gauss.

use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, check_percent, recipe};
use crate::error::Invalid;
use crate::random::normal;

/// Both coordinates of the center of label 1; label 0 has the opposite.
const CENTER: f64 = 2.0;

recipe! {
    /// Two normal clouds (`classifyTwoGaussData` in tensorflow/playground, `src/dataset.ts`).
    ///
    /// Half of the points lie round (2, 2) and have label 1, the others round (-2, -2) and have label 0. The variance of
    /// each coordinate grows evenly with `noise`, from 0.5 at 0 to 4 at 50.
    pub struct Gauss {
        /// How wide the clouds are, in percent, 0 to 50.
        pub noise: f64 = 0.0,
    }
}

impl Generator for Gauss {
    fn check(&self) -> Result<(), Invalid> {
        check_percent(self.noise)
    }

    fn sample(&self, index: usize, count: usize, random: &mut ChaCha8Rng) -> Sample {
        let deviation = (0.5 + 3.5 * self.noise / 50.0).sqrt();
        let (center, label) = if index < count / 2 { (CENTER, 1.0) } else { (-CENTER, 0.0) };
        ([center + deviation * normal(random), center + deviation * normal(random)], label)
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_1_SQRT_2;

    use super::*;
    use crate::data::Data;
    use crate::data::tests::statistics::{assert_normal, samples};

    fn recipe(noise: f64) -> Data {
        Data::Gauss(Gauss { noise, ..Gauss::default() })
    }

    #[test]
    fn clouds_have_their_center_and_variance_in_every_direction() {
        let samples = samples(&recipe(0.0));
        for (label, center) in [(1.0, 2.0), (0.0, -2.0)] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let offsets: Vec<_> = points.map(|[x, y]| [x - center, y - center]).collect();
            assert_eq!(2 * offsets.len(), samples.len());
            for direction in [[1.0, 0.0], [0.0, 1.0], [FRAC_1_SQRT_2, FRAC_1_SQRT_2]] {
                let along = |[right, up]: &[f64; 2]| direction[0] * right + direction[1] * up;
                let numbers: Vec<_> = offsets.iter().map(along).collect();
                assert_normal(&numbers, 0.0, 0.5_f64.sqrt(), &format!("label {label}"));
            }
        }
    }

    #[test]
    fn noise_widens_the_clouds() {
        let narrow = samples(&recipe(0.0));
        for (noise, variance) in [(10.0, 1.2_f64), (20.0, 1.9), (50.0, 4.0)] {
            for ((wide, label), (old, old_label)) in samples(&recipe(noise)).iter().zip(&narrow) {
                let center = if *label == 1.0 { 2.0 } else { -2.0 };
                for (wide, old) in wide.iter().zip(old) {
                    let expected = center + (old - center) * (variance / 0.5).sqrt();
                    assert!((wide - expected).abs() < 1e-5 && label == old_label, "{wide}, not {expected}");
                }
            }
        }
    }
}
