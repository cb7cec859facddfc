//! How a session ends, and what becomes of its recovery then.

use std::path::PathBuf;
use std::sync::Weak;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Command, Session, Update};
use crate::error::Error;
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
    /// Ends the session, and waits until its recovery is written, if something is unsaved; 2 seconds at most. Returns
    /// whether it came to its end in time.
    pub fn interrupt(&self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        let is_taken = stop(&self.commands, Ending::Interrupted, Some(deadline));
        // Without the worker, the writer may still be at work.
        while self.alive.strong_count() > 0 && Instant::now() < deadline {
            thread::sleep(WATCH);
        }
        is_taken && self.alive.strong_count() == 0
    }
}

/// Tells the worker to stop. Returns whether there is room for that until the deadline: a full queue is emptied within one
/// batch, and the worker never waits for this thread.
fn stop(commands: &SyncSender<Command>, ending: Ending, deadline: Option<Instant>) -> bool {
    while let Err(error) = commands.try_send(Command::Stop(ending)) {
        if matches!(error, TrySendError::Disconnected(_)) || deadline.is_some_and(|deadline| deadline <= Instant::now())
        {
            return false;
        }
        thread::sleep(WATCH);
    }
    true
}

impl Session {
    /// Interrupts the session from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter { commands: self.commands.clone(), alive: self.alive.clone() }
    }

    /// Ends the session after all queued files are written, and removes its recovery. If the worker has ended after an
    /// internal error, writes a recovery of the last update instead.
    ///
    /// # Errors
    /// If the last file could not be saved: the recovery is written and stays.
    pub fn quit(mut self, last: Option<&Update>) -> Result<(), Error> {
        match self.stop(Ending::Quit) {
            Ok(None) => Ok(()),
            Ok(Some(failure)) => Err(Error::Outcome(failure)),
            Err(_) => {
                // The writer may still be at work on an older one.
                self.interrupter().interrupt();
                self.write_last(last);
                Ok(())
            }
        }
    }

    /// Ends the session at once. Its recovery is written first if something is unsaved, which takes 2 seconds at most. A
    /// worker that does not come to its end, in a long batch or after an internal error, is replaced by the last update,
    /// which may take 2 seconds more.
    pub fn interrupt(mut self, last: Option<&Update>) {
        // A worker that is still at work ends with the program. One that has panicked may have left the command unread.
        let has_ended = self.interrupter().interrupt();
        let worker = self.worker.take().filter(|_| has_ended);
        if worker.is_none_or(|worker| worker.join().is_err()) {
            self.write_last(last);
        }
    }

    /// Ends the threads. Returns what the worker returns.
    pub(super) fn stop(&mut self, ending: Ending) -> thread::Result<Option<String>> {
        let Some(worker) = self.worker.take() else { return Ok(None) };
        stop(&self.commands, ending, None);
        worker.join()
    }

    /// Writes a recovery of an update, within bounded time.
    fn write_last(&self, last: Option<&Update>) {
        let (Some(folder), Some(run)) = (self.recovery.clone(), last.and_then(Update::unsaved_run)) else { return };
        let (sender, written) = channel();
        let write = move || {
            let mut recovery = Recovery::new(folder);
            let written = recovery.write(&run, None);
            drop(recovery);
            let _ = sender.send(written);
        };
        if thread::Builder::new().name("recovery".into()).spawn(write).is_ok() {
            // Nobody is left to hear of a failure.
            let _: Result<_, RecvTimeoutError> = written.recv_timeout(PATIENCE);
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
