//! A run as its recipe: its preset, and every branch with its edits.
//!
//! The state at any position of a branch is a pure function of this: the same bits, whenever and however it is reached.

use super::{Bookmark, Checkpoint, Edit, Fingerprint, Position, is_diverged_at};
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
    /// Its name, unique in the run.
    pub name: String,
    /// Index of the branch that it leaves; none for the first.
    pub parent: Option<usize>,
    /// The last position that both share.
    pub fork: Position,
    /// Number of edits shared with its parent.
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
    /// The run that a checkpoint continues, with one branch.
    pub fn of(checkpoint: &Checkpoint) -> Self {
        let main = Branch {
            name: FIRST_BRANCH.to_owned(),
            parent: None,
            fork: Position::default(),
            shared: 0,
            journal: checkpoint.journal.clone(),
            newest: checkpoint.snapshot.position(),
            bookmarks: checkpoint.bookmarks.clone(),
            fingerprints: checkpoint.fingerprints.clone(),
        };
        let (name, preset) = (checkpoint.name.clone(), checkpoint.preset.clone());
        Self { name, preset, branches: vec![main], current: 0 }
    }

    /// The run whose current branch has come to this position, at least.
    #[must_use]
    pub fn trained_to(&self, newest: Position) -> Self {
        let mut run = self.clone();
        if let Some(branch) = run.branches.get_mut(run.current) {
            branch.newest = branch.newest.max(newest);
        }
        run
    }

    /// The indices of a branch and its ancestors, back to the first, each with the last position that the branch shares
    /// with it; [`Position::END`] for itself.
    pub fn line(&self, branch: usize) -> impl Iterator<Item = (usize, Position)> + '_ {
        std::iter::successors(Some((branch, Position::END)), |&(place, end)| {
            let Branch { parent, fork, .. } = self.branches[place];
            Some((parent?, end.min(fork)))
        })
    }
}

impl Branch {
    /// Whether it diverged at an epoch.
    pub fn is_diverged_at(&self, epoch: u64) -> bool {
        is_diverged_at(&self.bookmarks, epoch)
    }
}

/// The name of a run's first branch.
pub const FIRST_BRANCH: &str = "main";
