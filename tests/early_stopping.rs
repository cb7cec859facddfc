//! Early stopping, and going on from a file in the middle of a schedule and of patience, bit for bit.

mod common;

use blobtui::data::{Dataset, Points};
use blobtui::network::EngineKind;
use blobtui::optimizer::{Clip, Optimizer, Regularization, Schedule};
use blobtui::preset::{BatchSize, EarlyStopping, Preset};
use blobtui::train::{Change, Checkpoint, EarlyStop, Progress, Snapshot, Trainer};
use common::{bits, preset};
use strum::IntoEnumIterator;

/// A run that memorizes its train points: the test loss falls, and then rises.
fn overfits(engine: EngineKind, patience: u64) -> Preset {
    let optimizer = Optimizer::named("adam", 0.05).expect("a rule");
    let early_stopping = EarlyStopping::Patience(patience);
    let mut preset = Preset { optimizer, early_stopping, engine, ..preset() };
    preset.network.hidden = vec![8, 8];
    preset.data.set_train_count(30);
    if let blobtui::data::Data::Blobs(blobs) = &mut preset.data {
        blobs.std = 0.8;
    }
    preset
}

fn reopened(trainer: &Trainer) -> Trainer {
    let bytes = trainer.checkpoint().to_bytes().expect("a checkpoint that can be read");
    Trainer::resume(Checkpoint::from_bytes(&bytes, "test").expect("a checkpoint of this build"))
}

/// All bits that decide what comes next, and what early stopping remembers.
fn state(trainer: &Trainer) -> (Snapshot, Vec<u32>) {
    let snapshot = trainer.checkpoint().snapshot;
    let parameters = bits(&snapshot.parameters);
    (snapshot, parameters)
}

fn train(trainer: &mut Trainer, epochs: u64) {
    for _ in 0..epochs {
        assert_eq!(trainer.advance(|| false), Ok(Progress::Epoch));
    }
}

/// Trains until the run stops early.
fn stop(trainer: &mut Trainer) -> EarlyStop {
    while trainer.early_stop().is_none() {
        train(trainer, 1);
        assert!(trainer.epoch() < 2000, "the run does not stop");
    }
    trainer.early_stop().expect("a stop")
}

#[test]
fn a_run_stops_when_patience_ends_and_is_back_at_its_best() {
    for engine in EngineKind::iter() {
        let name = engine.name();
        // The same run without early stopping shows where it has to stop.
        let mut plain = Trainer::new("test", Preset { early_stopping: EarlyStopping::None, ..overfits(engine, 1) });
        let mut states = vec![(plain.evaluate().test_loss().unwrap(), state(&plain))];
        let mut best = 0;
        while plain.epoch() < best as u64 + 20 {
            train(&mut plain, 1);
            states.push((plain.evaluate().test_loss().unwrap(), state(&plain)));
            if states[states.len() - 1].0 < states[best].0 {
                best = states.len() - 1;
            }
        }
        assert!(best > 5, "{name}: it gets better at first");
        let mut stopped = Trainer::new("test", overfits(engine, 20));
        let found = stop(&mut stopped);
        assert_eq!((found.epoch, found.loss), (best as u64, states[best].0), "{name}");
        assert_eq!(stopped.epoch(), best as u64 + 20);
        let (snapshot, parameters) = state(&stopped);
        assert_eq!(parameters, states[best].1.1);
        assert_eq!(snapshot.optimizer, states[best].1.0.optimizer);
        assert_eq!(stopped.evaluate().test_loss().unwrap(), found.loss);
        // It stays there, also from a file.
        for mut run in [reopened(&stopped), stopped] {
            assert_eq!(run.early_stop(), Some(found));
            assert_eq!(run.advance(|| false), Ok(Progress::Arrived));
            assert_eq!(state(&run).0, snapshot);
            // It goes on from its best weights once early stopping is off.
            run.edit(Change::EarlyStopping(EarlyStopping::None));
            let mut again = reopened(&run);
            train(&mut run, 3);
            train(&mut again, 3);
            assert_eq!(bits(run.parameters()), states[best + 3].1.1);
            assert_eq!(state(&again), state(&run));
        }
    }
}

#[test]
fn a_run_goes_on_from_the_middle_of_patience_and_of_a_schedule() {
    for engine in EngineKind::iter() {
        let name = engine.name();
        for batch in [BatchSize::Full, BatchSize::Size(7)] {
            for schedule in [
                Schedule::Step { step_size: 7, gamma: 0.8 },
                Schedule::Exponential { gamma: 0.995 },
                Schedule::Cosine { epochs: 90, least: 0.001 },
                Schedule::WarmUpCosine { warm_up: 10, epochs: 80, least: 0.0 },
            ] {
                for regularization in
                    [Regularization::L1(0.001), Regularization::L2(0.001), Regularization::WeightDecay(0.01)]
                {
                    let clip = Clip::Norm(0.5);
                    let preset = Preset { schedule, regularization, clip, batch, ..overfits(engine, 15) };
                    let mut straight = Trainer::new("test", preset.clone());
                    stop(&mut straight);
                    let end = straight.epoch();
                    let mut stopped = Trainer::new("test", Preset { epochs: 1, ..preset });
                    for at in [0, 1, end - 12, end - 1, end] {
                        let epochs = at - stopped.epoch();
                        train(&mut stopped, epochs);
                        let mut resumed = reopened(&stopped);
                        assert_eq!(resumed.learning_rate(), stopped.learning_rate());
                        resumed.set_epochs(5000);
                        stop(&mut resumed);
                        assert_eq!(state(&resumed), state(&straight), "{name}, {batch:?}, {schedule}, from {at}");
                    }
                    if batch == BatchSize::Full {
                        continue;
                    }
                    // From the middle of an epoch, too.
                    let mut within = Trainer::new("test", straight.preset().clone());
                    train(&mut within, end - 3);
                    assert_eq!(within.advance(|| true), Ok(Progress::Batch));
                    let mut resumed = reopened(&within);
                    stop(&mut resumed);
                    assert_eq!(state(&resumed), state(&straight), "{name}, {schedule}, within an epoch");
                }
            }
        }
    }
}

#[test]
fn a_change_of_early_stopping_begins_anew_and_one_of_the_optimizer_does_not() {
    let mut run = Trainer::new("test", overfits(EngineKind::Fused, 20));
    let first = stop(&mut run);
    run.edit(Change::Optimizer(Optimizer::named("sgd", 0.01).expect("a rule")));
    assert_eq!(run.early_stop(), Some(first));
    reopened(&run);
    run.edit(Change::EarlyStopping(EarlyStopping::Patience(4)));
    assert_eq!(run.early_stop(), None);
    let from = run.epoch();
    let mut by_file = reopened(&run);
    let mut checkpoint = run.checkpoint();
    checkpoint.edit(Change::Optimizer(Optimizer::named("adam", 0.1).expect("a rule")));
    let second = stop(&mut run);
    assert!(second.epoch >= from && second.loss <= first.loss, "{second:?}");
    assert_eq!(stop(&mut by_file), second);
    // An optimizer with other vectors in the middle of patience: what is remembered takes them over as well.
    let mut edited = Trainer::resume(checkpoint);
    train(&mut edited, 2);
    edited.edit(Change::Optimizer(Optimizer::named("rmsprop", 0.1).expect("a rule")));
    let mut resumed = reopened(&edited);
    assert_eq!(stop(&mut resumed), stop(&mut edited));
    assert_eq!(state(&resumed), state(&edited));
}

/// As [`overfits`], but with a part of the train points held out.
fn holds_out(engine: EngineKind, patience: u64) -> Preset {
    let early_stopping = EarlyStopping::Validation { patience, percent: 20 };
    Preset { early_stopping, ..overfits(engine, patience) }.in_lowest_version()
}

#[test]
fn a_part_of_the_train_points_is_evaluated_and_not_learned_from() {
    for engine in EngineKind::iter() {
        let name = engine.name();
        let whole = overfits(engine, 1).dataset();
        // The points that are left and those that are held out, by hand, as train and test points of a run of its own.
        let mut plain = Trainer::new("test", Preset { early_stopping: EarlyStopping::None, ..overfits(engine, 1) });
        let mut by_hand = plain.checkpoint();
        let (train, held_out) = (&whole.train.inputs[..24], &whole.train.inputs[24..]);
        let points = |inputs: &[[f32; 2]], from: usize| Points {
            inputs: inputs.to_vec(),
            others: vec![],
            labels: whole.train.labels[from..from + inputs.len()].to_vec(),
        };
        by_hand.dataset = Dataset { train: points(train, 0), test: points(held_out, 24), ..Dataset::default() };
        plain = Trainer::resume(by_hand);
        let mut losses = vec![plain.evaluate().test_loss().unwrap()];
        let mut best = 0;
        while plain.epoch() < best as u64 + 20 {
            self::train(&mut plain, 1);
            losses.push(plain.evaluate().test_loss().unwrap());
            if losses[losses.len() - 1] < losses[best] {
                best = losses.len() - 1;
            }
        }
        let mut run = Trainer::new("test", holds_out(engine, 20));
        let dataset = run.dataset();
        assert_eq!((dataset.train.len(), dataset.validation.len()), (24, 6));
        assert_eq!(dataset.test, whole.test, "the test points stay");
        let found = stop(&mut run);
        assert_eq!(
            (found.epoch, found.loss, found.loss_name),
            (best as u64, losses[best], "validation loss"),
            "{name}"
        );
        let again = reopened(&run);
        assert_eq!((again.dataset(), again.early_stop()), (run.dataset(), Some(found)));
        assert_eq!(state(&again), state(&run));
    }
}

#[test]
fn the_last_epoch_keeps_its_own_losses_beside_the_restored_weights() {
    for preset in [overfits(EngineKind::Fused, 20), holds_out(EngineKind::Fused, 20)] {
        let mut run = Trainer::new("test", preset.clone());
        let found = stop(&mut run);
        let end = run.epoch();
        let own = run.before_restoring(Trainer::record);
        let restored = run.record();
        assert!(own.train_loss < restored.train_loss, "the train loss went on falling: {own:?}, {restored:?}");
        assert_eq!(own, run.before_restoring(Trainer::evaluate));
        let in_history = |run: &Trainer| *run.history().recent().back().expect("the last epoch");
        assert_eq!((in_history(&run).epoch, in_history(&run).train), (end, own.train_loss));
        run.glance();
        run.gradient();
        assert_eq!(in_history(&run).train, own.train_loss, "looking at the restored weights changes no record");
        let again = reopened(&run);
        assert_eq!(
            again.history().spans().last().map(|span| (span.epoch, span.train.map(|range| range.last))),
            Some((end, Some(own.train_loss)))
        );
        // The restored weights are those of the epoch that was best, bit for bit.
        let mut best = Trainer::new("test", preset);
        train(&mut best, found.epoch);
        assert_eq!(bits(run.parameters()), bits(best.parameters()));
        assert_eq!(best.evaluate().train_loss, restored.train_loss);
    }
}

#[test]
fn early_stopping_can_begin_and_end_within_a_run() {
    let plain = Preset { early_stopping: EarlyStopping::None, ..holds_out(EngineKind::Fused, 5) }.in_lowest_version();
    let mut run = Trainer::new("test", plain);
    train(&mut run, 3);
    run.edit(Change::EarlyStopping(EarlyStopping::Validation { patience: 5, percent: 50 }));
    assert_eq!((run.dataset().train.len(), run.dataset().validation.len()), (15, 15));
    let mut from_file = reopened(&run);
    assert_eq!(stop(&mut from_file), stop(&mut run));
    run.edit(Change::EarlyStopping(EarlyStopping::None));
    assert_eq!((run.dataset().train.len(), run.dataset().validation.len()), (30, 0));
    train(&mut run, 3);
}

#[test]
fn zero_weights_stay_zero_under_l1_alone() {
    let regularization = Regularization::L1(0.1);
    let mut run = Trainer::new("test", Preset { regularization, ..preset() });
    train(&mut run, 300);
    let dead: Vec<usize> = (0..21).filter(|&index| run.parameters()[index].to_bits() == 0).collect();
    assert!(!dead.is_empty(), "{:?}", run.parameters());
    train(&mut run, 50);
    assert!(dead.iter().all(|&index| run.parameters()[index].to_bits() == 0));
    assert!(run.parameters()[10..15].iter().all(|bias| *bias != 0.0), "biases are left alone");
}

#[test]
fn the_reported_loss_is_that_of_the_data() {
    let plain = Trainer::new("test", preset()).evaluate();
    for regularization in [Regularization::L1(10.0), Regularization::L2(10.0), Regularization::WeightDecay(10.0)] {
        assert_eq!(Trainer::new("test", Preset { regularization, ..preset() }).evaluate(), plain);
    }
}
