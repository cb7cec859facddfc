//! The sets of characters that terminals and their fonts can show.
//!
//! Owns which character stands for which dots, points and signs. The canvas, the plane and the dashboard's views ask it.

use std::borrow::Cow;

use strum::{EnumString, VariantNames};

use crate::text::visible;

/// A set of characters to draw with, by what the terminal and its font can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
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

/// Markers of more than two classes: digits, then letters.
const CLASSES: [&str; 36] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m",
    "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z",
];
/// The small digits.
const SMALL: [&str; 10] = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"];

impl Glyphs {
    /// Dots of a cell, across and down.
    pub const fn dots(self) -> (usize, usize) {
        match self {
            Self::Braille => (2, 4),
            Self::Blocks => (2, 2),
            Self::Ascii => (1, 2),
        }
    }

    /// The marker of a train point with this label, 0 or 1.
    pub const fn train(self, label: usize) -> &'static str {
        if label == 0 { "o" } else { "+" }
    }

    /// The marker of a test point with this label, 0 or 1: the small form, or in ASCII the same.
    pub const fn test(self, label: usize) -> &'static str {
        match (self, label) {
            (Self::Ascii, _) => self.train(label),
            (_, 0) => "ₒ",
            (_, _) => "₊",
        }
    }

    /// The marker of a train point of one of more than two classes: a digit, from the eleventh on a letter.
    pub const fn train_class(self, class: usize) -> &'static str {
        CLASSES[class % CLASSES.len()]
    }

    /// The marker of a test point of one of more than two classes: the small form of a digit, or in ASCII the same; letters
    /// have none.
    pub const fn test_class(self, class: usize) -> &'static str {
        if matches!(self, Self::Ascii) || class >= SMALL.len() { self.train_class(class) } else { SMALL[class] }
    }

    /// The marker of the points of a mini-batch.
    pub const fn in_batch(self) -> &'static str {
        if matches!(self, Self::Ascii) { "@" } else { "◆" }
    }

    /// The sign of the line between two predictions in a legend.
    pub const fn line(self) -> &'static str {
        match self {
            Self::Braille => "⠒",
            Self::Blocks => "·",
            Self::Ascii => ".",
        }
    }

    /// The sign of a running session.
    pub const fn running(self) -> &'static str {
        if matches!(self, Self::Ascii) { ">" } else { "▶" }
    }

    /// An arrow from an old value to a new one.
    pub const fn arrow(self) -> &'static str {
        if matches!(self, Self::Ascii) { "->" } else { "→" }
    }

    /// A text on one line as it can be shown: what a terminal would act on escaped, and in ASCII the signs replaced that
    /// the set lacks: arrows, dots between words, ellipses, squares, times.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        let text = visible(text);
        if self != Self::Ascii || text.is_ascii() {
            return text;
        }
        let signs = [
            ('→', "->"),
            ('←', "<-"),
            ('↑', "^"),
            ('↓', "v"),
            ('·', "-"),
            ('…', "..."),
            ('²', "2"),
            ('×', "x"),
            ('≥', ">="),
            ('≤', "<="),
        ];
        Cow::Owned(signs.into_iter().fold(text.into_owned(), |text, (sign, ascii)| text.replace(sign, ascii)))
    }

    /// The cell (column, row) of a dot, and the dot's bit in it.
    #[inline]
    pub(super) const fn cell_of(self, column: usize, row: usize) -> ((usize, usize), u8) {
        // By constants: a division by a variable takes longer than all the rest.
        match self {
            Self::Braille => ((column / 2, row / 4), self.bit(column % 2, row % 4)),
            Self::Blocks => ((column / 2, row / 2), self.bit(column % 2, row % 2)),
            Self::Ascii => ((column, row / 2), self.bit(0, row % 2)),
        }
    }

    /// The bit of one dot of a cell, whose column and row count from its upper left.
    pub(super) const fn bit(self, column: usize, row: usize) -> u8 {
        match self {
            // Unicode numbers the upper six dots column by column and adds the lowest two later.
            Self::Braille => [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]][row][column],
            Self::Blocks | Self::Ascii => 1 << (row * self.dots().0 + column),
        }
    }

    /// The character with these dots.
    pub(super) fn character(self, bits: u8) -> char {
        match self {
            // Every pattern of eight bits above U+2800 is a character.
            Self::Braille => char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' '),
            Self::Blocks => QUADRANTS[usize::from(bits & 15)],
            Self::Ascii => ASCII[usize::from(bits & 3)],
        }
    }
}
