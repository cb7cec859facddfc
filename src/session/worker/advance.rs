//! Training: bursts of epochs, what is recorded of them, and where it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Worker;
use crate::data::Dataset;
use crate::preset::Preset;
use crate::session::{Notice, Speed, State};
use crate::train::{Divergence, Position, Progress, Sign, Trainer};

/// After how long an epoch is interrupted, at the end of a batch, to take commands.
const LONGEST_EPOCH: Duration = Duration::from_millis(30);
/// How long epochs are trained without a look at commands and clock, about.
const BURST: Duration = Duration::from_micros(500);
/// Epochs of a burst, at most.
const MAX_BURST: u32 = 1 << 12;

impl Worker {
    /// Trains an epoch, or where nobody waits in between a burst of them, so short that commands and updates are on
    /// time.
    pub(super) fn advance(&mut self) {
        self.changed = true;
        let start = Instant::now();
        let fast = self.stepping.is_some() || self.speed == Speed::Unlimited;
        for _ in 0..if fast { self.burst } else { 1 } {
            match self.follow(Position::END, || start.elapsed() >= LONGEST_EPOCH) {
                Ok(Progress::Batch) => return,
                Ok(Progress::Epoch | Progress::Arrived) => self.finish_epoch(),
                Err(divergence) => self.diverge(divergence),
            }
            if self.halts() {
                return;
            }
        }
        let elapsed = start.elapsed();
        if elapsed < BURST / 2 && fast {
            self.burst = (self.burst * 2).min(MAX_BURST);
        } else if elapsed > BURST {
            self.burst = (self.burst / 2).max(1);
        }
    }

    /// Goes on along the branch by a step.
    pub(super) fn follow(&mut self, to: Position, interrupt: impl FnMut() -> bool) -> Result<Progress, Divergence> {
        let branch = self.timeline.run().current;
        let progress = self.timeline.follow(&mut self.trainer, branch, to, interrupt);
        self.settle();
        progress
    }

    /// Takes over settings and points where edits of the past have changed them.
    pub(super) fn settle(&mut self) {
        let settled = (self.timeline.current(), self.trainer.journal().len());
        if self.settled != settled {
            self.settled = settled;
            settle(&self.trainer, &mut self.preset, &mut self.dataset);
        }
    }

    /// Stops at the last finite weights, and finds out how it came to that.
    pub(super) fn diverge(&mut self, divergence: Divergence) {
        (self.stepping, self.sought) = (None, None);
        self.record = self.trainer.glance();
        self.state = State::Diverged { loss: divergence.loss };
        self.autopsy = Some(Arc::new(self.timeline.autopsy(&self.trainer, divergence)));
        // A note that is too long, or one bookmark too many, is no matter here.
        let (branch, note) = (self.timeline.current(), format!("diverged: {}", divergence.origin));
        let _ = self.timeline.bookmark(branch, divergence.epoch, Sign::Diverged, &note);
        self.branch_list.change();
    }

    /// Whether nothing is to be trained.
    pub(super) fn halts(&self) -> bool {
        self.stepping.is_none() && self.state != State::Running
    }

    pub(super) fn finish_epoch(&mut self) {
        let epoch = self.trainer.epoch();
        if self.stepping.is_some_and(|end| epoch >= end) {
            self.stepping = None;
        }
        if self.stepping.is_none() && epoch >= self.total {
            self.state = State::Finished;
        }
        if let Some(stop) = self.trainer.early_stop() {
            self.stepping = None;
            self.state = State::Finished;
            self.note(Notice::Remark(stop.to_string()));
        }
        // What goes into the saved course depends on the epoch alone, never on who looks or how fast it goes.
        if epoch.is_multiple_of(self.trainer.history().stride()) {
            self.record = self.trainer.record();
            if !self.timeline.is_past(&self.trainer) && self.timeline.notice(&self.trainer, &self.record) {
                self.branch_list.change();
            }
        } else if self.halts() || self.speed != Speed::Unlimited {
            self.record = self.trainer.glance();
        }
    }
}

/// Takes over a trainer's settings, and its points if they are others.
pub(super) fn settle(trainer: &Trainer, preset: &mut Arc<Preset>, dataset: &mut Arc<Dataset>) {
    let before = std::mem::replace(preset, Arc::new(trainer.preset().clone()));
    if !preset.has_points_of(&before) {
        *dataset = Arc::new(trainer.dataset().clone());
    }
}
