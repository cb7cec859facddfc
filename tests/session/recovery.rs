//! What is in no file, and the recovery of what an internal error would lose.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::common::{bits, preset};
use super::time::go_to;
use super::*;
use blobtui::error::Error;
use blobtui::file::Content;
use blobtui::file::recovery::{self, Left};
use blobtui::optimizer::Optimizer;
use blobtui::session::Autosave;

/// Time between two autosaves that never passes, but for the first.
const NEVER: Duration = Duration::from_secs(1_000_000);

/// Changed settings, which no file has.
fn changed() -> Preset {
    Preset { optimizer: Optimizer::named("sgd", 0.02).unwrap(), ..preset() }
}

/// Waits for a recovery that no session has.
fn left_behind(folder: &Path) -> Left {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(left) = recovery::list(folder).into_iter().next() {
            return left;
        }
        assert!(Instant::now() < deadline, "no recovery");
        thread::yield_now();
    }
}

/// Opens a recovery in another session: the state at its epoch is that of a run that nothing has cut off.
fn assert_recovers(left: &Left) {
    let mut watched = watch(preset());
    watched.may_go_back = true;
    let recovered = Mutex::new(Some(recovery::open(&left.base).expect("a recovery")));
    watched.send(|| Command::Recover(Box::new(recovered.lock().unwrap().take().expect("it is sent once"))));
    let there = |update: &Update| update.run == 2 && update.time.sought.is_none() && update.record.epoch == left.epoch;
    let update = watched.wait(there);
    assert_eq!(update.preset.optimizer, changed().optimizer);
    assert_eq!(bits(&update.parameters), bits(alone(&changed(), left.epoch).parameters()));
}

fn fragile_at_first(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    fragile::fragile_at_first(200, "the engine is worn out", &MADE, name, preset)
}

#[test]
fn a_panic_while_training_leaves_a_recovery_of_what_was_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut watched = watch_with(preset(), |setup| {
        setup.build = fragile_at_first;
        setup.recovery = Some(Autosave { folder: folder.path().to_owned(), every: NEVER });
    });
    watched.send(|| Command::Change(Box::new(changed())));
    watched.send(|| Command::Step(100));
    watched.wait(|update| update.record.epoch == 100 && update.unsaved.is_some());
    watched.send(|| Command::Run);
    watched.wait(|update| matches!(update.state, State::Failed { .. }));
    let left = left_behind(folder.path());
    assert!((100..=200).contains(&left.epoch), "epoch {}", left.epoch);
    // What has failed is left to the next start, even if this one is quit in order.
    watched.session.quit(None).expect("no file was asked for");
    assert_recovers(&left);
}

#[test]
fn a_worker_that_has_ended_leaves_the_last_update() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut setup = setup(preset(), folder.path().join("runs"));
    setup.recovery = Some(Autosave { folder: folder.path().join("recovery"), every: NEVER });
    let (sender, updates) = sync_channel(2);
    let session = Session::start(setup, move |update| {
        let last = update.record.epoch == 20 && update.unsaved.is_some();
        let posted = post(&sender, update);
        assert!(!last || posted.is_err(), "a panic of the thread, not of its training");
        posted
    });
    session.send(Command::Change(Box::new(changed()))).expect("room");
    session.send(Command::Step(20)).expect("room");
    let last = updates.iter().last().expect("updates");
    assert_eq!(last.record.epoch, 20);
    session.interrupt(Some(&last));
    let left = recovery::list(&folder.path().join("recovery")).into_iter().next().expect("a recovery");
    assert_eq!(left.epoch, 20);
    assert_recovers(&left);
}

#[test]
fn a_worker_that_is_stuck_in_a_batch_leaves_the_last_update() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut watched = watch_with(preset(), |setup| {
        setup.build = sticky::sticky;
        setup.recovery = Some(Autosave { folder: folder.path().to_owned(), every: NEVER });
    });
    let stuck = sticky::STUCK.lock();
    watched.send(|| Command::Change(Box::new(changed())));
    watched.send(|| Command::Step(20));
    let last = watched.wait(|update| update.record.epoch == 20 && update.unsaved.is_some());
    watched.send(|| Command::Run);
    let deadline = Instant::now() + PATIENCE;
    while !sticky::IS_STUCK.load(Ordering::SeqCst) {
        assert!(Instant::now() < deadline, "it trains on");
        thread::yield_now();
    }
    watched.session.interrupt(Some(&last));
    let left = recovery::list(folder.path()).into_iter().next().expect("a recovery");
    drop(stuck);
    assert_eq!(left.epoch, 20);
    assert_recovers(&left);
}

fn draw(watched: &mut Watched) {
    watched.send(|| Command::Draw((0.0, 0.0, 1.0)));
    watched.wait(|update| update.time.unsaved_points == 1);
}

#[test]
fn a_run_that_was_left_in_its_past_can_be_recovered() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut watched = watch_with(preset(), |setup| {
        setup.recovery = Some(Autosave { folder: folder.path().to_owned(), every: NEVER });
    });
    draw(&mut watched);
    watched.send(|| Command::Step(90));
    watched.wait(|update| update.record.epoch == 90);
    go_to(&mut watched, 30);
    watched.send(|| Command::Load { source: recipe(preset()), run: false });
    let last = watched.wait(|update| update.run == 2);
    watched.session.interrupt(Some(&last));
    let left: Vec<_> = recovery::list(folder.path()).into_iter().map(|left| left.base).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    let recovered = recovery::open(&left[0]).expect("a recovery that is whole");
    let checkpoint = recovered.checkpoint.expect("the state that was shown");
    assert_eq!((checkpoint.snapshot.epoch, checkpoint.history.end()), (30, Some(30)));
}

/// Numbers of drawn points that would be lost, and whether a run before this one has any.
fn at_stake(update: &Update) -> (usize, bool) {
    (update.time.unsaved_points, update.time.left_unsaved)
}

#[test]
fn drawn_points_are_at_stake_in_the_run_that_has_them_until_they_are_saved() {
    let mut watched = watch(preset());
    draw(&mut watched);
    // A new start has the same points.
    watched.send(|| Command::Restart);
    assert_eq!(at_stake(&watched.wait(|update| update.run == 2)), (1, false));
    watched.send(|| Command::Save);
    watched.wait_for_notice(|notice| matches!(notice, Notice::Saved(_)));
    assert_eq!(at_stake(watched.last.as_ref().expect("an update")), (0, false));
    draw_elsewhere(&mut watched);
    watched.send(|| Command::Load { source: recipe(preset()), run: false });
    assert_eq!(at_stake(&watched.wait(|update| update.run == 3)), (0, true));
    watched.send(|| Command::Undo);
    assert_eq!(at_stake(&watched.wait(|update| update.run == 4)), (2, false));
    watched.send(|| Command::SaveRun);
    watched.wait_for_notice(|notice| matches!(notice, Notice::RunSaved(_)));
    watched.send(|| Command::Redo);
    assert_eq!(at_stake(&watched.wait(|update| update.run == 5)), (0, false));
}

fn draw_elsewhere(watched: &mut Watched) {
    watched.send(|| Command::Draw((0.5, 0.5, 1.0)));
    watched.wait(|update| update.time.unsaved_points == 2);
}

/// Holds up the writer.
static DISK: Mutex<()> = Mutex::new(());

fn fail(path: &Path, _: &Content) -> Result<PathBuf, Error> {
    drop(DISK.lock());
    Err(Error::unwritable(path, "save the checkpoint", std::io::Error::from(std::io::ErrorKind::StorageFull)))
}

#[test]
fn a_save_that_fails_after_its_run_was_left_leaves_that_run_unsaved() {
    let mut watched = watch_with(preset(), |setup| setup.save = fail);
    draw(&mut watched);
    let disk = DISK.lock();
    watched.send(|| Command::Save);
    watched.send(|| Command::Load { source: recipe(preset()), run: false });
    watched.wait(|update| update.run == 2);
    drop(disk);
    watched.wait_for_notice(|notice| matches!(notice, Notice::NotSaved(_)));
    assert_eq!(at_stake(watched.last.as_ref().expect("an update")), (0, true));
}
