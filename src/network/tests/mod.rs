//! Engines against dfdx's own networks, against derivatives by differences, against each other and their limits.

mod activations;
mod class_weights;
mod engines;
mod gradient;
mod initialization;
mod loss;
mod losses;
mod math;
mod reference;
mod tuple;

use rand::distr::{Distribution, Uniform};

use super::*;
use crate::random::{Purpose, stream};

/// Inputs of most networks here.
const INPUTS: usize = 2;

/// Numbers that are uniform in [-bound, bound), a function of the seed.
fn numbers(seed: u64, count: usize, bound: f32) -> Vec<f32> {
    let uniform = Uniform::new(-bound, bound).unwrap();
    uniform.sample_iter(stream(seed, Purpose::TrainPoints, 0)).take(count).collect()
}

/// As many points as there are labels, which are 0 and 1 by turns with some pairs.
fn points(seed: u64, count: usize) -> (Vec<f32>, Vec<f32>) {
    let labels = (0..count).map(|index| if index % 3 == 1 { 1.0 } else { 0.0 }).collect();
    (numbers(seed, INPUTS * count, 2.0), labels)
}

/// A network of two inputs and one output.
fn network(hidden: &[usize], activation: Activation) -> Shape {
    shape(INPUTS, hidden, 1, activation)
}

/// The same with an activation for each hidden layer.
fn by_layer(hidden: &[usize], list: Vec<Activation>) -> Shape {
    shape(INPUTS, hidden, 1, LayerActivations::by_layer(list).unwrap())
}

fn shape(inputs: usize, hidden: &[usize], outputs: usize, activation: impl Into<LayerActivations>) -> Shape {
    let architecture = Architecture { hidden: hidden.to_vec(), activation: activation.into() };
    architecture.check().unwrap();
    architecture.shape(inputs, outputs)
}

/// dfdx's tape.
fn engine(shape: &Shape) -> Box<dyn Engine> {
    EngineKind::Dfdx.build(shape, Loss::BinaryCrossEntropy)
}

/// The fused engine by each set of instructions that this processor has.
fn fused(shape: &Shape) -> Vec<Box<dyn Engine>> {
    fused_under(shape, Loss::BinaryCrossEntropy)
}

/// The same under another loss.
fn fused_under(shape: &Shape, loss: Loss) -> Vec<Box<dyn Engine>> {
    Instructions::available().into_iter().map(|instructions| fused_engine(shape, loss, instructions)).collect()
}

/// All engines.
fn engines(shape: &Shape) -> Vec<Box<dyn Engine>> {
    engines_under(shape, Loss::BinaryCrossEntropy)
}

/// The same under another loss.
fn engines_under(shape: &Shape, loss: Loss) -> Vec<Box<dyn Engine>> {
    std::iter::once(EngineKind::Dfdx.build(shape, loss)).chain(fused_under(shape, loss)).collect()
}

/// The fused engine with untyped layers, by each set of instructions.
fn untyped_under(shape: &Shape, loss: Loss) -> Vec<Box<dyn Engine>> {
    Instructions::available().into_iter().map(|instructions| untyped_engine(shape, loss, instructions)).collect()
}

/// Dropout masks of a seed for so many points of a network.
fn masks(shape: &Shape, p: f64, seed: u64, points: usize) -> DropoutMasks {
    let mut masks = DropoutMasks::default();
    masks.draw(p, &shape.hidden, points, |layer| stream(seed, Purpose::Dropout, layer as u64));
    masks
}

fn initial(shape: &Shape, seed: u64) -> Vec<f32> {
    initial_by(Initialization::PyTorch, shape, seed)
}

fn initial_by(initialization: Initialization, shape: &Shape, seed: u64) -> Vec<f32> {
    initial_parameters(shape, initialization, |layer| stream(seed, Purpose::InitialWeights, layer))
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}
