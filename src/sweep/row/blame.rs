//! What is wrong with a line that is no row: another version, or a field.

use std::path::Path;

use serde_json::Value;

use super::columns::{COLUMNS, Cell};
use super::{Table, csv, json_lines};
use crate::file::lines::LineReader;
use crate::sweep::plan::VERSION;
use crate::text::quoted;

/// What is to blame for a line that is refused.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sweep) enum Blame {
    /// It was written by another version of the program.
    Version(String),
    /// What is wrong with a field, which is named.
    Field(String),
    /// No single field.
    Nothing,
}

impl Table {
    /// The format of a table of results of whatever version, by its first line alone; none of any other file.
    pub fn of_start(path: &Path) -> Option<Self> {
        let mut reader = LineReader::open(path).ok()?;
        Self::of_line(reader.line(0).ok()?)
    }

    /// The same of the first line.
    pub(in crate::sweep) fn of_line(line: &str) -> Option<Self> {
        let is_object = line.starts_with(json_lines::BEGIN) && line.contains(",\"sweep\":\"v");
        let is_names = line.starts_with("run,sweep,preset,");
        if is_names { Some(Self::Csv) } else { is_object.then_some(Self::JsonLines) }
    }

    /// Checks the line of names.
    ///
    /// # Errors
    /// Says which name is another one than this version writes.
    pub(in crate::sweep) fn check_names(self, line: &str) -> Result<(), String> {
        if self.header().trim_end() == line {
            return Ok(());
        }
        let names = csv::cells(line);
        let mut pairs = COLUMNS.iter().enumerate();
        let other = pairs.find(|(place, column)| names.get(*place) != Some(&column.name));
        Err(match other {
            Some((place, column)) => {
                let found = names.get(place).map_or_else(|| "missing".to_owned(), |name| quoted(name));
                format!("column {} is {found}, not {}: the table is of another version", place + 1, column.name)
            }
            None => format!("has {} columns, not {}: the table is of another version", names.len(), COLUMNS.len()),
        })
    }

    /// What is wrong with a line that [`Self::parse`] refuses.
    pub(in crate::sweep) fn blame(self, line: &str) -> Blame {
        match self {
            Self::Csv => of_cells(&csv::cells(line)),
            Self::JsonLines => of_object(line),
        }
    }
}

/// The version in the identity of a sweep, if it is another one.
fn other_version(sweep: &str) -> Option<Blame> {
    let (version, _) = sweep.strip_prefix('v')?.split_once('-')?;
    let is_other = version.parse::<u64>().is_ok() && version != VERSION.to_string();
    is_other.then(|| Blame::Version(version.to_owned()))
}

fn of_cells(cells: &[String]) -> Blame {
    if let Some(blame) = cells.get(1).and_then(|sweep| other_version(sweep)) {
        return blame;
    }
    if cells.len() != COLUMNS.len() {
        return Blame::Field(format!("fields: {} in place of {}", cells.len(), COLUMNS.len()));
    }
    let is_wrong = |(cell, text): (Cell, &String)| match cell {
        _ if text.is_empty() => None,
        Cell::Text => None,
        Cell::Whole => text.parse::<u64>().is_err().then_some("no whole number"),
        Cell::Number => text.parse::<f64>().is_err().then_some("no number"),
        Cell::Boolean => text.parse::<bool>().is_err().then_some("neither true nor false"),
    };
    let mut all = COLUMNS.iter().zip(cells);
    let found = all.find_map(|(column, text)| Some((column, text, is_wrong((column.cell, text))?)));
    found.map_or(Blame::Nothing, |(column, text, problem)| {
        Blame::Field(format!("{} is {}, {problem}", column.name, quoted(text)))
    })
}

fn of_object(line: &str) -> Blame {
    let Ok(Value::Object(object)) = serde_json::from_str(line) else {
        return Blame::Field("no JSON object".to_owned());
    };
    if let Some(blame) = object.get("sweep").and_then(Value::as_str).and_then(other_version) {
        return blame;
    }
    let fits = |value: &Value, cell: Cell| match cell {
        _ if value.is_null() => true,
        Cell::Text => value.is_string(),
        Cell::Whole => value.is_u64(),
        Cell::Number => value.is_number(),
        Cell::Boolean => value.is_boolean(),
    };
    for column in COLUMNS.iter() {
        match object.get(&column.name) {
            None => return Blame::Field(format!("there is no {}", column.name)),
            Some(value) if !fits(value, column.cell) => {
                return Blame::Field(format!("{} is {value}", column.name));
            }
            Some(_) => {}
        }
    }
    let unknown = object.keys().find(|name| COLUMNS.iter().all(|column| column.name != **name));
    unknown.map_or(Blame::Nothing, |name| Blame::Field(format!("{} is no column", quoted(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with the identity of this version's sweeps, and one cell set.
    fn line(name: &str, cell: &str) -> String {
        let cells: Vec<String> = COLUMNS
            .iter()
            .map(|column| match column.name.as_str() {
                other if other == name => cell.to_owned(),
                "sweep" => format!("v{VERSION}-9-abc"),
                _ => String::new(),
            })
            .collect();
        csv::line(&cells).trim_end().to_owned()
    }

    #[test]
    fn the_field_that_is_to_blame_is_named() {
        assert_eq!(Table::Csv.blame(&line("test_loss", "x")), Blame::Field("test_loss is \"x\", no number".into()));
        assert_eq!(Table::Csv.blame(&line("run", "-1")), Blame::Field("run is \"-1\", no whole number".into()));
        assert_eq!(Table::Csv.blame(&line("test_loss", "0.5")), Blame::Nothing);
        assert_eq!(Table::Csv.blame("1,v1-9-abc"), Blame::Field(format!("fields: 2 in place of {}", COLUMNS.len())));
        assert_eq!(Table::JsonLines.blame("{\"run\":1}"), Blame::Field("there is no sweep".into()));
        assert_eq!(Table::JsonLines.blame("1"), Blame::Field("no JSON object".into()));
    }

    #[test]
    fn another_version_is_told_from_damage() {
        assert_eq!(Table::Csv.blame(&line("sweep", "v99-9-abc")), Blame::Version("99".into()));
        assert_eq!(Table::JsonLines.blame("{\"run\":1,\"sweep\":\"v99-9-a\"}"), Blame::Version("99".into()));
        assert_eq!(Table::Csv.check_names(Table::Csv.header().trim_end()), Ok(()));
        let renamed = Table::Csv.header().trim_end().replacen("preset", "recipe_name", 1);
        let problem = Table::Csv.check_names(&renamed).unwrap_err();
        assert_eq!(problem, "column 3 is \"recipe_name\", not preset: the table is of another version");
    }
}
