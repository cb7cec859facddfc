//! Initial weights and biases.

use rand::Rng;
use rand::distr::{Distribution, Uniform};

use super::{Layout, Shape};

/// Parameters of an untrained network by PyTorch's default for `nn.Linear`: weights and biases of a layer with n
/// inputs are uniform in [-1/sqrt(n), 1/sqrt(n)). `stream` gives the random numbers of a layer, counted from 0, so
/// that adding a layer leaves the earlier ones as they were.
///
/// # Panics
/// Never: every layer has an input.
pub fn initial_parameters<R: Rng>(shape: &Shape, stream: impl Fn(u64) -> R) -> Vec<f32> {
    let mut parameters = Vec::with_capacity(Layout::new(shape).len());
    let widths: Vec<usize> = shape.widths().collect();
    for (layer, pair) in widths.windows(2).enumerate() {
        let bound = 1.0 / (pair[0] as f64).sqrt();
        let mut generator = stream(layer as u64);
        // The bounds are finite and in order, since every layer has at least one input.
        let uniform = Uniform::new(-bound, bound).expect("a layer has inputs");
        let numbers = uniform.sample_iter(&mut generator).take((pair[0] + 1) * pair[1]);
        parameters.extend(numbers.map(|number: f64| number as f32));
    }
    parameters
}
