//! One chart, laid out: its lines, its ranges and its place.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::network::Score;
use crate::plot::{Across, Chart, Column, Scale, Series, Stroke, fit, smoothed, ticks};
use crate::session::Update;
use crate::train::{History, Range, Span};
use crate::ui::format::measure;
use crate::ui::look::Look;

/// The lowest R² that the axis goes down to: what is worse comes in from below.
const MIN_R_SQUARED: f64 = -1.0;
/// The accuracy in percent that the axis goes down to, at least.
const MIN_RIGHT: f64 = 90.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Loss,
    /// Accuracy in percent, or R².
    Score,
}

/// How the charts are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    pub epochs: Scale,
    pub loss: Scale,
    /// The half-life of the train line's smoothing, in epochs, if it is smoothed.
    pub half_life: Option<u64>,
}

#[derive(Debug)]
pub struct Picture {
    pub measure: Measure,
    pub area: Rect,
    /// The places of the epochs; none if it has no room.
    pub across: Option<Across>,
    train: Vec<Column>,
    /// The train line smoothed, if so.
    smooth: Option<Vec<Column>>,
    test: Vec<Column>,
    /// Of the train line, the test line and the smoothed one.
    labels: [String; 3],
    x: (f64, f64),
    y: (f64, f64),
    scales: (Scale, Scale),
}

impl Picture {
    /// The chart of a measure in `area`, from the first to the last epoch of `x`.
    pub fn new(measure: Measure, area: Rect, x: (f64, f64), axes: Axes, run: &Update, look: &Look) -> Self {
        let scale = if measure == Measure::Loss { axes.loss } else { Scale::Linear };
        let [train, test] = columns(measure, run);
        let smooth = axes.half_life.map(|half_life| smoothed(&train, half_life as f64));
        let labels = labels(measure, run, smooth.as_ref().and_then(|smooth| smooth.last()));
        let scales = (axes.epochs, scale);
        let mut picture = Self { measure, area, across: None, train, smooth, test, labels, x, y: (0.0, 1.0), scales };
        let series = picture.series([Style::new(); 3]);
        let y = match measure {
            Measure::Loss => fit(&series, x, scale),
            Measure::Score => score_range(&series, x, run),
        };
        picture.y = y;
        picture.lay_out(look);
        picture
    }

    fn lay_out(&mut self, look: &Look) {
        let series = self.series([Style::new(); 3]);
        self.across = self.chart(&series, look, &[]).across(self.area);
    }

    /// The lines, with the styles of train, test, and what stands behind.
    pub fn series(&self, [train, test, behind]: [Style; 3]) -> Vec<Series<'_>> {
        let [now, test_now, smooth_now] = &self.labels;
        let test = Series { columns: &self.test, label: test_now, style: test, stroke: Stroke::Sparse };
        // Drawn last: where the two meet, the line stays whole.
        let train = Series { columns: &self.train, label: now, style: train, stroke: Stroke::Solid };
        match &self.smooth {
            None => vec![test, train],
            Some(smooth) => {
                let raw = Series { style: behind, ..train };
                vec![raw, test, Series { columns: smooth, label: smooth_now, ..train }]
            }
        }
    }

    /// The chart of the lines that [`Self::series`] gave.
    pub fn chart<'a>(&self, series: &'a [Series<'a>], look: &Look, cursors: &'a [(f64, Style)]) -> Chart<'a> {
        let (x_scale, scale) = self.scales;
        Chart { series, x: self.x, y: self.y, x_scale, scale, glyphs: look.glyphs, text: look.theme.faint(), cursors }
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

/// The spans of a history, of one epoch each where that is kept.
fn spans(history: &History) -> impl Iterator<Item = Span> {
    let recent = history.recent();
    let kept_from = recent.front().map_or(u64::MAX, |recent| recent.epoch);
    let older = history.spans().iter().filter(move |span| span.epoch < kept_from).copied();
    older.chain(recent.iter().map(|recent| Span::from(*recent)))
}

/// What a span has of a measure: train and test.
fn values(measure: Measure, span: &Span) -> [Option<Range>; 2] {
    match measure {
        Measure::Loss => [span.train, span.test],
        Measure::Score => [span.scores.map(|scores| scores.train), span.scores.map(|scores| scores.test)],
    }
}

/// How the run is now: train and test.
fn now(measure: Measure, run: &Update) -> [f64; 2] {
    let number = |score: Score| match score {
        Score::Correct(count) => count as f64,
        Score::Determination(share) => share,
    };
    match measure {
        Measure::Loss => [run.record.train_loss, run.record.test_loss].map(f64::from),
        Measure::Score => [run.record.train_score, run.record.test_score].map(number),
    }
}

fn counts(run: &Update) -> [usize; 2] {
    [run.dataset.train.len(), run.dataset.test.len()]
}

/// The train and the test line of the whole run, with how it is now unless that is in the past.
fn columns(measure: Measure, run: &Update) -> [Vec<Column>; 2] {
    let is_percent = measure == Measure::Score && run.record.train_score.correct().is_some();
    [0, 1].map(|split| {
        let unit = if is_percent { 100.0 / counts(run)[split] as f64 } else { 1.0 };
        let known =
            spans(&run.history).filter_map(|span| Some(column(span.epoch, values(measure, &span)[split]?, unit)));
        let now = Column::of(run.record.epoch as f64, now(measure, run)[split] * unit);
        known.chain((!run.is_past()).then_some(now)).collect()
    })
}

fn column(epoch: u64, range: Range, unit: f64) -> Column {
    let of = |value: f32| f64::from(value) * unit;
    Column { x: epoch as f64, min: of(range.least), max: of(range.most), last: of(range.last) }
}

/// How the run is at its newest epoch, as the lines' ends say it, and where the smoothed line ends.
fn labels(measure: Measure, run: &Update, smooth: Option<&Column>) -> [String; 3] {
    let write = |value: f64, points: usize| match (measure, run.record.train_score) {
        (Measure::Loss, _) => self::measure(value as f32),
        (Measure::Score, Score::Correct(_)) => format!("{value:.0}/{points}"),
        (Measure::Score, Score::Determination(_)) => format!("{value:.3}"),
    };
    let shown = match run.history.recent().back().filter(|_| run.is_past()) {
        None => now(measure, run).map(Some),
        Some(end) => values(measure, &Span::from(*end)).map(|range| range.map(|range| f64::from(range.last))),
    };
    let [train, test] =
        [0, 1].map(|split| shown[split].map_or_else(String::new, |value| write(value, counts(run)[split])));
    let smooth = smooth.map_or_else(String::new, |end| match (measure, run.record.train_score) {
        (Measure::Score, Score::Correct(_)) => format!("{:.1} %", end.last),
        _ => write(end.last, 0),
    });
    [format!("train {train}"), format!("test  {test}"), format!("smooth {smooth}")]
}

/// The range of a score's axis: up to all right or R² of 1, and down to a round number below what is shown.
fn score_range(series: &[Series<'_>], x: (f64, f64), run: &Update) -> (f64, f64) {
    let shown = series.iter().flat_map(|series| series.columns);
    let shown = shown.filter(|column| (x.0..=x.1).contains(&column.x) && column.min.is_finite());
    let least = shown.map(|column| column.min).fold(f64::INFINITY, f64::min);
    match run.record.train_score {
        Score::Correct(_) => ticks::linear_enclosing(least.min(MIN_RIGHT), 100.0),
        Score::Determination(_) => ticks::linear_enclosing(least.clamp(MIN_R_SQUARED, 0.9), 1.0),
    }
}
