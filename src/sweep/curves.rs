//! The epochs of chosen runs of a table in long form: a row for each evaluated epoch.

use std::path::Path;

use super::results::read_rows;
use super::row::{COLUMNS, Row, Table, cells_of, setting_cell};
use super::target::Measure;
use crate::error::Error;
use crate::file::lines::{replace_lines, unwritable};
use crate::preset::nearest;
use crate::preset::settings::Setting;
use crate::text::quoted;

/// A condition on a column of a table: `seed=3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    column: String,
    value: String,
}

impl Condition {
    /// Reads a condition on a column, by its name, or on a setting, by any of its names and in any spelling.
    ///
    /// # Errors
    /// [`Error::Input`] that names the column, or the value if a setting does not take it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let flag = format!("--where {text}");
        let Some((name, value)) = text.split_once('=') else {
            return Err(Error::input(flag, "has no value", "give one, as in --where seed=3"));
        };
        let (name, value) = (name.trim(), value.trim());
        if let Some(setting) = Setting::named(name) {
            let spelled = if value.is_empty() { Ok(String::new()) } else { setting.spelled(value) };
            let value = spelled.map_err(|invalid| {
                Error::input(&flag, format!("the value {} {}", quoted(value), invalid.problem), invalid.allowed)
            })?;
            return Ok(Self { column: setting.name.to_owned(), value: setting_cell(setting, value) });
        }
        if COLUMNS.iter().any(|column| column.name == name) {
            return Ok(Self { column: name.to_owned(), value: value.to_owned() });
        }
        let near = nearest(name, COLUMNS.iter().map(|column| column.name.as_str()));
        let hint = near.first().map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
        let problem = format!("there is no column {}{hint}", quoted(name));
        Err(Error::input(flag, problem, "the first line of a table in CSV has the names of its columns"))
    }

    /// Whether a row meets it.
    pub fn holds(&self, row: &Row) -> bool {
        row.get(&self.column) == self.value
    }
}

/// Trains the runs of a table again that meet all conditions, and writes their losses and scores, every so many epochs, with
/// the run's number, its recipe and its seed. Each run is checked by the hash of its last state. Returns the number of
/// runs.
///
/// # Errors
/// [`Error::Input`] if the table can't be read or no run meets the conditions; otherwise as for [`Row::train_again`], and
/// nothing is written.
pub fn curves(results: &Path, conditions: &[Condition], every: u64, out: &Path) -> Result<u64, Error> {
    let table = Table::of(out)?;
    let mut count = 0;
    replace_lines(out, |write| {
        let mut write = |line: String| write(line.as_bytes()).map_err(|source| unwritable(out, source));
        let names: Vec<String> = ["run", "recipe", "seed", "epoch"].into_iter().map(str::to_owned).collect();
        let names: Vec<String> = names.into_iter().chain(Measure::all().map(Measure::column)).collect();
        write(table.names(&names))?;
        read_rows(results, Table::of(results)?, |_, _, row| {
            if !conditions.iter().all(|condition| condition.holds(&row)) {
                return Ok(());
            }
            let start = ["run", "recipe", "seed"].map(|name| row.get(name).to_owned());
            row.train_again(every, &mut |_, epoch, scores| {
                let cells = start.iter().cloned().chain([epoch.to_string()]).chain(cells_of(Some(scores)));
                write(table.plain_line(&names, &cells.collect::<Vec<_>>()))
            })?;
            count += 1;
            Ok(())
        })?;
        if count == 0 {
            return Err(Error::input(results.display(), "has no such run", "give other conditions with --where"));
        }
        Ok(())
    })?;
    Ok(count)
}
