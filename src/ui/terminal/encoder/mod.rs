//! From frames to bytes: what differs between what stands on the terminal and what shall stand there.
//!
//! While a run goes on, a cell is sent only when a person could see the difference; every row is made exact in turn. What
//! does not fit into the room that the line has stays different, and is sent later, from a newer frame if there is one.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::ui::terminal::difference::Differences;
use crate::ui::terminal::pen::{Pen, Style};

/// Colours that differ by this or more (CIEDE2000) are seen to differ when one takes the place of the other.
const VISIBLE: f32 = 2.0;
/// Colours that differ by less than this stand for each other while a run goes on, where that saves a change of colour.
const ALIKE: f32 = 1.0;
/// The most columns of what already stands there that are written again rather than leapt over.
const GAP: u16 = 3;

/// How well the terminal shows the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fidelity {
    Visible,
    Exact,
}

/// A frame that shall stand on the terminal.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) frame: &'a Buffer,
    /// What is sent first, in this order; the rest follows row by row.
    pub(super) order: &'a [Rect],
    pub(super) exact: Exact,
}

/// Which rows are to be exact: those first that have waited longest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exact {
    pub(super) rows: u16,
    /// What they may bring the slice to, in bytes: beyond that they are left to the next frame.
    pub(super) pace: usize,
    /// How many of them have waited too long, and what these may bring the slice to.
    pub(super) overdue: u16,
    pub(super) most: usize,
}

/// What was sent of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sent {
    /// The line took no more of what can be seen.
    Part,
    /// All that can be seen, but not every row that is to be exact: the pace allows no more.
    Paced,
    All,
}

/// Knows what stands on the terminal, and writes what makes it another frame.
#[derive(Debug)]
pub(super) struct Encoder {
    shown: Buffer,
    /// Rows with symbols that are not one column wide.
    wide: Vec<bool>,
    pen: Pen,
    differences: Differences,
    /// Where the next look at all rows begins, so that a slow line gets to each.
    row: u16,
    /// The row that is made exact next.
    exact_row: u16,
    /// How many rows the last slice made exact.
    exact_rows: u16,
}

impl Encoder {
    /// For a terminal that shows nothing yet.
    pub(super) fn new() -> Self {
        Self {
            shown: Buffer::default(),
            wide: Vec::new(),
            pen: Pen::default(),
            differences: Differences::new(),
            row: 0,
            exact_row: 0,
            exact_rows: 0,
        }
    }

    /// The part of the terminal that is drawn on.
    pub(super) fn area(&self) -> Rect {
        self.shown.area
    }

    /// How many rows the last slice made exact.
    pub(super) fn exact_rows(&self) -> u16 {
        self.exact_rows
    }

    /// Clears the terminal, which has this size now.
    pub(super) fn clear(&mut self, area: Rect, out: &mut Vec<u8>) {
        self.shown = Buffer::empty(area);
        self.wide = vec![false; usize::from(area.height)];
        (self.row, self.exact_row) = (0, 0);
        self.pen = Pen::default();
        out.extend_from_slice(b"\x1b[m\x1b[2J");
    }

    /// Writes what differs, up to about this many bytes. Frames of another size than the terminal was cleared for are left
    /// out.
    pub(super) fn encode(&mut self, wanted: Wanted, room: usize, out: &mut Vec<u8>) -> Sent {
        self.exact_rows = 0;
        if wanted.frame.area != self.shown.area || self.shown.area.is_empty() {
            return Sent::All;
        }
        let start = out.len();
        let limit = start + room;
        // Other programs may have written in between.
        self.pen = Pen::default();
        let area = self.shown.area;
        for first in wanted.order {
            let first = first.intersection(area);
            for y in first.top()..first.bottom() {
                if !self.row(wanted.frame, y, first.left()..first.right(), Fidelity::Visible, limit, out) {
                    return Sent::Part;
                }
            }
        }
        for y in (self.row..area.height).chain(0..self.row) {
            if !self.row(wanted.frame, y, 0..area.width, Fidelity::Visible, limit, out) {
                self.row = y;
                return Sent::Part;
            }
        }
        let exact = wanted.exact;
        for place in 0..exact.rows.min(area.height) {
            let y = self.exact_row;
            let most = if place < exact.overdue { exact.most } else { exact.pace };
            let limit = limit.min(start.saturating_add(most));
            if !self.row(wanted.frame, y, 0..area.width, Fidelity::Exact, limit, out) {
                return Sent::Paced;
            }
            self.exact_row = (y + 1) % area.height;
            self.exact_rows += 1;
        }
        Sent::All
    }

    /// Writes what differs in some columns of a row, unless that goes beyond the limit: then it says no.
    fn row(
        &mut self,
        frame: &Buffer,
        y: u16,
        columns: Range<u16>,
        fidelity: Fidelity,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> bool {
        let start = usize::from(y) * usize::from(self.shown.area.width);
        let mut x = columns.start;
        while x < columns.end {
            let index = start + usize::from(x);
            let next = &frame.content[index];
            if !self.differs(index, next, fidelity) {
                // What a wide symbol covers is not drawn.
                x += if self.wide[usize::from(y)] { next.cell_width().max(1) } else { 1 };
                continue;
            }
            if out.len() >= limit {
                return false;
            }
            let shown = &self.shown.content[index];
            if self.wide[usize::from(y)] && !is_unknown(shown) && shown.symbol() != next.symbol() {
                self.forget_row(y);
                x = columns.start;
                continue;
            }
            self.reach(x, y, out);
            x += self.put(index, next, fidelity, out);
        }
        true
    }

    /// Whether what stands in a place differs from the next cell.
    fn differs(&mut self, index: usize, next: &Cell, fidelity: Fidelity) -> bool {
        let shown = &self.shown.content[index];
        if is_unknown(shown) || shown.modifier != next.modifier || shown.symbol() != next.symbol() {
            return true;
        }
        let (fg, bg) = ((shown.fg, next.fg), (shown.bg, next.bg));
        let mut differ = |(shown, next): (Color, Color)| {
            shown != next && (fidelity == Fidelity::Exact || self.differences.between(shown, next) >= VISIBLE)
        };
        (draws_foreground(next) && differ(fg)) || differ(bg)
    }

    /// Moves the cursor, over a few cells that stand there already by writing them again where that is shorter.
    fn reach(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        if let (Some((from, row)), Some(style)) = (self.pen.position(), self.pen.style()) {
            let start = usize::from(y) * usize::from(self.shown.area.width);
            let gap = usize::from(from)..usize::from(x);
            let cells = || gap.clone().map(|column| &self.shown.content[start + column]);
            let is_short = row == y && from < x && x - from <= GAP && !self.wide[usize::from(y)];
            let length = || cells().map(|cell| cell.symbol().len()).sum::<usize>();
            let is_written = |cell: &Cell| !is_unknown(cell) && is_written_by(cell, style);
            if is_short && length() <= usize::from(GAP) && cells().all(is_written) {
                for column in gap {
                    self.pen.print(self.shown.content[start + column].symbol(), out);
                }
            }
        }
        self.pen.go_to(x, y, out);
    }

    /// Writes a cell where the cursor is, and says how many columns it has.
    fn put(&mut self, index: usize, next: &Cell, fidelity: Fidelity, out: &mut Vec<u8>) -> u16 {
        let style = self.style(next, fidelity);
        self.pen.set(style, out);
        let width = self.shown.area.width;
        let (x, y) = ((index % usize::from(width)) as u16, index / usize::from(width));
        let columns = if next.symbol().is_ascii() { 1 } else { next.cell_width() };
        let mut cell = next.clone();
        (cell.fg, cell.bg) = (style.foreground, style.background);
        self.shown.content[index] = cell;
        if columns == 1 {
            self.pen.print(next.symbol(), out);
            if x + 1 == width {
                self.pen.lose_position();
            }
            return 1;
        }
        self.wide[y] = true;
        self.pen.print_wide(next.symbol(), out);
        let covered = columns.clamp(1, width - x);
        for cell in &mut self.shown.content[index + 1..index + usize::from(covered)] {
            *cell = Cell::EMPTY;
        }
        covered
    }

    /// The style to write a cell in: its own, but for colours that nobody sees or tells from the pen's.
    fn style(&mut self, next: &Cell, fidelity: Fidelity) -> Style {
        let mut style = Style { foreground: next.fg, background: next.bg, modifier: next.modifier };
        let Some(pen) = self.pen.style() else { return style };
        if !draws_foreground(next) || self.is_alike(pen.foreground, next.fg, fidelity) {
            style.foreground = pen.foreground;
        }
        if self.is_alike(pen.background, next.bg, fidelity) {
            style.background = pen.background;
        }
        style
    }

    fn is_alike(&mut self, pen: Color, wanted: Color, fidelity: Fidelity) -> bool {
        fidelity == Fidelity::Visible && self.differences.between(pen, wanted) < ALIKE
    }

    /// Has a whole row sent anew, where wide symbols would be cut in half.
    fn forget_row(&mut self, y: u16) {
        let width = usize::from(self.shown.area.width);
        let start = usize::from(y) * width;
        for cell in &mut self.shown.content[start..start + width] {
            cell.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
        self.wide[usize::from(y)] = false;
    }
}

/// Whether nobody knows what stands in a place.
fn is_unknown(cell: &Cell) -> bool {
    cell.diff_option == CellDiffOption::AlwaysUpdate
}

/// Whether a cell shows its foreground's colour.
fn draws_foreground(cell: &Cell) -> bool {
    cell.symbol() != " " || !cell.modifier.is_empty()
}

/// Whether a pen of this style writes this cell.
fn is_written_by(cell: &Cell, style: Style) -> bool {
    let is_drawn = draws_foreground(cell);
    cell.bg == style.background && cell.modifier == style.modifier && (!is_drawn || cell.fg == style.foreground)
}

#[cfg(test)]
mod tests;
