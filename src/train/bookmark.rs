//! Bookmarks: epochs worth returning to.

use serde::{Deserialize, Serialize};

/// The longest note of a bookmark, and the longest name of a branch, in characters.
pub const LONGEST_NOTE: usize = 60;
/// Maximum number of a person's bookmarks on a branch.
pub const MAX_BOOKMARKS: usize = 256;

/// What a bookmark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// A person's note.
    Note,
    /// A checkpoint that was saved.
    Checkpoint,
    /// An edit of the run. Those are not kept as bookmarks: the journal has them.
    Edit,
    /// The end of the largest drop of the train loss, over a sixteenth of the epochs up to there.
    Drop,
    /// The epoch at which the test score first reached its best.
    Best,
    /// A unit began to give 0 at every train point.
    Died,
    /// A unit that was dead gives something again.
    Revived,
    /// The run diverged.
    Diverged,
}

/// An epoch with a few words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookmark {
    /// Completed epochs.
    pub epoch: u64,
    /// What it stands for.
    pub sign: Sign,
    /// The note, at most [`LONGEST_NOTE`] characters.
    pub note: String,
}

impl Sign {
    /// Whether a person or a command has set it, and not the program of itself.
    pub(crate) fn is_a_persons(self) -> bool {
        matches!(self, Self::Note | Self::Checkpoint)
    }
}
