//! What the runs from many seeds have come to, in sentences.

use crate::session::Update;
use crate::sweep::Target;
use crate::sweep::seeds::ManySeeds;
use crate::ui::seeds::{Figures, SeedsLook, describe};
use std::sync::Arc;

/// Bins of a histogram that nobody sees.
const BINS: usize = 1;

/// What was said of the seeds.
#[derive(Debug, Default)]
pub struct SeedsNews {
    said: Option<(Arc<ManySeeds>, usize, Target)>,
}

impl SeedsNews {
    /// What has changed since the last time, once no seed is being trained.
    pub fn news(&mut self, run: &Update, look: &SeedsLook) -> Vec<String> {
        let Some(summary) = run.seeds.as_ref().filter(|summary| !summary.is_running) else { return vec![] };
        let target = look.target(&run.preset);
        let is_said = self.said.as_ref().is_some_and(|(many, runs, said)| {
            Arc::ptr_eq(many, &summary.many) && (*runs, *said) == (summary.runs.len(), target)
        });
        if is_said {
            return vec![];
        }
        self.said = Some((Arc::clone(&summary.many), summary.runs.len(), target));
        let figures = Figures::new(summary, target, summary.many.preset().data.test_count(), BINS);
        describe(summary, &figures, target, look.shows_train(&run.preset))
    }
}
