//! One quantity over a run of any length in bounded memory.
//!
//! Owns the down-sampling: older values are kept as spans with the smallest, the largest and the last of each, the newest
//! one by one. The history keeps a curve for each layer's gradient norm and one for the losses of batches.

use std::collections::VecDeque;

use super::{MAX_SPANS, Range};

/// Number of the newest values kept one by one.
const RECENT: usize = 1024;

/// Values at rising whole numbers, such as epochs.
#[derive(Debug, PartialEq)]
pub struct Curve {
    /// Length of a span: a power of two.
    stride: u64,
    spans: Vec<(u64, Range)>,
    recent: VecDeque<(u64, f32)>,
    end: Option<u64>,
}

impl Clone for Curve {
    fn clone(&self) -> Self {
        Self { spans: self.spans.clone(), recent: self.recent.clone(), ..*self }
    }

    /// Reuses the buffers: the screen gets a copy many times a second.
    fn clone_from(&mut self, source: &Self) {
        (self.stride, self.end) = (source.stride, source.end);
        self.spans.clone_from(&source.spans);
        self.recent.clone_from(&source.recent);
    }
}

impl Default for Curve {
    fn default() -> Self {
        Self { stride: 1, spans: Vec::new(), recent: VecDeque::new(), end: None }
    }
}

impl Curve {
    /// Whether a value at this number, or after it, was added.
    pub(super) fn has(&self, at: u64) -> bool {
        self.end.is_some_and(|end| at <= end)
    }

    /// Adds a value. One that is not finite, or not after the newest, changes nothing.
    pub(super) fn push(&mut self, at: u64, value: f32) {
        if !value.is_finite() || self.has(at) {
            return;
        }
        self.end = Some(at);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back((at, value));
        let mut first = at & !(self.stride - 1);
        if self.spans.last().is_none_or(|last| last.0 != first) {
            while self.spans.len() == MAX_SPANS {
                self.halve();
                first = at & !(self.stride - 1);
            }
        }
        match self.spans.last_mut() {
            Some((last, range)) if *last == first => range.merge(Range::of(value)),
            _ => self.spans.push((first, Range::of(value))),
        }
    }

    /// Doubles the stride and merges the spans that then fall together.
    fn halve(&mut self) {
        self.stride *= 2;
        for (first, _) in &mut self.spans {
            *first &= !(self.stride - 1);
        }
        self.spans.dedup_by(|later, earlier| {
            let together = later.0 == earlier.0;
            if together {
                earlier.1.merge(later.1);
            }
            together
        });
    }

    /// The curve before a number, without a span that reaches beyond it.
    pub(super) fn before(&self, end: u64) -> Self {
        let mut before = self.clone();
        if self.end.is_none_or(|newest| newest < end) {
            return before;
        }
        before.spans.retain(|(first, _)| first + self.stride <= end);
        before.recent.retain(|(at, _)| *at < end);
        before.end = end.checked_sub(1);
        before
    }

    /// The values in order: spans, each by its first number, and from where they are kept on, each of the newest. Every
    /// value counts once.
    pub fn ranges(&self) -> impl Iterator<Item = (u64, Range)> {
        // A span that reaches into the newest values has some of them; those before it are spans alone.
        let kept = self.recent.front().map_or(u64::MAX, |(at, _)| *at);
        let from = self.spans.iter().map(|(first, _)| *first).find(|first| *first >= kept).unwrap_or(u64::MAX);
        let spans = self.spans.iter().copied().take_while(move |(first, _)| *first < from);
        let newest = self.recent.iter().filter(move |(at, _)| *at >= from);
        spans.chain(newest.map(|(at, value)| (*at, Range::of(*value))))
    }

    /// The value at a number, or the range of the span that it lies in.
    pub fn at(&self, at: u64) -> Option<Range> {
        if let Ok(place) = self.recent.binary_search_by_key(&at, |(at, _)| *at) {
            return Some(Range::of(self.recent[place].1));
        }
        let place = self.spans.partition_point(|(first, _)| *first <= at).checked_sub(1)?;
        let (first, range) = self.spans[place];
        (at - first < self.stride).then_some(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_million_values_take_no_more_room_and_lose_no_spike() {
        let mut curve = Curve::default();
        for at in 0..1_000_000_u64 {
            curve.push(at, if at == 123_456 { 1e6 } else { (at % 7) as f32 });
        }
        assert!(curve.spans.len() <= MAX_SPANS && curve.recent.len() == RECENT);
        assert_eq!(curve.at(123_456).unwrap().most, 1e6);
        assert_eq!(curve.at(999_999), Some(Range::of((999_999 % 7) as f32)));
        assert_eq!(curve.at(1_000_000_000), None);
        let newest: Vec<u64> = curve.ranges().map(|(at, _)| at).filter(|at| *at > 999_800).collect();
        assert_eq!(newest, (999_801..1_000_000).collect::<Vec<_>>(), "the newest one by one");
    }

    #[test]
    fn what_comes_again_or_is_no_number_changes_nothing() {
        let mut curve = Curve::default();
        curve.push(3, 0.5);
        let before = curve.clone();
        for (at, value) in [(3, 0.7), (2, 0.7), (4, f32::NAN), (5, f32::INFINITY)] {
            curve.push(at, value);
        }
        assert_eq!(curve, before);
    }

    #[test]
    fn what_was_cut_off_comes_anew() {
        let mut curve = Curve::default();
        (0..5000).for_each(|at| curve.push(at, 1.0));
        let mut cut = curve.before(4000);
        assert!(cut.ranges().all(|(at, _)| at < 4000));
        (4000..5000).for_each(|at| cut.push(at, 2.0));
        assert_eq!(cut.ranges().last(), Some((4999, Range::of(2.0))));
        assert_eq!(
            cut.ranges().filter(|(at, _)| *at >= 4000).map(|(_, range)| range.least).reduce(f32::min),
            Some(2.0)
        );
        assert_eq!(curve.before(9000), curve);
        assert_eq!(curve.before(0), Curve { stride: curve.stride, ..Curve::default() });
    }

    proptest! {
        #![proptest_config(crate::cases::cases(64))]

        #[test]
        fn every_value_counts_once(steps in prop::collection::vec((1..9_u64, 0..9_u8), 0..6000), scale in 1..1_000_000_u64) {
            let mut curve = Curve::default();
            let mut at = 0;
            let mut sum = Vec::new();
            for (step, value) in steps {
                at += step * scale;
                curve.push(at, f32::from(value));
                sum.push((at, f32::from(value)));
            }
            let ranges: Vec<_> = curve.ranges().collect();
            prop_assert!(ranges.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(ranges.len() <= MAX_SPANS + RECENT);
            // Each value lies in the last range that begins at or before it.
            for (at, value) in sum {
                let (_, range) = ranges[ranges.partition_point(|(first, _)| *first <= at) - 1];
                prop_assert!((range.least..=range.most).contains(&value));
            }
        }
    }
}
