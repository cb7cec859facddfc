//! Running, pausing, stepping, beginning again, and the speed.

use super::common::{bits, preset};
use super::*;
use blobtui::network::EngineKind;
use blobtui::optimizer::{Optimizer, Schedule};
use blobtui::preset::{BatchSize, EarlyStopping, MAX_EPOCHS};
use blobtui::train::Change;

#[test]
fn the_bits_are_the_same_at_every_pace() {
    for batch in [BatchSize::Full, BatchSize::Size(9)] {
        let preset = Preset { batch, epochs: 1500, ..preset() };
        let mut expected = alone(&preset, 1500);
        let assert_same = |end: &Update, pace: &str| {
            assert_eq!(end.record.epoch, 1500);
            assert_eq!(bits(&end.parameters), bits(expected.parameters()), "{batch:?}, {pace}");
            assert_eq!(end.history.stride(), expected.history().stride());
            assert_eq!(end.history.spans(), expected.history().spans(), "{batch:?}, {pace}");
            // Charts have the gradient norm, however fast it goes.
            let norms = end.history.gradient_norm().ranges().count() as u64;
            assert!(norms >= 1500 / (4 * end.history.stride()), "{norms} gradient norms, {batch:?}, {pace}");
        };

        let mut unlimited = watch_with(preset.clone(), |setup| setup.run = true);
        let end = unlimited.wait_for(&State::Finished);
        assert_same(&end, "unlimited");

        let mut limited = watch_with(preset.clone(), |setup| setup.speed = Some(Speed::Limited(1000)));
        limited.send(|| Command::Run);
        limited.wait(|update| update.record.epoch >= 100);
        limited.send(|| Command::Pause);
        limited.wait_for(&State::Paused);
        limited.send(|| Command::Run);
        assert_same(&limited.wait_for(&State::Finished), "1000 epochs/s");

        let mut stepped = watch(preset.clone());
        for step in [1, 9, 90, 1400] {
            stepped.send(|| Command::Step(step));
        }
        assert_same(&stepped.wait_for(&State::Finished), "in steps");
        assert_eq!(end.record, expected.evaluate());
    }
}

#[test]
fn a_paused_run_stands_still_until_it_is_resumed() {
    let mut watched = watch(preset());
    assert_eq!(watched.wait_for(&State::Paused).record.epoch, 0);
    watched.send(|| Command::Speed(Speed::Limited(500)));
    watched.send(|| Command::Run);
    watched.wait(|update| update.state == State::Running && update.record.epoch >= 3);
    watched.send(|| Command::Pause);
    let paused = watched.wait_for(&State::Paused).record.epoch;
    watched.send(|| Command::Step(1));
    let stepped = watched.wait(|update| update.record.epoch > paused);
    assert_eq!((stepped.record.epoch, stepped.state), (paused + 1, State::Paused));
    watched.send(|| Command::Run);
    watched.wait_for(&State::Running);
    assert_eq!(watched.wait_for(&State::Finished).record.epoch, 300);
}

#[test]
fn steps_pause_first_and_add_up() {
    let mut watched = watch(preset());
    watched.send(|| Command::Speed(Speed::Limited(100)));
    watched.send(|| Command::Run);
    watched.wait(|update| update.record.epoch >= 2);
    watched.send(|| Command::Pause);
    let start = watched.wait_for(&State::Paused).record.epoch;
    for _ in 0..10 {
        watched.send(|| Command::Step(7));
    }
    watched.wait(|update| update.record.epoch == start + 70);
    watched.send(|| Command::Step(0));
    watched.send(|| Command::Step(1));
    watched.wait(|update| update.record.epoch == start + 71);
    watched.send(|| Command::Run);
    watched.wait_for(&State::Running);
    watched.send(|| Command::Step(1));
    let stepped = watched.wait_for(&State::Paused);
    assert_eq!(bits(&stepped.parameters), bits(alone(&preset(), stepped.record.epoch).parameters()));
}

#[test]
fn a_step_beyond_the_end_makes_the_run_longer() {
    let mut watched = watch(Preset { epochs: 10, ..preset() });
    watched.send(|| Command::Step(10));
    assert_eq!(watched.wait_for(&State::Finished).total, 10);
    watched.send(|| Command::Step(1));
    let stepped = watched.wait(|update| update.record.epoch == 11);
    assert_eq!((stepped.total, stepped.state), (20, State::Paused));
    watched.send(|| Command::Step(25));
    let stepped = watched.wait(|update| update.record.epoch == 36);
    assert_eq!((stepped.total, stepped.state), (40, State::Paused));
    assert_eq!(bits(&stepped.parameters), bits(alone(&preset(), 36).parameters()));
}

#[test]
fn a_finished_run_goes_on_for_as_many_epochs_again() {
    let mut watched = watch(Preset { epochs: 40, ..preset() });
    for total in [40, 80, 120] {
        watched.send(|| Command::Run);
        let end = watched.wait(|update| update.state == State::Finished && update.record.epoch == total);
        assert_eq!((end.total, end.more), (total, 40));
    }
    watched.send(|| Command::Pause);
    watched.send(|| Command::Restart);
    let again = watched.wait(|update| update.run == 2);
    assert_eq!((again.record.epoch, again.total), (0, 40));
}

#[test]
fn the_longest_run_does_not_become_longer() {
    let mut checkpoint = alone(&preset(), 1).checkpoint();
    checkpoint.preset.epochs = MAX_EPOCHS;
    checkpoint.snapshot.epoch = MAX_EPOCHS - 1;
    let mut watched = watch_with(preset(), |setup| setup.source = Source::Checkpoint(Box::new(checkpoint)));
    watched.send(|| Command::Step(u64::MAX));
    assert_eq!(watched.wait_for(&State::Finished).record.epoch, MAX_EPOCHS);
    for command in [|| Command::Run, || Command::Step(1)] {
        watched.send(command);
        watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(words) if words.contains("1000000000")));
        let last = watched.last.as_ref().unwrap();
        assert_eq!((last.record.epoch, last.total, &last.state), (MAX_EPOCHS, MAX_EPOCHS, &State::Finished));
    }
}

#[test]
fn a_restart_gives_the_same_bits_and_new_seeds_say_what_is_new() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(30));
    let first = watched.wait(|update| update.record.epoch == 30);
    watched.send(|| Command::Restart);
    let remark = watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(_)));
    assert_eq!(remark, Notice::Remark("restarted with seed 7; u brings back the run so far".into()));
    watched.send(|| Command::Step(30));
    let again = watched.wait(|update| update.run == 2 && update.record.epoch == 30);
    assert_eq!(bits(&again.parameters), bits(&first.parameters));
    assert_eq!(again.dataset, first.dataset);
    // Of which epochs there is a gradient norm hangs on the frames.
    let recorded = |update: &Update| (update.history.spans().to_vec(), update.history.recent().clone());
    assert_eq!(recorded(&again), recorded(&first));

    watched.send(|| Command::NewWeights);
    let weights = watched.wait(|update| update.run == 3);
    assert_eq!((weights.record.epoch, &weights.state), (0, &State::Paused));
    assert_eq!(weights.dataset, first.dataset);
    assert_ne!(weights.untrained, first.untrained);
    let remark = watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(_)));
    assert_eq!(remark, Notice::Remark("weights of seed 8, the same points; u undoes".into()));

    watched.send(|| Command::NewSeed);
    let seed = watched.wait(|update| update.run == 4);
    assert_eq!((seed.preset.seed, seed.preset.weights_seed), (8, None));
    assert_ne!(seed.dataset, first.dataset);
    assert_eq!(bits(&seed.parameters), bits(&weights.parameters), "the weights of seed 8 again");
    let remark = watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(_)));
    assert_eq!(remark, Notice::Remark("seed 8: new points and new weights; u undoes".into()));
}

#[test]
fn another_source_takes_the_place_of_the_run() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(5));
    watched.wait(|update| update.record.epoch == 5);

    let mut other = Preset { optimizer: Optimizer::named("adam", 0.01).unwrap(), epochs: 20, seed: 3, ..preset() };
    other.network.hidden = vec![8, 3];
    watched.send(|| Command::Load { source: recipe(other.clone()), run: true });
    let end = watched.wait_for(&State::Finished);
    assert_eq!((end.run, end.record.epoch, end.total), (2, 20, 20));
    assert_eq!(bits(&end.parameters), bits(alone(&other, 20).parameters()));

    let checkpoint = alone(&other, 8).checkpoint();
    watched.send(|| Command::Load { source: Source::Checkpoint(Box::new(checkpoint.clone())), run: false });
    let opened = watched.wait(|update| update.run == 3);
    assert_eq!((opened.record.epoch, &opened.state), (8, &State::Paused));
    assert_eq!(bits(&opened.parameters), bits(&checkpoint.snapshot.parameters));
    watched.send(|| Command::Step(12));
    assert_eq!(bits(&watched.wait_for(&State::Finished).parameters), bits(&end.parameters));
}

#[test]
fn a_speed_is_not_exceeded() {
    for (speed, epochs) in [(10, 4), (100, 30)] {
        let mut watched = watch_with(preset(), |setup| setup.speed = Some(Speed::Limited(speed)));
        watched.wait_for(&State::Paused);
        let start = Instant::now();
        watched.send(|| Command::Run);
        watched.wait(|update| {
            let most = start.elapsed().as_secs_f64() * f64::from(speed);
            assert!(update.record.epoch as f64 <= most, "{} epochs, at most {most} are due", update.record.epoch);
            update.record.epoch >= epochs
        });
        watched.send(|| Command::Speed(Speed::Unlimited));
        assert_eq!(watched.wait_for(&State::Finished).speed, Speed::Unlimited);
    }
}

#[test]
fn a_screen_that_takes_no_update_does_not_hold_up_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, updates) = sync_channel(1);
    let session = Session::start(setup(preset(), folder.path().into()), move |update| {
        if update.state == State::Finished { post(&sender, update) } else { Err(update) }
    });
    for _ in 0..20 {
        session.send(Command::NewWeights).unwrap();
    }
    session.send(Command::Run).unwrap();
    let update = updates.recv_timeout(PATIENCE).expect("the run ends though nobody looks");
    assert_eq!((update.run, update.record.epoch), (21, 300));
    assert_eq!(update.notices.len(), 20, "the first update that is taken has all notices since");
}

#[test]
fn notices_that_nobody_takes_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, updates) = sync_channel(1);
    let session = Session::start(setup(preset(), folder.path().into()), move |update| {
        if update.state == State::Finished { post(&sender, update) } else { Err(update) }
    });
    let mut sent = 0;
    while sent < 200 {
        sent += u64::from(session.send(Command::NewSeed).is_ok());
    }
    while session.send(Command::Run).is_err() {}
    let update = updates.recv_timeout(PATIENCE).expect("the run ends though nobody looks");
    assert_eq!(update.run, 201);
    assert_eq!(update.notices.len(), 64);
    assert_eq!(update.notices.last(), Some(&Notice::Remark("seed 207: new points and new weights; u undoes".into())));
}

#[test]
fn a_flood_of_commands_neither_blocks_nor_loses_what_comes_after() {
    let mut watched = watch(Preset { epochs: MAX_EPOCHS, ..preset() });
    watched.send(|| Command::Save);
    let mut taken = 0;
    for index in 0..10_000_u32 {
        let command = match index % 4 {
            0 => Command::Run,
            1 => Command::Speed(Speed::Limited(index % 1000 + 1)),
            2 => Command::Pause,
            _ => Command::Speed(Speed::Unlimited),
        };
        taken += u32::from(watched.session.send(command).is_ok());
    }
    assert!(taken > 0);
    watched.send(|| Command::Restart);
    watched.send(|| Command::Step(5));
    let update = watched.wait(|update| update.run == 2 && update.record.epoch >= 5);
    assert_eq!(bits(&update.parameters), bits(alone(&preset(), update.record.epoch).parameters()));
    watched.send(|| Command::Save);
    for _ in 0..2 {
        watched.wait_for_notice(|notice| matches!(notice, Notice::Saved(_)));
    }
}

#[test]
fn the_engine_changes_while_the_run_goes_on_and_stays_through_a_restart() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(40));
    watched.wait(|update| update.record.epoch == 40);
    let fused = Preset { engine: EngineKind::Fused, ..preset() };
    watched.send(|| Command::Change(Box::new(fused.clone())));
    let edited = watched.wait(|update| update.edited);
    assert_eq!((edited.run, edited.record.epoch, edited.preset.engine), (1, 40, EngineKind::Fused));
    watched.send(|| Command::Step(60));
    let end = watched.wait(|update| update.record.epoch == 100);
    let mut expected = alone(&preset(), 40);
    expected.edit(Change::Engine(EngineKind::Fused));
    for _ in 0..60 {
        expected.advance(|| false).expect("a run that does not diverge");
    }
    assert_eq!(bits(&end.parameters), bits(expected.parameters()));
    watched.send(|| Command::Restart);
    let again = watched.wait(|update| update.run == 2);
    assert_eq!((again.preset.engine, again.edited), (EngineKind::Fused, true));
}

/// A run that learns its few train points by heart, so that its test loss soon rises again.
fn overfits() -> Preset {
    let optimizer = Optimizer::named("adam", 0.05).expect("a rule");
    let mut preset =
        Preset { optimizer, early_stopping: EarlyStopping::Patience(20), engine: EngineKind::Fused, ..preset() };
    preset.network.hidden = vec![8, 8];
    preset.data.set_train_count(8);
    preset.epochs = 2000;
    preset
}

#[test]
fn a_run_that_stops_early_says_so_and_goes_on_without_early_stopping() {
    let preset = overfits();
    let mut expected = Trainer::new("test", preset.clone());
    while expected.early_stop().is_none() {
        expected.advance(|| false).expect("a run that stays finite");
    }
    let stop = expected.early_stop().expect("a stop");
    assert!(expected.epoch() < 2000, "{stop:?}");
    for step in [None, Some(2000)] {
        let mut watched = watch(preset.clone());
        watched.send(|| step.map_or(Command::Run, Command::Step));
        let end = watched.wait_for(&State::Finished);
        assert_eq!((end.record.epoch, end.early_stop), (expected.epoch(), Some(stop)));
        assert_eq!(end.record, expected.evaluate());
        assert_eq!(bits(&end.parameters), bits(expected.parameters()));
        let remark = watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(_)));
        let words = format!("at epoch {}, restored", stop.epoch);
        assert!(
            matches!(&remark, Notice::Remark(said) if said.starts_with("stopped early: best test loss ")
            && said.ends_with(&words)),
            "{remark:?}"
        );

        // It opens as finished from a checkpoint.
        let checkpoint = expected.checkpoint();
        watched.send(|| Command::Load { source: Source::Checkpoint(Box::new(checkpoint.clone())), run: true });
        let opened = watched.wait(|update| update.run == 2);
        assert_eq!((&opened.state, opened.early_stop), (&State::Finished, Some(stop)));

        // Going on is an edit, which the recipe of what follows has.
        watched.send(|| Command::Step(5));
        let on = watched.wait(|update| update.record.epoch == expected.epoch() + 5);
        assert_eq!((&on.state, on.early_stop, on.edited), (&State::Paused, None, true));
        assert_eq!(on.preset.early_stopping, EarlyStopping::None);
        let mut same = Trainer::resume(checkpoint);
        same.edit(Change::EarlyStopping(EarlyStopping::None));
        for _ in 0..5 {
            same.advance(|| false).expect("a run that stays finite");
        }
        assert_eq!(bits(&on.parameters), bits(same.parameters()));
        watched
            .wait_for_notice(|notice| *notice == Notice::Remark("early stopping is off from here on; u undoes".into()));
    }
}

#[test]
fn updates_carry_the_current_learning_rate_which_another_end_of_the_run_leaves_alone() {
    let schedule = Schedule::Cosine { epochs: 50, least: 0.001 };
    let mut watched = watch(Preset { schedule, epochs: 40, ..preset() });
    assert_eq!(watched.wait_for(&State::Paused).learning_rate, 0.03);
    watched.send(|| Command::Run);
    let end = watched.wait_for(&State::Finished);
    assert_eq!(end.learning_rate, schedule.rate(0.03, 40));
    watched.send(|| Command::Run);
    let more = watched.wait(|update| update.state == State::Finished && update.record.epoch == 80);
    assert_eq!(more.learning_rate, 0.001);
    let longer = alone(&Preset { schedule, epochs: 1000, ..preset() }, 80);
    assert_eq!(bits(&more.parameters), bits(longer.parameters()));
}

#[test]
fn a_step_of_one_batch_reports_its_points() {
    let mut watched = watch(Preset { batch: BatchSize::Size(30), ..preset() });
    watched.send(|| Command::StepBatch);
    let first = watched.wait(|update| update.batch == 1);
    assert_eq!((first.record.epoch, first.batch_points.len(), &first.state), (0, 30, &State::Paused));
    watched.send(|| Command::StepBatch);
    let second = watched.wait(|update| update.batch == 2);
    assert!(
        second.batch_points.iter().all(|place| !first.batch_points.contains(place)),
        "no point is in two batches of an epoch"
    );
    watched.send(|| Command::StepBatch);
    let third = watched.wait(|update| update.record.epoch == 1);
    assert_eq!((third.batch, third.batch_points.len()), (0, 20));
    let mut all: Vec<usize> = [first.batch_points, second.batch_points, third.batch_points].concat();
    all.sort_unstable();
    assert_eq!(all, (0..80).collect::<Vec<_>>());
    watched.send(|| Command::Step(1));
    assert!(watched.wait(|update| update.record.epoch == 2).batch_points.is_empty());
}

#[test]
fn within_a_long_epoch_the_losses_are_those_of_the_shown_weights() {
    let mut preset = Preset { batch: BatchSize::Size(1), ..preset() };
    preset.data.set_train_count(50_000);
    let mut watched = watch(preset);
    watched.send(|| Command::Run);
    let first = watched.wait(|update| update.batch > 0);
    let second = watched.wait(|update| update.batch > first.batch);
    assert_eq!((first.state, first.record.epoch, second.record.epoch), (State::Running, 0, 0));
    assert_ne!(bits(&first.parameters), bits(&second.parameters));
    assert_ne!(first.record.train_loss.to_bits(), second.record.train_loss.to_bits(), "each is of its own weights");
}
