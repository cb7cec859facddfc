//! Typed dense layers: layers whose widths the compiler knows, stacked at run time.
//!
//! A [`Layer<I, O>`] is dfdx's `Linear<I, O>` with its activation, and owns whatever comes after it as a boxed
//! [`Stack<O>`]: only what takes O inputs can follow. The loss ends the stack and is one itself. `tape` builds
//! stacks and drives them. A network of other widths is padded: the parameters that its layers have too many of are 0,
//! so that they change nothing, and their gradient is dropped.

use dfdx::nn::modules::Linear;
use dfdx::prelude::{
    Const, Cpu, Gradients, HasShape, Module, NoneTape, OwnedTape, PutTape, Rank0, SplitTape, SumTo, Tape, Tensor,
    TensorFromVec, WithEmptyTape, ZerosTensor,
};

use super::dropout::LayerMask;
use super::loss::Targets;
use super::{Activation, Loss};

/// The tape on which dfdx records what the backward pass needs.
pub(super) type Recording = OwnedTape<f32, Cpu>;
/// A batch of n rows of `W` numbers.
pub(super) type Rows<const W: usize, T> = Tensor<(usize, Const<W>), f32, Cpu, T>;

/// What takes rows of `I` numbers: the rest of a network, from one of its layers on.
pub(super) trait Stack<const I: usize> {
    /// Mean loss of a batch, and a number with the tape that leads back to the parameters, whose gradient is the
    /// loss's. `masks` are those of dropout for the hidden layers of the rest, or none.
    fn loss(&self, inputs: Rows<I, Recording>, targets: Targets<'_>, masks: &[LayerMask]) -> (f32, Taped);

    /// Outputs of a batch, written to `outputs` ([n, outputs]).
    fn outputs(&self, inputs: Rows<I, NoneTape>, outputs: &mut [f32]);

    /// Takes the layers' parameters from the front of the flat vector's rest.
    fn load(&mut self, parameters: &[f32]);

    /// Writes the gradient by the layers' parameters to the front of the flat vector's rest.
    fn collect(&self, gradients: &Gradients<f32, Cpu>, gradient: &mut [f32]);
}

/// A number with its tape.
pub(super) type Taped = Tensor<Rank0, f32, Cpu, Recording>;

/// One affine map from `I` to `O` numbers with its activation, and all that follows it.
pub(super) struct Layer<const I: usize, const O: usize> {
    linear: Linear<I, O, f32, Cpu>,
    /// Inputs and units of the network's own layer: at most `I` and `O`.
    shape: (usize, usize),
    activation: Activation,
    next: Box<dyn Stack<O>>,
}

impl<const I: usize, const O: usize> Layer<I, O> {
    /// A layer of so many inputs and units, with parameters 0, before `next`.
    pub(super) fn new(device: &Cpu, shape: (usize, usize), activation: Activation, next: Box<dyn Stack<O>>) -> Self {
        Self { linear: Linear { weight: device.zeros(), bias: device.zeros() }, shape, activation, next }
    }

    fn is_padded(&self) -> bool {
        self.shape != (I, O)
    }
}

impl<const I: usize, const O: usize> Stack<I> for Layer<I, O> {
    fn loss(&self, inputs: Rows<I, Recording>, targets: Targets<'_>, masks: &[LayerMask]) -> (f32, Taped) {
        let outputs = activate(self.linear.forward(inputs), self.activation);
        match masks.split_first() {
            Some((mask, rest)) => self.next.loss(drop_out(outputs, mask), targets, rest),
            None => self.next.loss(outputs, targets, masks),
        }
    }

    fn outputs(&self, inputs: Rows<I, NoneTape>, outputs: &mut [f32]) {
        self.next.outputs(activate(self.linear.forward(inputs), self.activation), outputs);
    }

    fn load(&mut self, parameters: &[f32]) {
        let (inputs, units) = self.shape;
        let (weight, rest) = parameters.split_at(inputs * units);
        let (bias, rest) = rest.split_at(units);
        if self.is_padded() {
            self.linear.weight.copy_from(&padded(weight, inputs, I, O));
            self.linear.bias.copy_from(&padded(bias, units, O, 1));
        } else {
            self.linear.weight.copy_from(weight);
            self.linear.bias.copy_from(bias);
        }
        self.next.load(rest);
    }

    fn collect(&self, gradients: &Gradients<f32, Cpu>, gradient: &mut [f32]) {
        let (inputs, units) = self.shape;
        let (weight, rest) = gradient.split_at_mut(inputs * units);
        let (bias, rest) = rest.split_at_mut(units);
        if self.is_padded() {
            let mut numbers = vec![0.0; I * O];
            gradients.get(&self.linear.weight).copy_into(&mut numbers);
            take_from_padded(&numbers, I, weight, inputs);
            gradients.get(&self.linear.bias).copy_into(&mut numbers[..O]);
            bias.copy_from_slice(&numbers[..units]);
        } else {
            gradients.get(&self.linear.weight).copy_into(weight);
            gradients.get(&self.linear.bias).copy_into(bias);
        }
        self.next.collect(gradients, rest);
    }
}

/// Rows of `width` numbers as `count` rows of `padded_width`, filled up with zeros.
fn padded(numbers: &[f32], width: usize, padded_width: usize, count: usize) -> Vec<f32> {
    let mut padded = vec![0.0; padded_width * count];
    for (padded, row) in padded.chunks_exact_mut(padded_width).zip(numbers.chunks_exact(width)) {
        padded[..width].copy_from_slice(row);
    }
    padded
}

/// Takes rows of `width` numbers from the beginnings of rows of `padded_width`.
fn take_from_padded(padded: &[f32], padded_width: usize, numbers: &mut [f32], width: usize) {
    for (row, padded) in numbers.chunks_exact_mut(width).zip(padded.chunks_exact(padded_width)) {
        row.copy_from_slice(&padded[..width]);
    }
}

/// The end of a stack: a loss.
pub(super) struct End {
    device: Cpu,
    loss: Loss,
    /// Outputs of the network.
    width: usize,
}

impl End {
    pub(super) fn new(device: &Cpu, loss: Loss, width: usize) -> Self {
        Self { device: device.clone(), loss, width }
    }
}

impl<const O: usize> Stack<O> for End {
    /// The gradients of the loss by the outputs go into the tape as factors of the outputs: the derivative of the sum of
    /// the products by each output is its gradient, and dfdx's differentiation goes on from there.
    fn loss(&self, inputs: Rows<O, Recording>, targets: Targets<'_>, _: &[LayerMask]) -> (f32, Taped) {
        let (outputs, tape) = inputs.split_tape();
        let count = targets.labels.len();
        let (mut values, mut gradients) = (vec![0.0; count * self.width], vec![0.0; count * self.width]);
        self.outputs(outputs.clone(), &mut values);
        let loss = self.loss.gradients(&values, targets, &mut gradients);
        if self.width < O {
            gradients = padded(&gradients, self.width, O, count);
        }
        let gradients = self.device.tensor_from_vec(gradients, *outputs.shape());
        (loss, (outputs.put_tape(tape) * gradients).sum())
    }

    fn outputs(&self, inputs: Rows<O, NoneTape>, outputs: &mut [f32]) {
        if self.width == O {
            inputs.copy_into(outputs);
        } else {
            let mut values = vec![0.0; inputs.shape().0 * O];
            inputs.copy_into(&mut values);
            take_from_padded(&values, O, outputs, self.width);
        }
    }

    fn load(&mut self, _: &[f32]) {}

    fn collect(&self, _: &Gradients<f32, Cpu>, _: &mut [f32]) {}
}

/// Multiplies what units give by the factors of dropout. Units that the layer is padded with give 0.
fn drop_out<const W: usize>(outputs: Rows<W, Recording>, mask: &LayerMask) -> Rows<W, Recording> {
    let shape = *outputs.shape();
    let mut factors = vec![0.0; shape.0 * W];
    mask.write_rows(&mut factors, W);
    let factors = outputs.device().tensor_from_vec(factors, shape);
    outputs * factors
}

/// Applies an activation to every number. What dfdx lacks is composed so that the gradient at 0 is PyTorch's, too.
fn activate<const W: usize, T: Tape<f32, Cpu>>(x: Rows<W, T>, activation: Activation) -> Rows<W, T> {
    match activation {
        Activation::Relu => x.relu(),
        Activation::Tanh => x.tanh(),
        Activation::Sigmoid => x.sigmoid(),
        Activation::Linear => x,
        Activation::LeakyRelu => {
            let below = x.with_empty_tape().clamp(f32::MIN, 0.0) * 0.01;
            x.relu() + below
        }
        Activation::Elu => {
            let below = x.with_empty_tape().clamp(f32::MIN, 0.0).exp() - 1.0;
            x.relu() + below
        }
        Activation::Gelu => x.fast_gelu(),
        Activation::Softplus => {
            // max(x, 0) + ln(1 + e^-|x|), with |x| as 2 max(x, 0) - x.
            let above = x.with_empty_tape().clamp(0.0, f32::MAX);
            let minus_magnitude = x - above.with_empty_tape() * 2.0;
            above + (minus_magnitude.exp() + 1.0).ln()
        }
        Activation::Sin => x.sin(),
    }
}
