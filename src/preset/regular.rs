//! Opening files to read: regular ones alone, so that nothing waits for the other end of a pipe or moves a device.
//!
//! Presets, tables, checkpoints and runs are all opened here, whoever reads them. The one pipe that is read is standard
//! input, by the name `-`.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fs::{self, File, FileType};
use std::io::{self, IsTerminal, Read, Seek};
use std::path::Path;

use crate::error::Error;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// What people type for standard input or output in the place of a file.
pub const STANDARD: &str = "-";
/// What a preset or a table from standard input is called where a file's name would stand.
pub(crate) const STANDARD_NAME: &str = "standard-input";
/// The most bytes of standard input that are kept: more than any reader takes.
const MAX_INPUT: u64 = 65 << 20;

/// Whether a path stands for standard input or output.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == STANDARD
}

/// Opens a regular file, or standard input for `-`. `remedy` says what to give in the place of anything else.
///
/// # Errors
/// [`Error::Input`] if it can't be opened, or is a folder, a pipe, a socket or a device.
pub(crate) fn open_file(path: &Path, remedy: &str) -> Result<File, Error> {
    if is_standard(path) {
        return standard_input();
    }
    let unreadable = |error| Error::unreadable(path, &error);
    let refused = |kind| Error::input(path.display(), format!("is a {}", kind_name(kind)), remedy);
    let check = |kind: FileType| if kind.is_file() { Ok(()) } else { Err(refused(kind)) };
    // Opening some devices does something, so their kind is checked before. By then another file may have the name, so it
    // is opened without waiting and checked again.
    check(fs::metadata(path).map_err(unreadable)?.file_type())?;
    let file = system::open(path).map_err(unreadable)?;
    check(file.metadata().map_err(unreadable)?.file_type())?;
    Ok(file)
}

/// All of standard input. What is no regular file is kept in one without a name, which takes its place: commands look
/// at a file more than once.
fn standard_input() -> Result<File, Error> {
    if io::stdin().is_terminal() {
        let remedy = "pipe something into the command, or give a file";
        return Err(Error::input(STANDARD, "standard input is a terminal", remedy));
    }
    let unreadable = |error| Error::unreadable(Path::new(STANDARD), &error);
    let mut file = system::standard_input().map_err(unreadable)?;
    if !system::is_regular(&file).map_err(unreadable)? {
        let mut kept = tempfile::tempfile().map_err(unreadable)?;
        io::copy(&mut file.take(MAX_INPUT), &mut kept).map_err(unreadable)?;
        system::keep(&kept).map_err(unreadable)?;
        file = kept;
    }
    file.rewind().map_err(unreadable)?;
    Ok(file)
}

/// The name of a kind of file that is not a regular one.
pub(crate) fn kind_name(kind: FileType) -> &'static str {
    if kind.is_dir() { "folder" } else { system::kind_name(kind) }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn only_regular_files_are_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text").unwrap();
        symlink("file", at("link")).unwrap();
        let mut text = String::new();
        open_file(&at("link"), "").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
        assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        let _listener = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        symlink("pipe", at("to-pipe")).unwrap();
        for (path, problem) in [
            (folder.path().to_owned(), "is a folder; give a file"),
            (at("pipe"), "is a named pipe; give a file"),
            (at("to-pipe"), "is a named pipe; give a file"),
            (at("socket"), "is a socket; give a file"),
            ("/dev/null".into(), "is a device; give a file"),
            (at("absent"), "cannot be read: no such file or folder; check the name"),
        ] {
            let message = open_file(&path, "give a file").unwrap_err().to_string();
            assert!(message.ends_with(problem), "{message}");
        }
    }
}
