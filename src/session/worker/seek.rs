//! Seeking: from the nearest kept state, training up to the target.

use std::time::{Duration, Instant};

use super::Worker;
use crate::session::{Notice, Seek, State};
use crate::train::inspect::Fix;
use crate::train::{Position, Progress};

/// How long a seek, or all comparisons together, go on before commands are handled and progress is shown.
pub(super) const STRETCH: Duration = Duration::from_millis(12);

/// The target of a seek.
pub(super) struct Sought {
    pub(super) to: Position,
    /// Whether the trainer has yet to load the nearest state.
    pub(super) far: bool,
    /// What to begin a branch with there.
    pub(super) fix: Option<Box<Fix>>,
}

impl Worker {
    /// Seeks another position, relative to an unfinished seek's target if there is one.
    pub(super) fn seek(&mut self, seek: Seek) {
        let (here, newest) =
            (self.sought.as_ref().map_or(self.trainer.position(), |sought| sought.to), self.timeline.branch().newest);
        let to = match seek {
            // From the middle of an epoch, one back is its beginning.
            Seek::Back(epochs) => Position::at((here.epoch + u64::from(here.batch > 0)).saturating_sub(epochs)),
            Seek::To(epoch) => Position::at(epoch),
            Seek::Newest => newest,
        };
        self.set_out(to.min(newest));
    }

    pub(super) fn set_out(&mut self, to: Position) {
        self.stepping = None;
        self.sought = Some(Sought { to, far: true, fix: None });
        self.state = State::Paused;
    }

    /// Continues a seek for a while.
    pub(super) fn travel(&mut self) {
        self.changed = true;
        let Some(sought) = &mut self.sought else { return };
        let (to, far) = (sought.to, std::mem::take(&mut sought.far));
        let start = Instant::now();
        if far {
            let branch = self.timeline.run().current;
            self.timeline.approach(&mut self.trainer, branch, to);
            self.settle();
        }
        while start.elapsed() < STRETCH {
            match self.follow(to, || start.elapsed() >= STRETCH) {
                Ok(Progress::Arrived) => return self.arrive(),
                Ok(Progress::Epoch) => self.trainer.record_what_is_new(),
                Ok(Progress::Batch) => self.is_within_epoch = true,
                Err(divergence) => return self.diverge(divergence),
            }
        }
    }

    fn arrive(&mut self) {
        let fix = self.sought.take().and_then(|sought| sought.fix);
        self.record = self.trainer.glance();
        if let Some(fix) = fix {
            return self.begin_fix(&fix);
        }
        let is_newest = !self.timeline.is_past(&self.trainer);
        self.state = match &self.autopsy {
            Some(autopsy) if is_newest && autopsy.divergence.position() == self.trainer.position() => {
                State::Diverged { loss: autopsy.divergence.loss }
            }
            _ if is_newest && self.is_over() => State::Finished,
            _ => State::Paused,
        };
        self.check_row();
    }

    /// Ends a seek before another command: at its target if that is near, else on the way.
    pub(super) fn end_seek(&mut self) {
        if self.sought.is_some() {
            self.travel();
        }
        if let Some(sought) = self.sought.take() {
            self.record = self.trainer.glance();
            if sought.fix.is_some() {
                self.note(Notice::Remark("the fix was not begun".into()));
            }
        }
    }
}
