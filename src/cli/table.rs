//! The reader of `eval --data` and `predict --data`: a file, or standard input for `-`.
//!
//! Opens the table and knows which columns a network needs; `data::csv` reads them.

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

/// The columns that a network needs, counted from 0: x, y, and the others among its input features.
pub(super) fn needed(preset: &Preset) -> Vec<usize> {
    let others = preset.inputs.iter().filter_map(|input| input.column());
    let mut columns: Vec<usize> = [0, 1].into_iter().chain(others).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

pub(super) fn names(preset: &Preset, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|column| preset.data.column_name(*column)).collect()
}
