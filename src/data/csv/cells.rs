//! The cells of a table as text, with the place of each for messages.
//!
//! Finds the header and the convention of numbers, and holds that all rows are as long. `encoding` reads the text, `lines`
//! finds the delimiter; what the cells mean is for the readers of this folder.

use std::io::Read;

use csv::StringRecord;

use super::dialect::Dialect;
use super::encoding::{Decoded, Encoding, read_text};
use super::grid::{Grid, Texts};
use super::heading::{Heading, heading, is_counts};
use super::lines::{Lines, MAX_WIDTH, too_long, too_wide};
use super::numbers::{Convention, Found, convention, is_number};
use super::profile::{ColumnKind, Profile};
use super::words::{make_unique, tidy};
use crate::data::MAX_POINTS;
use crate::error::Error;
use crate::text::{excerpt, quoted};

/// A table whose cells are text.
pub(super) struct Cells<'a> {
    /// What messages call the table.
    pub(super) place: &'a str,
    /// The rows: at least one, at most [`MAX_POINTS`].
    pub(super) grid: Grid,
    /// Line of the file of each row, from 1.
    lines: Vec<u32>,
    /// What the first row of the file is, and its line.
    pub(super) heading: Heading,
    first_line: u32,
    /// The header if there is one, a name for each column, which may be empty.
    pub(super) header: Option<Vec<String>>,
    /// The names of the classes 0, 1, … in a line of counts.
    pub(super) class_names: Vec<String>,
    /// What each column has.
    pub(super) profiles: Vec<Profile>,
    /// How numbers are written.
    pub(super) convention: Convention,
    /// What separates the cells.
    pub(super) delimiter: char,
    /// How the text was written as bytes.
    pub(super) encoding: Encoding,
    /// Whether gzip had packed it.
    pub(super) was_packed: bool,
    /// What was guessed and might have been otherwise, in words.
    pub(super) remarks: Vec<String>,
}

/// A row with its line of the file.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// Line of the file, from 1.
    pub(super) line: usize,
    texts: Texts<'a>,
}

impl<'a> Row<'a> {
    /// The cells, without blanks round them.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a str> {
        self.texts.iter()
    }

    /// The cell in a column, counted from 0.
    pub(super) fn cell(self, column: usize) -> &'a str {
        self.texts.get(column)
    }
}

/// The first row with its line.
type First = (u32, StringRecord);

impl<'a> Cells<'a> {
    /// Reads a table in steps: its encoding, its lines, its delimiter, its header, the convention of its numbers. What the
    /// dialect says is not looked for.
    ///
    /// # Errors
    /// [`Error::Input`], with `place` as the thing, if the reader fails, or gives what is no text or too much; if a row
    /// is not as long as the first; if there is no row, or more than [`MAX_POINTS`]; if numbers can be read in two ways.
    /// `columns` describes a row.
    pub(super) fn read(reader: impl Read, place: &'a str, columns: &str, dialect: &Dialect) -> Result<Self, Error> {
        let Decoded { text, encoding, was_packed } = read_text(reader, place)?;
        let lines = Lines::of(&text, place, dialect)?;
        drop(text);
        let mut table = Self {
            place,
            grid: Grid::default(),
            lines: Vec::new(),
            heading: Heading::Row,
            first_line: 1,
            header: None,
            class_names: Vec::new(),
            profiles: Vec::new(),
            convention: Convention::POINT,
            delimiter: lines.delimiter,
            encoding,
            was_packed,
            remarks: Vec::new(),
        };
        let failed = |error: csv::Error| Error::input(place, format!("cannot be read: {error}"), "fix it");
        let mut records = lines.records();
        let first = records.next().transpose().map_err(failed)?;
        if let Some(first) = first {
            if first.1.len() > MAX_WIDTH {
                return Err(too_wide(place, first.0, &first.1.len().to_string()));
            }
            for record in records {
                let (line, record) = record.map_err(failed)?;
                table.add(line, &record, &first)?;
            }
            drop(lines);
            table.find_heading(first, dialect)?;
        }
        if table.len() == 0 {
            return Err(Error::input(place, "has no rows", format!("give at least one row of {}", excerpt(columns))));
        }
        table.find_convention(dialect)?;
        Ok(table)
    }

    /// Adds a row below the first, which may be shorter: names may lack that of the first column, and counts have a row
    /// of their own.
    fn add(&mut self, line: u32, record: &StringRecord, (first_line, first): &First) -> Result<(), Error> {
        let width = if self.lines.is_empty() { first.len() } else { self.width() };
        if record.len() != width {
            let before = if self.lines.is_empty() || first.len() == width { *first_line } else { self.lines[0] };
            let rows = first.get(0).and_then(|rows| rows.parse().ok()).unwrap_or_default();
            let is_second = self.lines.is_empty() && record.len() <= MAX_WIDTH;
            if !is_second || (record.len() != width + 1 && !is_counts(first, record.len(), rows)) {
                return Err(self.refuse_length((line, record), (before, width)));
            }
        }
        if self.lines.len() == MAX_POINTS {
            return Err(too_long(self.place));
        }
        self.lines.push(line);
        self.grid.push(record);
        Ok(())
    }

    /// Finds out what the first row is, and makes it one of the rows if it is one.
    fn find_heading(&mut self, (line, first): First, dialect: &Dialect) -> Result<(), Error> {
        let width = if self.lines.is_empty() { first.len() } else { self.width() };
        let mut profiles: Vec<Profile> = (0..width).map(|at| Profile::new(first.get(at).unwrap_or_default())).collect();
        for row in self.rows() {
            profiles.iter_mut().zip(row.cells()).for_each(|(profile, cell)| profile.add(row.line, cell));
        }
        let below: Vec<_> = profiles.iter().map(Profile::below).collect();
        self.first_line = line;
        self.heading = match dialect.header {
            Some(true) => Heading::Names,
            Some(false) => Heading::Row,
            None if first.len() + 1 == width && !first.iter().any(is_number) => Heading::Names,
            None => heading(&first, &below, self.len()),
        };
        let shown = || excerpt(&first.iter().collect::<Vec<_>>().join(", "));
        match self.heading {
            Heading::Names => {
                let mut names: Vec<String> = first.iter().map(tidy).collect();
                if first.len() < width {
                    // Rows may end with a delimiter; otherwise they begin with a name.
                    let is_last_empty = profiles.last().is_some_and(|profile| profile.below().missing == self.len());
                    let place = if is_last_empty { names.len() } else { 0 };
                    names.insert(place, String::new());
                }
                if dialect.header.is_none() && first.iter().any(is_number) {
                    self.remarks.push(format!("the first line, {}, is the header", shown()));
                }
                self.header = Some(names);
            }
            Heading::Counts => {
                self.class_names = first.iter().skip(2).map(tidy).collect();
                self.remarks.push(format!("the first line, {}, counts what follows", shown()));
            }
            Heading::Row | Heading::Unclear => {
                if let Some(before) = self.lines.first().filter(|_| first.len() != width) {
                    let second = self.grid.record();
                    return Err(self.refuse_length((*before, &second), (line, first.len())));
                }
                if self.lines.len() == MAX_POINTS {
                    return Err(too_long(self.place));
                }
                if self.heading == Heading::Unclear {
                    let words = format!("the first line, {}, is a row; --header yes makes it the header", shown());
                    self.remarks.push(words);
                }
                profiles.iter_mut().zip(&first).for_each(|(profile, cell)| profile.add(line as usize, cell));
                self.lines.insert(0, line);
                self.grid.push_front(&first);
            }
        }
        self.profiles = profiles;
        Ok(())
    }

    fn find_convention(&mut self, dialect: &Dialect) -> Result<(), Error> {
        let columns = self.profiles.iter().filter(|profile| profile.may_be_numbers()).map(|profile| &profile.evidence);
        self.convention = match convention(columns, self.delimiter, dialect) {
            Found::One(convention) => convention,
            Found::Likely(convention, cell) => {
                let number = convention.parse(&cell).unwrap_or_default();
                self.remarks.push(format!("{cell} is {number}; --thousands . would group digits"));
                convention
            }
            Found::Both([(line, point), (other, comma)]) => {
                let problem =
                    format!("has the number {} in line {line}, but {} in line {other}", quoted(&point), quoted(&comma));
                let remedy = "write all with one decimal sign, or name it with --decimal . or --decimal ,";
                return Err(Error::input(self.place, problem, remedy));
            }
            Found::Unclear(line, cell) => {
                let [one, other] = [Convention::POINT, Convention::COMMA].map(|convention| convention.parse(&cell));
                let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
                let problem = format!("line {line}: {} may be {one} or {other}", quoted(&cell));
                return Err(Error::input(self.place, problem, "name the decimal sign with --decimal . or --decimal ,"));
            }
        };
        if self.convention.decimal == ',' && self.delimiter != ';' && dialect.decimal.is_none() {
            self.remarks.push("numbers have decimal commas".to_owned());
        }
        Ok(())
    }

    /// The names of the columns, each once: the header's, or `column 3` where there is none. Says in its remarks which
    /// were changed.
    pub(super) fn names(&mut self) -> Vec<String> {
        let name = |column: usize| {
            let own = self.header.as_ref().and_then(|header| header.get(column)).filter(|name| !name.is_empty());
            own.cloned().unwrap_or_else(|| format!("column {}", column + 1))
        };
        let mut names: Vec<String> = (0..self.width()).map(name).collect();
        let changed = make_unique(&mut names);
        if !changed.is_empty() {
            self.remarks.push(excerpt(&changed.join(", ")));
        }
        names
    }

    /// The rows below the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        self.grid.rows().zip(&self.lines).map(|(texts, line)| Row { line: *line as usize, texts })
    }

    /// The number of rows, without the header.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Columns of each row.
    pub(super) fn width(&self) -> usize {
        self.grid.width()
    }

    /// The line of the first row, header or not.
    pub(super) fn first_line(&self) -> u32 {
        self.first_line
    }

    /// What most cells of a column are.
    pub(super) fn kind(&self, column: usize) -> ColumnKind {
        self.profiles[column].kind(self.convention)
    }

    /// The name that a line of counts gives to the class of this number, if it does.
    pub(super) fn class_name(&self, number: f32) -> Option<&str> {
        let is_place = number >= 0.0 && number.fract() == 0.0;
        let name = self.class_names.get(number as usize).filter(|name| is_place && !name.is_empty())?;
        let is_alone = self.class_names.iter().filter(|other| *other == name).count() == 1;
        is_alone.then_some(name)
    }

    /// The number that a text is, finite or not, if it is one.
    pub(super) fn parse(&self, text: &str) -> Option<f32> {
        self.convention.parse(text)
    }

    /// The finite number in a column of this name, counted from 0. `remedy` is what else would help than a number.
    pub(super) fn number(&self, row: Row, column: usize, name: &str, remedy: &str) -> Result<f32, Error> {
        let remedy = || format!("write a number such as -0.5{remedy}");
        match self.parse(row.cell(column)) {
            Some(number) if number.is_finite() => Ok(number),
            Some(_) => Err(self.refuse(row, column, name, "is not finite", remedy())),
            None => Err(self.refuse(row, column, name, "is not a number", remedy())),
        }
    }

    /// The refusal of a cell, by its place and text.
    pub(super) fn refuse(
        &self,
        row: Row,
        column: usize,
        name: &str,
        problem: &str,
        remedy: impl Into<String>,
    ) -> Error {
        // Enough of a cell to find it by.
        let shown: String = row.cell(column).chars().take(40).collect();
        let problem = format!("line {}, column {} ({name}): {shown:?} {problem}", row.line, column + 1);
        Error::input(self.place, problem, remedy)
    }

    fn refuse_length(&self, (line, record): (u32, &StringRecord), (first, width): (u32, usize)) -> Error {
        let (own, others) = (columns(record.len()), columns(width));
        let problem = format!("line {line} has {own}, but line {first} has {others}");
        // A quote that is never closed takes in the lines after it.
        let is_open = record.iter().any(|cell| cell.contains('\n'));
        let remedy = match width {
            _ if is_open => "close the quotes that are open in this line",
            1 if self.lines.is_empty() => "give every row the same number, or leave lines out with --skip 1",
            _ => "give every row the same number",
        };
        Error::input(self.place, problem, remedy)
    }
}

/// A number of columns in words.
pub(super) fn columns(count: usize) -> String {
    if count == 1 { "1 column".to_owned() } else { format!("{count} columns") }
}

/// A number of rows in words.
pub(super) fn rows_in_words(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

#[cfg(test)]
mod tests;
