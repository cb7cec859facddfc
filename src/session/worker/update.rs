//! Fills updates for the screen.

use std::mem::take;
use std::sync::Arc;

use super::Worker;
use crate::session::Update;
use crate::train::{History, Segments};

impl Worker {
    /// An update. Reuses the buffers of a recycled one, so that nothing is allocated unless branches are compared.
    pub(super) fn update(&self, recycled: Option<Box<Update>>) -> Box<Update> {
        let mut update = match recycled {
            None => Box::new(self.without_buffers()),
            Some(mut update) => {
                *update = Update {
                    name: take(&mut update.name),
                    parameters: take(&mut update.parameters),
                    gradient: take(&mut update.gradient),
                    before: take(&mut update.before),
                    batch_points: take(&mut update.batch_points),
                    history: take(&mut update.history),
                    segments: take(&mut update.segments),
                    notices: take(&mut update.notices),
                    ..self.without_buffers()
                };
                update
            }
        };
        self.trainer.name().clone_into(&mut update.name);
        self.trainer.parameters().clone_into(&mut update.parameters);
        self.gradient.clone_into(&mut update.gradient);
        self.trainer.before_latest_step().unwrap_or_default().clone_into(&mut update.before);
        self.batch_points().clone_into(&mut update.batch_points);
        update.history.clone_from(self.trainer.history());
        update.segments.fill(&self.timeline.run().preset, &self.timeline.branch().journal);
        update.notices.clone_from(&self.notices);
        update
    }

    /// An update whose buffers are empty.
    fn without_buffers(&self) -> Update {
        Update {
            run: self.run,
            name: String::new(),
            edited: self.edited.now.is_edited,
            is_described: self.edited.now.is_described,
            edits: self.trainer.journal().len(),
            later_edits: self.trainer.journal().iter().filter(|edit| !edit.is_of_start()).count(),
            redrawn: self.trainer.is_redrawn(),
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
            gradient: vec![],
            parameters: vec![],
            unit_mask: self.trainer.unit_mask(),
            before: vec![],
            batch_points: vec![],
            history: History::default(),
            segments: Segments::default(),
            time: self.time(),
            unsaved: self.unsaved_run(),
            seeds: self.seeds.shown(),
            curves: self.results.shown(),
            visited: self.visited(),
            notices: vec![],
            handled: self.handled,
            busy: self.is_busy(),
        }
    }
}
