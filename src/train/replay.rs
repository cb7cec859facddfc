//! Replaying a run from its recipe, with each edit of a journal at its position.

use super::{Divergence, Edit, Position, Progress, Trainer};
use crate::preset::Preset;

impl Trainer {
    /// The run of this recipe at a position, trained from epoch 0 with the journal's edits, to the same bits as the run
    /// that was edited while it trained.
    ///
    /// # Errors
    /// If the run diverges on the way.
    ///
    /// # Panics
    /// If [`Preset::check`] refuses the recipe, before or after an edit.
    pub fn replay(name: &str, preset: Preset, journal: &[Edit], to: Position) -> Result<Self, Divergence> {
        let mut trainer = Self::new(name, preset);
        while trainer.follow(journal, to, || false)? != Progress::Arrived {}
        Ok(trainer)
    }

    /// Goes on along a journal that begins with the run's own: makes the edits of this position, and then trains,
    /// unless `to` is reached, to the end of the epoch, or within it to `to`, the next edit, or a batch after which
    /// `interrupt` holds.
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

    /// Makes the edits of this position in a journal that begins with the run's own.
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
