//! The training loop: one run, driven epoch by epoch.

mod diverge;
mod edit;
mod lane;
mod restore;
mod shuffle;
mod step;
mod untrained;

use std::ops::Range;

use super::dropout::draw_masks;
use super::{Change, Checkpoint, EarlyStop, Edit, History, Position, Record, Snapshot, unit_mask};
use crate::data::{Dataset, features};
use crate::network::{Batch, Batches, DropoutMasks, Engine, Layout, UnitMask};
use crate::optimizer::{Optimizer, State, norm};
use crate::preset::{BatchSize, Preset};
use shuffle::Shuffle;
use step::all_finite;
pub(super) use untrained::untrained_parameters;
use untrained::{evaluate, first_record, untrained, weights};

/// One run of training. Evaluating never changes its state, and any pace gives the same bits.
pub struct Trainer {
    name: String,
    origin: Preset,
    /// The recipe with the journal's changes applied.
    preset: Preset,
    journal: Vec<Edit>,
    engine: Box<dyn Engine>,
    dataset: Dataset,
    /// Input features of the train points, row by row.
    rows: Vec<f32>,
    /// The points in the layout of the engine.
    train: Batches,
    validation: Option<Batches>,
    test: Batches,
    shuffle: Shuffle,
    state: Snapshot,
    /// The units that are switched off, and room for the parameters of the network without them.
    unit_mask: UnitMask,
    masked: Vec<f32>,
    /// The dropout masks of the latest step.
    dropout_masks: DropoutMasks,
    layout: Layout,
    /// The update rule with the current learning rate.
    rule: Optimizer,
    /// Ranges of the weights in the parameters; the rest are biases.
    weights: Vec<Range<usize>>,
    /// The gradient computed last.
    gradient: Vec<f32>,
    /// Whether a step of this network led here.
    has_stepped: bool,
    /// Parameters and optimizer state before the latest step, to return to when it diverges.
    previous: (Vec<f32>, State),
    history: History,
    untrained: Record,
    /// The weights at the end of the last epoch, if early stopping has restored better ones since.
    stopped: Option<Vec<f32>>,
    /// Whether [`Self::before_restoring`] looks at them.
    looks_at_stopped: bool,
}

impl Trainer {
    /// A run of this recipe from epoch 0. `name` is the preset's.
    ///
    /// # Panics
    /// If the preset is not one that [`Preset::check`] accepts.
    pub fn new(name: &str, preset: Preset) -> Self {
        let engine = preset.engine.build(&preset.shape(), preset.loss);
        Self::with_engine(name, preset, engine)
    }

    /// Like [`Self::new`], with another engine: for tests that need one that misbehaves.
    pub fn with_engine(name: &str, preset: Preset, engine: Box<dyn Engine>) -> Self {
        let checkpoint = Checkpoint {
            name: name.to_owned(),
            dataset: preset.dataset(),
            snapshot: untrained(&preset),
            preset,
            journal: vec![],
            history: History::default(),
            bookmarks: vec![],
            fingerprints: vec![],
        };
        Self::assemble(checkpoint, engine)
    }

    /// A run that continues a checkpoint with its points, bit for bit as if it had never stopped.
    ///
    /// # Panics
    /// If the checkpoint's parts don't match; a file with such parts is refused.
    pub fn resume(checkpoint: Checkpoint) -> Self {
        let engine = checkpoint.engine();
        Self::assemble(checkpoint, engine)
    }

    fn assemble(checkpoint: Checkpoint, mut engine: Box<dyn Engine>) -> Self {
        let preset = checkpoint.settings();
        let Checkpoint { name, preset: origin, journal, dataset, snapshot, history, .. } = checkpoint;
        let LaidOut { rows, train, validation, test, shuffle } = lay_out(&preset, &dataset);
        let untrained = first_record(&origin, &preset, engine.as_mut(), (&train, &test));
        let mut trainer = Self {
            unit_mask: unit_mask(&journal),
            masked: vec![],
            dropout_masks: DropoutMasks::default(),
            layout: Layout::new(&preset.shape()),
            rule: preset.optimizer.clone(),
            weights: weights(&preset),
            name,
            origin,
            preset,
            journal,
            engine,
            dataset,
            rows,
            train,
            validation,
            test,
            shuffle,
            gradient: vec![0.0; snapshot.parameters.len()],
            has_stepped: false,
            previous: (snapshot.parameters.clone(), snapshot.optimizer.clone()),
            state: snapshot,
            history,
            untrained,
            stopped: None,
            looks_at_stopped: false,
        };
        trainer.follow_schedule();
        trainer
    }

    /// Name of the preset that the run was started from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The recipe at epoch 0, with the current number of epochs.
    pub fn origin(&self) -> &Preset {
        &self.origin
    }

    /// The current recipe, changes included.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// All edits since epoch 0, in order.
    #[inline]
    pub fn journal(&self) -> &[Edit] {
        &self.journal
    }

    /// Whether an edit has put other weights in the place of those that the recipe begins with.
    pub fn is_redrawn(&self) -> bool {
        self.journal().iter().any(|edit| matches!(edit.change, Change::Weights(_)))
    }

    /// The points.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Completed epochs.
    #[inline]
    pub fn epoch(&self) -> u64 {
        self.state.epoch
    }

    /// Batches of the next epoch that are done.
    #[inline]
    pub fn batch(&self) -> u64 {
        self.state.batch
    }

    /// The position of the run.
    #[inline]
    pub fn position(&self) -> Position {
        self.state.position()
    }

    /// The flat parameters.
    pub fn parameters(&self) -> &[f32] {
        &self.state.parameters
    }

    /// The units that are switched off.
    pub fn unit_mask(&self) -> UnitMask {
        self.unit_mask
    }

    /// Indices of the train points in a batch of the latest epoch; none for full batches.
    pub(crate) fn points_of_batch(&self, batch: u64) -> &[usize] {
        match self.preset.batch {
            BatchSize::Full => &[],
            BatchSize::Size(_) => self.shuffle.places(batch as usize),
        }
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.preset.schedule.rate(self.preset.optimizer.learning_rate(), self.state.epoch)
    }

    /// Outcome of early stopping, if it ended the run.
    pub fn early_stop(&self) -> Option<EarlyStop> {
        self.state.best.as_ref().and_then(|best| best.stop(self.preset.early_stopping, self.state.epoch))
    }

    /// Whether the present weights are those that early stopping restored, of an earlier epoch than this one.
    fn is_restored(&self) -> bool {
        self.early_stop().is_some() && !self.looks_at_stopped
    }

    /// Looks at a run that stopped early with the weights that the last epoch had led to, before the best ones were
    /// restored. Any other run is seen as it is, and so is one that was opened or moved since.
    pub fn before_restoring<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> T {
        let Some(mut stopped) = self.stopped.take() else { return look(self) };
        std::mem::swap(&mut self.state.parameters, &mut stopped);
        self.looks_at_stopped = true;
        let seen = look(self);
        self.looks_at_stopped = false;
        std::mem::swap(&mut self.state.parameters, &mut stopped);
        self.stopped = Some(stopped);
        seen
    }

    /// Gradient of the train loss by every parameter, biases included, in the layout's order: of the present weights,
    /// over the whole train split whatever the batches, before clipping, without regularization and without dropout. Costs
    /// as much as evaluating the split does, and half as much again.
    pub fn gradient(&mut self) -> &[f32] {
        self.differentiate(None, false);
        &self.gradient
    }

    /// The gradient norm: the L2 norm of [`Self::gradient`].
    pub fn gradient_norm(&mut self) -> f32 {
        norm(self.gradient()) as f32
    }

    /// The parameters before the latest step; none without a step, and after an early stop or a divergence.
    pub fn before_latest_step(&self) -> Option<&[f32]> {
        let stepped = self.has_stepped && self.early_stop().is_none() && all_finite(&self.previous.0);
        stepped.then_some(self.previous.0.as_slice())
    }

    /// The record of the untrained network.
    pub fn untrained(&self) -> Record {
        self.untrained
    }

    /// The history so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Evaluates the current weights on both splits.
    pub fn evaluate(&mut self) -> Record {
        let parameters = effective(self.unit_mask, &self.layout, &self.state.parameters, &mut self.masked);
        evaluate(self.engine.as_mut(), parameters, (&self.train, &self.test), self.state.epoch)
    }

    /// Loss and gradient of a batch, of the network without the units that are off; in a step under dropout, if it has that.
    fn differentiate(&mut self, batch: Option<usize>, is_step: bool) -> f32 {
        let parameters = effective(self.unit_mask, &self.layout, &self.state.parameters, &mut self.masked);
        let is_whole = batch.is_none();
        let (batches, batch) = match batch {
            Some(batch) => (&self.shuffle.batches, batch),
            None => (&self.train, 0),
        };
        let points = batches.points_in(batch);
        let dropout =
            is_step.then(|| draw_masks(&mut self.dropout_masks, &self.preset, self.state.position(), points)).flatten();
        let loss = self.engine.loss_and_gradient_under(dropout, parameters, batches, batch, &mut self.gradient);
        if !self.unit_mask.are_all_on() {
            self.unit_mask.apply(&self.layout, &mut self.gradient);
        }
        // The gradient over all points at the end of an epoch is at hand here, be it for a step or to be looked at.
        if is_whole && dropout.is_none() && self.state.batch == 0 && !self.is_restored() {
            let norms = (0..self.layout.layers()).map(|layer| norm(&self.gradient[self.layout.of_layer(layer)]));
            self.history.push_gradient_norms(self.state.epoch, norms);
        }
        loss
    }

    /// Evaluates the weights and, at the end of an epoch, adds the record to the history. Restored weights are those of
    /// an earlier epoch, which the history has already.
    pub fn record(&mut self) -> Record {
        let record = self.evaluate();
        if self.state.batch == 0 && !self.is_restored() {
            self.history.push(&record);
        }
        record
    }

    /// Evaluates the weights for display: adds the record to the history's newest epochs, but not to its spans.
    pub fn glance(&mut self) -> Record {
        let record = self.evaluate();
        if self.state.batch == 0 && !self.is_restored() {
            self.history.push_recent(&record);
        }
        record
    }

    /// A checkpoint of the current state, without bookmarks and fingerprints.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            name: self.name.clone(),
            preset: self.origin.clone(),
            journal: self.journal.clone(),
            dataset: self.dataset.clone(),
            snapshot: self.snapshot(),
            history: self.history.clone(),
            bookmarks: vec![],
            fingerprints: vec![],
        }
    }

    /// Sets the number of epochs. Training doesn't depend on it.
    pub fn set_epochs(&mut self, epochs: u64) {
        self.origin.epochs = epochs;
        self.preset.epochs = epochs;
    }
}

/// The parameters of the network without the units that are switched off, in `masked` if there are any.
fn effective<'a>(mask: UnitMask, layout: &Layout, parameters: &'a [f32], masked: &'a mut Vec<f32>) -> &'a [f32] {
    if mask.are_all_on() {
        return parameters;
    }
    parameters.clone_into(masked);
    mask.apply(layout, masked);
    masked
}

/// The points of a run in the layout of the engine.
struct LaidOut {
    /// Input features of the train points, row by row.
    rows: Vec<f32>,
    train: Batches,
    /// None where no points are held out.
    validation: Option<Batches>,
    test: Batches,
    /// An empty order of mini-batches.
    shuffle: Shuffle,
}

fn lay_out(preset: &Preset, dataset: &Dataset) -> LaidOut {
    let (rows, width) = (features(&preset.inputs, &dataset.train), preset.inputs.len());
    let shuffle = Shuffle::new(width, preset.loss_weights());
    let batch = Batch { inputs: &rows, labels: &dataset.train.labels };
    let train = Batches::weighted(width, batch, preset.loss_weights());
    let validation = &dataset.validation;
    let validation = (!validation.is_empty()).then(|| validation.laid_out_for(preset));
    LaidOut { rows, train, validation, test: dataset.test.laid_out_for(preset), shuffle }
}
