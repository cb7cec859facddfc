//! Branches that are shown beside the run's, each with a trainer of its own that keeps in step.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Worker;
use super::advance::settle;
use crate::data::Dataset;
use crate::preset::Preset;
use crate::session::{Compared, MAX_COMPARED, Notice};
use crate::train::{History, Position, Progress, Record, Trainer};

/// How long all of them may take between two updates; what is left over comes with the next.
const STRETCH: Duration = Duration::from_millis(12);

pub(super) struct Comparison {
    /// The branch, by its number.
    pub(super) serial: u64,
    trainer: Trainer,
    /// Where it stands: what the rest is of.
    shown: Option<(u64, Position)>,
    record: Record,
    preset: Arc<Preset>,
    dataset: Arc<Dataset>,
    history: Arc<History>,
}

impl Worker {
    /// Shows a branch beside the run's, or no longer.
    pub(super) fn compare(&mut self, branch: usize) {
        let Some(serial) = self.timeline.serials().nth(branch) else {
            return self.note(Notice::Problem("there is no such branch".into()));
        };
        if let Some(place) = self.comparisons.iter().position(|comparison| comparison.serial == serial) {
            self.comparisons.remove(place);
        } else if serial == self.timeline.serial() {
            self.note(Notice::Remark("this branch is shown already; choose another to compare it with".into()));
        } else if self.comparisons.len() == MAX_COMPARED {
            self.note(Notice::Problem(format!("no more than {} branches fit side by side", MAX_COMPARED + 1)));
        } else {
            self.comparisons.push(Comparison {
                serial,
                trainer: Trainer::resume(self.trainer.checkpoint()),
                shown: None,
                record: self.record,
                preset: Arc::clone(&self.preset),
                dataset: Arc::clone(&self.dataset),
                history: Arc::default(),
            });
        }
    }

    /// Brings every comparison to the epoch of the run, or to its own newest if that is earlier. False if time was too
    /// short.
    pub(super) fn keep_in_step(&mut self) -> bool {
        let start = Instant::now();
        let mut in_step = true;
        let mut comparisons = std::mem::take(&mut self.comparisons);
        comparisons.retain_mut(|comparison| {
            let Some(branch) = self.timeline.place_of(comparison.serial) else { return false };
            // Within an epoch the branches may have other batches.
            let to = Position::at(self.trainer.epoch()).min(self.timeline.run().branches[branch].newest);
            if comparison.shown != Some((comparison.serial, to)) {
                if comparison.shown.is_none_or(|(serial, _)| serial != comparison.serial) {
                    let course = self.timeline.filled_in(&self.trainer, branch).clone();
                    comparison.trainer.exchange_history(course);
                }
                self.timeline.approach(&mut comparison.trainer, branch, to);
                let arrived = loop {
                    let late = || start.elapsed() >= STRETCH;
                    match self.timeline.follow(&mut comparison.trainer, branch, to, late) {
                        Ok(Progress::Arrived) | Err(_) => break true,
                        Ok(_) if late() => break false,
                        Ok(Progress::Epoch) => comparison.trainer.record_what_is_new(),
                        Ok(Progress::Batch) => {}
                    }
                };
                in_step &= arrived;
                comparison.shown = Some((comparison.serial, comparison.trainer.position()));
                comparison.record = comparison.trainer.evaluate();
                comparison.take_settings();
            }
            true
        });
        self.comparisons = comparisons;
        in_step
    }

    /// What the screen is told of them, in the room that is there.
    pub(super) fn compared(&self, mut room: Vec<Compared>) -> Vec<Compared> {
        let parameters = room.drain(..).map(|compared| compared.parameters);
        let mut parameters: Vec<_> = parameters.collect();
        let tell = |comparison: &Comparison| {
            let branch = self.timeline.place_of(comparison.serial)?;
            let mut parameters = parameters.pop().unwrap_or_default();
            comparison.trainer.parameters().clone_into(&mut parameters);
            Some(Compared {
                branch,
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
        room.extend(self.comparisons.iter().filter_map(tell));
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
