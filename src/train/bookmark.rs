//! Bookmarks: epochs to return to.

use serde::{Deserialize, Serialize};

/// Maximum length of a bookmark's note and of a branch's name, in characters.
pub const LONGEST_NOTE: usize = 60;
/// Maximum number of bookmarks on a branch set by a person, and of those set by the program.
pub const MAX_BOOKMARKS: usize = 256;

/// What a bookmark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, Serialize, Deserialize)]
pub enum Sign {
    /// A person's note.
    Note,
    /// A checkpoint that was saved.
    Checkpoint,
    /// An edit of the run, from the journal.
    Edit,
    /// The end of the largest drop of the train loss: in files of earlier versions. It hung on the stretch over which a drop
    /// was measured, so none is made any more.
    Drop,
    /// The epoch at which the test score first reached its best.
    Best,
    /// A unit died: its output is flat at every train point.
    Died,
    /// A dead unit revived.
    Revived,
    /// The run diverged.
    Diverged,
}

/// A bookmark of an epoch.
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
    /// Whether a person has set it, by a note or by saving.
    pub(crate) fn is_a_persons(self) -> bool {
        matches!(self, Self::Note | Self::Checkpoint)
    }
}

/// Whether one of the bookmarks says that the run diverged at an epoch.
pub(super) fn is_diverged_at(bookmarks: &[Bookmark], epoch: u64) -> bool {
    bookmarks.iter().any(|bookmark| bookmark.sign == Sign::Diverged && bookmark.epoch == epoch)
}
