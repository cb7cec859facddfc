//! What is measured of layers, and their views, on real runs.

use blobtui::network::{
    Activation, Architecture, Batches, DropoutMasks, Engine, EngineKind, Evaluation, Loss, Score, Unit,
};
use blobtui::optimizer::norm;
use blobtui::train::inspect::{Activations, Axes, Histogram, Probe, Projection, bounds};
use blobtui::train::{Change, Trainer};
use strum::IntoEnumIterator;

use crate::support::{Watched, recipe};

#[test]
fn a_step_of_plain_descent_moves_each_layer_by_the_learning_rate_times_its_gradient() {
    let mut run = Watched::new(recipe("many-units", &[]));
    assert!(run.diagnose().iter().all(|layer| layer.update_ratio.is_none()), "no step was taken");
    for epoch in [1, 20, 200] {
        run.train_to(epoch - 1);
        let before = run.diagnose();
        // The gradient's part by the weights alone: the ratio is theirs.
        let gradient = run.trainer.gradient().to_vec();
        let weights: Vec<f64> = (0..3).map(|layer| norm(&gradient[run.layout.weight(layer).range()])).collect();
        run.train_to(epoch);
        for (layer, (before, after)) in before.iter().zip(run.diagnose()).enumerate() {
            let expected = 0.03 * weights[layer] / before.weight_norm;
            let got = after.update_ratio.expect("a step");
            assert!((got / expected - 1.0).abs() < 1e-2, "epoch {epoch}, layer {layer}: {got}, not {expected}");
        }
    }
    let weights = run.layout.weight(1).range();
    assert_eq!(run.diagnose()[1].weight_norm, norm(&run.trainer.parameters()[weights]));
}

#[test]
fn the_gradient_norm_is_that_of_the_shown_weights_over_the_whole_train_split() {
    // Neither the batches, nor clipping, nor regularization, nor a unit that is off make it another one.
    let settings = [("batch", "7"), ("clip", "0.01"), ("regularization", "l2:0.1"), ("momentum", "0.9")];
    let (mut watched, mut alone) = (Watched::new(recipe("many-units", &settings)), recipe("many-units", &settings));
    alone.engine = EngineKind::Fused;
    let mut alone = Trainer::new("test", alone);
    let off = Change::Off(Unit { layer: 0, index: 3 }, true);
    for epoch in [0, 3, 4] {
        watched.train_to(epoch);
        while alone.epoch() < epoch {
            alone.advance(|| false).expect("this run stays finite");
        }
        if epoch == 3 {
            watched.trainer.edit(off.clone());
            alone.edit(off.clone());
        }
        let mut gradient = vec![0.0; watched.layout.len()];
        let (mask, mut parameters) = (watched.trainer.unit_mask(), watched.trainer.parameters().to_vec());
        mask.apply(&watched.layout, &mut parameters);
        let mut engine = EngineKind::Fused.build(&watched.trainer.preset().shape(), watched.trainer.preset().loss);
        engine.loss_and_gradient(&parameters, &watched.train, 0, &mut gradient);
        mask.apply(&watched.layout, &mut gradient);
        assert_eq!(watched.trainer.gradient(), gradient, "epoch {epoch}");
        assert!(f64::from(watched.trainer.gradient_norm()) > 0.01, "it is not clipped");
        // The same run without anybody looking at its gradient has the same bits.
        assert_eq!(watched.trainer.parameters(), alone.parameters(), "epoch {epoch}");
    }
}

#[test]
fn weights_that_the_latest_step_did_not_lead_to_have_no_ratio() {
    let mut run = Watched::new(recipe("random-labels", &[("early-stopping", "20")]));
    run.train_to(10);
    assert!(run.diagnose().iter().all(|layer| layer.update_ratio.is_some_and(|ratio| ratio > 0.0)));
    run.train_to(30);
    assert!(run.trainer.early_stop().is_some() && run.diagnose().iter().all(|layer| layer.update_ratio.is_none()));

    let mut trainer = Trainer::with_engine("test", recipe("xor-blobs", &[]), Box::new(Bursting(0)));
    assert!(trainer.before_latest_step().is_none());
    let start = trainer.parameters().to_vec();
    assert!(trainer.advance(|| false).is_ok());
    assert_eq!(trainer.before_latest_step(), Some(start.as_slice()));
    assert!(trainer.advance(|| false).is_err());
    assert_eq!(trainer.before_latest_step(), None);
}

/// An engine whose gradient is infinite from the second step on, while its loss is not. Counts its steps.
struct Bursting(u32);

impl Engine for Bursting {
    fn loss_and_gradient_under(
        &mut self,
        _: Option<&DropoutMasks>,
        _: &[f32],
        _: &Batches,
        _: usize,
        gradient: &mut [f32],
    ) -> f32 {
        self.0 += 1;
        gradient.fill(if self.0 > 1 { f32::INFINITY } else { 1.0 });
        0.5
    }

    fn outputs(&mut self, _: &[f32], _: &Batches, outputs: &mut [f32]) {
        outputs.fill(0.0);
    }

    fn evaluate(&mut self, _: &[f32], _: &Batches) -> Evaluation {
        Evaluation { loss: 0.5, score: Score::Correct(0) }
    }
}

#[test]
fn weights_that_start_alike_are_counted_as_copies_and_others_are_not() {
    let copies = |name: &str, settings: &[(&str, &str)]| {
        let mut run = Watched::new(recipe(name, settings));
        run.train_to(50);
        run.diagnose().iter().map(|layer| layer.copies).collect::<Vec<_>>()
    };
    let constant = [("initialization", "constant:0.25")];
    assert_eq!(copies("zeros", &[]), [5, 0]);
    assert_eq!(copies("many-units", &constant), [8, 8, 0]);
    assert_eq!(copies("many-units", &[]), [0, 0, 0]);
    // A single unit has none to be a copy of.
    assert_eq!(copies("underfit", &constant), [0, 0]);
}

/// Places of the train points in a layer's view.
fn places(projection: &Projection, activations: &Activations) -> Vec<[f32; 2]> {
    let mut places = vec![[f32::NAN; 2]];
    projection.places(activations, &mut places);
    places
}

#[test]
fn a_layer_of_one_or_two_units_is_seen_as_it_is() {
    let mut run = Watched::new(recipe("xor-blobs-tanh", &[("hidden", "2,1,3")]));
    run.train_to(10);
    run.diagnose();
    let activations = &run.activations;
    let of = |layer, index, point: usize| activations.of(Unit { layer, index })[point];
    let pair = Projection::new(activations, 0);
    assert_eq!(pair.axes, Axes::Units);
    assert!((pair.shares[0] + pair.shares[1] - 1.0).abs() < 1e-12 && pair.shares[0] > 0.0, "{:?}", pair.shares);
    for (point, place) in places(&pair, activations).iter().enumerate() {
        assert_eq!(*place, [of(0, 0, point), of(0, 1, point)]);
    }
    let single = Projection::new(activations, 1);
    assert_eq!((single.axes, single.shares), (Axes::Unit, [1.0, 0.0]));
    for (point, place) in places(&single, activations).iter().enumerate() {
        assert_eq!(*place, [of(1, 0, point), 0.0]);
    }
    let outputs = Projection::new(activations, 3);
    assert_eq!(places(&outputs, activations)[7], [of(3, 0, 7), 0.0]);
}

#[test]
fn a_view_that_follows_a_run_never_turns_round() {
    let mut run = Watched::new(recipe("spiral", &[]));
    let mut shown: Option<Projection> = None;
    let mut turned = 0;
    for epoch in 0..400 {
        run.train_to(epoch);
        run.activations.compute(run.trainer.parameters(), &run.train);
        let found = Projection::new(&run.activations, 1);
        assert!(found.shares[0] >= found.shares[1] && found.shares[0] + found.shares[1] <= 1.0 + 1e-12);
        let facing = match &shown {
            None => found.clone(),
            Some(before) => found.clone().facing(before),
        };
        if let Some(before) = &shown {
            for (now, then) in facing.directions().iter().zip(before.directions()) {
                assert!(now.iter().zip(then).map(|(now, then)| now * then).sum::<f64>() >= 0.0, "epoch {epoch}");
            }
        }
        // The same picture but for its sides.
        for (one, other) in places(&found, &run.activations).iter().zip(places(&facing, &run.activations)) {
            assert_eq!(one.map(f32::abs), other.map(f32::abs));
        }
        turned += u32::from(facing != found);
        shown = Some(facing);
    }
    assert!(turned > 0, "the sign alone would have turned the picture round");
}

#[test]
fn numbers_that_are_none_leave_the_rest_of_a_view_and_of_a_histogram() {
    let shape = Architecture { hidden: vec![3], activation: Activation::Linear.into() }.shape(1, 1);
    let mut activations = Activations::new(&shape, Loss::MeanSquaredError);
    let parameters = [1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0];
    activations.compute(&parameters, &Batches::unlabelled(1, &[-1.0, f32::NAN, 1.0, f32::INFINITY]));
    let projection = Projection::new(&activations, 0);
    assert!((projection.shares[0] - 1.0).abs() < 1e-12, "{:?}", projection.shares);
    let places = places(&projection, &activations);
    let distance = 14.0_f32.sqrt();
    assert!((places[0][0] + distance).abs() < 1e-5 && (places[2][0] - distance).abs() < 1e-5, "{places:?}");
    assert!(!places[1][0].is_finite() && !places[3][0].is_finite());
    let mut histogram = Histogram::new(2);
    histogram.fill(activations.of(Unit { layer: 0, index: 2 }).iter());
    assert_eq!((histogram.counts(), histogram.not_finite(), histogram.edge(0)), (&[1, 1][..], 2, -3.0));

    activations.compute(&parameters, &Batches::unlabelled(1, &[]));
    let empty = Projection::new(&activations, 0);
    assert_eq!(empty.shares, [0.0, 0.0]);
}

#[test]
fn bounded_activations_stay_within_their_bounds_on_a_run() {
    for activation in Activation::iter() {
        let mut run = Watched::new(recipe("many-units", &[("activation", activation.name())]));
        run.train_to(100);
        run.activations.compute(run.trainer.parameters(), &run.train);
        let mut histogram = Histogram::new(20);
        for unit in run.activations.units(0).chain(run.activations.units(1)) {
            if let Some(range) = bounds(activation) {
                histogram.fill_within(range, run.activations.of(unit).iter());
                assert_eq!(histogram.outside() + histogram.not_finite(), 0);
                assert_eq!(histogram.counts().iter().sum::<u32>(), 80);
            }
        }
    }
}

#[test]
fn a_probe_of_a_value_is_neither_right_nor_wrong() {
    let mut run = Watched::new(recipe("plane", &[]));
    run.train_to(5);
    let preset = run.trainer.preset();
    let mut probe = Probe::new(&preset.shape(), preset.loss);
    probe.send(run.trainer.parameters(), &[1.0, -2.0]);
    let [x, y, bias] = run.trainer.parameters() else { panic!("a straight network") };
    assert_eq!(probe.contributions(), [*x, -2.0 * y, *bias]);
    let value = probe.prediction()[0];
    assert_eq!(value, bias + x - 2.0 * y);
    let verdict = probe.evaluate(value + 0.5);
    assert!(verdict.right.is_none() && (verdict.loss - 0.25).abs() < 1e-6, "{verdict:?}");
}
