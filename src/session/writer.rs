//! The thread that writes files, so that training never waits for a disk.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use super::panic::message;
use crate::error::Error;
use crate::file::recovery::{Claimed, Recovery};
use crate::file::{self, Content, Kind};
use crate::text::Sentence;
use crate::train::{Checkpoint, Run};

/// Something for the writer to do.
pub(super) enum Job {
    /// Save a checkpoint under this name, or a free one like it.
    Checkpoint(PathBuf, Box<Checkpoint>, Needless),
    /// Save it in a format that training can't continue from.
    Export(PathBuf, Box<Checkpoint>),
    /// Save a run under a new name in a folder.
    Run(PathBuf, Box<Run>, Needless),
    /// Write a recovery.
    Draft(Box<Draft>),
    /// Keep the files of a recovery that was opened, in the place of those before.
    Hold(Option<Claimed>),
    /// Remove the program's own recoveries, unless the last file could not be saved.
    Discard,
}

/// Which recoveries nobody needs once a file is saved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needless {
    /// The number of one of the program's own.
    pub(super) own: Option<u64>,
    /// The one that was opened.
    pub(super) opened: bool,
}

/// What a recovery holds.
pub(super) struct Draft {
    /// The number of the recovery, whose earlier content it replaces.
    pub(super) recovery: u64,
    pub(super) run: Run,
    pub(super) checkpoint: Option<Checkpoint>,
    /// Whether it is needed even if all files before it were saved.
    pub(super) is_needed: bool,
    /// Whether it stays, whatever is written or removed after it.
    pub(super) is_last: bool,
    /// Whether it holds all of the recovery that was opened.
    pub(super) replaces_opened: bool,
}

impl Draft {
    /// A draft that is needed, for a recovery of this number.
    pub(super) fn new(recovery: u64, run: Run, checkpoint: Option<Checkpoint>) -> Self {
        Self { recovery, run, checkpoint, is_needed: true, is_last: false, replaces_opened: false }
    }
}

/// Writes a new file, and returns its path.
type Save = fn(&Path, &Content) -> Result<PathBuf, Error>;

struct Writer {
    save: Save,
    /// Folder of recoveries, if there are any.
    folder: Option<PathBuf>,
    /// The program's own, by their numbers.
    own: BTreeMap<u64, Recovery>,
    /// The files of the recovery that was opened.
    opened: Option<Claimed>,
    /// Why the last file could not be saved, if it could not.
    failure: Option<Sentence>,
    /// Whether the last draft was written.
    is_kept: bool,
}

/// Does jobs in order until no more can come, and reports files to the worker. Recoveries go to the folder. Returns why the
/// last file could not be saved, if it could not.
pub(super) fn run(
    jobs: &Receiver<Job>,
    results: &SyncSender<Command>,
    save: Save,
    folder: Option<PathBuf>,
) -> Option<String> {
    let mut writer = Writer { save, folder, own: BTreeMap::new(), opened: None, failure: None, is_kept: false };
    while let Ok(job) = jobs.recv() {
        if let Some(report) = writer.handle(job) {
            // Waiting for room ends: the worker takes the reports, and drops its end before it joins this thread. If it
            // has ended, nobody needs the report.
            let _ = results.send(report);
        }
    }
    let offers = if writer.is_kept { "; the next start offers what is unsaved" } else { "" };
    writer.failure.map(|failure| format!("{failure}{offers}"))
}

impl Writer {
    fn handle(&mut self, job: Job) -> Option<Command> {
        Some(match job {
            Job::Checkpoint(path, checkpoint, needless) => {
                Command::Written(self.write(&path, &Content::Checkpoint(&checkpoint), needless))
            }
            Job::Export(path, checkpoint) => Command::Exported(self.export(&path, &checkpoint)),
            Job::Run(folder, run, needless) => {
                let path = folder.join(run.file_name());
                Command::RunWritten(self.write(&path, &Content::Run(&run), needless))
            }
            Job::Draft(draft) if draft.is_needed || self.failure.is_some() => Command::Drafted(self.draft(&draft)),
            Job::Draft(_) => return None,
            Job::Hold(files) => {
                self.opened = files;
                return None;
            }
            Job::Discard if self.failure.is_some() => return None,
            Job::Discard => {
                std::mem::take(&mut self.own).into_values().for_each(Recovery::remove);
                return None;
            }
        })
    }

    /// Writes one file, and removes the recoveries that it makes needless.
    fn write(&mut self, path: &Path, content: &Content, needless: Needless) -> Result<PathBuf, Sentence> {
        let written = guarded(|| (self.save)(path, content), path.display());
        self.failure = written.as_ref().err().cloned();
        self.is_kept &= self.failure.is_some();
        if written.is_ok()
            && let Some(own) = needless.own
        {
            self.own.remove(&own).into_iter().for_each(Recovery::remove);
        }
        if written.is_ok() && needless.opened {
            self.opened.take().into_iter().for_each(Claimed::remove);
        }
        written
    }

    /// Writes a file that no recovery becomes needless by; says where, and what else its user has to do.
    fn export(&self, path: &Path, checkpoint: &Checkpoint) -> Result<Sentence, Sentence> {
        let write = || {
            let format = file::choose(path, Kind::Checkpoint, None)?;
            let written = (self.save)(path, &Content::Checkpoint(checkpoint))?;
            let instructions = format.instructions(checkpoint).map_or(String::new(), |words| format!(": {words}"));
            Ok(Sentence::new("saved ", written.display(), &instructions))
        };
        guarded(write, path.display())
    }

    /// Writes a recovery.
    fn draft(&mut self, draft: &Draft) -> Result<(), Sentence> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let own = self.own.entry(draft.recovery).or_insert_with(|| Recovery::new(folder.clone()));
        let written = guarded(|| own.write(&draft.run, draft.checkpoint.as_ref()), "the recovery");
        self.is_kept = written.is_ok();
        if draft.is_last {
            self.own.remove(&draft.recovery);
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
