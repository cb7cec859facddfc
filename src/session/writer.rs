//! The thread that writes files, so that training never waits for a disk.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use super::panic::message;
use crate::error::Error;
use crate::file::Content;
use crate::file::recovery::{Claimed, Recovery};
use crate::text::Sentence;
use crate::train::{Checkpoint, Run};

/// Something for the writer to do.
pub(super) enum Job {
    /// Save a checkpoint under a new name in a folder.
    Checkpoint(PathBuf, Box<Checkpoint>, Needless),
    /// Save a run under a new name in a folder.
    Run(PathBuf, Box<Run>, Needless),
    /// Write the recovery.
    Draft(Box<Draft>),
    /// Keep the files of a recovery that was opened, in the place of those before.
    Hold(Option<Claimed>),
    /// Remove the recovery.
    Discard,
}

/// Which recoveries nobody needs once a file is saved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needless {
    /// The program's own.
    pub(super) own: bool,
    /// The one that was opened.
    pub(super) opened: bool,
}

/// What a recovery holds.
pub(super) struct Draft {
    pub(super) run: Run,
    pub(super) checkpoint: Option<Checkpoint>,
    /// Whether it is needed even if all files before it were saved.
    pub(super) is_needed: bool,
    /// Whether no other recovery may replace it.
    pub(super) is_last: bool,
    /// Whether it holds all of the recovery that was opened.
    pub(super) replaces_opened: bool,
}

/// Writes a new file, and returns its path.
type Save = fn(&Path, &Content) -> Result<PathBuf, Error>;

struct Writer {
    save: Save,
    /// The program's own recovery.
    own: Option<Recovery>,
    /// The files of the recovery that was opened.
    opened: Option<Claimed>,
    /// Whether the last file could not be saved.
    has_failed: bool,
}

/// Does jobs in order until no more can come, and reports files to the worker. Recoveries go to the folder `recovery`.
pub(super) fn run(jobs: &Receiver<Job>, results: &SyncSender<Command>, save: Save, recovery: Option<PathBuf>) {
    let mut writer = Writer { save, own: recovery.map(Recovery::new), opened: None, has_failed: false };
    while let Ok(job) = jobs.recv() {
        if let Some(report) = writer.handle(job) {
            // Waiting for room ends: the worker takes the reports, and drops its end before it joins this thread. If it
            // has ended, nobody needs the report.
            let _ = results.send(report);
        }
    }
}

impl Writer {
    fn handle(&mut self, job: Job) -> Option<Command> {
        Some(match job {
            Job::Checkpoint(folder, checkpoint, needless) => {
                let path = folder.join(checkpoint.file_name());
                Command::Written(self.write(&path, &Content::Checkpoint(&checkpoint), needless))
            }
            Job::Run(folder, run, needless) => {
                let path = folder.join(run.file_name());
                Command::RunWritten(self.write(&path, &Content::Run(&run), needless))
            }
            Job::Draft(draft) if draft.is_needed || self.has_failed => Command::Drafted(self.draft(&draft)),
            Job::Draft(_) => return None,
            Job::Hold(files) => {
                self.opened = files;
                return None;
            }
            Job::Discard => {
                self.own.iter_mut().for_each(Recovery::remove);
                return None;
            }
        })
    }

    /// Writes one file, and removes the recoveries that it makes needless.
    fn write(&mut self, path: &Path, content: &Content, needless: Needless) -> Result<PathBuf, Sentence> {
        let written = guarded(|| (self.save)(path, content), path.display());
        self.has_failed = written.is_err();
        if written.is_ok() && needless.own {
            self.own.iter_mut().for_each(Recovery::remove);
        }
        if written.is_ok() && needless.opened {
            self.opened.take().into_iter().for_each(Claimed::remove);
        }
        written
    }

    /// Writes the recovery.
    fn draft(&mut self, draft: &Draft) -> Result<(), Sentence> {
        let Some(own) = &mut self.own else { return Ok(()) };
        let written = guarded(|| own.write(&draft.run, draft.checkpoint.as_ref()), "the recovery");
        if draft.is_last {
            own.leave();
        }
        if written.is_ok() && draft.replaces_opened {
            self.opened.take().into_iter().for_each(Claimed::remove);
        }
        written
    }
}

/// Writes something. A panic becomes a message, so that later files are still written.
fn guarded<T>(write: impl FnOnce() -> Result<T, Error>, what: impl Display) -> Result<T, Sentence> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => written.map_err(|error| error.sentence()),
        Err(panic) => {
            let message = message(panic.as_ref());
            let problem = format!(": not saved because of an internal error ({message}); save again, or report it");
            Err(Sentence::new("", what, &problem))
        }
    }
}
