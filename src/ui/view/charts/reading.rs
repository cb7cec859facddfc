//! What the run's history says of an epoch.

use crate::network::Score;
use crate::session::Update;
use crate::train::{Range, Span};
use crate::ui::format::{measure, thousands};

/// The values at an epoch, as the history has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// A long run's history keeps spans: the values of its last epoch stand for all.
    span: Span,
    last: u64,
}

impl Reading {
    /// The values at `epoch`: its own if it is among the newest, else those of its span.
    pub fn at(epoch: u64, run: &Update) -> Self {
        let recent = run.history.recent();
        if let Ok(place) = recent.binary_search_by_key(&epoch, |recent| recent.epoch) {
            return Self { span: recent[place].into(), last: epoch };
        }
        let (spans, stride) = (run.history.spans(), run.history.stride());
        let first = epoch - epoch % stride;
        let last = (first + stride - 1).min(run.newest_epoch()).max(first);
        let span = spans.binary_search_by_key(&first, |span| span.epoch).map(|place| spans[place]);
        Self { span: span.unwrap_or(Span { epoch: first, ..Span::default() }), last }
    }

    /// The values in words, the most important first.
    pub fn pieces(&self, run: &Update) -> Vec<String> {
        let Self { span, last } = self;
        let loss = |range: Option<Range>| range.map_or_else(|| "not known".into(), |range| measure(range.last));
        let epochs = if span.epoch == *last {
            format!("epoch {}", thousands(*last))
        } else {
            format!("epochs {}-{}", thousands(span.epoch), thousands(*last))
        };
        let losses = format!("{epochs}: loss train {}, test {}", loss(span.train), loss(span.test));
        let scores = span.scores.map(|scores| (scores.train.last, scores.test.last));
        let scores = scores.map(|(train, test)| match run.record.train_score {
            Score::Correct(_) => {
                let (train_points, test_points) = (run.dataset.train.len(), run.dataset.test.len());
                format!("correct: train {train}/{train_points}, test {test}/{test_points}")
            }
            Score::Determination(_) => format!("R² train {train:.3}, test {test:.3}"),
        });
        std::iter::once(losses).chain(scores).collect()
    }
}
