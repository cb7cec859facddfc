//! Checkpoints: a run at a position, with its recipe, points and course, in one safetensors file.
//!
//! Any tool that knows safetensors can read the file; training goes on from it bit for bit. Here a [`Checkpoint`]
//! becomes bytes and back, and whatever is wrong with a file is told; the trainer makes a run of it. The session and
//! the command line read and write them.

mod container;
mod content;
mod points;
#[cfg(test)]
mod tests;
mod text;

use std::path::Path;

use container::{Container, FOREIGN};

use super::read_bytes;
use crate::error::Error;
use crate::train::Checkpoint;

/// The largest file that is read: many times what the most points that a run may have take.
const MAX_BYTES: u64 = 64 << 20;
/// The most spans of the history that are written.
const SPANS: usize = 256;

impl Checkpoint {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::Preset`] if [`Self::from_bytes`] would refuse them, as when a weight is not finite.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let place = self.file_name();
        let bytes = self.to_container()?.to_bytes(&place)?;
        // A file that could not be opened again would be found out too late.
        Self::from_bytes(&bytes, &place)?;
        Ok(bytes)
    }

    /// Reads a file's bytes; `place` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Input`] or, for the recipe, [`Error::Preset`], if the bytes are not exactly what a checkpoint of this
    /// version has, if they were changed since, or if their parts do not fit each other.
    pub fn from_bytes(bytes: &[u8], place: &str) -> Result<Self, Error> {
        if bytes.len() as u64 > MAX_BYTES {
            let problem = format!("is larger than {} MiB, the most that a checkpoint has", MAX_BYTES >> 20);
            return Err(Error::input(place, problem, FOREIGN));
        }
        Self::from_container(Container::from_bytes(bytes, place)?, place)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Input`] if it is not there, can't be read or is no regular file; else as for [`Self::from_bytes`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_bytes(path, MAX_BYTES, FOREIGN)?;
        Self::from_bytes(&bytes, &path.display().to_string())
    }

    /// The file's usual name, such as `xor-blobs-s7-e1240.safetensors`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-s{}-e{}.safetensors", self.name, self.preset.seed, self.snapshot.epoch)
    }
}
