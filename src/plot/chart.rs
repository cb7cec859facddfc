//! The line chart: series of numbers over a count such as the epoch, on linear or logarithmic axes.
//!
//! Owns the chart's layout, and joins data into lines of dots. It knows nothing of what the series are; the dashboard's
//! views call it, and choose data, ranges and styles.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::dots::{Canvas, Pen, Stroke};
use super::glyphs::Glyphs;
use super::scale::{Mapping, Scale};
use super::series::{Column, Series, usable};
use super::{axis, rows, ticks};

/// The fewest columns for labels of the y axis, so that the lines stay in place when the labels get another digit.
const MIN_GUTTER: u16 = 5;
/// The fewest columns that the lines keep; below this, labels give way.
const MIN_PLOT: u16 = 16;

/// A chart, ready to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// The lines. Where they share a cell, the cells take their styles by turns.
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
    /// Vertical lines at an x, with their styles; a later one is drawn over an earlier one.
    pub cursors: &'a [(f64, Style)],
}

/// A column in dots of the canvas: its place and the rows that it covers, which may lie outside.
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
        placed(column, mapping, scale).map(|(place, column)| Self::at(place, &column, mapping))
    }

    fn at(place: f64, column: &Column, mapping: &Mapping) -> Self {
        let last = mapping.row(column.last);
        // Most columns are single values, and a row may cost a logarithm.
        let row = |value| if value == column.last { last } else { mapping.row(value) };
        Self { column: place, top: row(column.max), bottom: row(column.min), last }
    }
}

/// What the scale can show of a column, and its place in dots.
fn placed(column: &Column, mapping: &Mapping, scale: Scale) -> Option<(f64, Column)> {
    let column = usable(column, scale)?;
    let place = mapping.column(column.x);
    place.is_finite().then_some((place, column))
}

struct Layout {
    plot: Rect,
    mapping: Mapping,
    y_labels: Vec<(u16, String)>,
}

impl Chart<'_> {
    /// Draws the chart into `area`:
    ///
    /// ```text
    ///   1 ⠑⠒⢄
    /// 0.5    ⠑⢄
    /// 0.2      ⠉⠒⠤⣀⡀  main
    /// 0.1        ⠈⠉⠒⠒⠒ other
    ///     0       1,000      2,000
    /// ```
    ///
    /// Every column of dots spans all data that fall into it, and is joined to the one before: no spike is lost,
    /// however dense the data. In a narrow area the lines' labels give way first, then those of the y axis;
    /// an area less than three rows high has no x axis. Ranges that are not finite, or not positive on a logarithmic
    /// axis, draw nothing.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let Some(Layout { plot, mapping, y_labels }) = self.layout(area) else { return };
        let gutter = Rect { x: area.x, width: plot.x - area.x, ..plot };
        axis::beside(gutter, &y_labels, self.text, buf);
        if plot.bottom() < area.bottom() {
            let row = Rect { y: plot.bottom(), height: 1, ..area };
            let across = self.glyphs.dots().0;
            let column_of = |x| Some(plot.x + ((mapping.column(x) as usize / across) as u16).min(plot.width - 1));
            let (first, last) = mapping.across();
            let ticks_of = |max| match self.x_scale {
                Scale::Linear => ticks::whole(first, last, max),
                Scale::Log => logarithmic(first, last, max).into_iter().filter(|tick| tick.fract() == 0.0).collect(),
            };
            axis::beneath(row, ticks_of, column_of, self.text, buf);
        }
        self.draw_all(&mapping, plot, buf);
        self.label_lines(&mapping, plot, buf);
    }

    /// Draws the cursors, what is scattered, and over both the lines.
    fn draw_all(&self, mapping: &Mapping, plot: Rect, buf: &mut Buffer) {
        let empty = || Canvas::new(plot.width, plot.height, self.glyphs);
        let mut canvas = empty();
        for (x, style) in self.cursors.iter().copied().filter(|(x, _)| mapping.shows(*x)) {
            let mut pen = Pen::new(style, Stroke::Solid, self.glyphs);
            canvas.vertical(mapping.column(x) as usize, 0, canvas.height(), &mut pen);
        }
        let (scattered, lines): (Vec<&Series<'_>>, Vec<&Series<'_>>) =
            self.series.iter().partition(|series| series.stroke == Stroke::Scatter);
        for series in scattered {
            self.scatter(series, mapping, &mut canvas);
        }
        let lines = lines.into_iter().map(|series| {
            let mut line = empty();
            self.draw(series, mapping, &mut line);
            line
        });
        canvas.take_lines(&lines.collect::<Vec<_>>());
        canvas.render(plot, buf);
    }

    /// The lines' place inside `area`, as [`Self::render`] divides it, with the x of every column; none if nothing is
    /// drawn.
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
        let y_labels = self.y_labels(&mapping, plot);

        let widest = axis::gutter_width(&y_labels);
        let gutter = if plot.width >= MIN_GUTTER + MIN_PLOT { widest.max(MIN_GUTTER) } else { widest };
        if plot.width >= gutter + MIN_PLOT {
            plot.x += gutter;
            plot.width -= gutter;
        }
        let mapping = self.mapping(plot)?;
        Some(Layout { plot, mapping, y_labels })
    }

    /// Draws the dots of a series that is scattered.
    fn scatter(&self, series: &Series<'_>, mapping: &Mapping, canvas: &mut Canvas) {
        let style = canvas.place_of(series.style);
        for dot in series.columns.iter().filter_map(|column| Mapped::new(column, mapping, self.scale)) {
            let rows = [dot.last, dot.top, dot.bottom];
            // Most are single values.
            let rows = if dot.top == dot.bottom { &rows[..1] } else { &rows };
            for row in rows {
                // The row of dots whose middle is nearest, if it is not above the canvas.
                if dot.column >= 0.0 && *row > -0.5 {
                    canvas.put(dot.column as usize, (row + 0.5) as usize, style);
                }
            }
        }
    }

    /// The labels of the y axis with their rows: as many as are evenly apart.
    fn y_labels(&self, mapping: &Mapping, plot: Rect) -> Vec<(u16, String)> {
        let (low, high) = mapping.down();
        let down = self.glyphs.dots().1 as f64;
        let row_of = |tick: &f64| plot.y + ((mapping.row(*tick) / down).round().max(0.0) as u16).min(plot.height - 1);
        let ticks_of = |max| match self.scale {
            Scale::Linear => ticks::linear(low, high, max),
            Scale::Log => logarithmic(low, high, max),
        };
        let places = |ticks: &[f64]| ticks.iter().map(row_of).collect::<Vec<_>>();
        let mut sets = (2..=usize::from(plot.height / 2 + 1)).rev().map(ticks_of);
        let ticks = sets.find(|ticks| rows::even(&places(ticks))).unwrap_or_else(|| ticks_of(2));
        let labels = match self.scale {
            Scale::Linear => ticks::labels(&ticks),
            Scale::Log => ticks.iter().map(|&tick| ticks::label(tick)).collect(),
        };
        places(&ticks).into_iter().zip(labels).collect()
    }

    fn draw(&self, series: &Series<'_>, mapping: &Mapping, canvas: &mut Canvas) {
        let mut pen = Pen::new(series.style, series.stroke, self.glyphs);
        let mut before = None;
        let mut join = |before, (place, column): (f64, Column)| {
            join(canvas, before, Mapped::at(place, &column, mapping), &mut pen)
        };
        // Data of one place are put together before they are mapped: there may be far more of them than places.
        let mut pending: Option<(f64, Column)> = None;
        for column in series.columns {
            let placed = placed(column, mapping, self.scale);
            if let (Some((place, one)), Some((next_place, next))) = (&mut pending, placed)
                && *place == next_place
            {
                *one = Column { min: one.min.min(next.min), max: one.max.max(next.max), ..next };
                continue;
            }
            if let Some(one) = pending {
                before = Some(join(before, one));
            }
            if placed.is_none() {
                before = None;
            }
            pending = placed;
        }
        if let Some(one) = pending {
            join(before, one);
        }
    }

    /// Writes each label on its line: after its end where there is room, else near it in a row that is free. From top to
    /// bottom they have the order of the lines' ends.
    fn label_lines(&self, mapping: &Mapping, plot: Rect, buf: &mut Buffer) {
        let (across, down) = self.glyphs.dots();
        let mut labels: Vec<(Mapped, &Series<'_>)> = Vec::new();
        for series in self.series.iter().rev().filter(|series| !series.label.is_empty()) {
            let mut shown = series.columns.iter().rev().filter(|column| mapping.shows(column.x));
            let end = shown.find_map(|column| Mapped::new(column, mapping, self.scale));
            let has_room = plot.width >= width(series.label).saturating_add(MIN_PLOT);
            labels.extend(end.filter(|_| has_room).map(|end| (end, series)));
        }
        // With fewer rows than lines, the lines drawn last get the labels.
        labels.truncate(usize::from(plot.height));
        labels.sort_by(|first, second| first.0.last.total_cmp(&second.0.last));
        let mut next = 0;
        for (place, (end, series)) in labels.iter().enumerate() {
            let width = width(series.label);
            let after = plot.x + (end.column.max(0.0) as usize / across) as u16 + 2;
            let left = after.min(plot.right() - width);
            let is_free = |row: &u16| {
                let mut cells = left.saturating_sub(1).max(plot.x)..(left + width + 1).min(plot.right());
                cells.all(|column| buf[(column, plot.y + row)].symbol() == " ")
            };
            let free: Vec<u16> = (next..plot.height).filter(is_free).collect();
            // The labels below need rows, too.
            let own = &free[..free.len().saturating_sub(labels.len() - 1 - place)];
            let wanted = (end.last.round().max(0.0) as usize / down) as u16;
            if let Some(row) = own.iter().min_by_key(|row| row.abs_diff(wanted)) {
                buf.set_string(left, plot.y + row, series.label, series.style);
                next = row + 1;
            }
        }
    }
}

/// The x axis of a chart that was laid out.
#[derive(Clone, Copy, Debug)]
pub struct Across {
    /// The lines' place.
    pub plot: Rect,
    mapping: Mapping,
    /// Dots of a cell, across.
    dots: usize,
}

impl Across {
    /// The x in the middle of a column of cells.
    pub fn x_at(&self, column: u16) -> f64 {
        let cells = f64::from(column) - f64::from(self.plot.x);
        self.mapping.x_of(cells * self.dots as f64 + (self.dots - 1) as f64 / 2.0)
    }

    /// The x that lies this many dots to the right of another.
    pub fn beside(&self, x: f64, dots: i16) -> f64 {
        self.mapping.x_of(self.mapping.column(x) + f64::from(dots))
    }
}

/// Ticks of a logarithmic axis. The logarithm rounds the ends; a tick on one of them must not be lost.
fn logarithmic(first: f64, last: f64, max: usize) -> Vec<f64> {
    ticks::logarithmic(first * (1.0 - 1e-9), last * (1.0 + 1e-9), max)
}

/// Draws a column and the line that leads to it; returns the start of the next line.
fn join(canvas: &mut Canvas, before: Option<(f64, f64)>, one: Mapped, pen: &mut Pen) -> (f64, f64) {
    if let Some((column, row)) = before {
        canvas.line((column, row), (one.column, row.max(one.top).min(one.bottom)), pen);
    }
    canvas.line((one.column, one.top), (one.column, one.bottom), pen);
    (one.column, one.last)
}

fn width(text: &str) -> u16 {
    text.width().try_into().unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
