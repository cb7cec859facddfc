//! Files that blobtui writes and reads: checkpoints and logs, and how a file is put in place.
//!
//! One file a format. Only bytes and names are dealt with here: when to save is the session's and the command line's
//! to say, and what a checkpoint means to a run is the trainer's.
//!
//! | format | ending | written | read |
//! | --- | --- | --- | --- |
//! | [`Checkpoint`] | `.safetensors` | whole or not at all ([`atomic`]) | yes |
//! | [`Log`] | `.csv`, `.jsonl` | row by row | no |
//! | [points](save_points) | `.csv` | whole or not at all | by [`crate::data`] |

pub mod atomic;
mod checkpoint;
mod log;
mod points;

pub use log::Log;
pub use points::save_points;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Error;
use crate::train::Checkpoint;

/// What is being done to a checkpoint's file, for messages.
const SAVE: &str = "save the checkpoint";

/// Saves a checkpoint under its usual name in a folder, which is made if need be; a name that is taken gets a number.
/// Gives the path.
///
/// # Errors
/// If the checkpoint's parts do not fit each other, or the system refuses.
pub fn save_new(folder: &Path, checkpoint: &Checkpoint) -> Result<PathBuf, Error> {
    atomic::create_new(&folder.join(checkpoint.file_name()), &checkpoint.to_bytes()?, SAVE)
}

/// Saves a checkpoint in this file, which is replaced whole or not at all.
///
/// # Errors
/// If the checkpoint's parts do not fit each other, the path is anything but a regular file or a free name, or the
/// system refuses.
pub fn save(path: &Path, checkpoint: &Checkpoint) -> Result<(), Error> {
    atomic::replace(path, &checkpoint.to_bytes()?, SAVE)
}

/// The checkpoints in a folder with their age, newest first. A folder that can't be read has none.
#[must_use]
pub fn list_checkpoints(folder: &Path) -> Vec<(PathBuf, Option<Duration>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "safetensors"));
    let now = SystemTime::now();
    let age = |path: &PathBuf| now.duration_since(path.metadata().ok()?.modified().ok()?).ok();
    let mut rows: Vec<_> = files.map(|path| (age(&path), path)).map(|(age, path)| (path, age)).collect();
    rows.sort_by_key(|(path, age)| (age.unwrap_or(Duration::MAX), path.clone()));
    rows
}

/// STUB
pub fn save_new_run(_: &Path, _: &crate::train::Run) -> Result<PathBuf, Error> {
    Err(Error::input("run", "x", "y"))
}
