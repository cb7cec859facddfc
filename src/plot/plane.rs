//! The plane: a field of numbers in half-block pixels, the line at one half, and points upon it.
//!
//! Owns the rendition for every depth of colour and set of glyphs. It computes no numbers and maps no
//! coordinates: the dashboard's plane panel does, with [`super::View`].

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::colour::{BLUE_ORANGE, Depth, Rgb, black_or_white_on, class_colour, nominal_rgb, to_colour};
use super::dots::Glyphs;
use super::point::Point;

/// The tone of the line at one half: darker than every tone of the map, so that it reads on both sides.
const LINE: Rgb = Rgb(0x22, 0x22, 0x28);
/// The tone of what is no number.
const NO_NUMBER: Rgb = Rgb(0x3c, 0x3c, 0x40);

/// What the numbers of a plane are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// One a pixel, from 0 to 1, between two sides that a dark line at one half parts.
    #[default]
    Sides,
    /// One a pixel, from 0 to 1, without a line.
    Values,
    /// Probabilities of so many classes, a row of numbers a pixel.
    Classes(usize),
}

impl Numbers {
    /// Numbers of each pixel.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Sides | Self::Values => 1,
            Self::Classes(count) => count.max(1),
        }
    }
}

/// What is shown of a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tone {
    /// How far it is from one end of the map to the other.
    Part(f32),
    /// The class that wins, and its lead: 0 where all are alike, 1 where it is certain.
    Class(usize, f32),
}

/// A field with points, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// The numbers of the pixels, row by row from the top, as many columns as the area has cells across and two rows a
    /// cell. What is missing is drawn as no number.
    pub values: &'a [f32],
    /// What they are.
    pub numbers: Numbers,
    /// One number a pixel whose crossing of one half is drawn as the line, in the place of the values'; none of its own
    /// if empty.
    pub line: &'a [f32],
    /// Whether only what wins is shown, and not by how much.
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
    /// a dark line where the field crosses it; or the colour of the class that wins, the paler the less it leads. A
    /// point is black or white on the mean of its cell's two pixels, or on the colour of its own value.
    ///
    /// With ASCII glyphs a cell is one pixel, its two values' mean. Without colours a cell is a shade instead, denser
    /// the higher the number, in four steps that meet at 0.25, 0.5 and 0.75; of classes only the borders are shaded.
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
        let of_layer = |layer| self.points.iter().filter(move |point| (point.marked, point.bold) == layer);
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
            return if point.marked { style.add_modifier(Modifier::REVERSED) } else { style };
        }
        let own = point.value.filter(|value| value.is_finite()).map(Tone::Part);
        let background = self.colour(own.or_else(|| self.mean(point.cell, area)));
        // Palettes of sixteen differ in every tone; in most of them blue alone is darker than it is light.
        let ink = match (self.depth, background) {
            (Depth::Sixteen, Color::Blue | Color::Black) => Rgb::WHITE,
            (Depth::Sixteen, _) => Rgb::BLACK,
            _ => black_or_white_on(nominal_rgb(background).unwrap_or(Rgb::BLACK)),
        };
        if point.marked {
            let paper = if ink == Rgb::BLACK { Rgb::WHITE } else { Rgb::BLACK };
            return style.fg(to_colour(paper, self.depth)).bg(to_colour(ink, self.depth));
        }
        style.fg(to_colour(ink, self.depth)).bg(background)
    }

    /// The upper and the lower pixel of a cell; with ASCII glyphs they are the same.
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

    /// Whether the line at one half goes through a pixel: of two neighbours on either side of it, the nearer.
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

    /// What is shown of a pixel, if it has numbers.
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

    /// What is shown of the mean of a cell's two pixels, or of the only one that has numbers.
    fn mean(&self, cell: Position, area: Rect) -> Option<Tone> {
        let (column, row) = (i32::from(cell.x - area.x), i32::from(cell.y - area.y));
        let (upper, lower) = (self.half(column, 2 * row, area), self.half(column, 2 * row + 1, area));
        let (one, other) = (upper.or(lower)?, lower.or(upper)?);
        Some(self.tone(one, other))
    }

    /// What is shown of the mean of two pixels.
    fn tone(&self, one: &[f32], other: &[f32]) -> Tone {
        let mean = |index: usize| f32::midpoint(one[index], other[index]);
        let Numbers::Classes(count) = self.numbers else {
            return Tone::Part(if self.discrete { f32::from(u8::from(mean(0) >= 0.5)) } else { mean(0) });
        };
        let winner = (1..one.len()).fold(0, |winner, class| if mean(class) > mean(winner) { class } else { winner });
        if self.discrete {
            return Tone::Class(winner, 1.0);
        }
        // From the share that each would have if all were alike.
        let alike = 1.0 / count.max(2) as f32;
        Tone::Class(winner, (mean(winner) - alike) / (1.0 - alike))
    }

    fn colour(&self, tone: Option<Tone>) -> Color {
        match tone {
            Some(Tone::Part(value)) => BLUE_ORANGE.colour(2.0 * f64::from(value) - 1.0, self.depth),
            Some(Tone::Class(class, lead)) => class_colour(class, f64::from(lead), self.depth),
            None => to_colour(NO_NUMBER, self.depth),
        }
    }

    /// The shade of a number from 0 to 1 where there are no colours.
    #[must_use]
    pub fn shade_of(number: f32, glyphs: Glyphs) -> &'static str {
        // The full stop and the x are glyphs of points.
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
                let border = is_other(cell.x.saturating_add(1), cell.y) || is_other(cell.x, cell.y.saturating_add(1));
                Self::shade_of(if border { 0.25 } else { 0.0 }, self.glyphs)
            }
        }
    }
}

/// The coordinate that lies so many cells from the first.
fn to_cell(first: u16, offset: i32) -> Option<u16> {
    u16::try_from(i32::from(first) + offset).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLANE: Plane<'_> = Plane {
        values: &[],
        numbers: Numbers::Sides,
        line: &[],
        discrete: false,
        points: &[],
        depth: Depth::TrueColour,
        glyphs: Glyphs::Braille,
    };

    /// A field that rises from left to right, or from top to bottom, over so many pixels.
    fn ramp(columns: u16, rows: u16, downwards: bool) -> Vec<f32> {
        let part = |index: u16, count: u16| (f32::from(index) + 0.5) / f32::from(count);
        let value = |column, row| if downwards { part(row, rows) } else { part(column, columns) };
        (0..rows).flat_map(|row| (0..columns).map(move |column| value(column, row))).collect()
    }

    fn drawn(plane: &Plane<'_>, columns: u16, rows: u16) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
        plane.render(buf.area, &mut buf);
        buf
    }

    #[test]
    fn each_cell_shows_two_pixels() {
        let values = [0.0, 1.0];
        let buf = drawn(&Plane { values: &values[..1], ..PLANE }, 1, 1);
        assert_eq!(buf[(0, 0)].symbol(), "▀");
        assert_eq!(nominal_rgb(buf[(0, 0)].fg), Some(BLUE_ORANGE.low));
        assert_eq!(nominal_rgb(buf[(0, 0)].bg), Some(NO_NUMBER), "a missing value");
    }

    #[test]
    fn the_line_is_one_pixel_wide_where_the_field_crosses_one_half() {
        let line = to_colour(LINE, Depth::TrueColour);
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let values = ramp(9, 8, false);
            let buf = drawn(&Plane { values: &values, glyphs, ..PLANE }, 9, 4);
            for row in 0..4 {
                let columns: Vec<u16> = (0..9).filter(|column| buf[(*column, row)].bg == line).collect();
                assert_eq!(columns, [4], "the middle pixel is one half");
            }
        }
        let values = ramp(3, 8, true);
        let buf = drawn(&Plane { values: &values, ..PLANE }, 3, 4);
        let on_line = buf.content().iter().map(|cell| usize::from(cell.fg == line) + usize::from(cell.bg == line));
        assert_eq!(on_line.sum::<usize>(), 3, "one of eight rows of three pixels");
        let level = [0.5; 72];
        let buf = drawn(&Plane { values: &level, ..PLANE }, 9, 4);
        assert!(buf.content().iter().all(|cell| cell.fg != line && cell.bg != line), "an untrained field has no line");
    }

    #[test]
    fn the_line_contrasts_with_every_tone() {
        for hundredth in -100..=100 {
            let tone = BLUE_ORANGE.at(f64::from(hundredth) / 100.0);
            assert!(super::super::contrast_ratio(LINE, tone) > 2.0);
        }
    }

    #[test]
    fn points_read_on_the_mean_of_their_cell() {
        let values = [0.0, 1.0, 0.0, 0.5];
        let point = |x, glyph, bold| Point { cell: Position::new(x, 0), glyph, bold, value: None, marked: false };
        let points = [point(0, "o", true), point(1, "×", false), point(7, "o", true)];
        let buf = drawn(&Plane { values: &values, points: &points, ..PLANE }, 2, 1);
        let (train, test) = (&buf[(0, 0)], &buf[(1, 0)]);
        assert_eq!((train.symbol(), train.modifier), ("o", Modifier::BOLD));
        assert_eq!(nominal_rgb(train.bg), Some(BLUE_ORANGE.low));
        assert_eq!(nominal_rgb(train.fg), Some(Rgb::WHITE));
        assert_eq!((test.symbol(), test.modifier), ("×", Modifier::empty()));
        assert_eq!(nominal_rgb(test.bg), Some(BLUE_ORANGE.at(0.5)));
        assert_eq!(nominal_rgb(test.fg), Some(Rgb::BLACK));
    }

    #[test]
    fn bold_points_win_shared_cells() {
        let point = |glyph, bold| Point { cell: Position::new(0, 0), glyph, bold, value: None, marked: false };
        let points = [point("o", true), point("+", true), point("∘", false)];
        let buf = drawn(&Plane { values: &[0.2, 0.2], points: &points, ..PLANE }, 1, 1);
        assert_eq!(buf[(0, 0)].symbol(), "+");
    }

    #[test]
    fn marked_points_stand_out_and_win_shared_cells() {
        let point = |x, bold, marked| {
            let glyph = if marked { "∘" } else { "o" };
            Point { cell: Position::new(x, 0), glyph, bold, value: None, marked }
        };
        let points = [point(0, false, true), point(0, true, false), point(1, true, false), point(2, true, true)];
        let values = [0.0, 0.5, 1.0, 0.0, 0.5, 1.0];
        for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
            for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
                let buf = drawn(&Plane { values: &values, points: &points, depth, glyphs, ..PLANE }, 3, 1);
                let symbols = [0, 1, 2].map(|x| buf[(x, 0)].symbol());
                assert_eq!(symbols, ["∘", "o", "∘"]);
                let reversed = [0, 1, 2].map(|x| buf[(x, 0)].modifier.contains(Modifier::REVERSED));
                assert_eq!(reversed, [0, 1, 2].map(|x| depth == Depth::None && x != 1));
                for x in [0, 2] {
                    let colours = [buf[(x, 0)].fg, buf[(x, 0)].bg].map(nominal_rgb);
                    let extremes = [[Some(Rgb::BLACK), Some(Rgb::WHITE)], [Some(Rgb::WHITE), Some(Rgb::BLACK)]];
                    assert!(depth == Depth::None || extremes.contains(&colours), "{depth:?} {colours:?}");
                }
            }
        }
    }

    #[test]
    fn a_discrete_plane_shows_only_what_wins() {
        let values = [0.1, 0.49, 0.5, 0.9];
        let buf = drawn(&Plane { values: &values, discrete: true, numbers: Numbers::Values, ..PLANE }, 2, 1);
        let tones = [buf[(0, 0)].fg, buf[(1, 0)].fg, buf[(0, 0)].bg, buf[(1, 0)].bg].map(nominal_rgb);
        let (low, high) = (Some(BLUE_ORANGE.low), Some(BLUE_ORANGE.high));
        assert_eq!(tones, [low, low, high, high]);
        let plane = Plane { values: &[0.4, 0.6], discrete: true, numbers: Numbers::Classes(2), ..PLANE };
        assert_eq!(drawn(&plane, 1, 1)[(0, 0)].fg, class_colour(1, 1.0, Depth::TrueColour));
        let plane = Plane { values: &values, discrete: true, depth: Depth::None, ..PLANE };
        let row: String = (0..2).map(|column| drawn(&plane, 2, 1)[(column, 0)].symbol().to_owned()).collect();
        assert_eq!(row, " ▓");
    }

    #[test]
    fn without_colours_there_are_shades_and_no_colour_codes() {
        let values = ramp(8, 4, false);
        let points = [Point { cell: Position::new(1, 1), glyph: "o", bold: true, value: None, marked: false }];
        for (glyphs, expected) in [(Glyphs::Braille, "  ░░▒▒▓▓"), (Glyphs::Ascii, "  --==##")] {
            let plane = Plane { values: &values, points: &points, depth: Depth::None, glyphs, ..PLANE };
            let buf = drawn(&plane, 8, 2);
            let row: String = (0..8).map(|column| buf[(column, 0)].symbol()).collect();
            assert_eq!(row, expected);
            assert_eq!((buf[(1, 1)].symbol(), buf[(1, 1)].modifier), ("o", Modifier::BOLD));
            assert!(buf.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        }
        assert_eq!(drawn(&Plane { depth: Depth::None, ..PLANE }, 1, 1)[(0, 0)].symbol(), "?");
    }

    #[test]
    fn classes_have_the_colour_of_the_winner_the_paler_the_less_it_leads() {
        let values = [1.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 1.0, 0.25, 0.25, 0.25, 0.25];
        let plane = Plane { values: &values, numbers: Numbers::Classes(4), ..PLANE };
        let buf = drawn(&plane, 2, 1);
        let tones = [buf[(0, 0)].fg, buf[(1, 0)].fg, buf[(0, 0)].bg, buf[(1, 0)].bg];
        let expected = [(0, 1.0), (1, 1.0 / 3.0), (3, 1.0), (0, 0.0)];
        for (tone, (class, lead)) in tones.into_iter().zip(expected) {
            assert_eq!(tone, class_colour(class, lead, Depth::TrueColour));
        }
        assert_eq!(nominal_rgb(tones[3]), Some(BLUE_ORANGE.middle));
    }

    #[test]
    fn without_colours_classes_have_borders_alone() {
        let values: Vec<f32> = (0..12).flat_map(|pixel| if pixel % 6 < 3 { [0.9, 0.1] } else { [0.2, 0.8] }).collect();
        let plane = Plane { values: &values, numbers: Numbers::Classes(2), depth: Depth::None, ..PLANE };
        let row: String = (0..6).map(|column| drawn(&plane, 6, 1)[(column, 0)].symbol().to_owned()).collect();
        assert_eq!(row, "  ░   ");
    }

    #[test]
    fn a_point_with_a_value_has_its_colour_whatever_the_field() {
        let points = [Point { cell: Position::new(0, 0), glyph: "o", bold: true, value: Some(1.0), marked: false }];
        let buf = drawn(&Plane { values: &[0.0, 0.0], numbers: Numbers::Values, points: &points, ..PLANE }, 1, 1);
        assert_eq!(nominal_rgb(buf[(0, 0)].bg), Some(BLUE_ORANGE.high));
    }

    #[test]
    fn few_colours_use_only_those() {
        let values = ramp(40, 4, false);
        for (depth, allowed) in [
            (Depth::Indexed, (|color| matches!(color, Color::Indexed(16..))) as fn(Color) -> bool),
            (Depth::Sixteen, |color| !matches!(color, Color::Indexed(_) | Color::Rgb(..) | Color::Reset)),
        ] {
            let points = [Point { cell: Position::new(1, 1), glyph: "o", bold: true, value: None, marked: false }];
            let buf = drawn(&Plane { values: &values, points: &points, depth, ..PLANE }, 40, 2);
            assert!(buf.content().iter().all(|cell| allowed(cell.fg) && allowed(cell.bg)), "{depth:?}");
        }
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn any_plane_keeps_to_its_area(
            (x, y, width, height) in (0..20_u16, 0..20_u16, 0..30_u16, 0..30_u16),
            values in prop::collection::vec(prop_oneof![any::<f32>(), 0.0..1.0_f32], 0..400),
            discrete in any::<bool>(),
            points in prop::collection::vec((0..40_u16, 0..40_u16, any::<bool>(), any::<bool>()), 0..20),
            numbers in prop_oneof![
                Just(Numbers::Sides),
                Just(Numbers::Values),
                (0..10_usize).prop_map(Numbers::Classes),
            ],
        ) {
            let points: Vec<Point> = points
                .into_iter()
                .map(|(x, y, bold, marked)| {
                    Point { cell: Position::new(x, y), glyph: "o", bold, value: None, marked }
                })
                .collect();
            let area = Rect::new(x, y, width, height);
            for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
                for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
                    let mut buf = Buffer::empty(Rect::new(3, 2, 25, 25));
                    Plane { values: &values, numbers, line: &[], discrete, points: &points, depth, glyphs }.render(area, &mut buf);
                    for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                        prop_assert_eq!(&buf[position], &ratatui::buffer::Cell::EMPTY);
                    }
                }
            }
        }
    }
}
