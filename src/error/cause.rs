//! Why the system refused a file, in words, each cause with the advice that fits it.
//!
//! The one place that puts an [`io::Error`] about a path into words. Looks at the path for what the error leaves out: a
//! link that leads nowhere, a file where a folder should be. Opens nothing.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::system;
use crate::text::brief;

/// What was tried with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    Read,
    Write,
}

/// Why it failed, as in "the disk is full", and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) reason: String,
    pub(super) remedy: &'static str,
}

impl Cause {
    /// The cause of an error that the system gave for this path.
    pub(super) fn of(error: &io::Error, path: &Path, tried: Tried) -> Self {
        let for_tried = |read, write| if tried == Tried::Read { read } else { write };
        let (reason, remedy) = match error.kind() {
            ErrorKind::NotFound => return Self::missing(path, tried),
            ErrorKind::NotADirectory => return Self::file_for_folder(path),
            // A folder could not be made, for a file has its name.
            ErrorKind::AlreadyExists if file_above(path).is_some() => return Self::file_for_folder(path),
            ErrorKind::IsADirectory => ("it is a folder", "give the name of a file"),
            ErrorKind::StorageFull => ("the disk is full", "free some space or choose another folder"),
            ErrorKind::QuotaExceeded => {
                ("your disk quota is used up", "remove files that you don't need, or choose another folder")
            }
            ErrorKind::FileTooLarge => {
                ("it would exceed the largest size of a file", "raise the limit (ulimit -f) or choose another folder")
            }
            ErrorKind::ReadOnlyFilesystem => ("the file system is read-only", "choose a folder that you may write to"),
            ErrorKind::PermissionDenied => (
                "permission denied",
                for_tried("ask its owner, or change its permissions", "choose a folder that you may write to"),
            ),
            ErrorKind::InvalidFilename => ("its name is too long", "choose a shorter name"),
            ErrorKind::AlreadyExists => ("it exists already", "choose another name"),
            ErrorKind::StaleNetworkFileHandle => {
                ("it vanished from the network", for_tried("open it again", "choose another folder"))
            }
            _ => match system::known(error) {
                Some((reason, [read, write])) => (reason, for_tried(read, write)),
                None => {
                    return Self::other(error, for_tried("try again, or give another file", "choose another folder"));
                }
            },
        };
        Self { reason: reason.to_owned(), remedy }
    }

    /// Nothing has the name: because a link leads nowhere, or a folder is missing, or the file is.
    fn missing(path: &Path, tried: Tried) -> Self {
        if path.is_symlink() {
            return Self { reason: "it is a link that leads nowhere".into(), remedy: "remove the link or mend it" };
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        if let Some(folder) = folder {
            let reason = format!("the folder {} doesn't exist", last(folder));
            let remedy = if tried == Tried::Read { "check the name" } else { "make it first or choose another folder" };
            return Self { reason, remedy };
        }
        Self { reason: "no such file or folder".into(), remedy: "check the name" }
    }

    /// The name goes through a file as if it were a folder.
    fn file_for_folder(path: &Path) -> Self {
        let reason = match file_above(path) {
            Some(file) => format!("{} is a file, not a folder", last(file)),
            None => "part of its name is a file, not a folder".into(),
        };
        Self { reason, remedy: "choose another folder, or give that file another name" }
    }

    /// The system's own words, without its number.
    fn other(error: &io::Error, remedy: &'static str) -> Self {
        let words = error.to_string();
        let reason = words.split_once(" (os error").map_or(words.as_str(), |(reason, _)| reason);
        Self { reason: reason.to_lowercase(), remedy }
    }
}

/// What stands in the place of a folder of a path without being one.
fn file_above(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|folder| folder.exists() && !folder.is_dir())
}

/// The last part of a path: where the whole path stands in the same message, it says which part is meant.
fn last(path: &Path) -> String {
    brief(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use rustix::io::Errno;

    use super::*;

    #[test]
    fn each_cause_has_its_own_reason_and_advice() {
        let path = Path::new("runs/m.safetensors");
        let mut seen: Vec<(String, &str)> = Vec::new();
        for (errno, reason, remedy) in [
            (Errno::NOSPC, "the disk is full", "free some space"),
            (Errno::DQUOT, "your disk quota is used up", "remove files"),
            (Errno::FBIG, "it would exceed the largest size of a file", "ulimit -f"),
            (Errno::ROFS, "the file system is read-only", "that you may write to"),
            (Errno::ACCESS, "permission denied", "that you may write to"),
            (Errno::NAMETOOLONG, "its name is too long", "a shorter name"),
            (Errno::ISDIR, "it is a folder", "the name of a file"),
            (Errno::LOOP, "its links lead in a circle", "the file itself"),
            (Errno::MFILE, "too many files are open", "ulimit -n"),
            (Errno::IO, "the disk reports an error", "another disk"),
            (Errno::BADF, "bad file descriptor", "another folder"),
        ] {
            let cause = Cause::of(&errno.into(), path, Tried::Write);
            assert_eq!(cause.reason, reason);
            assert!(cause.remedy.contains(remedy), "{cause:?}");
            assert_eq!(cause.remedy.contains("free some space"), errno == Errno::NOSPC, "{cause:?}");
            assert!(seen.iter().all(|(other, _)| *other != cause.reason));
            seen.push((cause.reason, cause.remedy));
        }
        assert_eq!(
            Cause::of(&Errno::PERM.into(), path, Tried::Read).remedy,
            "ask its owner, or change its permissions"
        );
    }

    #[test]
    fn what_the_error_leaves_out_is_looked_up() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "").unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        let reason = |name: &str| {
            let path = at(name);
            Cause::of(&fs::File::open(&path).unwrap_err(), &path, Tried::Read).reason
        };
        assert_eq!(reason("absent"), "no such file or folder");
        assert_eq!(reason("dangling"), "it is a link that leads nowhere");
        assert_eq!(reason("absent/file"), "the folder absent doesn't exist");
        assert_eq!(reason("file/below"), "file is a file, not a folder");
        assert_eq!(reason(&"n".repeat(300)), "its name is too long");
    }
}
