//! The normal distribution, by the ziggurat method.
//!
//! A layer of equal areas under the density is chosen, and a place in it; most places lie under the density for
//! certain. It is the variant of Doornik ("An Improved Ziggurat Method to Generate Normal Random Samples", 2005) as
//! `StandardNormal` of `rand_distr` has it: the same draws of the stream give the same numbers, but for the last bit of
//! some in the tail. There the system's `exp` and `ln` decide, here functions that are the same everywhere.

use rand::distr::Open01;
use rand::{Rng, RngExt};

use super::ziggurat::{DENSITIES, EDGES, TAIL};

/// A number from the normal distribution with mean 0 and standard deviation 1.
pub fn normal(random: &mut impl Rng) -> f64 {
    loop {
        let bits = random.next_u64();
        let layer = (bits & 0xFF) as usize;
        // 52 of the other bits as a number from 2 to below 4, moved to -1.
        let place = f64::from_bits(2.0_f64.to_bits() | bits >> 12) - 3.0;
        let x = place * EDGES[layer];
        // Within the next layer's edge all of this one is under the density.
        if x.abs() < EDGES[layer + 1] {
            return x;
        }
        if layer == 0 {
            return tail(random).copysign(place);
        }
        let (low, high) = (DENSITIES[layer], DENSITIES[layer + 1]);
        if high + (low - high) * random.random::<f64>() < libm::exp(-x * x / 2.0) {
            return x;
        }
    }
}

/// A number beyond where the tail begins (Marsaglia 1964).
fn tail(random: &mut impl Rng) -> f64 {
    loop {
        let beyond = -libm::log(random.sample(Open01)) / TAIL;
        let height = -libm::log(random.sample(Open01));
        if 2.0 * height >= beyond * beyond {
            return TAIL + beyond;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};
    use rand_distr::StandardNormal;

    #[test]
    fn a_million_draws_are_those_of_rand_distr() {
        let [mut own, mut other] = [(); 2].map(|()| stream(7, Purpose::TrainPoints, 0));
        let mut tails = 0;
        for index in 0..1_000_000 {
            let (found, expected): (f64, f64) = (normal(&mut own), other.sample(StandardNormal));
            // A number of the tail is a logarithm, which the system's function may round otherwise.
            let is_tail = found.abs() > TAIL;
            let off = found.to_bits().abs_diff(expected.to_bits());
            assert!(off <= u64::from(is_tail), "draw {index}: {found:e}, not {expected:e}");
            assert_eq!(found as f32, expected as f32, "draw {index}");
            tails += usize::from(is_tail);
        }
        assert_eq!(own.next_u64(), other.next_u64(), "one has drawn more of the stream");
        assert!(tails > 200, "{tails} draws from the tail");
    }
}
