//! Files that blobtui writes and reads: checkpoints, runs and logs, and how a file is put in place.
//!
//! One file a format. Only bytes and names are dealt with here: when to save is the session's and the command line's
//! to say, and what a checkpoint or a recipe means to a run is the trainer's.
//!
//! | format | ending | written | read |
//! | --- | --- | --- | --- |
//! | [`Checkpoint`] | `.safetensors` | whole or not at all ([`atomic`]) | yes |
//! | [`Run`] | `.run.ron` | whole or not at all | yes |
//! | [`Log`] | `.csv`, `.jsonl` | row by row | no |
//! | [points](save_points) | `.csv` | whole or not at all | by [`crate::data`] |

pub mod atomic;
mod checkpoint;
mod log;
mod points;
mod recipe;
mod run;

pub use log::Log;
pub use points::save_points;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Error;
use crate::train::{Checkpoint, Run};

/// How the names of checkpoints end.
const CHECKPOINT_ENDING: &str = ".safetensors";
/// How the names of run files end.
const RUN_ENDING: &str = ".run.ron";
/// What is being done to a checkpoint's file, for messages.
const SAVE: &str = "save the checkpoint";
/// What is being done to a run's file, for messages.
const SAVE_RUN: &str = "save the run";

/// What a file is, by the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A checkpoint: `.safetensors`.
    Checkpoint,
    /// A run: `.run.ron`.
    Run,
}

impl Kind {
    /// What a file of this name is, if it can be opened.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let kinds = [(CHECKPOINT_ENDING, Self::Checkpoint), (RUN_ENDING, Self::Run)];
        kinds.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| kind)
    }
}

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

/// Saves a run under its usual name in a folder, as [`save_new`] does. Gives the path.
///
/// # Errors
/// As for [`save_new`].
pub fn save_new_run(folder: &Path, run: &Run) -> Result<PathBuf, Error> {
    atomic::create_new(&folder.join(run.file_name()), run.to_ron()?.as_bytes(), SAVE_RUN)
}

/// Saves a run in this file, as [`save`] does.
///
/// # Errors
/// As for [`save`].
pub fn save_run(path: &Path, run: &Run) -> Result<(), Error> {
    atomic::replace(path, run.to_ron()?.as_bytes(), SAVE_RUN)
}

/// The checkpoints and runs in a folder with their age, newest first. A folder that can't be read has none.
#[must_use]
pub fn list_saved(folder: &Path) -> Vec<(PathBuf, Option<Duration>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| Kind::of(path).is_some());
    let now = SystemTime::now();
    let age = |path: &PathBuf| now.duration_since(path.metadata().ok()?.modified().ok()?).ok();
    let mut rows: Vec<_> = files.map(|path| (age(&path), path)).map(|(age, path)| (path, age)).collect();
    rows.sort_by_key(|(path, age)| (age.unwrap_or(Duration::MAX), path.clone()));
    rows
}

/// The bytes of a regular file; of one that is larger than `most` one byte more than that. `remedy` says what to give
/// instead of what is no regular file.
fn read_bytes(path: &Path, most: u64, remedy: &str) -> Result<Vec<u8>, Error> {
    let unreadable = |source| Error::unreadable(path, &source);
    // Looked at first, since opening a named pipe would wait for somebody to write to it.
    let kind = fs::metadata(path).map_err(unreadable)?.file_type();
    if !kind.is_file() {
        return Err(Error::input(path.display(), format!("is a {}", atomic::kind_name(kind)), remedy));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    // One byte more than allowed shows that there is too much, without reading it all.
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}
