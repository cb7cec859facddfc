//! The thread that writes files, so that training never waits for a disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use super::panic::message;
use crate::error::Error;
use crate::file::Content;
use crate::text::Sentence;
use crate::train::{Checkpoint, Run};

/// Something to be saved under a new name in a folder.
pub(super) enum Job {
    Checkpoint(PathBuf, Box<Checkpoint>),
    Run(PathBuf, Box<Run>),
}

/// Writes a new file, and returns its path.
type Save = fn(&Path, &Content) -> Result<PathBuf, Error>;

/// Writes jobs in order until no more can come, and reports each to the worker.
pub(super) fn run(jobs: &Receiver<Job>, results: &SyncSender<Command>, save: Save) {
    while let Ok(job) = jobs.recv() {
        let report = match job {
            Job::Checkpoint(folder, checkpoint) => {
                let path = folder.join(checkpoint.file_name());
                Command::Written(write(save, &path, &Content::Checkpoint(&checkpoint)))
            }
            Job::Run(folder, run) => {
                let path = folder.join(run.file_name());
                Command::RunWritten(write(save, &path, &Content::Run(&run)))
            }
        };
        // Waiting for room ends: the worker takes the reports, and drops its end before it joins this thread. If it has
        // ended, nobody needs the report.
        let _ = results.send(report);
    }
}

/// Writes one file. A panic becomes a message, so that later files are still written.
fn write(save: Save, path: &Path, content: &Content) -> Result<PathBuf, Sentence> {
    match catch_unwind(AssertUnwindSafe(|| save(path, content))) {
        Ok(written) => written.map_err(|error| error.sentence()),
        Err(panic) => {
            let message = message(panic.as_ref());
            let problem = format!(": not saved because of an internal error ({message}); save again, or report it");
            Err(Sentence::new("", path.display(), &problem))
        }
    }
}
