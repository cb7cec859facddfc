//! Kinds of files and standard input, on Windows.

use std::fs::{File, FileType};
use std::io;
use std::os::windows::io::AsHandle;
use std::path::Path;
use std::sync::OnceLock;

use winapi_util::{HandleRef, file};

/// What was kept of standard input: no other file can take its place.
static KEPT: OnceLock<File> = OnceLock::new();

/// Opens a file to be read.
pub(super) fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Standard input as a file, or what was kept of it.
pub(super) fn standard_input() -> io::Result<File> {
    match KEPT.get() {
        Some(kept) => kept.try_clone(),
        None => Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?)),
    }
}

/// Whether a file is a regular one.
pub(super) fn is_regular(file: &File) -> io::Result<bool> {
    Ok(file::typ(HandleRef::from_file(file))?.is_disk())
}

/// Takes a file for standard input from now on.
pub(super) fn keep(file: &File) -> io::Result<()> {
    let kept = file.try_clone()?;
    KEPT.get_or_init(|| kept);
    Ok(())
}

/// The name of a kind of file that is neither a regular one nor a folder.
pub(super) fn kind_name(_: FileType) -> &'static str {
    "device"
}
