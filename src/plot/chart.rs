//! The line chart: courses of numbers over a count such as the epoch, on linear or logarithmic axes.
//!
//! Owns the chart's layout and the joining of data into lines of dots. What is drawn, over which range and
//! in which styles is up to the dashboard's panels, which call it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::dots::{Canvas, Glyphs, Pen, Stroke};
use super::scale::{Mapping, Scale};
use super::series::{Column, Series, usable};
use super::{axis, ticks};

/// The fewest columns for labels of the y axis, so that the lines do not move when the range takes in another digit.
const MIN_GUTTER: u16 = 5;
/// The fewest columns that the lines keep before labels give way.
const MIN_PLOT: u16 = 16;

/// A chart, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// The lines; a later one is drawn over an earlier one.
    pub series: &'a [Series<'a>],
    /// First and last x.
    pub x: (f64, f64),
    /// Lowest and highest y; [`super::fit`] finds them for the data.
    pub y: (f64, f64),
    /// The x axis.
    pub x_scale: Scale,
    /// The y axis.
    pub scale: Scale,
    /// Characters to draw with.
    pub glyphs: Glyphs,
    /// Style of the axes' labels.
    pub text: Style,
    /// Where vertical lines mark an x, and their styles; a later one is drawn over an earlier one.
    pub cursors: &'a [(f64, Style)],
}

/// A column in dots of the canvas: where it is and the rows that it covers, which may lie outside.
#[derive(Clone, Copy)]
struct Mapped {
    column: f64,
    top: f64,
    bottom: f64,
    last: f64,
}

impl Mapped {
    /// None if the scale can't show the column.
    fn new(column: &Column, mapping: &Mapping, scale: Scale) -> Option<Self> {
        let column = usable(column, scale)?;
        Some(Self {
            column: Some(mapping.column(column.x)).filter(|place| place.is_finite())?,
            top: mapping.row(column.most),
            bottom: mapping.row(column.least),
            last: mapping.row(column.last),
        })
    }
}

/// Where the parts of a chart are.
struct Layout {
    plot: Rect,
    mapping: Mapping,
    y_labels: Vec<(u16, String)>,
    ends: bool,
}

impl Chart<'_> {
    /// Draws the chart into `area`:
    ///
    /// ```text
    ///   1 │⠑⠒⠢⡀                      │
    /// 0.5 │    ⠈⠒⢄                   │
    /// 0.2 │       ⠉⠒⠤⣀⡀              │ test 0.103
    /// 0.1 │            ⠈⠉⠒⠒⠒         │ train 0.099
    ///     0         1,000         2,000
    /// ```
    ///
    /// Every column of dots spans all data that fall into it, and is joined to the one before: no spike is lost,
    /// however many data a column has. The line's labels give way first in a narrow area, then those of the y axis;
    /// an area less than three rows high has no x axis. Ranges that are not finite, or not positive on a logarithmic
    /// axis, draw nothing.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let Some(Layout { plot, mapping, y_labels, ends }) = self.layout(area) else { return };
        let gutter = Rect { x: area.x, width: plot.x - area.x, ..plot };
        axis::beside(gutter, &y_labels, self.text, buf);
        if plot.bottom() < area.bottom() {
            let row = Rect { y: plot.bottom(), height: 1, ..area };
            let across = self.glyphs.dots().0;
            let column_of = |x| Some(plot.x + ((mapping.column(x) as usize / across) as u16).min(plot.width - 1));
            let (first, last) = mapping.across();
            let ticks_of = |most| match self.x_scale {
                Scale::Linear => ticks::whole(first, last, most),
                Scale::Log => whole_of(logarithmic(first, last, most)),
            };
            axis::beneath(row, ticks_of, column_of, self.text, buf);
        }

        let mut canvas = Canvas::new(plot.width, plot.height, self.glyphs);
        for (x, style) in self.cursors.iter().copied().filter(|(x, _)| mapping.shows(*x)) {
            let mut pen = Pen::new(style, Stroke::Solid, self.glyphs);
            canvas.vertical(mapping.column(x) as usize, 0, canvas.height(), &mut pen);
        }
        for series in self.series {
            self.draw(series, &mapping, &mut canvas);
        }
        canvas.render(plot, buf);
        if ends {
            self.label_ends(&mapping, plot, buf);
        }
    }

    /// Where the lines are inside `area`, as [`Self::render`] divides it, and which x is where; none if nothing is drawn.
    #[must_use]
    pub fn across(&self, area: Rect) -> Option<Across> {
        let layout = self.layout(area)?;
        Some(Across { plot: layout.plot, mapping: layout.mapping, dots: self.glyphs.dots().0 })
    }

    fn mapping(&self, plot: Rect) -> Option<Mapping> {
        let (across, down) = self.glyphs.dots();
        let dots = (usize::from(plot.width) * across, usize::from(plot.height) * down);
        Mapping::new(self.x, self.y, (self.x_scale, self.scale), dots)
    }

    fn layout(&self, area: Rect) -> Option<Layout> {
        if area.is_empty() {
            return None;
        }
        let mut plot = Rect { height: if area.height < 3 { area.height } else { area.height - 1 }, ..area };
        let mapping = self.mapping(plot)?;
        let (low, high) = mapping.down();
        let most = usize::from(plot.height / 2 + 1);
        let (ticks, labels) = match self.scale {
            Scale::Linear => {
                let ticks = ticks::linear(low, high, most);
                let labels = ticks::labels(&ticks);
                (ticks, labels)
            }
            Scale::Log => {
                let ticks = logarithmic(low, high, most);
                let labels = ticks.iter().map(|&tick| ticks::label(tick)).collect();
                (ticks, labels)
            }
        };
        let down = self.glyphs.dots().1;
        let row_of = |tick| plot.y + ((mapping.row(tick).round() as usize / down) as u16).min(plot.height - 1);
        let y_labels: Vec<(u16, String)> = ticks.iter().map(|&tick| row_of(tick)).zip(labels).collect();

        let widest = axis::gutter_width(&y_labels);
        let gutter = if plot.width >= MIN_GUTTER + MIN_PLOT { widest.max(MIN_GUTTER) } else { widest };
        if plot.width >= gutter + MIN_PLOT {
            plot.x += gutter;
            plot.width -= gutter;
        }
        let ends = self.series.iter().map(|series| width(series.label)).max().unwrap_or(0);
        let ends_fit = ends > 0 && plot.width > ends + MIN_PLOT;
        if ends_fit {
            plot.width -= ends + 1;
        }
        let mapping = self.mapping(plot)?;
        Some(Layout { plot, mapping, y_labels, ends: ends_fit })
    }

    fn draw(&self, series: &Series<'_>, mapping: &Mapping, canvas: &mut Canvas) {
        let mut pen = Pen::new(series.style, series.stroke, self.glyphs);
        let mut before = None;
        let mut pending: Option<Mapped> = None;
        for column in series.columns {
            let mapped = Mapped::new(column, mapping, self.scale);
            if let (Some(one), Some(next)) = (&mut pending, mapped)
                && one.column == next.column
            {
                *one = Mapped { top: one.top.min(next.top), bottom: one.bottom.max(next.bottom), ..next };
                continue;
            }
            if let Some(one) = pending {
                before = Some(join(canvas, before, one, &mut pen));
            }
            if mapped.is_none() {
                before = None;
            }
            pending = mapped;
        }
        if let Some(one) = pending {
            join(canvas, before, one, &mut pen);
        }
    }

    /// Writes each line's label beside its end, moved apart where two would share a row.
    fn label_ends(&self, mapping: &Mapping, plot: Rect, buf: &mut Buffer) {
        let down = self.glyphs.dots().1 as f64;
        let mut labels: Vec<(f64, &Series<'_>)> = Vec::new();
        // With fewer rows than lines, those that are drawn last are labelled.
        let labelled = self.series.iter().rev().filter(|series| !series.label.is_empty());
        for series in labelled.take(usize::from(plot.height)) {
            let mut shown = series.columns.iter().rev().filter(|column| mapping.shows(column.x));
            if let Some(end) = shown.find_map(|column| Mapped::new(column, mapping, self.scale)) {
                labels.push(((end.last.round() / down).floor(), series));
            }
        }
        labels.sort_by(|first, second| first.0.total_cmp(&second.0));
        let wanted: Vec<f64> = labels.iter().map(|label| label.0).collect();
        for (row, (_, series)) in apart(&wanted, plot.height).into_iter().zip(&labels) {
            buf.set_string(plot.right() + 1, plot.y + row, series.label, series.style);
        }
    }
}

/// Which x is where along a chart that was laid out.
#[derive(Clone, Copy, Debug)]
pub struct Across {
    /// Where the lines are.
    pub plot: Rect,
    mapping: Mapping,
    /// Dots to a cell.
    dots: usize,
}

impl Across {
    /// The x in the middle of a column of cells.
    #[must_use]
    pub fn x_at(&self, column: u16) -> f64 {
        let cells = f64::from(column) - f64::from(self.plot.x);
        self.mapping.x_of(cells * self.dots as f64 + (self.dots - 1) as f64 / 2.0)
    }

    /// The x so many dots to the right of an x.
    #[must_use]
    pub fn beside(&self, x: f64, dots: i16) -> f64 {
        self.mapping.x_of(self.mapping.column(x) + f64::from(dots))
    }
}

/// Ticks of a logarithmic axis. The ends are rounded by the logarithm; a tick on one of them must not be lost.
fn logarithmic(first: f64, last: f64, most: usize) -> Vec<f64> {
    ticks::logarithmic(first * (1.0 - 1e-9), last * (1.0 + 1e-9), most)
}

/// Only the whole numbers among the ticks, for a count.
fn whole_of(mut ticks: Vec<f64>) -> Vec<f64> {
    ticks.retain(|tick| tick.fract() == 0.0);
    ticks
}

/// Draws a column and the line that leads to it; returns where the line goes on.
fn join(canvas: &mut Canvas, before: Option<(f64, f64)>, one: Mapped, pen: &mut Pen) -> (f64, f64) {
    if let Some((column, row)) = before {
        canvas.line((column, row), (one.column, row.max(one.top).min(one.bottom)), pen);
    }
    canvas.line((one.column, one.top), (one.column, one.bottom), pen);
    (one.column, one.last)
}

/// Rows from 0 to `height`, each its own, near the wanted ones, which rise. There must be no more of them than rows.
fn apart(wanted: &[f64], height: u16) -> Vec<u16> {
    let mut rows: Vec<u16> = Vec::with_capacity(wanted.len());
    for (index, row) in wanted.iter().enumerate() {
        let free = rows.last().map_or(0, |last| last + 1);
        let after = (wanted.len() - 1 - index) as u16;
        rows.push((row.max(0.0) as u16).max(free).min(height.saturating_sub(1 + after)));
    }
    rows
}

/// Columns that a text takes.
fn width(text: &str) -> u16 {
    Span::raw(text).width().try_into().unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Color;

    const CHART: Chart<'_> = Chart {
        series: &[],
        x: (0.0, 100.0),
        y: (0.0, 1.0),
        x_scale: Scale::Linear,
        scale: Scale::Linear,
        glyphs: Glyphs::Ascii,
        text: Style::new(),
        cursors: &[],
    };

    fn line<'a>(columns: &'a [Column], label: &'a str) -> Series<'a> {
        Series { columns, label, style: Style::new(), stroke: Stroke::Solid }
    }

    fn shown(chart: &Chart<'_>, width: u16, height: u16) -> Vec<String> {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        chart.render(area, &mut buf);
        let text = |row| (0..width).map(|column| buf[(column, row)].symbol()).collect();
        (0..height).map(text).collect()
    }

    #[test]
    fn a_chart_has_axes_lines_and_labels() {
        let falling = [Column::of(0.0, 1.0), Column::of(50.0, 0.0), Column::of(100.0, 0.0)];
        let level = [Column::of(0.0, 0.5), Column::of(100.0, 0.5)];
        let chart = Chart { series: &[line(&level, "test"), line(&falling, "train 0.0")], ..CHART };
        let expected = [
            " 1.0 '.                                 ",
            "       ''.                              ",
            " 0.5 .....:................... test     ",
            "             '.                         ",
            " 0.0           ''............. train 0.0",
            "     0   20   40  60   80   100         ",
        ];
        assert_eq!(shown(&chart, 40, 6), expected);
    }

    #[test]
    fn an_empty_chart_is_its_axes() {
        let expected = ["1                   ", "                    ", "0                   ", "  0       50     100"];
        assert_eq!(shown(&CHART, 20, 4), expected);
    }

    #[test]
    fn no_spike_is_lost() {
        let mut data: Vec<Column> = (0..100_000).map(|x| Column::of(f64::from(x), 0.0)).collect();
        data[54_321] = Column::of(54_321.0, 1.0);
        for stroke in [Stroke::Solid, Stroke::Sparse] {
            let series = [Series { stroke, ..line(&data, "") }];
            let chart = Chart { series: &series, x: (0.0, 1e5), glyphs: Glyphs::Braille, ..CHART };
            let text = shown(&chart, 50, 8);
            assert!(text[0].contains(|mark| ('⠁'..='⣿').contains(&mark)), "{stroke:?}: {text:#?}");
        }
    }

    #[test]
    fn ranges_of_a_column_are_drawn_whole() {
        let data = [Column { x: 50.0, least: 0.0, most: 1.0, last: 0.5 }];
        let text = shown(&Chart { series: &[line(&data, "")], ..CHART }, 9, 3);
        assert_eq!(text, ["    :    ", "    :    ", "0     100"]);
    }

    #[test]
    fn lines_enter_from_outside_the_range() {
        let data = [Column::of(-100.0, 0.0), Column::of(200.0, 0.0)];
        let text = shown(&Chart { series: &[line(&data, "")], ..CHART }, 9, 3);
        assert_eq!(text[1], ".........");
        let above = [Column::of(0.0, 7.0), Column::of(100.0, 8.0)];
        let text = shown(&Chart { series: &[line(&above, "")], ..CHART }, 9, 3);
        assert_eq!(text[0], "         ");
    }

    #[test]
    fn a_logarithmic_chart_leaves_out_what_is_not_positive() {
        let data = [Column::of(0.0, 1.0), Column::of(40.0, 0.0), Column::of(50.0, -1.0), Column::of(100.0, 0.01)];
        let chart = Chart { series: &[line(&data, "")], y: (0.01, 1.0), scale: Scale::Log, ..CHART };
        assert_eq!(shown(&chart, 9, 4), ["'        ", "         ", "        .", "0     100"]);
        let wide = shown(&chart, 30, 7);
        let labels: Vec<&str> = wide[..6].iter().map(|row| row[..5].trim()).collect();
        assert_eq!(labels, ["1", "", "", "0.1", "", "0.01"]);
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        assert_eq!(apart(&[3.0, 3.0, 3.0], 5), [2, 3, 4]);
        assert_eq!(apart(&[0.0, 0.0], 5), [0, 1]);
        assert_eq!(apart(&[4.0, 4.0], 5), [3, 4]);
        assert_eq!(apart(&[-9.0, 99.0], 5), [0, 4]);
    }

    #[test]
    fn narrow_charts_drop_the_ends_then_the_ticks() {
        let data = [Column::of(0.0, 0.5), Column::of(100.0, 0.5)];
        let chart = Chart { series: &[line(&data, "train 0.5")], ..CHART };
        let with = |width: u16, text: &str| shown(&chart, width, 5).concat().contains(text);
        assert!(with(40, "train 0.5") && with(40, "1.0"));
        assert!(!with(28, "train") && with(28, "1.0"));
        assert!(!with(18, "1.0") && with(18, "''''''"));
    }

    #[test]
    fn the_cursor_lies_under_the_lines() {
        let data = [Column::of(0.0, 0.0), Column::of(100.0, 0.0)];
        let style = Style::new().fg(Color::Yellow);
        let chart = Chart { series: &[line(&data, "")], cursors: &[(50.0, style)], ..CHART };
        let area = Rect::new(0, 0, 9, 3);
        let mut buf = Buffer::empty(area);
        chart.render(area, &mut buf);
        assert_eq!((buf[(4, 0)].symbol(), buf[(4, 0)].fg), (":", Color::Yellow));
        assert_eq!((buf[(4, 1)].symbol(), buf[(4, 1)].fg), (":", Color::Reset));
    }

    #[test]
    fn a_logarithmic_x_axis_has_whole_ticks_and_leaves_out_0() {
        let data: Vec<Column> = [0.0, 1.0, 10.0, 100.0].iter().map(|&x| Column::of(x, x.min(1.0))).collect();
        let chart = Chart { series: &[line(&data, "")], x: (1.0, 100.0), x_scale: Scale::Log, ..CHART };
        let text = shown(&chart, 21, 3);
        assert_eq!(text, ["   1 ''''''''''''''''", "   0                 ", "     1      10    100"]);
    }

    #[test]
    fn cells_and_dots_lead_back_to_x() {
        let chart = Chart { glyphs: Glyphs::Braille, x: (0.0, 99.0), ..CHART };
        let across = chart.across(Rect::new(10, 0, 54, 6)).expect("a chart");
        assert_eq!(across.plot, Rect::new(15, 0, 49, 5), "after five columns of labels");
        assert_eq!((across.x_at(15).round(), across.x_at(63).round()), (1.0, 98.0));
        assert!((across.beside(0.0, 97) - 99.0).abs() < 1e-9 && across.beside(0.0, -1) < 0.0);
    }

    fn number() -> impl Strategy<Value = f64> {
        prop_oneof![any::<f64>(), -2.0..2.0_f64, Just(0.0), Just(f64::NAN), Just(f64::INFINITY)]
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn any_chart_keeps_to_its_area(
            (x, y, width, height) in (0..20_u16, 0..20_u16, 0..70_u16, 0..30_u16),
            data in prop::collection::vec((number(), number(), number(), number()), 0..20),
            ends in prop::array::uniform4(number()),
            cursor in number(),
        ) {
            let columns: Vec<Column> =
                data.into_iter().map(|(x, least, most, last)| Column { x, least, most, last }).collect();
            let area = Rect::new(x, y, width, height);
            for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
                for (x_scale, scale) in [
                    (Scale::Linear, Scale::Linear),
                    (Scale::Linear, Scale::Log),
                    (Scale::Log, Scale::Linear),
                    (Scale::Log, Scale::Log),
                ] {
                    let series = [line(&columns, "test 0.5"), Series { stroke: Stroke::Sparse, ..line(&columns, "×") }];
                    let (x, y) = ((ends[0], ends[1]), (ends[2], ends[3]));
                    let cursors = [(cursor, Style::new()); 1];
                    let _ = crate::plot::fit(&series, x, scale);
                    let mut buf = Buffer::empty(Rect::new(3, 2, 60, 25));
                    Chart { series: &series, x, y, x_scale, scale, glyphs, cursors: &cursors, text: Style::new() }.render(area, &mut buf);
                    for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                        prop_assert_eq!(buf[position].symbol(), " ");
                    }
                }
            }
        }
    }
}
