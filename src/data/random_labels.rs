//! Labels that nothing explains.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use super::generator::{Generator, Sample, recipe, uniform};

/// How far the points reach along each axis.
const REACH: f64 = 1.0;

recipe! {
    /// Points without a pattern: both coordinates uniform on [-1, 1), the label 0 or 1 by a fair coin, in both splits.
    ///
    /// A network can only memorize the train points; it classifies half of the test points correctly, by chance.
    pub struct RandomLabels {
    }
}

impl Generator for RandomLabels {
    fn sample(&self, _: usize, _: usize, random: &mut ChaCha8Rng) -> Sample {
        let point = [uniform(random, -REACH, REACH), uniform(random, -REACH, REACH)];
        (point, f64::from(u8::from(random.random_bool(0.5))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tests::statistics::{assert_mean, assert_uniform, samples};
    use crate::data::{Data, Points};

    #[test]
    fn points_fill_the_square_and_labels_do_not_depend_on_them() {
        let samples = samples(&Data::RandomLabels(RandomLabels::default()));
        for label in [0.0, 1.0] {
            let points = samples.iter().filter(|sample| sample.1 == label).map(|sample| sample.0);
            let (x, y): (Vec<_>, Vec<_>) = points.map(|[x, y]| (x, y)).unzip();
            assert_uniform(&x, -1.0, 1.0, "x");
            assert_uniform(&y, -1.0, 1.0, "y");
        }
        for quadrant in [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]] {
            let within = samples.iter().filter(|sample| sample.0.map(f64::signum) == quadrant);
            let off: Vec<_> = within.map(|sample| sample.1 - 0.5).collect();
            assert_mean(&off, 1.0, "labels");
        }
    }

    #[test]
    fn test_labels_are_random_as_well() {
        let coins =
            |points: &Points| -> Vec<f64> { points.labels.iter().map(|label| f64::from(*label) - 0.5).collect() };
        let data = Data::RandomLabels(RandomLabels { train: 100_000, test: 100_000 });
        let dataset = data.generate(7);
        let (train, test) = (coins(&dataset.train), coins(&dataset.test));
        assert_mean(&train, 1.0, "train labels");
        assert_mean(&test, 1.0, "test labels");
        let alike: Vec<_> = train.iter().zip(&test).map(|(train, test)| 2.0 * train * test).collect();
        assert_mean(&alike, 1.0, "pairs of a train and a test label");
    }
}
