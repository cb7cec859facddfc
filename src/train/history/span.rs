//! Spans of epochs, made of single ones and of shorter spans.

use super::{Range, Recent, Span};

impl From<Recent> for Span {
    /// The span of this epoch alone.
    fn from(Recent { epoch, train, test, scores }: Recent) -> Self {
        Self { epoch, train: Some(Range::of(train)), test: test.map(Range::of), scores }
    }
}

impl Span {
    /// Takes in the span after it.
    pub(super) fn merge(&mut self, later: Self) {
        merge(&mut self.train, later.train, Range::merge);
        merge(&mut self.test, later.test, Range::merge);
        merge(&mut self.scores, later.scores, |scores, later| {
            scores.train.merge(later.train);
            merge(&mut scores.test, later.test, Range::merge);
        });
    }
}

fn merge<T: Copy>(earlier: &mut Option<T>, later: Option<T>, both: impl FnOnce(&mut T, T)) {
    match (earlier.as_mut(), later) {
        (Some(earlier), Some(later)) => both(earlier, later),
        _ => *earlier = earlier.or(later),
    }
}
