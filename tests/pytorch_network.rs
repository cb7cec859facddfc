//! The engine and its training against numbers that `PyTorch` computed (`fixtures/make_fixtures.py`).

use std::collections::BTreeSet;

use blobtui::network::{Activation, Architecture, Batch, Batches, Engine, EngineKind, LayerActivations, Loss, Task};
use blobtui::optimizer::Optimizer;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use strum::{IntoEnumIterator, VariantNames};

/// Coordinates of a point.
const INPUTS: usize = 2;

#[derive(Deserialize)]
struct Fixture {
    points: Vec<f32>,
    labels: Vec<f32>,
    networks: Vec<Network>,
}

#[derive(Deserialize)]
struct Losses {
    networks: Vec<UnderLoss>,
}

/// A network under a loss with what `PyTorch` makes of it.
#[derive(Deserialize)]
struct UnderLoss {
    loss: String,
    activation: String,
    hidden: Vec<usize>,
    inputs: usize,
    outputs: usize,
    #[serde(default)]
    class_weights: Vec<f64>,
    points: Vec<f32>,
    labels: Vec<f32>,
    parameters: Vec<f32>,
    value: f32,
    answers: Vec<f32>,
    gradient: Vec<f32>,
}

/// A network with what `PyTorch` makes of it.
#[derive(Deserialize)]
struct Network {
    kind: String,
    activation: String,
    hidden: Vec<usize>,
    parameters: Vec<f32>,
    loss: f32,
    logits: Vec<f32>,
    gradient: Vec<f32>,
}

#[derive(Deserialize)]
struct Tutorial {
    train_points: Vec<f32>,
    train_labels: Vec<f32>,
    test_points: Vec<f32>,
    test_labels: Vec<f32>,
    start: Vec<f32>,
    optimizer: Optimizer,
    losses: Vec<Row>,
    end: Vec<f32>,
    probability_at_minus_1_1: f32,
}

#[derive(Deserialize)]
struct Trainings {
    runs: Vec<Training>,
}

#[derive(Deserialize)]
struct Training {
    optimizer: Optimizer,
    losses: Vec<Row>,
}

/// Epoch, train loss and test loss of the weights after that many epochs.
type Row = (usize, f32, f32);

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("the fixture fits")
}

fn networks() -> Fixture {
    parse(include_str!("fixtures/networks.json"))
}

fn tutorial() -> Tutorial {
    parse(include_str!("fixtures/tutorial.json"))
}

fn build(engine: EngineKind, activation: Activation, hidden: &[usize]) -> Box<dyn Engine> {
    engine.build(
        &Architecture { hidden: hidden.to_vec(), activation: activation.into() }.shape(INPUTS, 1),
        Loss::BinaryCrossEntropy,
    )
}

fn assert_close(got: f32, expected: f32, allowed: f32, what: &str) {
    let off = (f64::from(got) - f64::from(expected)).abs();
    assert!(off <= f64::from(allowed), "{what}: {got}, PyTorch has {expected}: off by {off:e}, allowed {allowed:e}");
}

fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().fold(0.0, |most, number| most.max(number.abs()))
}

#[test]
fn losses_logits_and_gradients_are_pytorchs() {
    let Fixture { points, labels, networks } = networks();
    for (network, kind) in networks.iter().flat_map(|network| EngineKind::iter().map(move |kind| (network, kind))) {
        let name = format!("{} {} {} {:?}", kind.name(), network.kind, network.activation, network.hidden);
        let activation = network.activation.parse().expect("an activation of ours");
        let mut engine = build(kind, activation, &network.hidden);

        let mut gradient = vec![f32::NAN; network.parameters.len()];
        let batch = Batch { inputs: &points, labels: &labels };
        let loss = engine.loss_and_gradient(&network.parameters, &Batches::whole(INPUTS, batch), 0, &mut gradient);
        assert_close(loss, network.loss, 1e-5 * network.loss.max(1e-3), &format!("{name}: loss"));
        let allowed = 1e-5 * largest(&network.gradient);
        for (index, (got, expected)) in gradient.iter().zip(&network.gradient).enumerate() {
            assert_close(*got, *expected, allowed, &format!("{name}: gradient [{index}]"));
        }

        let mut logits = vec![f32::NAN; labels.len()];
        engine.outputs(&network.parameters, &Batches::unlabelled(INPUTS, &points), &mut logits);
        for (index, (got, expected)) in logits.iter().zip(&network.logits).enumerate() {
            assert_close(*got, *expected, 1e-5 * expected.abs().max(1.0), &format!("{name}: logit [{index}]"));
        }
        let evaluated = Loss::BinaryCrossEntropy.evaluate(&logits, batch.labels).loss;
        assert_close(evaluated, network.loss, 1e-5 * network.loss.max(1e-3), &format!("{name}: evaluated loss"));
    }
}

/// Holds that every engine has PyTorch's losses, gradients and outputs.
fn hold(networks: &[UnderLoss]) {
    for (network, kind) in networks.iter().flat_map(|network| EngineKind::iter().map(move |kind| (network, kind))) {
        let name = format!("{} {} {} {:?}", kind.name(), network.loss, network.activation, network.hidden);
        let loss: Loss = network.loss.parse().expect("a loss of ours");
        let activations = network.activation.split(',').map(|name| name.parse().expect("an activation of ours"));
        let activation = LayerActivations::by_layer(activations.collect()).expect("activations");
        let architecture = Architecture { hidden: network.hidden.clone(), activation };
        architecture.check().expect("one activation for all layers, or one for each");
        let mut engine = kind.build(&architecture.shape(network.inputs, network.outputs), loss);
        let batch = Batch { inputs: &network.points, labels: &network.labels };
        let weights = loss.class_weights(&network.class_weights);
        let mut points = Batches::new(network.inputs).with_class_weights(weights);
        points.gather(batch, 0..batch.labels.len(), batch.labels.len());

        let mut gradient = vec![f32::NAN; network.parameters.len()];
        let value = engine.loss_and_gradient(&network.parameters, &points, 0, &mut gradient);
        assert_close(value, network.value, 1e-5 * network.value, &format!("{name}: loss"));
        let allowed = 1e-5 * largest(&network.gradient);
        for (index, (got, expected)) in gradient.iter().zip(&network.gradient).enumerate() {
            assert_close(*got, *expected, allowed, &format!("{name}: gradient [{index}]"));
        }
        let mut answers = vec![f32::NAN; network.answers.len()];
        engine.outputs(&network.parameters, &points, &mut answers);
        for (index, (got, expected)) in answers.iter().zip(&network.answers).enumerate() {
            assert_close(*got, *expected, 1e-5 * expected.abs().max(1.0), &format!("{name}: output [{index}]"));
        }
        let evaluated = engine.evaluate(&network.parameters, &points).loss;
        assert_close(evaluated, network.value, 1e-5 * network.value, &format!("{name}: evaluated loss"));
    }
}

#[test]
fn networks_of_any_width_have_pytorchs_losses_and_gradients() {
    let Losses { networks } = parse(include_str!("fixtures/sizes.json"));
    hold(&networks);
    let widths: BTreeSet<usize> = networks.iter().flat_map(|network| network.hidden.iter().copied()).collect();
    assert!([9, 15, 17, 33, 64, 100, 128].iter().all(|width| widths.contains(width)), "{widths:?}");
    for (inputs, outputs, layers) in [(13, 1, 1), (64, 10, 1), (3, 32, 1), (2, 1, 8)] {
        let is_it =
            |network: &UnderLoss| (network.inputs, network.outputs, network.hidden.len()) == (inputs, outputs, layers);
        assert!(networks.iter().any(is_it), "{inputs} inputs, {outputs} outputs, {layers} layers");
    }
}

#[test]
fn networks_with_activations_by_layer_have_pytorchs_losses_and_gradients() {
    let Losses { networks } = parse(include_str!("fixtures/by_layer.json"));
    hold(&networks);
    for name in Activation::VARIANTS {
        let has_it = |network: &UnderLoss| network.activation.split(',').any(|own| own == *name);
        assert!(networks.iter().any(has_it), "{name}");
    }
}

#[test]
fn every_loss_with_its_gradient_is_pytorchs() {
    let Losses { networks } = parse(include_str!("fixtures/losses.json"));
    hold(&networks);
    let others = Loss::iter().filter(|loss| *loss != Loss::BinaryCrossEntropy);
    for loss in others {
        assert!(networks.iter().any(|network| network.loss == loss.name()), "{loss:?}");
    }
}

#[test]
fn losses_under_class_weights_are_pytorchs() {
    let Losses { networks } = parse(include_str!("fixtures/weighted.json"));
    hold(&networks);
    for loss in Loss::iter().filter(|loss| loss.task() != Task::Value) {
        let is_it = |network: &UnderLoss| network.loss == loss.name() && !network.class_weights.is_empty();
        assert!(networks.iter().any(is_it), "{loss:?}");
    }
}

#[test]
fn the_fixture_covers_every_activation_depth_and_width() {
    let networks = networks().networks;
    for name in Activation::VARIANTS {
        assert!(networks.iter().any(|network| network.activation == *name), "{name}");
    }
    let depths: BTreeSet<usize> = networks.iter().map(|network| network.hidden.len()).collect();
    assert_eq!(depths, BTreeSet::from([0, 1, 2, 3, 6]));
    let widths: BTreeSet<usize> = networks.into_iter().flat_map(|network| network.hidden).collect();
    assert_eq!(widths, BTreeSet::from(blobtui::network::WIDTHS));
}

/// Trains the tutorial's network from its start on all points at once, and compares every row of losses within
/// `tolerance`, relative to the loss or to 0.001 where it is smaller. Gives the parameters at the end.
fn follow(kind: EngineKind, tutorial: &Tutorial, rule: &Optimizer, rows: &[Row], tolerance: f32) -> Vec<f32> {
    let mut engine = build(kind, Activation::Relu, &[5]);
    let train = Batch { inputs: &tutorial.train_points, labels: &tutorial.train_labels };
    let test = Batch { inputs: &tutorial.test_points, labels: &tutorial.test_labels };
    let mut parameters = tutorial.start.clone();
    let mut gradient = vec![0.0; parameters.len()];
    let mut state = rule.state(parameters.len());
    let mut epoch = 0;
    for &(at, train_loss, test_loss) in rows {
        while epoch < at {
            engine.loss_and_gradient(&parameters, &Batches::whole(INPUTS, train), 0, &mut gradient);
            rule.step(&mut state, &mut parameters, &gradient);
            epoch += 1;
        }
        for (split, batch, expected) in [("train", train, train_loss), ("test", test, test_loss)] {
            let mut logits = vec![0.0; batch.labels.len()];
            engine.outputs(&parameters, &Batches::unlabelled(INPUTS, batch.inputs), &mut logits);
            let loss = Loss::BinaryCrossEntropy.evaluate(&logits, batch.labels).loss;
            let what = format!("{kind:?}, {rule:?}: {split} loss at epoch {at}");
            assert_close(loss, expected, tolerance * expected.max(1e-3), &what);
        }
    }
    parameters
}

#[test]
fn the_tutorials_training_follows_pytorch_for_2000_epochs() {
    let tutorial = tutorial();
    let last = tutorial.losses.last().expect("there are rows");
    assert_eq!((tutorial.losses.len(), last.0), (201, 2000));
    for kind in EngineKind::iter() {
        let name = kind.name();
        let parameters = follow(kind, &tutorial, &tutorial.optimizer, &tutorial.losses, 1e-4);
        let allowed = 1e-4 * largest(&tutorial.end);
        for (index, (got, expected)) in parameters.iter().zip(&tutorial.end).enumerate() {
            assert_close(*got, *expected, allowed, &format!("{name}: parameter [{index}] at the end"));
        }
        let (mut probability, point) = ([0.0], Batches::unlabelled(INPUTS, &[-1.0, 1.0]));
        build(kind, Activation::Relu, &[5]).outputs(&parameters, &point, &mut probability);
        Loss::BinaryCrossEntropy.predict(&mut probability, 1);
        let expected = tutorial.probability_at_minus_1_1;
        assert_close(probability[0], expected, 1e-4, &format!("{name}: probability of label 1 at (-1, 1)"));
    }
}

#[test]
fn training_by_other_rules_follows_pytorch_for_300_epochs() {
    let tutorial = tutorial();
    let Trainings { runs } = parse(include_str!("fixtures/trainings.json"));
    assert_eq!(runs.len(), 4);
    for Training { optimizer, losses } in runs {
        assert_eq!((losses.len(), losses[30].0), (31, 300));
        for kind in EngineKind::iter() {
            follow(kind, &tutorial, &optimizer, &losses, 1e-2);
        }
    }
}
