//! What was understood of a table, for people to check before they train on it.

use super::cells::Cells;
use super::encoding::Encoding;
use super::heading::Heading;
use super::numbers::Convention;
use super::profile::ColumnKind;
use super::sheet::{Sheet, Source};

/// What an overview calls a first row that is one of the others.
pub const NO_HEADER: &str = "no header";

/// How a table is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// How its text was written as bytes.
    pub encoding: Encoding,
    /// Whether gzip had packed it.
    pub was_packed: bool,
    /// What separates its cells.
    pub delimiter: char,
    /// What its first row is.
    pub heading: &'static str,
    /// How its numbers are written.
    pub convention: Convention,
    /// Its rows, without the header, and how many are learned from.
    pub rows: (usize, usize),
}

/// What was understood of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// How it is written.
    pub form: Form,
    /// Its columns.
    pub columns: Vec<ColumnOverview>,
}

/// What was understood of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnOverview {
    /// Its name.
    pub name: String,
    /// What most of its cells are.
    pub kind: ColumnKind,
    /// How many are missing.
    pub missing: usize,
    /// How many inputs it gives.
    pub inputs: usize,
    /// Whether it has the labels.
    pub is_label: bool,
}

impl Form {
    pub(super) fn of(cells: &Cells, kept: usize) -> Self {
        let heading = match cells.heading {
            Heading::Names => "header",
            Heading::Counts => "line of counts",
            Heading::Row | Heading::Unclear => NO_HEADER,
        };
        Self {
            encoding: cells.encoding,
            was_packed: cells.was_packed,
            delimiter: cells.delimiter,
            heading,
            convention: cells.convention,
            rows: (cells.len(), kept),
        }
    }
}

impl Overview {
    pub(super) fn of(sheet: &Sheet, sources: &[Source], label: usize, kept: usize) -> Self {
        let cells = sheet.cells;
        let column = |&column: &usize| ColumnOverview {
            name: sheet.names[column].clone(),
            kind: cells.kind(column),
            missing: cells.profiles[column].missing,
            inputs: sources.iter().filter(|source| source.column == column).count(),
            is_label: column == label,
        };
        Self { form: Form::of(cells, kept), columns: sheet.used.iter().map(column).collect() }
    }
}
