//! Points of people's own: the file that flags or a preset name, read, and the run that is made for it.
//!
//! Opens the files of points. The command line and the dashboard's own one say what is to be opened by an [`Own`];
//! `source` asks for the rows that a preset names.

mod command_line;
mod defaults;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::Recipe;
use crate::data::csv::{Kind, read_table};
use crate::data::{Csv, Data};
use crate::error::Error;

pub use command_line::command_line;
pub use defaults::table_words;
use defaults::{preset_for, with_points};

/// What flags tell of a file of points; `None` leaves it to the preset, or to be found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserData {
    /// `--data`: the file.
    pub file: Option<String>,
    /// `--columns`: columns of numbers by name or number, x and y first.
    pub columns: Option<Vec<String>>,
    /// `--label`: the column of labels, by name or number.
    pub label: Option<String>,
    /// `--task`: what the labels are.
    pub task: Option<Kind>,
}

impl UserData {
    /// Names of the flags.
    pub const NAMES: [&str; 4] = ["data", "columns", "label", "task"];

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes the value of a flag, by its name; false if it is none of these.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn set(&mut self, name: &str, value: &str) -> Result<bool, String> {
        match name {
            "data" => self.file = Some(value.to_owned()),
            "columns" => self.columns = Some(parse_columns(value)),
            "label" => self.label = Some(value.to_owned()),
            "task" => self.task = Some(value.parse().map_err(|_| "allowed: classes, values")?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The flags that were given, as they would be typed.
    #[must_use]
    pub fn typed(&self) -> String {
        let values = [
            self.file.clone(),
            self.columns.as_ref().map(|columns| columns.join(",")),
            self.label.clone(),
            self.task.map(|task| <&str>::from(task).to_owned()),
        ];
        let given = Self::NAMES.into_iter().zip(values);
        let given =
            given.filter_map(|(name, value)| value.map(|value| format!("--{name} {}", command_line::quoted(&value))));
        given.collect::<Vec<_>>().join(" ")
    }

    /// The file with what is told of it, in the place of what a preset tells.
    fn csv(&self, before: Option<&Csv>) -> Result<Csv, Error> {
        let mut csv = match (&self.file, before) {
            (Some(file), _) => Csv::new(file),
            (None, Some(before)) => before.clone(),
            (None, None) => {
                let remedy = "give the file, too, as in --data points.csv";
                return Err(Error::input(self.typed(), "these points come from no file", remedy));
            }
        };
        if let Some(columns) = &self.columns {
            csv.columns.clone_from(columns);
        }
        csv.label = self.label.clone().or(csv.label);
        csv.task = self.task.or(csv.task);
        Ok(csv)
    }
}

/// The value of `--columns`: names or numbers, separated by commas.
#[must_use]
pub fn parse_columns(text: &str) -> Vec<String> {
    text.split(',').map(|name| name.trim().to_owned()).collect()
}

/// A recipe for the points that are told of: `recipe` with them in the place of its own, every column as an input, and a
/// loss for their labels if its own is none; without one, a network that learns most tables.
///
/// # Errors
/// [`Error::Input`] if the file can't be read, or whatever reading a table refuses.
pub fn open(own: &UserData, recipe: Option<Recipe>) -> Result<Recipe, Error> {
    let before = match recipe.as_ref().map(|recipe| &recipe.preset.data) {
        Some(Data::Csv(csv)) => Some(csv),
        _ => None,
    };
    let mut csv = own.csv(before)?;
    csv.check()
        .map_err(|invalid| Error::input(own.typed(), invalid.problem, format!("allowed: {}", invalid.allowed)))?;
    read_rows(&mut csv, Path::new(""))?;
    Ok(match recipe {
        Some(recipe) => Recipe { preset: with_points(recipe.preset, csv), edited: true, ..recipe },
        None => preset_for(csv),
    })
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
