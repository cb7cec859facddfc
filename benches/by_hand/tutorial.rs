//! The tutorial's network by hand: 2-5-1 with relu, binary cross-entropy of 80 points at once, plain gradient descent.

use blobtui::data::Points;

use super::{ByHand, Lanes, exp, ln};

const POINTS: usize = 80;
const LANES: usize = 16;
const BLOCKS: usize = POINTS / LANES;
const UNITS: usize = 5;

type Block = Lanes<LANES>;

/// The network, its points, and the parameters in the order of the engines.
pub struct Tutorial {
    x: [Block; BLOCKS],
    y: [Block; BLOCKS],
    /// 1 for label 1, -1 for label 0.
    signs: [Block; BLOCKS],
    weights: [[f32; 2]; UNITS],
    biases: [f32; UNITS],
    output_weights: [f32; UNITS],
    output_bias: f32,
    learning_rate: f32,
}

impl Tutorial {
    /// The network with these points and parameters.
    pub fn new(points: &Points, parameters: &[f32], learning_rate: f32) -> Self {
        let block = |number: &dyn Fn(usize) -> f32| {
            std::array::from_fn(|block| Lanes(std::array::from_fn(|lane| number(block * LANES + lane))))
        };
        Self {
            x: block(&|point| points.inputs[point][0]),
            y: block(&|point| points.inputs[point][1]),
            signs: block(&|point| 2.0 * points.labels[point] - 1.0),
            weights: std::array::from_fn(|unit| [parameters[2 * unit], parameters[2 * unit + 1]]),
            biases: std::array::from_fn(|unit| parameters[2 * UNITS + unit]),
            output_weights: std::array::from_fn(|unit| parameters[3 * UNITS + unit]),
            output_bias: parameters[4 * UNITS],
            learning_rate,
        }
    }

    /// One epoch, which is one step; gives the loss before it.
    #[inline(always)]
    fn epoch<const FUSED: bool>(&mut self) -> f32 {
        let mut hidden = [[Block::ZERO; UNITS]; BLOCKS];
        let mut gradients = [Block::ZERO; BLOCKS];
        // A point's loss is ln(1 + e^-m), where m is the logit, or minus the logit for label 0. The logarithm is taken
        // of the product over the blocks: below e^17 each, so that it stays in range.
        let mut product = Block::splat(1.0);
        let mut bias_sum = Block::ZERO;
        for block in 0..BLOCKS {
            let mut logit = Block::splat(self.output_bias);
            for unit in 0..UNITS {
                let [by_x, by_y] = self.weights[unit].map(Block::splat);
                let sum = Block::splat(self.biases[unit]).plus_product::<FUSED>(by_x, self.x[block]);
                let sum = sum.plus_product::<FUSED>(by_y, self.y[block]);
                hidden[block][unit] = sum.map(|sum| if sum > 0.0 { sum } else { 0.0 });
                logit = logit.plus_product::<FUSED>(Block::splat(self.output_weights[unit]), hidden[block][unit]);
            }
            let wrong = logit.times(self.signs[block]).map(|margin| {
                let power = if -margin < 17.0 { -margin } else { 17.0 };
                exp::<FUSED>(if power > -80.0 { power } else { -80.0 })
            });
            let more = wrong.plus(Block::splat(1.0));
            product = product.times(more);
            gradients[block] = wrong.zip(more, |wrong, more| -wrong / more).times(self.signs[block]);
            bias_sum = bias_sum.plus(gradients[block]);
        }
        let step = -self.learning_rate / POINTS as f32;
        for unit in 0..UNITS {
            let [mut output, mut bias, mut by_x, mut by_y] = [Block::ZERO; 4];
            for block in 0..BLOCKS {
                let (value, gradient) = (hidden[block][unit], gradients[block]);
                output = output.plus_product::<FUSED>(gradient, value);
                // The weight to the output is the same for all points: the sums are multiplied by it.
                let own = value.zip(gradient, |value, gradient| if value > 0.0 { gradient } else { 0.0 });
                bias = bias.plus(own);
                by_x = by_x.plus_product::<FUSED>(own, self.x[block]);
                by_y = by_y.plus_product::<FUSED>(own, self.y[block]);
            }
            let own_step = step * self.output_weights[unit];
            self.biases[unit] += own_step * bias.sum();
            self.weights[unit][0] += own_step * by_x.sum();
            self.weights[unit][1] += own_step * by_y.sum();
            self.output_weights[unit] += step * output.sum();
        }
        self.output_bias += step * bias_sum.sum();
        product.map(ln::<FUSED>).sum() / POINTS as f32
    }
}

impl ByHand for Tutorial {
    #[inline(always)]
    fn train<const FUSED: bool>(&mut self, epochs: u64) -> f32 {
        let mut loss = 0.0;
        for _ in 0..epochs {
            loss = self.epoch::<FUSED>();
        }
        loss
    }
}
