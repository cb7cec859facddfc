//! Checkpoints: a run at a position, with its recipe, points and history, in one safetensors file.
//!
//! Any tool that knows safetensors can read the file, and training continues from it bit for bit. This module turns a
//! [`Checkpoint`] into bytes and back, and reports problems; the trainer makes a run of it.

mod container;
mod content;
mod points;
#[cfg(test)]
mod tests;
mod text;

use std::path::Path;

use container::{Container, FOREIGN, has_format};
pub(super) use container::{header_length, is_safetensors, names_format, serialize, split};

use super::format::{Content, Format, Kind, Source};
use super::read;
use crate::error::Error;
use crate::train::Checkpoint;

/// The largest file that is read: many times the size of one with the most points that a run may have.
const MAX_BYTES: u64 = 64 << 20;

pub(super) struct CheckpointFile;

impl Format for CheckpointFile {
    fn name(&self) -> &'static str {
        "safetensors"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["safetensors"]
    }

    fn kind(&self) -> Kind {
        Kind::Checkpoint
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        is_safetensors(start) && names_format(start)
    }

    fn is_own(&self, start: &[u8]) -> bool {
        // Weights of other programs are safetensors, too.
        is_safetensors(start) && has_format(start)
    }

    fn read(&self, path: &Path) -> Result<Source, Error> {
        Ok(Source::Checkpoint(Box::new(Checkpoint::read(path)?)))
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        match content {
            Content::Checkpoint(checkpoint) => {
                bytes.append(&mut checkpoint.to_bytes()?);
                Ok(())
            }
            other => Err(self.refuse(other)),
        }
    }
}

impl Checkpoint {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::Preset`] if [`Self::from_bytes`] would refuse them, as when a weight is not finite.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let place = self.file_name();
        let bytes = self.to_container()?.to_bytes(&place)?;
        // Better no file than one that can't be opened again.
        Self::from_bytes(&bytes, &place)?;
        Ok(bytes)
    }

    /// Reads a file's bytes; `place` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Input`] or, for the recipe, [`Error::Preset`], if the bytes are not exactly those of a checkpoint of this
    /// version, if they were changed since, or if their parts don't fit each other.
    pub fn from_bytes(bytes: &[u8], place: &str) -> Result<Self, Error> {
        if bytes.len() as u64 > MAX_BYTES {
            let problem = format!("is larger than {} MiB, the limit for a checkpoint", MAX_BYTES >> 20);
            return Err(Error::input(place, problem, FOREIGN));
        }
        Self::from_container(Container::from_bytes(bytes, place)?, place)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Input`] if it can't be read or is no regular file; otherwise as for [`Self::from_bytes`].
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read::bytes(path, MAX_BYTES, FOREIGN)?;
        Self::from_bytes(&bytes, &path.display().to_string())
    }

    /// The file's default name, such as `xor-blobs-s7-e1240.safetensors`.
    pub fn file_name(&self) -> String {
        format!("{}-s{}-e{}.safetensors", self.name, self.preset.seed, self.snapshot.epoch)
    }
}
