//! The two formats of tables of results.

use std::path::Path;

use super::cells::Row;
use super::columns::Cell;
use super::{csv, json_lines};
use crate::error::Error;

/// A format of a table of results. Each row is a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Comma-separated values under a line of names.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

impl Table {
    /// The format that the name of a file chooses.
    ///
    /// # Errors
    /// [`Error::Input`] with the extensions if it chooses none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("jsonl") => Ok(Self::JsonLines),
            _ => {
                let problem = "is no name for a table of results";
                Err(Error::input(path.display(), problem, "give a name that ends in .csv or .jsonl"))
            }
        }
    }

    /// The line of names, with its end; empty where there is none.
    pub fn header(self) -> String {
        match self {
            Self::Csv => csv::header(),
            Self::JsonLines => String::new(),
        }
    }

    /// The line of a row, with its end.
    pub fn line(self, row: &Row) -> String {
        match self {
            Self::Csv => csv::line(row.cells()),
            Self::JsonLines => json_lines::line(row.cells()),
        }
    }

    /// The line of other names, with its end; empty where there is none.
    pub(in crate::sweep) fn names(self, names: &[String]) -> String {
        match self {
            Self::Csv => csv::line(names),
            Self::JsonLines => String::new(),
        }
    }

    /// The line of other cells under these names: texts if the name is `recipe`, otherwise numbers.
    pub(in crate::sweep) fn plain_line(self, names: &[String], cells: &[String]) -> String {
        match self {
            Self::Csv => csv::line(cells),
            Self::JsonLines => {
                let cell = |name: &String| if name == "recipe" { Cell::Text } else { Cell::Number };
                json_lines::object(names.iter().zip(cells).map(|(name, text)| (name.as_str(), cell(name), text)))
            }
        }
    }

    /// Reads a line without its end, as [`Self::line`] writes it.
    ///
    /// # Errors
    /// Says what is wrong with the line.
    pub fn parse(self, line: &str) -> Result<Row, &'static str> {
        let cells = match self {
            Self::Csv => Some(csv::cells(line)),
            Self::JsonLines => json_lines::cells(line),
        };
        let row = Row::checked(cells.ok_or("is no row of results")?)?;
        if self.line(&row).trim_end_matches('\n') != line {
            return Err("is not written as blobtui writes it");
        }
        Ok(row)
    }

    /// The run of a line that is a row, counted from 0; none for another line.
    pub(in crate::sweep) fn run(self, line: &str) -> Option<u64> {
        let cells = match self {
            Self::Csv => line,
            Self::JsonLines => line.strip_prefix(json_lines::BEGIN)?,
        };
        cells.split(',').next()?.parse::<u64>().ok()?.checked_sub(1)
    }

    /// Whether the piece of a first line may have been left by a kill.
    pub fn begins_with(self, piece: &[u8]) -> bool {
        match self {
            Self::Csv => csv::header().as_bytes().starts_with(piece),
            Self::JsonLines => {
                let begin = json_lines::BEGIN.as_bytes();
                piece.starts_with(begin) || begin.starts_with(piece)
            }
        }
    }
}
