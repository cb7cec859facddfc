//! Reading files: whole up to a limit, or their first bytes.

use std::fs::{self, File, FileType};
use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use crate::error::Error;

/// The number of bytes that identify a format: room for the comments before a preset.
pub(super) const START: u64 = 8 << 10;

/// The bytes of a regular file; one byte more than `max` of a larger one. `remedy` says what to give instead of what is
/// no regular file.
pub(super) fn bytes(path: &Path, max: u64, remedy: &str) -> Result<Vec<u8>, Error> {
    let unreadable = |source| Error::unreadable(path, &source);
    // Opening a named pipe would wait for a writer.
    let kind = fs::metadata(path).map_err(unreadable)?.file_type();
    if !kind.is_file() {
        return Err(Error::input(path.display(), format!("is a {}", kind_name(kind)), remedy));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    // One byte more than allowed shows that there is too much, without reading it all.
    file.take(max + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// At most this many first bytes of a regular file; none of anything else, or of a file that can't be read.
pub(super) fn start(path: &Path, max: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if path.is_file()
        && let Ok(file) = File::open(path)
        && file.take(max).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

/// The name of a kind of file that is not a regular one.
pub(super) fn kind_name(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "folder"
    } else if kind.is_fifo() {
        "named pipe"
    } else if kind.is_socket() {
        "socket"
    } else {
        "device"
    }
}
