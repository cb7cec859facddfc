//! Records, and their history over a run of any length in bounded memory.
//!
//! The whole run is kept as spans of epochs with the smallest and largest value of each, so that no spike is lost; the
//! newest epochs are kept one by one. The trainer writes it; charts and checkpoints read it. What follows from recipe and
//! edits alone is not recorded: [`super::Segments`].

mod curve;
mod span;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use super::Position;
use crate::network::{Evaluation, Score};
pub use curve::Curve;

/// How the network of an epoch does on the train and the test points. Epoch 0 is the untrained network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Passes over the train points that the weights have seen.
    pub epoch: u64,
    /// Mean loss over the whole train split.
    pub train_loss: f32,
    /// How well the predictions fit the train points.
    pub train_score: Score,
    /// Mean loss over the whole test split, and how well the predictions fit it; none without test points.
    pub test: Option<Evaluation>,
}

impl Record {
    /// The test loss; none without test points.
    pub fn test_loss(&self) -> Option<f32> {
        self.test.map(|test| test.loss)
    }

    /// How well the predictions fit the test points; none without any.
    pub fn test_score(&self) -> Option<Score> {
        self.test.map(|test| test.score)
    }
}

/// Maximum number of spans: when more are needed, pairs are merged and each spans twice as many epochs.
pub const MAX_SPANS: usize = 1024;
/// Number of the newest epochs kept one by one.
pub const RECENT: usize = 512;
/// What an epoch counts in [`History::batch_losses`]: enough for the batches of any run to have numbers of their own.
pub const BATCH_RESOLUTION: u64 = 1 << 20;

/// The smallest and the largest of the losses or scores of some epochs, and the last of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest.
    pub least: f32,
    /// The largest.
    pub most: f32,
    /// The last one.
    pub last: f32,
}

impl Range {
    /// The range of one value.
    pub fn of(loss: f32) -> Self {
        Self { least: loss, most: loss, last: loss }
    }

    /// Extends the range by a later one.
    pub fn merge(&mut self, later: Self) {
        self.least = self.least.min(later.least);
        self.most = self.most.max(later.most);
        self.last = later.last;
    }

    fn is_finite(self) -> bool {
        self.least.is_finite() && self.most.is_finite() && self.last.is_finite()
    }
}

/// The scores of some epochs on the train and the test points: counts of correct predictions, or R².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// On the train points.
    pub train: Range,
    /// On the test points; none without any.
    pub test: Option<Range>,
}

impl Scores {
    /// The scores of a record, unless one is not finite.
    fn of(record: &Record) -> Option<Self> {
        let number = |score: Score| match score {
            Score::Correct(count) => count as f32,
            Score::Determination(share) => share as f32,
        };
        let test = record.test_score().map(|score| Range::of(number(score)));
        let scores = Self { train: Range::of(number(record.train_score)), test };
        scores.is_finite().then_some(scores)
    }

    fn is_finite(&self) -> bool {
        self.train.is_finite() && self.test.is_none_or(Range::is_finite)
    }
}

/// The losses and scores of consecutive epochs, from `epoch` on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// First epoch.
    pub epoch: u64,
    /// Train losses, if any epoch of the span was evaluated.
    pub train: Option<Range>,
    /// Test losses, if any epoch of the span was evaluated.
    pub test: Option<Range>,
    /// Scores, if any epoch of the span was evaluated.
    pub scores: Option<Scores>,
}

/// Losses and scores of one epoch; test losses and scores are only known for epochs that were evaluated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recent {
    /// The epoch.
    pub epoch: u64,
    /// Train loss.
    pub train: f32,
    /// Test loss.
    pub test: Option<f32>,
    /// Scores, each a range of the one value.
    pub scores: Option<Scores>,
}

/// The history of losses and scores over a run. Values that are not finite are left out.
#[derive(Debug, PartialEq)]
pub struct History {
    stride: u64,
    spans: Vec<Span>,
    recent: VecDeque<Recent>,
    /// The newest epoch in the spans.
    end: Option<u64>,
    gradient_norm: Curve,
    /// By layer.
    gradient_norms: Vec<Curve>,
    batch_losses: Curve,
}

impl Clone for History {
    fn clone(&self) -> Self {
        let mut clone = Self::default();
        clone.clone_from(self);
        clone
    }

    /// Reuses the buffers: the screen gets a copy many times a second.
    fn clone_from(&mut self, source: &Self) {
        self.stride = source.stride;
        self.end = source.end;
        self.spans.clone_from(&source.spans);
        self.recent.clone_from(&source.recent);
        self.gradient_norm.clone_from(&source.gradient_norm);
        self.gradient_norms.clone_from(&source.gradient_norms);
        self.batch_losses.clone_from(&source.batch_losses);
    }
}

impl Default for History {
    fn default() -> Self {
        Self {
            stride: 1,
            spans: Vec::new(),
            recent: VecDeque::new(),
            end: None,
            gradient_norm: Curve::default(),
            gradient_norms: Vec::new(),
            batch_losses: Curve::default(),
        }
    }
}

impl History {
    /// A history from the [`Self::spans`] of an earlier one, each `stride` epochs long.
    ///
    /// # Errors
    /// If the stride is 0, or there are more than [`MAX_SPANS`] spans, or they are out of order, not at multiples of
    /// the stride, or not finite.
    pub fn from_spans(stride: u64, spans: Vec<Span>) -> Result<Self, String> {
        if stride == 0 || spans.len() > MAX_SPANS {
            return Err(format!("{} spans of {stride} epochs", spans.len()));
        }
        let finite = |range: Option<Range>| range.is_none_or(Range::is_finite);
        for (index, span) in spans.iter().enumerate() {
            if !span.epoch.is_multiple_of(stride) || (index > 0 && spans[index - 1].epoch >= span.epoch) {
                return Err(format!("the span at epoch {} is out of order", span.epoch));
            }
            if !finite(span.train) || !finite(span.test) {
                return Err(format!("the losses at epoch {} are not finite", span.epoch));
            }
            if span.scores.is_some_and(|scores| !scores.is_finite()) {
                return Err(format!("the scores at epoch {} are not finite", span.epoch));
            }
        }
        let end = spans.last().map(|span| span.epoch);
        Ok(Self { stride, spans, end, ..Self::default() })
    }

    /// Epochs a span holds.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// The whole run, in order. Spans without any loss are left out.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The newest epochs, in order, at most [`RECENT`].
    pub fn recent(&self) -> &VecDeque<Recent> {
        &self.recent
    }

    /// The gradient norm, of the epochs since the run was opened whose gradient over the whole train split was computed.
    /// No file has it.
    pub fn gradient_norm(&self) -> &Curve {
        &self.gradient_norm
    }

    /// The same of each layer, from the first on. Their squares add up to that of the whole.
    pub fn gradient_norms(&self) -> &[Curve] {
        &self.gradient_norms
    }

    /// The loss of each mini-batch before its step, since the run was opened. A batch is counted by the epoch, with its
    /// fraction, times [`BATCH_RESOLUTION`]. Empty if each epoch has one batch of all points; no file has them.
    pub fn batch_losses(&self) -> &Curve {
        &self.batch_losses
    }

    /// Adds the gradient norms of the layers at a new epoch.
    pub(super) fn push_gradient_norms(&mut self, epoch: u64, norms: impl ExactSizeIterator<Item = f64>) {
        if self.gradient_norm.has(epoch) {
            return;
        }
        self.gradient_norms.resize_with(norms.len().max(self.gradient_norms.len()), Curve::default);
        let mut squares = 0.0;
        for (curve, norm) in self.gradient_norms.iter_mut().zip(norms) {
            curve.push(epoch, norm as f32);
            squares += norm * norm;
        }
        self.gradient_norm.push(epoch, squares.sqrt() as f32);
    }

    /// Adds the loss of a mini-batch, of so many in its epoch, at the position before its step.
    #[inline]
    pub(super) fn push_batch_loss(&mut self, at: Position, batches: u64, loss: f32) {
        self.batch_losses.push(at.epoch * BATCH_RESOLUTION + at.batch * BATCH_RESOLUTION / batches.max(1), loss);
    }

    /// Adds an evaluated epoch. Epochs come in order, and the newest may come again; one before it changes nothing.
    pub fn push(&mut self, record: &Record) {
        self.remember(Recent::of(record));
        self.extend(Recent::of(record));
    }

    /// Adds an evaluated epoch to the newest ones only. The spans, which are saved, must not depend on what the screen
    /// shows.
    pub fn push_recent(&mut self, record: &Record) {
        self.remember(Recent::of(record));
    }

    /// Adds the train loss of an epoch that was not evaluated.
    pub fn push_train_loss(&mut self, epoch: u64, loss: f32) {
        let recent = Recent { epoch, train: loss, test: None, scores: None };
        self.remember(recent);
        self.extend(recent);
    }

    fn remember(&mut self, new: Recent) {
        if !new.train.is_finite() || self.recent.back().is_some_and(|last| new.epoch < last.epoch) {
            return;
        }
        if let Some(last) = self.recent.back_mut()
            && last.epoch == new.epoch
        {
            *last = Recent { test: new.test.or(last.test), scores: new.scores.or(last.scores), ..new };
            return;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(new);
    }

    fn extend(&mut self, new: Recent) {
        if !new.train.is_finite() || self.end.is_some_and(|end| new.epoch < end) {
            return;
        }
        self.end = Some(new.epoch);
        let epoch = new.epoch - new.epoch % self.stride;
        let span = Span { epoch, ..new.into() };
        if let Some(last) = self.spans.last_mut()
            && last.epoch == epoch
        {
            last.merge(span);
            return;
        }
        if self.spans.len() == MAX_SPANS {
            self.halve();
            self.extend(new);
            return;
        }
        self.spans.push(span);
    }

    /// Doubles the stride and merges the spans that then fall together.
    fn halve(&mut self) {
        self.stride *= 2;
        for span in &mut self.spans {
            span.epoch -= span.epoch % self.stride;
        }
        self.spans.dedup_by(|later, earlier| {
            let together = later.epoch == earlier.epoch;
            if together {
                earlier.merge(*later);
            }
            together
        });
    }

    /// The same history in at most `most` spans (at least 1), for a file.
    pub(crate) fn thinned(&self, most: usize) -> Self {
        let (spans, end) = (self.spans.clone(), self.end);
        let mut thinned = Self { stride: self.stride, spans, end, ..Self::default() };
        while thinned.spans.len() > most.max(1) {
            thinned.halve();
        }
        thinned.end = thinned.spans.last().map(|span| span.epoch);
        thinned
    }

    /// The same history in spans of at least `stride` epochs.
    #[must_use]
    pub fn coarsened(&self, stride: u64) -> Self {
        let mut coarsened = self.clone();
        while coarsened.stride < stride {
            coarsened.halve();
        }
        coarsened
    }

    /// The newest epoch that was recorded.
    pub fn end(&self) -> Option<u64> {
        self.end
    }

    /// The history up to an epoch, for a branch that goes on from there, without a span that reaches beyond it.
    #[must_use]
    pub fn until(&self, epoch: u64) -> Self {
        let mut until = self.clone();
        until.gradient_norm = self.gradient_norm.before(epoch + 1);
        until.gradient_norms.iter_mut().for_each(|curve| *curve = curve.before(epoch + 1));
        until.batch_losses = self.batch_losses.before(epoch * BATCH_RESOLUTION);
        if self.end.is_none_or(|end| end <= epoch) {
            return until;
        }
        until.spans.retain(|span| span.epoch + (self.stride - 1) <= epoch);
        until.recent.retain(|recent| recent.epoch <= epoch);
        until.end = until.spans.last().map(|span| span.epoch + (self.stride - 1));
        until
    }
}

impl Recent {
    /// An evaluated epoch.
    fn of(record: &Record) -> Self {
        Self {
            epoch: record.epoch,
            train: record.train_loss,
            test: record.test_loss().filter(|loss| loss.is_finite()),
            scores: Scores::of(record),
        }
    }
}
