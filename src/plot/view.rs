//! The visible part of the plane, between coordinates of the data and cells of the screen.
//!
//! Owns the mapping both ways, the square aspect and the axes around a plane, which [`super::Plane`] paints. The
//! dashboard's plane panel calls it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{axis, ticks};

/// Margin around points, as a fraction of their range.
const MARGIN: f64 = 0.08;
/// The smallest areas that have axes.
const MIN_FOR_AXES: (u16, u16) = (16, 6);

/// The unit of one axis: a coordinate is labelled with `factor` times itself plus `offset`. A network may see standardized
/// data; its axes then have round ticks in the original units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The label of 0.
    pub offset: f64,
    /// The difference of labels for a step of 1, above 0.
    pub factor: f64,
}

/// The units of both axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Units {
    /// Along the x axis.
    pub x: Unit,
    /// Along the y axis.
    pub y: Unit,
}

impl Default for Unit {
    /// Coordinates are their own labels.
    fn default() -> Self {
        Self { offset: 0.0, factor: 1.0 }
    }
}

impl Unit {
    /// The label of a coordinate.
    pub fn label(self, coordinate: f64) -> f64 {
        coordinate * self.factor + self.offset
    }

    /// The coordinate with a label.
    pub fn coordinate(self, label: f64) -> f64 {
        (label - self.offset) / self.factor
    }
}

/// A rectangle of the data's plane. Its ends must be finite and in rising order, or it holds no point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Left and right end.
    pub x: (f64, f64),
    /// Lower and upper end.
    pub y: (f64, f64),
}

impl View {
    /// The square around all of these points (x, y), with a margin; none without points.
    pub fn around<'a>(points: &(impl Iterator<Item = &'a [f32; 2]> + Clone)) -> Option<Self> {
        let (x, y) = (range(points, 0)?, range(points, 1)?);
        let half = ((x.1 - x.0).max(y.1 - y.0) / 2.0 * (1.0 + 2.0 * MARGIN)).max(1e-3);
        let around = |(low, high): (f64, f64)| (f64::midpoint(low, high) - half, f64::midpoint(low, high) + half);
        Some(Self { x: around(x), y: around(y) })
    }

    /// The rectangle around all of these points (x, y), with a margin along each axis; none without points.
    pub fn spanning<'a>(points: &(impl Iterator<Item = &'a [f32; 2]> + Clone)) -> Option<Self> {
        let wide = |(low, high): (f64, f64)| {
            let half = ((high - low) / 2.0 * (1.0 + 2.0 * MARGIN)).max(1e-3);
            (f64::midpoint(low, high) - half, f64::midpoint(low, high) + half)
        };
        Some(Self { x: wide(range(points, 0)?), y: wide(range(points, 1)?) })
    }

    /// Coordinates of the middles of the pixels, [columns * rows, 2] row by row from the upper left, of a view divided
    /// into `columns` by `rows` pixels.
    pub fn pixel_centers(&self, columns: usize, rows: usize) -> Vec<f32> {
        let pixels = (0..rows).rev().flat_map(|row| (0..columns).map(move |column| (column, row)));
        let center = |(column, row)| [middle(self.x, column, columns) as f32, middle(self.y, row, rows) as f32];
        pixels.flat_map(center).collect()
    }

    /// Whether a point is in the view, its edges included.
    pub fn has(&self, x: f64, y: f64) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    /// The cell of `area` that holds a point, if the view shows it. All four edges belong to the view.
    pub fn cell_of(&self, x: f64, y: f64, area: Rect) -> Option<Position> {
        let column = index_of(x, self.x, area.width)?;
        let row = index_of(y, self.y, area.height)?;
        Some(Position::new(area.left().checked_add(column)?, area.bottom().checked_sub(1 + row)?))
    }

    /// The coordinates (x, y) of a cell's middle, if the cell is in `area`.
    pub fn point_of(&self, cell: Position, area: Rect) -> Option<(f64, f64)> {
        if !area.contains(cell) {
            return None;
        }
        let (column, row) = (cell.x - area.left(), area.bottom() - 1 - cell.y);
        Some((middle(self.x, column.into(), area.width.into()), middle(self.y, row.into(), area.height.into())))
    }

    /// The largest rectangle at the upper left of `area` in which a unit is equally long on both axes, to the nearest
    /// cell, when a cell is twice as high as wide.
    pub fn square(&self, area: Rect) -> Rect {
        let (across, down) = (self.x.1 - self.x.0, self.y.1 - self.y.0);
        let aspect = across / down;
        if !(aspect.is_finite() && aspect > 0.0) || area.is_empty() {
            return Rect { width: 0, height: 0, ..area };
        }
        let highest = (f64::from(area.width) / aspect / 2.0).floor().max(1.0);
        let height = highest.min(f64::from(area.height));
        let width = (2.0 * height * aspect).round().max(1.0).min(f64::from(area.width));
        Rect { width: width as u16, height: height as u16, ..area }
    }

    /// The plane's place inside `area`, of square aspect, with space for the axes that [`Self::axes`] draws:
    ///
    /// ```text
    ///  2 ┌───────────┐
    ///  0 │   plane   │
    /// -2 └───────────┘
    ///    -2    0    2
    /// ```
    ///
    /// An area too small for axes is all plane.
    pub fn plane_area(&self, area: Rect, units: Units) -> Rect {
        if area.width < MIN_FOR_AXES.0 || area.height < MIN_FOR_AXES.1 {
            return self.square(area);
        }
        let widest = axis::gutter_width(&self.y_labels(Rect { height: area.height - 1, ..area }, units));
        let gutter = widest.min(area.width / 2);
        self.square(Rect { x: area.x + gutter, width: area.width - gutter, height: area.height - 1, ..area })
    }

    /// [`Self::plane_area`] in the middle of `area` if it is less wide: where it is with its axes, and alone.
    pub fn centered(&self, area: Rect, units: Units) -> (Rect, Rect) {
        let plane = self.plane_area(area, units);
        let aside = (area.right() - plane.right().max(area.x)) / 2;
        let with_axes = Rect { x: area.x + aside, width: plane.right() - area.x, ..area };
        (with_axes, Rect { x: plane.x + aside, ..plane })
    }

    /// The place of a plane whose axes are of different quantities, and so without a square aspect: all of `area` but for the
    /// axes; with its axes, and alone.
    pub fn filling(&self, area: Rect, units: Units) -> (Rect, Rect) {
        if area.width < MIN_FOR_AXES.0 || area.height < MIN_FOR_AXES.1 {
            return (area, area);
        }
        let plane = Rect { height: area.height - 1, ..area };
        let gutter = axis::gutter_width(&self.y_labels(plane, units)).min(area.width / 2);
        (area, Rect { x: area.x + gutter, width: area.width - gutter, ..plane })
    }

    /// Writes the labels of the axes around `plane`: x in the row beneath it, y in the columns left of it, as far as
    /// `area` has them.
    pub fn axes(&self, plane: Rect, area: Rect, units: Units, style: Style, buf: &mut Buffer) {
        let plane = plane.intersection(area);
        if plane.is_empty() {
            return;
        }
        let gutter = Rect { x: area.x, width: plane.x - area.x, ..plane };
        axis::beside(gutter, &self.y_labels(plane, units), style, buf);
        if plane.bottom() < area.bottom() {
            // Labels may be wider than the plane's first and last column, but start no further left than the gutter.
            let row = Rect { y: plane.bottom(), height: 1, width: plane.right() - area.x, x: area.x };
            let column_of = |x| index_of(units.x.coordinate(x), self.x, plane.width).map(|column| plane.x + column);
            let ticks = |max: usize| self.ticks(max.min(max_ticks(plane)), units).0;
            axis::beneath(row, ticks, column_of, style, buf);
        }
    }

    /// Whether both axes are equally long.
    fn is_square(&self) -> bool {
        let [across, up] = [self.x.1 - self.x.0, self.y.1 - self.y.0];
        (across - up).abs() <= 1e-6 * across.abs().max(up.abs())
    }

    /// The ticks of the x and of the y axis, at most `max` on each; with the same step if their units and lengths are the
    /// same.
    fn ticks(&self, max: usize, units: Units) -> (Vec<f64>, Vec<f64>) {
        let (x, y) = (units.x, units.y);
        let both = |max| {
            let along_x = ticks::linear(x.label(self.x.0), x.label(self.x.1), max);
            (along_x, ticks::linear(y.label(self.y.0), y.label(self.y.1), max))
        };
        if x != y || !self.is_square() {
            return both(max);
        }
        (1..=max).rev().map(both).find(|(x, y)| same_step(x, y)).unwrap_or_else(|| both(max))
    }

    /// The labels of the y axis with their rows, from the bottom up.
    fn y_labels(&self, plane: Rect, units: Units) -> Vec<(u16, String)> {
        let ticks = self.ticks(max_ticks(plane), units).1;
        let labels = ticks.iter().zip(ticks::labels(&ticks));
        let row_of = |y| index_of(units.y.coordinate(y), self.y, plane.height).map(|row| plane.bottom() - 1 - row);
        labels.filter_map(|(&tick, label)| Some((row_of(tick)?, label))).collect()
    }
}

/// The smallest and the largest finite coordinate of points along an axis.
fn range<'a>(points: &(impl Iterator<Item = &'a [f32; 2]> + Clone), axis: usize) -> Option<(f64, f64)> {
    let values = points.clone().map(|point| f64::from(point[axis])).filter(|value| value.is_finite());
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    (low <= high).then_some((low, high))
}

/// The middle of one of `count` equal parts of a range.
fn middle(range: (f64, f64), index: usize, count: usize) -> f64 {
    range.0 + (range.1 - range.0) * (index as f64 + 0.5) / count as f64
}

/// Whether the ticks of two axes have the same step, or an axis has no step.
fn same_step(one: &[f64], other: &[f64]) -> bool {
    let step = |ticks: &[f64]| Some(ticks.get(1)? - ticks.first()?);
    step(one).zip(step(other)).is_none_or(|(one, other)| (one - other).abs() <= 1e-6 * one.abs())
}

/// The largest number of ticks of an axis.
fn max_ticks(plane: Rect) -> usize {
    usize::from(plane.height / 4).min(6) + 1
}

/// The index of the part that holds a value, of `count` equal parts of the range. Both ends belong to the range, with a
/// tolerance for the last digit of a tick.
fn index_of(value: f64, range: (f64, f64), count: u16) -> Option<u16> {
    let part = (value - range.0) / (range.1 - range.0);
    let inside = (-1e-9..=1.0 + 1e-9).contains(&part) && range.0 < range.1 && count > 0;
    inside.then(|| ((part * f64::from(count)) as u16).min(count.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VIEW: View = View { x: (-2.0, 2.0), y: (-2.0, 2.0) };

    #[test]
    fn pixels_run_row_by_row_from_the_upper_left() {
        assert_eq!(VIEW.pixel_centers(2, 2), [-1.0, 1.0, 1.0, 1.0, -1.0, -1.0, 1.0, -1.0]);
        assert!(VIEW.pixel_centers(0, 7).is_empty());
    }

    #[test]
    fn both_axes_have_the_same_step() {
        let view = View { x: (-2.0, 1.8), y: (-1.95, 1.85) };
        let units = Units::default();
        assert_eq!(view.ticks(7, units), (vec![-2.0, -1.0, 0.0, 1.0], vec![-1.0, 0.0, 1.0]));
        assert_eq!(view.ticks(8, units).1.len(), 7, "steps of one half where they fit on both");
        assert!(View { x: (f64::NAN, 1.0), ..VIEW }.ticks(3, units).0.is_empty());
    }

    #[test]
    fn axes_in_other_units_have_round_numbers_of_those() {
        let units = Units { x: Unit { offset: 5.8, factor: 0.8 }, y: Unit { offset: 300e3, factor: 1e5 } };
        let (x, y) = VIEW.ticks(5, units);
        assert_eq!(x.iter().map(|tick| format!("{tick:.1}")).collect::<Vec<_>>(), ["5.0", "6.0", "7.0"]);
        assert_eq!(y, [100e3, 200e3, 300e3, 400e3, 500e3]);
        let area = Rect::new(0, 0, 24, 9);
        let plane = VIEW.plane_area(area, units);
        let mut buf = Buffer::empty(area);
        VIEW.axes(plane, area, units, Style::new(), &mut buf);
        let expected = [
            "                        ",
            "400,000                 ",
            "                        ",
            "                        ",
            "                        ",
            "200,000                 ",
            "                        ",
            "                        ",
            "            5    6    7 ",
        ];
        assert_eq!(buf, Buffer::with_lines(expected));
    }

    #[test]
    fn points_are_in_their_cells() {
        let area = Rect::new(10, 5, 8, 4);
        assert_eq!(VIEW.cell_of(-2.0, 2.0, area), Some(Position::new(10, 5)));
        assert_eq!(VIEW.cell_of(2.0, -2.0, area), Some(Position::new(17, 8)));
        assert_eq!(VIEW.cell_of(0.1, 0.1, area), Some(Position::new(14, 6)));
        for outside in [-2.1, 2.1, f64::NAN, f64::INFINITY] {
            assert_eq!(VIEW.cell_of(outside, 0.0, area), None);
            assert_eq!(VIEW.cell_of(0.0, outside, area), None);
        }
        assert_eq!(VIEW.point_of(Position::new(10, 5), area), Some((-1.75, 1.5)));
        assert_eq!(VIEW.point_of(Position::new(9, 5), area), None);
    }

    #[test]
    fn squares_are_as_large_as_fits() {
        assert_eq!(VIEW.square(Rect::new(3, 1, 58, 28)), Rect::new(3, 1, 56, 28));
        assert_eq!(VIEW.square(Rect::new(0, 0, 55, 28)), Rect::new(0, 0, 54, 27));
        let wide = View { x: (-2.0, 2.0), y: (-1.0, 1.0) };
        assert_eq!(wide.square(Rect::new(0, 0, 60, 28)), Rect::new(0, 0, 60, 15));
        let bad = View { x: (1.0, 1.0), y: (0.0, f64::NAN) };
        assert!(bad.square(Rect::new(0, 0, 60, 28)).is_empty());
    }

    #[test]
    fn a_plane_of_two_quantities_fills_its_area_and_each_axis_has_its_own_ticks() {
        let view = View::spanning(&[[0.0, 0.0], [100.0, 1.0]].iter()).unwrap();
        for (found, expected) in [(view.x, (-8.0, 108.0)), (view.y, (-0.08, 1.08))] {
            assert!((found.0 - expected.0).abs() < 1e-9 && (found.1 - expected.1).abs() < 1e-9, "{found:?}");
        }
        let (area, units) = (Rect::new(0, 0, 40, 13), Units::default());
        let (with_axes, plane) = view.filling(area, units);
        assert_eq!((with_axes, plane), (area, Rect::new(4, 0, 36, 12)));
        let (x, y) = view.ticks(5, units);
        assert_eq!((x, y), (vec![0.0, 50.0, 100.0], vec![0.0, 0.5, 1.0]));
        assert_eq!(view.filling(Rect::new(0, 0, 9, 3), units).1, Rect::new(0, 0, 9, 3));
        assert_eq!(View::spanning(&[].iter()), None);
    }

    #[test]
    fn axes_stand_at_their_cells() {
        let area = Rect::new(0, 0, 20, 9);
        let units = Units::default();
        let plane = VIEW.plane_area(area, units);
        assert_eq!(plane, Rect::new(3, 0, 16, 8));
        let mut buf = Buffer::empty(area);
        VIEW.axes(plane, area, units, Style::new(), &mut buf);
        let expected = [
            " 2                  ",
            "                    ",
            "                    ",
            " 0                  ",
            "                    ",
            "                    ",
            "                    ",
            "-2                  ",
            "  -2       0      2 ",
        ];
        assert_eq!(buf, Buffer::with_lines(expected));
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn a_cell_is_found_again_from_its_middle(
            (x, y, width, height) in (0..90_u16, 0..90_u16, 1..90_u16, 1..90_u16),
            (left, across, low, up) in (-1e3..1e3_f64, 1e-2..1e3_f64, -1e3..1e3_f64, 1e-2..1e3_f64),
        ) {
            let view = View { x: (left, left + across), y: (low, low + up) };
            let area = Rect::new(x, y, width, height);
            for cell in [area.as_position(), Position::new(area.right() - 1, area.bottom() - 1)] {
                let (x, y) = view.point_of(cell, area).expect("a cell of the area");
                prop_assert_eq!(view.cell_of(x, y, area), Some(cell));
            }
        }

        #[test]
        fn axes_stay_inside_whatever_the_view(
            (x, y, width, height) in (0..20_u16, 0..20_u16, 0..70_u16, 0..40_u16),
            ends in prop::array::uniform4(prop_oneof![any::<f64>(), -50.0..50.0_f64]),
            (offset, factor) in (any::<f64>(), prop_oneof![Just(1.0), 1e-9..1e9_f64, any::<f64>()]),
        ) {
            let view = View { x: (ends[0], ends[1]), y: (ends[2], ends[3]) };
            let area = Rect::new(x, y, width, height);
            let mut buf = Buffer::empty(Rect::new(2, 3, 60, 30));
            let units = Units { x: Unit::default(), y: Unit { offset, factor } };
            let plane = view.plane_area(area, units);
            prop_assert!(plane.is_empty() || area.intersection(plane) == plane);
            view.axes(plane, area, units, Style::new(), &mut buf);
            view.axes(area, area, units, Style::new(), &mut buf);
            for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                prop_assert_eq!(buf[position].symbol(), " ");
            }
        }
    }
}
