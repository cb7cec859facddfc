//! One chart, laid out: its lines, its ranges and its place.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Charts;
use crate::network::Score;
use crate::plot::{Across, Chart, Column, Scale, Series, Stroke, fit, smoothed, ticks};
use crate::session::Update;
use crate::train::{Range, Recent, Span};
use crate::ui::app::{Axis, Look};
use crate::ui::format::measure;

/// The lowest R² that the axis goes down to: what is worse comes in from below.
const LEAST_R_SQUARED: f64 = -1.0;
/// The share of right answers that the axis goes down to, at least.
const LEAST_RIGHT: f64 = 90.0;

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
    labels: [String; 2],
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
        let labels = labels(measure, run);
        let scales = (charts.epochs(), scale);
        let mut picture = Self { measure, area, across: None, train, smooth, test, labels, x, y: (0.0, 1.0), scales };
        let series = picture.series([Style::new(); 3]);
        let y = match measure {
            Measure::Loss => fit(&series, x, scale),
            Measure::Score => score_range(&series, x, run),
        };
        picture.y = y;
        let series = picture.series([Style::new(); 3]);
        picture.across = picture.chart(&series, look, None).across(area);
        picture
    }

    /// The lines, with the styles of train, test, and what stands behind.
    pub(in crate::ui) fn series(&self, [train, test, behind]: [Style; 3]) -> Vec<Series<'_>> {
        let line = self.smooth.as_ref().unwrap_or(&self.train);
        let raw = self.smooth.as_ref().map(|_| Series {
            columns: &self.train,
            label: "",
            style: behind,
            stroke: Stroke::Solid,
        });
        let test = Series { columns: &self.test, label: &self.labels[1], style: test, stroke: Stroke::Sparse };
        // Drawn last: where the two meet, the line stays whole.
        let train = Series { columns: line, label: &self.labels[0], style: train, stroke: Stroke::Solid };
        raw.into_iter().chain([test, train]).collect()
    }

    /// The chart of the lines that [`Self::series`] gave.
    pub(in crate::ui) fn chart<'a>(
        &self,
        series: &'a [Series<'a>],
        look: &Look,
        cursor: Option<(f64, Style)>,
    ) -> Chart<'a> {
        let (x_scale, scale) = self.scales;
        Chart { series, x: self.x, y: self.y, x_scale, scale, marks: look.marks, text: look.theme.faint(), cursor }
    }
}

/// The whole run, epoch by epoch where that is kept, and how it is now.
fn course(measure: Measure, run: &Update) -> (Vec<Column>, Vec<Column>) {
    let recent = run.history.recent();
    let kept_from = recent.front().map_or(u64::MAX, |recent| recent.epoch);
    let spans = run.history.spans().iter().filter(|span| span.epoch < kept_from).map(|span| of_span(measure, span));
    let parts: Vec<Part> = spans.chain(recent.iter().map(|recent| of_recent(measure, recent))).collect();
    let unit = unit(measure, run);
    let columns = |of: fn(&Part) -> Option<Range>, now: f64, points: usize| {
        let unit = unit.map_or(1.0, |percent| percent / points as f64);
        let known = parts.iter().filter_map(|part| Some(column(part.epoch, of(part)?, unit)));
        let mut columns: Vec<Column> = known.collect();
        columns.push(Column::of(run.record.epoch as f64, now * unit));
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
    let [least, most, last] = [range.least, range.most, range.last].map(|value| f64::from(value) * unit);
    Column { x: epoch as f64, least, most, last }
}

/// How the run is now, as the lines' ends say it.
fn labels(measure: Measure, run: &Update) -> [String; 2] {
    let record = &run.record;
    let score = |score: Score, points: usize| match score {
        Score::Correct(count) => format!("{count}/{points}"),
        Score::Determination(share) => format!("{share:.3}"),
    };
    let (train, test) = match measure {
        Measure::Loss => (self::measure(record.train_loss), self::measure(record.test_loss)),
        Measure::Score => {
            (score(record.train_score, run.dataset.train.len()), score(record.test_score, run.dataset.test.len()))
        }
    };
    [format!("train {train}"), format!("test  {test}")]
}

/// The range of a score's axis: up to all right or R² of 1, and down to a round number below what is shown.
fn score_range(series: &[Series<'_>], x: (f64, f64), run: &Update) -> (f64, f64) {
    let shown = series.iter().flat_map(|series| series.columns);
    let shown = shown.filter(|column| (x.0..=x.1).contains(&column.x) && column.least.is_finite());
    let least = shown.map(|column| column.least).fold(f64::INFINITY, f64::min);
    match run.record.train_score {
        Score::Correct(_) => ticks::linear_enclosing(least.min(LEAST_RIGHT), 100.0),
        Score::Determination(_) => ticks::linear_enclosing(least.clamp(LEAST_R_SQUARED, 0.9), 1.0),
    }
}
