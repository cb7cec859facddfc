//! The plane: a field of numbers in half-block pixels, the line at one half, and points upon it.
//!
//! Owns the drawing in every depth of colour and set of glyphs. It computes no numbers and maps no coordinates: the
//! dashboard's plane panel does, with [`super::View`].

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::colour::{BLUE_ORANGE, Depth, Rgb, black_or_white_on, class_colour, nominal_rgb, to_colour};
use super::glyphs::Glyphs;

/// The tone of the line at one half: darker than every tone of the map, so that it reads on both sides.
const LINE: Rgb = Rgb(0x22, 0x22, 0x28);
/// The tone of pixels without a finite number.
const NO_NUMBER: Rgb = Rgb(0x3c, 0x3c, 0x40);

/// The meaning of a plane's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// One a pixel, from 0 to 1, between two sides that a dark line at one half parts.
    #[default]
    Sides,
    /// One a pixel, from 0 to 1, without a line.
    Values,
    /// Probabilities of this many classes, a row of numbers a pixel.
    Classes(usize),
}

impl Numbers {
    /// How many numbers each pixel has.
    pub fn width(self) -> usize {
        match self {
            Self::Sides | Self::Values => 1,
            Self::Classes(count) => count.max(1),
        }
    }

    /// The class of a label; for values, whether it is at least 0.
    pub fn class_of(self, label: f32) -> usize {
        match self {
            Self::Sides => usize::from(label >= 0.5),
            Self::Classes(_) => label as usize,
            Self::Values => usize::from(label >= 0.0),
        }
    }

    /// The marker of a point of a class.
    pub fn marker(self, glyphs: Glyphs, class: usize, is_train: bool) -> &'static str {
        match (self, is_train) {
            (Self::Classes(_), true) => glyphs.train_class(class),
            (Self::Classes(_), false) => glyphs.test_class(class),
            (_, true) => glyphs.train(class),
            (_, false) => glyphs.test(class),
        }
    }
}

/// A pixel's colour on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tone {
    /// Between the ends of the map: 0 to 1.
    Part(f32),
    /// The most probable class, and its lead: 0 where all classes are equal, 1 where it is certain.
    Class(usize, f32),
}

/// A point on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its cell in the buffer; points outside the plane are left out.
    pub cell: Position,
    /// One character, one column wide.
    pub glyph: &'static str,
    /// Whether it is bold, as train points are. In a shared cell a bold point covers a plain one, and a later one covers
    /// an earlier one.
    pub bold: bool,
    /// The target here, from 0 to 1, if it is shown as the colour behind the marker.
    pub value: Option<f32>,
    /// Whether to show it in reverse: its cell is as dark, or as light, as the marker would be. Such a point covers all
    /// others.
    pub highlighted: bool,
}

/// A field with points, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// The numbers of the pixels, row by row from the top: a column for each column of cells, and two rows for each row.
    /// Missing numbers are drawn as grey.
    pub values: &'a [f32],
    /// Their meaning.
    pub numbers: Numbers,
    /// One number a pixel: the line runs where these cross one half. If empty, it runs where `values` do.
    pub line: &'a [f32],
    /// Whether to show only the predicted class, without its probability.
    pub discrete: bool,
    /// Points, drawn over the field.
    pub points: &'a [Point],
    /// Colours that may be used.
    pub depth: Depth,
    /// Characters that may be used.
    pub glyphs: Glyphs,
}

impl Plane<'_> {
    /// Draws the plane into `area`: two pixels a cell by upper half blocks, blue below one half and orange above, with
    /// a dark line where the field crosses it; or the colour of the most probable class, paler where its lead is small. A
    /// point is black or white on the mean of its cell's two pixels, or on the colour of its own value.
    ///
    /// With ASCII glyphs a cell is one pixel, the mean of its two values. Without colours a cell is a shade instead, denser
    /// for higher numbers, in four steps that meet at 0.25, 0.5 and 0.75; a class map has only its boundaries shaded.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let visible = area.intersection(buf.area);
        for cell in visible.positions() {
            let target = &mut buf[cell];
            target.reset();
            if self.depth == Depth::None {
                target.set_symbol(self.shade(cell, area));
                continue;
            }
            let (upper, lower) = self.pixels(cell, area);
            if self.glyphs == Glyphs::Ascii {
                target.set_bg(upper);
            } else {
                target.set_symbol("▀").set_fg(upper).set_bg(lower);
            }
        }
        let layers = [(false, false), (false, true), (true, false), (true, true)];
        let of_layer = |layer| self.points.iter().filter(move |point| (point.highlighted, point.bold) == layer);
        for point in layers.into_iter().flat_map(of_layer) {
            if visible.contains(point.cell) {
                buf[point.cell].reset();
                buf[point.cell].set_symbol(point.glyph).set_style(self.point_style(point, area));
            }
        }
    }

    fn point_style(&self, point: &Point, area: Rect) -> Style {
        let style = if point.bold { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
        if self.depth == Depth::None {
            return if point.highlighted { style.add_modifier(Modifier::REVERSED) } else { style };
        }
        let target = point.value.filter(|value| value.is_finite()).map(Tone::Part);
        let background = self.colour(target.or_else(|| self.mean(point.cell, area)));
        // Terminals choose the tones of their sixteen colours; in most palettes only blue is dark.
        let ink = match (self.depth, background) {
            (Depth::Sixteen, Color::Blue | Color::Black) => Rgb::WHITE,
            (Depth::Sixteen, _) => Rgb::BLACK,
            _ => black_or_white_on(nominal_rgb(background).unwrap_or(Rgb::BLACK)),
        };
        if point.highlighted {
            let paper = if ink == Rgb::BLACK { Rgb::WHITE } else { Rgb::BLACK };
            return style.fg(to_colour(paper, self.depth)).bg(to_colour(ink, self.depth));
        }
        style.fg(to_colour(ink, self.depth)).bg(background)
    }

    /// The colours of a cell's upper and lower pixel; with ASCII glyphs they are the same.
    fn pixels(&self, cell: Position, area: Rect) -> (Color, Color) {
        let (column, row) = (i32::from(cell.x - area.x), i32::from(cell.y - area.y));
        let pixel = |row: i32| {
            if self.on_line(column, row, area) {
                to_colour(LINE, self.depth)
            } else {
                self.colour(self.value(column, row, area))
            }
        };
        if self.glyphs == Glyphs::Ascii {
            return (pixel(row), pixel(row));
        }
        (pixel(2 * row), pixel(2 * row + 1))
    }

    /// Whether the line at one half goes through a pixel: of two neighbours on either side of it, it takes the nearer.
    fn on_line(&self, column: i32, row: i32, area: Rect) -> bool {
        if !self.line.is_empty() {
            let line = Plane { values: self.line, numbers: Numbers::Sides, line: &[], ..*self };
            return line.on_line(column, row, area);
        }
        if self.numbers != Numbers::Sides {
            return false;
        }
        let Some(Tone::Part(mine)) = self.value(column, row, area) else { return false };
        let distance = |value: f32| (value - 0.5).abs();
        [(-1, 0), (1, 0), (0, -1), (0, 1)].into_iter().any(|(across, down)| {
            let Some(Tone::Part(other)) = self.value(column + across, row + down, area) else { return false };
            let crosses = (mine < 0.5) != (other < 0.5);
            crosses && (distance(mine) < distance(other) || (distance(mine) == distance(other) && mine < 0.5))
        })
    }

    /// The tone of a pixel, if it has numbers.
    fn value(&self, column: i32, row: i32, area: Rect) -> Option<Tone> {
        if self.glyphs == Glyphs::Ascii {
            let cell = Position::new(to_cell(area.x, column)?, to_cell(area.y, row)?);
            return if area.contains(cell) { self.mean(cell, area) } else { None };
        }
        let numbers = self.half(column, row, area)?;
        Some(self.tone(numbers, numbers))
    }

    /// The numbers of a half cell, if it has any.
    fn half(&self, column: i32, row: i32, area: Rect) -> Option<&[f32]> {
        let (column, row) = (usize::try_from(column).ok()?, usize::try_from(row).ok()?);
        if column >= usize::from(area.width) {
            return None;
        }
        let width = self.numbers.width();
        let first = (row * usize::from(area.width) + column) * width;
        let numbers = self.values.get(first..first + width)?;
        numbers.iter().all(|number| number.is_finite()).then_some(numbers)
    }

    /// The tone of the mean of a cell's two pixels, or of the only one that has numbers.
    fn mean(&self, cell: Position, area: Rect) -> Option<Tone> {
        let (column, row) = (i32::from(cell.x - area.x), i32::from(cell.y - area.y));
        let (upper, lower) = (self.half(column, 2 * row, area), self.half(column, 2 * row + 1, area));
        let (one, other) = (upper.or(lower)?, lower.or(upper)?);
        Some(self.tone(one, other))
    }

    /// The tone of the mean of two pixels.
    fn tone(&self, one: &[f32], other: &[f32]) -> Tone {
        let mean = |index: usize| f32::midpoint(one[index], other[index]);
        let Numbers::Classes(count) = self.numbers else {
            return Tone::Part(if self.discrete { f32::from(u8::from(mean(0) >= 0.5)) } else { mean(0) });
        };
        let winner = (1..one.len()).fold(0, |winner, class| if mean(class) > mean(winner) { class } else { winner });
        if self.discrete {
            return Tone::Class(winner, 1.0);
        }
        // The lead over a uniform distribution.
        let uniform = 1.0 / count.max(2) as f32;
        Tone::Class(winner, (mean(winner) - uniform) / (1.0 - uniform))
    }

    fn colour(&self, tone: Option<Tone>) -> Color {
        match tone {
            Some(Tone::Part(value)) => BLUE_ORANGE.colour(2.0 * f64::from(value) - 1.0, self.depth),
            Some(Tone::Class(class, lead)) => class_colour(class, f64::from(lead), self.depth),
            None => to_colour(NO_NUMBER, self.depth),
        }
    }

    /// The shade of a number from 0 to 1, for terminals without colours.
    pub fn shade_of(number: f32, glyphs: Glyphs) -> &'static str {
        // The full stop and the x are markers of points.
        let shades = if glyphs == Glyphs::Ascii { [" ", "-", "=", "#"] } else { [" ", "░", "▒", "▓"] };
        shades[(number * 4.0).clamp(0.0, 3.0) as usize]
    }

    fn shade(&self, cell: Position, area: Rect) -> &'static str {
        match self.mean(cell, area) {
            None => "?",
            Some(Tone::Part(value)) => Self::shade_of(value, self.glyphs),
            Some(Tone::Class(class, _)) => {
                let is_other = |x: u16, y: u16| {
                    let next = Position::new(x, y);
                    let tone = if area.contains(next) { self.mean(next, area) } else { None };
                    matches!(tone, Some(Tone::Class(other, _)) if other != class)
                };
                let boundary = is_other(cell.x.saturating_add(1), cell.y) || is_other(cell.x, cell.y.saturating_add(1));
                Self::shade_of(if boundary { 0.25 } else { 0.0 }, self.glyphs)
            }
        }
    }
}

/// The coordinate `offset` cells from the first, if there is one.
fn to_cell(first: u16, offset: i32) -> Option<u16> {
    u16::try_from(i32::from(first) + offset).ok()
}

#[cfg(test)]
mod tests;
