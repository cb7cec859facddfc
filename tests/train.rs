//! Training: going on from checkpoints bit for bit, the order of batches, divergence, records.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use blobtui::network::{Batches, DropoutMasks, Engine, EngineKind, Evaluation, Score};
use blobtui::optimizer::{NAMES, Optimizer, State};
use blobtui::preset::{BatchSize, Preset};
use blobtui::train::{Change, Checkpoint, Progress, Record, Trainer};
use common::{bits, preset};
use strum::IntoEnumIterator;

/// Every rule, with each setting that makes it remember more.
fn optimizers() -> Vec<Optimizer> {
    let settings = [
        "Sgd(learning_rate: 0.1)",
        "Sgd(learning_rate: 0.1, momentum: 0.9)",
        "Sgd(learning_rate: 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01)",
        "Sgd(learning_rate: 0.1, momentum: 0.9, nesterov: true)",
        "Adam(learning_rate: 0.01, weight_decay: 0.01)",
        "Adam(learning_rate: 0.01, amsgrad: true)",
        "AdamW(learning_rate: 0.01)",
        "AdamW(learning_rate: 0.01, amsgrad: true)",
        "RmsProp(learning_rate: 0.01)",
        "RmsProp(learning_rate: 0.01, momentum: 0.9, centered: true, weight_decay: 0.01)",
    ];
    let extensions = ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES;
    let options = ron::Options::default().with_default_extension(extensions);
    let rules: Vec<Optimizer> = settings.map(|text| options.from_str(text).unwrap()).to_vec();
    assert!(NAMES.iter().all(|name| rules.iter().any(|rule| rule.name() == *name)));
    rules
}

fn with_every_engine(optimizer: &Optimizer) -> Vec<(Optimizer, EngineKind)> {
    EngineKind::iter().map(|engine| (optimizer.clone(), engine)).collect()
}

fn trainer(preset: &Preset) -> Trainer {
    Trainer::new("test", preset.clone())
}

fn train(trainer: &mut Trainer, epochs: u64) {
    for _ in 0..epochs {
        assert_eq!(trainer.advance(|| false), Ok(Progress::Epoch));
    }
}

/// All bits that decide what comes next.
fn state(trainer: &Trainer) -> (u64, u64, Vec<u32>, u64, Vec<Vec<u32>>) {
    let snapshot = trainer.checkpoint().snapshot;
    let State { step, slots } = snapshot.optimizer;
    let slots = slots.iter().map(|slot| bits(&slot.values)).collect();
    (snapshot.epoch, snapshot.batch, bits(&snapshot.parameters), step, slots)
}

/// The run as it goes on from a file.
fn reopened(trainer: &Trainer) -> Trainer {
    let bytes = trainer.checkpoint().to_bytes().unwrap();
    Trainer::resume(Checkpoint::from_bytes(&bytes, "test").unwrap())
}

#[test]
fn a_run_goes_on_from_a_file_as_if_it_had_never_stopped() {
    let batches = [BatchSize::Full, BatchSize::Size(7), BatchSize::Size(80), BatchSize::Size(1)];
    for (optimizer, engine) in optimizers().iter().flat_map(with_every_engine) {
        for batch in batches {
            let preset = Preset { optimizer: optimizer.clone(), batch, engine, ..preset() };
            let mut straight = trainer(&preset);
            train(&mut straight, 12);
            for stop in [0, 1, 5] {
                let mut stopped = trainer(&preset);
                train(&mut stopped, stop);
                let mut resumed = reopened(&stopped);
                assert_eq!(state(&resumed), state(&stopped));
                train(&mut resumed, 12 - stop);
                assert_eq!(
                    state(&resumed),
                    state(&straight),
                    "{engine:?}, {optimizer:?}, {batch:?}, stopped at {stop}"
                );
            }
        }
    }
}

#[test]
fn a_run_goes_on_from_the_middle_of_an_epoch() {
    for (optimizer, engine) in optimizers().iter().flat_map(with_every_engine) {
        let preset = Preset { optimizer, batch: BatchSize::Size(9), engine, ..preset() };
        let mut straight = trainer(&preset);
        train(&mut straight, 4);
        let mut stopped = trainer(&preset);
        train(&mut stopped, 2);
        for batch in 1..=8 {
            assert_eq!(stopped.advance(|| true), Ok(Progress::Batch));
            assert_eq!((stopped.epoch(), stopped.batch()), (2, batch));
            let mut resumed = reopened(&stopped);
            train(&mut resumed, 2);
            assert_eq!(state(&resumed), state(&straight), "{:?}, batch {batch}", preset.optimizer);
        }
        assert_eq!(stopped.advance(|| true), Ok(Progress::Epoch), "nine batches of at most nine are all of 80 points");
        train(&mut stopped, 1);
        assert_eq!(state(&stopped), state(&straight));
    }
}

#[test]
fn looking_and_saving_change_nothing() {
    for batch in [BatchSize::Full, BatchSize::Size(9)] {
        let optimizer = Optimizer::named("adam", 0.01).unwrap();
        let preset = Preset { optimizer, batch, ..preset() };
        let (mut plain, mut watched) = (trainer(&preset), trainer(&preset));
        train(&mut plain, 20);
        while watched.epoch() < 20 {
            let before = state(&watched);
            let evaluated = watched.evaluate();
            assert_eq!(watched.record(), evaluated);
            assert_eq!(watched.glance(), evaluated);
            watched.checkpoint().to_bytes().unwrap();
            assert_eq!(state(&watched), before);
            watched.advance(|| true).unwrap();
        }
        assert_eq!(state(&watched), state(&plain));
    }
}

/// Notes the batches that it is given, and leaves the weights alone.
struct Spy(Rc<RefCell<Vec<Vec<[u32; 2]>>>>);

impl Engine for Spy {
    fn loss_and_gradient_under(
        &mut self,
        _: Option<&DropoutMasks>,
        _: &[f32],
        points: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32 {
        let count = points.points_in(batch);
        let (mut rows, mut labels) = (vec![0.0; 2 * count], vec![0.0; count]);
        points.write_rows(batch, &mut rows, &mut labels);
        self.0.borrow_mut().push(rows.chunks(2).map(|point| [point[0].to_bits(), point[1].to_bits()]).collect());
        gradient.fill(0.0);
        0.5
    }

    fn outputs(&mut self, _: &[f32], _: &Batches, outputs: &mut [f32]) {
        outputs.fill(0.0);
    }

    fn evaluate(&mut self, _: &[f32], _: &Batches) -> Evaluation {
        Evaluation { loss: 0.5, score: Score::Correct(0) }
    }
}

/// The batches of some epochs, epoch by epoch.
fn batches(preset: &Preset, epochs: u64) -> Vec<Vec<Vec<[u32; 2]>>> {
    let seen = Rc::default();
    let mut trainer = Trainer::with_engine("test", preset.clone(), Box::new(Spy(Rc::clone(&seen))));
    let epoch = |_| {
        train(&mut trainer, 1);
        seen.take()
    };
    (0..epochs).map(epoch).collect()
}

#[test]
fn every_epoch_uses_each_point_once_in_a_new_order() {
    let preset = Preset { batch: BatchSize::Size(9), ..preset() };
    let mut points: Vec<[u32; 2]> =
        preset.data.generate(preset.seed).train.inputs.iter().map(|point| point.map(f32::to_bits)).collect();
    let epochs = batches(&preset, 3);
    for epoch in &epochs {
        assert_eq!(epoch.iter().map(Vec::len).collect::<Vec<_>>(), [9, 9, 9, 9, 9, 9, 9, 9, 8]);
    }
    let orders: Vec<Vec<[u32; 2]>> = epochs.iter().map(|batches| batches.concat()).collect();
    assert!(orders[0] != orders[1] && orders[1] != orders[2] && orders[0] != points);
    points.sort_unstable();
    for order in &orders {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, points);
    }
    // The order is a function of seed and epoch alone: neither the size of the batches nor the weights matter.
    let other = Preset { batch: BatchSize::Size(40), weights_seed: Some(3), ..preset.clone() };
    let other: Vec<_> = batches(&other, 3).iter().map(|batches| batches.concat()).collect();
    assert_eq!(other, orders);
    assert_eq!(batches(&preset, 3), epochs);
}

#[test]
fn a_full_batch_is_all_points_in_order() {
    let preset = preset();
    let points: Vec<[u32; 2]> =
        preset.data.generate(preset.seed).train.inputs.iter().map(|point| point.map(f32::to_bits)).collect();
    assert_eq!(batches(&preset, 2), vec![vec![points]; 2]);
}

#[test]
fn a_run_that_diverges_stays_at_its_last_finite_weights() {
    for (optimizer, batch) in [("sgd", BatchSize::Full), ("sgd", BatchSize::Size(9)), ("adamw", BatchSize::Full)] {
        let optimizer = Optimizer::named(optimizer, 1e30).unwrap();
        let preset = Preset { optimizer, batch, ..preset() };
        let mut diverging = trainer(&preset);
        diverging.record();
        let (before, divergence) = loop {
            let before = state(&diverging);
            if let Err(divergence) = diverging.advance(|| true) {
                break (before, divergence);
            }
            assert!(diverging.epoch() < 10, "{preset:?} does not diverge");
        };
        assert_eq!(divergence.epoch, diverging.epoch());
        assert_eq!(state(&diverging), before);
        assert!(diverging.parameters().iter().all(|parameter| parameter.is_finite()));
        let mut resumed = reopened(&diverging);
        assert_eq!(state(&resumed), before);
        assert_eq!(resumed.advance(|| true).map_err(|again| again.epoch), Err(divergence.epoch), "the same step again");
    }
}

/// Gives finite gradients whose squares are not.
struct Steep;

impl Engine for Steep {
    fn loss_and_gradient_under(
        &mut self,
        _: Option<&DropoutMasks>,
        _: &[f32],
        _: &Batches,
        _: usize,
        gradient: &mut [f32],
    ) -> f32 {
        gradient.fill(1e25);
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
fn a_memory_that_is_no_number_is_a_divergence_too() {
    for name in ["adam", "adamw", "rmsprop"] {
        let preset = Preset { optimizer: Optimizer::named(name, 0.01).unwrap(), ..preset() };
        let mut steep = Trainer::with_engine("test", preset, Box::new(Steep));
        let before = state(&steep);
        assert_eq!(steep.advance(|| false).map_err(|divergence| (divergence.epoch, divergence.loss)), Err((0, 0.5)));
        assert_eq!(state(&steep), before, "{name}");
        reopened(&steep);
    }
}

#[test]
fn an_edit_to_all_points_in_the_middle_of_an_epoch_ends_it() {
    let preset = Preset { batch: BatchSize::Size(9), ..preset() };
    let mut stopped = trainer(&preset);
    stopped.advance(|| true).unwrap();
    let mut checkpoint = stopped.checkpoint();
    checkpoint.edit(Change::Batch(BatchSize::Full));
    let mut edited = Trainer::resume(checkpoint);
    assert_eq!((edited.epoch(), edited.batch()), (0, 1));
    let spans = edited.history().spans().len();
    train(&mut edited, 1);
    assert_eq!((edited.epoch(), edited.batch()), (1, 0));
    assert_eq!(edited.history().spans().len(), spans, "weights within an epoch are no epoch's");
    let mut resumed = reopened(&edited);
    train(&mut edited, 3);
    train(&mut resumed, 3);
    assert_eq!(state(&resumed), state(&edited));
}

#[test]
fn weights_within_an_epoch_are_not_recorded_as_the_epochs() {
    let mut trainer = trainer(&Preset { batch: BatchSize::Size(9), ..preset() });
    let untrained = trainer.record();
    trainer.advance(|| true).unwrap();
    assert_ne!(trainer.record().train_loss, untrained.train_loss);
    assert_eq!(trainer.history().spans().len(), 1);
    let range = trainer.history().spans()[0].train.unwrap();
    assert_eq!((range.least, range.most), (untrained.train_loss, untrained.train_loss));
}

/// Records of every epoch.
fn records(preset: &Preset, epochs: u64) -> (Vec<Record>, Vec<u32>) {
    let mut trainer = trainer(preset);
    let mut records = vec![trainer.record()];
    for _ in 0..epochs {
        train(&mut trainer, 1);
        records.push(trainer.record());
    }
    (records, bits(trainer.parameters()))
}

#[test]
fn epoch_0_is_untrained_and_a_recipe_gives_the_same_bits_twice() {
    for batch in [BatchSize::Full, BatchSize::Size(9)] {
        let preset = Preset { batch, ..preset() };
        let (history, parameters) = records(&preset, 50);
        assert_eq!(records(&preset, 50), (history.clone(), parameters.clone()));
        assert_eq!(history.iter().map(|record| record.epoch).collect::<Vec<_>>(), (0..=50).collect::<Vec<_>>());
        let mut untrained = trainer(&preset);
        assert_eq!(untrained.untrained(), history[0]);
        train(&mut untrained, 5);
        assert_eq!(reopened(&untrained).untrained(), history[0], "also for a run that goes on");
        assert!(history[50].train_loss < history[0].train_loss);
        assert_ne!(records(&Preset { seed: 8, ..preset }, 50).1, parameters);
    }
}

#[test]
fn the_end_of_a_run_and_the_test_points_leave_the_training_as_it_is() {
    let preset = preset();
    let (history, parameters) = records(&preset, 20);
    let mut other = Preset { epochs: 3, ..preset };
    other.data.set_test_count(1);
    let (others, same) = records(&other, 20);
    assert_eq!(same, parameters);
    let train_side = |history: &[Record]| -> Vec<(u32, usize)> {
        history
            .iter()
            .map(|record| (record.train_loss.to_bits(), record.train_score.correct().expect("classes")))
            .collect()
    };
    assert_eq!(train_side(&others), train_side(&history));
    assert_ne!(others[0].test_loss().unwrap(), history[0].test_loss().unwrap());
}

#[test]
fn new_weights_leave_the_points_and_a_new_layer_leaves_the_first_weights() {
    let preset = preset();
    let start = trainer(&preset);
    let weights = trainer(&Preset { weights_seed: Some(8), ..preset.clone() });
    assert_eq!(weights.dataset(), start.dataset());
    assert_ne!(weights.parameters(), start.parameters());
    let seed = trainer(&Preset { seed: 8, ..preset.clone() });
    assert_eq!(bits(weights.parameters()), bits(seed.parameters()), "the weights of seed 8 are those of seed 8");
    assert_ne!(seed.dataset(), start.dataset());

    let mut deeper = preset;
    deeper.network.hidden.push(8);
    let deeper = trainer(&deeper);
    assert_eq!(deeper.dataset(), start.dataset());
    assert_eq!(bits(&deeper.parameters()[..15]), bits(&start.parameters()[..15]));
}

#[test]
fn a_change_of_engine_is_part_of_the_run() {
    for batch in [BatchSize::Full, BatchSize::Size(9)] {
        let preset = Preset { batch, ..preset() };
        let edited = || {
            let mut trainer = trainer(&preset);
            train(&mut trainer, 3);
            trainer.edit(Change::Engine(EngineKind::Fused));
            trainer
        };
        let mut straight = edited();
        assert_eq!(straight.preset().engine, EngineKind::Fused);
        train(&mut straight, 50);
        let mut stopped = edited();
        let mut resumed = reopened(&stopped);
        assert_eq!((resumed.preset(), state(&resumed)), (stopped.preset(), state(&stopped)));
        for trainer in [&mut resumed, &mut stopped] {
            train(trainer, 50);
            assert_eq!(state(trainer), state(&straight));
        }
        let mut other = trainer(&preset);
        train(&mut other, 53);
        assert_ne!(state(&other), state(&straight), "the engines differ in the last bits");
    }
}
