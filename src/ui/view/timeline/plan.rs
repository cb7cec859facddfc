//! The time line, laid out: which epoch is where, which bookmarks, forks and labels have room.
//!
//! [`Plan::new`] computes it before each frame, so that the mouse acts on what is on the screen.

use ratatui::layout::{Position, Rect};

use super::labels::{self, Label};
use crate::plot::Glyphs;
use crate::session::{BookmarkSummary, BranchSummary, State, Time, Update};
use crate::train::Sign;
use crate::ui::format::thousands;
use crate::ui::signs::{self, words};

/// Columns of the name before the line.
pub const NAME: u16 = 5;
/// Columns of the line behind words that stand on it, at least.
const TAIL: u16 = 4;

/// The time line in its place on the screen.
#[derive(Debug, Default)]
pub struct Plan {
    /// Where it is; empty if it is not shown.
    pub area: Rect,
    pub axis: Axis,
    /// The bookmarks, the one that counts most of each column, with the column.
    pub bookmarks: Vec<(u16, BookmarkSummary)>,
    /// The columns at which other branches leave the shown one, or it leaves them.
    pub forks: Vec<u16>,
    /// What stands beneath the line.
    pub labels: Vec<Label>,
    /// The column of the run.
    pub now: u16,
    /// The column up to which the branch was trained.
    pub trained: u16,
    newest: u64,
}

/// How much bookmarks count, the least number most: what people do before what the program has noticed, then the newest.
fn order(bookmark: &BookmarkSummary) -> (bool, std::cmp::Reverse<u64>) {
    let is_done = matches!(bookmark.sign, Sign::Note | Sign::Checkpoint | Sign::Edit);
    (!is_done, std::cmp::Reverse(bookmark.epoch))
}

/// The bookmarks among these that are seen: of each column the one that counts most. By column.
fn seen(bookmarks: &[&BookmarkSummary], axis: Axis) -> Vec<(u16, BookmarkSummary)> {
    let mut seen: Vec<(u16, &BookmarkSummary)> =
        bookmarks.iter().map(|bookmark| (axis.column(bookmark.epoch), *bookmark)).collect();
    seen.sort_by_key(|(column, bookmark)| (*column, order(bookmark)));
    seen.dedup_by_key(|(column, _)| *column);
    seen.into_iter().map(|(column, bookmark)| (column, bookmark.clone())).collect()
}

/// The forks of the shown branch's line: each other branch with the epoch up to which the two are the same.
fn forks(time: &Time) -> Vec<(u64, &BranchSummary)> {
    let own = time.line(time.branch);
    let others = time.branches.iter().filter(|branch| branch.id != time.branch);
    let forks = others.filter_map(|branch| {
        let other = time.line(branch.id);
        let shared = own.iter().zip(&other).take_while(|(one, other)| one.0.id == other.0.id);
        Some((shared.last().map(|(one, other)| one.1.min(other.1))?, branch))
    });
    forks.collect()
}

impl Plan {
    /// The history of a run in a place of the screen.
    pub fn new(run: &Update, area: Rect, glyphs: Glyphs) -> Self {
        let last = run.newest_epoch().max(run.total);
        let end = thousands(last).len() as u16;
        // The line stands between its name and its last epoch, with a column free at the ends.
        let left = area.x + (1 + NAME).min(area.width);
        let axis = Axis { left, width: area.right().saturating_sub(left + end + 2), last };
        if axis.width == 0 || area.height == 0 {
            return Self::default();
        }
        let all = run.time.bookmarks(run.time.branch);
        let bookmarks = seen(&all, axis);
        let forks = forks(&run.time);
        let has_labels = area.height > 1;
        let labels = if has_labels {
            labels_of((&bookmarks, &all), &forks, (&run.time, run.state != State::Running), axis, glyphs)
        } else {
            vec![]
        };
        let newest = run.newest_epoch();
        let mut forks: Vec<u16> = forks.into_iter().map(|(epoch, _)| axis.column(epoch)).collect();
        forks.retain(|fork| bookmarks.iter().all(|(column, _)| column != fork));
        let (now, trained) = (axis.column(run.record.epoch), axis.column(newest));
        Self { area, axis, bookmarks, forks, labels, now, trained, newest }
    }

    /// The row of the labels, if there is one.
    pub fn label_row(&self) -> Option<u16> {
        (self.area.height > 1).then_some(self.area.y + 1)
    }

    /// Where so many columns of the line's first row are free: near its open end, or else before the run where no sign
    /// stands. The line goes on behind them, so that its ends stay where they are.
    pub fn free(&self, columns: u16) -> Option<u16> {
        let end = self.axis.right().checked_sub(columns + TAIL)?;
        if end > self.now.max(self.trained) {
            return Some(end);
        }
        let start = self.now.checked_sub(columns).filter(|start| *start >= self.axis.left)?;
        let mut signs = self.bookmarks.iter().map(|(column, _)| column).chain(&self.forks);
        signs.all(|column| !(start..self.now).contains(column)).then_some(start)
    }

    /// The epoch at a cell of the screen, if the line or its labels are there.
    pub fn at(&self, cell: Position) -> Option<u64> {
        let is_beside = !self.area.contains(cell) || cell.x + 1 < self.axis.left || cell.x > self.axis.right();
        (!is_beside && self.axis.width > 0).then(|| self.epoch_at(cell.x))
    }

    /// The epoch at a column: that of the bookmark that stands there, or what is nearest.
    pub fn epoch_at(&self, column: u16) -> u64 {
        if column >= self.trained {
            return self.newest;
        }
        let bookmark = self.bookmarks.iter().find(|(place, _)| *place == column).map(|(_, bookmark)| bookmark.epoch);
        bookmark.unwrap_or_else(|| self.axis.epoch(column)).min(self.newest)
    }
}

/// What a bookmark's label says of all that was done at its epoch, then the same more briefly.
fn sentences(bookmark: &BookmarkSummary, all: &[&BookmarkSummary]) -> Vec<String> {
    let is_edit = |other: &&&BookmarkSummary| other.sign == Sign::Edit && other.epoch == bookmark.epoch;
    let edits: Vec<&str> = all.iter().filter(is_edit).map(|edit| words(edit)).collect();
    match edits[..] {
        [first, _, ..] if bookmark.sign == Sign::Edit => {
            vec![edits.join(", "), format!("{first} and {} more", edits.len() - 1)]
        }
        _ => vec![words(bookmark).to_owned()],
    }
}

/// The labels of the bookmarks that are seen, then those of the forks where no bookmark stands.
fn labels_of(
    (bookmarks, all): (&[(u16, BookmarkSummary)], &[&BookmarkSummary]),
    forks: &[(u64, &BranchSummary)],
    (time, is_still): (&Time, bool),
    axis: Axis,
    glyphs: Glyphs,
) -> Vec<Label> {
    // What the program notices comes and goes while training goes on.
    let is_still = |sign: Sign| is_still || matches!(sign, Sign::Note | Sign::Checkpoint | Sign::Edit);
    let mut shown: Vec<_> = bookmarks.iter().filter(|(_, bookmark)| is_still(bookmark.sign)).collect();
    shown.sort_by_key(|(_, bookmark)| order(bookmark));
    let label = |column, epoch, sentences: Vec<String>, sign| {
        let epoch = thousands(epoch);
        let texts = sentences.iter().map(|words| format!("{epoch} {}", glyphs.text(words)));
        labels::Wanted { column, texts: texts.chain([epoch.clone()]).collect(), sign }
    };
    let wanted = shown
        .into_iter()
        .map(|(column, bookmark)| label(*column, bookmark.epoch, sentences(bookmark, all), Some(bookmark.sign)));
    let line = time.line(time.branch);
    let forks = forks.iter().filter_map(|(epoch, branch)| {
        let column = axis.column(*epoch);
        let is_parent = line.iter().any(|(known, _)| known.id == branch.id);
        let words = format!("{} {}", if is_parent { "from" } else { "branch" }, branch.name);
        bookmarks.iter().all(|(taken, _)| *taken != column).then(|| label(column, *epoch, vec![words], None))
    });
    // What they stand for has a place of its own meanwhile.
    let coming = bookmarks.iter().filter(|(_, bookmark)| !is_still(bookmark.sign)).map(|(_, bookmark)| bookmark.sign);
    let legend = signs::meanings(coming, glyphs).join("  ");
    let legend =
        (!legend.is_empty()).then(|| labels::Wanted { column: axis.right() - 1, texts: vec![legend], sign: None });
    labels::place(wanted.chain(forks).chain(legend), (axis.left, axis.right()))
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
