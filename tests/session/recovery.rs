//! What an internal error would lose is in a recovery.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicU32;
use std::thread;

use super::common::{bits, preset};
use super::*;
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
    fragile::fragile_at_first(200, &MADE, name, preset)
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
    watched.session.quit(None);
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
