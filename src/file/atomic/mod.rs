//! Writing a file whole or not at all, whatever fails halfway.
//!
//! The bytes go to a temporary file in the same folder, which is synced and then takes the name in one step.
//! The folder is synced as well, so that the name survives a power cut. Every file that people keep is written here;
//! formats provide the bytes.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
mod temporary;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf, is_separator};

#[cfg(target_os = "linux")]
use linux as nameless;
#[cfg(not(target_os = "linux"))]
use other as nameless;
use temporary::{Temporary, named, sweep};
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

use super::format::RUN_EXTENSION;
use super::read::kind_name;
use crate::error::Error;
use crate::text::excerpt;

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
    Temporary::new(&target.folder).map(drop).map_err(|source| Error::unwritable(path, "write to its folder", source))
}

/// Checks that `path` is a regular file that may be written. Opens nothing.
pub(super) fn check_replaceable(path: &Path) -> Result<(), Error> {
    Target::find(path).map(drop)
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
    let Some(name) = wanted.file_name() else {
        return Err(Error::input(wanted.display(), "has no file name", "give a name such as runs/run.safetensors"));
    };
    let mut path = wanted.to_path_buf();
    let numbers = 2_u64..;
    let mut names = numbers.map(|number| numbered(name, number));
    create_among(&mut path, || names.next(), bytes).map_err(|source| Error::unwritable(wanted, action, source))?;
    Ok(path)
}

/// [`create_new`] under this name and no other.
///
/// # Errors
/// [`Error::Input`] if the name is taken; [`Error::Write`] as for [`create_new`].
pub(super) fn create(path: &Path, bytes: &[u8], action: &'static str) -> Result<(), Error> {
    create_among(&mut path.to_path_buf(), || None, bytes).map_err(|source| match source.kind() {
        // The folder's own name may be taken, too.
        io::ErrorKind::AlreadyExists if path.symlink_metadata().is_ok() => {
            Error::input(path.display(), "already exists", "choose another name")
        }
        _ => Error::unwritable(path, action, source),
    })
}

/// Makes a file at the path, or under the first of the names that is free, which then stands in the path.
fn create_among(path: &mut PathBuf, mut next: impl FnMut() -> Option<OsString>, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path).to_path_buf();
    make_folder(&folder)?;
    let mut temporary = Temporary::new(&folder)?;
    fill(temporary.file(), |file| file.write_all(bytes))?;
    while let Err((error, again)) = temporary.persist_new(path, &folder) {
        let is_taken = error.kind() == io::ErrorKind::AlreadyExists;
        let (Some(again), Some(name)) = (again.filter(|_| is_taken), next()) else { return Err(error) };
        temporary = again;
        path.set_file_name(name);
    }
    sync_folder(&folder)
}

/// [`replace`] with what `write` puts into the file.
pub(super) fn replace_with(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    action: &'static str,
) -> Result<(), Error> {
    let failed = |source| Error::unwritable(path, action, source);
    let Target { path: place, folder, permissions } = Target::find(path)?;
    if let Some(permissions) = permissions {
        let mut temporary = named(&folder).map_err(failed)?;
        temporary.as_file().set_permissions(permissions).map_err(failed)?;
        fill(temporary.as_file_mut(), write).map_err(failed)?;
        temporary.persist(&place).map_err(|error| failed(error.error))?;
        sweep(&folder);
    } else {
        let mut temporary = Temporary::new(&folder).map_err(failed)?;
        fill(temporary.file(), write).map_err(failed)?;
        temporary.persist_over(&place, &folder).map_err(failed)?;
    }
    sync_folder(&folder).map_err(failed)
}

impl Target {
    /// Follows links, and refuses places that can't hold a regular file.
    fn find(path: &Path) -> Result<Self, Error> {
        let refuse = |problem: String| Error::input(path.display(), problem, "give the name of a file");
        let is_folder_name = path.to_string_lossy().chars().last().is_none_or(is_separator);
        match fs::symlink_metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = folder_of(path).to_path_buf();
                if !folder.is_dir() {
                    let problem = format!("the folder {} doesn't exist", excerpt(&folder.to_string_lossy()));
                    return Err(Error::input(path.display(), problem, "make it first or choose another folder"));
                }
                if is_folder_name || path.file_name().is_none() {
                    return Err(refuse("has no file name".to_owned()));
                }
                return Ok(Self { path: path.to_path_buf(), folder, permissions: None });
            }
            Err(error) => return Err(Error::unreachable(path, &error)),
        }
        let real = fs::canonicalize(path).map_err(|error| Error::unreachable(path, &error))?;
        let metadata = fs::metadata(&real).map_err(|error| Error::unreachable(path, &error))?;
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

/// Writes the file and waits until the disk has it.
fn fill(file: &mut File, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
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

/// Whether names in a folder that differ only in case are the same file. False if the folder takes no file.
pub(super) fn ignores_case(folder: &Path) -> bool {
    let Ok(probe) = named(folder) else { return false };
    probe.path().file_name().and_then(OsStr::to_str).is_some_and(|name| folder.join(name.to_uppercase()).exists())
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
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `stem-number.extension`; the extension of a run has two parts.
fn numbered(name: &OsStr, number: u64) -> OsString {
    let path = Path::new(name);
    let run = name.to_str().and_then(|name| name.strip_suffix(RUN_EXTENSION)?.strip_suffix('.'));
    let (stem, extension) = match run {
        Some(stem) => (OsStr::new(stem), Some(OsStr::new(RUN_EXTENSION))),
        None => (path.file_stem().unwrap_or(name), path.extension()),
    };
    let mut numbered = stem.to_os_string();
    numbered.push(format!("-{number}"));
    if let Some(extension) = extension {
        numbered.push(".");
        numbered.push(extension);
    }
    numbered
}
