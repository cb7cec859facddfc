//! Dropout: against `PyTorch` with the same masks (`fixtures/make_fixtures.py`), and its place in a run.

mod common;
#[path = "common/tutorial.rs"]
mod tutorial;

use blobtui::network::{Activation, DropoutMasks, EngineKind, Layout, Unit};
use blobtui::optimizer::Optimizer;
use blobtui::preset::{BatchSize, EarlyStopping, Preset};
use blobtui::train::{Change, Checkpoint, Origin, Progress, Range, Snapshot, Trainer};
use common::bits;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use serde::Deserialize;
use strum::IntoEnumIterator;

/// How far a loss may be off, relative to itself, or a weight relative to the largest.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    hidden: Vec<usize>,
    dropout: f64,
    /// What a unit that is kept is multiplied by.
    factor: f32,
    start: Vec<f32>,
    /// Epoch, train loss and test loss.
    losses: Vec<(u64, f32, f32)>,
    end: Vec<f32>,
}

fn assert_close(got: f32, expected: f32, scale: f32, what: &str) {
    let off = f64::from((got - expected).abs());
    assert!(off <= TOLERANCE * f64::from(scale), "{what}: {got}, PyTorch has {expected}");
}

#[test]
fn training_follows_pytorch_with_the_same_masks() {
    let Fixture { runs } = serde_json::from_str(include_str!("fixtures/dropout.json")).expect("the fixture fits");
    for Run { hidden, dropout, factor, start, losses, end } in runs {
        let mut masks = DropoutMasks::default();
        masks.draw(dropout, &hidden, 100, |_| ChaCha8Rng::seed_from_u64(1));
        let factors: Vec<f32> = (0..100).flat_map(|point| masks.multipliers(0, point)).collect();
        assert!(factors.contains(&factor) && factors.iter().all(|own| *own == factor || *own == 0.0));
        for engine in EngineKind::iter() {
            let optimizer = Optimizer::named("sgd", 0.3).expect("a rule");
            let mut preset = Preset { dropout, optimizer, engine, ..common::preset() };
            (preset.network.hidden, preset.network.activation) = (hidden.clone(), Activation::Tanh.into());
            let mut trainer = tutorial::trainer(preset, &start);
            for &(epoch, train_loss, test_loss) in &losses {
                while trainer.epoch() < epoch {
                    trainer.advance(|| false).expect("a run that stays finite");
                }
                let what = format!("{}, {hidden:?}, {dropout}, epoch {epoch}", engine.name());
                let record = trainer.evaluate();
                assert_close(record.train_loss, train_loss, train_loss, &what);
                assert_close(record.test_loss().unwrap(), test_loss, test_loss, &what);
            }
            let largest = end.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
            for (&got, &expected) in trainer.parameters().iter().zip(&end) {
                assert_close(got, expected, largest, &format!("{}, {hidden:?}, {dropout}", engine.name()));
            }
        }
    }
}

/// Two hidden layers under dropout.
fn preset(engine: EngineKind, batch: BatchSize) -> Preset {
    let optimizer = Optimizer::named("adam", 0.02).expect("a rule");
    let mut preset = Preset { optimizer, engine, batch, dropout: 0.3, ..common::preset() };
    preset.network.hidden = vec![8, 5];
    preset.in_lowest_version()
}

/// Every engine with every kind of batches.
fn presets() -> impl Iterator<Item = Preset> {
    let batches = [BatchSize::Full, BatchSize::Size(9), BatchSize::Size(80)];
    EngineKind::iter().flat_map(move |engine| batches.map(|batch| preset(engine, batch)))
}

fn trainer(preset: &Preset) -> Trainer {
    Trainer::new("test", preset.clone())
}

fn train(trainer: &mut Trainer, epochs: u64) {
    for _ in 0..epochs {
        assert_eq!(trainer.advance(|| false), Ok(Progress::Epoch));
    }
}

fn reopened(trainer: &Trainer) -> Trainer {
    let bytes = trainer.checkpoint().to_bytes().expect("a checkpoint");
    Trainer::resume(Checkpoint::from_bytes(&bytes, "test").expect("a checkpoint of this build"))
}

/// All bits that decide what comes next.
fn state(trainer: &Trainer) -> (Snapshot, Vec<u32>) {
    (trainer.snapshot(), bits(trainer.parameters()))
}

#[test]
fn a_run_goes_on_from_any_position_as_if_it_had_never_stopped() {
    for preset in presets() {
        let mut straight = trainer(&preset);
        train(&mut straight, 6);
        let mut stepped = trainer(&preset);
        while stepped.epoch() < 6 {
            let mut resumed = reopened(&stepped);
            assert_eq!(state(&resumed), state(&stepped));
            while resumed.epoch() < 6 {
                resumed.advance(|| false).expect("a run that stays finite");
            }
            assert_eq!(state(&resumed), state(&straight), "{preset:?} from {}", stepped.position());
            // A batch at a time, looked at in between.
            stepped.advance(|| true).expect("a run that stays finite");
            stepped.record();
            stepped.gradient_norm();
        }
        assert_eq!(state(&stepped), state(&straight));
        assert_ne!(state(&straight).1, state(&run(&Preset { dropout: 0.0, ..preset.clone() }, 6)).1);
        // Other points drop out with another seed, for the same points and weights or not.
        assert_ne!(state(&straight).1, state(&run(&Preset { dropout: 0.2, ..preset }, 6)).1);
    }
}

fn run(preset: &Preset, epochs: u64) -> Trainer {
    let mut trainer = trainer(preset);
    train(&mut trainer, epochs);
    trainer
}

#[test]
fn both_engines_train_under_the_same_masks() {
    for batch in [BatchSize::Full, BatchSize::Size(9)] {
        let [one, other] = [EngineKind::Dfdx, EngineKind::Fused].map(|engine| run(&preset(engine, batch), 20));
        for (one, other) in one.parameters().iter().zip(other.parameters()) {
            assert!((one - other).abs() < 1e-4, "{one}, {other}");
        }
    }
}

#[test]
fn losses_accuracies_and_gradient_norms_are_those_of_the_network_without_dropout() {
    for preset in presets() {
        let mut dropping = run(&preset, 5);
        let mut checkpoint = dropping.checkpoint();
        checkpoint.preset.dropout = 0.0;
        let mut whole = Trainer::resume(checkpoint);
        assert_eq!(dropping.record(), whole.record());
        assert_eq!(dropping.gradient_norm().to_bits(), whole.gradient_norm().to_bits());
        assert_eq!(bits(dropping.gradient()), bits(whole.gradient()));
        let norms: Vec<_> = dropping.history().gradient_norm().ranges().collect();
        assert_eq!(norms, [(5, Range::of(whole.gradient_norm()))], "no step's own gradient is among them");
    }
}

#[test]
fn the_history_of_full_batches_has_the_losses_without_dropout() {
    for engine in EngineKind::iter() {
        let preset = preset(engine, BatchSize::Full);
        let (mut plain, mut recorded) = (trainer(&preset), trainer(&preset));
        for epoch in 0..20 {
            let record = recorded.record();
            train(&mut plain, 1);
            train(&mut recorded, 1);
            let recent = plain.history().recent().back().copied().expect("the epoch");
            assert_eq!((recent.epoch, recent.train.to_bits()), (epoch, record.train_loss.to_bits()));
        }
    }
}

#[test]
fn the_loss_of_a_mini_batch_is_that_of_its_step() {
    let preset = preset(EngineKind::Fused, BatchSize::Size(80));
    let mut run = trainer(&preset);
    let evaluated = run.record().train_loss;
    train(&mut run, 1);
    let (_, loss) = run.history().batch_losses().ranges().next().expect("the only batch");
    assert!((loss.last - evaluated).abs() > 1e-4, "{} is that of all units, {evaluated}", loss.last);
}

#[test]
fn dropout_can_be_switched_on_and_off_while_a_run_trains() {
    for preset in presets() {
        let plain = Preset { dropout: 0.0, ..preset.clone() }.in_lowest_version();
        let mut edited = run(&plain, 3);
        edited.edit(Change::Dropout(0.3));
        assert_eq!(edited.preset().dropout, 0.3);
        // From here on its steps are those of a run that had it all along.
        let mut checkpoint = run(&plain, 3).checkpoint();
        checkpoint.preset = preset.clone();
        let mut dropping = Trainer::resume(checkpoint);
        train(&mut edited, 2);
        train(&mut dropping, 2);
        assert_eq!(state(&edited), state(&dropping));
        edited.edit(Change::Dropout(0.0));
        let mut whole = dropping.checkpoint();
        whole.preset = plain.clone();
        let mut whole = Trainer::resume(whole);
        let mut again = reopened(&edited);
        for trainer in [&mut edited, &mut whole, &mut again] {
            train(trainer, 2);
        }
        assert_eq!(state(&edited), state(&whole));
        assert_eq!(state(&again), state(&edited));
        assert_eq!(again.preset(), &plain);
        assert_eq!(again.journal().len(), 2);
    }
}

#[test]
fn a_unit_that_is_off_stays_off_under_dropout() {
    for preset in presets() {
        let unit = Unit { layer: 0, index: 2 };
        let mut off = trainer(&preset);
        off.edit(Change::Off(unit, true));
        let before = off.parameters().to_vec();
        let layout = Layout::new(&preset.shape());
        let own: Vec<usize> = layout.outgoing(unit).chain(layout.incoming(unit)).collect();
        train(&mut off, 4);
        let mut resumed = reopened(&off);
        for index in own {
            assert_eq!(off.parameters()[index], before[index], "it learns nothing");
        }
        train(&mut off, 2);
        train(&mut resumed, 2);
        assert_eq!(state(&resumed), state(&off));
        assert_ne!(state(&off).1, state(&run(&preset, 6)).1);
    }
}

#[test]
fn early_stopping_evaluates_without_dropout() {
    for preset in presets() {
        let mut plain = trainer(&preset);
        let mut losses = vec![plain.evaluate().test_loss().unwrap()];
        for _ in 0..60 {
            train(&mut plain, 1);
            losses.push(plain.evaluate().test_loss().unwrap());
        }
        let patience = Preset { early_stopping: EarlyStopping::Patience(3), ..preset };
        let mut stopping = trainer(&patience);
        while stopping.early_stop().is_none() && stopping.epoch() < 60 {
            train(&mut stopping, 1);
        }
        let seen = &losses[..=stopping.epoch() as usize];
        let least = seen.iter().copied().fold(f32::INFINITY, f32::min);
        let best = stopping.snapshot().best.expect("its state");
        assert_eq!(best.loss, least);
        assert_eq!(seen[best.epoch as usize], least);
        if let Some(stop) = stopping.early_stop() {
            assert_eq!(stop.epoch, best.epoch);
            assert_eq!(stopping.evaluate().test_loss().unwrap(), least);
        }
    }
}

#[test]
fn a_linear_network_trains_as_without_dropout() {
    for mut preset in presets() {
        preset.network.hidden = vec![];
        let plain = run(&Preset { dropout: 0.0, ..preset.clone() }, 5);
        assert_eq!(state(&run(&preset, 5)), state(&plain));
    }
}

#[test]
fn a_divergence_under_dropout_keeps_the_weights_and_its_cause() {
    for preset in presets() {
        let optimizer = Optimizer::named("sgd", 1e30).expect("a rule");
        let preset = Preset { optimizer, ..preset };
        let mut diverging = trainer(&preset);
        let (before, divergence) = loop {
            let before = state(&diverging);
            if let Err(divergence) = diverging.advance(|| true) {
                break (before, divergence);
            }
            assert!(diverging.epoch() < 10, "{preset:?} does not diverge");
        };
        assert_eq!(state(&diverging), before);
        assert!(!matches!(divergence.origin, Origin::Loss), "{divergence}");
        assert_eq!(reopened(&diverging).advance(|| true).map_err(|again| again.origin), Err(divergence.origin));
    }
}
