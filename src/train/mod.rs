//! Training a run: the trainer, what it records, and the state it can go on from.
//!
//! Knows nothing of threads, files or screens: the session, the command line and tests drive a trainer.

mod best;
mod carry;
mod checkpoint;
mod history;
pub mod inspect;
mod journal;
mod points;
mod record;
mod replay;
mod shuffle;
mod snapshot;
mod trainer;

pub use best::{Best, EarlyStop};
pub use checkpoint::Checkpoint;
pub use history::{History, MOST_SPANS, RECENT, Range, Recent, Scores, Span};
pub use journal::{Change, Edit, LARGEST_WEIGHT, changes, settings, switches};
pub use points::{rows, unlabelled};
pub use record::Record;
pub use snapshot::Snapshot;
pub use trainer::{Advance, Divergence, Trainer};
