//! Files as Unix has them.

use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Device and inode of a file or folder; none if it can't be looked at.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|metadata| of(&metadata))
}

/// The same of an open file.
pub(super) fn identity_of(file: &File) -> Option<(u64, u64)> {
    file.metadata().ok().map(|metadata| of(&metadata))
}

fn of(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// Standard output as a file.
pub(super) fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Opens a file to be written by this program alone, and makes it if there is none; none if another program has it so.
pub(super) fn open_alone(path: &Path) -> io::Result<Option<File>> {
    let file = File::options().write(true).create(true).truncate(false).open(path)?;
    // Where files can't be locked, it is written all the same.
    let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
    Ok((!is_taken).then_some(file))
}
