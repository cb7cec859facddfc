//! Temporary files, which become files of people once they are complete.
//!
//! Where the system allows it they have no name until then, so that nothing stays behind whatever ends the program. A
//! file that replaces another needs a name; those that a kill left are removed later. Knows nothing of formats.

use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::{Builder, NamedTempFile};

use super::{nameless, system};

const PREFIX: &str = ".blobtui-";
const SUFFIX: &str = ".tmp";
/// The age from which a temporary file can't belong to a program that is still writing it.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// A file for a name that is free. It goes when it is dropped.
pub(super) enum Temporary {
    /// Without a name: it goes with the program, too.
    Unnamed(File),
    /// With a name of its own, where the file system refuses the other kind.
    Named(NamedTempFile),
}

impl Temporary {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        nameless::unnamed(folder).map_or_else(|| named(folder).map(Self::Named), |file| Ok(Self::Unnamed(file)))
    }

    pub(super) fn file(&mut self) -> &mut File {
        match self {
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    /// Gives the file a name in its folder, even if another file has just taken it.
    pub(super) fn persist_over(self, path: &Path, folder: &Path) -> io::Result<()> {
        let named = match self.persist_new(path, folder) {
            Err((error, Some(taken))) if error.kind() == io::ErrorKind::AlreadyExists => match taken {
                Self::Unnamed(file) => named_copy(file, folder)?,
                Self::Named(file) => file,
            },
            result => return result.map_err(|(error, _)| error),
        };
        named.persist(path).map(drop).map_err(|error| error.error)
    }

    /// Gives the file a name in its folder that is free; gives it back if the name is taken.
    pub(super) fn persist_new(self, path: &Path, folder: &Path) -> Result<(), (io::Error, Option<Self>)> {
        let named = match self {
            Self::Unnamed(file) => match nameless::link(&file, path) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err((error, Some(Self::Unnamed(file))));
                }
                // Some file systems make such files, but never name them.
                Err(_) => named_copy(file, folder).map_err(|error| (error, None))?,
            },
            Self::Named(file) => file,
        };
        named.persist_noclobber(path).map(drop).map_err(|error| (error.error, Some(Self::Named(error.file))))
    }
}

/// An empty file with a name, and the permissions of any new file.
pub(super) fn named(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    system::permit(&mut builder);
    builder.tempfile_in(folder)
}

/// The same bytes in a file with a name, on the disk.
fn named_copy(mut file: File, folder: &Path) -> io::Result<NamedTempFile> {
    let mut copy = named(folder)?;
    file.rewind()?;
    io::copy(&mut file, copy.as_file_mut())?;
    copy.as_file().sync_all()?;
    Ok(copy)
}

/// Removes the temporary files that killed programs of this user left in a folder. What can't be removed stays.
pub(super) fn sweep(folder: &Path) {
    let now = SystemTime::now();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_temporary = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        // Metadata of the entry itself: a link leads to something else.
        let Some(metadata) = is_temporary.then(|| entry.metadata().ok()).flatten() else { continue };
        let age = metadata.modified().ok().and_then(|modified| now.duration_since(modified).ok());
        if metadata.is_file() && system::is_own(&metadata) && age.is_some_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
