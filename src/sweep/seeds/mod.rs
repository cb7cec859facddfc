//! One run from many seeds: how often it learns, how its losses spread, what its decision boundaries look like.
//!
//! [`ManySeeds`] is the run without its seed, edits included. A [`Job`] trains it from the seeds 0, 1, 2, … on threads
//! of its own and publishes a [`Summary`] from time to time: what it says of a set of seeds depends on these alone, not on
//! the threads, nor on the order in which they end. The session starts jobs, and the dashboard draws the summary.

mod collected;
mod job;
mod one;
mod plane;
mod side_by_side;
#[cfg(test)]
mod tests;

pub use super::bands::{Band, QUANTILES};
pub use collected::{Collected, Runs, Summary};
pub use job::{Job, Report};
pub use one::{Ended, SeedRun};
pub use plane::{PICTURE, Plane, SIDE};

use strum::{EnumString, IntoStaticStr};

use crate::network::EngineKind;
use crate::preset::Preset;
use crate::train::{Bookmark, Branch, Change, Edit, FIRST_BRANCH, Fingerprint, Position, Run, Sign};

/// The most seeds. Of each, a record of its end and a small picture are kept: 750 bytes, whatever the network.
pub const MAX_SEEDS: u64 = 100_000;

/// What differs from seed to seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Vary {
    /// The points, the initial weights and the order of mini-batches.
    #[default]
    PointsAndWeights,
    /// The initial weights alone.
    Weights,
}

impl Vary {
    /// What differs, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::PointsAndWeights => "points and weights",
            Self::Weights => "weights only",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::PointsAndWeights => Self::Weights,
            Self::Weights => Self::PointsAndWeights,
        }
    }
}

/// A run without its seed: the recipe at epoch 0, the edits with their positions, and the epochs.
#[derive(Clone, Debug, PartialEq)]
pub struct ManySeeds {
    name: String,
    preset: Preset,
    journal: Vec<Edit>,
    vary: Vary,
}

impl ManySeeds {
    /// The run of a recipe with its edits, over so many epochs, on the fused engine.
    pub fn new(name: &str, preset: &Preset, journal: &[Edit], epochs: u64, vary: Vary) -> Self {
        let is_kept = |edit: &&Edit| !matches!(edit.change, Change::Engine(_));
        let journal = journal.iter().filter(is_kept).cloned().collect();
        let preset = Preset { engine: EngineKind::Fused, epochs, ..preset.clone() };
        let many = Self { name: name.to_owned(), preset, journal, vary };
        // Equal for every seed of the run.
        Self { preset: many.preset_of(0), ..many }
    }

    /// Name of the preset that the run was started from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What differs from seed to seed.
    pub fn vary(&self) -> Vary {
        self.vary
    }

    /// The settings at epoch 0, of seed 0.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// The edits, which every run has.
    pub fn journal(&self) -> &[Edit] {
        &self.journal
    }

    /// The settings at the end, of seed 0.
    pub fn last_preset(&self) -> Preset {
        crate::train::settings(&self.preset, &self.journal)
    }

    /// The recipe of a seed at epoch 0.
    pub fn preset_of(&self, seed: u64) -> Preset {
        let mut preset = self.preset.clone();
        match self.vary {
            Vary::PointsAndWeights => (preset.seed, preset.weights_seed) = (seed, None),
            Vary::Weights => preset.weights_seed = Some(seed),
        }
        preset.in_lowest_version()
    }

    /// The run of a seed up to where it ended, to be opened: trained again, it is checked by the hash of its last state.
    pub fn open(&self, run: &SeedRun) -> Run {
        let newest = run.newest;
        // A fingerprint is of the state before the edits of its epoch.
        let is_edited = self.journal.iter().any(|edit| edit.position() == newest);
        let fingerprint = Fingerprint { epoch: newest.epoch, hash: run.hash };
        let diverged =
            Bookmark { epoch: newest.epoch, sign: Sign::Diverged, note: format!("diverged with seed {}", run.seed) };
        let main = Branch {
            name: FIRST_BRANCH.to_owned(),
            parent: None,
            fork: Position::default(),
            shared: 0,
            journal: self.journal.iter().filter(|edit| edit.position() <= newest).cloned().collect(),
            newest,
            bookmarks: if run.ended == Ended::Diverged { vec![diverged] } else { vec![] },
            fingerprints: if is_edited || newest.batch > 0 { vec![] } else { vec![fingerprint] },
        };
        Run { name: self.name.clone(), preset: self.preset_of(run.seed), branches: vec![main], current: 0 }
    }
}
