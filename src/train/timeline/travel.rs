//! Training to a position from the nearest kept state, and the states kept and compared on the way.

use super::keyframe::Keyframe;
use super::stride::base_stride;
use super::{Kept, Timeline};
use crate::train::{Autopsy, Divergence, Position, Progress, Trainer};

/// Maximum number of epochs before a divergence to examine.
const EPOCHS: u64 = 20;
/// Maximum number of steps whose gradient norms are reported.
const MAX_STEPS: usize = 32;

/// The number of steps from a position to a later one, with batches as they are now.
fn steps_between(from: Position, to: Position, trainer: &Trainer) -> u64 {
    let batches = trainer.preset().batch.batches(trainer.dataset().train.len());
    to.epoch.saturating_sub(from.epoch).saturating_mul(batches).saturating_add(to.batch).saturating_sub(from.batch)
}

impl Timeline {
    /// Takes a trainer to the kept state of a branch nearest before a position, so that the last step there is known,
    /// or to the newest state if the others are too far; a trainer that is nearer stays. [`Self::follow`] goes on from
    /// there. The trainer's history stays. The branch must exist.
    pub fn approach(&mut self, trainer: &mut Trainer, branch: usize, to: Position) {
        self.leave(trainer);
        let journal = &self.run.branches[branch].journal;
        let before = match to {
            Position { epoch: 0, batch: 0 } => to,
            Position { epoch, batch: 0 } => Position { epoch: epoch - 1, batch: u64::MAX },
            Position { epoch, batch } => Position { epoch, batch: batch - 1 },
        };
        let from = self.has(branch, trainer).then(|| trainer.position()).filter(|from| *from <= to);
        let kept = self.latest(branch, before);
        let nearest = from.max(kept.map(Keyframe::position)).unwrap_or_default();
        let tip = self.tracks[branch].tip.as_ref().filter(|tip| tip.position() <= to);
        let far = |tip: &&Keyframe| tip.snapshot.epoch.saturating_sub(nearest.epoch) > base_stride(trainer.preset());
        match tip.filter(far).or(kept).filter(|kept| from.is_none_or(|from| from < kept.position())) {
            Some(keyframe) => trainer.restore(&keyframe.snapshot, &journal[..keyframe.edits]),
            None if from.is_some() => {}
            None => trainer.restore(&trainer.untrained_snapshot(), &[]),
        }
    }

    /// Goes on along a branch by a step, as [`Trainer::follow`] does, and keeps states. Beyond its newest position the
    /// branch grows.
    ///
    /// # Errors
    /// If the run diverges.
    pub fn follow(
        &mut self,
        trainer: &mut Trainer,
        branch: usize,
        to: Position,
        interrupt: impl FnMut() -> bool,
    ) -> Result<Progress, Divergence> {
        let known = &mut self.run.branches[branch];
        let newest = known.newest;
        // Most epochs are trained beyond all edits.
        let is_newest = trainer.position() >= newest && trainer.journal().len() == known.journal.len();
        let progress = if is_newest && trainer.epoch() < to.epoch {
            trainer.advance(interrupt)
        } else {
            trainer.follow(&known.journal, to, interrupt)
        };
        let is_new = trainer.position() > newest;
        if is_new {
            known.newest = trainer.position();
            if self.tracks[branch].tip.is_some() {
                self.forget_tip(branch);
            }
        }
        if matches!(progress, Ok(Progress::Epoch)) {
            self.pass(trainer, branch);
        }
        if is_new {
            return progress;
        }
        // A position always includes the edits made there.
        trainer.catch_up(&self.run.branches[branch].journal);
        if trainer.position() == newest && self.tracks[branch].tip.is_some() {
            self.arrive(trainer, branch);
        }
        progress
    }

    /// Whether a trainer's state is one of a branch.
    fn has(&self, branch: usize, trainer: &Trainer) -> bool {
        let journal = &self.run.branches[branch].journal;
        let made = trainer.journal().len();
        made <= journal.len()
            && trainer.position() <= self.run.branches[branch].newest
            && journal.get(made).is_none_or(|next| trainer.position() <= next.position())
            && trainer.journal() == &journal[..made]
    }

    /// Before a trainer leaves the newest position of the shown branch: keeps its state.
    pub fn leave(&mut self, trainer: &Trainer) {
        let current = self.run.current;
        if !self.is_past(trainer) && self.has(current, trainer) {
            self.forget_tip(current);
            let tip = Keyframe::of(trainer, 0);
            self.kept.add(&tip);
            self.tracks[current].tip = Some(tip);
            self.thin();
        }
    }

    pub(super) fn forget_tip(&mut self, branch: usize) {
        if let Some(tip) = self.tracks[branch].tip.take() {
            self.kept.remove(&tip);
        }
    }

    /// The latest keyframe on the way to a position of a branch.
    pub(super) fn latest(&self, branch: usize, to: Position) -> Option<&Keyframe> {
        self.run.line(branch).find_map(|(place, end)| self.tracks[place].latest(end.min(to)))
    }

    /// The branch or ancestor to which a position of a branch belongs.
    pub(super) fn owner(&self, branch: usize, position: Position) -> usize {
        let line = self.run.line(branch).take_while(|(_, end)| position <= *end);
        line.last().map_or(branch, |(place, _)| place)
    }

    /// At the end of an epoch: keeps the state if one is due, and compares it with the recording.
    #[inline]
    fn pass(&mut self, trainer: &Trainer, branch: usize) {
        let settings = Some((self.tracks[branch].id, trainer.journal().len()));
        if self.base_of != settings {
            (self.base, self.base_of) = (base_stride(trainer.preset()), settings);
        }
        if trainer.epoch() & ((self.base << self.doublings) - 1) == 0 {
            self.keep(trainer, branch);
        }
        if self.hashes
            && let Some(hash) = self.fingerprint(branch, trainer.epoch())
            && hash != trainer.snapshot().hash()
        {
            self.differ(trainer.epoch());
        }
    }

    fn keep(&mut self, trainer: &Trainer, branch: usize) {
        let owner = self.owner(branch, trainer.position());
        let keyframe = Keyframe::of(trainer, self.base);
        let mut kept = self.kept;
        kept.add(&keyframe);
        if self.tracks[owner].keep(keyframe) {
            self.kept = kept;
            self.thin();
        }
    }

    /// The recorded hash of the state at an epoch of a branch.
    fn fingerprint(&self, branch: usize, epoch: u64) -> Option<u64> {
        let known = &self.run.branches[self.owner(branch, Position::at(epoch))].fingerprints;
        Some(known[known.binary_search_by_key(&epoch, |fingerprint| fingerprint.epoch).ok()?].hash)
    }

    /// Doubles the strides until the kept states fit.
    fn thin(&mut self) {
        // A stride beyond any run's length leaves nothing but the newest states.
        while self.kept.bytes > self.room_for_states && self.doublings < 40 {
            self.doublings += 1;
            let doublings = self.doublings;
            self.tracks.iter_mut().for_each(|track| track.thin(doublings));
            self.kept = Kept::of(&self.tracks);
        }
    }

    /// At the newest position of a branch: if training came to another state than the recorded one, the recorded one
    /// holds.
    fn arrive(&mut self, trainer: &mut Trainer, branch: usize) {
        let Some(tip) = self.tracks[branch].tip.take() else { return };
        self.kept.remove(&tip);
        if tip.snapshot.hash() != trainer.snapshot().hash() {
            self.differ(tip.snapshot.epoch);
            trainer.restore(&tip.snapshot, &self.run.branches[branch].journal[..tip.edits]);
        }
    }

    /// The first epoch at which training came to other bits than the recording, by another build's or machine's
    /// arithmetic. Reported once.
    pub fn take_difference(&mut self) -> Option<u64> {
        self.reported |= self.differs.is_some();
        self.differs.take()
    }

    /// Notes the first difference from the recording.
    fn differ(&mut self, epoch: u64) {
        if !self.reported {
            self.differs.get_or_insert(epoch);
        }
    }

    /// Details of a divergence of the shown branch: another trainer repeats the last steps, at most as many as a seek
    /// does.
    pub fn autopsy(&mut self, trainer: &Trainer, divergence: Divergence) -> Autopsy {
        let mut again = Trainer::resume(trainer.checkpoint());
        let end = divergence.position();
        let epochs = base_stride(trainer.preset()).min(EPOCHS);
        let first = Position::at((end.epoch + u64::from(end.batch > 0)).saturating_sub(epochs));
        let current = self.run.current;
        self.approach(&mut again, current, first);
        again.catch_up(&self.run.branches[current].journal);
        let mut norms = vec![];
        loop {
            let before = again.position();
            // Each batch is a step of its own once the end is near.
            let steps = before >= first;
            // A norm costs a look at all points: only those that are reported.
            let is_reported = steps && steps_between(before, end, &again) <= MAX_STEPS as u64;
            let norm = is_reported.then(|| (before, again.gradient_norm()));
            match self.follow(&mut again, current, end, || steps) {
                Ok(Progress::Arrived) | Err(_) => break,
                Ok(_) => norms.extend(norm),
            }
        }
        norms.drain(..norms.len().saturating_sub(MAX_STEPS));
        Autopsy { divergence, norms }
    }
}
