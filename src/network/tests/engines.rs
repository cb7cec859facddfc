//! The two engines against each other, and the fused one's bits against those of every set of instructions.

use proptest::prelude::*;

use super::*;
use crate::data::{Blobs, Data, Points};
use crate::optimizer::Optimizer;

/// How far the two may differ, relative to the largest entry of a gradient.
const TOLERANCE: f32 = 1e-5;
/// What is left of the parts of a sum that cancel: a few roundings of numbers below 1.
const ROUNDING: f32 = 3e-7;

fn architectures() -> impl Strategy<Value = Architecture> {
    let hidden = prop::collection::vec(prop::sample::select(WIDTHS.to_vec()), 0..=MOST_HIDDEN_LAYERS);
    let activation = prop::sample::select(Activation::ALL.map(|(activation, _)| activation).to_vec());
    (hidden, activation).prop_map(|(hidden, activation)| network(&hidden, activation))
}

/// Points in batches of this size, in an order that is not their own.
fn batches(seed: u64, count: usize, size: usize) -> Batches {
    let (inputs, labels) = points(seed, count);
    let mut batches = Batches::new(INPUTS);
    batches.gather(Batch { inputs: &inputs, labels: &labels }, (0..count).rev(), size);
    batches
}

fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().fold(0.0, |most, number| most.max(number.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn losses_gradients_and_logits_agree(
        architecture in architectures(),
        seed: u64,
        count in 1_usize..300,
        size in 1_usize..300,
    ) {
        let parameters = initial(&architecture, seed);
        let batches = batches(seed, count, size);
        let mut tape = engine(&architecture);
        for mut fused in fused(&architecture) {
            for batch in [0, batches.count() - 1] {
                let mut expected = vec![f32::NAN; parameters.len()];
                let mut got = expected.clone();
                let loss = tape.loss_and_gradient(&parameters, &batches, batch, &mut expected);
                let other = fused.loss_and_gradient(&parameters, &batches, batch, &mut got);
                prop_assert!((loss - other).abs() <= TOLERANCE * loss, "loss {other}, dfdx has {loss}");
                // Where a gradient is tiny because the points' parts cancel, their own rounding remains.
                let allowed = (TOLERANCE * largest(&expected)).max(ROUNDING);
                for (index, (got, expected)) in got.iter().zip(&expected).enumerate() {
                    prop_assert!((got - expected).abs() <= allowed, "[{index}]: {got}, dfdx has {expected}");
                }
            }
            let (inputs, labels) = points(seed, count);
            let whole = Batches::whole(INPUTS, Batch { inputs: &inputs, labels: &labels });
            let mut expected = vec![f32::NAN; count];
            let mut got = expected.clone();
            tape.logits(&parameters, &whole, &mut expected);
            fused.logits(&parameters, &whole, &mut got);
            for (got, expected) in got.iter().zip(&expected) {
                prop_assert!((got - expected).abs() <= TOLERANCE * expected.abs().max(1.0), "{got}, {expected}");
            }
            let (expected, got) = (tape.judge(&parameters, &whole), fused.judge(&parameters, &whole));
            prop_assert!((expected.loss - got.loss).abs() <= TOLERANCE * expected.loss);
        }
    }

    #[test]
    fn the_instructions_change_no_bit(architecture in architectures(), seed: u64, count in 1_usize..400, size in 1_usize..400) {
        let batches = batches(seed, count, size);
        let whole = self::batches(seed, count, count);
        // Large weights, so that activations saturate and sines turn often.
        let parameters = numbers(seed, Layout::new(&architecture).len(), 4.0);
        let results = |mut engine: Box<dyn Engine>| {
            let mut numbers = vec![f32::NAN; count];
            let mut all = vec![];
            for batch in 0..batches.count() {
                let mut gradient = vec![f32::NAN; parameters.len()];
                all.push(engine.loss_and_gradient(&parameters, &batches, batch, &mut gradient));
                all.extend(gradient);
            }
            engine.logits(&parameters, &whole, &mut numbers);
            all.extend(&numbers);
            engine.probabilities(&parameters, &whole, &mut numbers);
            all.extend(&numbers);
            let Judgement { loss, correct } = engine.judge(&parameters, &whole);
            all.extend([loss, correct as f32]);
            bits(&all)
        };
        let mut all = fused(&architecture).into_iter().map(results);
        let baseline = all.next().unwrap();
        for other in all {
            prop_assert_eq!(&other, &baseline);
        }
    }

    #[test]
    fn probabilities_are_those_of_the_logits(architecture in architectures(), seed: u64, count in 1_usize..100) {
        let parameters = initial(&architecture, seed);
        let points = batches(seed, count, count);
        for mut engine in engines(&architecture) {
            let (mut logits, mut probabilities) = (vec![0.0; count], vec![0.0; count]);
            engine.logits(&parameters, &points, &mut logits);
            engine.probabilities(&parameters, &points, &mut probabilities);
            let expected: Vec<f32> = logits.into_iter().map(probability).collect();
            prop_assert_eq!(bits(&probabilities), bits(&expected));
        }
    }
}

/// The tutorial's train points.
fn blobs() -> Points {
    let centers = vec![(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)];
    Data::Blobs(Blobs { centers, labels: vec![0, 0, 1, 1], std: 0.3, train: 80, test: 1 }).generate(4).train
}

/// Trains a network of its own seed by one engine, and gives the losses of every epoch.
fn train(mut engine: Box<dyn Engine>, architecture: &Architecture, rule: &Optimizer, size: usize) -> Vec<f32> {
    let mut parameters = initial(architecture, 3);
    let points = blobs();
    let batch = Batch { inputs: points.inputs.as_flattened(), labels: &points.labels };
    let (mut batches, whole) = (Batches::new(INPUTS), Batches::whole(INPUTS, batch));
    batches.gather(batch, 0..points.len(), size);
    let mut gradient = vec![0.0; parameters.len()];
    let mut state = rule.state(parameters.len());
    let mut losses = vec![];
    for _ in 0..2000 {
        losses.push(engine.judge(&parameters, &whole).loss);
        for batch in 0..batches.count() {
            engine.loss_and_gradient(&parameters, &batches, batch, &mut gradient);
            rule.step(&mut state, &mut parameters, &gradient);
        }
    }
    losses
}

/// Relative to the loss, or to a thousandth where it is smaller.
#[test]
fn two_thousand_epochs_stay_together() {
    let shapes: [(&[usize], Activation, usize); 5] = [
        (&[5], Activation::Relu, 80),
        (&[], Activation::Linear, 80),
        (&[8, 8], Activation::Tanh, 80),
        (&[4, 4, 4], Activation::Softplus, 40),
        (&[8, 8, 8, 8, 8, 8], Activation::Tanh, 10),
    ];
    for (hidden, activation, size) in shapes {
        let architecture = network(hidden, activation);
        let rule = Optimizer::named("sgd", 0.03).unwrap();
        let expected = train(engine(&architecture), &architecture, &rule, size);
        for fused in fused(&architecture) {
            let got = train(fused, &architecture, &rule, size);
            for (epoch, (got, expected)) in got.iter().zip(&expected).enumerate() {
                let allowed = 1e-3 * expected.max(1e-3);
                assert!((got - expected).abs() <= allowed, "{hidden:?}, epoch {epoch}: {got}, dfdx has {expected}");
            }
        }
    }
}
