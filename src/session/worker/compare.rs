//! Branches that are shown beside the run's, each with a trainer of its own that keeps in step.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Worker;
use super::advance::settle;
use crate::data::Dataset;
use crate::preset::Preset;
use crate::session::{Compared, MOST_COMPARED, Notice};
use crate::train::{History, Position, Progress, Record, Trainer};

/// How long all of them may take between two updates; what is left over comes with the next.
const STRETCH: Duration = Duration::from_millis(12);

pub(super) struct Companion {
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
        if let Some(place) = self.companions.iter().position(|companion| companion.serial == serial) {
            self.companions.remove(place);
        } else if serial == self.timeline.serial() {
            self.note(Notice::Remark("this branch is shown already; choose another to compare it with".into()));
        } else if self.companions.len() == MOST_COMPARED {
            self.note(Notice::Problem(format!("no more than {} branches fit side by side", MOST_COMPARED + 1)));
        } else {
            self.companions.push(Companion {
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

    /// Brings every companion to the epoch of the run, or to its own newest if that is earlier. False if time was too
    /// short.
    pub(super) fn keep_in_step(&mut self) -> bool {
        let start = Instant::now();
        let mut in_step = true;
        let mut companions = std::mem::take(&mut self.companions);
        companions.retain_mut(|companion| {
            let Some(branch) = self.timeline.place_of(companion.serial) else { return false };
            // Within an epoch the branches may have other batches.
            let to = Position::at(self.trainer.epoch()).min(self.timeline.run().branches[branch].newest);
            if companion.shown != Some((companion.serial, to)) {
                if companion.shown.is_none_or(|(serial, _)| serial != companion.serial) {
                    let course = self.timeline.filled_in(&self.trainer, branch).clone();
                    companion.trainer.exchange_history(course);
                }
                self.timeline.approach(&mut companion.trainer, branch, to);
                let arrived = loop {
                    let late = || start.elapsed() >= STRETCH;
                    match self.timeline.follow(&mut companion.trainer, branch, to, late) {
                        Ok(Progress::Arrived) | Err(_) => break true,
                        Ok(_) if late() => break false,
                        Ok(Progress::Epoch) => companion.trainer.record_what_is_new(),
                        Ok(Progress::Batch) => {}
                    }
                };
                in_step &= arrived;
                companion.shown = Some((companion.serial, companion.trainer.position()));
                companion.record = companion.trainer.evaluate();
                companion.take_settings();
            }
            true
        });
        self.companions = companions;
        in_step
    }

    /// What the screen is told of them, in the room that is there.
    pub(super) fn compared(&self, mut room: Vec<Compared>) -> Vec<Compared> {
        let parameters = room.drain(..).map(|compared| compared.parameters);
        let mut parameters: Vec<_> = parameters.collect();
        let tell = |companion: &Companion| {
            let branch = self.timeline.place_of(companion.serial)?;
            let mut parameters = parameters.pop().unwrap_or_default();
            companion.trainer.parameters().clone_into(&mut parameters);
            Some(Compared {
                branch,
                preset: Arc::clone(&companion.preset),
                dataset: Arc::clone(&companion.dataset),
                record: companion.record,
                batch: companion.trainer.batch(),
                edits: companion.trainer.journal().len(),
                parameters,
                switches: companion.trainer.switches(),
                history: Arc::clone(&companion.history),
            })
        };
        room.extend(self.companions.iter().filter_map(tell));
        room
    }
}

impl Companion {
    fn take_settings(&mut self) {
        if self.trainer.preset() != &*self.preset {
            settle(&self.trainer, &mut self.preset, &mut self.dataset);
        }
        if self.trainer.history().end() != self.history.end() || self.history.end().is_none() {
            self.history = Arc::new(self.trainer.history().clone());
        }
    }
}
