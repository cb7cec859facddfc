//! Everything that changes while a network learns: what stays, what is new, and that the recipe with its journal leads
//! to the same bits.

#[path = "common/cases.rs"]
mod cases;
mod common;

use blobtui::data::{Drawn, Input, Split};
use blobtui::network::{Activation, Architecture, EngineKind, LayerActivations, Layout, Loss, Unit};
use blobtui::optimizer::{NAMES, Optimizer, Regularization, Schedule};
use blobtui::preset::{BatchSize, EarlyStopping, Preset};
use blobtui::train::{Change, Checkpoint, Position, Trainer, changes};
use common::{bits, preset};
use proptest::prelude::*;
use strum::IntoEnumIterator;

/// Takes another preset for a run, as the dashboard does.
fn take(trainer: &mut Trainer, after: &Preset) {
    after.check().expect("a preset that is allowed");
    for change in changes(trainer.preset(), after).expect("a preset that needs no other run") {
        trainer.edit(change);
    }
    // The version follows from the rest.
    assert_eq!(trainer.preset().clone().in_lowest_version(), after.clone().in_lowest_version());
}

/// Makes a change of a weight or a switch, if the network has it.
fn edit(trainer: &mut Trainer, change: Change) {
    if change.check(trainer.preset()).is_ok() {
        trainer.edit(change);
    }
}

fn trained(preset: Preset, epochs: u64) -> Trainer {
    let mut trainer = Trainer::new("test", preset);
    trainer.advance_to(Position::at(epochs)).expect("a run that stays finite");
    trainer
}

/// A tensor of the trainer's parameters.
fn tensor(trainer: &Trainer, name: &str) -> Vec<f32> {
    let layout = Layout::new(&trainer.preset().shape());
    let tensor = layout.tensors.iter().find(|tensor| tensor.name == name).expect("a tensor of this name");
    trainer.parameters()[tensor.range()].to_vec()
}

/// What a checkpoint reads back as.
fn reread(trainer: &Trainer) -> Checkpoint {
    let bytes = trainer.checkpoint().to_bytes().expect("a checkpoint that can be written");
    Checkpoint::from_bytes(&bytes, "m.safetensors").expect("a checkpoint that can be read")
}

#[test]
fn a_unit_more_begins_as_an_untrained_one_and_the_others_go_on() {
    let mut trainer = trained(preset(), 300);
    let before = tensor(&trainer, "linear_1.weight");
    let wide = Preset { network: Architecture { hidden: vec![6], activation: Activation::Relu.into() }, ..preset() };
    take(&mut trainer, &wide);
    let after = tensor(&trainer, "linear_1.weight");
    assert_eq!(bits(&after[..10]), bits(&before));
    assert_eq!(after[10..], tensor(&Trainer::new("test", wide), "linear_1.weight")[10..]);
    assert_eq!((trainer.epoch(), trainer.history().spans().len() > 1), (300, true));
}

#[test]
fn a_unit_that_is_off_gives_nothing_learns_nothing_and_comes_back_as_it_was() {
    for engine in EngineKind::iter() {
        let name = engine.name();
        let optimizer = Optimizer::named("adam", 0.01).expect("a known name");
        let preset = Preset { engine, optimizer, regularization: Regularization::L2(0.01), ..preset() };
        let mut trainer = trained(preset.clone(), 200);
        let unit = Unit { layer: 0, index: 2 };
        let column = |trainer: &Trainer| tensor(trainer, "linear_2.weight")[2];
        let before = column(&trainer);
        let loss = trainer.evaluate().train_loss;
        trainer.edit(Change::Off(unit, true));
        // The network without the unit is that with the weight that leads away from it at 0.
        let mut zeroed = trainer.checkpoint();
        zeroed.journal.clear();
        let place = Layout::new(&preset.shape()).outgoing(unit).next().expect("one output");
        zeroed.snapshot.parameters[place] = 0.0;
        let mut without = Trainer::resume(zeroed);
        assert_eq!(trainer.evaluate(), without.evaluate(), "{name}");
        assert_ne!(trainer.evaluate().train_loss, loss);
        trainer.advance_to(Position::at(260)).expect("a run that stays finite");
        assert_eq!(column(&trainer).to_bits(), before.to_bits(), "{name}");
        assert_ne!(trainer.evaluate(), without.evaluate(), "the others go on learning");
        trainer.edit(Change::Off(unit, false));
        trainer.advance_to(Position::at(261)).expect("a run that stays finite");
        assert_ne!(column(&trainer).to_bits(), before.to_bits(), "{name}");
    }
}

#[test]
fn a_weight_that_is_nudged_where_it_stands_is_one_edit() {
    let mut trainer = trained(preset(), 5);
    let unit = Unit { layer: 1, index: 0 };
    for value in [0.25, 0.5, 0.75] {
        trainer.edit(Change::Weight(unit, 3, value));
    }
    assert_eq!((tensor(&trainer, "linear_2.weight")[3], trainer.journal().len()), (0.75, 1));
    let refused = Change::Weight(unit, 5, 1.0).check(&preset()).unwrap_err();
    assert_eq!(refused, "there is no such input of the unit");
    assert!(Change::Off(unit, true).check(&preset()).unwrap_err().contains("hidden unit"));
    assert!(Change::Bias(unit, f32::NAN).check(&preset()).unwrap_err().contains("NaN is not a weight"));
}

#[test]
fn a_network_of_as_many_parameters_is_another_network() {
    let with = |hidden: &[usize]| {
        let mut preset = Preset { regularization: Regularization::L1(0.001), ..preset() };
        preset.network.hidden = hidden.to_vec();
        preset
    };
    let mut trainer = trained(with(&[3, 5, 5]), 5);
    take(&mut trainer, &with(&[16]));
    let mut resumed = Trainer::resume(reread(&trainer));
    assert_eq!(trainer.parameters().len(), Trainer::new("test", with(&[3, 5, 5])).parameters().len());
    for trainer in [&mut trainer, &mut resumed] {
        trainer.advance_to(Position::at(10)).expect("a run that stays finite");
    }
    assert_eq!(bits(trainer.parameters()), bits(resumed.parameters()));
}

#[test]
fn another_activation_keeps_every_weight() {
    let mut trainer = trained(preset(), 300);
    let before = bits(trainer.parameters());
    let mut smooth = preset();
    smooth.network.activation = Activation::Tanh.into();
    take(&mut trainer, &smooth);
    assert_eq!(bits(trainer.parameters()), before);
    let loss = trainer.evaluate().test_loss().unwrap();
    trainer.advance_to(Position::at(600)).expect("a run that stays finite");
    assert!(trainer.evaluate().test_loss().unwrap() < loss);
}

#[test]
fn activations_by_layer_keep_every_weight_and_act_at_once() {
    let mut deep = preset();
    deep.network.set_hidden(vec![5, 4]);
    let mut trainer = trained(deep.clone(), 100);
    let before = bits(trainer.parameters());
    let mut mixed = deep.clone();
    mixed.network.activation = LayerActivations::by_layer(vec![Activation::Relu, Activation::Sin]).expect("two");
    mixed = mixed.in_lowest_version();
    assert_eq!(blobtui::train::describe_changes(&deep, &mixed), "activation relu → relu,sin");
    take(&mut trainer, &mixed);
    assert_eq!(bits(trainer.parameters()), before);
    // Once more from its file, and from the recipe's beginning.
    let mut read = Trainer::resume(reread(&trainer));
    for trainer in [&mut trainer, &mut read] {
        trainer.advance_to(Position::at(200)).expect("a run that stays finite");
    }
    let again = Trainer::replay("test", deep, trainer.journal(), Position::at(200)).expect("the same way");
    assert_eq!(bits(read.parameters()), bits(trainer.parameters()));
    assert_eq!(bits(again.parameters()), bits(trainer.parameters()));
    assert_ne!(bits(trained(again.preset().clone(), 200).parameters()), bits(trainer.parameters()));
}

#[test]
fn drawn_points_join_the_train_points_and_are_learned() {
    let mut trainer = trained(preset(), 10);
    let mut drawn = Drawn::default();
    drawn.points.extend([(0.25, -0.5, 1.0), (3.0, 3.0, 0.0)]);
    drawn.without_train.push(79);
    let after = Preset { drawn, ..preset() };
    take(&mut trainer, &after);
    let train = &trainer.dataset().train;
    assert_eq!(train.inputs[78..], [trained(preset(), 0).dataset().train.inputs[78], [0.25, -0.5], [3.0, 3.0]]);
    assert_eq!((train.len(), trainer.dataset().test.len()), (81, 20));
    assert_eq!(train.labels[79..], [1.0, 0.0]);
    assert_eq!(after.drawn.count(Split::Train, 80), 81);
}

#[test]
fn a_preset_with_drawn_points_reads_back() {
    let drawn = Drawn { points: vec![(0.1, -2.5, 1.0)], without_train: vec![], without_test: vec![3] };
    let preset = Preset { drawn, ..preset() };
    assert_eq!(Preset::parse(&preset.to_ron(), "test").expect("it can be read"), preset);
    let message = Preset::parse(&preset.to_ron().replace("-2.5", "1e9"), "mine.ron").unwrap_err().to_string();
    assert!(message.contains("drawn.points[0].1 is 1000000000"), "{message}");
}

/// A change of a preset that a run takes while it goes on.
#[derive(Clone, Debug)]
enum Step {
    Train(u8),
    Batch(u8),
    Hidden(Vec<usize>),
    Activation(Vec<Activation>),
    Inputs(Vec<Input>),
    Points(u8),
    Noise(u8),
    Draw(i8, i8, bool),
    Erase(u8),
    Optimizer(usize),
    Rate(u8),
    Size(Option<u8>),
    Loss(usize),
    Engine(bool),
    Weight(u8, u8, i8),
    Off(u8, u8, bool),
    Stop(bool),
    Schedule(bool),
    Pull(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let width = || prop::sample::select(vec![1_usize, 2, 3, 5, 8, 16]);
    let activation = prop::sample::select(Activation::iter().collect::<Vec<_>>());
    let inputs = prop::sample::subsequence(Input::iter().collect::<Vec<_>>(), 1..=10).prop_shuffle();
    prop_oneof![
        4 => (1..6_u8).prop_map(Step::Train),
        2 => (1..9_u8).prop_map(Step::Batch),
        2 => prop::collection::vec(width(), 0..4).prop_map(Step::Hidden),
        2 => prop::collection::vec(activation, 1..4).prop_map(Step::Activation),
        1 => inputs.prop_map(Step::Inputs),
        1 => (2..60_u8).prop_map(Step::Points),
        1 => any::<u8>().prop_map(Step::Noise),
        2 => (any::<i8>(), any::<i8>(), any::<bool>()).prop_map(|(x, y, label)| Step::Draw(x, y, label)),
        1 => any::<u8>().prop_map(Step::Erase),
        1 => (0..NAMES.len()).prop_map(Step::Optimizer),
        1 => (1..9_u8).prop_map(Step::Rate),
        1 => prop::option::of(1..9_u8).prop_map(Step::Size),
        1 => (0..3_usize).prop_map(Step::Loss),
        1 => any::<bool>().prop_map(Step::Engine),
        2 => (0..4_u8, 0..8_u8, any::<i8>()).prop_map(|(layer, index, value)| Step::Weight(layer, index, value)),
        2 => (0..3_u8, 0..8_u8, any::<bool>()).prop_map(|(layer, index, off)| Step::Off(layer, index, off)),
        1 => any::<bool>().prop_map(Step::Stop),
        1 => any::<bool>().prop_map(Step::Schedule),
        1 => any::<bool>().prop_map(Step::Pull),
    ]
}

impl Step {
    /// The preset with the change; none if it is a step of training.
    fn change(&self, before: &Preset) -> Option<Preset> {
        let mut preset = before.clone();
        match self {
            Self::Train(_) | Self::Batch(_) | Self::Weight(..) | Self::Off(..) => return None,
            Self::Hidden(hidden) => preset.network.set_hidden(hidden.clone()),
            Self::Activation(list) => {
                let activation = LayerActivations::by_layer(list.clone()).expect("activations");
                preset.network.activation = activation.fitted_to(preset.network.hidden.len());
            }
            Self::Inputs(inputs) => preset.inputs.clone_from(inputs),
            Self::Points(count) => assert!(preset.data.set_train_count(usize::from(*count))),
            Self::Noise(noise) => assert!(preset.data.set_noise(f64::from(*noise) / 256.0)),
            Self::Draw(x, y, label) => {
                let [x, y] = [x, y].map(|place| f32::from(*place) / 64.0);
                preset.drawn.points.push((x, y, f32::from(u8::from(*label))));
            }
            Self::Erase(place) => {
                let count = preset.drawn.points.len();
                if count > 0 {
                    preset.drawn.points.remove(usize::from(*place) % count);
                } else if preset.drawn.without_train.is_empty() {
                    preset.drawn.without_train.push(0);
                } else {
                    preset.drawn.without_train.clear();
                }
            }
            Self::Optimizer(index) => preset.optimizer = Optimizer::named(NAMES[*index], 0.01).expect("a known name"),
            Self::Rate(rate) => preset.optimizer.set_learning_rate(f64::from(*rate) / 100.0),
            Self::Size(size) => {
                preset.batch = size.map_or(BatchSize::Full, |size| BatchSize::Size(usize::from(size)));
            }
            Self::Loss(index) => {
                preset.loss = [Loss::BinaryCrossEntropy, Loss::Hinge, Loss::TanhSquaredError][*index];
            }
            Self::Engine(fused) => preset.engine = if *fused { EngineKind::Fused } else { EngineKind::Dfdx },
            Self::Stop(on) => {
                preset.early_stopping = if *on { EarlyStopping::Patience(3) } else { EarlyStopping::None };
            }
            Self::Schedule(on) => {
                preset.schedule = if *on { Schedule::Exponential { gamma: 0.99 } } else { Schedule::Constant };
            }
            Self::Pull(on) => {
                preset.regularization = if *on { Regularization::L1(0.001) } else { Regularization::None };
            }
        }
        Some(preset.in_lowest_version())
    }
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn after_any_edits_the_recipe_leads_to_the_same_bits(steps in prop::collection::vec(step(), 1..24)) {
        let mut trainer = Trainer::new("test", preset());
        for step in &steps {
            match step {
                Step::Train(epochs) => {
                    let end = Position::at(trainer.epoch() + u64::from(*epochs));
                    if trainer.advance_to(end).is_err() {
                        return Ok(());
                    }
                }
                Step::Batch(batches) => {
                    for _ in 0..*batches {
                        if trainer.advance(|| true).is_err() {
                            return Ok(());
                        }
                    }
                }
                Step::Weight(layer, index, value) => {
                    let unit = Unit { layer: usize::from(*layer), index: usize::from(*index) };
                    edit(&mut trainer, Change::Weight(unit, usize::from(*index), f32::from(*value) / 16.0));
                    edit(&mut trainer, Change::Bias(unit, f32::from(*value) / 32.0));
                }
                Step::Off(layer, index, off) => {
                    let unit = Unit { layer: usize::from(*layer), index: usize::from(*index) };
                    edit(&mut trainer, Change::Off(unit, *off));
                }
                _ => {
                    let after = step.change(trainer.preset()).expect("a change");
                    if after.check().is_ok() {
                        take(&mut trainer, &after);
                    }
                }
            }
        }
        let position = trainer.position();
        let again = Trainer::replay("test", preset(), trainer.journal(), position).expect("the same way");
        let (there, here) = (again.checkpoint(), trainer.checkpoint());
        prop_assert_eq!(bits(&there.snapshot.parameters), bits(&here.snapshot.parameters));
        prop_assert_eq!(&there.snapshot, &here.snapshot);
        prop_assert_eq!(&there.dataset, &here.dataset);
        // And so does its file.
        let mut read = Trainer::resume(reread(&trainer));
        prop_assert_eq!(read.checkpoint().snapshot, here.snapshot);
        prop_assert_eq!(read.untrained(), trainer.untrained());
        prop_assert_eq!(read.evaluate(), trainer.evaluate());
        let next = Position::at(position.epoch + 2);
        let ends = [trainer.advance_to(next).is_ok(), read.advance_to(next).is_ok()];
        prop_assert_eq!(ends[0], ends[1]);
        prop_assert_eq!(bits(trainer.parameters()), bits(read.parameters()));
    }
}
