//! Files without a name: only Linux gives them one later.

use std::fs::File;
use std::io;
use std::path::Path;

/// No file.
pub(super) fn unnamed(_: &Path) -> Option<File> {
    None
}

/// There is none to be named.
pub(super) fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
