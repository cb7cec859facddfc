//! Reading files: whole up to a limit, or their first bytes.

use std::io::Read;
use std::path::Path;

use crate::error::Error;
pub(super) use crate::preset::kind_name;
use crate::preset::open_file;

/// The number of bytes that identify a format: room for the comments before a preset.
pub(super) const START: u64 = 8 << 10;

/// The bytes of a regular file; one byte more than `max` of a larger one. `remedy` says what to give instead of what is
/// no regular file.
pub(super) fn bytes(path: &Path, max: u64, remedy: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = open_file(path, remedy)?;
    // One byte more than allowed shows that there is too much, without reading it all.
    file.take(max + 1).read_to_end(&mut bytes).map_err(|source| Error::unreadable(path, &source))?;
    Ok(bytes)
}

/// At most this many first bytes of a regular file; none of anything else, or of a file that can't be read.
pub(super) fn start(path: &Path, max: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = open_file(path, "")
        && file.take(max).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}
