//! A run from its recipe: the way from epoch 0 with every change in its place.

use super::{Divergence, Edit, Trainer};
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
    pub fn replay(
        name: &str,
        preset: Preset,
        journal: &[Edit],
        (epoch, batch): (u64, u64),
    ) -> Result<Self, Divergence> {
        let mut trainer = Self::new(name, preset);
        for edit in journal {
            trainer.advance_to((edit.epoch, edit.batch))?;
            trainer.edit(edit.change.clone());
        }
        trainer.advance_to((epoch, batch))?;
        Ok(trainer)
    }

    /// Trains up to a position, or to where the run was stopped early.
    ///
    /// # Errors
    /// If the run diverges on the way.
    pub fn advance_to(&mut self, end: (u64, u64)) -> Result<(), Divergence> {
        while (self.epoch(), self.batch()) < end && self.early_stop().is_none() {
            let within = self.epoch() == end.0;
            self.advance(|| within)?;
        }
        Ok(())
    }
}
