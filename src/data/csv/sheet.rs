//! A table with names for its columns: which of them are inputs, and how their cells become numbers.

use super::cells::{Cells, Row, rows_in_words};
use super::lines::DELIMITERS;
use super::options::{Choice, Missing};
use super::profile::ColumnKind;
use super::words::{argument, boolean, is_missing, make_unique, tidy};
use crate::data::{COORDINATES, Coding, MAX_COLUMNS};
use crate::error::Error;
use crate::text::{excerpt, quoted};

/// A table with the names of its columns.
pub(super) struct Sheet<'a> {
    pub(super) cells: &'a Cells<'a>,
    pub(super) choice: Choice<'a>,
    /// Of every column: the header's, or what stands for it.
    pub(super) names: Vec<String>,
    /// The columns that have a name or any text. Spreadsheets write empty ones at the end.
    pub(super) used: Vec<usize>,
}

/// An input: how the cells of a column become its numbers.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The column, counted from 0.
    pub(super) column: usize,
    /// The input's own name.
    pub(super) name: String,
    pub(super) coding: Coding,
}

impl Source {
    /// The number of a cell; none if it is missing. `remedy` is what else would help than a number.
    ///
    /// # Errors
    /// Names the cell if it is no number, or not finite.
    pub(super) fn number(&self, cells: &Cells, row: Row, remedy: &str) -> Result<Option<f32>, Error> {
        let text = row.cell(self.column);
        if is_missing(text) {
            return Ok(None);
        }
        match &self.coding {
            Coding::OneHot { value, .. } => Ok(Some(f32::from(u8::from(text == value)))),
            Coding::Boolean if boolean(text).is_some() => Ok(boolean(text).map(|is| f32::from(u8::from(is)))),
            Coding::Number | Coding::Boolean => cells.number(row, self.column, &self.name, remedy).map(Some),
        }
    }

    /// What stands for a missing cell at once. The mean stands for a number only once the train points are known.
    pub(super) fn stand_in(&self, missing: Missing) -> Option<f32> {
        (missing == Missing::Mean && matches!(self.coding, Coding::OneHot { .. })).then_some(0.0)
    }
}

impl<'a> Sheet<'a> {
    pub(super) fn new(cells: &'a Cells<'a>, names: Vec<String>, choice: Choice<'a>) -> Self {
        let is_named = |column: usize| cells.header.as_ref().is_some_and(|header| !header[column].is_empty());
        let has_text = |column: usize| cells.rows().any(|row| !row.cell(column).is_empty());
        let used = (0..cells.width()).filter(|column| is_named(*column) || has_text(*column)).collect();
        Self { cells, choice, names, used }
    }

    pub(super) fn refuse(&self, problem: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::input(self.cells.place, problem, remedy)
    }

    /// Refuses a table of one column, which another delimiter may make.
    pub(super) fn check_width(&self) -> Result<(), Error> {
        if self.cells.width() > 1 {
            return Ok(());
        }
        let problem = match self.cells.delimiter {
            delimiter if self.choice.dialect.delimiter.is_none() && DELIMITERS.contains(&delimiter) => {
                "has only one column: no comma, semicolon, tab or | separates its cells".to_owned()
            }
            delimiter => format!("has only one column: no {delimiter:?} separates its cells"),
        };
        Err(self.refuse(problem, "name what does, as in --delimiter space or --delimiter :"))
    }

    /// Names of columns, for messages.
    fn list(&self, columns: &[usize]) -> String {
        excerpt(&columns.iter().map(|&column| self.names[column].as_str()).collect::<Vec<_>>().join(", "))
    }

    /// The column of this name, or number from 1.
    pub(super) fn place_of(&self, name: &str, flag: &str) -> Result<usize, Error> {
        let wanted = tidy(name);
        let find = |is_same: &dyn Fn(&str) -> bool| -> Vec<usize> {
            self.used.iter().copied().filter(|&column| is_same(&self.names[column])).collect()
        };
        let mut found = find(&|name| name == wanted);
        if found.is_empty() {
            found = find(&|name| name.to_lowercase() == wanted.to_lowercase());
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

    /// The inputs: the columns that were asked for, or else all that are numbers.
    pub(super) fn sources(&self, label: usize, left_out: &mut Vec<String>) -> Result<Vec<Source>, Error> {
        let one_hot = self.columns_of(self.choice.one_hot, "one-hot", label)?;
        let is_chosen = !self.choice.columns.is_empty();
        let mut columns = if is_chosen {
            self.columns_of(self.choice.columns, "columns", label)?
        } else {
            self.default_columns(label, &one_hot, left_out)
        };
        columns.extend(one_hot.iter().filter(|column| is_chosen && !columns.contains(column)).collect::<Vec<_>>());
        let mut sources = Vec::with_capacity(columns.len());
        for &column in &columns {
            if one_hot.contains(&column) {
                self.push_values(column, &mut sources)?;
            } else {
                let coding = match self.cells.kind(column) {
                    ColumnKind::Booleans if !self.choice.is_earlier => Coding::Boolean,
                    ColumnKind::Dates => {
                        return Err(self.refuse_kind(column, "is a column of dates", "give days or years as numbers"));
                    }
                    ColumnKind::Texts if is_chosen && self.cells.profiles[column].few_texts().is_some() => {
                        let remedy =
                            format!("make an input of each value with --one-hot {}", argument(&self.names, &[column]));
                        return Err(self.refuse_kind(column, "is a column of text", &remedy));
                    }
                    _ => Coding::Number,
                };
                sources.push(Source { column, name: self.names[column].clone(), coding });
            }
        }
        self.check_count(&sources, label)?;
        let mut names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
        make_unique(&mut names);
        sources.iter_mut().zip(names).for_each(|(source, name)| source.name = name);
        Ok(sources)
    }

    fn refuse_kind(&self, column: usize, problem: &str, remedy: &str) -> Error {
        let name = &self.names[column];
        self.refuse(format!("its column {} {problem}", quoted(name)), format!("{remedy}, or leave it out of --columns"))
    }

    /// The columns of these names.
    fn columns_of(&self, names: &[String], flag: &str, label: usize) -> Result<Vec<usize>, Error> {
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let column = self.place_of(name, flag)?;
            if column == label {
                let problem = format!("its column {:?} is the label and can't be an input", self.names[column]);
                return Err(self.refuse(problem, format!("leave it out of --{flag}, or name another --label")));
            }
            if columns.contains(&column) {
                let problem = format!("its column {:?} is named twice", self.names[column]);
                return Err(self.refuse(problem, format!("name each column once in --{flag}")));
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// The columns of numbers beside the label, but for one that only counts the rows, and those that become one-hot.
    fn default_columns(&self, label: usize, one_hot: &[usize], left_out: &mut Vec<String>) -> Vec<usize> {
        let mut columns = Vec::new();
        for &column in self.used.iter().filter(|&&column| column != label) {
            let is_unnamed = self.cells.header.as_ref().is_some_and(|header| header[column].is_empty());
            let reason = match self.cells.kind(column) {
                _ if one_hot.contains(&column) => None,
                ColumnKind::Numbers if self.counts_rows(column) => Some("row numbers".to_owned()),
                ColumnKind::Numbers => None,
                ColumnKind::Booleans if !self.choice.is_earlier => None,
                ColumnKind::Texts if is_unnamed && column == 0 => Some("row names".to_owned()),
                ColumnKind::Texts => match self.cells.profiles[column].few_texts() {
                    Some(count) => {
                        Some(format!("text of {count} values: --one-hot {}", argument(&self.names, &[column])))
                    }
                    None => Some("not numeric".to_owned()),
                },
                ColumnKind::Booleans => Some("not numeric".to_owned()),
                kind => Some(kind.words().to_owned()),
            };
            match reason {
                Some(reason) => left_out.push(format!("{} ({reason})", self.names[column])),
                None => columns.push(column),
            }
        }
        columns
    }

    /// Adds an input for each value of a column, in their order.
    fn push_values(&self, column: usize, sources: &mut Vec<Source>) -> Result<(), Error> {
        let mut values: Vec<&str> = vec![];
        for row in self.cells.rows() {
            let text = row.cell(column);
            if is_missing(text) || values.contains(&text) {
                continue;
            }
            if values.len() == MAX_COLUMNS {
                let problem =
                    format!("is different value {}, but at most {MAX_COLUMNS} become inputs", MAX_COLUMNS + 1);
                return Err(self.cells.refuse(row, column, &self.names[column], &problem, "leave it out of --one-hot"));
            }
            values.push(text);
        }
        values.sort_unstable();
        let name = &self.names[column];
        sources.extend(values.into_iter().map(|value| Source {
            column,
            name: tidy(&format!("{name}={value}")),
            coding: Coding::OneHot { column: name.clone(), value: value.to_owned() },
        }));
        Ok(())
    }

    fn check_count(&self, sources: &[Source], label: usize) -> Result<(), Error> {
        let count = sources.len();
        if (1..=MAX_COLUMNS).contains(&count) {
            return Ok(());
        }
        if !self.choice.columns.is_empty() {
            let problem = format!("--columns names {count}");
            return Err(self.refuse(problem, format!("name 1 to {MAX_COLUMNS} columns, x and y first")));
        }
        if count > MAX_COLUMNS {
            let problem = format!("has {count} numeric columns besides the label");
            let columns: Vec<_> = sources[..COORDINATES].iter().map(|source| source.column).collect();
            let example = argument(&self.names, &columns);
            return Err(self.refuse(problem, format!("choose up to {MAX_COLUMNS}, as in --columns {example}")));
        }
        let is_text = |column: usize| column != label && self.cells.profiles[column].few_texts().is_some();
        let texts = self.used.iter().find(|column| is_text(**column));
        let more = texts.map_or(String::new(), |&column| {
            format!(", read text with --one-hot {}", argument(&self.names, &[column]))
        });
        let problem = format!("has no numeric column besides the label {}", self.names[label]);
        Err(self.refuse(problem, format!("give one{more}, or name another --label")))
    }

    /// Whether a column is called an id or the like, or nothing, and each of its numbers is one more than the one before.
    fn counts_rows(&self, column: usize) -> bool {
        const NAMES: [&str; 6] = ["index", "row", "no", "nr", "#", "unnamed: 0"];
        let name = self.cells.header.as_ref().map(|header| header[column].to_lowercase());
        let is_called_so = name
            .is_some_and(|name| name.is_empty() || name.ends_with("id") || NAMES.contains(&name.trim_end_matches('.')));
        let number = |row: Row| self.cells.parse(row.cell(column));
        let is_next = |(row, next)| number(row).is_some_and(|before| number(next) == Some(before + 1.0));
        is_called_so && self.cells.rows().zip(self.cells.rows().skip(1)).all(is_next)
    }

    /// Whether earlier rules would have read another number in a cell, or none.
    pub(super) fn is_new_number(&self, row: Row, column: usize) -> bool {
        let text = row.cell(column);
        let earlier = match text.parse() {
            Err(_) if self.cells.delimiter == ';' && !text.contains('.') => text.replacen(',', ".", 1).parse().ok(),
            parsed => parsed.ok(),
        };
        self.cells.parse(text) != earlier.filter(|number: &f32| number.is_finite())
    }

    /// What is said of rows that were left out.
    pub(super) fn count_remarks(&self, unlabelled: usize, incomplete: usize, filled: usize) -> Vec<String> {
        let all = self.cells.len();
        let words = |count: usize, what: &str| (count > 0).then(|| format!("{} of {all} {what}", rows_in_words(count)));
        let incomplete = words(incomplete, "left out for missing cells (--missing mean fills them in)");
        let filled = words(filled, "filled in with means of the train points");
        words(unlabelled, "left out for a missing label").into_iter().chain(incomplete).chain(filled).collect()
    }
}
