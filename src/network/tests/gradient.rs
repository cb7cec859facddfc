//! Losses and gradients of every activation, depth and width.

use strum::IntoEnumIterator;

use super::*;

/// How far the engine may be off the double-precision reference, relative to the largest number among those that are
/// compared. A number of single precision is off by 6e-8, and the sums over up to 32 inputs, 7 layers and 6 points
/// multiply that by some tens; the differences themselves are good to about 1e-9.
const TOLERANCE: f64 = 1e-5;
/// Half the distance over which differences are taken.
const STEP: f64 = 1e-5;

/// Checks logits, loss and gradient of a network by every engine against the reference; gives how many partial
/// derivatives were left out because a unit's weighted sum changes its sign within the difference, where there is none.
fn check(shape: &Shape, seed: u64) -> usize {
    let (inputs, labels) = points(seed, 6);
    check_loss(shape, Loss::BinaryCrossEntropy, seed, &inputs, &labels)
}

fn check_loss(shape: &Shape, loss: Loss, seed: u64, inputs: &[f32], labels: &[f32]) -> usize {
    let check = |engine| check_engine(None, shape, loss, seed, inputs, labels, engine);
    engines_under(shape, loss).into_iter().map(check).max().unwrap()
}

fn check_engine(
    dropout: Option<&DropoutMasks>,
    shape: &Shape,
    loss: Loss,
    seed: u64,
    inputs: &[f32],
    labels: &[f32],
    mut engine: Box<dyn Engine>,
) -> usize {
    let parameters = initial(shape, seed);
    let evaluate = |parameters: &[f64]| reference::evaluate_under(dropout, shape, loss, parameters, inputs, labels);
    let mut gradient = vec![f32::NAN; parameters.len()];
    let points = Batches::whole(shape.inputs, Batch { inputs, labels });
    let value = engine.loss_and_gradient_under(dropout, &parameters, &points, 0, &mut gradient);
    let mut outputs = vec![f32::NAN; labels.len() * shape.outputs];
    engine.outputs(&parameters, &points, &mut outputs);

    let mut exact: Vec<f64> = parameters.iter().map(|&parameter| f64::from(parameter)).collect();
    let here = evaluate(&exact);
    assert!((f64::from(value) - here.loss).abs() <= TOLERANCE * here.loss, "{shape:?}: {value}, {}", here.loss);
    let without_dropout = reference::evaluate(shape, loss, &exact, inputs, labels);
    for (got, expected) in outputs.iter().zip(&without_dropout.outputs) {
        let allowed = TOLERANCE * expected.abs().max(1.0);
        assert!((f64::from(*got) - expected).abs() <= allowed, "{shape:?}: output {got}, {expected}");
    }

    let largest = gradient.iter().fold(0.0, |most: f32, gradient| most.max(gradient.abs()));
    let has_kink = |activation: &Activation| matches!(activation, Activation::Relu | Activation::LeakyRelu);
    let kinked = shape.activations.iter().any(has_kink);
    let mut left_out = 0;
    for (index, &got) in gradient.iter().enumerate() {
        let mut at = |offset: f64| {
            let parameter = std::mem::replace(&mut exact[index], f64::from(parameters[index]) + offset);
            let there = evaluate(&exact);
            exact[index] = parameter;
            there
        };
        let (after, before) = (at(STEP), at(-STEP));
        if kinked && after.sides != before.sides {
            left_out += 1;
            continue;
        }
        let expected = (after.loss - before.loss) / (2.0 * STEP);
        let off = (f64::from(got) - expected).abs();
        assert!(
            off <= TOLERANCE * f64::from(largest),
            "{shape:?}, parameter {index}: {got}, by differences {expected}, the largest is {largest}"
        );
    }
    left_out
}

#[test]
fn gradients_under_dropout_are_those_of_the_masked_loss() {
    // 23 points: the second block is not full. 33 units have no typed layer.
    for hidden in [&[5][..], &[3, 8], &[1, 16, 4], &[33, 9]] {
        for activation in Activation::iter() {
            let shape = network(hidden, activation);
            let masks = masks(&shape, 0.4, 3, 23);
            let (inputs, labels) = points(5, 23);
            for engine in engines(&shape).into_iter().chain(untyped_under(&shape, Loss::BinaryCrossEntropy)) {
                check_engine(Some(&masks), &shape, Loss::BinaryCrossEntropy, 11, &inputs, &labels, engine);
            }
        }
    }
}

#[test]
fn gradients_are_those_of_central_differences_for_every_activation_and_depth() {
    let shapes: [&[usize]; 10] = [
        &[],
        &[1],
        &[5],
        &[16, 3],
        &[3, 32, 2],
        &[4, 4, 4, 4],
        &[2, 3, 4, 5, 6],
        &[7, 6, 5, 8, 3, 2],
        &[32, 16],
        &[16, 8, 1, 8, 4, 5],
    ];
    for activation in Activation::iter() {
        let name = activation.name();
        let (mut left_out, mut all) = (0, 0);
        for (seed, shape) in (1..).zip(shapes) {
            let shape = network(shape, activation);
            left_out += check(&shape, seed);
            all += Layout::new(&shape).len();
        }
        assert!(left_out * 100 <= all, "{name}: {left_out} of {all} derivatives were left out");
    }
}

/// Each activation after and before each other one.
#[test]
fn gradients_are_those_of_central_differences_for_activations_by_layer() {
    let all: Vec<Activation> = Activation::iter().collect();
    let (mut left_out, mut derivatives) = (0, 0);
    for (seed, distance) in (1..).zip(1..all.len()) {
        for hidden in [[6, 4, 3, 5, 2, 4, 3, 2], [9, 4, 3, 5, 2, 4, 3, 2]] {
            let list = (0..hidden.len()).map(|layer| all[(seed as usize + layer * distance) % all.len()]).collect();
            let shape = by_layer(&hidden, list);
            left_out += check(&shape, seed);
            derivatives += Layout::new(&shape).len();
        }
    }
    assert!(left_out * 50 <= derivatives, "{left_out} of {derivatives} derivatives were left out");
}

#[test]
fn gradients_are_those_of_central_differences_for_every_loss_and_number_of_inputs_and_outputs() {
    for loss in Loss::iter() {
        let classes = if loss.task() == Task::Classes { 2..=10 } else { 2..=2 };
        for (seed, (inputs, classes)) in
            (1..=10).flat_map(|inputs| classes.clone().map(move |c| (inputs, c))).enumerate()
        {
            let shape = shape(inputs, &[5, 4], loss.outputs(classes), Activation::Tanh);
            let points = numbers(seed as u64, 9 * shape.inputs, 2.0);
            // No value lies where the absolute error has its kink, or Huber's loss its joint.
            let labels: Vec<f32> = match loss.task() {
                Task::Binary | Task::Classes => (0..9).map(|index| (index % classes) as f32).collect(),
                Task::Value => (0..9).map(|index| 0.75 * index as f32 - 3.0).collect(),
            };
            assert_eq!(check_loss(&shape, loss, seed as u64, &points, &labels), 0);
        }
    }
}

#[test]
fn every_width_works_in_every_place() {
    for width in WIDTHS.into_iter().chain([9, 17, 33, 100, 128]) {
        for place in 0..3 {
            let mut hidden = [4, 4, 4];
            hidden[place] = width;
            let shape = network(&hidden, Activation::Tanh);
            assert_eq!(check(&shape, 7), 0);
            assert_eq!(Layout::new(&shape).tensors[2 * place].shape[0], width);
        }
    }
    for hidden in [vec![0], vec![129], vec![1; 9]] {
        assert!(Architecture { hidden, activation: Activation::Relu.into() }.check().is_err());
    }
}

/// The gradient at exactly 0 is a matter of choice where a function has a kink; this is `PyTorch`'s choice for each.
#[test]
fn gradients_at_zero_are_pytorchs() {
    for (activation, gradient) in [
        (Activation::Relu, 0.0),
        (Activation::Tanh, 1.0),
        (Activation::Sigmoid, 0.25),
        (Activation::Linear, 1.0),
        (Activation::LeakyRelu, 0.01),
        (Activation::Elu, 1.0),
        (Activation::Gelu, 0.5),
        (Activation::Softplus, 0.5),
        (Activation::Sin, 1.0),
    ] {
        let engines = || engines(&network(&[1], activation)).into_iter();
        for (mut engine, zero) in engines().map(|engine| (engine, 0.0)).chain(engines().map(|engine| (engine, -0.0))) {
            // The hidden unit's weighted sum is 0 for every point, and the output's weight is 1: so the derivative by
            // the hidden bias is the one by the output's bias times the gradient.
            let parameters = [zero, zero, zero, 1.0, 0.5];
            let mut gradients = [f32::NAN; 5];
            let batch = Batch { inputs: &[1.0, 2.0, -3.0, 4.0], labels: &[0.0, 0.0] };
            engine.loss_and_gradient(&parameters, &Batches::whole(INPUTS, batch), 0, &mut gradients);
            let got = gradients[2] / gradients[4];
            assert!((got - gradient).abs() < 1e-7, "{}: {got}, not {gradient}", activation.name());
        }
    }
}

/// An engine keeps tensors between calls; no call may leave something behind for the next.
#[test]
fn an_engine_forgets_what_it_computed_before() {
    let shape = network(&[5, 3], Activation::Elu);
    let parameters = initial(&shape, 1);
    for (which, mut used) in engines(&shape).into_iter().enumerate() {
        forgets(&shape, &parameters, used.as_mut(), || engines(&shape).swap_remove(which));
    }
}

fn forgets(shape: &Shape, parameters: &[f32], used: &mut dyn Engine, engine: impl Fn() -> Box<dyn Engine>) {
    for (seed, count) in [(1, 6), (2, 6), (3, 80), (4, 1), (5, 6)] {
        let (inputs, labels) = points(seed, count);
        let batch = Batch { inputs: &inputs, labels: &labels };
        let (mut after, mut fresh) = (vec![0.0; parameters.len()], vec![0.0; parameters.len()]);
        let mut logits = vec![0.0; count];
        used.outputs(&initial(shape, seed), &Batches::unlabelled(INPUTS, &inputs), &mut logits);
        let loss = used.loss_and_gradient(parameters, &Batches::whole(INPUTS, batch), 0, &mut after);
        assert_eq!(
            loss.to_bits(),
            engine().loss_and_gradient(parameters, &Batches::whole(INPUTS, batch), 0, &mut fresh).to_bits()
        );
        assert_eq!(bits(&after), bits(&fresh));
    }
}
