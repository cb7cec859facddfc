//! How far two engines may be apart in single precision: what rounding explains, and no more.
//!
//! `train --verify` compares by it. An engine rounds every sum and product to 24 bits. The roundings of a sum of k numbers
//! add up to about √k ε of the size of its terms (Higham and Mary, "A new approach to probabilistic rounding error
//! analysis", 2019), and what a layer has rounded goes on through the others as if the weights had been a little
//! different. Both are measured here at the weights at hand: the size of the terms is the mean of the absolute gradients
//! of single points, which a sum may cancel, and the weights are moved by their last bits.

use crate::network::{Batch, Batches, Engine, EngineKind, Loss, Shape};

/// The distance of 1 from the next larger number.
pub(super) const EPSILON: f64 = f32::EPSILON as f64;
/// How many times the estimate is allowed: some ten times the most that was seen in fourteen runs of presets.
const FACTOR: f64 = 8.0;
/// Roundings of an activation and its derivative, beside the sums.
const OF_ACTIVATION: usize = 8;
/// How often the weights are moved, each time in other directions.
const MOVES: u64 = 8;
/// How far, in the distance of neighbouring numbers.
const STEPS: f32 = 4.0;

/// What rounding explains at the same weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    pub(super) loss: f64,
    pub(super) gradient: f64,
}

/// The network and points of a run, to measure what rounding does there.
pub(super) struct Rounding {
    engine: Box<dyn Engine>,
    points: Batches,
    /// The same points, each a batch.
    single: Batches,
    /// Weights of the points in the mean loss.
    weights: Vec<f64>,
    /// √k ε of the longest chain of roundings, [`FACTOR`] times.
    unit: f64,
    /// Room for gradients.
    gradient: Vec<f32>,
}

impl Rounding {
    /// Prepares the measurements for train points laid out as one batch.
    pub(super) fn new(shape: &Shape, loss: Loss, points: &Batches) -> Self {
        let widths: Vec<usize> = shape.widths().collect();
        let layers = widths.windows(2).map(|layer| layer[0] + 1 + layer[1] + OF_ACTIVATION);
        let roundings = points.len() + layers.sum::<usize>();
        let (mut inputs, mut labels) = (vec![0.0; points.len() * shape.inputs], vec![0.0; points.len()]);
        points.write_rows(0, &mut inputs, &mut labels);
        let mut single = Batches::new(shape.inputs);
        single.gather(Batch { inputs: &inputs, labels: &labels }, 0..labels.len(), 1);
        let mut weights = vec![];
        points.write_weights(0, &mut weights);
        if weights.is_empty() {
            weights = vec![1.0 / points.len() as f32; points.len()];
        }
        Self {
            engine: EngineKind::Fused.build(shape, loss),
            points: points.clone(),
            single,
            weights: weights.into_iter().map(f64::from).collect(),
            unit: FACTOR * (roundings as f64).sqrt() * EPSILON,
            gradient: vec![],
        }
    }

    /// A bound that costs nothing: that of sums in which nothing cancels. The true one is no smaller.
    pub(super) fn at_least(&self, loss: f32, gradient: &[f32]) -> Allowed {
        Allowed { loss: self.unit * f64::from(loss), gradient: self.unit * largest(gradient) }
    }

    /// The bound at these weights.
    pub(super) fn allowed(&mut self, parameters: &[f32], loss: f32, gradient: &[f32]) -> Allowed {
        let terms = self.terms(parameters);
        let by_weights: f64 = terms.iter().zip(parameters).map(|(term, weight)| term * f64::from(weight.abs())).sum();
        let moved = (0..MOVES).map(|index| self.moved(parameters, gradient, index)).fold(0.0, f64::max);
        let term = terms.iter().copied().fold(0.0, f64::max);
        Allowed { loss: self.unit * (f64::from(loss) + by_weights), gradient: self.unit * term + FACTOR * moved }
    }

    /// The mean over the points of every entry's absolute gradient: the size of what the gradient sums up.
    fn terms(&mut self, parameters: &[f32]) -> Vec<f64> {
        self.gradient.resize(parameters.len(), 0.0);
        let mut terms = vec![0.0; parameters.len()];
        for (point, weight) in self.weights.iter().enumerate() {
            self.engine.loss_and_gradient(parameters, &self.single, point, &mut self.gradient);
            for (term, gradient) in terms.iter_mut().zip(&self.gradient) {
                *term += weight * f64::from(gradient.abs());
            }
        }
        terms
    }

    /// How far the gradient moves if the last bits of the weights do, up or down as the index says.
    fn moved(&mut self, parameters: &[f32], gradient: &[f32], index: u64) -> f64 {
        let sign =
            |place: usize| if (place as u64 + 1).wrapping_mul(HASH ^ (index << 7)) >> 63 == 0 { 1.0 } else { -1.0 };
        let move_by = |(place, weight): (usize, &f32)| weight * (1.0 + STEPS * sign(place) * f32::EPSILON);
        let moved: Vec<f32> = parameters.iter().enumerate().map(move_by).collect();
        self.gradient.resize(parameters.len(), 0.0);
        self.engine.loss_and_gradient(&moved, &self.points, 0, &mut self.gradient);
        apart(gradient, &self.gradient)
    }
}

/// An odd number with bits all over, for signs that follow no pattern.
const HASH: u64 = 0x9e37_79b9_7f4a_7c15;

/// The difference of two numbers; 0 where neither is one, or both are the same infinity, and infinite where one is none.
pub(super) fn difference(mine: f32, other: f32) -> f64 {
    if mine == other || mine.is_nan() && other.is_nan() {
        return 0.0;
    }
    let difference = (f64::from(mine) - f64::from(other)).abs();
    if difference.is_nan() { f64::INFINITY } else { difference }
}

/// The largest difference of two entries at the same index; infinite if one is no number.
pub(super) fn apart(mine: &[f32], others: &[f32]) -> f64 {
    let differences = mine.iter().zip(others).map(|(mine, other)| difference(*mine, *other));
    differences.fold(0.0, f64::max)
}

/// The size of the largest entry.
pub(super) fn largest(numbers: &[f32]) -> f64 {
    numbers.iter().fold(0.0, |most, number| most.max(f64::from(number.abs())))
}
