//! The plane: a field of numbers in half-block pixels, the line at one half, and points upon it.
//!
//! Owns the drawing in every depth of colour and set of glyphs. It computes no numbers and maps no coordinates: the
//! dashboard's plane panel does, with [`super::View`].

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::colour::Depth;
use super::contour::Contour;
use super::glyphs::Glyphs;
use super::scheme::{Hue, Scheme, density};

/// The meaning of a plane's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// One a pixel, from 0 to 1, between two sides that a line at one half parts.
    #[default]
    Sides,
    /// One a pixel, from 0 to 1, along a scale without a line.
    Values,
    /// Probabilities of this many classes, a row of numbers a pixel; a line runs where the most probable one changes.
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

    /// What a point with this label has the colour of, `place` being where the label is on the scale of values.
    pub fn hue(self, label: f32, place: f32) -> Hue {
        if self == Self::Values { Hue::Value(place) } else { Hue::Class(self.class_of(label)) }
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

/// A point on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its cell in the buffer; points outside the plane are left out.
    pub cell: Position,
    /// One character, one column wide.
    pub marker: &'static str,
    /// Its class, or its target on the scale of values.
    pub hue: Hue,
    /// Whether it is a train point: in bold. A test point is paler, and with ASCII glyphs underlined.
    pub is_train: bool,
    /// Whether the network gives it to another class: it is in reverse video.
    pub is_misclassified: bool,
    /// Whether the last step was on a mini-batch with it: it has the marker of those.
    pub is_in_batch: bool,
    /// How far it lies off the plane.
    pub distance: Distance,
}

/// How far a point lies off the plane, along what is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Distance {
    /// On it or nearby, or there is nothing else.
    #[default]
    Near,
    /// Far off: it is fainter, and never in bold.
    Far,
}

impl Point {
    /// Of several points in a cell, the one with the highest rank is seen: a misclassified one before others, then one of
    /// the mini-batch, then one that is not far, then a test point before a train point. So few points are not hidden by many.
    fn rank(&self) -> (bool, bool, bool, bool) {
        (self.is_misclassified, self.is_in_batch, self.distance == Distance::Near, !self.is_train)
    }
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
    /// The colours of predictions and points, as far as the terminal has them.
    pub scheme: Scheme,
    /// Whether it is a small map without points, in brighter colours.
    pub bright: bool,
    /// Characters that may be used.
    pub glyphs: Glyphs,
}

impl Plane<'_> {
    /// Draws the plane into `area`: two pixels a cell by upper half blocks, in the muted colour of the side, value or class
    /// that each predicts, the more neutral the less certain; upon it a line of dots where the side or class changes, and
    /// the points in the vivid colours of theirs.
    ///
    /// With ASCII glyphs a cell is one pixel, the mean of its two values. With sixteen colours it is a coloured shade.
    /// Without colours it is a shade, denser for higher numbers, in four steps that meet at 0.25, 0.5 and 0.75; a class map
    /// has the line alone.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        self.render_field(area, buf);
        self.render_points(area, buf);
    }

    /// As [`Self::render`], without the points.
    pub fn render_field(&self, area: Rect, buf: &mut Buffer) {
        let visible = area.intersection(buf.area);
        let contour = self.contour(area);
        let blank = if self.has_halves() { Cell::new("▀") } else { Cell::EMPTY };
        for cell in visible.positions() {
            let target = &mut buf[cell];
            target.clone_from(&blank);
            let (column, row) = (usize::from(cell.x - area.x), usize::from(cell.y - area.y));
            let line = contour.as_ref().and_then(|contour| contour.sign(column, row, self.glyphs));
            self.draw_field(cell, area, target);
            if let Some(sign) = line {
                target.set_char(sign).set_fg(self.scheme.line());
                if self.scheme.depth != Depth::None {
                    target.set_bg(self.ground(cell, area));
                }
            }
        }
    }

    /// The points of [`Self::render`] alone, upon what is drawn already.
    pub fn render_points(&self, area: Rect, buf: &mut Buffer) {
        let visible = area.intersection(buf.area);
        let mut order: Vec<&Point> = self.points.iter().filter(|point| visible.contains(point.cell)).collect();
        order.sort_by_key(|point| point.rank());
        for point in order {
            buf[point.cell].reset();
            let marker = if point.is_in_batch { self.glyphs.in_batch() } else { point.marker };
            buf[point.cell].set_symbol(marker).set_style(self.point_style(point, area));
        }
    }

    /// Whether a cell shows its two pixels, by an upper half block.
    fn has_halves(&self) -> bool {
        match self.scheme.depth {
            Depth::None => false,
            Depth::Sixteen => self.bright && self.glyphs != Glyphs::Ascii,
            Depth::TrueColour | Depth::Indexed => self.glyphs != Glyphs::Ascii,
        }
    }

    /// One cell of the field, which is blank or has its half block.
    fn draw_field(&self, cell: Position, area: Rect, target: &mut Cell) {
        match (self.scheme.depth, self.glyphs) {
            _ if self.has_halves() => {
                let (column, row) = (cell.x - area.x, 2 * (cell.y - area.y));
                let hue = |half: &[f32]| self.hue(half.len(), |index| half[index]);
                let colour = |row| self.colour(self.half(column, row, area).map(hue));
                target.set_fg(colour(row)).set_bg(colour(row + 1));
            }
            (Depth::None, _) => {
                target.set_symbol(self.shade(cell, area));
            }
            (_, Glyphs::Ascii) => {
                target.set_bg(self.colour(self.mean(cell, area)));
            }
            _ => {
                let hue = self.mean(cell, area);
                let density = hue.map_or(1, |(hue, certainty)| density(hue, certainty));
                let shade = [" ", "░", "▒"][density];
                target.set_symbol(shade).set_fg(self.scheme.plane(hue)).set_bg(self.scheme.paper());
            }
        }
    }

    fn point_style(&self, point: &Point, area: Rect) -> Style {
        let mut style = Style::new();
        if point.is_train && point.distance == Distance::Near {
            style = style.add_modifier(Modifier::BOLD);
        } else if self.glyphs == Glyphs::Ascii {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        if point.distance == Distance::Far && !self.scheme.has_faint_tones() {
            style = style.add_modifier(Modifier::DIM);
        }
        if self.scheme.depth == Depth::None {
            return if point.is_misclassified { style.add_modifier(Modifier::REVERSED) } else { style };
        }
        let ink = self.scheme.point(point.hue, point.is_train);
        let behind = self.scheme.behind(ink, self.ground(point.cell, area));
        let ink = if point.distance == Distance::Far { self.scheme.fainter(ink, behind) } else { ink };
        if point.is_misclassified {
            return style.fg(self.scheme.paper()).bg(ink);
        }
        style.fg(ink).bg(behind)
    }

    /// The one colour of a cell that has a sign.
    fn ground(&self, cell: Position, area: Rect) -> Color {
        if self.scheme.depth == Depth::Sixteen && self.glyphs != Glyphs::Ascii {
            return self.scheme.paper();
        }
        self.colour(self.mean(cell, area))
    }

    /// The line between sides or classes, if the numbers have one.
    fn contour(&self, area: Rect) -> Option<Contour> {
        let size = (usize::from(area.width), 2 * usize::from(area.height));
        let (values, numbers) =
            if self.line.is_empty() { (self.values, self.numbers) } else { (self.line, Numbers::Sides) };
        if numbers == Numbers::Values {
            return None;
        }
        let width = numbers.width();
        let pixels = values.chunks_exact(width);
        let is_finite = |pixel: &[f32]| pixel.iter().all(|number| number.is_finite());
        let winner = |pixel: &[f32]| winner(width, |class| pixel[class]);
        let side_of = |pixel: &[f32]| if width == 1 { u8::from(pixel[0] >= 0.5) } else { winner(pixel) as u8 };
        let sides: Vec<Option<u8>> = pixels.map(|pixel| is_finite(pixel).then(|| side_of(pixel))).collect();
        Some(Contour::new(size, &sides, |from, to| {
            // How far the one side leads over the other, at both ends.
            let lead = |place: usize| match (sides[from], sides[to]) {
                (Some(one), Some(other)) if width > 1 => {
                    values[place * width + usize::from(one)] - values[place * width + usize::from(other)]
                }
                _ => values[place] - 0.5,
            };
            let (start, end) = (lead(from), lead(to));
            if start == end { 0.5 } else { start / (start - end) }
        }))
    }

    /// The numbers of a half cell, if it has any.
    fn half(&self, column: u16, row: u16, area: Rect) -> Option<&[f32]> {
        let width = self.numbers.width();
        let first = (usize::from(row) * usize::from(area.width) + usize::from(column)) * width;
        let numbers = self.values.get(first..first + width)?;
        numbers.iter().all(|number| number.is_finite()).then_some(numbers)
    }

    /// The mean of a cell's two pixels, or the only one that has numbers.
    fn mean(&self, cell: Position, area: Rect) -> Option<(Hue, f32)> {
        let (column, row) = (cell.x - area.x, 2 * (cell.y - area.y));
        let (upper, lower) = (self.half(column, row, area), self.half(column, row + 1, area));
        let (one, other) = (upper.or(lower)?, lower.or(upper)?);
        Some(self.hue(one.len(), |index| f32::midpoint(one[index], other[index])))
    }

    /// What so many numbers predict, and how certain that is, from 0 to 1.
    fn hue(&self, width: usize, number: impl Fn(usize) -> f32) -> (Hue, f32) {
        let Numbers::Classes(count) = self.numbers else {
            let value = if self.discrete { f32::from(u8::from(number(0) >= 0.5)) } else { number(0) };
            return (Hue::Value(value), 1.0);
        };
        let winner = winner(width, &number);
        // The lead over a uniform distribution.
        let uniform = 1.0 / count.max(2) as f32;
        let lead = if self.discrete { 1.0 } else { (number(winner) - uniform) / (1.0 - uniform) };
        (Hue::Class(winner), lead)
    }

    fn colour(&self, prediction: Option<(Hue, f32)>) -> Color {
        match prediction {
            Some((Hue::Value(value), _)) if self.bright => self.scheme.map(value),
            _ => self.scheme.plane(prediction),
        }
    }

    /// The shade of a number from 0 to 1, for terminals without colours.
    pub fn shade_of(number: f32, glyphs: Glyphs) -> &'static str {
        // The full stop is the line.
        let shades = if glyphs == Glyphs::Ascii { [" ", "-", "=", "#"] } else { [" ", "░", "▒", "▓"] };
        shades[(number * 4.0).clamp(0.0, 3.0) as usize]
    }

    fn shade(&self, cell: Position, area: Rect) -> &'static str {
        match self.mean(cell, area) {
            None => "?",
            Some((Hue::Value(value), _)) => Self::shade_of(value, self.glyphs),
            Some((Hue::Class(_), _)) => " ",
        }
    }
}

/// The first of the largest of so many numbers.
fn winner(width: usize, number: impl Fn(usize) -> f32) -> usize {
    let first = (0, number(0));
    let larger = |first: (usize, f32), other: (usize, f32)| if other.1 > first.1 { other } else { first };
    (1..width).map(|class| (class, number(class))).fold(first, larger).0
}

#[cfg(test)]
mod tests;
