//! What the cells of a column are, counted: the header, the convention of numbers and the kinds of columns follow.

use super::heading::Below;
use super::numbers::{Convention, Evidence};
use super::words::{boolean, is_date, is_missing};
use crate::data::MAX_CLASSES;

/// The counts of a column's cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Its cell in the first row, which may be a name.
    first: String,
    pub(super) evidence: Evidence,
    pub(super) missing: usize,
    booleans: usize,
    dates: usize,
    /// Its different texts beside numbers, at most one more than there can be classes.
    texts: Vec<String>,
    has_first: bool,
    /// The last number, as long as each is one more than the one before.
    counted: Option<f32>,
    range: Option<(f32, f32)>,
    cells: usize,
}

/// What most cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Numbers, in at least half of the rows.
    Numbers,
    /// Numbers, with more than half of the cells missing.
    FewNumbers,
    /// True and false, or yes and no.
    Booleans,
    /// Dates.
    Dates,
    /// Texts.
    Texts,
    /// Every cell is missing.
    Empty,
}

impl ColumnKind {
    /// The kind in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::FewNumbers => "numbers, most of them missing",
            Self::Booleans => "true or false",
            Self::Dates => "dates",
            Self::Texts => "text",
            Self::Empty => "empty",
        }
    }
}

impl Profile {
    /// A column without cells below its first.
    pub(super) fn new(first: &str) -> Self {
        Self { first: first.to_owned(), ..Self::default() }
    }

    /// Counts a cell of this line.
    pub(super) fn add(&mut self, line: usize, cell: &str) {
        let is_next = self.cells == 0 || self.counted.is_some();
        self.cells += 1;
        self.has_first |= cell == self.first;
        let before = self.counted.take();
        if is_missing(cell) {
            self.missing += 1;
            return;
        }
        if let Some(number) = self.evidence.add(line, cell) {
            self.counted = Some(number).filter(|number| is_next && before.is_none_or(|before| *number == before + 1.0));
            let (least, most) = self.range.unwrap_or((number, number));
            self.range = Some((least.min(number), most.max(number)));
            return;
        }
        self.booleans += usize::from(boolean(cell).is_some());
        self.dates += usize::from(is_date(cell));
        if self.texts.len() <= MAX_CLASSES && !self.texts.iter().any(|text| text == cell) {
            self.texts.push(cell.to_owned());
        }
    }

    /// What the header is found by.
    pub(super) fn below(&self) -> Below {
        Below {
            numbers: self.evidence.numbers[2],
            missing: self.missing,
            texts: self.texts.len(),
            counts: self.counted.is_some(),
            has_first: self.has_first,
            range: self.range,
        }
    }

    /// Whether at least half of the cells that are not missing are numbers by some convention.
    pub(super) fn may_be_numbers(&self) -> bool {
        self.evidence.numbers[2] > 0 && 2 * self.evidence.numbers[2] >= self.cells - self.missing
    }

    /// What most cells are.
    pub(super) fn kind(&self, convention: Convention) -> ColumnKind {
        let numbers = self.evidence.numbers[usize::from(convention.decimal == ',')];
        let present = self.cells - self.missing;
        if present == 0 {
            ColumnKind::Empty
        } else if 2 * numbers >= self.cells {
            ColumnKind::Numbers
        } else if 2 * numbers >= present {
            ColumnKind::FewNumbers
        } else if self.booleans == present {
            ColumnKind::Booleans
        } else if 2 * self.dates >= present {
            ColumnKind::Dates
        } else {
            ColumnKind::Texts
        }
    }

    /// How many different texts there are, if they are few enough to make an input of each.
    pub(super) fn few_texts(&self) -> Option<usize> {
        let count = self.texts.len();
        (self.evidence.numbers[2] == 0 && count <= MAX_CLASSES && 2 * count <= self.cells).then_some(count)
    }
}
