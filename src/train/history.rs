//! The course of the losses over a run of any length, in bounded memory.
//!
//! The whole run is kept as spans of epochs with the smallest and largest loss of each, so that no spike is lost; the
//! newest epochs are kept one by one. The trainer writes it; charts and checkpoints read it.

use std::collections::VecDeque;

use super::Record;

/// The most spans that are kept: when more are needed, pairs are merged and each spans twice as many epochs.
pub const MOST_SPANS: usize = 1024;
/// How many of the newest epochs are kept one by one.
pub const RECENT: usize = 512;

/// The smallest and the largest of the losses of some epochs, and the last of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest.
    pub least: f32,
    /// The largest.
    pub most: f32,
    /// The loss of the last epoch among them that has one.
    pub last: f32,
}

impl Range {
    /// The range of one loss.
    #[must_use]
    pub fn of(loss: f32) -> Self {
        Self { least: loss, most: loss, last: loss }
    }

    /// Takes in a later range.
    pub fn merge(&mut self, later: Self) {
        self.least = self.least.min(later.least);
        self.most = self.most.max(later.most);
        self.last = later.last;
    }
}

/// The losses of consecutive epochs, from `epoch` on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// First epoch.
    pub epoch: u64,
    /// Train losses, if any epoch of the span was evaluated.
    pub train: Option<Range>,
    /// Test losses, if any epoch of the span was evaluated.
    pub test: Option<Range>,
}

/// Losses of one epoch; test losses are only known for epochs that were evaluated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recent {
    /// The epoch.
    pub epoch: u64,
    /// Train loss.
    pub train: f32,
    /// Test loss.
    pub test: Option<f32>,
}

/// The course of the losses over a run. Losses that are not finite are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    stride: u64,
    spans: Vec<Span>,
    recent: VecDeque<Recent>,
}

impl Default for History {
    fn default() -> Self {
        Self::new()
    }
}

impl History {
    /// An empty history.
    #[must_use]
    pub fn new() -> Self {
        Self { stride: 1, spans: Vec::new(), recent: VecDeque::new() }
    }

    /// A history from the spans of an earlier one, as [`Self::spans`] gave them, each `stride` epochs long.
    ///
    /// # Errors
    /// Says what is wrong if the stride is 0, or the spans are more than [`MOST_SPANS`], out of order, not at
    /// multiples of the stride, or hold losses that are not finite.
    pub fn from_spans(stride: u64, spans: Vec<Span>) -> Result<Self, String> {
        if stride == 0 || spans.len() > MOST_SPANS {
            return Err(format!("{} spans of {stride} epochs", spans.len()));
        }
        let finite = |range: Option<Range>| {
            range.is_none_or(|range| range.least.is_finite() && range.most.is_finite() && range.last.is_finite())
        };
        for (index, span) in spans.iter().enumerate() {
            if !span.epoch.is_multiple_of(stride) || (index > 0 && spans[index - 1].epoch >= span.epoch) {
                return Err(format!("the span at epoch {} is out of order", span.epoch));
            }
            if !finite(span.train) || !finite(span.test) {
                return Err(format!("the losses at epoch {} are not finite", span.epoch));
            }
        }
        Ok(Self { stride, spans, recent: VecDeque::new() })
    }

    /// Epochs a span holds.
    #[must_use]
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// The whole run, in order. Spans without any loss are left out.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The newest epochs, in order, at most [`RECENT`].
    #[must_use]
    pub fn recent(&self) -> &VecDeque<Recent> {
        &self.recent
    }

    /// Takes in an evaluated epoch. Epochs come in order; the same epoch may come again.
    pub fn push(&mut self, record: &Record) {
        self.remember(record.epoch, record.train_loss, Some(record.test_loss));
        self.extend(record.epoch, record.train_loss, Some(record.test_loss));
    }

    /// Takes in an evaluated epoch among the newest ones only, and leaves the spans as they are: for epochs that were
    /// evaluated because somebody looks, so that what is saved does not depend on who looked.
    pub fn push_recent(&mut self, record: &Record) {
        self.remember(record.epoch, record.train_loss, Some(record.test_loss));
    }

    /// Takes in the train loss of an epoch that was not evaluated.
    pub fn push_train_loss(&mut self, epoch: u64, loss: f32) {
        self.remember(epoch, loss, None);
        self.extend(epoch, loss, None);
    }

    fn remember(&mut self, epoch: u64, train: f32, test: Option<f32>) {
        if !train.is_finite() {
            return;
        }
        let test = test.filter(|loss| loss.is_finite());
        if let Some(last) = self.recent.back_mut()
            && last.epoch == epoch
        {
            *last = Recent { epoch, train, test: test.or(last.test) };
            return;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(Recent { epoch, train, test });
    }

    fn extend(&mut self, epoch: u64, train: f32, test: Option<f32>) {
        if !train.is_finite() {
            return;
        }
        let (train, test) = (Some(Range::of(train)), test.filter(|loss| loss.is_finite()).map(Range::of));
        let first = epoch - epoch % self.stride;
        if let Some(last) = self.spans.last_mut()
            && last.epoch == first
        {
            last.merge(Span { epoch: first, train, test });
            return;
        }
        if self.spans.len() == MOST_SPANS {
            self.halve();
            self.extend(epoch, train.map_or(f32::NAN, |range| range.last), test.map(|range| range.last));
            return;
        }
        self.spans.push(Span { epoch: first, train, test });
    }

    /// Doubles the stride and merges the spans that then fall together.
    fn halve(&mut self) {
        self.stride *= 2;
        let mut merged: Vec<Span> = Vec::with_capacity(MOST_SPANS);
        for mut span in std::mem::take(&mut self.spans) {
            span.epoch -= span.epoch % self.stride;
            match merged.last_mut() {
                Some(last) if last.epoch == span.epoch => last.merge(span),
                _ => merged.push(span),
            }
        }
        self.spans = merged;
    }

    /// The same course in at most `most` spans (at least 1), for a file.
    #[must_use]
    pub fn thinned(&self, most: usize) -> Self {
        let mut thinned = Self { recent: VecDeque::new(), ..self.clone() };
        while thinned.spans.len() > most.max(1) {
            thinned.halve();
        }
        thinned
    }
}

impl Span {
    /// Takes in a later span.
    fn merge(&mut self, later: Self) {
        for (mine, other) in [(&mut self.train, later.train), (&mut self.test, later.test)] {
            match (mine.as_mut(), other) {
                (Some(range), Some(other)) => range.merge(other),
                (None, Some(_)) => *mine = other,
                (_, None) => {}
            }
        }
    }
}
