//! The thread that writes files, so that training never waits for a disk.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};

use super::Command;
use crate::file;
use crate::train::Checkpoint;

/// A checkpoint to be saved under a new name in a folder.
pub(super) struct Job {
    pub(super) folder: PathBuf,
    pub(super) checkpoint: Checkpoint,
}

/// Writes what comes, in order, until nothing can come any more, and reports each to the worker.
pub(super) fn run(jobs: &Receiver<Job>, results: &SyncSender<Command>) {
    while let Ok(Job { folder, checkpoint }) = jobs.recv() {
        let written = file::save_new(&folder, &checkpoint).map_err(|error| error.to_string());
        // The worker may have ended meanwhile; the file is written all the same. While it lives it takes commands
        // without ever waiting for this thread, so that waiting for room here loses no report and ends.
        let _ = results.send(Command::Written(written));
    }
}
