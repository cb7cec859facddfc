//! The history line, laid out: which epoch is where, which bookmarks and labels have room, which branches have a row.
//!
//! [`Plan::new`] computes it before each frame, so that the mouse acts on what is on the screen.

use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::labels::{self, Label};
use super::tree;

use crate::plot::Glyphs;
use crate::session::{BookmarkSummary, Update};
use crate::train::{BranchId, Sign};
use crate::ui::format::{cut, thousands};

/// Columns of the name before a line that has no box.
pub const NAME: u16 = 5;
/// Columns of the longest name of a branch beside its line.
const LONGEST_NAME: u16 = 14;

/// The history line in its place on the screen.
#[derive(Debug, Default)]
pub struct Plan {
    /// Where it is, with its border if it has one; empty if it is not shown.
    pub area: Rect,
    pub boxed: bool,
    pub axis: Axis,
    /// The shown branch, then the others as a tree.
    pub rows: Vec<Row>,
    /// What stands beneath the line of the shown branch.
    pub labels: Vec<Label>,
    pub label_row: Option<u16>,
    /// How many branches have no row.
    pub hidden: usize,
    /// The column of the run.
    pub now: u16,
}

/// The line of a branch.
#[derive(Debug)]
pub struct Row {
    pub branch: BranchId,
    pub y: u16,
    /// The columns where it begins and where it was trained to.
    pub columns: (u16, u16),
    /// The row that it leaves, by its place among the rows.
    pub leaves: Option<usize>,
    /// Its bookmarks, the one that counts most of each column, with the column.
    pub bookmarks: Vec<(u16, BookmarkSummary)>,
    pub name: String,
    newest: u64,
}

/// How much bookmarks count, the least number most: what people do before what the program has noticed, then the newest.
fn order(bookmark: &BookmarkSummary) -> (bool, std::cmp::Reverse<u64>) {
    let is_done = matches!(bookmark.sign, Sign::Note | Sign::Checkpoint | Sign::Edit);
    (!is_done, std::cmp::Reverse(bookmark.epoch))
}

/// The bookmarks among these that are seen: of each column the one that counts most. By column.
fn seen<'a>(bookmarks: impl Iterator<Item = &'a BookmarkSummary>, axis: Axis) -> Vec<(u16, BookmarkSummary)> {
    let mut seen: Vec<(u16, &BookmarkSummary)> =
        bookmarks.map(|bookmark| (axis.column(bookmark.epoch), bookmark)).collect();
    seen.sort_by_key(|(column, bookmark)| (*column, order(bookmark)));
    seen.dedup_by_key(|(column, _)| *column);
    seen.into_iter().map(|(column, bookmark)| (column, bookmark.clone())).collect()
}

impl Plan {
    /// The history of a run in a place of the screen; nothing without one.
    pub fn new(run: &Update, area: Rect, glyphs: Glyphs) -> Self {
        // The line stands behind its name, with a column free at the ends.
        let name = (1 + NAME).min(area.width);
        let inside = Rect { x: area.x + name, width: (area.width - name).saturating_sub(1), ..area };
        if inside.is_empty() {
            return Self::default();
        }
        let label_row = (inside.height > 1).then_some(inside.y + 1);
        let (room, boxed) = (0, false);
        let time = &run.time;
        let tree = tree::rows(time, room);
        let last = tree.iter().map(|row| row.branch.newest.epoch).fold(run.newest_epoch().max(run.total), u64::max);
        let names = names(&tree, last, boxed, glyphs);
        let beside = names.iter().map(|name| name.width() as u16 + 1).max().filter(|width| *width > 1).unwrap_or(0);
        let axis = Axis { left: inside.x, width: inside.width.saturating_sub(beside), last };
        let rows = tree.iter().zip(names).enumerate().map(|(place, (row, name))| {
            let from = if row.leaves.is_some() { row.from } else { 0 };
            let newest = if place == 0 { run.newest_epoch() } else { row.branch.newest.epoch };
            let begins = axis.column(from);
            let mut bookmarks =
                seen(time.bookmarks(row.branch.id).into_iter().filter(|bookmark| bookmark.epoch >= from), axis);
            // The corner at which a branch begins stays in sight.
            bookmarks.retain(|(column, _)| row.leaves.is_none() || *column > begins);
            let y = inside.y + place as u16 + u16::from(boxed && place > 0);
            let columns = (begins, axis.column(newest).max(begins));
            Row { branch: row.branch.id, y, columns, leaves: row.leaves, bookmarks, name, newest }
        });
        let rows: Vec<Row> = rows.collect();
        let hidden = time.branches.len().saturating_sub(rows.len());
        let now = axis.column(run.record.epoch);
        let labels = rows.first().filter(|_| label_row.is_some()).map_or(vec![], |row| labels_of(row, axis, glyphs));
        Self { area, boxed, axis, rows, labels, label_row, hidden, now }
    }

    /// The branch and epoch at a cell of the screen, if a line is there.
    pub fn at(&self, cell: Position) -> Option<(BranchId, u64)> {
        let is_on = |row: &&Row| row.y == cell.y || (row.leaves.is_none() && self.label_row == Some(cell.y));
        let row = self.rows.iter().find(is_on)?;
        let inside = self.area.x + u16::from(self.boxed)..self.area.right() - u16::from(self.boxed);
        let is_beside = !self.boxed && cell.x + 1 < self.axis.left;
        let is_before = row.leaves.is_some() && cell.x < row.columns.0;
        if !inside.contains(&cell.x) || is_beside || is_before {
            return None;
        }
        Some((row.branch, row.epoch_at(cell.x, self.axis)))
    }

    /// The epoch of the shown branch at a column of the screen, or the nearest to it.
    pub fn epoch_at(&self, column: u16) -> Option<u64> {
        self.rows.first().map(|row| row.epoch_at(column, self.axis))
    }
}

impl Row {
    /// The epoch at a column: that of the bookmark that stands there, or what is nearest.
    fn epoch_at(&self, column: u16, axis: Axis) -> u64 {
        if column >= self.columns.1 {
            return self.newest;
        }
        let bookmark = self.bookmarks.iter().find(|(place, _)| *place == column).map(|(_, bookmark)| bookmark.epoch);
        bookmark.unwrap_or_else(|| axis.epoch(column)).min(self.newest)
    }
}

/// What stands at the right of the rows: the names of several branches; the last epoch of one that has no row for it.
fn names(rows: &[tree::Row], last: u64, boxed: bool, glyphs: Glyphs) -> Vec<String> {
    match rows {
        [_] if boxed => vec![String::new()],
        [_] => vec![thousands(last)],
        _ => rows.iter().map(|row| cut(&glyphs.text(&row.branch.name), LONGEST_NAME.into(), glyphs)).collect(),
    }
}

/// The labels of the shown branch's bookmarks, and the ends of the axis where there is room for them.
fn labels_of(row: &Row, axis: Axis, glyphs: Glyphs) -> Vec<Label> {
    let mut shown: Vec<&(u16, BookmarkSummary)> = row.bookmarks.iter().collect();
    shown.sort_by_key(|(_, bookmark)| order(bookmark));
    let wanted = shown.into_iter().map(|(column, bookmark)| {
        let epoch = thousands(bookmark.epoch);
        let whole = format!("{epoch} {}", glyphs.text(&bookmark.note));
        labels::Wanted { column: *column, texts: vec![whole, epoch], sign: Some(bookmark.sign) }
    });
    let end = |column, epoch| labels::Wanted { column, texts: vec![thousands(epoch)], sign: None };
    let ends = [end(axis.left, 0), end(axis.right().saturating_sub(1), axis.last)];
    labels::place(wanted.chain(ends), (axis.left, axis.right()))
}

/// Columns of the screen for the epochs from 0 to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// The first column, that of epoch 0.
    pub left: u16,
    pub width: u16,
    /// The epoch of the last column.
    pub last: u64,
}

impl Axis {
    /// The column after the last.
    pub fn right(&self) -> u16 {
        self.left.saturating_add(self.width)
    }

    /// The column of an epoch; of one beyond the last that of the last.
    pub fn column(&self, epoch: u64) -> u16 {
        let steps = u128::from(self.width.saturating_sub(1));
        let last = u128::from(self.last.max(1));
        let column = (2 * u128::from(epoch).min(last) * steps + last) / (2 * last);
        self.left.saturating_add(column as u16)
    }

    /// The epoch in the middle of a column; beside the axis that of its end.
    pub fn epoch(&self, column: u16) -> u64 {
        let steps = u128::from(self.width.saturating_sub(1).max(1));
        let column = u128::from(column.saturating_sub(self.left)).min(steps);
        ((2 * column * u128::from(self.last) + steps) / (2 * steps)) as u64
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
