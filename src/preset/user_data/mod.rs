//! User data: the table that flags or a preset name, and the run that is made for it.
//!
//! Opens the files of points. The command line and the dashboard name a table with [`Overrides`]; `source` asks for the
//! rows of the table that a preset names.

mod command_line;
mod defaults;
mod rows;

use super::{Overrides, Preset, Recipe};
use crate::data::{Csv, Data};
use crate::error::Error;

pub use command_line::command_line;
pub use defaults::table_words;
use defaults::{preset_for, with_points};
pub(crate) use rows::read_rows;
use rows::read_rows_of_flag;

/// A recipe with the overrides applied, its table read if they name one or say how to read it. The points of a table
/// take the place of the recipe's own: every column is an input, and the loss gives way if it does not fit their labels.
/// Without a recipe the table gets a network that learns most tables. What the author says of a recipe goes with the first
/// change that is not of the engine or the number of epochs, and with that what is said of the end.
///
/// # Errors
/// [`Error::Input`] if the file can't be read, or whatever reading a table or [`Overrides::apply`] refuses.
pub fn open(recipe: Option<Recipe>, overrides: &Overrides) -> Result<Recipe, Error> {
    let has_author = recipe.is_some();
    let original = recipe.as_ref().map(|recipe| recipe.preset.clone());
    let mut recipe = match recipe {
        Some(recipe) if !overrides.reads_table() => recipe,
        Some(recipe) => {
            let csv = read_table_of(recipe.preset.clone(), overrides)?;
            Recipe { preset: with_points(recipe.preset, csv), ..recipe }
        }
        None => preset_for(read_table_of(preset_for(Csv::new("")).preset, overrides)?),
    };
    let original = original.unwrap_or_else(|| recipe.preset.clone());
    overrides.apply(&mut recipe.preset)?;
    recipe.edited |= recipe.preset != original;
    // Of a table there are facts alone, which stay.
    if has_author && !original.describes(&recipe.preset) {
        recipe.preset.forget_description(&recipe.name);
    } else if original.epochs != recipe.preset.epochs {
        recipe.preset.next = None;
    }
    Ok(recipe)
}

/// Reads the table that overrides name, or that of a preset in the way that they say.
fn read_table_of(mut preset: Preset, overrides: &Overrides) -> Result<Csv, Error> {
    overrides.name_table(&mut preset)?;
    let Data::Csv(mut csv) = preset.data else {
        return Err(Error::input(
            overrides.table_flags(),
            "these points don't come from a file",
            "give --data as well",
        ));
    };
    csv.check().map_err(|invalid| {
        Error::input(overrides.table_flags(), invalid.problem, format!("allowed: {}", invalid.allowed))
    })?;
    read_rows_of_flag(&mut csv)?;
    Ok(csv)
}

#[cfg(test)]
mod tests;
