//! Training a run: the trainer, what it records, and the state it can go on from.
//!
//! Knows nothing of threads, files or screens: the session, the command line and tests drive a trainer.

mod best;
mod carry;
mod checkpoint;
mod divergence;
mod history;
pub mod inspect;
mod journal;
mod bookmark;
mod points;
mod position;
mod record;
mod replay;
mod run;
mod shuffle;
mod snapshot;
pub mod timeline;
mod trainer;
mod words;

pub use best::{Best, EarlyStop};
pub use checkpoint::Checkpoint;
pub use divergence::{Autopsy, Divergence, Origin};
pub use history::{History, MOST_SPANS, RECENT, Range, Recent, Scores, Span};
pub use journal::{Change, Edit, LARGEST_WEIGHT, changes, settings, switches};
pub use bookmark::{LONGEST_NOTE, MAX_BOOKMARKS, Bookmark, Sign};
pub use points::{rows, unlabelled};
pub use position::Position;
pub use record::Record;
pub use replay::Progress;
pub use run::{Branch, FIRST_BRANCH, Fingerprint, Run};
pub use snapshot::Snapshot;
pub use timeline::Timeline;
pub use trainer::{Advance, Trainer};
