//! Comparison of branches: each has a trainer that keeps in step with the run.

use std::sync::Arc;
use std::time::Instant;

use super::Worker;
use super::advance::settle;
use super::seek::STRETCH;
use crate::data::Dataset;
use crate::preset::Preset;
use crate::session::{Compared, MAX_COMPARED, Notice};
use crate::train::{BranchId, History, Position, Progress, Record, Trainer};

pub(super) struct Comparison {
    pub(super) branch: BranchId,
    trainer: Trainer,
    /// The branch and position of the fields below.
    shown: Option<(BranchId, Position)>,
    record: Record,
    preset: Arc<Preset>,
    dataset: Arc<Dataset>,
    history: Arc<History>,
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
                shown: None,
                record: self.record,
                preset: Arc::clone(&self.preset),
                dataset: Arc::clone(&self.dataset),
                history: Arc::default(),
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
            if comparison.shown != Some((comparison.branch, to)) {
                if comparison.shown.is_none_or(|(branch, _)| branch != comparison.branch) {
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
                comparison.shown = Some((comparison.branch, comparison.trainer.position()));
                comparison.record = comparison.trainer.evaluate();
                comparison.take_settings();
            }
            true
        });
        self.comparisons = comparisons;
        in_step
    }

    /// The comparisons for the screen, in recycled buffers.
    pub(super) fn compared(&self, mut room: Vec<Compared>) -> Vec<Compared> {
        let parameters = room.drain(..).map(|compared| compared.parameters);
        let mut parameters: Vec<_> = parameters.collect();
        let summarize = |comparison: &Comparison| {
            self.timeline.place_of(comparison.branch)?;
            let mut parameters = parameters.pop().unwrap_or_default();
            comparison.trainer.parameters().clone_into(&mut parameters);
            Some(Compared {
                branch: comparison.branch,
                preset: Arc::clone(&comparison.preset),
                dataset: Arc::clone(&comparison.dataset),
                record: comparison.record,
                batch: comparison.trainer.batch(),
                edits: comparison.trainer.journal().len(),
                parameters,
                unit_mask: comparison.trainer.unit_mask(),
                history: Arc::clone(&comparison.history),
            })
        };
        room.extend(self.comparisons.iter().filter_map(summarize));
        room
    }
}

impl Comparison {
    fn take_settings(&mut self) {
        if self.trainer.preset() != &*self.preset {
            settle(&self.trainer, &mut self.preset, &mut self.dataset);
        }
        if self.trainer.history().end() != self.history.end() || self.history.end().is_none() {
            self.history = Arc::new(self.trainer.history().clone());
        }
    }
}
