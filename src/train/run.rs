//! A run as its recipe: its preset, and every branch with its edits.
//!
//! The state at any position of a branch is a pure function of this: the same bits, whenever and however it is reached.

use super::{Bookmark, Edit, Fingerprint, Position, Trainer};
use crate::preset::Preset;

/// A whole run without weights, as in a run file.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Name of the preset that it was started from.
    pub name: String,
    /// The recipe at epoch 0, with the seed.
    pub preset: Preset,
    /// Its branches, at least one. The first has no parent; every other comes after its parent.
    pub branches: Vec<Branch>,
    /// Index of the branch that is shown.
    pub current: usize,
}

/// One history of a run, from epoch 0 to its newest position.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What people call it; no two of a run have the same.
    pub name: String,
    /// Index of the branch that it leaves; none for the first.
    pub parent: Option<usize>,
    /// Where it leaves it: up to here both are the same.
    pub fork: Position,
    /// How many of the edits it shares with its parent.
    pub shared: usize,
    /// Every edit from epoch 0 on, in order.
    pub journal: Vec<Edit>,
    /// How far it was trained.
    pub newest: Position,
    /// Bookmarks after the fork, by epoch; those of the first from epoch 0 on. None is [`super::Sign::Edit`].
    pub bookmarks: Vec<Bookmark>,
    /// Hashes of some states, by epoch.
    pub fingerprints: Vec<Fingerprint>,
}

impl Run {
    /// The run of a trainer so far, of one branch.
    #[must_use]
    pub fn of(trainer: &Trainer) -> Self {
        let main = Branch {
            name: FIRST_BRANCH.to_owned(),
            parent: None,
            fork: Position::default(),
            shared: 0,
            journal: trainer.journal().to_vec(),
            newest: trainer.position(),
            bookmarks: vec![],
            fingerprints: vec![],
        };
        let (name, preset) = (trainer.name().to_owned(), trainer.origin().clone());
        Self { name, preset, branches: vec![main], current: 0 }
    }

    /// A branch and those that it grew from, back to the first, by their places, each with the last position that the
    /// branch shares with it; [`Position::END`] for itself.
    pub fn line(&self, branch: usize) -> impl Iterator<Item = (usize, Position)> + '_ {
        std::iter::successors(Some((branch, Position::END)), |&(place, end)| {
            let Branch { parent, fork, .. } = self.branches[place];
            Some((parent?, end.min(fork)))
        })
    }
}

/// The name of a run's first branch.
pub const FIRST_BRANCH: &str = "main";
