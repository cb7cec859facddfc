//! Fills updates for the screen.

use std::sync::Arc;

use super::Worker;
use crate::session::{Compared, Notice, Update};
use crate::train::History;

impl Worker {
    /// An update. Reuses the buffers of a recycled one, so that nothing is allocated.
    pub(super) fn update(&self, recycled: Option<Box<Update>>) -> Box<Update> {
        let Some(mut update) = recycled else { return Box::new(self.published(Buffers::default())) };
        let buffers = Buffers {
            name: std::mem::take(&mut update.name),
            parameters: std::mem::take(&mut update.parameters),
            before: std::mem::take(&mut update.before),
            batch_points: std::mem::take(&mut update.batch_points),
            history: std::mem::take(&mut update.history),
            notices: std::mem::take(&mut update.notices),
            compared: std::mem::take(&mut update.time.compared),
        };
        *update = self.published(buffers);
        update
    }

    fn published(&self, buffers: Buffers) -> Update {
        let Buffers { mut name, mut parameters, mut before, mut batch_points, mut history, mut notices, compared } =
            buffers;
        self.batch_points().clone_into(&mut batch_points);
        self.trainer.before_latest_step().unwrap_or_default().clone_into(&mut before);
        self.trainer.name().clone_into(&mut name);
        self.trainer.parameters().clone_into(&mut parameters);
        history.clone_from(self.trainer.history());
        notices.clone_from(&self.notices);
        Update {
            run: self.run,
            name,
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
            parameters,
            unit_mask: self.trainer.unit_mask(),
            before,
            batch_points,
            history,
            time: self.time(compared),
            notices,
        }
    }
}

/// Buffers of an update.
#[derive(Default)]
struct Buffers {
    name: String,
    parameters: Vec<f32>,
    before: Vec<f32>,
    batch_points: Vec<usize>,
    history: History,
    notices: Vec<Notice>,
    compared: Vec<Compared>,
}
