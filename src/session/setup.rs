//! How a session is set up.

use std::path::{Path, PathBuf};

use super::{Autosave, Source, Speed};
use crate::error::Error;
use crate::file::Content;
use crate::preset::Preset;
use crate::train::Trainer;

/// How a session is set up.
pub struct Setup {
    /// What to train.
    pub source: Source,
    /// Whether to train at once.
    pub run: bool,
    /// Speed at which every run begins; its preset's if none.
    pub speed: Option<Speed>,
    /// Maximum number of updates a second.
    pub frames_per_second: u32,
    /// Folder for checkpoints.
    pub runs: PathBuf,
    /// Makes trainers from recipes: [`Trainer::new`], except in tests.
    pub build: fn(&str, Preset) -> Trainer,
    /// Writes new files: [`crate::file::save_new`], except in tests.
    pub save: fn(&Path, &Content) -> Result<PathBuf, Error>,
    /// How recoveries are written, if at all.
    pub recovery: Option<Autosave>,
}

impl Setup {
    /// A session that waits for a command, at the preset's speed, and saves in the folder `runs`.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            run: false,
            speed: None,
            frames_per_second: 60,
            runs: "runs".into(),
            build: Trainer::new,
            save: crate::file::save_new,
            recovery: None,
        }
    }
}
