//! The thread that writes files, so that training never waits for a disk.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use crate::file;
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
                Command::Written(file::save_new(&folder, &checkpoint).map_err(|error| error.to_string()))
            }
            Job::Run(folder, run) => {
                Command::RunWritten(file::save_new_run(&folder, &run).map_err(|error| error.to_string()))
            }
        };
        // The worker may have ended meanwhile; the file is written all the same. While it lives it takes commands
        // without ever waiting for this thread, so that waiting for room here loses no report and ends.
        let _ = results.send(report);
    }
}
