//! The rows of user data, from a file or a checkpoint.
//!
//! Owns what holds for every table, whoever made it, and what its columns and labels are called. Reading one from text
//! is for `csv`, splitting and scaling it for [`Csv`](super::Csv).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::csv::LONGEST_NAME;
use super::{MAX_CLASSES, MAX_COLUMNS, MAX_POINTS, Target};
use crate::text::quoted;

/// The longest text that an input may stand for, in bytes.
const LONGEST_VALUE: usize = 240;

/// What labels are, and what their classes are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Labels {
    /// Names of the classes, in the order of their numbers.
    Classes(Vec<String>),
    /// Values, for regression.
    Values,
}

impl Labels {
    /// Labels without other names than their numbers.
    pub fn numbered(target: Target) -> Self {
        match target {
            Target::Classes(count) => Self::Classes((0..count).map(|class| class.to_string()).collect()),
            Target::Value => Self::Values,
        }
    }

    /// What the labels are, without names.
    pub fn target(&self) -> Target {
        match self {
            Self::Classes(names) => Target::Classes(names.len()),
            Self::Values => Target::Value,
        }
    }

    /// The name of a class, if there are classes and it is one.
    pub fn class(&self, class: usize) -> Option<&str> {
        match self {
            Self::Classes(names) => names.get(class).map(String::as_str),
            Self::Values => None,
        }
    }

    /// The number of the class of this name; if both are numbers, any spelling will do.
    pub fn class_named(&self, text: &str, number: Option<f32>) -> Option<usize> {
        let Self::Classes(names) = self else { return None };
        let is_same_number = |name: &String| number.is_some_and(|number| name.parse() == Ok(number));
        names.iter().position(|name| name == text).or_else(|| names.iter().position(is_same_number))
    }
}

/// The allowed labels, as in "setosa, versicolor or virginica".
impl fmt::Display for Labels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classes(names) if *self != Self::numbered(self.target()) => {
                let (last, others) = names.split_last().map_or(("", &[][..]), |(last, others)| (last, others));
                write!(formatter, "{} or {last}", others.join(", "))
            }
            _ => self.target().fmt(formatter),
        }
    }
}

/// How the cells of a file became the numbers of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    /// They are numbers.
    #[default]
    Number,
    /// True or yes is 1, false or no is 0.
    Boolean,
    /// 1 where the file's column has this text, and 0 elsewhere.
    OneHot {
        /// Name of the file's column.
        column: String,
        /// The text.
        value: String,
    },
}

impl Coding {
    /// The name of the file's column, for an input of this name.
    pub fn source<'a>(&'a self, name: &'a str) -> &'a str {
        match self {
            Self::OneHot { column, .. } => column,
            Self::Number | Self::Boolean => name,
        }
    }
}

/// Rows of numbers, each with a label. Whatever has this type fulfils what [`Table::new`] checks.
#[derive(Clone)]
pub struct Table {
    columns: Vec<String>,
    label: String,
    labels: Labels,
    numbers: Vec<f32>,
    targets: Vec<f32>,
    /// How the cells of each column became numbers; empty if all are numbers.
    codings: Vec<Coding>,
    /// How many of the last rows are test points that came from a file of their own.
    test_rows: usize,
    digest: [u8; 32],
}

/// Two tables are the same by all that they hold, missing numbers included.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Table({} rows, {:?}, {}: {:?})", self.len(), self.columns, self.label, self.labels)
    }
}

impl Table {
    /// A table of these columns, the first two of which are x and y if there are as many: `numbers` is `[n, columns]` row by row, `targets`
    /// has the number of each row's class, or its value. A number that is missing is NaN.
    ///
    /// # Errors
    /// Says what is wrong if there are not 1 to [`MAX_COLUMNS`] columns or 2 to [`MAX_POINTS`] rows, if a number is
    /// infinite, a name is no name, a label is none of the labels, or there are not 2 to [`MAX_CLASSES`] classes.
    pub fn new(
        columns: Vec<String>,
        label: String,
        labels: Labels,
        numbers: Vec<f32>,
        targets: Vec<f32>,
    ) -> Result<Self, String> {
        let (width, count) = (columns.len(), targets.len());
        if !(1..=MAX_COLUMNS).contains(&width) {
            return Err(format!("has {width} numeric columns, not 1 to {MAX_COLUMNS}"));
        }
        if !(2..=MAX_POINTS).contains(&count) {
            return Err(format!("has {count} rows, not 2 to {MAX_POINTS}"));
        }
        if numbers.len() != width * count {
            return Err(format!("has {} numbers, not {count} rows of {width}", numbers.len()));
        }
        let classes = match &labels {
            Labels::Classes(names) if !(2..=MAX_CLASSES).contains(&names.len()) => {
                return Err(format!("has {} classes, not 2 to {MAX_CLASSES}", names.len()));
            }
            Labels::Classes(names) => names.as_slice(),
            Labels::Values => &[],
        };
        if let Some(again) = (1..classes.len()).find(|&class| classes[..class].contains(&classes[class])) {
            return Err(format!("has the class {:?} twice", classes[again]));
        }
        if let Some(name) = columns.iter().chain([&label]).chain(classes).find(|name| !is_name(name)) {
            return Err(format!(
                "has the name {}, not one of 1 to {LONGEST_NAME} characters on one line",
                quoted(name)
            ));
        }
        if let Some(index) = numbers.iter().position(|number| number.is_infinite()) {
            return Err(format!("has {} in row {}", numbers[index], index / width + 1));
        }
        let target = labels.target();
        if let Some(row) = targets.iter().position(|label| !target.has(*label)) {
            return Err(format!("has the label {} in row {}, not {}", targets[row], row + 1, target));
        }
        let digest = digest(&columns, &label, &labels, &numbers, &targets);
        Ok(Self { columns, label, labels, numbers, targets, codings: vec![], test_rows: 0, digest })
    }

    /// The same with the way in which cells became the numbers of each column.
    ///
    /// # Errors
    /// Says what is wrong if these are not as many as columns, or a text is too long.
    pub fn with_codings(mut self, codings: Vec<Coding>) -> Result<Self, String> {
        if codings.iter().all(|coding| *coding == Coding::Number) && [0, self.columns.len()].contains(&codings.len()) {
            return Ok(self);
        }
        if codings.len() != self.columns.len() {
            return Err(format!("has {} codings for {} columns", codings.len(), self.columns.len()));
        }
        let too_long = |coding: &&Coding| matches!(coding, Coding::OneHot { value, .. } if value.len() > LONGEST_VALUE);
        if let Some(Coding::OneHot { column, .. }) = codings.iter().find(too_long) {
            return Err(format!("has a text of more than {LONGEST_VALUE} bytes in the column {}", quoted(column)));
        }
        let mut hash = Sha256::new_with_prefix(self.digest);
        for coding in &codings {
            let texts = match coding {
                Coding::Number => ["", "", ""],
                Coding::Boolean => ["true", "", ""],
                Coding::OneHot { column, value } => ["one-hot", column, value],
            };
            for text in texts {
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
        }
        self.digest = hash.finalize().into();
        self.codings = codings;
        Ok(self)
    }

    /// The same whose last rows are test points.
    ///
    /// # Errors
    /// Says what is wrong if fewer than two rows are left.
    pub fn with_test_rows(mut self, count: usize) -> Result<Self, String> {
        if count == 0 {
            return Ok(self);
        }
        if count.saturating_add(2) > self.len() {
            return Err(format!("has {count} test rows of {}, which leaves fewer than two", self.len()));
        }
        let hash = Sha256::new_with_prefix(self.digest).chain_update("test").chain_update((count as u64).to_le_bytes());
        self.digest = hash.finalize().into();
        self.test_rows = count;
        Ok(self)
    }

    /// The same with further rows, which are test points.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn with_test_points(mut self, numbers: &[f32], targets: &[f32]) -> Result<Self, String> {
        self.numbers.extend_from_slice(numbers);
        self.targets.extend_from_slice(targets);
        let Self { columns, label, labels, numbers, targets: all, codings, .. } = self;
        Self::new(columns, label, labels, numbers, all)?.with_codings(codings)?.with_test_rows(targets.len())
    }

    /// How many of the last rows are test points that came from a file of their own; 0 if the rows are to be split.
    pub fn test_rows(&self) -> usize {
        self.test_rows
    }

    /// How the cells of each column became numbers; empty if all are numbers.
    pub fn codings(&self) -> &[Coding] {
        &self.codings
    }

    /// How the cells of a column became numbers.
    pub fn coding(&self, column: usize) -> Coding {
        self.codings.get(column).cloned().unwrap_or_default()
    }

    /// Whether a number is missing.
    pub fn has_missing(&self) -> bool {
        self.numbers.iter().any(|number| number.is_nan())
    }

    /// How many rows there are, 2 to [`MAX_POINTS`].
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is no row; never so.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Names of the columns of numbers, x and y first; 1 to [`MAX_COLUMNS`].
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Name of the column of labels.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What the labels are.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// All numbers as they came, `[n, columns]` row by row.
    pub fn numbers(&self) -> &[f32] {
        &self.numbers
    }

    /// The numbers of a row as they came.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        let width = self.columns.len();
        &self.numbers[row * width..(row + 1) * width]
    }

    /// The number of each row's class, or its value as it came.
    pub fn targets(&self) -> &[f32] {
        &self.targets
    }

    /// A hash of all that the table holds, by which two tables are the same.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// A summary, as in "150 points of 3 classes".
impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.labels {
            Labels::Classes(names) => write!(formatter, "{} points of {} classes", self.len(), names.len()),
            Labels::Values => write!(formatter, "{} points with values", self.len()),
        }
    }
}

/// Whether this can be shown as the name of a column or class.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}

/// SHA-256 over all names, each after its length, and the bits of all numbers.
fn digest(columns: &[String], label: &String, labels: &Labels, numbers: &[f32], targets: &[f32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let classes = match labels {
        Labels::Classes(names) => names.as_slice(),
        Labels::Values => &[],
    };
    for names in [columns, std::slice::from_ref(label), classes] {
        hash.update((names.len() as u64).to_le_bytes());
        for name in names {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
        }
    }
    for number in numbers.iter().chain(targets) {
        hash.update(number.to_le_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
