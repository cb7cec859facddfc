//! How a session ends, and what becomes of its recovery then.

use std::path::PathBuf;
use std::sync::Weak;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Command, SendError, Session, Update};
use crate::file::recovery::Recovery;
use crate::train::Run;

/// How long an interrupted session may take to write its recovery, on a disk that hangs, say.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time between two looks at a session that is ending.
const WATCH: Duration = Duration::from_millis(2);

/// What becomes of the recovery when a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It is removed.
    Quit,
    /// It is written if something is unsaved.
    Interrupted,
    /// It stays as it is.
    Left,
}

/// Interrupts a session from any thread.
#[derive(Clone, Debug)]
pub struct Interrupter {
    pub(super) commands: SyncSender<Command>,
    /// Whether the worker or the writer lives: they have the other end.
    pub(super) alive: Weak<()>,
}

impl Interrupter {
    /// Ends the session, and waits until its recovery is written, if something is unsaved; 2 seconds at most.
    ///
    /// # Errors
    /// If the worker has ended before, or takes no command.
    pub fn interrupt(&self) -> Result<(), SendError> {
        let deadline = Instant::now() + PATIENCE;
        let mut stop = Command::Stop(Ending::Interrupted);
        while let Err(error) = self.commands.try_send(stop) {
            stop = match error {
                TrySendError::Full(stop) if Instant::now() < deadline => stop,
                TrySendError::Full(_) => return Err(SendError::Busy),
                TrySendError::Disconnected(_) => return Err(SendError::Stopped),
            };
            thread::sleep(WATCH);
        }
        self.wait(deadline);
        Ok(())
    }

    /// Waits until the threads have ended, or the deadline has passed.
    fn wait(&self, deadline: Instant) {
        while self.alive.strong_count() > 0 && Instant::now() < deadline {
            thread::sleep(WATCH);
        }
    }
}

impl Session {
    /// Interrupts the session from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter { commands: self.commands.clone(), alive: self.alive.clone() }
    }

    /// Ends the session after all queued files are written, and removes its recovery. If the worker has ended after an
    /// internal error, writes a recovery of the last update instead.
    pub fn quit(mut self, last: Option<&Update>) {
        if !self.stop(Ending::Quit) {
            self.write_last(last);
        }
    }

    /// Ends the session at once. Its recovery is written first if something is unsaved, which takes 2 seconds at most;
    /// a worker that has ended after an internal error is replaced by the last update.
    pub fn interrupt(mut self, last: Option<&Update>) {
        let is_taken = self.interrupter().interrupt().is_ok();
        // A worker that is still at work ends with the program. One that has panicked may have left the command unread.
        let worker = self.worker.take().filter(|_| self.alive.strong_count() == 0);
        if !is_taken || worker.is_some_and(|worker| worker.join().is_err()) {
            self.write_last(last);
        }
    }

    /// Writes a recovery of an update, within bounded time.
    fn write_last(&self, last: Option<&Update>) {
        let (Some(folder), Some(run)) = (self.recovery.clone(), last.and_then(Update::unsaved_run)) else { return };
        // What the writer was still writing is older, and must not become the newest recovery.
        let deadline = Instant::now() + PATIENCE;
        self.interrupter().wait(deadline);
        let (sender, written) = channel();
        let write = move || {
            let mut recovery = Recovery::new(folder);
            let written = recovery.write(&run, None);
            drop(recovery);
            let _ = sender.send(written);
        };
        if thread::Builder::new().name("recovery".into()).spawn(write).is_ok() {
            // Nobody is left to hear of a failure.
            let _: Result<_, RecvTimeoutError> =
                written.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        }
    }
}

impl Update {
    /// The run up to its newest position, if an abnormal end would lose something of it.
    fn unsaved_run(&self) -> Option<Run> {
        self.unsaved.as_ref().map(|run| run.trained_to(self.time.newest))
    }
}

/// How the recovery of a session is written.
#[derive(Clone, Debug)]
pub struct Autosave {
    /// Folder of recoveries.
    pub folder: PathBuf,
    /// Time between two of its writings while something is unsaved.
    pub every: Duration,
}
