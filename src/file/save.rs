//! Saving and reading whole files through the table of formats.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::atomic;
use super::format::{Content, Format, Kind};
use super::output::is_replaceable;
use super::run::Provenance;
use super::table::{choose, expect, kind_of};
use crate::error::Error;
use crate::preset::{self, Preset};
use crate::train::{Checkpoint, Run};

/// What the writing of a recovery is called in messages.
pub(super) const RECOVERY: &str = "write the recovery";

/// Saves a file in this format. What is there is replaced whole or not at all.
///
/// # Errors
/// If the content's parts don't fit each other, the format can't hold it, the path is anything but a regular file or a
/// free name, or the system refuses.
pub fn save(path: &Path, content: &Content, format: &dyn Format) -> Result<(), Error> {
    let mut bytes = Vec::new();
    format.write(content, &mut bytes)?;
    atomic::replace(path, &bytes, format.kind().action())
}

/// [`save`], where nothing, an empty file or one of the same kind is there. If a file of another kind has taken the name
/// since [`super::check_outputs`], saves under the first free one as [`save_new`] does: the work is done, and must not be
/// lost. Returns the path.
///
/// # Errors
/// As for [`save`].
pub fn save_beside_others(path: &Path, content: &Content, format: &dyn Format) -> Result<PathBuf, Error> {
    if is_replaceable(path, format.kind()) {
        return save(path, content, format).map(|()| path.to_path_buf());
    }
    let mut bytes = Vec::new();
    format.write(content, &mut bytes)?;
    atomic::create_new(path, &bytes, format.kind().action())
}

/// Saves a part of a recovery in the format that its name chooses.
///
/// # Errors
/// As for [`save`].
pub(super) fn save_recovery(path: &Path, content: &Content) -> Result<(), Error> {
    let bytes = bytes(path, content)?;
    atomic::replace(path, &bytes, RECOVERY)
}

/// Saves a new file in the format that its name chooses. Makes its folder if there is none, and numbers a name that is
/// taken. Returns the path.
///
/// # Errors
/// As for [`save`], and if no format of the content has the file's extension.
pub fn save_new(path: &Path, content: &Content) -> Result<PathBuf, Error> {
    let bytes = bytes(path, content)?;
    atomic::create_new(path, &bytes, content.kind().action())
}

/// Saves a preset in the user's own folder under a name that is not taken. Returns the path.
///
/// # Errors
/// [`Error::Input`] if the name is refused or taken; [`Error::Write`] if the folder or the file can't be written.
pub fn save_preset(name: &str, preset: &Preset) -> Result<PathBuf, Error> {
    let path = preset::file_for(name)?;
    atomic::create(&path, preset.to_ron().as_bytes(), Kind::Preset.action())?;
    Ok(path)
}

/// A content in the format that the name of its file chooses.
fn bytes(path: &Path, content: &Content) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    choose(path, content.kind(), None)?.write(content, &mut bytes)?;
    Ok(bytes)
}

/// Reads a checkpoint, whatever the file's name.
///
/// # Errors
/// [`Error::Input`] if the file can't be read or is something else; otherwise as for [`Checkpoint::from_bytes`].
pub fn read_checkpoint(path: &Path) -> Result<Checkpoint, Error> {
    expect(path, Kind::Checkpoint)?;
    Checkpoint::read(path)
}

/// Reads a run, whatever the file's name, and the file of points that it may name, relative to its own folder.
///
/// # Errors
/// [`Error::Input`] if either can't be read, the file is something else, or the rows differ from those of the run;
/// otherwise as for [`Run::parse`].
pub fn read_run(path: &Path) -> Result<Run, Error> {
    expect(path, Kind::Run)?;
    Run::read(path)
}

/// As [`read_run`]; also what the file says of how it came about.
///
/// # Errors
/// As for [`read_run`].
pub fn read_run_with_provenance(path: &Path) -> Result<(Run, Provenance), Error> {
    expect(path, Kind::Run)?;
    Run::read_with_provenance(path)
}

/// The checkpoints, runs and files of weights in a folder, each with its age, newest first. A folder that can't be read has
/// none.
pub fn list_saved(folder: &Path) -> Vec<(PathBuf, Option<Duration>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_saved = |path: &PathBuf| matches!(kind_of(path), Some(Kind::Checkpoint | Kind::Run | Kind::Weights));
    let files = entries.map(|entry| entry.path()).filter(|path| path.is_file()).filter(is_saved);
    let now = SystemTime::now();
    let age = |path: &PathBuf| Some(now.duration_since(path.metadata().ok()?.modified().ok()?).unwrap_or_default());
    let mut rows: Vec<_> = files.map(|path| (age(&path), path)).map(|(age, path)| (path, age)).collect();
    rows.sort_by_key(|(path, age)| (age.unwrap_or(Duration::MAX), path.clone()));
    rows
}
