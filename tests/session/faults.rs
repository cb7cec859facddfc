//! Runs that diverge, and engines that panic.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{channel, sync_channel};

use super::common::{bits, preset};
use super::*;
use blobtui::error::Error;
use blobtui::file::{self, Content};
use blobtui::optimizer::Optimizer;
use blobtui::session::Seek;

#[test]
fn a_run_that_diverges_keeps_its_finite_weights_and_can_begin_again() {
    let wild = Preset { optimizer: Optimizer::named("sgd", 1e30).unwrap(), ..preset() };
    let mut watched = watch(wild);
    watched.send(|| Command::Run);
    let diverged = |update: &Update| matches!(update.state, State::Diverged { .. });
    let first = watched.wait(diverged);
    assert!(first.parameters.iter().all(|parameter| parameter.is_finite()));
    assert!(first.record.epoch < 10);
    watched.send(|| Command::Restart);
    let again = watched.wait(|update| update.run == 2 && diverged(update));
    assert_eq!((again.record.epoch, bits(&again.parameters)), (first.record.epoch, bits(&first.parameters)));
    watched.send(|| Command::Load { source: recipe(preset()), run: false });
    watched.send(|| Command::Step(5));
    assert_eq!(watched.wait(|update| update.record.epoch == 5).state, State::Paused);
}

/// Makes a trainer whose engine lasts for ten steps, the first time, and for ever after.
fn fragile_at_first(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    fragile::fragile_at_first(10, "the engine is worn out", &MADE, name, preset)
}

fn failed(update: &Update) -> bool {
    matches!(&update.state, State::Failed { message } if message.contains("worn out"))
}

#[test]
fn a_panic_while_training_is_a_state_that_a_restart_ends() {
    let mut watched = watch_with(preset(), |setup| setup.build = fragile_at_first);
    watched.send(|| Command::Run);
    let stopped = watched.wait(failed);
    assert_eq!(stopped.record.epoch, 10);
    assert_eq!(bits(&stopped.parameters), bits(alone(&preset(), 10).parameters()));
    let branch = stopped.time.branch;
    let commands: [&dyn Fn() -> Command; 11] = [
        &|| Command::Run,
        &|| Command::Step(1),
        &|| Command::StepBatch,
        &|| Command::StepTo(20),
        &|| Command::Save,
        &|| Command::Seek(Seek::To(3)),
        &|| Command::GoTo(branch, Some(3)),
        &|| Command::Compare(branch),
        &|| Command::Fix(Box::new(slower(&preset(), 3))),
        &|| Command::Change(Box::new(preset())),
        &|| Command::Erase { place: (0.0, 0.0), reach: (1.0, 1.0) },
    ];
    for command in commands {
        watched.send(command);
        let says_why =
            |text: &str| text.starts_with("training stopped after an internal error; r starts the run again");
        watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if says_why(text)));
        assert!(failed(watched.last.as_ref().unwrap()));
    }
    watched.send(|| Command::Restart);
    let end = watched.wait_for(&State::Finished);
    assert_eq!((end.run, bits(&end.parameters)), (2, bits(alone(&preset(), 300).parameters())));
}

/// Panics the first time, and makes trainers after.
fn broken_at_first(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    assert!(MADE.fetch_add(1, Ordering::SeqCst) > 0, "the works are worn out");
    Trainer::new(name, preset)
}

#[test]
fn a_panic_at_the_start_is_reported_and_a_restart_recovers() {
    let mut watched = watch_with(preset(), |setup| {
        setup.build = broken_at_first;
        setup.run = true;
    });
    let stopped = watched.wait(|_| true);
    assert!(failed(&stopped), "{:?}", stopped.state);
    assert_eq!((stopped.name.as_str(), stopped.record.epoch), ("test", 0));
    assert!(stopped.record.train_loss.is_nan() && stopped.history.spans().is_empty());
    watched.send(|| Command::Restart);
    let end = watched.wait_for(&State::Finished);
    assert_eq!(bits(&end.parameters), bits(alone(&preset(), 300).parameters()));
}

/// Makes one trainer, and panics ever after.
fn broken_later(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    assert!(MADE.fetch_add(1, Ordering::SeqCst) == 0, "the works are worn out");
    Trainer::new(name, preset)
}

#[test]
fn a_source_that_cannot_be_opened_leaves_the_session_alive() {
    let mut watched = watch_with(preset(), |setup| setup.build = broken_later);
    watched.send(|| Command::Step(3));
    watched.wait(|update| update.record.epoch == 3);
    watched.send(|| Command::Load { source: recipe(preset()), run: true });
    assert_eq!(watched.wait(failed).record.epoch, 3);
    // A checkpoint needs no building by the recipe.
    let checkpoint = alone(&preset(), 4).checkpoint();
    watched.send(|| Command::Load { source: Source::Checkpoint(Box::new(checkpoint.clone())), run: false });
    watched.send(|| Command::Step(1));
    watched.wait(|update| update.record.epoch == 5);
}

#[test]
fn a_full_queue_is_busy() {
    let (entered, inside) = channel();
    let (leave, left) = channel::<()>();
    let folder = tempfile::tempdir().unwrap();
    // The worker waits in its first update until this test ends.
    let session = Session::start(setup(preset(), folder.path().into()), move |update| {
        entered.send(()).map_err(|_| update)?;
        let _ = left.recv();
        Ok(())
    });
    inside.recv_timeout(PATIENCE).expect("the first update");
    let mut sent = 0;
    let error = loop {
        match session.send(Command::Pause) {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
        assert!(sent < 10_000, "the queue has no bound");
    };
    assert_eq!((error, error.to_string().as_str()), (SendError::Busy, "the trainer is busy; try again"));
    drop(leave);
}

#[test]
fn a_dead_worker_has_stopped_and_is_not_busy() {
    let folder = tempfile::tempdir().unwrap();
    let (ended, end) = sync_channel::<()>(1);
    let session = Session::start(setup(preset(), folder.path().into()), move |_| {
        let _ends_with_the_worker = &ended;
        panic!("the screen is worn out");
    });
    // The worker drops its queue, then what it posts to.
    end.recv_timeout(PATIENCE).expect_err("nothing is sent");
    let deadline = Instant::now() + PATIENCE;
    let error = loop {
        match session.send(Command::Run) {
            Err(SendError::Stopped) => break SendError::Stopped,
            Ok(()) | Err(SendError::Busy) => assert!(Instant::now() < deadline, "the worker is still there"),
        }
    };
    assert!(error.to_string().contains("stopped after an internal error; quit (q) and start blobtui again"));
}

/// Panics the first time, and saves after.
fn save_broken_at_first(path: &Path, content: &Content) -> Result<PathBuf, Error> {
    static SAVED: AtomicU32 = AtomicU32::new(0);
    assert!(SAVED.fetch_add(1, Ordering::SeqCst) > 0, "the pen is worn out");
    file::save_new(path, content)
}

#[test]
fn a_panic_while_writing_is_a_message_and_the_next_file_is_written() {
    let mut watched = watch_with(preset(), |setup| setup.save = save_broken_at_first);
    watched.send(|| Command::Save);
    let problem = watched.wait_for_notice(|notice| matches!(notice, Notice::NotSaved(_)));
    let Notice::NotSaved(problem) = problem else { unreachable!("a problem was waited for") };
    assert!(
        problem.to_string().contains("not saved because of an internal error (the pen is worn out); save again"),
        "{problem}"
    );
    watched.send(|| Command::Save);
    let saved = watched.wait_for_notice(|notice| matches!(notice, Notice::Saved(_)));
    let Notice::Saved(path) = saved else { unreachable!("a file was waited for") };
    assert!(path.exists());
}
