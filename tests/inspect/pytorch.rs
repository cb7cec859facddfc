//! Three networks against numbers that `PyTorch` and `NumPy` computed (`fixtures/make_inspections.py`).

use blobtui::network::{
    Activation, Architecture, Batch, Batches, EngineKind, Layout, Loss, Score, Shape, Unit, UnitMask,
};
use blobtui::optimizer::norm;
use blobtui::train::inspect::{
    Activations, Axes, Histogram, Probe, Projection, Step, Worth, ablation, diagnose, health, worth,
};
use serde::Deserialize;
use strum::IntoEnumIterator;

/// Coordinates of a point.
const INPUTS: usize = 2;

#[derive(Deserialize)]
struct Fixture {
    networks: Vec<Network>,
}

#[derive(Deserialize)]
struct Network {
    activation: String,
    hidden: Vec<usize>,
    outputs: usize,
    parameters: Vec<f32>,
    train_points: Vec<f32>,
    train_labels: Vec<f32>,
    test_points: Vec<f32>,
    test_labels: Vec<f32>,
    /// Of each layer, of each unit, of each train point.
    activations: Vec<Vec<Vec<f32>>>,
    verdict: Verdict,
    /// Layer and unit that is off.
    ablation: Vec<(usize, usize, f32, usize, f32, usize)>,
    off: (usize, usize),
    gradient_without: Vec<f32>,
    weight_norms: Vec<f64>,
    /// By weights and biases of each layer, and of the whole.
    gradient_norms: Vec<f64>,
    gradient_norm: f64,
    unit_histograms: Vec<Vec<Counts>>,
    weight_histograms: Vec<Counts>,
    components: Vec<Option<Components>>,
}

/// Train loss, train points that are right, and the same of the test points.
type Verdict = (f32, usize, f32, usize);

#[derive(Deserialize)]
struct Counts {
    range: [f64; 2],
    counts: Vec<u32>,
}

#[derive(Deserialize)]
struct Components {
    directions: [Vec<f64>; 2],
    shares: [f64; 2],
    train: Vec<f64>,
    test: Vec<f64>,
}

impl Network {
    fn shape(&self) -> Shape {
        let activation: Activation = self.activation.parse().expect("an activation of ours");
        Architecture { hidden: self.hidden.clone(), activation: activation.into() }.shape(INPUTS, self.outputs)
    }

    fn loss(&self) -> Loss {
        if self.outputs == 1 { Loss::BinaryCrossEntropy } else { Loss::SoftmaxCrossEntropy }
    }

    fn train(&self) -> Batches {
        Batches::whole(INPUTS, Batch { inputs: &self.train_points, labels: &self.train_labels })
    }

    fn test(&self) -> Batches {
        Batches::whole(INPUTS, Batch { inputs: &self.test_points, labels: &self.test_labels })
    }

    fn activations(&self, points: &Batches) -> Activations {
        let mut activations = Activations::new(&self.shape(), self.loss());
        activations.compute(&self.parameters, points);
        activations
    }
}

fn networks() -> Vec<Network> {
    let fixture: Fixture =
        serde_json::from_str(include_str!("../fixtures/inspections.json")).expect("the fixture fits");
    assert_eq!(fixture.networks.len(), 3);
    fixture.networks
}

/// Within 1e-5 of the number, or of 1 if that is larger.
#[track_caller]
fn assert_close(got: impl Into<f64>, expected: impl Into<f64>, what: &str) {
    let (got, expected) = (got.into(), expected.into());
    assert!((got - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{what}: {got}, the fixture has {expected}");
}

/// Within 1e-5 of the number itself.
#[track_caller]
fn assert_relatively_close(got: f64, expected: f64, what: &str) {
    assert!((got - expected).abs() <= 1e-5 * expected.abs(), "{what}: {got}, the fixture has {expected}");
}

#[test]
fn activations_and_dead_units_are_pytorchs() {
    let mut dead = 0;
    for network in networks() {
        let activations = network.activations(&network.train());
        assert_eq!(activations.layers(), network.activations.len());
        for (layer, units) in network.activations.iter().enumerate() {
            assert_eq!(activations.width(layer), units.len());
            for (unit, expected) in activations.units(layer).zip(units) {
                assert_eq!(activations.of(unit).len(), expected.len());
                for (got, expected) in activations.of(unit).iter().zip(expected) {
                    assert_close(*got, *expected, &format!("{} {unit:?}", network.activation));
                }
                let is_hidden = layer < network.hidden.len();
                if is_hidden && network.activation == "relu" {
                    assert_eq!(health(&activations, unit).dead, expected.iter().all(|number| *number == 0.0));
                    dead += usize::from(health(&activations, unit).dead);
                }
            }
        }
    }
    assert_eq!(dead, 1);
}

#[test]
fn ablation_losses_and_correct_predictions_equal_pytorchs() {
    for network in networks() {
        for kind in EngineKind::iter() {
            let name = kind.name();
            let mut engine = kind.build(&network.shape(), network.loss());
            let layout = Layout::new(&network.shape());
            let (train, test) = (network.train(), network.test());
            let splits = (&train, &test);
            let found = ablation(engine.as_mut(), &layout, &network.parameters, &UnitMask::default(), splits);
            let check = |worth: &Worth, (train_loss, train_right, test_loss, test_right): Verdict, what: &str| {
                assert_close(worth.train.loss, train_loss, &format!("{name} {what}: train loss"));
                let test = worth.test.unwrap();
                assert_close(test.loss, test_loss, &format!("{name} {what}: test loss"));
                assert_eq!(worth.train.score, Score::Correct(train_right), "{name} {what}");
                assert_eq!(test.score, Score::Correct(test_right), "{name} {what}");
            };
            check(&found.whole, network.verdict, "whole");
            assert_eq!(found.units.len(), network.ablation.len());
            for &(layer, index, train_loss, train_right, test_loss, test_right) in &network.ablation {
                let unit = Unit { layer, index };
                let (_, worth) = found.units.iter().find(|(found, _)| *found == unit).expect("every unit");
                check(worth, (train_loss, train_right, test_loss, test_right), &format!("without {unit:?}"));
            }
            let losses: Vec<f32> = found.units.iter().map(|(_, worth)| worth.train.loss).collect();
            assert!(losses.is_sorted_by(|one, other| one >= other), "{losses:?}");

            // What is off already is off in all that is evaluated, and not evaluated itself.
            let (first, unit_worth) = found.units[0];
            let unit_mask = UnitMask::default().without(first);
            let again = ablation(engine.as_mut(), &layout, &network.parameters, &unit_mask, splits);
            assert_eq!(again.whole, unit_worth);
            assert_eq!(again.whole, worth(engine.as_mut(), &layout, &network.parameters, &unit_mask, splits));
            assert!(again.units.len() + 1 == found.units.len() && again.units.iter().all(|(unit, _)| *unit != first));
        }
    }
}

#[test]
fn the_gradient_with_a_unit_off_is_that_of_a_pytorch_mask() {
    for network in networks() {
        let layout = Layout::new(&network.shape());
        let unit_mask = UnitMask::default().without(Unit { layer: network.off.0, index: network.off.1 });
        let (mut masked, mut gradient) = (network.parameters.clone(), vec![f32::NAN; network.parameters.len()]);
        unit_mask.apply(&layout, &mut masked);
        assert_ne!(masked, network.parameters);
        for kind in EngineKind::iter() {
            let name = kind.name();
            let mut engine = kind.build(&network.shape(), network.loss());
            engine.loss_and_gradient(&masked, &network.train(), 0, &mut gradient);
            unit_mask.apply(&layout, &mut gradient);
            for (index, (got, expected)) in gradient.iter().zip(&network.gradient_without).enumerate() {
                assert_close(*got, *expected, &format!("{name} {}: gradient [{index}]", network.activation));
            }
        }
    }
}

#[test]
fn norms_of_weights_and_gradients_are_pytorchs() {
    for network in networks() {
        let (layout, train) = (Layout::new(&network.shape()), network.train());
        let mut gradient = vec![0.0; layout.len()];
        let mut engine = EngineKind::Fused.build(&network.shape(), network.loss());
        engine.loss_and_gradient(&network.parameters, &train, 0, &mut gradient);
        let step = Step { gradient: Some(&gradient), before: None };
        let measured = diagnose(&layout, &network.parameters, step, &network.activations(&train));
        assert_eq!(measured.len(), network.weight_norms.len());
        for ((measured, weights), gradient) in measured.iter().zip(&network.weight_norms).zip(&network.gradient_norms) {
            assert_relatively_close(measured.weight_norm, *weights, "weights");
            assert_relatively_close(measured.gradient_norm.expect("a gradient"), *gradient, "gradient");
        }
        // The layers' norms add up in squares to the whole.
        assert_relatively_close(norm(&gradient), network.gradient_norm, "whole gradient");
        let squares: f64 = measured.iter().map(|layer| layer.gradient_norm.expect("a gradient").powi(2)).sum();
        assert!((squares.sqrt() / norm(&gradient) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn histograms_of_units_and_weights_are_numpys() {
    let check = |histogram: &Histogram, expected: &Counts, what: &str| {
        assert_eq!(histogram.counts(), expected.counts, "{what}");
        assert_close(histogram.edge(0), expected.range[0], what);
        assert_close(histogram.edge(expected.counts.len()), expected.range[1], what);
        assert_eq!((histogram.outside(), histogram.not_finite()), (0, 0));
    };
    for network in networks() {
        let activations = network.activations(&network.train());
        let layout = Layout::new(&network.shape());
        for (layer, units) in network.unit_histograms.iter().enumerate() {
            let mut histogram = Histogram::new(network.weight_histograms[layer].counts.len());
            histogram.fill(network.parameters[layout.weight(layer).range()].iter());
            check(&histogram, &network.weight_histograms[layer], &format!("weights of layer {layer}"));
            for (unit, expected) in activations.units(layer).zip(units) {
                histogram.fill(activations.of(unit).iter());
                check(&histogram, expected, &format!("{} {unit:?}", network.activation));
            }
        }
    }
}

#[test]
fn principal_components_are_numpys() {
    let mut layers = 0;
    for network in networks() {
        let (train, test) = (network.activations(&network.train()), network.activations(&network.test()));
        for (layer, expected) in network.components.iter().enumerate() {
            let projection = Projection::new(&train, layer);
            let Some(expected) = expected else {
                assert_eq!(projection.axes, Axes::Unit);
                continue;
            };
            layers += 1;
            assert_eq!(projection.axes, Axes::Components);
            for axis in 0..2 {
                assert_close(projection.shares[axis], expected.shares[axis], "share of the variance");
                for (got, expected) in projection.directions()[axis].iter().zip(&expected.directions[axis]) {
                    assert_close(*got, *expected, "weight of a unit");
                }
            }
            let mut places = vec![];
            for (activations, expected) in [(&train, &expected.train), (&test, &expected.test)] {
                projection.places(activations, &mut places);
                assert_eq!(places.as_flattened().len(), expected.len());
                for (got, expected) in places.as_flattened().iter().zip(expected) {
                    assert_close(*got, *expected, &format!("a point of {} {layer}", network.activation));
                }
            }
        }
    }
    assert_eq!(layers, 5);
}

#[test]
fn a_probe_gives_pytorchs_activations_and_its_contributions_add_up() {
    for network in networks() {
        let layout = Layout::new(&network.shape());
        let mut probe = Probe::new(&network.shape(), network.loss());
        let (mut sum, mut right) = (0.0, 0);
        for (point, (inputs, &label)) in
            network.train_points.chunks_exact(INPUTS).zip(&network.train_labels).enumerate()
        {
            probe.send(&network.parameters, inputs);
            for (layer, units) in network.activations.iter().enumerate() {
                for (index, expected) in units.iter().enumerate() {
                    let unit = Unit { layer, index };
                    assert_close(probe.activations().of(unit)[0], expected[point], "an activation");
                    let contributions = probe.contributions();
                    let parts: f32 = contributions[layout.incoming(unit)].iter().sum();
                    let whole = parts + contributions[layout.bias_of(unit)];
                    assert_close(whole, probe.activations().sums(unit)[0], "the sum of what comes to a unit");
                }
            }
            let verdict = probe.evaluate(label);
            sum += f64::from(verdict.loss);
            right += usize::from(verdict.right.expect("a label"));
            let prediction = probe.prediction();
            assert_eq!(prediction.len(), network.outputs);
            // The loss of a point is minus the logarithm of what its own label gets.
            let own = if network.outputs > 1 {
                prediction[label as usize]
            } else if label == 1.0 {
                prediction[0]
            } else {
                1.0 - prediction[0]
            };
            assert_close(verdict.loss, -own.ln(), "the loss of a point");
        }
        assert_close(sum / network.train_labels.len() as f64, network.verdict.0, "the mean of the losses");
        assert_eq!(right, network.verdict.1);
    }
}
