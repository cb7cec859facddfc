//! What the session is asked to do about a table of results.

use std::sync::Arc;

use crate::sweep::{Row, Selection};
use crate::train::Run;

/// What to do about the runs of a table of results.
#[derive(Debug)]
pub enum ResultsCommand {
    /// Train these runs again for their losses by epoch, unless they are known.
    Train(Arc<Selection>),
    /// Stop; what was trained stays.
    Stop,
    /// Show the run of a row, with all its epochs, in place of the run.
    Open(Box<OpenedRow>),
    /// Go back to the run from which that of a row was opened.
    Back,
}

/// A row of a table of results, to be shown as the run that it was.
#[derive(Debug)]
pub struct OpenedRow {
    /// The row, by whose hash the run is checked.
    pub row: Row,
    /// The run up to where it ended.
    pub run: Run,
    /// The name of the table.
    pub table: String,
}

/// What the shown run was opened from; the run before it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visited {
    /// Many seeds: this one.
    Seed(u64),
    /// A table of results: the run of this number, from 1.
    Row(u64),
}
