//! Training: bursts of epochs, their records, and the end of the run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Worker;
use crate::data::Dataset;
use crate::preset::{BatchSize, Preset};
use crate::session::{Notice, Speed, State};
use crate::train::{Divergence, Position, Progress, Sign, Trainer};

/// Duration after which an epoch is interrupted, at the end of a batch, to take commands.
const LONGEST_EPOCH: Duration = Duration::from_millis(30);
/// Approximate duration of training between two looks at commands and clock.
const BURST: Duration = Duration::from_micros(500);
/// Records between two gradients over all points, where these are not a step's.
const GRADIENTS: u64 = 4;
/// Maximum number of epochs in a burst.
const MAX_BURST: u32 = 1 << 12;

impl Worker {
    /// Trains an epoch, or at full speed a burst of them, short enough for commands and updates to be on time.
    pub(super) fn advance(&mut self) {
        self.changed = true;
        let start = Instant::now();
        let fast = self.stepping.is_some() || self.speed == Speed::Unlimited;
        for _ in 0..if fast { self.burst } else { 1 } {
            match self.follow(Position::END, || start.elapsed() >= LONGEST_EPOCH) {
                Ok(Progress::Batch) => {
                    self.is_within_epoch = true;
                    return;
                }
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

    /// Trains one batch.
    pub(super) fn step_batch(&mut self) {
        let batch = self.trainer.batch();
        match self.follow(Position::END, || true) {
            Ok(Progress::Batch) => self.record = self.trainer.glance(),
            Ok(Progress::Epoch | Progress::Arrived) => self.finish_epoch(),
            Err(divergence) => self.diverge(divergence),
        }
        self.stepped = Some(((self.trainer.epoch(), self.trainer.batch()), batch));
    }

    /// The points of the last batch, if it was a single step.
    pub(super) fn batch_points(&self) -> &[usize] {
        let here = (self.trainer.epoch(), self.trainer.batch());
        let stepped = self.stepped.filter(|(position, _)| *position == here);
        stepped.map_or(&[], |(_, batch)| self.trainer.points_of_batch(batch))
    }

    /// Goes on along the branch by a step.
    pub(super) fn follow(&mut self, to: Position, interrupt: impl FnMut() -> bool) -> Result<Progress, Divergence> {
        let branch = self.timeline.run().current;
        let progress = self.timeline.follow(&mut self.trainer, branch, to, interrupt);
        self.settle();
        progress
    }

    /// Updates settings and points after edits.
    pub(super) fn settle(&mut self) {
        let settled = (self.timeline.current(), self.trainer.journal().len());
        if self.settled != settled {
            self.settled = settled;
            settle(&self.trainer, &mut self.preset, &mut self.dataset);
        }
    }

    /// Stops at the last finite weights, and records the details.
    pub(super) fn diverge(&mut self, divergence: Divergence) {
        (self.stepping, self.sought) = (None, None);
        self.record = self.trainer.glance();
        self.state = State::Diverged { loss: divergence.loss };
        self.autopsy = Some(Arc::new(self.timeline.autopsy(&self.trainer, divergence)));
        // Without a bookmark (too many, or a note too long) the state still shows the divergence.
        let (branch, note) = (self.timeline.current(), format!("diverged: {}", divergence.origin));
        let _ = self.timeline.bookmark(branch, divergence.epoch, Sign::Diverged, &note);
        self.branch_list = None;
    }

    /// Whether training pauses here.
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
        // The saved history depends on the epoch alone, never on the speed or the screen.
        let stride = self.trainer.history().stride();
        // With mini-batches no step computes the gradient over all points, whose norms the charts show.
        if self.trainer.preset().batch != BatchSize::Full && epoch.is_multiple_of(GRADIENTS * stride) {
            self.trainer.gradient();
        }
        if epoch.is_multiple_of(stride) {
            self.record = self.trainer.record();
            if !self.timeline.is_past(&self.trainer) && self.timeline.notice(&self.trainer, &self.record) {
                self.branch_list = None;
            }
        } else if self.halts() || self.speed != Speed::Unlimited {
            self.record = self.trainer.glance();
        }
    }
}

/// Copies a trainer's settings, and its points if they differ.
pub(super) fn settle(trainer: &Trainer, preset: &mut Arc<Preset>, dataset: &mut Arc<Dataset>) {
    let before = std::mem::replace(preset, Arc::new(trainer.preset().clone()));
    if !preset.has_points_of(&before) {
        *dataset = Arc::new(trainer.dataset().clone());
    }
}
