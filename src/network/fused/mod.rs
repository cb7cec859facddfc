//! The fused engine: our own forward and backward passes over blocks of sixteen points.
//!
//! One visit to the typed junctions computes loss and gradient of a group of blocks: forward on the way in, backward
//! on the way out, without allocation and without a copy of the points. Every sum has a fixed order: over the inputs
//! of a unit, over the blocks of a group in each lane, over the lanes by a halving tree, over the groups. The size of
//! a group follows from the network alone. So the bits are the same whatever the processor.

mod activate;
mod junction;
mod loss;

use super::batches::{LANES, Lanes};
use super::catalogue::fused_stack;
#[cfg(target_arch = "x86_64")]
use super::vector::{Avx2, Avx512};
use super::vector::{Instructions, Portable, Vector};
use super::{Architecture, Batches, Engine, INPUTS, Judgement, Loss};

use junction::Visit;
pub(super) use junction::{End, Junction, Stack};

/// Bytes that the activations of a group may take, so that they stay in the processor's nearest cache.
const GROUP_BYTES: usize = 24 << 10;
/// Blocks of a group, at least and at most.
const BLOCKS: (usize, usize) = (4, 16);

/// Builds the network of this shape, compiled for these instructions.
///
/// # Panics
/// If this processor has not the instructions, or a width is not in the catalogue, which `Architecture::check` refuses.
#[must_use]
pub fn fused_engine(architecture: &Architecture, loss: Loss, instructions: Instructions) -> Box<dyn Engine> {
    assert!(Instructions::available().contains(&instructions), "{instructions:?} is not in this processor");
    match instructions {
        Instructions::Baseline => Box::new(FusedEngine::<Portable>::new(architecture, loss)),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => Box::new(FusedEngine::<Avx2>::new(architecture, loss)),
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => Box::new(FusedEngine::<Avx512>::new(architecture, loss)),
        #[cfg(not(target_arch = "x86_64"))]
        _ => unreachable!("only the baseline is available"),
    }
}

struct FusedEngine<V> {
    network: Box<dyn Stack<V, INPUTS>>,
    /// Blocks of a group.
    group: usize,
    /// Answers of a group.
    answers: Vec<Lanes>,
}

impl<V: Vector> FusedEngine<V> {
    fn new(architecture: &Architecture, loss: Loss) -> Self {
        let Loss::BinaryCrossEntropy = loss;
        let mut network = fused_stack::<V, INPUTS>(&architecture.hidden, architecture.activation);
        let bytes = (network.lanes() + INPUTS) * size_of::<Lanes>();
        let group = (GROUP_BYTES / bytes).clamp(BLOCKS.0, BLOCKS.1);
        network.reserve(group);
        Self { network, group, answers: vec![Lanes::ZERO; group] }
    }

    /// Calls `take` with the answers of each group of points that were laid out as one batch, and the group's labels
    /// and weights.
    fn answer(&mut self, parameters: &[f32], points: &Batches, mut take: impl FnMut(&mut [Lanes], &[Lanes], &[Lanes])) {
        assert!(points.count() <= 1, "points laid out as one batch");
        let blocks = points.blocks(0);
        let inputs: &[[Lanes; INPUTS]] = blocks.inputs.as_chunks().0;
        let labels = blocks.labels.chunks(self.group);
        for ((inputs, labels), weights) in inputs.chunks(self.group).zip(labels).zip(blocks.weights.chunks(self.group))
        {
            let answers = &mut self.answers[..inputs.len()];
            self.network.forward(parameters, inputs, answers);
            take(answers, labels, weights);
        }
    }
}

impl<V: Vector> Engine for FusedEngine<V> {
    fn loss_and_gradient(&mut self, parameters: &[f32], batches: &Batches, batch: usize, gradient: &mut [f32]) -> f32 {
        let blocks = batches.blocks(batch);
        let inputs: &[[Lanes; INPUTS]] = blocks.inputs.as_chunks().0;
        let labels = blocks.labels.chunks(self.group);
        let mut sum = 0.0;
        for (index, ((inputs, labels), weights)) in
            inputs.chunks(self.group).zip(labels).zip(blocks.weights.chunks(self.group)).enumerate()
        {
            let mut end = |answers: &mut [Lanes]| sum += f64::from(loss::slopes::<V>(answers, labels, weights));
            let mut visit = Visit { end: &mut end, add: index > 0 };
            self.network.visit(&mut visit, parameters, inputs, None, gradient);
        }
        (sum / batches.points_in(batch) as f64) as f32
    }

    fn logits(&mut self, parameters: &[f32], points: &Batches, logits: &mut [f32]) {
        assert_eq!(points.len(), logits.len(), "a logit for each point");
        let mut rest = logits.chunks_mut(LANES);
        self.answer(parameters, points, |answers, _, _| write(answers, &mut rest));
    }

    fn judge(&mut self, parameters: &[f32], points: &Batches) -> Judgement {
        let (mut sum, mut correct) = (0.0, 0);
        self.answer(parameters, points, |answers, labels, weights| {
            correct += loss::count_right::<V>(answers, labels, weights);
            sum += f64::from(loss::slopes::<V>(answers, labels, weights));
        });
        Judgement { loss: (sum / points.len() as f64) as f32, correct }
    }

    fn probabilities(&mut self, parameters: &[f32], points: &Batches, probabilities: &mut [f32]) {
        assert_eq!(points.len(), probabilities.len(), "a probability for each point");
        let mut rest = probabilities.chunks_mut(LANES);
        self.answer(parameters, points, |answers, _, _| {
            activate::activate_only::<V>(super::Activation::Sigmoid, answers);
            write(answers, &mut rest);
        });
    }
}

/// Writes the lanes of a group to the next of the numbers; there are fewer in the last chunk where lanes are unused.
fn write<'a>(answers: &[Lanes], numbers: &mut impl Iterator<Item = &'a mut [f32]>) {
    for (answers, numbers) in answers.iter().zip(numbers) {
        numbers.copy_from_slice(&answers.0[..numbers.len()]);
    }
}
