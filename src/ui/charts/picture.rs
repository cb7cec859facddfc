//! One chart, laid out: its lines, its ranges and its place.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Charts;
use crate::network::Score;
use crate::plot::{Across, Chart, Column, Scale, Series, Stroke, fit, smoothed, ticks};
use crate::session::Update;
use crate::train::{History, Range, Recent, Span};
use crate::ui::format::measure;
use crate::ui::look::{Axis, Look};

/// The lowest R² that the axis goes down to: what is worse comes in from below.
const MIN_R_SQUARED: f64 = -1.0;
/// The share of right answers that the axis goes down to, at least.
const MIN_RIGHT: f64 = 90.0;

/// What a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Train and test loss.
    Loss,
    /// Right answers in percent, or R².
    Score,
}

/// A chart's data and its place.
#[derive(Debug)]
pub struct Picture {
    /// What it shows.
    pub measure: Measure,
    /// Where it is.
    pub area: Rect,
    /// Which epoch is where; none if it has no room.
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

/// The values of a span, or of one epoch.
struct Part {
    epoch: u64,
    train: Option<Range>,
    test: Option<Range>,
}

impl Picture {
    /// The chart of a measure in `area`, from the first to the last epoch of `x`.
    pub(super) fn new(measure: Measure, area: Rect, x: (f64, f64), charts: &Charts, run: &Update, look: &Look) -> Self {
        let scale = match (measure, look.axis) {
            (Measure::Loss, Axis::Logarithmic) => Scale::Log,
            _ => Scale::Linear,
        };
        let (train, test) = course(measure, run);
        let smooth = charts.half_life().map(|half_life| smoothed(&train, half_life as f64));
        let labels = labels(measure, run, smooth.as_ref().and_then(|smooth| smooth.last()));
        let scales = (charts.epochs(), scale);
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
    pub(in crate::ui) fn series(&self, [train, test, behind]: [Style; 3]) -> Vec<Series<'_>> {
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
    pub(in crate::ui) fn chart<'a>(
        &self,
        series: &'a [Series<'a>],
        look: &Look,
        cursors: &'a [(f64, Style)],
    ) -> Chart<'a> {
        let (x_scale, scale) = self.scales;
        Chart { series, x: self.x, y: self.y, x_scale, scale, glyphs: look.glyphs, text: look.theme.faint(), cursors }
    }
}

/// Gives the pictures the same columns for their lines, so that each epoch stands beneath itself.
pub(super) fn align(pictures: &mut [Picture], look: &Look) {
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

/// The test losses of a history, epoch by epoch where that is kept.
pub(in crate::ui) fn test_losses(history: &History) -> Vec<Column> {
    let parts = parts(Measure::Loss, history);
    parts.iter().filter_map(|part| Some(column(part.epoch, part.test?, 1.0))).collect()
}

fn parts(measure: Measure, history: &History) -> Vec<Part> {
    let recent = history.recent();
    let kept_from = recent.front().map_or(u64::MAX, |recent| recent.epoch);
    let spans = history.spans().iter().filter(|span| span.epoch < kept_from).map(|span| of_span(measure, span));
    spans.chain(recent.iter().map(|recent| of_recent(measure, recent))).collect()
}

/// The whole run, epoch by epoch where that is kept, and how it is now unless that is in the past.
fn course(measure: Measure, run: &Update) -> (Vec<Column>, Vec<Column>) {
    let parts = parts(measure, &run.history);
    let unit = unit(measure, run);
    let columns = |of: fn(&Part) -> Option<Range>, now: f64, points: usize| {
        let unit = unit.map_or(1.0, |percent| percent / points as f64);
        let known = parts.iter().filter_map(|part| Some(column(part.epoch, of(part)?, unit)));
        let mut columns: Vec<Column> = known.collect();
        if !run.is_past() {
            columns.push(Column::of(run.record.epoch as f64, now * unit));
        }
        columns
    };
    let (train_now, test_now) = match measure {
        Measure::Loss => (f64::from(run.record.train_loss), f64::from(run.record.test_loss)),
        Measure::Score => (number(run.record.train_score), number(run.record.test_score)),
    };
    let (train, test) = (run.dataset.train.len(), run.dataset.test.len());
    (columns(|part| part.train, train_now, train), columns(|part| part.test, test_now, test))
}

/// What right answers are multiplied by, over the number of points; nothing for what is shown as it is.
fn unit(measure: Measure, run: &Update) -> Option<f64> {
    (measure == Measure::Score && run.record.train_score.correct().is_some()).then_some(100.0)
}

fn number(score: Score) -> f64 {
    match score {
        Score::Correct(count) => count as f64,
        Score::Determination(share) => share,
    }
}

fn of_span(measure: Measure, span: &Span) -> Part {
    let (train, test) = match measure {
        Measure::Loss => (span.train, span.test),
        Measure::Score => (span.scores.map(|scores| scores.train), span.scores.map(|scores| scores.test)),
    };
    Part { epoch: span.epoch, train, test }
}

fn of_recent(measure: Measure, recent: &Recent) -> Part {
    let (train, test) = match measure {
        Measure::Loss => (Some(Range::of(recent.train)), recent.test.map(Range::of)),
        Measure::Score => (recent.scores.map(|scores| scores.train), recent.scores.map(|scores| scores.test)),
    };
    Part { epoch: recent.epoch, train, test }
}

fn column(epoch: u64, range: Range, unit: f64) -> Column {
    let of = |value: f32| f64::from(value) * unit;
    Column { x: epoch as f64, min: of(range.least), max: of(range.most), last: of(range.last) }
}

/// How the run is at its newest epoch, as the lines' ends say it, and where the smoothed line ends.
fn labels(measure: Measure, run: &Update, smooth: Option<&Column>) -> [String; 3] {
    let record = &run.record;
    let points = (run.dataset.train.len(), run.dataset.test.len());
    let score = |share: f64, points: usize| match record.train_score {
        Score::Correct(_) => format!("{share:.0}/{points}"),
        Score::Determination(_) => format!("{share:.3}"),
    };
    let [train, test] = match (measure, run.history.recent().back().filter(|_| run.is_past())) {
        (Measure::Loss, None) => [record.train_loss, record.test_loss].map(self::measure),
        (Measure::Loss, Some(end)) => [self::measure(end.train), end.test.map_or_else(String::new, self::measure)],
        (Measure::Score, None) => {
            [score(number(record.train_score), points.0), score(number(record.test_score), points.1)]
        }
        (Measure::Score, Some(end)) => end.scores.map_or_else(Default::default, |scores| {
            [score(f64::from(scores.train.last), points.0), score(f64::from(scores.test.last), points.1)]
        }),
    };
    let smooth = smooth.map_or_else(String::new, |end| match (measure, record.train_score) {
        (Measure::Loss, _) => self::measure(end.last as f32),
        (Measure::Score, Score::Correct(_)) => format!("{:.1} %", end.last),
        (Measure::Score, Score::Determination(_)) => format!("{:.3}", end.last),
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
