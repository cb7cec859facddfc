//! What the run's history says of an epoch.

use super::metric::Metric;
use crate::network::Score;
use crate::session::Update;
use crate::train::{Position, Range, Span};
use crate::ui::format::{determination, measure, significant, thousands};

/// The values at an epoch, as the history has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// A long run's history keeps spans: the values of its last epoch stand for all.
    span: Span,
    epoch: u64,
    last: u64,
}

impl Reading {
    /// The values at `epoch`: its own if it is among the newest, else those of its span.
    pub fn at(epoch: u64, run: &Update) -> Self {
        let recent = run.history.recent();
        if let Ok(place) = recent.binary_search_by_key(&epoch, |recent| recent.epoch) {
            return Self { span: recent[place].into(), epoch, last: epoch };
        }
        let (spans, stride) = (run.history.spans(), run.history.stride());
        let first = epoch - epoch % stride;
        let last = (first + stride - 1).min(run.newest_epoch()).max(first);
        let span = spans.binary_search_by_key(&first, |span| span.epoch).map(|place| spans[place]);
        Self { span: span.unwrap_or(Span { epoch: first, ..Span::default() }), epoch, last }
    }

    /// The values of the shown metrics in words, the most important first.
    pub fn pieces(&self, metrics: impl Iterator<Item = Metric>, run: &Update) -> Vec<String> {
        let mut pieces: Vec<String> = metrics.map(|metric| self.piece(metric, run)).collect();
        if let Some(first) = pieces.first_mut() {
            *first = format!("{}: {first}", self.epochs());
        }
        pieces
    }

    fn epochs(&self) -> String {
        if self.span.epoch == self.last {
            return format!("epoch {}", thousands(self.last));
        }
        format!("epochs {}-{}", thousands(self.span.epoch), thousands(self.last))
    }

    fn piece(&self, metric: Metric, run: &Update) -> String {
        let unknown = || "not known".to_owned();
        let loss = |range: Option<Range>| range.map_or_else(unknown, |range| measure(range.last));
        match metric {
            Metric::Loss if run.dataset.test.is_empty() && self.span.test.is_none() => {
                format!("loss train {}", loss(self.span.train))
            }
            Metric::Loss => format!("loss train {}, test {}", loss(self.span.train), loss(self.span.test)),
            Metric::Score => self.scores(run),
            Metric::LearningRate => {
                format!("learning rate {}", significant(run.segments.learning_rate(Position::at(self.epoch))))
            }
            Metric::GradientNorm => format!("gradient norm {}", loss(run.history.gradient_norm().at(self.epoch))),
        }
    }

    fn scores(&self, run: &Update) -> String {
        let scores = self.span.scores.map(|scores| (scores.train.last, scores.test.map(|test| test.last)));
        let test_words = |test: Option<String>| test.map_or_else(String::new, |test| format!(", test {test}"));
        match (scores, run.record.train_score) {
            (None, _) => "accuracy not known".to_owned(),
            (Some((train, test)), Score::Correct(_)) => {
                let now = [run.dataset.train.len(), run.dataset.test.len()];
                let [train_points, test_points] = run.segments.points(self.last).unwrap_or(now);
                let test = test.map(|test| format!("{test}/{test_points}"));
                format!("correct: train {train}/{train_points}{}", test_words(test))
            }
            (Some((train, test)), Score::Determination(_)) => {
                let share = |share: f32| determination(f64::from(share), 3);
                format!("R² train {}{}", share(train), test_words(test.map(share)))
            }
        }
    }
}
