//! Six hidden layers of eight tanh units by hand, with shuffled batches of ten of 80 points and plain gradient descent.
//!
//! The lanes are the units of a layer, so that a batch of ten leaves none of them empty, and weights change without a
//! sum over lanes.

use std::array::from_fn;

use blobtui::data::Points;

use super::{ByHand, Lanes, exp, ln, tanh};

const POINTS: usize = 80;
const BATCH: usize = 10;
const UNITS: usize = 8;
/// Hidden layers after the first.
const INNER: usize = 5;

type Units = Lanes<UNITS>;

/// A point with its label: 1 for label 1, -1 for label 0.
#[derive(Clone, Copy)]
struct Point {
    x: f32,
    y: f32,
    sign: f32,
}

/// Weights between two layers of eight units: by input, and the same by output.
#[derive(Clone, Copy)]
struct Inner {
    by_input: [Units; UNITS],
    by_output: [Units; UNITS],
    biases: Units,
}

/// The network, its points, and its parameters.
pub struct Deep {
    points: [Point; POINTS],
    by_x: Units,
    by_y: Units,
    biases: Units,
    inner: [Inner; INNER],
    output_weights: Units,
    output_bias: f32,
    learning_rate: f32,
    /// State of the generator by which the points are shuffled; 0 leaves them in their order.
    random: u64,
}

impl Deep {
    /// The network with these points, and with parameters in the order of the engines.
    pub fn new(points: &Points, parameters: &[f32], learning_rate: f32, shuffled: bool) -> Self {
        let (first, rest) = parameters.split_at(3 * UNITS);
        let (inner, last) = rest.split_at(INNER * (UNITS + 1) * UNITS);
        let inner = |layer: usize| {
            let (weights, biases) = inner[layer * (UNITS + 1) * UNITS..].split_at(UNITS * UNITS);
            Inner {
                by_input: from_fn(|input| Lanes(from_fn(|output| weights[output * UNITS + input]))),
                by_output: from_fn(|output| Lanes(from_fn(|input| weights[output * UNITS + input]))),
                biases: Lanes(from_fn(|output| biases[output])),
            }
        };
        Self {
            points: from_fn(|index| {
                let ([x, y], label) = (points.inputs[index], points.labels[index]);
                Point { x, y, sign: 2.0 * label - 1.0 }
            }),
            by_x: Lanes(from_fn(|unit| first[2 * unit])),
            by_y: Lanes(from_fn(|unit| first[2 * unit + 1])),
            biases: Lanes(from_fn(|unit| first[2 * UNITS + unit])),
            inner: from_fn(inner),
            output_weights: Lanes(from_fn(|unit| last[unit])),
            output_bias: last[UNITS],
            learning_rate,
            random: if shuffled { 0x9E37_79B9_7F4A_7C15 } else { 0 },
        }
    }

    #[inline(always)]
    fn shuffle(&mut self) {
        for last in (1..POINTS).rev() {
            self.random ^= self.random << 13;
            self.random ^= self.random >> 7;
            self.random ^= self.random << 17;
            self.points.swap(last, (((self.random >> 32) * (last as u64 + 1)) >> 32) as usize);
        }
    }

    /// The values of all units over a batch, and its margins.
    #[inline(always)]
    fn forward<const FUSED: bool>(&self, first: usize) -> ([[Units; BATCH]; INNER + 1], Lanes<16>) {
        let mut values = [[Units::ZERO; BATCH]; INNER + 1];
        // Margins as in the tutorial's network; lanes without a point are right beyond doubt.
        let mut margins = Lanes([80.0; 16]);
        for point in 0..BATCH {
            let Point { x, y, .. } = self.points[first + point];
            let sums = self.biases.plus_product::<FUSED>(self.by_x, Units::splat(x));
            values[0][point] = sums.plus_product::<FUSED>(self.by_y, Units::splat(y)).map(tanh::<FUSED>);
        }
        for layer in 0..INNER {
            for point in 0..BATCH {
                let inner = &self.inner[layer];
                values[layer + 1][point] =
                    product::<FUSED>(inner.biases, &inner.by_input, values[layer][point]).map(tanh::<FUSED>);
            }
        }
        for point in 0..BATCH {
            let logit = self.output_bias + self.output_weights.times(values[INNER][point]).sum();
            margins.0[point] = logit * self.points[first + point].sign;
        }
        (values, margins)
    }

    /// One step; gives the mean loss before it.
    #[inline(always)]
    fn step<const FUSED: bool>(&mut self, first: usize) -> f32 {
        let (values, margins) = self.forward::<FUSED>(first);
        let wrong = margins.map(|margin| {
            let power = if -margin < 80.0 { -margin } else { 80.0 };
            exp::<FUSED>(if power > -80.0 { power } else { -80.0 })
        });
        let more = wrong.plus(Lanes::splat(1.0));
        let loss = more.map(ln::<FUSED>).sum() / BATCH as f32;
        let shares = wrong.zip(more, |wrong, more| wrong / more);

        let step = Units::splat(-self.learning_rate / BATCH as f32);
        let mut gradients = [Units::ZERO; BATCH];
        let (mut weights_gradient, mut bias_gradient) = (Units::ZERO, 0.0);
        for point in 0..BATCH {
            let gradient = -shares.0[point] * self.points[first + point].sign;
            bias_gradient += gradient;
            weights_gradient = weights_gradient.plus_product::<FUSED>(Units::splat(gradient), values[INNER][point]);
            let gradient = self.output_weights.times(Units::splat(gradient));
            gradients[point] = through_tanh::<FUSED>(gradient, values[INNER][point]);
        }
        self.output_weights = self.output_weights.plus_product::<FUSED>(step, weights_gradient);
        self.output_bias += step.0[0] * bias_gradient;
        for layer in (0..INNER).rev() {
            let inner = &mut self.inner[layer];
            let (mut weights_gradient, mut biases_gradient) = ([Units::ZERO; UNITS], Units::ZERO);
            for point in 0..BATCH {
                let (gradient, value) = (gradients[point], values[layer][point]);
                biases_gradient = biases_gradient.plus(gradient);
                for input in 0..UNITS {
                    weights_gradient[input] =
                        weights_gradient[input].plus_product::<FUSED>(gradient, Units::splat(value.0[input]));
                }
            }
            for point in 0..BATCH {
                let gradient = product::<FUSED>(Units::ZERO, &inner.by_output, gradients[point]);
                gradients[point] = through_tanh::<FUSED>(gradient, values[layer][point]);
            }
            for input in 0..UNITS {
                inner.by_input[input] = inner.by_input[input].plus_product::<FUSED>(step, weights_gradient[input]);
            }
            for output in 0..UNITS {
                for input in 0..UNITS {
                    inner.by_output[output].0[input] = inner.by_input[input].0[output];
                }
            }
            inner.biases = inner.biases.plus_product::<FUSED>(step, biases_gradient);
        }
        let [mut x_gradient, mut y_gradient, mut biases_gradient] = [Units::ZERO; 3];
        for point in 0..BATCH {
            let Point { x, y, .. } = self.points[first + point];
            x_gradient = x_gradient.plus_product::<FUSED>(gradients[point], Units::splat(x));
            y_gradient = y_gradient.plus_product::<FUSED>(gradients[point], Units::splat(y));
            biases_gradient = biases_gradient.plus(gradients[point]);
        }
        self.by_x = self.by_x.plus_product::<FUSED>(step, x_gradient);
        self.by_y = self.by_y.plus_product::<FUSED>(step, y_gradient);
        self.biases = self.biases.plus_product::<FUSED>(step, biases_gradient);
        loss
    }
}

/// start + the sum of each row times its factor.
#[inline(always)]
fn product<const FUSED: bool>(start: Units, rows: &[Units; UNITS], factors: Units) -> Units {
    let mut sum = start;
    for row in 0..UNITS {
        sum = sum.plus_product::<FUSED>(rows[row], Units::splat(factors.0[row]));
    }
    sum
}

/// The gradient by weighted sums, from that by their tanh: times 1 - tanh².
#[inline(always)]
fn through_tanh<const FUSED: bool>(gradient: Units, value: Units) -> Units {
    let change = gradient.times(value);
    gradient.plus_product::<FUSED>(change.map(|change| -change), value)
}

impl ByHand for Deep {
    #[inline(always)]
    fn train<const FUSED: bool>(&mut self, epochs: u64) -> f32 {
        let mut loss = 0.0;
        for _ in 0..epochs {
            if self.random != 0 {
                self.shuffle();
            }
            loss = 0.0;
            for batch in 0..POINTS / BATCH {
                loss += self.step::<FUSED>(batch * BATCH);
            }
        }
        loss / (POINTS / BATCH) as f32
    }
}
