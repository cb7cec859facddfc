//! Files as Windows has them.

use std::fs::File;
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsHandle;
use std::path::Path;

use winapi_util::{AsHandleRef, Handle, HandleRef, file};

/// What others may do with a file that is open: read it, and give it another name or remove it.
const SHARED: u32 = 1 | 4;
/// The error of a file that others don't share.
const SHARING_VIOLATION: i32 = 32;

/// Volume and index of a file or folder; none if it can't be looked at.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    of(&Handle::from_path_any(path).ok()?)
}

/// The same of an open file.
pub(super) fn identity_of(file: &File) -> Option<(u64, u64)> {
    of(&HandleRef::from_file(file))
}

fn of(handle: &impl AsHandleRef) -> Option<(u64, u64)> {
    let information = file::information(handle).ok()?;
    Some((information.volume_serial_number(), information.file_index()))
}

/// Standard output as a file.
pub(super) fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// Opens a file to be written by this program alone, and makes it if there is none; none if another program has it so.
/// A lock would keep others from reading it as well.
pub(super) fn open_alone(path: &Path) -> io::Result<Option<File>> {
    match File::options().write(true).create(true).truncate(false).share_mode(SHARED).open(path) {
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        result => result.map(Some),
    }
}
