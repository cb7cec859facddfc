//! Which columns of a table become inputs, and what its labels are.
//!
//! People bring tables with names, row numbers and remarks in them. An explicit choice is followed exactly; the rest is
//! found by rules that are simple enough to state in a message.

use std::cmp::Ordering;
use std::io::Read;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};

use super::cells::{Cells, LONGEST_NAME, Row, tidy};
use crate::data::{COORDINATES, Labels, MAX_CLASSES, MAX_COLUMNS, MAX_NUMBERS, Table};
use crate::error::Error;
use crate::text::{excerpt, quoted};

/// How the label column is interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// Names of classes, numbers among them.
    Classes,
    /// Values, for regression.
    Values,
}

/// The columns to read from a table, each by its name in the header or by its number from 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// The numeric columns, x and y first; empty for all of them.
    pub columns: &'a [String],
    /// The label column; the last column by default.
    pub label: Option<&'a str>,
    /// What the labels are, if they should not be guessed.
    pub kind: Option<Kind>,
}

/// The result of reading a table.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its rows.
    pub table: Table,
    /// Columns that are neither chosen nor usable as inputs, each with the reason.
    pub left_out: Vec<String>,
}

/// Reads a table to learn from, its header, delimiter and blanks as in [`read_points`](super::read_points).
///
/// The label is the last column. The other columns that are numbers are learned from, in their order: those of which at
/// least half the cells are numbers, every other cell being a mistake. Columns of text are left out, and so is one that
/// is called an id or the like, or nothing, and only counts the rows. Labels are numbers if at least half of them are;
/// of up to 8 different ones, or of whole ones from 0 or 1 on with none left out, they are classes, sorted, else values.
/// Texts are classes, sorted.
///
/// # Errors
/// [`Error::Input`], with `place` as the thing, for what [`read_points`](super::read_points) refuses; if a column that
/// is chosen is not there; if there are fewer than 2 columns of numbers or more than [`MAX_COLUMNS`]; if a label is
/// missing, all are alike, or there are more classes than [`MAX_CLASSES`]; if there is only one row.
pub fn read_table(reader: impl Read, place: &str, choice: &Choice) -> Result<Reading, Error> {
    let cells = Cells::read(reader, place, "two numeric columns and a label")?;
    let sheet = Sheet::new(&cells);
    if cells.len() < 2 {
        return Err(sheet.refuse("has only one row", "give at least two: one to train on, one to test on"));
    }
    let label = match choice.label {
        Some(name) => sheet.place_of(name, "label")?,
        None => sheet.used.last().copied().unwrap_or_default(),
    };
    let mut left_out = Vec::new();
    let columns = if choice.columns.is_empty() {
        sheet.default_columns(label, &mut left_out)?
    } else {
        sheet.chosen_columns(choice.columns, label)?
    };
    if columns.len() * cells.len() > MAX_NUMBERS {
        let problem = format!("has {} rows by {} columns", cells.len(), columns.len());
        let remedy = format!("give at most {MAX_NUMBERS} numbers: fewer rows, or fewer --columns");
        return Err(sheet.refuse(problem, remedy));
    }
    let remedy = if choice.columns.is_empty() { ", or leave the column out with --columns" } else { "" };
    let columns: Vec<_> = columns.into_iter().map(|column| (column, sheet.names[column].clone())).collect();
    let numbers = cells.numbers(&columns, remedy)?;
    let (labels, targets) = sheet.labels(label, choice.kind)?;
    let names = columns.into_iter().map(|(_, name)| name).collect();
    let table = Table::new(names, sheet.names[label].clone(), labels, numbers, targets)
        .map_err(|problem| sheet.refuse(problem, "fix it"))?;
    Ok(Reading { table, left_out })
}

/// A table with the names of its columns.
struct Sheet<'a> {
    cells: &'a Cells<'a>,
    /// Of every column: the header's, or what stands for it.
    names: Vec<String>,
    /// The columns that have a name or any text. Spreadsheets write empty ones at the end.
    used: Vec<usize>,
}

impl<'a> Sheet<'a> {
    fn new(cells: &'a Cells<'a>) -> Self {
        let header: Vec<String> = cells.header().into_iter().flat_map(Row::cells).map(tidy).collect();
        let name = |column: usize| match header.get(column) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column + 1),
        };
        let is_used = |&column: &usize| {
            header.get(column).is_some_and(|name| !name.is_empty())
                || cells.rows().any(|row| !row.cell(column).is_empty())
        };
        let used = (0..cells.width()).filter(is_used).collect();
        Self { cells, names: (0..cells.width()).map(name).collect(), used }
    }

    fn refuse(&self, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(self.cells.place, problem, remedy)
    }

    /// Names of columns, for messages.
    fn list(&self, columns: &[usize]) -> String {
        excerpt(&columns.iter().map(|&column| self.names[column].as_str()).collect::<Vec<_>>().join(", "))
    }

    /// The column of this name, or number from 1.
    fn place_of(&self, name: &str, flag: &str) -> Result<usize, Error> {
        let wanted = tidy(name);
        let find = |is_same: &dyn Fn(&str) -> bool| -> Vec<usize> {
            self.used.iter().copied().filter(|&column| is_same(&self.names[column])).collect()
        };
        let mut found = find(&|name| name == wanted);
        if found.is_empty() {
            found = find(&|name| name.eq_ignore_ascii_case(&wanted));
        }
        if found.is_empty() {
            let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            found = number.into_iter().filter(|number| self.used.contains(number)).collect();
        }
        match found[..] {
            [column] => Ok(column),
            [] => {
                let problem = format!("has no column {}, which --{flag} names", quoted(&wanted));
                Err(self
                    .refuse(problem, format!("its columns are {}; numbers from 1 work, too", self.list(&self.used))))
            }
            _ => {
                let problem = format!("has {} columns {}, but --{flag} needs one", found.len(), quoted(&wanted));
                Err(self.refuse(problem, format!("choose one by its number, as in {}", found[0] + 1)))
            }
        }
    }

    /// The columns that were asked for.
    fn chosen_columns(&self, names: &[String], label: usize) -> Result<Vec<usize>, Error> {
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let column = self.place_of(name, "columns")?;
            if column == label {
                let problem = format!("its column {:?} is the label and can't be an input", self.names[column]);
                return Err(self.refuse(problem, "leave it out of --columns, or name another --label"));
            }
            if columns.contains(&column) {
                let problem = format!("its column {:?} is named twice", self.names[column]);
                return Err(self.refuse(problem, "name each column once in --columns"));
            }
            columns.push(column);
        }
        if (COORDINATES..=MAX_COLUMNS).contains(&columns.len()) {
            return Ok(columns);
        }
        let problem = format!("--columns names {}", columns.len());
        Err(self.refuse(problem, format!("name {COORDINATES} to {MAX_COLUMNS} columns, x and y first")))
    }

    /// The columns of numbers beside the label, but for one that only counts the rows.
    fn default_columns(&self, label: usize, left_out: &mut Vec<String>) -> Result<Vec<usize>, Error> {
        let mut columns = Vec::new();
        for &column in self.used.iter().filter(|&&column| column != label) {
            let name = &self.names[column];
            if !self.is_mostly_numbers(column) {
                left_out.push(format!("{name} (not numeric)"));
            } else if self.counts_rows(column) {
                left_out.push(format!("{name} (row numbers)"));
            } else {
                columns.push(column);
            }
        }
        if columns.len() < COORDINATES {
            let found = match columns[..] {
                [column] => format!("only one numeric column, {},", self.names[column]),
                _ => "no numeric column".to_owned(),
            };
            let problem = format!("has {found} besides the label {}", self.names[label]);
            return Err(self.refuse(problem, format!("give at least {COORDINATES}, or name another --label")));
        }
        if columns.len() > MAX_COLUMNS {
            let problem = format!("has {} numeric columns besides the label", columns.len());
            let example = self.list(&columns[..COORDINATES]).replace(", ", ",");
            return Err(self.refuse(problem, format!("choose up to {MAX_COLUMNS}, as in --columns {example}")));
        }
        Ok(columns)
    }

    /// Whether at least half the cells of a column are numbers, finite or not.
    fn is_mostly_numbers(&self, column: usize) -> bool {
        let is_number = |row: &Row| self.cells.parse(row.cell(column)).is_some();
        2 * self.cells.rows().filter(is_number).count() >= self.cells.len()
    }

    /// Whether a column is called an id or the like, or nothing, and each of its numbers is one more than the one before.
    fn counts_rows(&self, column: usize) -> bool {
        const NAMES: [&str; 6] = ["index", "row", "no", "nr", "#", "unnamed: 0"];
        let name = self.cells.header().map(|header| tidy(header.cell(column)).to_lowercase());
        let is_called_so = name
            .is_some_and(|name| name.is_empty() || name.ends_with("id") || NAMES.contains(&name.trim_end_matches('.')));
        let number = |row: Row| self.cells.parse(row.cell(column));
        let is_next = |(row, next)| number(row).is_some_and(|before| number(next) == Some(before + 1.0));
        is_called_so && self.cells.rows().zip(self.cells.rows().skip(1)).all(is_next)
    }

    /// What the labels are, and the number of each row's class, or its value.
    fn labels(&self, column: usize, kind: Option<Kind>) -> Result<(Labels, Vec<f32>), Error> {
        let (cells, name) = (self.cells, &self.names[column]);
        if let Some(row) = cells.rows().find(|row| row.cell(column).is_empty()) {
            return Err(cells.refuse(row, column, name, "is not a label", "give every row a label"));
        }
        if kind != Some(Kind::Values) && !self.is_mostly_numbers(column) {
            // Too many labels mean the wrong column: to shorten one of them would not help.
            let texts: Vec<&str> = cells.rows().map(|row| row.cell(column)).collect();
            let classes = self.different(column, &texts)?.map_err(|row| self.refuse_classes(row, column))?;
            if let Some(row) = cells.rows().find(|row| tidy(row.cell(column)) != row.cell(column)) {
                let problem = format!("is not a name on one line of up to {LONGEST_NAME} characters");
                let is_long = row.cell(column).chars().count() > LONGEST_NAME;
                let remedy = if is_long { "shorten it" } else { "leave out control characters and double blanks" };
                return Err(cells.refuse(row, column, name, &problem, remedy));
            }
            return Ok(numbered(&classes, &texts));
        }
        // The sign of a zero would make two classes of one.
        let number = |row: Row| Ok(cells.number(row, column, name, "")? + 0.0);
        let numbers: Vec<f32> = cells.rows().map(number).collect::<Result<_, Error>>()?;
        match self.different(column, &numbers)? {
            Ok(classes) if kind == Some(Kind::Classes) || (kind.is_none() && are_classes(&classes)) => {
                Ok(numbered(&classes, &numbers))
            }
            Err(row) if kind == Some(Kind::Classes) => Err(self.refuse_classes(row, column)),
            _ => Ok((Labels::Values, numbers)),
        }
    }

    /// The different labels of a column, sorted, or the row of the first beyond [`MAX_CLASSES`]. Refuses a single one.
    fn different<T: Copy + PartialOrd>(&self, column: usize, labels: &[T]) -> Result<Result<Vec<T>, Row<'_>>, Error> {
        let mut different = Vec::new();
        for (row, label) in self.cells.rows().zip(labels) {
            if different.contains(label) {
                continue;
            }
            if different.len() == MAX_CLASSES {
                return Ok(Err(row));
            }
            different.push(*label);
        }
        if different.len() < 2 {
            return Err(self.refuse_one_label(column));
        }
        // Texts and finite numbers have an order.
        different.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        Ok(Ok(different))
    }

    fn refuse_classes(&self, row: Row, column: usize) -> Error {
        let problem = format!("is different label {}, but at most {MAX_CLASSES} classes are allowed", MAX_CLASSES + 1);
        let remedy = "name the label column with --label, or use --task values for regression";
        self.cells.refuse(row, column, &self.names[column], &problem, remedy)
    }

    fn refuse_one_label(&self, column: usize) -> Error {
        let label = self.cells.rows().next().map_or("", |row| row.cell(column));
        let problem = format!("column {} ({}) has {} in every row", column + 1, self.names[column], quoted(label));
        self.refuse(problem, "labels must differ: name the label column with --label")
    }
}

/// Whether different numbers, sorted, are rather those of classes than values: few, or as people count.
fn are_classes(numbers: &[f32]) -> bool {
    const FEW: usize = 8;
    let counts_from =
        |first: f32| numbers.iter().zip(0_u8..).all(|(number, place)| *number == first + f32::from(place));
    numbers.len() <= FEW || counts_from(0.0) || counts_from(1.0)
}

/// The names of classes, and the number of the class of each label.
fn numbered<T: PartialEq + ToString>(classes: &[T], labels: &[T]) -> (Labels, Vec<f32>) {
    let class = |label: &T| classes.iter().position(|class| class == label).unwrap_or_default() as f32;
    (Labels::Classes(classes.iter().map(T::to_string).collect()), labels.iter().map(class).collect())
}

#[cfg(test)]
mod tests;
