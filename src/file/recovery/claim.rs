//! Whose a recovery is: the program that writes it, or has opened it, holds the lock of a file beside it.
//!
//! The system lets go of a lock however the program ends, so what is not locked was left behind. Nobody removes a lock's
//! file without holding its lock.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{CHECKPOINT, RUN};
use crate::file::system;

const LOCK: &str = "lock";
/// How often a lock is tried, and the time between: another program holds it for a moment while it lists recoveries.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// A recovery that belongs to this program for as long as the value lives.
#[derive(Debug)]
pub(super) struct Claim {
    /// The path of its files without their extensions.
    base: PathBuf,
    lock: File,
}

impl Claim {
    /// Claims a name that no recovery has. Makes the folder if there is none.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let process = std::process::id();
        for number in 1_u64.. {
            let base = folder.join(format!("{process}-{now}-{number}"));
            if let Some(claim) = Self::lock(base, 1)?
                && !claim.run().exists()
                && !claim.checkpoint().exists()
            {
                return Ok(claim);
            }
        }
        unreachable!("there are more numbers than files")
    }

    /// Claims a recovery that was left behind; none if another program has it.
    pub(super) fn of(base: PathBuf) -> io::Result<Option<Self>> {
        Self::lock(base, TRIES)
    }

    fn lock(base: PathBuf, tries: u32) -> io::Result<Option<Self>> {
        let path = base.with_extension(LOCK);
        for attempt in 0..tries {
            if attempt > 0 {
                thread::sleep(PAUSE);
            }
            let lock = File::options().create(true).truncate(false).write(true).open(&path)?;
            match lock.try_lock() {
                // Another program may have removed the file before it was locked.
                Ok(()) if is_still(&lock, &path) => return Ok(Some(Self { base, lock })),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    pub(super) fn run(&self) -> PathBuf {
        self.base.with_extension(RUN)
    }

    pub(super) fn checkpoint(&self) -> PathBuf {
        self.base.with_extension(CHECKPOINT)
    }

    /// Notes that a person has opened the recovery.
    pub(super) fn note_opened(&mut self) {
        // At worst it is announced once more.
        let _ = self.lock.write_all(b"opened\n");
    }

    /// Removes the recovery.
    pub(super) fn remove(self) {
        // What can't be removed is listed again.
        for path in [self.checkpoint(), self.run(), self.base.with_extension(LOCK)] {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a path still leads to an open file.
fn is_still(file: &File, path: &Path) -> bool {
    let identity = system::identity_of(file);
    identity.is_some() && identity == system::identity(path)
}

/// Whether a program has a recovery, as far as can be told.
pub(super) fn is_claimed(base: &Path) -> bool {
    match File::open(base.with_extension(LOCK)) {
        Ok(lock) => lock.try_lock_shared().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Whether a person has opened a recovery before.
pub(super) fn was_opened(base: &Path) -> bool {
    fs::metadata(base.with_extension(LOCK)).is_ok_and(|metadata| metadata.len() > 0)
}
