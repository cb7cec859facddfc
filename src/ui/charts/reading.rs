//! What the run's history says of an epoch.

use crate::network::Score;
use crate::session::Update;
use crate::train::{Range, Recent, Scores};
use crate::ui::format::{measure, thousands};
use crate::ui::timeline::newest;

/// The values at an epoch, as the history has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The first and the last of the epochs that the values stand for: a long run's history keeps spans.
    pub epochs: (u64, u64),
    train: Option<Range>,
    test: Option<Range>,
    scores: Option<Scores>,
}

impl Reading {
    /// The values at `epoch`: of that epoch if it is among the newest, else of the span that has it, which are those of
    /// the last of its epochs.
    pub(super) fn at(epoch: u64, run: &Update) -> Self {
        let recent = run.history.recent();
        if let Ok(place) = recent.binary_search_by_key(&epoch, |recent| recent.epoch) {
            return Self::single(&recent[place]);
        }
        let (spans, stride) = (run.history.spans(), run.history.stride());
        let first = epoch - epoch % stride;
        let last = (first + stride - 1).min(newest(run)).max(first);
        let span = spans.binary_search_by_key(&first, |span| span.epoch).ok().map(|place| spans[place]);
        Self {
            epochs: (first, last),
            train: span.and_then(|span| span.train),
            test: span.and_then(|span| span.test),
            scores: span.and_then(|span| span.scores),
        }
    }

    fn single(recent: &Recent) -> Self {
        Self {
            epochs: (recent.epoch, recent.epoch),
            train: Some(Range::of(recent.train)),
            test: recent.test.map(Range::of),
            scores: recent.scores,
        }
    }

    /// The values in words, the most important first.
    pub fn pieces(&self, run: &Update) -> Vec<String> {
        let loss = |range: Option<Range>| range.map_or_else(|| "not known".into(), |range| measure(range.last));
        let (first, last) = self.epochs;
        let epochs = if first == last {
            format!("epoch {}", thousands(first))
        } else {
            format!("epochs {}-{}", thousands(first), thousands(last))
        };
        let mut pieces = vec![format!("{epochs}: loss train {}, test {}", loss(self.train), loss(self.test))];
        if let Some(scores) = self.scores {
            pieces.push(match run.record.train_score {
                Score::Correct(_) => format!(
                    "correct: train {}/{}, test {}/{}",
                    scores.train.last,
                    run.dataset.train.len(),
                    scores.test.last,
                    run.dataset.test.len()
                ),
                Score::Determination(_) => format!("R² train {:.3}, test {:.3}", scores.train.last, scores.test.last),
            });
        }
        pieces
    }
}
