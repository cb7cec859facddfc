//! Sessions through their public face: commands in, updates out. Nothing here sleeps; whatever takes time is waited
//! for by its update.

#[path = "../common/mod.rs"]
mod common;
mod faults;
mod files;
#[path = "../common/fragile.rs"]
mod fragile;
mod identities;
mod recovery;
mod runs;
mod seeds;
mod sticky;
mod time;
mod undo;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use blobtui::preset::{Preset, Recipe};
use blobtui::session::{Command, Notice, SendError, Session, Setup, Source, Speed, State, Update};
use blobtui::train::Trainer;
use blobtui::train::inspect::Fix;
use tempfile::TempDir;

/// How long anything may take on a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session and its updates.
struct Watched {
    session: Session,
    updates: Receiver<Box<Update>>,
    last: Option<Box<Update>>,
    notices: Vec<Notice>,
    folder: TempDir,
    /// Whether the run may go to an earlier epoch than it was at.
    may_go_back: bool,
}

fn recipe(preset: Preset) -> Source {
    Source::Recipe(Box::new(Recipe { name: "test".into(), preset, edited: false }))
}

/// A session at unlimited speed that waits for a command.
fn setup(preset: Preset, runs: PathBuf) -> Setup {
    Setup { speed: Some(Speed::Unlimited), frames_per_second: 1000, runs, ..Setup::new(recipe(preset)) }
}

/// A fix that goes back to an epoch, with a tenth of the learning rate.
fn slower(preset: &Preset, epoch: u64) -> Fix {
    let mut slower = preset.clone();
    slower.optimizer.set_learning_rate(preset.optimizer.learning_rate() / 10.0);
    Fix { words: "a smaller learning rate".into(), from: Some(epoch), preset: slower, draws_weights: false }
}

/// Puts an update into a channel if there is room, else gives it back.
fn post(updates: &SyncSender<Box<Update>>, update: Box<Update>) -> Result<(), Box<Update>> {
    updates.try_send(update).map_err(|error| match error {
        TrySendError::Full(update) | TrySendError::Disconnected(update) => update,
    })
}

fn watch(preset: Preset) -> Watched {
    watch_with(preset, |_| {})
}

fn watch_with(preset: Preset, change: impl FnOnce(&mut Setup)) -> Watched {
    let folder = tempfile::tempdir().expect("a folder");
    let mut setup = setup(preset, folder.path().join("runs"));
    change(&mut setup);
    let (sender, updates) = sync_channel(2);
    let session = Session::start(setup, move |update| post(&sender, update));
    Watched { session, updates, last: None, notices: vec![], folder, may_go_back: false }
}

impl Watched {
    /// Sends a command, again as long as the session is too busy to take it.
    fn send(&self, command: impl Fn() -> Command) {
        let start = Instant::now();
        while let Err(error) = self.session.send(command()) {
            assert_eq!(error, SendError::Busy);
            assert!(start.elapsed() < PATIENCE, "the session takes no command");
            std::thread::yield_now();
        }
    }

    /// The first update for which `holds`. Checks every update before it, and recycles them: each must be complete, and
    /// none may go back.
    fn wait(&mut self, holds: impl Fn(&Update) -> bool) -> Update {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let update = match self.updates.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(update) => update,
                Err(RecvTimeoutError::Timeout) => panic!("waited in vain; the last was {:?}", self.position()),
                Err(RecvTimeoutError::Disconnected) => panic!("the session ended; the last was {:?}", self.position()),
            };
            self.check(&update);
            self.notices.extend(update.notices.clone());
            let found = holds(&update).then(|| Update::clone(&update));
            if let Some(before) = self.last.replace(update) {
                self.session.recycle(before);
            }
            if let Some(found) = found {
                return found;
            }
        }
    }

    fn wait_for(&mut self, state: &State) -> Update {
        self.wait(|update| update.state == *state)
    }

    /// Waits for a notice, and takes it and all before it.
    fn wait_for_notice(&mut self, wanted: impl Fn(&Notice) -> bool) -> Notice {
        loop {
            if let Some(index) = self.notices.iter().position(&wanted) {
                return self.notices.drain(..=index).next_back().expect("the notice itself");
            }
            self.wait(|update| !update.notices.is_empty());
        }
    }

    fn position(&self) -> Option<(u64, &State, u64, u64)> {
        self.last.as_ref().map(|update| (update.run, &update.state, update.record.epoch, update.total))
    }

    fn check(&self, update: &Update) {
        let widths: Vec<usize> = update.preset.shape().widths().collect();
        let count: usize = widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
        assert_eq!(update.parameters.len(), count);
        assert_eq!(update.dataset.train.len(), update.preset.train_count());
        assert!(update.record.epoch <= update.total, "epoch {} of {}", update.record.epoch, update.total);
        assert_eq!(update.untrained.epoch, 0);
        if let Some(recent) = update.history.recent().back().filter(|_| !self.may_go_back) {
            assert!(recent.epoch <= update.record.epoch);
        }
        if let Some(last) = self.last.as_ref().filter(|_| !self.may_go_back) {
            let place = |update: &Update| (update.run, update.record.epoch, update.batch);
            assert!(place(last) <= place(update), "from {:?} to {:?}", place(last), place(update));
        }
    }
}

/// A trainer without a session, driven as a session does: what is recorded depends on the epoch alone.
fn alone(preset: &Preset, epochs: u64) -> Trainer {
    let mut trainer = Trainer::new("test", preset.clone());
    trainer.record();
    for _ in 0..epochs {
        trainer.advance(|| false).expect("a run that does not diverge");
        if trainer.epoch().is_multiple_of(trainer.history().stride()) {
            trainer.record();
        }
    }
    trainer
}
