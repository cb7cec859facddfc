//! The course of the losses and scores over a run of any length, in bounded memory.
//!
//! The whole run is kept as spans of epochs with the smallest and largest value of each, so that no spike is lost; the
//! newest epochs are kept one by one. The trainer writes it; charts and checkpoints read it.

use std::collections::VecDeque;

use super::Record;
use crate::network::Score;

/// The most spans that are kept: when more are needed, pairs are merged and each spans twice as many epochs.
pub const MOST_SPANS: usize = 1024;
/// How many of the newest epochs are kept one by one.
pub const RECENT: usize = 512;

/// The smallest and the largest of the losses or scores of some epochs, and the last of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest.
    pub least: f32,
    /// The largest.
    pub most: f32,
    /// That of the last epoch among them that has one.
    pub last: f32,
}

impl Range {
    /// The range of one value.
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

    /// Whether all of it is finite.
    fn is_finite(&self) -> bool {
        self.least.is_finite() && self.most.is_finite() && self.last.is_finite()
    }
}

/// The scores of some epochs on the train and the test points: how many are right, or R².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// On the train points.
    pub train: Range,
    /// On the test points.
    pub test: Range,
}

impl Scores {
    /// Those of a record, unless one is not finite.
    fn of(record: &Record) -> Option<Self> {
        let number = |score: Score| match score {
            Score::Correct(count) => count as f32,
            Score::Determination(share) => share as f32,
        };
        let scores = Self { train: Range::of(number(record.train_score)), test: Range::of(number(record.test_score)) };
        scores.is_finite().then_some(scores)
    }

    fn is_finite(&self) -> bool {
        self.train.is_finite() && self.test.is_finite()
    }
}

/// The losses and scores of consecutive epochs, from `epoch` on.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// The course of the losses and scores over a run. What is not finite is left out.
#[derive(Debug, PartialEq)]
pub struct History {
    stride: u64,
    spans: Vec<Span>,
    recent: VecDeque<Recent>,
}

impl Clone for History {
    fn clone(&self) -> Self {
        Self { stride: self.stride, spans: self.spans.clone(), recent: self.recent.clone() }
    }

    /// Uses the room that is there: the screen gets a copy many times a second.
    fn clone_from(&mut self, source: &Self) {
        self.stride = source.stride;
        self.spans.clone_from(&source.spans);
        self.recent.clone_from(&source.recent);
    }
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
    /// multiples of the stride, or hold losses or scores that are not finite.
    pub fn from_spans(stride: u64, spans: Vec<Span>) -> Result<Self, String> {
        if stride == 0 || spans.len() > MOST_SPANS {
            return Err(format!("{} spans of {stride} epochs", spans.len()));
        }
        let finite = |range: Option<Range>| range.is_none_or(|range| range.is_finite());
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
        self.remember(Recent::of(record));
        self.extend(Recent::of(record));
    }

    /// Takes in an evaluated epoch among the newest ones only, and leaves the spans as they are: for epochs that were
    /// evaluated because somebody looks, so that what is saved does not depend on who looked.
    pub fn push_recent(&mut self, record: &Record) {
        self.remember(Recent::of(record));
    }

    /// Takes in the train loss of an epoch that was not evaluated.
    pub fn push_train_loss(&mut self, epoch: u64, loss: f32) {
        let recent = Recent { epoch, train: loss, test: None, scores: None };
        self.remember(recent);
        self.extend(recent);
    }

    fn remember(&mut self, new: Recent) {
        if !new.train.is_finite() {
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
        if !new.train.is_finite() {
            return;
        }
        let epoch = new.epoch - new.epoch % self.stride;
        let span = Span { epoch, train: Some(Range::of(new.train)), test: new.test.map(Range::of), scores: new.scores };
        if let Some(last) = self.spans.last_mut()
            && last.epoch == epoch
        {
            last.merge(span);
            return;
        }
        if self.spans.len() == MOST_SPANS {
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
        match (self.scores.as_mut(), later.scores) {
            (Some(scores), Some(later)) => {
                scores.train.merge(later.train);
                scores.test.merge(later.test);
            }
            (None, Some(_)) => self.scores = later.scores,
            (_, None) => {}
        }
    }
}

impl Recent {
    /// An evaluated epoch.
    fn of(record: &Record) -> Self {
        Self {
            epoch: record.epoch,
            train: record.train_loss,
            test: Some(record.test_loss).filter(|loss| loss.is_finite()),
            scores: Scores::of(record),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(epoch: u64, train_loss: f32, test_loss: f32) -> Record {
        scored(epoch, train_loss, test_loss, 0)
    }

    fn scored(epoch: u64, train_loss: f32, test_loss: f32, right: usize) -> Record {
        let (train_score, test_score) = (Score::Correct(right), Score::Correct(right / 2));
        Record { epoch, train_loss, test_loss, train_score, test_score }
    }

    fn scores(train: f32, test: f32) -> Scores {
        Scores { train: Range::of(train), test: Range::of(test) }
    }

    /// Checks what holds for every history, whatever went in.
    fn check(history: &History) -> Result<(), TestCaseError> {
        prop_assert!(history.spans().len() <= MOST_SPANS && history.recent().len() <= RECENT);
        prop_assert!(history.spans().iter().all(|span| span.epoch % history.stride() == 0));
        prop_assert!(history.spans().windows(2).all(|pair| pair[0].epoch < pair[1].epoch));
        for range in history.spans().iter().flat_map(|span| [span.train, span.test]).flatten() {
            prop_assert!(range.least <= range.last && range.last <= range.most);
        }
        Ok(())
    }

    #[test]
    fn a_million_epochs_take_no_more_room_and_lose_no_spike() {
        let mut history = History::new();
        for epoch in 0..1_000_000 {
            let loss = match epoch {
                123_456 => 1e6,
                654_321 => -1e6,
                _ => 1.0 + (epoch % 7) as f32,
            };
            history.push(&record(epoch, loss, -loss));
        }
        check(&history).unwrap();
        assert_eq!(history.stride(), 1024, "the first power of two of which 1,024 are a million");
        assert_eq!(history.spans().len(), 1_000_000_usize.div_ceil(1024));
        for (epoch, spike) in [(123_456_u64, 1e6), (654_321, -1e6)] {
            let span = history.spans().iter().find(|span| span.epoch == epoch - epoch % 1024).unwrap();
            let (train, test) = (span.train.unwrap(), span.test.unwrap());
            assert!(if spike > 0.0 { train.most == spike } else { train.least == spike });
            assert!(if spike > 0.0 { test.least == -spike } else { test.most == -spike });
        }
        assert_eq!(history.spans()[976].train.unwrap().last, 1.0 + (999_999 % 7) as f32);
        let recent: Vec<u64> = history.recent().iter().map(|recent| recent.epoch).collect();
        assert_eq!(recent, (1_000_000 - RECENT as u64..1_000_000).collect::<Vec<_>>());

        let thinned = history.thinned(256);
        check(&thinned).unwrap();
        assert_eq!((thinned.stride(), thinned.spans().len(), thinned.recent().len()), (4096, 245, 0));
        assert_eq!(thinned.spans()[123_456 / 4096].train.unwrap().most, 1e6);
        assert_eq!(thinned.thinned(256), thinned);
        assert_eq!(history.thinned(1).spans().len(), 1);
    }

    #[test]
    fn a_train_loss_that_comes_again_keeps_the_test_loss() {
        let mut history = History::new();
        history.push(&scored(4, 0.5, 0.75, 8));
        history.push_train_loss(4, 0.25);
        assert_eq!(
            history.recent(),
            &[Recent { epoch: 4, train: 0.25, test: Some(0.75), scores: Some(scores(8.0, 4.0)) }]
        );
        let train = Some(Range { least: 0.25, most: 0.5, last: 0.25 });
        assert_eq!(
            history.spans(),
            [Span { epoch: 4, train, test: Some(Range::of(0.75)), scores: Some(scores(8.0, 4.0)) }]
        );
    }

    #[test]
    fn spans_hold_the_extremes_of_the_scores_and_leave_out_what_is_no_number() {
        let mut history = History::new();
        for (epoch, right) in [(0, 10), (1, 40), (2, 30)] {
            history.push(&scored(epoch, 0.5, 0.5, right));
        }
        let negative = Score::Determination(-0.5);
        let endless = Score::Determination(f64::NEG_INFINITY);
        history.push(&Record { train_score: negative, test_score: endless, ..record(3, 0.5, 0.5) });
        assert_eq!(history.recent()[3].scores, None);
        let spans = history.thinned(1).spans().to_vec();
        let train = Range { least: 10.0, most: 40.0, last: 30.0 };
        let test = Range { least: 5.0, most: 20.0, last: 15.0 };
        assert_eq!(spans[0].scores, Some(Scores { train, test }));
        let wild = Span { scores: Some(scores(f32::NAN, 0.5)), ..spans[0] };
        let refused = History::from_spans(4, vec![wild]).unwrap_err();
        assert_eq!(refused, "the scores at epoch 0 are not finite");
    }

    #[test]
    fn a_glance_leaves_the_spans_and_losses_that_are_no_numbers_are_left_out() {
        let mut history = History::new();
        history.push_recent(&record(0, 0.5, 0.5));
        history.push_recent(&record(1, 0.5, f32::NAN));
        history.push(&record(2, f32::INFINITY, 0.5));
        history.push_train_loss(3, f32::NAN);
        assert_eq!(history.spans(), []);
        let tests: Vec<_> = history.recent().iter().map(|recent| (recent.epoch, recent.test)).collect();
        assert_eq!(tests, [(0, Some(0.5)), (1, None)]);
    }

    #[test]
    fn spans_that_cannot_be_a_course_are_refused() {
        let span = |epoch| Span { epoch, train: Some(Range::of(0.5)), test: None, scores: None };
        let refused = |stride, spans: Vec<Span>| History::from_spans(stride, spans).unwrap_err();
        assert_eq!(refused(0, vec![]), "0 spans of 0 epochs");
        assert_eq!(refused(1, (0..=1024).map(span).collect()), "1025 spans of 1 epochs");
        assert_eq!(refused(4, vec![span(0), span(6)]), "the span at epoch 6 is out of order");
        assert_eq!(refused(4, vec![span(8), span(8)]), "the span at epoch 8 is out of order");
        let test = Some(Range { most: f32::INFINITY, ..Range::of(0.5) });
        let endless = Span { epoch: 8, train: None, test, scores: None };
        assert_eq!(refused(4, vec![span(4), endless]), "the losses at epoch 8 are not finite");
    }

    proptest! {
        #[test]
        fn any_course_is_kept_in_order_with_its_extremes(
            // How far each push is from the one before, its losses, and whether the epoch was evaluated.
            pushes in prop::collection::vec((0_u64..40, -9.0_f32..9.0, any::<bool>()), 1..3000),
            most in 1_usize..300,
        ) {
            let mut history = History::new();
            let mut epoch = 0;
            for &(distance, loss, evaluated) in &pushes {
                epoch += distance;
                if evaluated {
                    history.push(&record(epoch, loss, 2.0 * loss));
                } else {
                    history.push_train_loss(epoch, loss);
                }
            }
            let extremes = |losses: &mut dyn Iterator<Item = (f32, f32)>| {
                losses.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), (c, d)| (a.min(c), b.max(d)))
            };
            let train = extremes(&mut pushes.iter().map(|push| (push.1, push.1)));
            let test = extremes(&mut pushes.iter().filter(|push| push.2).map(|push| (2.0 * push.1, 2.0 * push.1)));
            for history in [&history, &history.thinned(most)] {
                check(history)?;
                let spans = history.spans();
                prop_assert_eq!(extremes(&mut spans.iter().filter_map(|s| s.train).map(|r| (r.least, r.most))), train);
                prop_assert_eq!(extremes(&mut spans.iter().filter_map(|s| s.test).map(|r| (r.least, r.most))), test);
                let last = spans[spans.len() - 1];
                prop_assert_eq!(last.epoch, epoch - epoch % history.stride());
                prop_assert_eq!(last.train.map(|range| range.last), Some(pushes[pushes.len() - 1].1));
                let read = History::from_spans(history.stride(), spans.to_vec()).unwrap();
                prop_assert_eq!((read.stride(), read.spans()), (history.stride(), spans));
            }
            prop_assert!(history.thinned(most).spans().len() <= most);
            prop_assert!(history.recent().iter().zip(history.recent().iter().skip(1)).all(|(a, b)| a.epoch < b.epoch));
            prop_assert_eq!(history.recent().back().map(|recent| recent.epoch), Some(epoch));
        }

        /// A run that goes on from a file keeps its course as one that never stopped, as far as the file was finer.
        #[test]
        fn a_course_read_from_its_spans_goes_on_like_the_one_that_was_written(first in 1_u64..3000, more in 0_u64..3000) {
            let mut straight = History::new();
            (0..first).for_each(|epoch| straight.push(&record(epoch, epoch as f32, 0.5)));
            let mut resumed = History::from_spans(straight.stride(), straight.spans().to_vec()).unwrap();
            for epoch in first..first + more {
                straight.push(&record(epoch, epoch as f32, 0.5));
                resumed.push(&record(epoch, epoch as f32, 0.5));
            }
            prop_assert_eq!((resumed.stride(), resumed.spans()), (straight.stride(), straight.spans()));
        }
    }
}
