//! The reader of `eval --data` and `predict --data`: a file, or standard input for `-`.
//!
//! Opens the table and names its columns; `data::csv` reads them.

use std::io::{self, Read};
use std::path::Path;

use super::source::already_read;
use crate::error::Error;
use crate::preset::{self, Preset, is_standard};

/// Opens a table for the network in a checkpoint. Returns the reader, and the table's name for messages.
pub(super) fn open(path: &Path, checkpoint: &Path) -> Result<(Box<dyn Read>, String), Error> {
    if is_standard(path) {
        if is_standard(checkpoint) {
            return Err(already_read("--data -", "the checkpoint"));
        }
        return Ok((Box::new(io::stdin().lock()), "standard input".to_owned()));
    }
    let file = preset::open_file(path, "give a regular file, or - for standard input")?;
    Ok((Box::new(file), path.display().to_string()))
}

/// Names of some columns, counted from 0.
pub(super) fn names(preset: &Preset, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|column| preset.data.column_name(*column)).collect()
}
