//! User data: the rows of a CSV file.
//!
//! Owns the settings, and how rows become train and test points. Which file they name is opened by whoever reads the
//! preset, and its rows stay with the settings from then on; nothing here opens files.

use std::sync::Arc;

use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use super::csv::{Choice, Dialect, Form, Kind, Labelled, Missing, Overview, Reading, Wanted};
use super::scale::{Moments, Scale};
use super::{COORDINATES, Coding, Dataset, Labels, MAX_NUMBERS, Points, Table};
use crate::error::{Error, Invalid};
use crate::random::{Purpose, stream};
use crate::text::quoted;

/// The smallest and the largest train fraction, in percent. At 100 there are no test points.
pub const TRAIN_FRACTIONS: (u64, u64) = (1, 100);
/// Those of presets before version 5.
const EARLIER_FRACTIONS: (u64, u64) = (10, 90);
/// The default train fraction, in percent.
const DEFAULT_TRAIN_FRACTION: u64 = 80;
/// The longest name of a file, in bytes: that of Linux.
const LONGEST_FILE: usize = 4096;

/// Points from a file, shuffled by the seed and split: `train_fraction` percent of them are train points.
///
/// Standardized, every column of numbers has mean 0 and standard deviation 1 over the train points, and so have labels
/// that are values; the test points are moved and scaled alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Csv {
    /// The file. Relative to the preset's own folder as people write it; from its root once it was read.
    pub file: String,
    /// The file of the test points, by the rules of `file`; the rows of `file` are split if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_file: Option<String>,
    /// The numeric columns, x and y first, by name or number; all of them if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The label column, by name or number; the last one if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the labels are; guessed if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Kind>,
    /// Columns of texts that become an input for each value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_hot: Vec<String>,
    /// What becomes of rows with missing cells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: Missing,
    /// How the file is written, as far as that is not to be found.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dialect: Dialect,
    /// Whether numbers are standardized.
    #[serde(default = "yes_by_default")]
    pub standardize: bool,
    /// Train fraction in percent, 1 to 100; at 100 there are no test points.
    #[serde(rename = "share", default = "default_train_fraction")]
    pub train_fraction: u64,
    /// The rows, once they were read.
    #[serde(skip)]
    pub table: Option<Arc<Table>>,
    /// What was understood of the file, once it was read.
    #[serde(skip)]
    pub understood: Option<Arc<Understood>>,
    /// Whether it is read by the rules before version 5 of presets, which wrote it.
    #[serde(skip)]
    pub is_earlier: bool,
    /// Whether those rules would have read other rows, or none.
    #[serde(skip)]
    pub is_new: bool,
}

/// What was understood of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// Columns that are neither chosen nor usable as inputs, each with the reason.
    pub left_out: Vec<String>,
    /// What was guessed or left out and is worth a word.
    pub remarks: Vec<String>,
    /// How the file is written, and what its columns are.
    pub overview: Overview,
    /// How the file of the test points is written, if there is one.
    pub test_form: Option<Form>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn yes_by_default() -> bool {
    true
}

fn default_train_fraction() -> u64 {
    DEFAULT_TRAIN_FRACTION
}

/// Once they are read, points are the same if their rows are, wherever the file was and however its columns were chosen.
impl PartialEq for Csv {
    fn eq(&self, other: &Self) -> bool {
        let is_same_table = match (&self.table, &other.table) {
            (Some(one), Some(other)) => one.digest() == other.digest(),
            (None, None) => {
                let choice = |csv: &Self| {
                    (csv.file.clone(), csv.test_file.clone(), csv.columns.clone(), csv.label.clone(), csv.task)
                };
                let how = |csv: &Self| (csv.one_hot.clone(), csv.missing, csv.dialect);
                choice(self) == choice(other) && how(self) == how(other)
            }
            _ => false,
        };
        is_same_table && (self.standardize, self.train_fraction) == (other.standardize, other.train_fraction)
    }
}

impl Csv {
    /// A file that is still to be read, with default settings.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            test_file: None,
            columns: vec![],
            label: None,
            task: None,
            one_hot: vec![],
            missing: Missing::Drop,
            dialect: Dialect::default(),
            standardize: true,
            train_fraction: DEFAULT_TRAIN_FRACTION,
            table: None,
            understood: None,
            is_earlier: false,
            is_new: false,
        }
    }

    /// Takes the rows that were read.
    pub fn set_rows(&mut self, reading: Reading) {
        let Reading { table, left_out, remarks, overview, is_new } = reading;
        self.table = Some(table.into());
        self.understood = Some(Arc::new(Understood { left_out, remarks, overview, test_form: None }));
        self.is_new = is_new;
    }

    /// Reads the test points by the columns, the labels and the rules of the rows that were read, with `read`.
    ///
    /// # Errors
    /// Whatever `read` refuses; [`Error::Input`] with the file as the thing if the two have too many rows.
    pub fn read_test_points(
        &mut self,
        file: &str,
        read: impl FnOnce(&Wanted) -> Result<Labelled, Error>,
    ) -> Result<(), Error> {
        let Some(table) = self.table.as_deref() else { return Ok(()) };
        let columns: Vec<(String, Coding)> =
            table.columns().iter().cloned().enumerate().map(|(place, name)| (name, table.coding(place))).collect();
        let Labelled { numbers, labels, remarks, form } = read(&Wanted {
            columns: &columns,
            label: table.label(),
            labels: table.labels(),
            is_table: true,
            missing: self.missing,
            dialect: self.dialect,
            is_test_data: true,
        })?;
        let refuse = |problem: String| {
            Error::input(file, format!("with {}, the table {problem}", quoted(&self.file)), "give fewer rows")
        };
        let count = table.numbers().len() + numbers.len();
        if count > MAX_NUMBERS {
            return Err(refuse(format!("has {count} numbers, more than {MAX_NUMBERS}")));
        }
        let table = table.clone().with_test_points(&numbers, &labels).map_err(refuse)?;
        self.table = Some(table.into());
        if let Some(understood) = self.understood.take() {
            let mut understood = Arc::unwrap_or_clone(understood);
            understood.remarks.extend(remarks.into_iter().map(|remark| format!("test data: {remark}")));
            understood.test_form = form;
            self.understood = Some(understood.into());
        }
        Ok(())
    }

    /// Takes the rows that another of the same file has.
    pub fn take_rows_of(&mut self, other: &Self) {
        let Self { table, understood, is_earlier, is_new, .. } = other;
        self.table.clone_from(table);
        self.understood.clone_from(understood);
        (self.is_earlier, self.is_new) = (*is_earlier, *is_new);
    }

    /// Whether earlier versions of presets can't say it, or would have read other rows.
    pub fn is_of_version_5(&self) -> bool {
        let is_coded = |table: &Arc<Table>| {
            !table.codings().is_empty()
                || table.has_missing()
                || table.test_rows() > 0
                || table.columns().len() < COORDINATES
        };
        let is_new_table = self.is_new || self.test_file.is_some() || self.table.as_ref().is_some_and(is_coded);
        is_new_table || !self.one_hot.is_empty() || self.missing != Missing::Drop || self.dialect != Dialect::default()
    }

    /// Whether earlier versions of presets would have refused its train fraction, which this one allows.
    pub fn has_new_fraction(&self) -> bool {
        let is_in = |(least, most): (u64, u64)| (least..=most).contains(&self.train_fraction);
        is_in(TRAIN_FRACTIONS) && !is_in(EARLIER_FRACTIONS)
    }

    /// The same rows with default values for the settings that reading them does not depend on.
    #[must_use]
    pub fn with_defaults(&self) -> Self {
        Self { standardize: true, train_fraction: DEFAULT_TRAIN_FRACTION, ..self.clone() }
    }

    /// The choice of the file's columns.
    pub fn choice(&self) -> Choice<'_> {
        Choice {
            columns: &self.columns,
            label: self.label.as_deref(),
            kind: self.task,
            one_hot: &self.one_hot,
            missing: self.missing,
            dialect: self.dialect,
            is_earlier: self.is_earlier,
        }
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        check_file("file", &self.file)?;
        self.test_file.as_ref().map_or(Ok(()), |file| check_file("test_file", file))?;
        self.dialect.check().map_err(|invalid| invalid.within("dialect"))?;
        check_train_fraction(self.train_fraction)
    }

    /// The numbers of train and of test points: at least one each, but for a train fraction of 100 percent.
    pub fn counts(&self) -> (usize, usize) {
        let Some(table) = &self.table else { return (0, 0) };
        let train = match table.test_rows() {
            0 => train_count(table.len(), self.train_fraction),
            test => table.len() - test,
        };
        (train, table.len() - train)
    }

    /// Whether the test points come from a file of their own.
    pub fn has_own_test_points(&self) -> bool {
        self.test_file.is_some() || self.table.as_deref().is_some_and(|table| table.test_rows() > 0)
    }

    /// What the labels are, once the rows were read.
    pub fn labels(&self) -> Option<&Labels> {
        self.table.as_deref().map(Table::labels)
    }

    /// Shuffles and splits the rows; no points before they were read.
    pub(super) fn split(&self, seed: u64) -> Dataset {
        let Some(table) = self.table.as_deref() else { return Dataset::default() };
        let mut order: Vec<usize> = (0..table.len()).collect();
        // Test points of a file of their own stay in its order.
        let split = table.len() - table.test_rows();
        order[..split].shuffle(&mut stream(seed, Purpose::TableRows, 0));
        let (train, test) = order.split_at(self.counts().0);
        let scale = scale_of(table, train, self.standardize);
        Dataset { train: points(table, train, &scale), test: points(table, test, &scale), scale, ..Dataset::default() }
    }
}

fn check_file(field: &str, name: &str) -> Result<(), Invalid> {
    if name.trim().is_empty() || name.len() > LONGEST_FILE || name.contains(char::is_control) {
        let allowed = "the name of a file, as in \"points.csv\"";
        return Err(Invalid::new(field, format!("is {}", quoted(name)), allowed));
    }
    Ok(())
}

pub(super) fn check_train_fraction(percent: u64) -> Result<(), Invalid> {
    let (least, most) = TRAIN_FRACTIONS;
    if (least..=most).contains(&percent) {
        return Ok(());
    }
    Err(Invalid::new("share", format!("is {percent}"), format!("a whole number from {least} to {most} (percent)")))
}

/// The number of train points among `count` at this train fraction in percent. Neither split is empty if there are two
/// points or more, unless all are train points.
pub(super) fn train_count(count: usize, percent: u64) -> usize {
    if percent == TRAIN_FRACTIONS.1 {
        return count;
    }
    let train = (count as u64 * percent + 50) / 100;
    (train as usize).clamp(1, count.saturating_sub(1).max(1))
}

/// The scale that makes of a table's numbers those of the points, by its train rows alone.
fn scale_of(table: &Table, train: &[usize], standardize: bool) -> Scale {
    let count = table.columns().len();
    let numbers = |column: usize| train.iter().map(move |&row| table.row(row)[column]);
    let fills = if table.has_missing() { (0..count).map(|column| mean(numbers(column))).collect() } else { vec![] };
    let mut scale = Scale { fills, ..Scale::default() };
    let moments = |column: usize| {
        let is_unseen =
            matches!(table.coding(column), Coding::OneHot { .. }) && numbers(column).all(|number| number == 0.0);
        match standardize {
            _ if is_unseen => Moments::UNSEEN,
            true => Moments::of(numbers(column).map(|number| scale.filled(column, number))),
            false => Moments::NONE,
        }
    };
    scale.columns = (0..count).map(moments).collect();
    if standardize && *table.labels() == Labels::Values {
        scale.label = Moments::of(train.iter().map(|&row| table.targets()[row]));
    }
    scale
}

/// The mean of the numbers that are not missing; 0 if all are.
fn mean(numbers: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = numbers
        .filter(|number| !number.is_nan())
        .fold((0.0, 0.0), |(sum, count), number| (sum + f64::from(number), count + 1.0));
    if count > 0.0 { (sum / count) as f32 } else { 0.0 }
}

fn points(table: &Table, rows: &[usize], scale: &Scale) -> Points {
    let mut points = Points::default();
    for &row in rows {
        let numbers = table.row(row).iter().enumerate().map(|(column, number)| scale.standardized(column, *number));
        points.push_row(&numbers.collect::<Vec<f32>>(), scale.label.standardized(table.targets()[row]));
    }
    points
}

#[cfg(test)]
mod tests;
