//! Every pair of widths for which layers are compiled: the engines agree on each.

use blobtui::network::{
    Activation, Batch, Batches, Engine, EngineKind, Instructions, Layout, Loss, Shape, WIDTHS, fused_engine,
    untyped_engine,
};
use blobtui::random::{Purpose, normal, stream};

/// Points that fill two blocks of sixteen and a part of a third.
const POINTS: usize = 41;
/// How far gradients of the two engines may differ, relative to the largest entry.
const TOLERANCE: f32 = 1e-5;

fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let mut random = stream(seed, Purpose::TrainPoints, 0);
    (0..count).map(|_| normal(&mut random) as f32).collect()
}

/// Loss, gradient and outputs of a network.
fn computed(mut engine: Box<dyn Engine>, parameters: &[f32], batches: &Batches) -> (f32, Vec<f32>, Vec<f32>) {
    let (mut gradient, mut outputs) = (vec![0.0; parameters.len()], vec![0.0; POINTS]);
    let loss = engine.loss_and_gradient(parameters, batches, 0, &mut gradient);
    engine.outputs(parameters, batches, &mut outputs);
    (loss, gradient, outputs)
}

#[test]
fn engines_agree_on_every_pair_of_widths() {
    let wide = [64, 128];
    let pairs = WIDTHS.iter().flat_map(|first| WIDTHS.map(|second| (*first, second)));
    let pairs = pairs.chain(wide.iter().flat_map(|first| wide.map(|second| (*first, second))));
    for (first, second) in pairs {
        let loss = Loss::BinaryCrossEntropy;
        let shape =
            Shape { inputs: 2, hidden: vec![first, second], outputs: 1, activations: vec![Activation::Tanh; 2] };
        let (inputs, count) = (numbers(1, 2 * POINTS), Layout::new(&shape).len());
        let labels: Vec<f32> = (0..POINTS).map(|point| (point % 2) as f32).collect();
        let batches = Batches::whole(2, Batch { inputs: &inputs, labels: &labels });
        let scale = 1.0 / (first as f32).sqrt();
        let parameters: Vec<f32> = numbers(2, count).into_iter().map(|number| number * scale).collect();
        let tape = computed(EngineKind::Dfdx.build(&shape, loss), &parameters, &batches);
        for instructions in Instructions::available() {
            let typed = computed(fused_engine(&shape, loss, instructions), &parameters, &batches);
            let untyped = computed(untyped_engine(&shape, loss, instructions), &parameters, &batches);
            assert_eq!(typed, untyped, "{first} and {second} units by {instructions:?}");
            let largest = tape.1.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
            let pairs = tape.1.iter().zip(&typed.1);
            let apart = pairs.map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
            assert!(apart <= TOLERANCE * largest && largest > 0.0, "{first} and {second} units: {apart} of {largest}");
            assert!((tape.0 - typed.0).abs() <= TOLERANCE, "{first} and {second} units: {} {}", tape.0, typed.0);
        }
    }
}
