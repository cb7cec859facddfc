//! The thread that writes files, so that training never waits for a disk.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use crate::file::{Content, save_new};
use crate::train::{Checkpoint, Run};

/// Something to be saved under a new name in a folder.
pub(super) enum Job {
    Checkpoint(PathBuf, Box<Checkpoint>),
    Run(PathBuf, Box<Run>),
}

/// Writes what comes, in order, until nothing can come any more, and reports each to the worker.
pub(super) fn run(jobs: &Receiver<Job>, results: &SyncSender<Command>) {
    while let Ok(job) = jobs.recv() {
        let report = match job {
            Job::Checkpoint(folder, checkpoint) => {
                let path = folder.join(checkpoint.file_name());
                Command::Written(save_new(&path, &Content::Checkpoint(&checkpoint)).map_err(|error| error.to_string()))
            }
            Job::Run(folder, run) => {
                let path = folder.join(run.file_name());
                Command::RunWritten(save_new(&path, &Content::Run(&run)).map_err(|error| error.to_string()))
            }
        };
        // The worker may have ended meanwhile; the file is written all the same. While it lives it takes commands
        // without ever waiting for this thread, so that waiting for room here loses no report and ends.
        let _ = results.send(report);
    }
}
