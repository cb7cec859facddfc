//! The line chart: series of numbers over a count such as the epoch, on linear or logarithmic axes.
//!
//! Owns the chart's layout, and joins data into lines of dots. The dashboard's panels call it, and choose data, ranges and
//! styles.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::dots::{Canvas, Pen, Stroke};
use super::glyphs::Glyphs;
use super::scale::{Mapping, Scale};
use super::series::{Column, Series, usable};
use super::{axis, ticks};

/// The fewest columns for labels of the y axis, so that the lines stay in place when the labels get another digit.
const MIN_GUTTER: u16 = 5;
/// The fewest columns that the lines keep; below this, labels give way.
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
        let column = usable(column, scale)?;
        Some(Self {
            column: Some(mapping.column(column.x)).filter(|place| place.is_finite())?,
            top: mapping.row(column.max),
            bottom: mapping.row(column.min),
            last: mapping.row(column.last),
        })
    }
}

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
    /// however dense the data. In a narrow area the lines' labels give way first, then those of the y axis;
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
            let ticks_of = |max| match self.x_scale {
                Scale::Linear => ticks::whole(first, last, max),
                Scale::Log => logarithmic(first, last, max).into_iter().filter(|tick| tick.fract() == 0.0).collect(),
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
        let (low, high) = mapping.down();
        let max = usize::from(plot.height / 2 + 1);
        let ticks = match self.scale {
            Scale::Linear => ticks::linear(low, high, max),
            Scale::Log => logarithmic(low, high, max),
        };
        let labels = match self.scale {
            Scale::Linear => ticks::labels(&ticks),
            Scale::Log => ticks.iter().map(|&tick| ticks::label(tick)).collect(),
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
        // With fewer rows than lines, the lines drawn last get the labels.
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

/// Distinct rows from 0 to `height`, near the wanted ones, which rise and are at most `height`.
fn apart(wanted: &[f64], height: u16) -> Vec<u16> {
    let mut rows: Vec<u16> = Vec::with_capacity(wanted.len());
    for (index, row) in wanted.iter().enumerate() {
        let free = rows.last().map_or(0, |last| last + 1);
        let after = (wanted.len() - 1 - index) as u16;
        rows.push((row.max(0.0) as u16).max(free).min(height.saturating_sub(1 + after)));
    }
    rows
}

fn width(text: &str) -> u16 {
    Span::raw(text).width().try_into().unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
