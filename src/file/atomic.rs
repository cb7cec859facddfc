//! Writing a file whole or not at all, whatever fails halfway.
//!
//! The bytes go to a temporary file in the same folder, which is synced and then takes the name in one step. The folder
//! is synced as well, so that the name survives a power cut. Every file that people keep is written here; formats
//! provide the bytes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::format::RUN_EXTENSION;
use super::read::kind_name;
use crate::error::Error;

/// The place of a file to be written, with links resolved.
struct Target {
    path: PathBuf,
    folder: PathBuf,
    /// The permissions of the file that is there already.
    permissions: Option<Permissions>,
}

/// Checks that [`replace`] can write to `path`, before the work whose result it is to hold. Leaves nothing behind.
///
/// # Errors
/// [`Error::Input`] if the folder is missing, or what is there is a folder, a device or anything else but a regular
/// file that may be written; [`Error::Write`] if the folder takes no new file.
pub fn check_target(path: &Path) -> Result<(), Error> {
    let target = Target::find(path)?;
    let temporary = temporary_file(&target.folder).map_err(|source| failed(path, "write to its folder", source))?;
    temporary.close().map_err(|source| failed(path, "write to its folder", source))
}

/// Writes `bytes` to `path`: a new file, or a regular file's new contents, which keeps its permissions. Replaces the
/// file that a link leads to, and keeps the link. `action` names the work in messages, as in "save the checkpoint".
///
/// # Errors
/// As for [`check_target`]; and [`Error::Write`] if the bytes can't be written, after which `path` is as it was.
pub fn replace(path: &Path, bytes: &[u8], action: &'static str) -> Result<(), Error> {
    replace_with(path, |file| file.write_all(bytes), action)
}

/// Writes `bytes` to a file that was not there: `wanted`, or, if that name is taken, the first free one of
/// `stem-2.extension`, `stem-3.extension`, … No file is ever overwritten, even if several programs write at once.
/// Makes the folder if there is none. Returns the name that was taken.
///
/// # Errors
/// [`Error::Input`] if `wanted` has no file name; [`Error::Write`] if the folder can't be made or the bytes can't be
/// written, after which no file has been added.
pub fn create_new(wanted: &Path, bytes: &[u8], action: &'static str) -> Result<PathBuf, Error> {
    let failed = |source| failed(wanted, action, source);
    let Some(name) = wanted.file_name() else {
        return Err(Error::input(wanted.display(), "has no file name", "give a name such as runs/run.safetensors"));
    };
    let folder = folder_of(wanted);
    make_folder(folder).map_err(failed)?;
    let mut temporary = temporary_file(folder).map_err(failed)?;
    fill(&mut temporary, |file| file.write_all(bytes)).map_err(failed)?;
    let mut path = wanted.to_path_buf();
    for number in 2_u64.. {
        match temporary.persist_noclobber(&path) {
            Ok(_) => break,
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => temporary = error.file,
            Err(error) => return Err(failed(error.error)),
        }
        path.set_file_name(numbered(name, number));
    }
    sync_folder(folder).map_err(failed)?;
    Ok(path)
}

/// [`replace`] with what `write` puts into the file.
fn replace_with(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    action: &'static str,
) -> Result<(), Error> {
    let failed = |source| failed(path, action, source);
    let target = Target::find(path)?;
    let mut temporary = temporary_file(&target.folder).map_err(failed)?;
    if let Some(permissions) = target.permissions {
        temporary.as_file().set_permissions(permissions).map_err(failed)?;
    }
    fill(&mut temporary, write).map_err(failed)?;
    temporary.persist(&target.path).map_err(|error| failed(error.error))?;
    sync_folder(&target.folder).map_err(failed)
}

impl Target {
    /// Follows links, and refuses places that can't hold a regular file.
    fn find(path: &Path) -> Result<Self, Error> {
        let refuse = |problem: String| Error::input(path.display(), problem, "give the name of a file");
        let is_folder_name = path.as_os_str().as_encoded_bytes().last().is_none_or(|byte| *byte == b'/');
        match fs::symlink_metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = folder_of(path).to_path_buf();
                if !folder.is_dir() {
                    let problem = format!("the folder {} doesn't exist", folder.display());
                    return Err(Error::input(path.display(), problem, "make it first or choose another folder"));
                }
                if is_folder_name || path.file_name().is_none() {
                    return Err(refuse("has no file name".to_owned()));
                }
                return Ok(Self { path: path.to_path_buf(), folder, permissions: None });
            }
            Err(error) => return Err(refuse(format!("can't be reached: {error}"))),
        }
        let real = fs::canonicalize(path).map_err(|error| refuse(format!("is a link that leads nowhere: {error}")))?;
        let metadata = fs::metadata(&real).map_err(|error| refuse(format!("can't be reached: {error}")))?;
        if !metadata.is_file() {
            let kind = kind_name(metadata.file_type());
            return Err(refuse(format!("is a {kind}; only a regular file can be replaced")));
        }
        if metadata.permissions().readonly() {
            let remedy = "choose another name, or make the file writable";
            return Err(Error::input(path.display(), "is write-protected", remedy));
        }
        let folder = folder_of(&real).to_path_buf();
        Ok(Self { path: real, folder, permissions: Some(metadata.permissions()) })
    }
}

/// An empty file that is removed when dropped. It gets the permissions that the umask gives to any new file, where
/// tempfile's own default is for the owner alone.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let permissions = Permissions::from_mode(0o666);
    Builder::new().prefix(".blobtui-").suffix(".tmp").permissions(permissions).tempfile_in(folder)
}

/// Writes the file and waits until the disk has it.
fn fill(temporary: &mut NamedTempFile, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let file = temporary.as_file_mut();
    write(file)?;
    file.sync_all()
}

/// Makes a folder and those above it, each so that it survives a power cut.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder_of(folder);
    make_folder(parent)?;
    match fs::create_dir(folder) {
        // Another program may have made it in the meantime.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => Err(error),
        _ => sync_folder(parent),
    }
}

/// Waits until the disk has the names in a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems sync no folders, and a folder may be open to writers but closed to readers. The file is
        // complete and in its place by now: calling that a failure would be wrong.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        result => result,
    }
}

/// The folder of a file; the current one for a bare name.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `stem-number.extension`; the extension of a run has two parts.
fn numbered(name: &OsStr, number: u64) -> OsString {
    let run = name.to_str().and_then(|name| name.strip_suffix(RUN_EXTENSION)?.strip_suffix('.'));
    let stem = run.map(OsStr::new).or(Path::new(name).file_stem()).unwrap_or(name);
    let mut numbered = stem.to_os_string();
    numbered.push(format!("-{number}"));
    if let Some(ending) = name.as_bytes().strip_prefix(stem.as_bytes()) {
        numbered.push(OsStr::from_bytes(ending));
    }
    numbered
}

/// An [`Error::Write`] with the remedy for its cause.
pub(super) fn failed(path: &Path, action: &'static str, source: io::Error) -> Error {
    Error::unwritable(path, action, source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    const ACTION: &str = "write the test";

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_new_file_gets_the_bytes_and_the_permissions_of_any_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        replace(&path, b"one", ACTION).unwrap();
        fs::write(folder.path().join("plain"), "").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(mode(&path), mode(&folder.path().join("plain")));
        assert_eq!(names(folder.path()), ["a.bin", "plain"]);
    }

    #[test]
    fn a_file_is_replaced_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        fs::write(&path, "old and longer").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        replace(&path, b"new", ACTION).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(mode(&path), 0o666);
        assert_eq!(names(folder.path()), ["a.bin"]);
    }

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("deep/target"));
        fs::write(&target, "old").unwrap();
        symlink("deep/target", &link).unwrap();
        replace(&link, b"new", ACTION).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(names(&folder.path().join("deep")), ["target"]);
    }

    #[test]
    fn what_is_no_regular_file_is_refused_by_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("folder")).unwrap();
        assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        let _listener = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        fs::write(at("protected"), "").unwrap();
        fs::set_permissions(at("protected"), Permissions::from_mode(0o444)).unwrap();
        fs::write(at("file"), "").unwrap();
        for (path, reason) in [
            (at("folder"), "is a folder"),
            (folder.path().join("folder/"), "is a folder"),
            (folder.path().join("new/"), "has no file name"),
            (PathBuf::new(), "has no file name"),
            (PathBuf::from("/dev/null"), "is a device"),
            (at("pipe"), "is a named pipe"),
            (at("socket"), "is a socket"),
            (at("dangling"), "is a link that leads nowhere"),
            (at("protected"), "is write-protected"),
            (at("missing/file"), "the folder "),
            (at("file/below"), "can't be reached"),
        ] {
            let before = names(folder.path());
            for result in [check_target(&path), replace(&path, b"new", ACTION)] {
                let error = result.unwrap_err();
                assert!(matches!(error, Error::Input { .. }), "{error}");
                assert!(error.to_string().contains(reason), "{error}");
            }
            assert_eq!(names(folder.path()), before);
        }
    }

    #[test]
    fn checking_a_target_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        check_target(&folder.path().join("new")).unwrap();
        assert_eq!(names(folder.path()), [""; 0]);
        fs::write(folder.path().join("old"), "old").unwrap();
        check_target(&folder.path().join("old")).unwrap();
        assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["old"]);
    }

    #[test]
    fn a_failure_halfway_leaves_the_old_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        fs::write(&path, "old").unwrap();
        let full = |file: &mut File| {
            file.write_all(b"half of it")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let error = replace_with(&path, full, ACTION).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.bin"]);
        let message = error.to_string();
        for part in [path.to_str().unwrap(), ACTION, "free some space or choose another folder"] {
            assert!(message.contains(part), "{message}");
        }
        assert_eq!(error.exit_status(), 1);
    }

    #[test]
    fn a_taken_name_is_numbered_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("runs/today/a.b.bin");
        let taken: Vec<PathBuf> =
            [b"1", b"2", b"3"].map(|bytes| create_new(&wanted, bytes, ACTION).unwrap()).into_iter().collect();
        assert_eq!(names(&folder.path().join("runs/today")), ["a.b-2.bin", "a.b-3.bin", "a.b.bin"]);
        for (path, bytes) in taken.iter().zip([b"1", b"2", b"3"]) {
            assert_eq!(fs::read(path).unwrap(), bytes);
        }
        let run = folder.path().join("runs/a.run.ron");
        create_new(&run, b"", ACTION).unwrap();
        assert_eq!(create_new(&run, b"", ACTION).unwrap(), folder.path().join("runs/a-2.run.ron"));
        let bare = folder.path().join("bare");
        assert_eq!(create_new(&bare, b"", ACTION).unwrap(), bare);
        assert_eq!(create_new(&bare, b"", ACTION).unwrap(), folder.path().join("bare-2"));
    }

    #[test]
    fn names_taken_at_once_from_several_threads_all_differ() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("runs/a.bin");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..8).for_each(|_| drop(create_new(&wanted, b"x", ACTION).unwrap())));
            }
        });
        assert_eq!(names(&folder.path().join("runs")).len(), 32);
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error_of_writing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("runs"), "").unwrap();
        let error = create_new(&folder.path().join("runs/a.bin"), b"", ACTION).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert_eq!(names(folder.path()), ["runs"]);
    }
}
