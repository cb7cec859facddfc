//! The run's past as the screen shows it: the position in its history, and the other branches.

use std::sync::Arc;

use crate::data::Dataset;
use crate::network::UnitMask;
use crate::preset::Preset;
use crate::train::{Autopsy, BookmarkId, BranchId, History, Position, Record, Segments, Sign};

/// Maximum number of branches compared with the shown one.
pub const MAX_COMPARED: usize = 3;

/// A move through the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// This many epochs back from the position of the run, or from the one it is seeking.
    Back(u64),
    /// To the end of this epoch, or to the newest position if that is earlier.
    To(u64),
    /// To the newest position.
    Newest,
}

/// Where a run stands in its history.
#[derive(Clone, Debug)]
pub struct Time {
    /// The newest position of the branch; the run is in the past if it is at an earlier one.
    pub newest: Position,
    /// The epoch being sought, while that takes longer than a frame.
    pub sought: Option<u64>,
    /// The branch that is shown.
    pub branch: BranchId,
    /// All branches, in the order of their making; each comes after its parent.
    pub branches: Arc<Vec<BranchSummary>>,
    /// Number of kept states, of all branches.
    pub keyframes: usize,
    /// Their size in bytes.
    pub bytes: usize,
    /// The branches compared with the shown one, in the order of choice.
    pub compared: Vec<Compared>,
    /// Details of the divergence, if the run is at one.
    pub autopsy: Option<Arc<Autopsy>>,
    /// Whether there are branches or notes that are in no run file.
    pub unsaved: bool,
    /// Number of drawn points if those at the newest position are in no file, else 0.
    pub unsaved_points: usize,
    /// Whether a run that undo can restore has such branches, notes or points.
    pub left_unsaved: bool,
}

/// A branch, as the history line and the list show it.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchSummary {
    /// Its identity.
    pub id: BranchId,
    /// Its name.
    pub name: String,
    /// Its parent; none for the first.
    pub parent: Option<BranchId>,
    /// The last common position.
    pub fork: Position,
    /// Its newest position; for the shown one, [`Time::newest`] is more recent.
    pub newest: Position,
    /// Bookmarks after the fork, by epoch: edits, checkpoints, notes, automatic ones.
    pub bookmarks: Vec<BookmarkSummary>,
    /// The last recorded losses.
    pub losses: Option<Losses>,
}

/// The losses of an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Losses {
    /// On the train points.
    pub train: f32,
    /// On the test points; none without any.
    pub test: Option<f32>,
}

impl Losses {
    /// Those of a record.
    pub fn of(record: &Record) -> Self {
        Self { train: record.train_loss, test: record.test_loss() }
    }
}

/// A bookmark or an edit, as the history line and the list show it.
#[derive(Clone, Debug, PartialEq)]
pub struct BookmarkSummary {
    /// Its identity; none for an edit, which cannot be removed.
    pub id: Option<BookmarkId>,
    /// Completed epochs.
    pub epoch: u64,
    /// What it stands for.
    pub sign: Sign,
    /// The note.
    pub note: String,
}

/// Another branch at the epoch of the run, or at its newest position if that is earlier.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Which one.
    pub branch: BranchId,
    /// The recipe there.
    pub preset: Arc<Preset>,
    /// The points there.
    pub dataset: Arc<Dataset>,
    /// Losses and scores of its network.
    pub record: Record,
    /// Batches done of the epoch that is under way.
    pub batch: u64,
    /// Number of edits up to there.
    pub edits: usize,
    /// The flat parameters.
    pub parameters: Arc<[f32]>,
    /// The units that are switched off.
    pub unit_mask: UnitMask,
    /// The history of the whole branch.
    pub history: Arc<History>,
    /// The learning rate and the updates of every epoch of the whole branch.
    pub segments: Arc<Segments>,
}

impl Time {
    /// The branch of this identity, unless it has been deleted.
    pub fn find(&self, branch: BranchId) -> Option<&BranchSummary> {
        self.branches.iter().find(|known| known.id == branch)
    }

    /// The branch that is shown.
    pub fn shown(&self) -> Option<&BranchSummary> {
        self.find(self.branch)
    }

    /// A branch after its ancestors, from the first on, each with the epoch of the next one's fork.
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

    /// The bookmarks of a branch and its ancestors, by epoch.
    pub fn bookmarks(&self, branch: BranchId) -> Vec<&BookmarkSummary> {
        let line = self.line(branch).into_iter();
        let bookmarks =
            line.flat_map(|(branch, end)| branch.bookmarks.iter().filter(move |bookmark| bookmark.epoch <= end));
        let mut bookmarks: Vec<_> = bookmarks.collect();
        // Each branch has its own best score (and in older files its largest drop); only the latest of a line count.
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
