//! What the screen is told of the past: where the run stands in its course, and what other courses there are.

use std::sync::Arc;

use crate::data::Dataset;
use crate::network::UnitMask;
use crate::preset::Preset;
use crate::train::{Autopsy, BookmarkId, BranchId, History, Position, Record, Sign};

/// Branches that can stand beside the shown one in a comparison, at most.
pub const MAX_COMPARED: usize = 3;

/// What a person wants of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// So many epochs back from where the run is, or is on its way to.
    Back(u64),
    /// To the end of this epoch; beyond the newest one it is the newest.
    To(u64),
    /// To the newest position.
    Newest,
}

/// Where a run stands in its own course.
#[derive(Clone, Debug)]
pub struct Time {
    /// How far the branch was trained: the run is in the past if it is at an earlier position.
    pub newest: Position,
    /// The epoch that is on the way to be reached, while it takes longer than a frame.
    pub sought: Option<u64>,
    /// The branch that is shown.
    pub branch: BranchId,
    /// All branches, in the order of their making; each comes after its parent.
    pub branches: Arc<Vec<BranchSummary>>,
    /// States that are kept, of all branches.
    pub keyframes: usize,
    /// Bytes that they take.
    pub bytes: usize,
    /// The branches that are compared with the shown one, in the order in which they were chosen.
    pub compared: Vec<Compared>,
    /// What can be told of the divergence that the run is at.
    pub autopsy: Option<Arc<Autopsy>>,
    /// Whether there are branches or notes that no run file has yet.
    pub unsaved: bool,
    /// Whether a run has such that was left, and that undo brings back.
    pub left_unsaved: bool,
}

/// A branch, as the history line and the list show it.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchSummary {
    /// What commands call it.
    pub id: BranchId,
    /// What people call it.
    pub name: String,
    /// The branch that it leaves; none for the first.
    pub parent: Option<BranchId>,
    /// Where it leaves it.
    pub fork: Position,
    /// How far it was trained; of the shown one, [`Time::newest`] is on time.
    pub newest: Position,
    /// What stands on it after the fork, by epoch: edits, checkpoints, notes, what the program has noticed.
    pub bookmarks: Vec<BookmarkSummary>,
    /// The train and test loss that were recorded last.
    pub losses: Option<(f32, f32)>,
}

/// A bookmark or an edit, as the history line and the list show it.
#[derive(Clone, Debug, PartialEq)]
pub struct BookmarkSummary {
    /// What commands call it; none for an edit, which stays.
    pub id: Option<BookmarkId>,
    /// Completed epochs.
    pub epoch: u64,
    /// What it stands for.
    pub sign: Sign,
    /// What is said of it.
    pub note: String,
}

/// Another branch at the epoch of the run, or at its own newest if that is earlier.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Which one.
    pub branch: BranchId,
    /// The recipe there.
    pub preset: Arc<Preset>,
    /// The points there.
    pub dataset: Arc<Dataset>,
    /// How its network does.
    pub record: Record,
    /// Batches done of the epoch that is under way.
    pub batch: u64,
    /// Edits on the way there.
    pub edits: usize,
    /// The flat parameters.
    pub parameters: Vec<f32>,
    /// The units that are switched off.
    pub unit_mask: UnitMask,
    /// The course of the whole branch.
    pub history: Arc<History>,
}

impl Time {
    /// The branch of this identity, unless it has been deleted.
    #[must_use]
    pub fn find(&self, branch: BranchId) -> Option<&BranchSummary> {
        self.branches.iter().find(|known| known.id == branch)
    }

    /// The branch that is shown.
    #[must_use]
    pub fn shown(&self) -> Option<&BranchSummary> {
        self.find(self.branch)
    }

    /// The branches that lead to one, from the first on, itself the last, each with the epoch at which the next leaves
    /// it.
    #[must_use]
    pub fn line(&self, branch: BranchId) -> Vec<(&BranchSummary, u64)> {
        let mut line = vec![];
        let (mut at, mut end) = (self.find(branch), u64::MAX);
        while let Some(branch) = at {
            line.push((branch, end));
            (at, end) = (branch.parent.and_then(|parent| self.find(parent)), end.min(branch.fork.epoch));
        }
        line.reverse();
        line
    }

    /// The bookmarks of a branch and of those that lead to it, by epoch.
    #[must_use]
    pub fn bookmarks(&self, branch: BranchId) -> Vec<&BookmarkSummary> {
        let line = self.line(branch).into_iter();
        let bookmarks =
            line.flat_map(|(branch, end)| branch.bookmarks.iter().filter(move |bookmark| bookmark.epoch <= end));
        let mut bookmarks: Vec<_> = bookmarks.collect();
        // Each branch has noticed its own largest drop and its best: of a line the latest are.
        for sign in [Sign::Drop, Sign::Best] {
            let latest = bookmarks.iter().rposition(|bookmark| bookmark.sign == sign);
            let mut place = 0;
            bookmarks.retain(|bookmark| {
                place += 1;
                bookmark.sign != sign || Some(place - 1) == latest
            });
        }
        bookmarks
    }
}
