//! A canvas of dots over a rectangle of cells, and the sets of characters that terminals can show.
//!
//! Owns which character stands for which dots, and lines clipped to the canvas. It knows no scales: charts map their
//! data to dots first. Charts and the drawing of the network call it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A set of characters to draw with, by what the terminal and its font can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Braille patterns, 2 x 4 dots a cell, and signs outside ASCII.
    #[default]
    Braille,
    /// Quadrant blocks, 2 x 2 dots a cell, and signs outside ASCII: for fonts without braille.
    Blocks,
    /// ASCII alone, 1 x 2 dots a cell: for terminals that draw characters of ambiguous width two cells wide.
    Ascii,
}

/// Quadrant blocks by their dots, in the order of [`Glyphs::bit`].
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];
/// ASCII characters by their dots: upper, lower, both.
const ASCII: [char; 4] = [' ', '\'', '.', ':'];

/// Glyphs of classes: of train points, of test points, and of test points in ASCII.
const CLASSES: [(&str, &str, &str); 8] = [
    ("0", "₀", "a"),
    ("1", "₁", "b"),
    ("2", "₂", "c"),
    ("3", "₃", "d"),
    ("4", "₄", "e"),
    ("5", "₅", "f"),
    ("6", "₆", "g"),
    ("7", "₇", "h"),
];

/// How far from the canvas, in dots, the end of a line may be; one beyond is taken to be here.
const FARTHEST: f64 = 1e9;

impl Glyphs {
    /// Dots that a cell has across and down.
    #[must_use]
    pub const fn dots(self) -> (usize, usize) {
        match self {
            Self::Braille => (2, 4),
            Self::Blocks => (2, 2),
            Self::Ascii => (1, 2),
        }
    }

    /// The mark of a train point with this label: 0 or 1.
    #[must_use]
    pub const fn train(self, label: usize) -> &'static str {
        if label == 0 { "o" } else { "+" }
    }

    /// The mark of a test point with this label: 0 or 1.
    #[must_use]
    pub const fn test(self, label: usize) -> &'static str {
        match (self, label) {
            (Self::Ascii, 0) => ".",
            (Self::Ascii, _) => "x",
            (_, 0) => "∘",
            (_, _) => "×",
        }
    }

    /// The mark of a train point of one of more than two classes, 0 to 7: its number.
    #[must_use]
    pub const fn train_class(self, class: usize) -> &'static str {
        CLASSES[class % CLASSES.len()].0
    }

    /// The mark of a test point of one of more than two classes, 0 to 7: its number, small, or a letter in ASCII.
    #[must_use]
    pub const fn test_class(self, class: usize) -> &'static str {
        let (_, small, ascii) = CLASSES[class % CLASSES.len()];
        if matches!(self, Self::Ascii) { ascii } else { small }
    }

    /// The sign of a run that is under way.
    #[must_use]
    pub const fn running(self) -> &'static str {
        if matches!(self, Self::Ascii) { ">" } else { "▶" }
    }

    /// An arrow from an old value to a new one.
    #[must_use]
    pub const fn arrow(self) -> &'static str {
        if matches!(self, Self::Ascii) { "->" } else { "→" }
    }

    /// A text with other signs for those that this set has not: arrows, dots between words, what was left out, squares.
    #[must_use]
    pub fn text(self, text: &str) -> Cow<'_, str> {
        if self != Self::Ascii || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let signs = [('→', "->"), ('←', "<-"), ('↑', "^"), ('↓', "v"), ('·', "-"), ('…', "..."), ('²', "2")];
        Cow::Owned(signs.into_iter().fold(text.to_owned(), |text, (sign, ascii)| text.replace(sign, ascii)))
    }

    /// The bit of one dot of a cell, counted from its upper left.
    const fn bit(self, column: usize, row: usize) -> u8 {
        match self {
            // Unicode numbers the upper six dots column by column and adds the lowest two later.
            Self::Braille => [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]][row][column],
            Self::Blocks | Self::Ascii => 1 << (row * self.dots().0 + column),
        }
    }

    /// The character with these dots.
    fn character(self, bits: u8) -> char {
        match self {
            // Every pattern of eight bits above U+2800 is a character.
            Self::Braille => char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' '),
            Self::Blocks => QUADRANTS[usize::from(bits & 15)],
            Self::Ascii => ASCII[usize::from(bits & 3)],
        }
    }
}

/// Whether a line is drawn whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// Every dot.
    #[default]
    Solid,
    /// A row of single dots with gaps between them.
    Sparse,
    /// Pieces with gaps between them.
    Dashed,
    /// Every other dot, or two of three where that is all that there is room for.
    Dotted,
}

/// What a line is drawn with. It counts the dots it passes, a joint of two segments once, so that the gaps of a sparse
/// line stay even over its segments.
#[derive(Clone, Debug)]
pub struct Pen {
    style: Style,
    /// So many dots are drawn of every so many.
    drawn: usize,
    every: usize,
    passed: usize,
    last: Option<(usize, usize)>,
}

impl Pen {
    /// A pen that draws the dots of these glyphs.
    #[must_use]
    pub fn new(style: Style, stroke: Stroke, glyphs: Glyphs) -> Self {
        let (drawn, every) = match (stroke, glyphs) {
            (Stroke::Solid, _) => (1, 1),
            (Stroke::Sparse, Glyphs::Braille) => (1, 4),
            (Stroke::Sparse, Glyphs::Blocks) => (1, 3),
            (Stroke::Sparse, Glyphs::Ascii) | (Stroke::Dotted, Glyphs::Braille | Glyphs::Blocks) => (1, 2),
            (Stroke::Dashed, Glyphs::Braille) => (7, 12),
            (Stroke::Dashed, Glyphs::Blocks | Glyphs::Ascii) => (4, 7),
            (Stroke::Dotted, Glyphs::Ascii) => (2, 3),
        };
        Self { style, drawn, every, passed: 0, last: None }
    }

    /// Moves on to a dot; whether it is drawn.
    fn draws(&mut self, dot: (usize, usize)) -> bool {
        if self.last == Some(dot) {
            return false;
        }
        self.last = Some(dot);
        let draws = self.passed % self.every < self.drawn;
        self.passed += 1;
        draws
    }
}

/// Dots over a rectangle of cells. Dots count from 0 at the upper left; what lies outside is left out.
#[derive(Clone, Debug)]
pub struct Canvas {
    glyphs: Glyphs,
    columns: usize,
    rows: usize,
    cells: Vec<(u8, Style)>,
}

impl Canvas {
    /// An empty canvas of so many cells across and down.
    #[must_use]
    pub fn new(columns: u16, rows: u16, glyphs: Glyphs) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        Self { glyphs, columns, rows, cells: vec![(0, Style::new()); columns * rows] }
    }

    /// Dots across.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns * self.glyphs.dots().0
    }

    /// Dots down.
    #[must_use]
    pub fn height(&self) -> usize {
        self.rows * self.glyphs.dots().1
    }

    /// Sets one dot. The last style set in a cell is that of all its dots.
    pub fn set(&mut self, column: usize, row: usize, style: Style) {
        if column >= self.width() || row >= self.height() {
            return;
        }
        let (across, down) = self.glyphs.dots();
        let cell = &mut self.cells[row / down * self.columns + column / across];
        cell.0 |= self.glyphs.bit(column % across, row % down);
        cell.1 = style;
    }

    /// Draws the dots of one column from row `top` down to row `bottom`, both included.
    pub fn vertical(&mut self, column: usize, top: usize, bottom: usize, pen: &mut Pen) {
        if column >= self.width() {
            return;
        }
        for row in top..self.height().min(bottom.saturating_add(1)) {
            if pen.draws((column, row)) {
                self.set(column, row, pen.style);
            }
        }
    }

    /// Draws a segment between two places (column, row), in dots, whole numbers being the middles of dots. A segment
    /// with an end that is not finite is left out.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), pen: &mut Pen) {
        let Some((from, to)) = self.clip(from, to) else { return };
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let steps = across.abs().max(down.abs()).ceil().max(1.0);
        for step in 0..=steps as usize {
            let part = step as f64 / steps;
            let dot = (nearest(from.0 + part * across, self.width()), nearest(from.1 + part * down, self.height()));
            if pen.draws(dot) {
                self.set(dot.0, dot.1, pen.style);
            }
        }
    }

    /// Puts the cells that have dots into the buffer, the canvas's upper left at that of `area`. Cells without dots stay as
    /// they are, and so does everything outside `area`.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let visible = area.intersection(buf.area);
        for position in visible.positions() {
            let (column, row) = (usize::from(position.x - area.x), usize::from(position.y - area.y));
            if column >= self.columns || row >= self.rows {
                continue;
            }
            let (bits, style) = self.cells[row * self.columns + column];
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
        for (towards, room) in sides {
            if towards == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if towards < 0.0 {
                enters = enters.max(room / towards);
            } else {
                leaves = leaves.min(room / towards);
            }
        }
        let at = |part: f64| (from.0 + part * across, from.1 + part * down);
        (enters <= leaves).then(|| (at(enters), at(leaves)))
    }
}

/// The dot whose middle is nearest, of so many.
fn nearest(place: f64, count: usize) -> usize {
    (place.round().max(0.0) as usize).min(count.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Color;

    /// What a canvas of so many cells shows.
    fn shown(columns: u16, rows: u16, glyphs: Glyphs, draw: impl FnOnce(&mut Canvas)) -> Vec<String> {
        let area = Rect::new(0, 0, columns, rows);
        let mut canvas = Canvas::new(columns, rows, glyphs);
        draw(&mut canvas);
        let mut buf = Buffer::empty(area);
        canvas.render(area, &mut buf);
        let text = |row| (0..columns).map(|column| buf[(column, row)].symbol()).collect();
        (0..rows).map(text).collect()
    }

    fn solid(glyphs: Glyphs) -> Pen {
        Pen::new(Style::new(), Stroke::Solid, glyphs)
    }

    #[test]
    fn dots_have_the_bits_that_ratatui_gives_them() {
        for column in 0..2 {
            for row in 0..4 {
                let text = shown(1, 1, Glyphs::Braille, |canvas| canvas.set(column, row, Style::new()));
                // ratatui lists the patterns in row-major order of their dots.
                let expected = ratatui::symbols::braille::BRAILLE[1 << (row * 2 + column)];
                assert_eq!(text, [expected.to_string()]);
            }
        }
    }

    #[test]
    fn blocks_and_ascii_show_each_dot() {
        let corner = |column, row| move |canvas: &mut Canvas| canvas.set(column, row, Style::new());
        let corners = [((0, 0), "▘"), ((1, 0), "▝"), ((0, 1), "▖"), ((1, 1), "▗")];
        for ((column, row), expected) in corners {
            assert_eq!(shown(1, 1, Glyphs::Blocks, corner(column, row)), [expected]);
        }
        assert_eq!(shown(1, 1, Glyphs::Ascii, corner(0, 0)), ["'"]);
        assert_eq!(shown(1, 1, Glyphs::Ascii, corner(0, 1)), ["."]);
        assert_eq!(shown(1, 1, Glyphs::Ascii, |canvas| canvas.vertical(0, 0, 9, &mut solid(Glyphs::Ascii))), [":"]);
    }

    #[test]
    fn lines_are_drawn_and_clipped() {
        let diagonal = |canvas: &mut Canvas| canvas.line((-10.0, -10.0), (20.0, 20.0), &mut solid(Glyphs::Blocks));
        assert_eq!(shown(3, 3, Glyphs::Blocks, diagonal), ["▚  ", " ▚ ", "  ▚"]);
        let level = |canvas: &mut Canvas| canvas.line((-1e300, 1.0), (1e300, 1.0), &mut solid(Glyphs::Blocks));
        assert_eq!(shown(3, 1, Glyphs::Blocks, level), ["▄▄▄"]);
        let outside = |canvas: &mut Canvas| canvas.line((-5.0, -1.0), (5.0, -1.0), &mut solid(Glyphs::Blocks));
        assert_eq!(shown(3, 1, Glyphs::Blocks, outside), ["   "]);
    }

    #[test]
    fn lines_without_finite_ends_are_left_out() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let draw = |canvas: &mut Canvas| {
                canvas.line((0.0, bad), (1.0, 1.0), &mut solid(Glyphs::Blocks));
                canvas.line((0.0, 0.0), (bad, 1.0), &mut solid(Glyphs::Blocks));
            };
            assert_eq!(shown(1, 1, Glyphs::Blocks, draw), [" "]);
        }
    }

    #[test]
    fn sparse_lines_keep_even_gaps_over_segments() {
        let draw = |canvas: &mut Canvas| {
            let mut pen = Pen::new(Style::new(), Stroke::Sparse, Glyphs::Ascii);
            canvas.line((0.0, 1.0), (2.0, 1.0), &mut pen);
            canvas.line((2.0, 1.0), (7.0, 1.0), &mut pen);
        };
        assert_eq!(shown(8, 1, Glyphs::Ascii, draw), [". . . . "]);
    }

    #[test]
    fn the_later_style_wins_its_cell_and_empty_cells_stay() {
        let area = Rect::new(0, 0, 2, 1);
        let mut buf = Buffer::with_lines(["ab"]);
        let mut canvas = Canvas::new(2, 1, Glyphs::Braille);
        canvas.set(0, 0, Style::new().fg(Color::Red));
        canvas.set(1, 0, Style::new().fg(Color::Gray));
        canvas.render(area, &mut buf);
        assert_eq!((buf[(0, 0)].symbol(), buf[(0, 0)].fg), ("⠉", Color::Gray));
        assert_eq!(buf[(1, 0)].symbol(), "b");
    }

    #[test]
    fn ascii_marks_are_ascii() {
        let glyphs = Glyphs::Ascii;
        let all = [glyphs.train(0), glyphs.train(1), glyphs.test(0), glyphs.test(1), glyphs.running(), glyphs.arrow()];
        assert!(all.concat().is_ascii() && ASCII.iter().all(char::is_ascii));
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn nothing_is_drawn_outside(
            (x, y, width, height) in (0..20_u16, 0..20_u16, 0..20_u16, 0..20_u16),
            ends in prop::array::uniform4(prop_oneof![any::<f64>(), -50.0..50.0_f64]),
            (column, top, bottom) in any::<(usize, usize, usize)>(),
        ) {
            for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
                let area = Rect::new(x, y, width, height);
                let mut buf = Buffer::empty(Rect::new(3, 2, 12, 9));
                let mut canvas = Canvas::new(width, height, glyphs);
                canvas.line((ends[0], ends[1]), (ends[2], ends[3]), &mut solid(glyphs));
                canvas.vertical(column % 60, top % 60, bottom, &mut solid(glyphs));
                canvas.set(column, top, Style::new());
                canvas.render(area, &mut buf);
                for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                    prop_assert_eq!(buf[position].symbol(), " ");
                }
            }
        }
    }
}
