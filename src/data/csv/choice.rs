//! Which columns of a table become inputs, and what its labels are.
//!
//! People bring tables with names, row numbers and remarks in them. An explicit choice is followed exactly; the rest is
//! found by rules that are simple enough to state in a message.

use std::io::Read;

use super::cells::{Cells, Row, rows_in_words};
use super::encoding::Encoding;
use super::heading::Heading;
use super::numbers::is_number;
use super::options::{Choice, Missing};
use super::overview::Overview;
use super::sheet::{Sheet, Source};
use super::words::is_missing;
use crate::data::{COORDINATES, Coding, MAX_NUMBERS, Table};
use crate::error::Error;

/// The result of reading a table.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its rows.
    pub table: Table,
    /// Columns that are neither chosen nor usable as inputs, each with the reason.
    pub left_out: Vec<String>,
    /// What was guessed or left out and is worth a word.
    pub remarks: Vec<String>,
    /// What was understood.
    pub overview: Overview,
    /// Whether earlier rules would have read it otherwise, or not at all.
    pub is_new: bool,
}

/// Reads a table to learn from, its encoding, lines, delimiter, header and convention of numbers found as in
/// [`read_points`](super::read_points).
///
/// The label is the last column. The other columns that are numbers, or true and false, are learned from, in their
/// order: those of which at least half the cells are numbers, every other cell being missing or a mistake. Columns of text
/// are left out unless `one_hot` names them, and so is one that is called an id or the like, or nothing, and only counts
/// the rows. Labels are numbers if at least half of them are; of up to 8 different ones, or of whole ones from 0 or 1 on
/// with none left out, they are classes, sorted, else values. Texts are classes, sorted. A first line of counts may name the
/// classes 0, 1, ….
///
/// # Errors
/// [`Error::Input`], with `place` as the thing, for what [`read_points`](super::read_points) refuses; if a column
/// that is chosen is not there; if there are no inputs or more than
/// [`MAX_COLUMNS`](crate::data::MAX_COLUMNS); if all labels are alike, or there are more classes than
/// [`MAX_CLASSES`](crate::data::MAX_CLASSES); if only one row is left.
pub fn read_table(reader: impl Read, place: &str, choice: &Choice) -> Result<Reading, Error> {
    let mut cells = Cells::read(reader, place, "numbers and a label", &choice.dialect)?;
    let names = cells.names();
    let sheet = Sheet::new(&cells, names, *choice);
    sheet.check_width()?;
    if cells.len() < 2 {
        return Err(sheet.refuse("has only one row", "give at least two: one to train on, one to test on"));
    }
    let label = match choice.label {
        Some(name) => sheet.place_of(name, "label")?,
        None => sheet.used.last().copied().unwrap_or_default(),
    };
    let mut left_out = Vec::new();
    let sources = sheet.sources(label, &mut left_out)?;
    if sources.len() * cells.len() > MAX_NUMBERS {
        let problem = format!("has {} rows by {} columns", cells.len(), sources.len());
        let remedy = format!("give at most {MAX_NUMBERS} numbers: fewer rows, or fewer --columns");
        return Err(sheet.refuse(problem, remedy));
    }
    let Rows { kept, numbers, unlabelled, incomplete, filled, mut is_new } = Rows::of(&sheet, &sources, label)?;
    let (labels, targets) = sheet.labels(&kept, label)?;
    let mut remarks = cells.remarks.clone();
    remarks.extend(sheet.names_remark(&labels));
    remarks.extend(sheet.count_remarks(unlabelled, incomplete, filled));
    is_new |= sources.iter().any(|source| source.coding != Coding::Number) || unlabelled + incomplete > 0;
    // Earlier versions have refused a single column.
    is_new |= sources.len() < COORDINATES;
    is_new |= has_new_form(&cells) || kept.iter().any(|row| sheet.is_new_number(*row, label));
    let overview = Overview::of(&sheet, &sources, label, kept.len());
    let (names, codings) = sources.into_iter().map(|source| (source.name, source.coding)).unzip();
    let table = Table::new(names, sheet.names[label].clone(), labels, numbers, targets)
        .and_then(|table| table.with_codings(codings))
        .map_err(|problem| sheet.refuse(problem, "fix it"))?;
    Ok(Reading { table, left_out, remarks, overview, is_new })
}

/// The rows of a table that are learned from.
#[derive(Default)]
struct Rows<'a> {
    kept: Vec<Row<'a>>,
    /// Their numbers, row by row, NaN where one is missing that the mean stands for.
    numbers: Vec<f32>,
    /// Rows that were left out for a missing label, and for another missing cell.
    unlabelled: usize,
    incomplete: usize,
    /// Rows in which something stands for a missing cell.
    filled: usize,
    is_new: bool,
}

impl<'a> Rows<'a> {
    fn of(sheet: &Sheet<'a>, sources: &[Source], label: usize) -> Result<Self, Error> {
        let (choice, cells) = (sheet.choice, sheet.cells);
        let remedy = if choice.columns.is_empty() { ", or leave the column out with --columns" } else { "" };
        let room = cells.len() * sources.len();
        let mut rows = Self { numbers: Vec::with_capacity(room), ..Self::default() };
        let mut own = Vec::with_capacity(sources.len());
        let refuse = |row, column: usize, what| {
            let remedy = format!("{what}, or leave such rows out with --missing drop");
            Err(cells.refuse(row, column, &sheet.names[column], "is missing", remedy))
        };
        for row in cells.rows() {
            let text = row.cell(label);
            let is_unlabelled = if choice.is_earlier { text.is_empty() } else { is_missing(text) };
            if is_unlabelled && choice.missing == Missing::Refuse {
                return refuse(row, label, "give every row a label");
            }
            own.clear();
            let mut gap = None;
            for source in sources {
                let number = source.number(cells, row, remedy)?;
                gap = gap.or(number.is_none().then_some(source.column));
                own.push(number.or_else(|| source.stand_in(choice.missing)).unwrap_or(f32::NAN));
            }
            if let Some(column) = gap.filter(|_| choice.missing == Missing::Refuse) {
                return refuse(row, column, "fill it in, or let the mean stand for it with --missing mean");
            }
            rows.is_new |= gap.is_some() || sources.iter().any(|source| sheet.is_new_number(row, source.column));
            if is_unlabelled {
                rows.unlabelled += 1;
            } else if gap.is_some() && choice.missing == Missing::Drop {
                rows.incomplete += 1;
            } else {
                rows.filled += usize::from(gap.is_some());
                rows.kept.push(row);
                rows.numbers.extend(&own);
            }
        }
        if rows.kept.len() < 2 {
            let problem = format!("has {} without a missing cell", rows_in_words(rows.kept.len()));
            let remedy = "fill cells in with --missing mean, or leave columns out with --columns";
            return Err(sheet.refuse(problem, remedy));
        }
        Ok(rows)
    }
}

/// Whether earlier rules would have refused a file, or taken another row for its header.
fn has_new_form(cells: &Cells) -> bool {
    let has_number = |mut texts: std::vec::IntoIter<&str>| texts.any(is_number);
    let header: Option<Vec<&str>> = cells.header.as_ref().map(|header| header.iter().map(String::as_str).collect());
    let is_new_heading = match header {
        Some(header) => has_number(header.into_iter()),
        None => cells.rows().next().is_none_or(|row| !has_number(row.cells().collect::<Vec<_>>().into_iter())),
    };
    is_new_heading || cells.was_packed || cells.encoding != Encoding::Utf8 || cells.heading == Heading::Counts
}

#[cfg(test)]
mod tests;
