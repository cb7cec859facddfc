//! What the screen is told of the run.

use std::sync::Arc;

use super::Worker;
use crate::session::Update;

impl Worker {
    /// All that the screen knows of the run, made anew.
    pub(super) fn update(&self) -> Update {
        Update {
            run: self.run,
            name: self.trainer.name().to_owned(),
            edited: self.edited,
            edits: self.trainer.journal().len(),
            preset: Arc::clone(&self.preset),
            dataset: Arc::clone(&self.dataset),
            state: self.state.clone(),
            speed: self.speed,
            epochs_per_second: self.epochs_per_second,
            total: self.total,
            more: self.more(),
            batch: self.trainer.batch(),
            record: self.record,
            untrained: self.trainer.untrained(),
            learning_rate: self.trainer.learning_rate(),
            early_stop: self.trainer.early_stop(),
            gradient_norm: self.trainer.gradient_norm(),
            parameters: self.trainer.parameters().to_vec(),
            history: self.trainer.history().clone(),
            notices: self.notices.clone(),
        }
    }

    /// Writes all that [`Self::update`] gives into an update that is there, without allocating.
    pub(super) fn fill(&self, update: &mut Update) {
        // Whatever is added to an update must be named here, too.
        let Update {
            run,
            name,
            edited,
            edits,
            preset,
            dataset,
            state,
            speed,
            epochs_per_second,
            total,
            more,
            batch,
            record,
            untrained,
            learning_rate,
            early_stop,
            gradient_norm,
            parameters,
            history,
            notices,
        } = update;
        *run = self.run;
        self.trainer.name().clone_into(name);
        *edited = self.edited;
        *edits = self.trainer.journal().len();
        preset.clone_from(&self.preset);
        dataset.clone_from(&self.dataset);
        state.clone_from(&self.state);
        *speed = self.speed;
        *epochs_per_second = self.epochs_per_second;
        *total = self.total;
        *more = self.more();
        *batch = self.trainer.batch();
        *record = self.record;
        *untrained = self.trainer.untrained();
        *learning_rate = self.trainer.learning_rate();
        *early_stop = self.trainer.early_stop();
        *gradient_norm = self.trainer.gradient_norm();
        parameters.clear();
        parameters.extend_from_slice(self.trainer.parameters());
        history.clone_from(self.trainer.history());
        notices.clone_from(&self.notices);
    }
}
