//! The lines of a chart, made of the run's history: their data, their names, and their values at the shown epoch.
//!
//! Every value is that of the epoch on the screen, wherever the line ends.

use crate::network::{Evaluation, Layout, Score};
use crate::optimizer::norm;
use crate::plot::{Column, smoothed};
use crate::session::Update;
use crate::train::{BATCH_RESOLUTION, Curve, History, Position, Range, Record, Segments, Span};
use crate::ui::format::{brief, cut, determination, measure, percentage, significant};
use crate::ui::look::Look;

use super::metric::{Axes, Metric};

/// Learning rates that a line has: more than a screen has dots.
const RATES: u64 = 1000;
/// Characters of a branch's name, at most; the part of the chart's columns that it may have on its line; and the columns of
/// its value where it stands beside that.
const NAME: usize = 26;
const PART: usize = 3;
const VALUE: usize = 10;

/// What a line is, which decides how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Train,
    Test,
    /// The moving average of the train values.
    Average,
    /// The train values behind their moving average.
    Behind,
    /// The loss of each mini-batch.
    Batches,
    /// What has no split: the learning rate, the norm of the whole gradient.
    Whole,
    /// The learning rate to come.
    Planned,
    /// The gradient norm of a layer.
    Layer(usize),
    /// The branch in this place among the compared ones.
    Branch(usize),
    /// The train values of the branch in this place, behind its test values.
    BranchTrain(usize),
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub role: Role,
    /// The data, at the x of the chart's axis.
    pub columns: Vec<Column>,
    /// Its name, for where its value stands.
    pub name: String,
    /// The name that stands on the line, if one does.
    pub label: String,
    /// The value at the shown epoch; empty if it has none of its own.
    pub value: String,
}

impl Line {
    fn new(role: Role, name: &str, value: String, columns: Vec<Column>) -> Self {
        Self { role, columns, name: name.to_owned(), label: String::new(), value }
    }

    fn labelled(self) -> Self {
        Self { label: self.name.clone(), ..self }
    }
}

/// A branch of the run, as far as charts show it.
struct Branch<'a> {
    name: &'a str,
    history: &'a History,
    segments: &'a Segments,
    /// Of the shown weights.
    record: &'a Record,
    /// The epoch that they come from.
    epoch: u64,
    /// Batches after that epoch.
    batch: u64,
    /// The learning rate there.
    learning_rate: f64,
    /// Train and test points there.
    counts: [usize; 2],
    newest: u64,
    /// Whether the record is of the newest epoch.
    is_newest: bool,
}

/// The lines of a metric in a chart of this many columns, each drawn over those before it.
pub fn lines(metric: Metric, run: &Update, axes: Axes, width: u16, look: &Look) -> Vec<Line> {
    let branches = branches(run);
    let shown = &branches[0];
    let mut lines = match metric {
        _ if branches.len() > 1 => return compared(metric, run, &branches, axes, (width, look)),
        Metric::Loss | Metric::Score => splits(metric, shown, axes),
        Metric::LearningRate => rates(run, shown, axes),
        Metric::GradientNorm => norms(run, shown),
    };
    for line in &mut lines {
        place(&mut line.columns, axes, shown.segments);
    }
    lines
}

/// The shown branch and those that are compared with it.
fn branches(run: &Update) -> Vec<Branch<'_>> {
    let name = |branch| run.time.find(branch).map_or("", |branch| branch.name.as_str());
    let counts = |dataset: &crate::data::Dataset| [dataset.train.len(), dataset.test.len()];
    let shown = Branch {
        name: name(run.time.branch),
        history: &run.history,
        segments: &run.segments,
        record: &run.record,
        epoch: run.epoch_of_weights(),
        batch: run.batch,
        learning_rate: run.learning_rate,
        counts: counts(&run.dataset),
        newest: run.newest_epoch(),
        is_newest: !run.is_past() && run.early_stop.is_none(),
    };
    let compared = run.time.compared.iter().map(|side| Branch {
        name: name(side.branch),
        history: &side.history,
        segments: &side.segments,
        record: &side.record,
        epoch: side.record.epoch,
        batch: side.batch,
        learning_rate: side.segments.learning_rate(Position { epoch: side.record.epoch, batch: side.batch }),
        counts: counts(&side.dataset),
        newest: run.time.find(side.branch).map_or(0, |branch| branch.newest.epoch),
        is_newest: false,
    });
    std::iter::once(shown).chain(compared).collect()
}

/// Loss or score of both splits, the moving average, and the losses of the batches.
fn splits(metric: Metric, branch: &Branch<'_>, axes: Axes) -> Vec<Line> {
    let [train, test] = [0, 1].map(|split| branch.columns(metric, split));
    let [train_value, test_value] = [0, 1].map(|split| branch.value(metric, split));
    let mut lines = vec![];
    if metric == Metric::Loss {
        let columns: Vec<Column> = branch.batches();
        lines.extend((!columns.is_empty()).then(|| Line::new(Role::Batches, "batches", String::new(), columns)));
    }
    // An edit may have taken the test points away, or brought the first.
    if !test.is_empty() || branch.record.test.is_some() {
        lines.push(Line::new(Role::Test, "test", test_value, test));
    }
    match axes.half_life {
        None => lines.push(Line::new(Role::Train, "train", train_value, train)),
        Some(half_life) => {
            let average = smoothed(&train, half_life as f64);
            let here = average.iter().rev().find(|column| column.x <= branch.epoch as f64);
            let value = here.map_or_else(String::new, |column| branch.write(metric, 0, column.last));
            lines.push(Line::new(Role::Behind, "train", train_value, train));
            lines.push(Line::new(Role::Average, "average", value, average));
        }
    }
    lines
}

/// The learning rate so far, and as the schedule will have it.
fn rates(run: &Update, branch: &Branch<'_>, axes: Axes) -> Vec<Line> {
    let value = significant(branch.learning_rate);
    let so_far = branch.rates(axes.epochs.0, branch.newest.min(axes.epochs.1));
    let mut lines = vec![Line::new(Role::Whole, "learning rate", value, so_far)];
    if branch.newest < run.total && branch.newest < axes.epochs.1 {
        let columns = branch.rates(branch.newest, run.total.min(axes.epochs.1));
        lines.insert(0, Line::new(Role::Planned, "planned", String::new(), columns).labelled());
    }
    lines
}

/// The gradient norm of the network and of its layers.
fn norms(run: &Update, branch: &Branch<'_>) -> Vec<Line> {
    let layout = Layout::new(&run.preset.shape());
    let known = run.gradient.len() == layout.len();
    let of = |range: std::ops::Range<usize>| known.then(|| norm(&run.gradient[range]));
    let line = |role, name: &str, curve: &Curve, now: Option<f64>| {
        let now = now.filter(|now| now.is_finite());
        let mut columns: Vec<Column> = curve.ranges().map(|(epoch, range)| column(epoch as f64, range, 1.0)).collect();
        let epoch = branch.epoch as f64;
        if let Some(now) = now.filter(|_| branch.is_newest && columns.last().is_none_or(|last| last.x < epoch)) {
            columns.push(Column::of(epoch, now));
        }
        Line::new(role, name, now.map_or_else(String::new, |now| brief(now as f32)), columns).labelled()
    };
    let curves = branch.history.gradient_norms();
    let layers = layout.layers();
    let mut lines = vec![];
    for layer in (0..layers).rev().filter(|_| layers > 1) {
        let name = if layer + 1 == layers { "out".to_owned() } else { format!("h{}", layer + 1) };
        let nothing = Curve::default();
        let curve = curves.get(layer).unwrap_or(&nothing);
        lines.push(line(Role::Layer(layer), &name, curve, of(layout.of_layer(layer))));
    }
    lines.push(line(Role::Whole, "all", branch.history.gradient_norm(), of(0..layout.len())));
    lines
}

/// A line for each branch: the test loss or score, the learning rate, or the gradient norm; behind those of two branches
/// the train loss or score.
fn compared(
    metric: Metric,
    run: &Update,
    branches: &[Branch<'_>],
    axes: Axes,
    (width, look): (u16, &Look),
) -> Vec<Line> {
    let line = |(place, branch): (usize, &Branch<'_>)| {
        let (mut columns, value) = match metric {
            Metric::Loss => {
                let split = branch.compared_split();
                let loss = [Some(branch.record.train_loss), branch.record.test_loss()][split];
                (branch.columns(metric, split), loss.map_or_else(String::new, measure))
            }
            Metric::Score => {
                let split = branch.compared_split();
                (branch.columns(metric, split), branch.value(metric, split))
            }
            Metric::LearningRate => {
                let columns = branch.rates(axes.epochs.0, branch.newest.min(axes.epochs.1));
                (columns, significant(branch.learning_rate))
            }
            Metric::GradientNorm => {
                let curve = branch.history.gradient_norm();
                let shown =
                    if place == 0 { run.gradient_norm() } else { curve.at(branch.epoch).map(|range| range.last) };
                let columns = curve.ranges().map(|(epoch, range)| column(epoch as f64, range, 1.0)).collect();
                (columns, shown.map_or_else(String::new, measure))
            }
        };
        self::place(&mut columns, axes, branch.segments);
        let name = look.glyphs.text(branch.name);
        let name = |room: usize| cut(&name, room.min(NAME), look.glyphs);
        let beside = (usize::from(width) / branches.len()).saturating_sub(VALUE);
        let label = name(usize::from(width) / PART);
        Line { label, ..Line::new(Role::Branch(place), &name(beside), value, columns) }
    };
    let train = |(place, branch): (usize, &Branch<'_>)| {
        let mut columns = branch.columns(metric, 0);
        self::place(&mut columns, axes, branch.segments);
        Line::new(Role::BranchTrain(place), "train", String::new(), columns)
    };
    let has_test = branches[0].record.test.is_some();
    let has_train = has_test && branches.len() == 2 && matches!(metric, Metric::Loss | Metric::Score);
    let behind = branches.iter().enumerate().rev().filter(|_| has_train).map(train);
    behind.chain(branches.iter().enumerate().rev().map(line)).collect()
}

impl Branch<'_> {
    /// The values of a split, with those of the newest epoch, in epochs.
    fn columns(&self, metric: Metric, split: usize) -> Vec<Column> {
        let known = spans(self.history).filter_map(|(last, span)| {
            let counts = self.segments.points(last).unwrap_or(self.counts);
            let range = values(metric, &span)[split]?;
            Some(column(span.epoch as f64, range, self.unit(metric, counts[split])))
        });
        let now = self.now(metric, split).map(|now| Column::of(self.here(), now));
        known.chain(now.filter(|_| self.is_newest)).collect()
    }

    /// Where the branch is, in epochs: within one as far as its batches are done.
    fn here(&self) -> f64 {
        let epoch = self.epoch as f64;
        let batches = self.segments.updates(epoch + 1.0) - self.segments.updates(epoch);
        epoch + (self.batch as f64 / batches.max(1.0)).min(1.0)
    }

    /// The losses of the batches, in epochs.
    fn batches(&self) -> Vec<Column> {
        let losses = self.history.batch_losses().ranges();
        losses.map(|(at, loss)| column(at as f64 / BATCH_RESOLUTION as f64, loss, 1.0)).collect()
    }

    /// The learning rates between two epochs.
    fn rates(&self, first: u64, last: u64) -> Vec<Column> {
        let (first, span) = (first.min(last), last.saturating_sub(first));
        let pieces = span.clamp(1, RATES);
        let epoch = |piece: u64| first + (u128::from(span) * u128::from(piece) / u128::from(pieces)) as u64;
        let rate = |epoch: u64| match epoch {
            _ if self.is_newest && epoch == self.epoch => self.learning_rate,
            _ => self.segments.learning_rate(Position::at(epoch)),
        };
        (0..=pieces).map(|piece| Column::of(epoch(piece) as f64, rate(epoch(piece)))).collect()
    }

    /// What a number of the history counts: percent of so many points, or 1.
    fn unit(&self, metric: Metric, count: usize) -> f64 {
        let is_percent = metric == Metric::Score && self.record.train_score.correct().is_some();
        if is_percent { 100.0 / count.max(1) as f64 } else { 1.0 }
    }

    /// The split whose losses and scores are compared: that of the test points, if there are any.
    fn compared_split(&self) -> usize {
        usize::from(self.record.test.is_some())
    }

    /// The value at the shown epoch; none without points in the split.
    fn now(&self, metric: Metric, split: usize) -> Option<f64> {
        let Record { train_loss, train_score, test, .. } = *self.record;
        let Evaluation { loss, score } = [Some(Evaluation { loss: train_loss, score: train_score }), test][split]?;
        let score = match score {
            Score::Correct(count) => count as f64,
            Score::Determination(share) => share,
        };
        Some(if metric == Metric::Loss { f64::from(loss) } else { score * self.unit(metric, self.counts[split]) })
    }

    /// The value at the shown epoch as text.
    fn value(&self, metric: Metric, split: usize) -> String {
        self.now(metric, split).map_or_else(String::new, |now| self.write(metric, split, now))
    }

    /// A loss or score of a split.
    fn write(&self, metric: Metric, split: usize, value: f64) -> String {
        match (metric, self.record.train_score) {
            (Metric::Score, Score::Correct(_)) => format!("{} %", percentage(value, self.counts[split])),
            (Metric::Score, Score::Determination(_)) => determination(value, 3),
            _ => brief(value as f32),
        }
    }
}

/// From epochs to the x of the axis.
fn place(columns: &mut [Column], axes: Axes, segments: &Segments) {
    for column in columns {
        column.x = axes.along.x_of(column.x, segments);
    }
}

fn column(x: f64, range: Range, unit: f64) -> Column {
    let of = |value: f32| f64::from(value) * unit;
    Column { x, min: of(range.least), max: of(range.most), last: of(range.last) }
}

/// The spans of a history with their last epochs, of one epoch each where that is kept.
fn spans(history: &History) -> impl Iterator<Item = (u64, Span)> {
    let recent = history.recent();
    let kept_from = recent.front().map_or(u64::MAX, |recent| recent.epoch);
    let older = history.spans().iter().filter(move |span| span.epoch < kept_from);
    let older = older.map(|span| (span.epoch + history.stride() - 1, *span));
    older.chain(recent.iter().map(|recent| (recent.epoch, Span::from(*recent))))
}

/// What a span has of a metric: train and test.
fn values(metric: Metric, span: &Span) -> [Option<Range>; 2] {
    match metric {
        Metric::Score => [span.scores.map(|scores| scores.train), span.scores.and_then(|scores| scores.test)],
        _ => [span.train, span.test],
    }
}

/// The first epoch of which a metric is known, if that is later than the run's: no file has gradient norms, nor the losses of
/// batches.
pub fn known_from(metric: Metric, run: &Update) -> Option<u64> {
    let first = match metric {
        Metric::GradientNorm => run.history.gradient_norm().ranges().next().map(|(epoch, _)| epoch),
        Metric::Loss if run.segments.updates(1.0) > 1.0 => {
            run.history.batch_losses().ranges().next().map(|(at, _)| at / BATCH_RESOLUTION)
        }
        _ => None,
    };
    first.filter(|first| *first > 4 * run.history.stride())
}
