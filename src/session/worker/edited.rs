//! Whether a run is still that of its source, or an edited one.
//!
//! The worker asks after each change; the dashboard shows the answer beside the name.

use std::sync::Arc;

use crate::preset::Preset;
use crate::train::{Run, leaves_description};

/// How a run stands to its preset.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// Whether the recipe is another.
    pub(super) is_edited: bool,
    /// Whether what the author says of the preset may be said of the run.
    pub(super) is_described: bool,
}

/// The recipe that a run began with, and how the run stands to it.
#[derive(Clone)]
pub(super) struct Edited {
    origin: Arc<Preset>,
    /// How the source stood to its preset.
    at_origin: Standing,
    /// Epochs that somebody set; training on beyond the end changes none.
    epochs: u64,
    pub(super) now: Standing,
}

impl Edited {
    /// Begins with the recipe of a source.
    pub(super) fn new(origin: &Preset, at_origin: Standing) -> Self {
        Self { origin: Arc::new(origin.clone()), at_origin, epochs: origin.epochs, now: at_origin }
    }

    /// Takes a length that somebody set.
    pub(super) fn set_epochs(&mut self, epochs: u64) {
        self.epochs = epochs;
    }

    /// Takes away what the author says of a recipe that a file is to begin with, unless it may be said of that. Edits after
    /// it stand in the file, and tell by themselves.
    pub(super) fn check_words(&self, name: &str, preset: &mut Preset) {
        if !(self.at_origin.is_described && self.origin.describes(preset)) {
            preset.forget_description(name);
        }
    }

    /// Compares the run with its source: a change that was taken back makes none.
    pub(super) fn compare(&mut self, run: &Run) {
        let is_same = |preset: &Preset| Preset { epochs: self.origin.epochs, ..preset.clone() } == *self.origin;
        let edits = || run.branches.iter().flat_map(|branch| &branch.journal);
        let is_as_long = self.epochs == self.origin.epochs;
        self.now = Standing {
            is_edited: self.at_origin.is_edited || !is_as_long || edits().next().is_some() || !is_same(&run.preset),
            is_described: self.at_origin.is_described
                && is_as_long
                && edits().all(leaves_description)
                && self.origin.describes(&run.preset),
        };
    }
}
