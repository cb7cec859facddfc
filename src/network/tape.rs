//! The engine on dfdx's tape: automatic differentiation of the typed dense layers.

use dfdx::prelude::{Backward, Cache, Const, Cpu, HasShape, NoneTape, Trace, ZerosTensor};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::dispatch::{WIDTHS, with_wide_width, with_width};
use super::dropout::DropoutMasks;
use super::layer::{End, Layer, Rows, Stack};
use super::loss::Targets;
use super::{Activation, Batches, Engine, Evaluation, Loss, Shape};

/// Numbers of a tensor from which on dfdx keeps freed memory for the next pass. Below, the system's allocator is
/// faster than dfdx's cache with its locks; above, the system would give memory back and fetch it again.
const LARGE: usize = 8192;

/// The tape's engine for a network of this shape.
///
/// # Panics
/// If a width is beyond [`MAX_WIDTH`](super::MAX_WIDTH), or the outputs are not those of the loss.
pub(super) fn tape_engine(shape: &Shape, loss: Loss) -> Box<dyn Engine> {
    assert_eq!(shape.outputs, loss.outputs(shape.outputs), "outputs for the loss");
    POOL.with(|_| ());
    let device = Cpu::default();
    let layers: Vec<_> = shape.hidden_layers().collect();
    let is_wide = shape.widths().any(|width| WIDTHS.iter().all(|typed| *typed < width));
    if is_wide {
        with_wide_width!(shape.inputs, I => {
            let network = wide_stack::<I>(&device, shape.inputs, &layers, shape, loss);
            Box::new(TapeEngine::<I>::new(device, network, shape, loss))
        })
    } else {
        with_width!(shape.inputs, I => {
            let network = stack::<I>(&device, shape.inputs, &layers, shape, loss);
            Box::new(TapeEngine::<I>::new(device, network, shape, loss))
        })
    }
}

/// Writes a function that stacks typed layers of one table of widths.
macro_rules! stack {
    ($name:ident $with:ident) => {
        /// The layers from one with so many inputs on, padded to `I`: the hidden ones of these widths and activations,
        /// the output layer, the loss.
        fn $name<const I: usize>(
            device: &Cpu,
            inputs: usize,
            hidden: &[(usize, Activation)],
            shape: &Shape,
            loss: Loss,
        ) -> Box<dyn Stack<I>> {
            let Some((&(width, activation), rest)) = hidden.split_first() else {
                let (end, shape) = (Box::new(End::new(device, loss, shape.outputs)), (inputs, shape.outputs));
                return $with!(shape.1, O => Box::new(Layer::<I, O>::new(device, shape, Activation::Linear, end)));
            };
            $with!(width, O => {
                let next = $name(device, width, rest, shape, loss);
                Box::new(Layer::<I, O>::new(device, (inputs, width), activation, next))
            })
        }
    };
}
stack!(stack with_width);
stack!(wide_stack with_wide_width);

/// A network of up to `I` inputs whose gradients dfdx computes. It keeps its tensor of inputs for the next batch of the same
/// size.
struct TapeEngine<const I: usize> {
    device: Cpu,
    network: Box<dyn Stack<I>>,
    loss: Loss,
    /// Outputs of each point.
    width: usize,
    /// Units of the widest layer.
    widest: usize,
    inputs: Rows<I, NoneTape>,
    /// Of the latest batch: inputs row by row, the padded ones 0, labels, weights if classes have some, and outputs row by
    /// row.
    rows: Vec<f32>,
    labels: Vec<f32>,
    weights: Vec<f32>,
    outputs: Vec<f32>,
}

impl<const I: usize> TapeEngine<I> {
    /// The engine of a network, whose parameters come with each call.
    fn new(device: Cpu, network: Box<dyn Stack<I>>, shape: &Shape, loss: Loss) -> Self {
        let inputs = device.zeros_like(&(0, Const));
        let widest = shape.widths().max().unwrap_or(I);
        let width = shape.outputs;
        let [rows, labels, weights, outputs] = [const { vec![] }; 4];
        Self { device, network, loss, width, widest, inputs, rows, labels, weights, outputs }
    }

    /// Takes a batch, and a tensor for it if it has another size than the one before.
    fn take(&mut self, batches: &Batches, batch: usize) {
        let count = batches.points_in(batch);
        self.labels.resize(count, 0.0);
        self.rows.resize(count * I, 0.0);
        batches.write_rows(batch, &mut self.rows, &mut self.labels);
        batches.write_weights(batch, &mut self.weights);
        if count * self.widest >= LARGE {
            self.device.enable_cache();
        }
        if self.inputs.shape().0 != count {
            self.inputs = self.device.zeros_like(&(count, Const));
        }
        self.inputs.copy_from(&self.rows);
    }
}

impl<const I: usize> Engine for TapeEngine<I> {
    fn loss_and_gradient_under(
        &mut self,
        dropout: Option<&DropoutMasks>,
        parameters: &[f32],
        batches: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32 {
        let masks = DropoutMasks::layers(dropout);
        self.network.load(parameters);
        self.take(batches, batch);
        let targets = Targets { labels: &self.labels, weights: &self.weights };
        let (loss, taped) = self.network.loss(self.inputs.leaky_trace(), targets, masks);
        self.network.collect(&taped.backward(), gradient);
        loss
    }

    fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]) {
        self.network.load(parameters);
        self.take(points, 0);
        self.network.outputs(self.inputs.clone(), outputs);
    }

    fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation {
        let mut outputs = std::mem::take(&mut self.outputs);
        outputs.resize(points.len() * self.width, 0.0);
        self.outputs(parameters, points, &mut outputs);
        let mut evaluation = self.loss.evaluate(&outputs, &self.labels);
        if points.is_weighted() {
            let targets = Targets { labels: &self.labels, weights: &self.weights };
            evaluation.loss = self.loss.weighted_mean(&outputs, targets);
        }
        self.outputs = outputs;
        evaluation
    }
}

thread_local! {
    /// dfdx spreads its matrix products over the rayon pool of the calling thread, which for networks of this size
    /// costs more than it gives: a thread that builds a network becomes a pool of its own.
    static POOL: Option<ThreadPool> = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
}
