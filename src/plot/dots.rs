//! A canvas of dots over a rectangle of cells.
//!
//! Owns lines of dots, clipped to the canvas. It knows no scales: charts map their data to dots first. Charts and the
//! drawing of the network call it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::glyphs::Glyphs;

/// The largest distance of a line's end from the canvas, in dots; ends beyond it are moved here.
const FARTHEST: f64 = 1e9;

/// The pattern of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// Every dot.
    #[default]
    Solid,
    /// Short pieces with gaps of their length.
    Broken,
    /// A row of single dots with gaps between them.
    Sparse,
    /// Pieces with gaps between them.
    Dashed,
    /// Every other dot, or two of three where dots are few.
    Dotted,
    /// The smallest, the largest and the last value of each column as dots of their own, behind all lines.
    Scatter,
}

/// Draws a line. It counts the dots that it passes, a joint of two segments once, so that the gaps of a sparse line stay
/// even over its segments.
#[derive(Clone, Debug)]
pub struct Pen {
    style: Style,
    /// Dots drawn out of every `every`.
    drawn: usize,
    every: usize,
    /// Dots passed of these.
    passed: usize,
    last: Option<(usize, usize)>,
}

impl Pen {
    /// A pen that draws the dots of these glyphs.
    pub fn new(style: Style, stroke: Stroke, glyphs: Glyphs) -> Self {
        let (drawn, every) = match (stroke, glyphs) {
            (Stroke::Solid | Stroke::Scatter, _) => (1, 1),
            (Stroke::Broken, Glyphs::Braille | Glyphs::Blocks) => (2, 4),
            (Stroke::Sparse, Glyphs::Braille) => (1, 4),
            (Stroke::Sparse, Glyphs::Blocks) => (1, 3),
            (Stroke::Sparse | Stroke::Broken, Glyphs::Ascii) | (Stroke::Dotted, Glyphs::Braille | Glyphs::Blocks) => {
                (1, 2)
            }
            (Stroke::Dashed, Glyphs::Braille) => (7, 12),
            (Stroke::Dashed, Glyphs::Blocks | Glyphs::Ascii) => (4, 7),
            (Stroke::Dotted, Glyphs::Ascii) => (2, 3),
        };
        Self { style, drawn, every, passed: 0, last: None }
    }

    /// Moves on to a dot, and says whether to draw it.
    fn draws(&mut self, dot: (usize, usize)) -> bool {
        if self.last == Some(dot) {
            return false;
        }
        self.last = Some(dot);
        let draws = self.passed < self.drawn;
        self.passed = if self.passed + 1 < self.every { self.passed + 1 } else { 0 };
        draws
    }
}

/// Dots over a rectangle of cells. Dots count from 0 at the upper left; those outside are left out.
#[derive(Clone, Debug)]
pub struct Canvas {
    glyphs: Glyphs,
    columns: usize,
    rows: usize,
    /// Of each cell its dots, and the place of their style.
    cells: Vec<(u8, u16)>,
    /// The few styles that were drawn with: an empty canvas is made anew for each line of a frame, and is only zeros.
    styles: Vec<Style>,
}

impl Canvas {
    /// An empty canvas of `columns` by `rows` cells.
    pub fn new(columns: u16, rows: u16, glyphs: Glyphs) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        Self { glyphs, columns, rows, cells: vec![(0, 0); columns * rows], styles: vec![] }
    }

    /// Dots across.
    pub fn width(&self) -> usize {
        self.columns * self.glyphs.dots().0
    }

    /// Dots down.
    pub fn height(&self) -> usize {
        self.rows * self.glyphs.dots().1
    }

    /// Sets one dot. The style set last in a cell styles all its dots.
    pub fn set(&mut self, column: usize, row: usize, style: Style) {
        let style = self.place_of(style);
        self.put(column, row, style);
    }

    /// Sets one dot with the style in this place.
    pub(super) fn put(&mut self, column: usize, row: usize, style: u16) {
        if column >= self.width() || row >= self.height() {
            return;
        }
        let ((across, down), bit) = self.glyphs.cell_of(column, row);
        let cell = &mut self.cells[down * self.columns + across];
        cell.0 |= bit;
        cell.1 = style;
    }

    /// The place of a style, for [`Self::put`].
    pub(super) fn place_of(&mut self, style: Style) -> u16 {
        let known = self.styles.iter().rposition(|known| *known == style);
        known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        }) as u16
    }

    /// The dots of a cell, and their style if there are any.
    fn cell(&self, place: usize) -> (u8, Style) {
        let (bits, style) = self.cells[place];
        (bits, self.styles.get(usize::from(style)).copied().unwrap_or_default())
    }

    /// Draws the dots of one column from row `top` down to row `bottom`, both included.
    pub fn vertical(&mut self, column: usize, top: usize, bottom: usize, pen: &mut Pen) {
        if column >= self.width() {
            return;
        }
        let style = self.place_of(pen.style);
        for row in top..self.height().min(bottom.saturating_add(1)) {
            if pen.draws((column, row)) {
                self.put(column, row, style);
            }
        }
    }

    /// Draws a segment between two places (column, row), in dots, whole numbers being the middles of dots. A segment
    /// with an end that is not finite is left out.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), pen: &mut Pen) {
        let Some((from, to)) = self.clip(from, to) else { return };
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let steps = across.abs().max(down.abs()).ceil().max(1.0);
        let style = self.place_of(pen.style);
        for step in 0..=steps as usize {
            let part = step as f64 / steps;
            let dot = (nearest(from.0 + part * across, self.width()), nearest(from.1 + part * down, self.height()));
            if pen.draws(dot) {
                self.put(dot.0, dot.1, style);
            }
        }
    }

    /// Draws several lines in the place of what is there. Where they share a cell, the cells take the lines' styles by
    /// turns, from column to column, so that none hides another.
    pub(super) fn take_lines(&mut self, lines: &[Self]) {
        for place in 0..self.cells.len() {
            let mut sharing = lines.iter().filter(|line| line.cells[place].0 != 0);
            let count = sharing.clone().count();
            if count == 0 {
                continue;
            }
            let bits = sharing.clone().fold(0, |bits, line| bits | line.cells[place].0);
            if let Some(line) = sharing.nth(place % self.columns % count) {
                self.cells[place] = (bits, self.place_of(line.cell(place).1));
            }
        }
    }

    /// Copies the cells that have dots into the buffer, from the upper left of `area` on. Cells without dots and
    /// everything outside `area` stay as they are.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let visible = area.intersection(buf.area);
        for position in visible.positions() {
            let (column, row) = (usize::from(position.x - area.x), usize::from(position.y - area.y));
            if column >= self.columns || row >= self.rows {
                continue;
            }
            let (bits, style) = self.cell(row * self.columns + column);
            if bits != 0 {
                buf[position].set_char(self.glyphs.character(bits)).set_style(style);
            }
        }
    }

    /// The part of a segment that lies on the canvas: Liang and Barsky, "A new concept and method for line clipping",
    /// ACM Transactions on Graphics 3(1), 1984.
    fn clip(&self, from: (f64, f64), to: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        if ![from.0, from.1, to.0, to.1].into_iter().all(f64::is_finite) {
            return None;
        }
        // Farther ends would lose the digits that say where the line crosses the canvas.
        let near = |(column, row): (f64, f64)| (column.clamp(-FARTHEST, FARTHEST), row.clamp(-FARTHEST, FARTHEST));
        let (from, to) = (near(from), near(to));
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        let sides = [
            (-across, from.0 + 0.5),
            (across, self.width() as f64 - 0.5 - from.0),
            (-down, from.1 + 0.5),
            (down, self.height() as f64 - 0.5 - from.1),
        ];
        for (towards, distance) in sides {
            if towards == 0.0 {
                if distance < 0.0 {
                    return None;
                }
            } else if towards < 0.0 {
                enters = enters.max(distance / towards);
            } else {
                leaves = leaves.min(distance / towards);
            }
        }
        let at = |part: f64| (from.0 + part * across, from.1 + part * down);
        (enters <= leaves).then(|| (at(enters), at(leaves)))
    }
}

/// The dot, of `count`, whose middle is nearest.
fn nearest(place: f64, count: usize) -> usize {
    ((place.max(0.0) + 0.5) as usize).min(count.saturating_sub(1))
}

#[cfg(test)]
mod tests;
