//! The table of `eval --data` and `predict --data`: a file, or standard input for `-`, and the columns looked for in it.
//!
//! Opens the table and says what is looked for; `data::csv` finds and reads it.

use std::fs::File;
use std::path::Path;

use super::failures::say;
use super::flags::DialectFlags;
use super::source::already_read;
use crate::data::csv::{Dialect, Missing, Wanted};
use crate::data::{Coding, Data, Labels};
use crate::error::Error;
use crate::preset::{self, Preset, is_standard};
use crate::text::excerpt;

/// The columns of a network's points, as a table has them.
pub(super) struct Columns {
    named: Vec<(String, Coding)>,
    label: String,
    labels: Labels,
    is_table: bool,
    missing: Missing,
    dialect: Dialect,
}

impl Columns {
    /// Some columns of a run's points, counted from 0, in a table that flags may say more of.
    pub(super) fn of(preset: &Preset, given: &[usize], flags: &DialectFlags) -> Result<Self, Error> {
        let data = &preset.data;
        let coding = |column: usize| data.table().map_or(Coding::Number, |table| table.coding(column));
        let missing = if let Data::Csv(csv) = data { csv.missing } else { Missing::Drop };
        Ok(Self {
            named: given.iter().map(|column| (data.column_name(*column), coding(*column))).collect(),
            label: data.label_name().to_owned(),
            labels: data.labels(),
            is_table: data.table().is_some(),
            missing,
            dialect: flags.0.dialect(preset)?,
        })
    }

    /// What is looked for in the table.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        let Self { named, label, labels, is_table, missing, dialect } = self;
        Wanted {
            columns: named,
            label,
            labels,
            is_table: *is_table,
            missing: *missing,
            dialect: *dialect,
            is_test_data: false,
        }
    }
}

/// Opens a table for the network in a checkpoint. Returns the reader, and the table's name for messages.
pub(super) fn open(path: &Path, checkpoint: &Path) -> Result<(File, String), Error> {
    if is_standard(path) && is_standard(checkpoint) {
        return Err(already_read("--data -", "the checkpoint"));
    }
    let file = preset::open_file(path, "give a regular file, or - for standard input")?;
    Ok((file, name(path)))
}

/// What messages call a table.
pub(super) fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Says on standard error what was guessed or left out when a table was read.
pub(super) fn say_remarks(place: &str, remarks: &[String]) {
    if !remarks.is_empty() {
        say(format!("{}: {}", excerpt(place), remarks.join("; ")));
    }
}
