//! User data: the table that flags or a preset name, and the run that is made for it.
//!
//! Opens the files of points. The command line and the dashboard name a table with [`Overrides`]; `source` asks for the
//! rows of the table that a preset names.

mod command_line;
mod defaults;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{Overrides, Preset, Recipe};
use crate::data::csv::read_table;
use crate::data::{Csv, Data};
use crate::error::Error;

pub use command_line::command_line;
pub use defaults::table_words;
use defaults::{preset_for, with_points};

/// A recipe with the overrides applied, its table read if they name one or say how to read it. The points of a table
/// take the place of the recipe's own: every column is an input, and the loss gives way if it does not fit their labels.
/// Without a recipe the table gets a network that learns most tables.
///
/// # Errors
/// [`Error::Input`] if the file can't be read, or whatever reading a table or [`Overrides::apply`] refuses.
pub fn open(recipe: Option<Recipe>, overrides: &Overrides) -> Result<Recipe, Error> {
    let mut recipe = match recipe {
        Some(recipe) if !overrides.reads_table() => recipe,
        Some(recipe) => {
            let csv = read_table_of(recipe.preset.clone(), overrides)?;
            Recipe { preset: with_points(recipe.preset, csv), edited: true, ..recipe }
        }
        None => preset_for(read_table_of(preset_for(Csv::new("")).preset, overrides)?),
    };
    let before = recipe.preset.clone();
    overrides.apply(&mut recipe.preset)?;
    recipe.edited |= recipe.preset != before;
    Ok(recipe)
}

/// Reads the table that overrides name, or that of a preset in the way that they say.
fn read_table_of(mut preset: Preset, overrides: &Overrides) -> Result<Csv, Error> {
    overrides.name_table(&mut preset)?;
    let Data::Csv(mut csv) = preset.data else {
        return Err(Error::input(overrides.table_flags(), "these points come from no file", "give --data as well"));
    };
    csv.check().map_err(|invalid| {
        Error::input(overrides.table_flags(), invalid.problem, format!("allowed: {}", invalid.allowed))
    })?;
    read_rows(&mut csv, Path::new(""))?;
    Ok(csv)
}

/// Reads the rows of the file that is named, looked for from this folder. Its name leads there from the root afterwards,
/// so that it can be written down anywhere.
pub(crate) fn read_rows(csv: &mut Csv, folder: &Path) -> Result<(), Error> {
    let path = path_of(&csv.file, folder);
    let place = path.display().to_string();
    let unreadable = |error| Error::unreadable(&path, &error);
    // Looked at first, since opening a named pipe would wait for somebody to write to it.
    let kind = fs::metadata(&path).map_err(unreadable)?.file_type();
    if !kind.is_file() {
        let problem = if kind.is_dir() { "is a folder" } else { "is no regular file" };
        return Err(Error::input(place, problem, "name a file of points, as in points.csv"));
    }
    let file = File::open(&path).map_err(unreadable)?;
    let reading = read_table(file, &place, &csv.choice())?;
    let absolute = std::path::absolute(&path).map_err(unreadable)?;
    let Some(absolute) = absolute.to_str() else {
        return Err(Error::input(place, "its name is not UTF-8 text", "rename it"));
    };
    absolute.clone_into(&mut csv.file);
    csv.left_out = reading.left_out;
    csv.table = Some(reading.table.into());
    Ok(())
}

/// Where a file is, as people write it: in the folder, from the root, or in their home.
fn path_of(file: &str, folder: &Path) -> PathBuf {
    match (file.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => folder.join(file),
    }
}

#[cfg(test)]
mod tests;
