//! Training a run: the trainer, its records, its state, and the timeline of its past.
//!
//! Uses no threads, files or screens: the session, the command line and tests drive a trainer.

mod bookmark;
mod checkpoint;
mod describe;
mod description;
mod divergence;
mod dropout;
mod early_stopping;
mod history;
mod identity;
pub mod inspect;
mod journal;
mod many;
mod points;
mod position;
mod predictor;
mod replay;
mod run;
mod segments;
mod snapshot;
pub mod timeline;
mod trainer;
mod transfer;

use bookmark::is_diverged_at;
pub use bookmark::{Bookmark, LONGEST_NOTE, MAX_BOOKMARKS, Sign};
pub use checkpoint::Checkpoint;
pub use describe::{describe_changes, describe_settings};
pub use description::leaves_description;
pub use divergence::{Autopsy, Divergence, Origin};
pub(crate) use dropout::{DROPOUT_BATCHES, DROPOUT_LAYERS};
pub use early_stopping::{EarlyStop, EarlyStoppingState};
pub use history::{BATCH_RESOLUTION, Curve, History, MAX_SPANS, RECENT, Range, Recent, Record, Scores, Span};
pub use identity::{BookmarkId, BranchId, Identities};
pub use journal::{Change, Edit, LARGEST_WEIGHT, changes, settings, unit_mask};
pub use many::Many;
pub use points::{on_slice, unlabelled};
pub use position::{Position, Progress};
pub use predictor::Predictor;
pub use run::{Branch, FIRST_BRANCH, Run};
pub use segments::Segments;
pub use snapshot::{Fingerprint, Snapshot};
pub use timeline::Timeline;
pub use trainer::Trainer;
