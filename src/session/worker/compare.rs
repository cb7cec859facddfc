//! Comparison of branches: each has a trainer that keeps in step with the run.

use std::sync::Arc;
use std::time::Instant;

use super::Worker;
use super::advance::settle;
use super::seek::STRETCH;
use crate::session::{Compared, MAX_COMPARED, Notice};
use crate::train::{BranchId, Position, Progress, Segments, Trainer};

pub(super) struct Comparison {
    pub(super) branch: BranchId,
    trainer: Trainer,
    /// The branch and position of `published`; none at first.
    at: Option<(BranchId, Position)>,
    pub(super) published: Compared,
}

impl Worker {
    /// Shows a branch beside the run's, or hides it.
    pub(super) fn compare(&mut self, branch: BranchId) {
        if let Err(problem) = self.timeline.find(branch) {
            return self.note(Notice::Problem(problem));
        }
        if let Some(place) = self.comparisons.iter().position(|comparison| comparison.branch == branch) {
            self.comparisons.remove(place);
        } else if branch == self.timeline.current() {
            self.note(Notice::Remark("this branch is shown already; choose another to compare it with".into()));
        } else if self.comparisons.len() == MAX_COMPARED {
            self.note(Notice::Problem(format!("no more than {} branches fit side by side", MAX_COMPARED + 1)));
        } else {
            self.comparisons.push(Comparison {
                branch,
                trainer: Trainer::resume(self.trainer.checkpoint()),
                at: None,
                published: Compared {
                    branch,
                    preset: Arc::clone(&self.preset),
                    dataset: Arc::clone(&self.dataset),
                    record: self.record,
                    batch: 0,
                    edits: 0,
                    parameters: Arc::default(),
                    unit_mask: self.trainer.unit_mask(),
                    history: Arc::default(),
                    segments: Arc::default(),
                },
            });
        }
    }

    /// Moves every comparison to the epoch of the run, or to its newest if that is earlier. False if time ran out.
    pub(super) fn keep_in_step(&mut self) -> bool {
        let start = Instant::now();
        let mut in_step = true;
        let mut comparisons = std::mem::take(&mut self.comparisons);
        comparisons.retain_mut(|comparison| {
            let Some(place) = self.timeline.place_of(comparison.branch) else { return false };
            // Within an epoch the branches may have other batches.
            let to = Position::at(self.trainer.epoch()).min(self.timeline.run().branches[place].newest);
            if comparison.at != Some((comparison.branch, to)) {
                if comparison.at.is_none_or(|(branch, _)| branch != comparison.branch) {
                    let history = self.timeline.filled_in(&self.trainer, place).clone();
                    comparison.trainer.exchange_history(history);
                }
                self.timeline.approach(&mut comparison.trainer, place, to);
                let arrived = loop {
                    let late = || start.elapsed() >= STRETCH;
                    match self.timeline.follow(&mut comparison.trainer, place, to, late) {
                        Ok(Progress::Arrived) | Err(_) => break true,
                        Ok(_) if late() => break false,
                        Ok(Progress::Epoch) => comparison.trainer.record_what_is_new(),
                        Ok(Progress::Batch) => {}
                    }
                };
                in_step &= arrived;
                let run = self.timeline.run();
                comparison.published.segments = Arc::new(Segments::new(&run.preset, &run.branches[place].journal));
                comparison.publish();
            }
            true
        });
        self.comparisons = comparisons;
        in_step
    }
}

impl Comparison {
    /// Takes the trainer's state over into what is published.
    fn publish(&mut self) {
        let Self { branch, trainer, published, .. } = self;
        self.at = Some((*branch, trainer.position()));
        if *trainer.preset() != *published.preset {
            settle(trainer, &mut published.preset, &mut published.dataset);
        }
        if trainer.history().end() != published.history.end() || published.history.end().is_none() {
            published.history = Arc::new(trainer.history().clone());
        }
        published.parameters = trainer.parameters().into();
        (published.branch, published.record, published.batch) = (*branch, trainer.evaluate(), trainer.batch());
        (published.edits, published.unit_mask) = (trainer.journal().len(), trainer.unit_mask());
    }
}
