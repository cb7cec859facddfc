//! Engines against dfdx's own networks, against derivatives by differences, against each other and their limits.

mod engines;
mod gradient;
mod initialization;
mod loss;
mod math;
mod reference;
mod tuple;

use rand::distr::{Distribution, Uniform};

use super::*;
use crate::data::stream::{Purpose, stream};

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

fn network(hidden: &[usize], activation: Activation) -> Architecture {
    let architecture = Architecture { hidden: hidden.to_vec(), activation };
    architecture.check().unwrap();
    architecture
}

/// dfdx's tape.
fn engine(architecture: &Architecture) -> Box<dyn Engine> {
    EngineKind::Dfdx.build(architecture, Loss::BinaryCrossEntropy)
}

/// The fused engine by each set of instructions that this processor has.
fn fused(architecture: &Architecture) -> Vec<Box<dyn Engine>> {
    let build = |instructions| fused_engine(architecture, Loss::BinaryCrossEntropy, instructions);
    Instructions::available().into_iter().map(build).collect()
}

/// All engines.
fn engines(architecture: &Architecture) -> Vec<Box<dyn Engine>> {
    std::iter::once(engine(architecture)).chain(fused(architecture)).collect()
}

fn initial(architecture: &Architecture, seed: u64) -> Vec<f32> {
    initial_by(Initialization::PyTorch, architecture, seed)
}

fn initial_by(initialization: Initialization, architecture: &Architecture, seed: u64) -> Vec<f32> {
    initial_parameters(architecture, initialization, |layer| stream(seed, Purpose::InitialWeights, layer))
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}
