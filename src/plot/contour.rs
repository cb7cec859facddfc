//! The line between two predictions, in dots: where a field crosses one half, or where the most probable class changes.
//!
//! Owns the search along the edges between neighbouring pixels (marching squares) and the dots. The plane draws them.

use super::glyphs::Glyphs;

/// Dots of a pixel, which is half a cell high.
const DOTS: f32 = 2.0;

/// The dots of a line, cell by cell.
#[derive(Debug, Default)]
pub(super) struct Contour {
    columns: usize,
    cells: Vec<u8>,
}

impl Contour {
    /// The line between pixels of different sides, over `columns` pixels across and `rows` down. `sides` gives the side
    /// of each pixel, row by row, or none where there is no number; `crossing` the part of the way from the middle of one
    /// pixel to that of another at which the side changes, given their places.
    pub(super) fn new(
        (columns, rows): (usize, usize),
        sides: &[Option<u8>],
        crossing: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let mut contour = Self { columns, cells: vec![0; columns * rows.div_ceil(2)] };
        for row in 0..rows.saturating_sub(1) {
            for column in 0..columns.saturating_sub(1) {
                let first = row * columns + column;
                let corners = [first, first + 1, first + columns + 1, first + columns];
                let [Some(&[upper_left, upper_right]), Some(&[lower_left, lower_right])] =
                    [first, first + columns].map(|place| sides.get(place..).and_then(<[_]>::first_chunk::<2>))
                else {
                    continue;
                };
                let around = [upper_left, upper_right, lower_right, lower_left];
                if around.iter().all(|side| *side == upper_left) || around.contains(&None) {
                    continue;
                }
                contour.block((column, row), around, |from, to| crossing(corners[from], corners[to]));
            }
        }
        contour
    }

    /// Draws the line between the middles of four pixels, given clockwise from the upper left one: from one side of the
    /// square to another, or where more than two are crossed from each to the middle of them.
    fn block(&mut self, (column, row): (usize, usize), sides: [Option<u8>; 4], crossing: impl Fn(usize, usize) -> f32) {
        const CORNERS: [(f32, f32); 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let mut ends = [(0.0, 0.0); 4];
        let mut count = 0;
        for corner in 0..4 {
            let next = (corner + 1) % 4;
            if sides[corner] != sides[next] {
                let part = crossing(corner, next).clamp(0.0, 1.0);
                let ((x, y), (to_x, to_y)) = (CORNERS[corner], CORNERS[next]);
                // The middle of a pixel is one dot right of, and below, its upper left corner.
                let along = |first: usize, from: f32, to: f32| DOTS * (first as f32 + from + part * (to - from)) + 1.0;
                ends[count] = (along(column, x, to_x), along(row, y, to_y));
                count += 1;
            }
        }
        if let [from, to] = ends[..count] {
            return self.segment(from, to);
        }
        let ends = &ends[..count];
        let mean = |of: fn(&(f32, f32)) -> f32| ends.iter().map(of).sum::<f32>() / count as f32;
        let middle = (mean(|end| end.0), mean(|end| end.1));
        for end in ends {
            self.segment(*end, middle);
        }
    }

    fn segment(&mut self, from: (f32, f32), to: (f32, f32)) {
        // One dot a step along the longer way, so that the line stays thin.
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil().max(1.0);
        for step in 0..steps as usize {
            let part = (step as f32 + 0.5) / steps;
            let place = |from: f32, to: f32| (from + part * (to - from)) as usize;
            self.set(place(from.0, to.0), place(from.1, to.1));
        }
    }

    fn set(&mut self, column: usize, row: usize) {
        let (across, down) = Glyphs::Braille.dots();
        if column < across * self.columns
            && let Some(cell) = self.cells.get_mut(row / down * self.columns + column / across)
        {
            *cell |= Glyphs::Braille.bit(column % across, row % down);
        }
    }

    /// The sign of the line in a cell, if it goes through it.
    pub(super) fn sign(&self, column: usize, row: usize, glyphs: Glyphs) -> Option<char> {
        let bits = *self.cells.get(row * self.columns + column)?;
        (bits != 0).then(|| match glyphs {
            Glyphs::Braille => glyphs.character(bits),
            Glyphs::Blocks => '·',
            Glyphs::Ascii => '.',
        })
    }
}
