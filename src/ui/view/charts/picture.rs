//! One chart, laid out: its lines, its ranges and its place.

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;

use super::lines::{Line, Role, lines};
use super::metric::{Axes, Metric};
use crate::network::Score;
use crate::plot::{Across, Chart, Column, Depth, Rows, Scale, Series, Stroke, fit};
use crate::session::Update;
use crate::ui::look::Look;
use crate::ui::theme::Theme;

/// The lowest R² that the axis goes down to: what is worse comes in from below.
const MIN_R_SQUARED: f64 = -1.0;
/// The accuracy in percent that the axis goes down to, at least.
const MIN_ACCURACY: f64 = 90.0;
/// How much higher the axis of the learning rate is than the largest one.
const HEADROOM: f64 = 1.05;
/// One in so many of the batches' losses at either end need not fit on the axis, so that the lines keep some height.
const OUTLIERS: usize = 6;

/// A chart in its box.
#[derive(Debug)]
pub struct Picture {
    pub metric: Metric,
    /// Its box.
    pub frame: Rect,
    /// The chart inside.
    area: Rect,
    /// The places of the epochs; none if it has no room.
    pub across: Option<Across>,
    pub lines: Vec<Line>,
    x: (f64, f64),
    y: (f64, f64),
    scales: (Scale, Scale),
}

impl Picture {
    /// The chart of a metric in the box `frame`.
    pub fn new(metric: Metric, frame: Rect, axes: Axes, run: &Update, look: &Look) -> Self {
        let scale = if metric.has_log_axis() { axes.scale } else { Scale::Linear };
        let lines = lines(metric, run, axes, frame.width, look);
        let (first, last) = axes.epochs;
        let compared = run.time.compared.iter().map(|side| &*side.segments);
        // In updates, branches with other batches end elsewhere.
        let ends =
            std::iter::once(&run.segments).chain(compared).map(|segments| axes.along.x_of(last as f64, segments));
        let x = (axes.along.x_of(first as f64, &run.segments), ends.fold(f64::NEG_INFINITY, f64::max));
        let area = frame.inner(Margin::new(1, 1));
        let scales = (axes.along.scale(), scale);
        let mut picture = Self { metric, frame, area, across: None, lines, x, y: (0.0, 1.0), scales };
        picture.y = picture.range(run, look);
        picture.lay_out(look);
        picture
    }

    fn range(&self, run: &Update, look: &Look) -> (f64, f64) {
        let mut series = self.series(look);
        let inner = self.batches_without_outliers();
        for series in &mut series {
            if series.stroke == Stroke::Scatter {
                series.columns = &inner;
            }
        }
        let rows = Rows::of(self.area.height, look.glyphs);
        match self.metric {
            Metric::Score => score_range(&series, self.x, rows, run),
            Metric::LearningRate => {
                // Room above the line, so that it does not merge with the border.
                let highest = shown(&series, self.x).map(|column| column.max).fold(f64::MIN_POSITIVE, f64::max);
                rows.rising(0.0, highest * HEADROOM).unwrap_or((0.0, 1.0))
            }
            _ => fit(&series, self.x, self.scales.1, rows),
        }
    }

    /// The least and the largest of the shown losses of batches, but for the smallest and the largest ones, which would leave
    /// no room for the lines.
    fn batches_without_outliers(&self) -> Vec<Column> {
        let batches = self.lines.iter().filter(|line| line.role == Role::Batches).flat_map(|line| &line.columns);
        let mut shown: Vec<_> = batches.filter(|column| (self.x.0..=self.x.1).contains(&column.x)).copied().collect();
        // The two ends of what is kept say how far it reaches.
        let out = shown.len().div_ceil(OUTLIERS);
        let Some(last) = shown.len().checked_sub(out + 1).filter(|last| out <= *last) else { return vec![] };
        let mut end_at = |place: usize| {
            let by_value = |one: &Column, other: &Column| one.last.total_cmp(&other.last);
            let (_, end, _) = shown.select_nth_unstable_by(place, by_value);
            Column::of(end.x, end.last)
        };
        vec![end_at(out), end_at(last)]
    }

    fn lay_out(&mut self, look: &Look) {
        let series = self.series(look);
        self.across = self.chart(&series, look, &[]).across(self.area);
    }

    /// The lines as they are drawn.
    pub fn series(&self, look: &Look) -> Vec<Series<'_>> {
        let series = |line| {
            let Line { columns, label, role, .. }: &Line = line;
            let (style, stroke) = drawn(*role, look.theme);
            Series { columns, label, style, stroke }
        };
        self.lines.iter().map(series).collect()
    }

    /// The chart of the lines that [`Self::series`] gave.
    pub fn chart<'a>(&self, series: &'a [Series<'a>], look: &Look, cursors: &'a [(f64, Style)]) -> Chart<'a> {
        let (x_scale, scale) = self.scales;
        Chart { series, x: self.x, y: self.y, x_scale, scale, glyphs: look.glyphs, text: look.theme.faint(), cursors }
    }

    /// The chart's place inside the box.
    pub fn area(&self) -> Rect {
        self.area
    }
}

/// How a line is drawn. Train and test are solid; what differs by nothing but its name differs by its stroke.
pub fn drawn(role: Role, theme: Theme) -> (Style, Stroke) {
    const STROKES: [Stroke; 4] = [Stroke::Solid, Stroke::Dashed, Stroke::Dotted, Stroke::Sparse];
    match role {
        Role::Train | Role::Average | Role::Whole => (theme.train(), Stroke::Solid),
        Role::Test => (theme.test(), Stroke::Solid),
        Role::Behind => (theme.faint(), Stroke::Solid),
        Role::Batches => (theme.border(), Stroke::Scatter),
        Role::Planned => (theme.faint(), Stroke::Sparse),
        Role::Layer(layer) => (theme.text(), [Stroke::Dotted, Stroke::Dashed, Stroke::Sparse][layer % 3]),
        // Without colours, labels and strokes distinguish the lines.
        Role::Branch(place) if theme.depth() == Depth::None => (theme.branch(place), STROKES[place % STROKES.len()]),
        Role::Branch(place) => (theme.branch(place), Stroke::Solid),
        Role::BranchTrain(place) => (theme.branch(place), Stroke::Sparse),
    }
}

/// Gives the pictures the same columns for their lines, so that each epoch stands beneath itself.
pub fn align(pictures: &mut [Picture], look: &Look) {
    let plots = pictures.iter().filter_map(|picture| picture.across.map(|across| across.plot));
    let left = plots.clone().map(Rect::left).max().unwrap_or(0);
    let right = plots.map(Rect::right).min().unwrap_or(0);
    for picture in pictures {
        let Some(plot) = picture.across.map(|across| across.plot) else { continue };
        let (first, last) = (left - plot.left(), plot.right() - right);
        picture.area.x += first;
        picture.area.width = picture.area.width.saturating_sub(first + last);
        picture.lay_out(look);
    }
}

/// The data of some lines in a range of x.
fn shown<'a>(series: &'a [Series<'_>], x: (f64, f64)) -> impl Iterator<Item = &'a Column> {
    let columns = series.iter().flat_map(|series| series.columns);
    columns.filter(move |column| (x.0..=x.1).contains(&column.x) && column.min.is_finite() && column.max.is_finite())
}

/// The range of a score's axis: up to all correct or R² of 1, and down to a round number below what is shown.
fn score_range(series: &[Series<'_>], x: (f64, f64), rows: Rows, run: &Update) -> (f64, f64) {
    let least = shown(series, x).map(|column| column.min).fold(f64::INFINITY, f64::min);
    let (least, most) = match run.record.train_score {
        Score::Correct(_) => (least.min(MIN_ACCURACY), 100.0),
        Score::Determination(_) => (least.clamp(MIN_R_SQUARED, 0.9), 1.0),
    };
    rows.falling(least, most).unwrap_or((least, most))
}
