//! The two engines against each other, and the fused one's bits against those of every set of instructions.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::*;
use crate::data::{Blobs, Data, Points};
use crate::optimizer::Optimizer;

/// How far the two may differ, relative to the largest entry of a gradient.
const TOLERANCE: f32 = 1e-5;
/// What is left of the parts of a sum that cancel: a few roundings of numbers below 1.
const ROUNDING: f32 = 3e-7;

/// Any network under any loss.
pub(super) fn networks() -> impl Strategy<Value = (Shape, Loss)> {
    let inputs = prop_oneof![2 => Just(INPUTS), 1 => 1_usize..=10, 1 => 11_usize..=64];
    let typed = prop::collection::vec(prop::sample::select(WIDTHS.to_vec()), 0..=MAX_HIDDEN_LAYERS);
    let hidden = prop_oneof![3 => typed, 1 => prop::collection::vec(1..=MAX_WIDTH, 0..=2)];
    let activation = prop::sample::select(Activation::iter().collect::<Vec<_>>());
    // One for all hidden layers, or one for each.
    let activations = prop_oneof![
        1 => prop::collection::vec(activation.clone(), 1),
        1 => prop::collection::vec(activation, MAX_HIDDEN_LAYERS),
    ];
    let loss = prop::sample::select(Loss::iter().collect::<Vec<_>>());
    (inputs, hidden, activations, loss, prop_oneof![2 => 2_usize..=8, 1 => 9_usize..=32]).prop_map(
        |(inputs, hidden, activations, loss, classes)| {
            let activations = LayerActivations::by_layer(activations).unwrap().fitted_to(hidden.len());
            (shape(inputs, &hidden, loss.outputs(classes), activations), loss)
        },
    )
}

/// Points for a network under a loss, with labels of every class, or values.
pub(super) fn points_for(shape: &Shape, loss: Loss, seed: u64, count: usize) -> (Vec<f32>, Vec<f32>) {
    let inputs = numbers(seed, shape.inputs * count, 2.0);
    let labels = match loss.task() {
        Task::Binary => points(seed, count).1,
        Task::Classes => (0..count).map(|index| (index * index % 7 % shape.outputs) as f32).collect(),
        Task::Value => numbers(seed ^ 1, count, 3.0),
    };
    (inputs, labels)
}

/// Points in batches of this size, in an order that is not their own.
fn batches((shape, loss): &(Shape, Loss), seed: u64, count: usize, size: usize) -> Batches {
    let (inputs, labels) = points_for(shape, *loss, seed, count);
    let mut batches = Batches::new(shape.inputs);
    batches.gather(Batch { inputs: &inputs, labels: &labels }, (0..count).rev(), size);
    batches
}

fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().fold(0.0, |most, number| most.max(number.abs()))
}

/// How far the losses may be apart, of outputs and labels of this size.
///
/// A loss is a function of outputs that carry the rounding errors of their sums. No loss rises by more than 2 + loss
/// where one output rises by 1 (the squared error rises by 2 |r|, at most 1 + r²; softmax by 2 at most, over all its
/// outputs), so a loss that is itself a small difference is off by as much as its outputs, whatever its size.
fn allowed_in_loss(loss: f32, scale: f32) -> f32 {
    TOLERANCE * loss + (2.0 + loss) * ROUNDING * scale
}

/// Holds that the engines agree on the first and the last batch, and on the outputs of all points.
fn compare_engines(network: &(Shape, Loss), seed: u64, count: usize, size: usize) -> Result<(), TestCaseError> {
    compare_engines_under(0.0, network, seed, count, size)
}

/// The same under dropout with this probability, unless that is 0.
fn compare_engines_under(
    p: f64,
    network: &(Shape, Loss),
    seed: u64,
    count: usize,
    size: usize,
) -> Result<(), TestCaseError> {
    let (shape, loss) = network;
    let parameters = initial(shape, seed);
    let batches = batches(network, seed, count, size);
    let (inputs, labels) = points_for(shape, *loss, seed, count);
    let whole = Batches::whole(shape.inputs, Batch { inputs: &inputs, labels: &labels });
    let mut tape = EngineKind::Dfdx.build(shape, *loss);
    let mut outputs = vec![f32::NAN; count * shape.outputs];
    tape.outputs(&parameters, &whole, &mut outputs);
    // What is kept is up to so much larger.
    let kept = shape.hidden.iter().fold(1.0, |kept, _| kept / (1.0 - p)) as f32;
    let scale = largest(&outputs).max(largest(&labels)).max(1.0) * kept;
    for mut fused in fused_under(shape, *loss) {
        for batch in [0, batches.count() - 1] {
            let mut expected = vec![f32::NAN; parameters.len()];
            let mut got = expected.clone();
            let masks = masks(shape, p, seed ^ batch as u64, batches.points_in(batch));
            let dropout = (p > 0.0).then_some(&masks);
            let loss = tape.loss_and_gradient_under(dropout, &parameters, &batches, batch, &mut expected);
            let other = fused.loss_and_gradient_under(dropout, &parameters, &batches, batch, &mut got);
            prop_assert!((loss - other).abs() <= allowed_in_loss(loss, scale), "loss {other}, dfdx has {loss}");
            // Where a gradient is tiny because the points' parts cancel, their own rounding remains.
            let allowed = (TOLERANCE * largest(&expected)).max(ROUNDING * scale);
            for (index, (got, expected)) in got.iter().zip(&expected).enumerate() {
                prop_assert!((got - expected).abs() <= allowed, "[{index}]: {got}, dfdx has {expected}");
            }
        }
        let mut got = vec![f32::NAN; count * shape.outputs];
        fused.outputs(&parameters, &whole, &mut got);
        for (got, expected) in got.iter().zip(&outputs) {
            prop_assert!((got - expected).abs() <= TOLERANCE * expected.abs().max(1.0), "{got}, {expected}");
        }
        let evaluated = fused.evaluate(&parameters, &whole);
        let expected = tape.evaluate(&parameters, &whole);
        prop_assert!((expected.loss - evaluated.loss).abs() <= allowed_in_loss(expected.loss, scale));
        match (evaluated.score, loss.evaluate(&got, &labels).score) {
            (Score::Determination(got), Score::Determination(expected)) => {
                prop_assert!((got - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{got}, {expected}");
            }
            (got, expected) => prop_assert_eq!(got, expected),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::cases::cases(400))]

    #[test]
    fn losses_gradients_and_outputs_agree(
        network in networks(),
        seed: u64,
        count in 1_usize..300,
        size in 1_usize..300,
    ) {
        compare_engines(&network, seed, count, size)?;
    }

    #[test]
    fn losses_and_gradients_agree_under_dropout(
        network in networks(),
        p in prop::sample::select(vec![0.1, 0.2, 0.5]),
        seed: u64,
        count in 1_usize..300,
        size in 1_usize..300,
    ) {
        compare_engines_under(p, &network, seed, count, size)?;
    }

    #[test]
    fn neither_instructions_nor_untyped_layers_change_a_bit(
        network in networks(),
        p in prop::sample::select(vec![0.0, 0.0, 0.3, MAX_DROPOUT]),
        seed: u64,
        count in 1_usize..400,
        size in 1_usize..400,
    ) {
        let batches = batches(&network, seed, count, size);
        let whole = self::batches(&network, seed, count, count);
        let (shape, loss) = &network;
        // Large weights, so that activations saturate and sines turn often.
        let parameters = numbers(seed, Layout::new(shape).len(), 4.0);
        let results = |mut engine: Box<dyn Engine>| {
            let mut numbers = vec![f32::NAN; count * shape.outputs];
            let mut all = vec![];
            for batch in 0..batches.count() {
                let mut gradient = vec![f32::NAN; parameters.len()];
                let masks = masks(shape, p, seed ^ batch as u64, batches.points_in(batch));
                let dropout = (p > 0.0).then_some(&masks);
                all.push(engine.loss_and_gradient_under(dropout, &parameters, &batches, batch, &mut gradient));
                all.extend(gradient);
            }
            engine.outputs(&parameters, &whole, &mut numbers);
            all.extend(&numbers);
            let Evaluation { loss, score } = engine.evaluate(&parameters, &whole);
            all.extend([loss, score.share(1) as f32]);
            bits(&all)
        };
        // Untyped layers give the same bits, too, where there are typed ones.
        let mut all = fused_under(shape, *loss).into_iter().chain(untyped_under(shape, *loss)).map(results);
        let baseline = all.next().unwrap();
        for other in all {
            prop_assert_eq!(&other, &baseline);
        }
    }
}

/// Single points whose residual is a small difference: a bound relative to the loss alone is too narrow for them.
#[test]
fn small_losses_agree_to_the_rounding_of_their_outputs() {
    let network = (network(&[7], Activation::Relu), Loss::Huber);
    for seed in [2986, 802, 8563] {
        compare_engines(&network, seed, 1, 1).unwrap();
    }
}

/// The tutorial's train points.
fn blobs() -> Points {
    let centers = vec![(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)];
    Data::Blobs(Blobs { centers, labels: vec![0, 0, 1, 1], std: 0.3, train: 80, test: 1 }).generate(4).train
}

/// Trains a network of its own seed by one engine, and gives the losses of every epoch.
fn train(mut engine: Box<dyn Engine>, shape: &Shape, rule: &Optimizer, size: usize) -> Vec<f32> {
    let mut parameters = initial(shape, 3);
    let points = blobs();
    let batch = Batch { inputs: points.inputs.as_flattened(), labels: &points.labels };
    let (mut batches, whole) = (Batches::new(INPUTS), Batches::whole(INPUTS, batch));
    batches.gather(batch, 0..points.len(), size);
    let mut gradient = vec![0.0; parameters.len()];
    let mut state = rule.state(parameters.len());
    let mut losses = vec![];
    for _ in 0..2000 {
        losses.push(engine.evaluate(&parameters, &whole).loss);
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
    let shapes: [(&[usize], &[Activation], usize); 6] = [
        (&[5], &[Activation::Relu], 80),
        (&[], &[Activation::Linear], 80),
        (&[8, 8], &[Activation::Tanh], 80),
        (&[8, 8], &[Activation::Relu, Activation::Tanh], 80),
        (&[4, 4, 4], &[Activation::Softplus], 40),
        (&[8, 8, 8, 8, 8, 8], &[Activation::Tanh], 10),
    ];
    for (hidden, activations, size) in shapes {
        let shape = by_layer(hidden, activations.to_vec());
        let rule = Optimizer::named("sgd", 0.03).unwrap();
        let expected = train(engine(&shape), &shape, &rule, size);
        for fused in fused(&shape) {
            let got = train(fused, &shape, &rule, size);
            for (epoch, (got, expected)) in got.iter().zip(&expected).enumerate() {
                let allowed = 1e-3 * expected.max(1e-3);
                assert!((got - expected).abs() <= allowed, "{hidden:?}, epoch {epoch}: {got}, dfdx has {expected}");
            }
        }
    }
}
