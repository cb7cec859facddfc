//! The texts of a table in one piece: a few bytes a cell, where a string each would take dozens.

use csv::StringRecord;

/// Rows of texts, all with the same number of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    text: String,
    /// Where each text ends, row by row.
    ends: Vec<u32>,
    width: usize,
}

/// A row of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    grid: &'a Grid,
    /// The place of its first text among those of all rows.
    first: usize,
}

impl Grid {
    /// Adds a row, as long as the first.
    pub(super) fn push(&mut self, record: &StringRecord) {
        self.width = record.len();
        for text in record {
            self.text.push_str(text);
            // A table has fewer bytes than 2³².
            self.ends.push(self.text.len() as u32);
        }
    }

    /// Adds a row before all others, as long as they are.
    pub(super) fn push_front(&mut self, record: &StringRecord) {
        let mut first = Self::default();
        first.push(record);
        let length = first.text.len() as u32;
        first.text.push_str(&self.text);
        first.ends.extend(self.ends.iter().map(|end| end + length));
        *self = first;
    }

    /// The first row again.
    pub(super) fn record(&self) -> StringRecord {
        self.rows().next().map(|row| row.iter().collect()).unwrap_or_default()
    }

    /// Texts of each row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = Texts<'_>> + Clone {
        (0..self.ends.len()).step_by(self.width.max(1)).map(|first| Texts { grid: self, first })
    }
}

impl<'a> Texts<'a> {
    /// The text in a column, counted from 0; empty if there is none.
    pub fn get(self, column: usize) -> &'a str {
        if column >= self.grid.width {
            return "";
        }
        let place = self.first + column;
        let start = place.checked_sub(1).map_or(0, |before| self.grid.ends[before]);
        &self.grid.text[start as usize..self.grid.ends[place] as usize]
    }

    /// The texts from the first column on.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.grid.width).map(move |column| self.get(column))
    }
}
