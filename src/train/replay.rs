//! Replaying a run from its recipe, with each edit of a journal at its position.

use super::{Divergence, Edit, Position, Progress, Trainer};
use crate::preset::Preset;

impl Trainer {
    /// The run of this recipe at a position, trained from epoch 0 with the journal's changes, each where it was made. The
    /// same bits as the run that was changed while it trained.
    ///
    /// # Errors
    /// If the run diverges on the way.
    ///
    /// # Panics
    /// If the recipe is not one that [`Preset::check`] accepts, or a change leads to one that it does not.
    pub fn replay(name: &str, preset: Preset, journal: &[Edit], to: Position) -> Result<Self, Divergence> {
        let mut trainer = Self::new(name, preset);
        while trainer.follow(journal, to, || false)? != Progress::Arrived {}
        Ok(trainer)
    }

    /// Goes on along a journal, of which the run's own is the beginning: makes the edits that stand here, and then, if
    /// `to` is still to come, trains to the end of the epoch, or to the first of these within it: `to`, the next edit,
    /// the end of a batch after which `interrupt` holds.
    ///
    /// # Errors
    /// If the run diverges. Weights, optimizer state and position stay as they were before the step that failed.
    pub fn follow(
        &mut self,
        journal: &[Edit],
        to: Position,
        mut interrupt: impl FnMut() -> bool,
    ) -> Result<Progress, Divergence> {
        self.catch_up(journal);
        let next = journal.get(self.journal().len()).map(Edit::position);
        if self.position() >= to {
            return Ok(Progress::Arrived);
        }
        let epoch = self.epoch();
        let within = |end: Position| if end.epoch == epoch { end.batch } else { u64::MAX };
        let end = next.map_or(u64::MAX, within).min(within(to));
        let mut batch = self.batch();
        self.advance(|| {
            batch += 1;
            batch >= end || interrupt()
        })
    }

    /// Makes the edits of a journal that stand here, of which the run's own is the beginning.
    pub fn catch_up(&mut self, journal: &[Edit]) {
        while let Some(edit) = journal.get(self.journal().len()).filter(|edit| edit.position() <= self.position()) {
            self.make(edit.clone());
        }
    }

    /// Trains up to a position, or to where the run was stopped early.
    ///
    /// # Errors
    /// If the run diverges on the way.
    pub fn advance_to(&mut self, end: Position) -> Result<(), Divergence> {
        let journal = self.journal().to_vec();
        while self.follow(&journal, end, || false)? != Progress::Arrived {}
        Ok(())
    }
}
