//! Tables of points from any reader.
//!
//! A row a point. What people don't say of a table is found in one procedure, by `Cells::read`: its encoding, its lines,
//! its delimiter, its header, the convention of its numbers, so that tables from spreadsheets and other programs can be
//! taken as they are. [`read_table`] reads a [`Table`](super::Table) to train on; [`read_points`] and [`read_inputs`] read
//! points for a trained network, whose columns `matching` finds. Opens no file: the caller passes the reader, and its name
//! for messages.

mod cells;
mod choice;
mod dialect;
mod encoding;
mod grid;
mod heading;
mod labels;
mod lines;
mod matching;
mod numbers;
mod options;
mod overview;
mod profile;
mod sheet;
mod words;

use std::io::Read;

use super::{Coding, Labels};
use crate::error::Error;
use crate::text::excerpt;
use cells::{Cells, Row, rows_in_words};
use matching::{naming, places};
use sheet::Source;
use words::{is_missing, tidy};

pub use choice::{Reading, read_table};
pub use dialect::Dialect;
pub use encoding::Encoding;
pub use grid::{Grid, Texts};
pub use numbers::Convention;
pub use options::{Choice, Kind, Missing};
pub use overview::{ColumnOverview, Form, NO_HEADER, Overview};
pub use profile::ColumnKind;
pub(super) use words::LONGEST_NAME;

/// The columns that are looked for in a table.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Names of the columns of numbers, each with how its cells become numbers.
    pub columns: &'a [(String, Coding)],
    /// Name of the column of labels.
    pub label: &'a str,
    /// What the labels are.
    pub labels: &'a Labels,
    /// Whether the names are those of a table, and not just x, y and label.
    pub is_table: bool,
    /// What becomes of rows with missing cells.
    pub missing: Missing,
    /// How the table is written, as far as that is said.
    pub dialect: Dialect,
    /// Whether these are a run's own test points, which must have no text that its train points lack, and no missing
    /// cell where that is refused.
    pub is_test_data: bool,
}

/// Points without labels, with the text that they were read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// Names of all columns: the header's, or those that were looked for.
    pub names: Vec<String>,
    /// All cells of each row as they were written, without blanks round them.
    cells: Grid,
    /// The numbers in the columns that were looked for, `[n, columns]` row by row; NaN where a cell is missing.
    pub numbers: Vec<f32>,
    /// What was guessed or ignored and is worth a word.
    pub remarks: Vec<String>,
}

impl Inputs {
    /// The cells of each row.
    pub fn rows(&self) -> impl Iterator<Item = Texts<'_>> {
        self.cells.rows()
    }
}

/// Points with labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The numbers in the columns that were looked for, `[n, columns]` row by row; NaN where the mean stands for one.
    pub numbers: Vec<f32>,
    /// The number of each row's class, or its value. As many as rows.
    pub labels: Vec<f32>,
    /// What was guessed, ignored or left out and is worth a word.
    pub remarks: Vec<String>,
    /// How the table is written, once it was read.
    pub form: Option<Form>,
}

/// Reads a table of points with labels. Rows with missing cells are left out and counted, unless the mean stands for them.
///
/// What the dialect does not say is found: the encoding; the delimiter that makes as many cells of each row; the header,
/// each column's first cell being compared with the others; the decimal sign, from all cells that can be numbers. Blank
/// rows are skipped. The columns are found by name, or by position where one of the two tables has no header and the
/// number of columns is right.
///
/// # Errors
/// [`Error::Input`], with `place` as the thing, if the reader fails or gives what is no text; if columns are missing or
/// rows differ in length, or a cell is not a finite number or not a label (with line, column and text); if there is no
/// point, or more than [`MAX_POINTS`](super::MAX_POINTS).
pub fn read_points(reader: impl Read, place: &str, wanted: &Wanted) -> Result<Labelled, Error> {
    let sources: Vec<&str> = source_names(wanted.columns);
    let names: Vec<&str> = sources.iter().copied().chain([wanted.label]).collect();
    let mut cells = Cells::read(reader, place, &names.join(", "), &wanted.dialect)?;
    let mut found = places(&mut cells, &names, naming(&names, wanted.is_table), Some(wanted.label))?;
    let label = found.pop().unwrap_or_default();
    let columns = found_sources(wanted.columns, &sources, &found);
    let (mut points, mut left_out) = (Labelled::default(), 0);
    for row in cells.rows() {
        if wanted.is_test_data {
            check_test_row(&cells, row, &columns, label, wanted)?;
        }
        let start = points.numbers.len();
        let is_complete = push_numbers(&cells, row, &columns, wanted.missing, &mut points.numbers)?;
        // A class may have a name that means a missing cell elsewhere.
        let text = tidy(row.cell(label));
        let has_label = !is_missing(row.cell(label)) || wanted.labels.class_named(&text, None).is_some();
        if !has_label || (!is_complete && wanted.missing != Missing::Mean) {
            points.numbers.truncate(start);
            left_out += 1;
            continue;
        }
        points.labels.push(label_of(&cells, row, (label, wanted.label), wanted.labels)?);
    }
    if points.labels.is_empty() {
        let remedy = format!("give at least one row of {}", excerpt(&names.join(", ")));
        return Err(Error::input(place, "has no rows without a missing cell", remedy));
    }
    points.form = Some(Form::of(&cells, points.labels.len()));
    points.remarks.append(&mut cells.remarks);
    if left_out > 0 {
        let words = format!("{} of {} left out for missing cells", rows_in_words(left_out), cells.len());
        points.remarks.push(words);
    }
    Ok(points)
}

/// Reads a table of points without labels, by the rules of [`read_points`].
///
/// # Errors
/// As for [`read_points`].
pub fn read_inputs(reader: impl Read, place: &str, wanted: &Wanted) -> Result<Inputs, Error> {
    let names = source_names(wanted.columns);
    let mut cells = Cells::read(reader, place, &names.join(", "), &wanted.dialect)?;
    let found = places(&mut cells, &names, naming(&names, wanted.is_table), Some(wanted.label))?;
    let columns = found_sources(wanted.columns, &names, &found);
    let mut numbers = Vec::with_capacity(cells.len() * columns.len());
    for row in cells.rows() {
        push_numbers(&cells, row, &columns, wanted.missing, &mut numbers)?;
    }
    let own_names = cells.names();
    let by_position = || (0..cells.width()).map(|place| found.iter().position(|own| *own == place));
    let names = match cells.header {
        Some(_) => own_names,
        None => by_position().zip(own_names).map(|(own, name)| own.map_or(name, |own| names[own].to_owned())).collect(),
    };
    Ok(Inputs { names, cells: cells.grid, numbers, remarks: cells.remarks })
}

/// The names of the file's columns that inputs come from, each once.
fn source_names(columns: &[(String, Coding)]) -> Vec<&str> {
    let mut names = vec![];
    for (name, coding) in columns {
        let source = coding.source(name);
        if !names.contains(&source) {
            names.push(source);
        }
    }
    names
}

/// How each input is read from the columns that were found for these names.
fn found_sources(columns: &[(String, Coding)], names: &[&str], found: &[usize]) -> Vec<Source> {
    let source = |(name, coding): &(String, Coding)| {
        let column = names.iter().position(|own| *own == coding.source(name)).map_or(0, |own| found[own]);
        Source { column, name: coding.source(name).to_owned(), coding: coding.clone() }
    };
    columns.iter().map(source).collect()
}

/// Adds the numbers of a row, NaN for a missing one. Whether none is missing.
fn push_numbers(
    cells: &Cells,
    row: Row,
    columns: &[Source],
    missing: Missing,
    numbers: &mut Vec<f32>,
) -> Result<bool, Error> {
    let mut is_complete = true;
    for source in columns {
        let number = source.number(cells, row, "")?.or_else(|| source.stand_in(missing));
        is_complete &= number.is_some();
        numbers.push(number.unwrap_or(f32::NAN));
    }
    Ok(is_complete)
}

/// Refuses a row of test data with a text that the train points lack, or with a missing cell where that is refused.
fn check_test_row(cells: &Cells, row: Row, columns: &[Source], label: usize, wanted: &Wanted) -> Result<(), Error> {
    let is_refused = |column: usize| wanted.missing == Missing::Refuse && is_missing(row.cell(column));
    let missing = columns.iter().map(|source| (source.column, source.name.as_str())).chain([(label, wanted.label)]);
    if let Some((column, name)) = missing.into_iter().find(|(column, _)| is_refused(*column)) {
        let remedy = "fill it in, or leave such rows out with --missing drop";
        return Err(cells.refuse(row, column, name, "is missing", remedy));
    }
    let values = |column: usize| {
        columns.iter().filter(move |source| source.column == column).filter_map(|source| match &source.coding {
            Coding::OneHot { value, .. } => Some(value.as_str()),
            Coding::Number | Coding::Boolean => None,
        })
    };
    let is_new = |source: &&Source| {
        let text = row.cell(source.column);
        matches!(source.coding, Coding::OneHot { .. })
            && !is_missing(text)
            && values(source.column).all(|value| value != text)
    };
    let Some(source) = columns.iter().find(is_new) else { return Ok(()) };
    let known = excerpt(&values(source.column).collect::<Vec<_>>().join(", "));
    let remedy = format!("write one of {known}, or leave the column out of --one-hot");
    Err(cells.refuse(row, source.column, &source.name, "is no text of the train points", remedy))
}

/// The label in a column: the number of its class, or its value.
fn label_of(cells: &Cells, row: Row, (column, name): (usize, &str), labels: &Labels) -> Result<f32, Error> {
    if *labels == Labels::Values {
        return cells.number(row, column, name, "");
    }
    let text = tidy(row.cell(column));
    let number = cells.parse(&text);
    let named = || labels.class_named(number.and_then(|number| cells.class_name(number))?, None);
    let class = labels.class_named(&text, number).or_else(named);
    let refuse =
        || cells.refuse(row, column, name, "is not a label", format!("write {}", excerpt(&labels.to_string())));
    class.map(|class| class as f32).ok_or_else(refuse)
}

#[cfg(test)]
mod tests;
