//! The fused engine: our own forward and backward passes over blocks of sixteen points.
//!
//! One visit to the dense layers computes loss and gradient of a group of blocks: forward on the way in, backward on the
//! way out, without allocation and without a copy of the points. Layers of networks whose widths are all in the table are
//! typed, but for the first where the number of inputs alone is not; all others are untyped. Every sum has a fixed order:
//! over the inputs of a unit, over the blocks of a group in each lane, over the lanes by a halving tree, over the groups.
//! The size of a group follows from the network alone. So the bits are the same whatever the processor.

mod activate;
mod activations;
mod dense;
mod ensemble;
mod kernels;
mod loss;
mod mixed;
mod untyped;

use super::batches::{LANES, Lanes};
use super::dispatch::{WIDTHS, with_width};
use super::dropout::{BlocksMask, DropoutMasks, LayerMask};
use super::loss::{Task, determination};
use super::vector::{Instructions, Vector, with_vector};
use super::{Batches, Engine, Evaluation, Loss, Score, Shape};

pub use activations::Activations;
use dense::TypedNetwork;
pub use ensemble::{Ensemble, Points};
use loss::Group;
use mixed::MixedNetwork;
use untyped::UntypedNetwork;

/// Bytes that the activations of a group may take, so that they stay in the processor's nearest cache.
const GROUP_BYTES: usize = 24 << 10;
/// Blocks of a group, at least and at most.
const BLOCKS: (usize, usize) = (4, 16);

/// How many blocks a group has, of each of which so many lanes are at hand.
fn group_of(lanes: usize) -> usize {
    (GROUP_BYTES / (lanes * size_of::<Lanes>())).clamp(BLOCKS.0, BLOCKS.1)
}

/// Builds the network of this shape, compiled for these instructions.
///
/// # Panics
/// If this processor lacks the instructions.
pub fn fused_engine(shape: &Shape, loss: Loss, instructions: Instructions) -> Box<dyn Engine> {
    with_vector!(instructions, V => {
        let network = typed_network::<V>(shape).unwrap_or_else(|| Box::new(UntypedNetwork::new(shape)));
        Box::new(FusedEngine::new(network, shape, loss))
    })
}

/// A network of typed dense layers, or of all but the first; none if a width is not in the table.
fn typed_network<V: Vector>(shape: &Shape) -> Option<Box<dyn Network<V>>> {
    if shape.widths().skip(1).any(|width| !WIDTHS.contains(&width)) {
        return None;
    }
    if WIDTHS.contains(&shape.inputs) {
        return Some(with_width!(shape.inputs, I => Box::new(TypedNetwork::<V, I>::new(shape))));
    }
    let layers: Vec<_> = shape.hidden_layers().collect();
    let (&(first, activation), rest) = layers.split_first()?;
    Some(with_width!(first, O => Box::new(MixedNetwork::<V, O>::new(shape, activation, rest))))
}

/// The same of untyped layers, whatever the widths: for tests that hold both kinds of layers to the same bits.
///
/// # Panics
/// As [`fused_engine`].
#[doc(hidden)]
pub fn untyped_engine(shape: &Shape, loss: Loss, instructions: Instructions) -> Box<dyn Engine> {
    with_vector!(instructions, V => {
        Box::new(FusedEngine::<V>::new(Box::new(UntypedNetwork::new(shape)), shape, loss))
    })
}

/// The dense layers of a network.
trait Network<V> {
    /// Logits of a group of blocks.
    fn forward(&mut self, parameters: &[f32], inputs: &[Lanes], logits: &mut [Lanes]);

    /// Goes forward with a group of blocks, hands the logits to the visit's end, and goes backward with the gradients
    /// that it gives: writes the gradient by the parameters to `gradient`, or adds it there.
    fn visit(&mut self, visit: &mut Visit<'_>, parameters: &[f32], inputs: &[Lanes], gradient: &mut [f32]);

    /// Lanes of scratch memory that a block takes.
    fn lanes(&self) -> usize;

    /// Makes room for groups of this many blocks.
    fn reserve(&mut self, blocks: usize);
}

/// What a visit carries to the end of the layers and back.
struct Visit<'a> {
    /// Takes the logits of the group, and replaces them by the gradients of the loss.
    end: &'a mut dyn FnMut(&mut [Lanes]),
    /// Whether the gradient is added to what is there.
    add: bool,
    /// The dropout masks of the hidden layers that are still to come on the way forward; none without dropout.
    masks: &'a [LayerMask],
    /// The group's first block in the batch.
    block: usize,
}

impl<'a> Visit<'a> {
    /// The dropout mask of the next layer over the group's blocks.
    fn next_mask(&mut self) -> Option<BlocksMask<'a>> {
        self.masks.split_off_first().map(|mask| mask.beginning_at(self.block))
    }
}

/// A network with its loss.
struct FusedEngine<V> {
    network: Box<dyn Network<V>>,
    loss: Loss,
    inputs: usize,
    outputs: usize,
    /// Blocks of a group.
    group: usize,
    logits: Vec<Lanes>,
}

impl<V: Vector> FusedEngine<V> {
    fn new(mut network: Box<dyn Network<V>>, shape: &Shape, loss: Loss) -> Self {
        let (inputs, outputs) = (shape.inputs, shape.outputs);
        assert_eq!(outputs, loss.outputs(outputs), "outputs for the loss");
        let group = group_of(network.lanes() + inputs);
        network.reserve(group);
        Self { network, loss, inputs, outputs, group, logits: vec![Lanes::ZERO; group * outputs] }
    }

    /// Calls `take` with each group of points that were laid out as one batch, their logits in it.
    fn for_each_group(&mut self, parameters: &[f32], points: &Batches, mut take: impl FnMut(Group<'_>)) {
        assert!(points.count() <= 1, "points laid out as one batch");
        let blocks = points.blocks(0);
        let inputs = blocks.inputs.chunks(self.group * self.inputs);
        let labels = blocks.labels.chunks(self.group);
        for ((inputs, labels), weights) in inputs.zip(labels).zip(blocks.weights.chunks(self.group)) {
            let logits = &mut self.logits[..labels.len() * self.outputs];
            self.network.forward(parameters, inputs, logits);
            take(Group { logits, labels, weights });
        }
    }
}

impl<V: Vector> Engine for FusedEngine<V> {
    fn loss_and_gradient_under(
        &mut self,
        dropout: Option<&DropoutMasks>,
        parameters: &[f32],
        batches: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32 {
        let masks = DropoutMasks::layers(dropout);
        let blocks = batches.blocks(batch);
        let inputs = blocks.inputs.chunks(self.group * self.inputs);
        let labels = blocks.labels.chunks(self.group);
        let (mut sum, is_weighted) = (0.0, batches.is_weighted());
        for (index, ((inputs, labels), weights)) in
            inputs.zip(labels).zip(blocks.weights.chunks(self.group)).enumerate()
        {
            let mut end = |logits: &mut [Lanes]| {
                sum += f64::from(gradients::<V>(self.loss, is_weighted, Group { logits, labels, weights }));
            };
            let mut visit = Visit { end: &mut end, add: index > 0, masks, block: index * self.group };
            self.network.visit(&mut visit, parameters, inputs, gradient);
        }
        mean(sum, batches, batch)
    }

    fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]) {
        let width = self.outputs;
        assert_eq!(points.len() * width, outputs.len(), "{width} outputs for each point");
        let mut rest = outputs.chunks_mut(LANES * width);
        self.for_each_group(parameters, points, |group| {
            for (block, rows) in group.logits.chunks_exact(width).zip(&mut rest) {
                // There are fewer rows in the last block where lanes are unused.
                for (lane, row) in rows.chunks_exact_mut(width).enumerate() {
                    for (number, lanes) in row.iter_mut().zip(block) {
                        *number = lanes.0[lane];
                    }
                }
            }
        });
    }

    fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation {
        let (mut sum, mut total, loss, is_weighted) = (0.0, 0.0, self.loss, points.is_weighted());
        self.for_each_group(parameters, points, |Group { logits, labels, weights }| {
            total += f64::from(loss::score::<V>(loss, Group { logits: &mut *logits, labels, weights }));
            sum += f64::from(gradients::<V>(loss, is_weighted, Group { logits, labels, weights }));
        });
        let score = match loss.task() {
            Task::Binary | Task::Classes => Score::Correct(total as usize),
            Task::Value => determination(total, points.labels()),
        };
        Evaluation { loss: mean(sum, points, 0), score }
    }
}

/// The sum of the loss over a group, weighted if classes have weights, and the gradients in the place of the logits.
fn gradients<V: Vector>(loss: Loss, is_weighted: bool, group: Group<'_>) -> f32 {
    if is_weighted { loss::gradients::<V, true>(loss, group) } else { loss::gradients::<V, false>(loss, group) }
}

/// The mean loss of a batch from its sum, whose weighted parts are those of the mean already.
fn mean(sum: f64, batches: &Batches, batch: usize) -> f32 {
    let divisor = if batches.is_weighted() { 1.0 } else { batches.points_in(batch) as f64 };
    (sum / divisor) as f32
}
