//! The training loop: one run, driven epoch by epoch.

use rand::seq::SliceRandom;

use super::{Checkpoint, Edit, History, Record, Snapshot};
use crate::data::stream::{Purpose, stream};
use crate::data::{Dataset, Points};
use crate::network::{Batch, Engine, EngineKind, Judgement, initial_parameters};
use crate::optimizer::State;
use crate::preset::{BatchSize, Preset};

/// One run of training. A state is parameters, optimizer state and position; evaluating never changes it, and
/// whoever drives it, at whatever pace, gets the same bits.
pub struct Trainer {
    name: String,
    origin: Preset,
    /// The recipe with the journal's changes applied.
    preset: Preset,
    journal: Vec<Edit>,
    engine_kind: EngineKind,
    engine: Box<dyn Engine>,
    dataset: Dataset,
    epoch: u64,
    batch: u64,
    parameters: Vec<f32>,
    optimizer: State,
    gradient: Vec<f32>,
    gradient_norm: Option<f32>,
    /// Parameters and optimizer state before the latest step, to go back to when it leads to no number.
    previous: (Vec<f32>, State),
    shuffle: Shuffle,
    history: History,
    untrained: Record,
}

/// The train points in the order of one epoch's minibatches.
#[derive(Default)]
struct Shuffle {
    /// The epoch whose order this is.
    epoch: Option<u64>,
    points: Points,
}

/// How far [`Trainer::advance`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// To the end of the epoch.
    Epoch,
    /// To the end of a batch in the middle of the epoch.
    Batch,
}

/// Training came to a loss, gradient or weight that is no finite number. The trainer stays at the last finite weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// Completed epochs.
    pub epoch: u64,
    /// The loss of the step that failed.
    pub loss: f32,
}

impl Trainer {
    /// A run of this recipe from epoch 0. `name` is the preset's.
    ///
    /// # Panics
    /// If the preset is not one that [`Preset::check`] accepts.
    #[must_use]
    pub fn new(name: &str, preset: Preset, engine: EngineKind) -> Self {
        let built = engine.build(&preset.network, preset.loss);
        Self::with_engine(name, preset, engine, built)
    }

    /// Like [`Self::new`], with an engine that stands already: for tests that need one that misbehaves.
    #[must_use]
    pub fn with_engine(name: &str, preset: Preset, kind: EngineKind, engine: Box<dyn Engine>) -> Self {
        let dataset = preset.data.generate(preset.seed);
        let parameters = untrained_parameters(&preset);
        let optimizer = preset.optimizer.state(parameters.len());
        let snapshot = Snapshot { epoch: 0, batch: 0, parameters, optimizer };
        let history = History::new();
        let name = name.to_owned();
        let checkpoint = Checkpoint { name, preset, journal: vec![], engine: kind, dataset, snapshot, history };
        Self::assemble(checkpoint, engine)
    }

    /// A run that goes on from a checkpoint, with its points, bit for bit as if it had never stopped.
    ///
    /// # Panics
    /// If the checkpoint's parts do not fit each other, which reading one from a file refuses.
    #[must_use]
    pub fn resume(checkpoint: Checkpoint) -> Self {
        let engine = checkpoint.engine.build(&checkpoint.preset.network, checkpoint.preset.loss);
        Self::assemble(checkpoint, engine)
    }

    fn assemble(checkpoint: Checkpoint, mut engine: Box<dyn Engine>) -> Self {
        let preset = checkpoint.settings();
        let Checkpoint { name, preset: origin, journal, engine: engine_kind, dataset, snapshot, history } = checkpoint;
        let untrained = evaluate(engine.as_mut(), &origin, &untrained_parameters(&origin), &dataset, 0);
        let Snapshot { epoch, batch, parameters, optimizer } = snapshot;
        Self {
            name,
            origin,
            preset,
            journal,
            engine_kind,
            engine,
            dataset,
            epoch,
            batch,
            gradient: vec![0.0; parameters.len()],
            gradient_norm: None,
            previous: (parameters.clone(), optimizer.clone()),
            parameters,
            optimizer,
            shuffle: Shuffle::default(),
            history,
            untrained,
        }
    }

    /// Name of the preset that the run was started from.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The recipe as it is now, changes included.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// What computes the run.
    #[must_use]
    pub fn engine_kind(&self) -> EngineKind {
        self.engine_kind
    }

    /// The points.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Completed epochs.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Batches of the next epoch that are done.
    #[must_use]
    pub fn batch(&self) -> u64 {
        self.batch
    }

    /// The flat parameters.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Norm of the gradient of the latest step, if a step was taken.
    #[must_use]
    pub fn gradient_norm(&self) -> Option<f32> {
        self.gradient_norm
    }

    /// How the untrained network of this recipe does on the run's points.
    #[must_use]
    pub fn untrained(&self) -> Record {
        self.untrained
    }

    /// The course so far.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Evaluates the weights as they are on both splits.
    pub fn evaluate(&mut self) -> Record {
        evaluate(self.engine.as_mut(), &self.preset, &self.parameters, &self.dataset, self.epoch)
    }

    /// Evaluates the weights and, unless an epoch is under way, takes the record into the history.
    pub fn record(&mut self) -> Record {
        let record = self.evaluate();
        if self.batch == 0 {
            self.history.push(&record);
        }
        record
    }

    /// Evaluates the epoch for somebody who looks: into the newest epochs of the history, but not its spans.
    pub fn glance(&mut self) -> Record {
        let record = self.evaluate();
        if self.batch == 0 {
            self.history.push_recent(&record);
        }
        record
    }

    /// All that is needed to go on from here elsewhere.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            name: self.name.clone(),
            preset: self.origin.clone(),
            journal: self.journal.clone(),
            engine: self.engine_kind,
            dataset: self.dataset.clone(),
            snapshot: Snapshot {
                epoch: self.epoch,
                batch: self.batch,
                parameters: self.parameters.clone(),
                optimizer: self.optimizer.clone(),
            },
            history: self.history.clone(),
        }
    }

    /// Moves the end of the run. The course of training does not depend on it.
    pub fn set_epochs(&mut self, epochs: u64) {
        self.origin.epochs = epochs;
        self.preset.epochs = epochs;
    }

    /// Trains to the end of the epoch, or to the end of the first batch within it after which `interrupt` holds.
    ///
    /// # Errors
    /// If the loss, the gradient, a weight or what the optimizer remembers is not finite. Weights, optimizer state and
    /// position stay as they were before that step.
    pub fn advance(&mut self, mut interrupt: impl FnMut() -> bool) -> Result<Advance, Divergence> {
        let BatchSize::Size(size) = self.preset.batch else {
            let loss = self.step(None)?;
            // An edit from batches to all points can come in the middle of an epoch, which this step then ends.
            if self.batch == 0 {
                self.history.push_train_loss(self.epoch, loss);
            }
            self.epoch += 1;
            self.batch = 0;
            return Ok(Advance::Epoch);
        };
        self.shuffle.prepare(&self.dataset.train, self.preset.seed, self.epoch);
        loop {
            let first = usize::try_from(self.batch).unwrap_or(usize::MAX).saturating_mul(size);
            let count = self.dataset.train.len();
            if first < count {
                self.step(Some(first..count.min(first + size)))?;
                self.batch += 1;
            }
            if first.saturating_add(size) >= count {
                self.epoch += 1;
                self.batch = 0;
                return Ok(Advance::Epoch);
            }
            if interrupt() {
                return Ok(Advance::Batch);
            }
        }
    }

    /// One step of the optimizer on these points of the shuffled epoch, or on all points in their own order. Gives
    /// the loss before the step.
    fn step(&mut self, range: Option<std::ops::Range<usize>>) -> Result<f32, Divergence> {
        let batch = match range {
            None => self.dataset.train.batch(0..self.dataset.train.len()),
            Some(range) => self.shuffle.points.batch(range),
        };
        let loss = self.engine.loss_and_gradient(&self.parameters, batch, &mut self.gradient);
        let norm = norm(&self.gradient);
        if !loss.is_finite() || !norm.is_finite() {
            return Err(Divergence { epoch: self.epoch, loss });
        }
        self.gradient_norm = Some(norm);
        self.previous.0.copy_from_slice(&self.parameters);
        self.previous.1.clone_from(&self.optimizer);
        self.preset.optimizer.step(&mut self.optimizer, &mut self.parameters, &self.gradient);
        let slots = self.optimizer.slots.iter().flat_map(|slot| &slot.values);
        if self.parameters.iter().chain(slots).all(|number| number.is_finite()) {
            Ok(loss)
        } else {
            self.parameters.copy_from_slice(&self.previous.0);
            self.optimizer.clone_from(&self.previous.1);
            Err(Divergence { epoch: self.epoch, loss })
        }
    }
}

impl Shuffle {
    /// Gathers the points in the order of this epoch, a pure function of seed and epoch.
    fn prepare(&mut self, points: &Points, seed: u64, epoch: u64) {
        if self.epoch == Some(epoch) {
            return;
        }
        self.epoch = Some(epoch);
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.shuffle(&mut stream(seed, Purpose::BatchOrder, epoch));
        self.points.inputs.clear();
        self.points.inputs.extend(order.iter().map(|&index| points.inputs[index]));
        self.points.labels.clear();
        self.points.labels.extend(order.iter().map(|&index| points.labels[index]));
    }
}

impl Points {
    /// Some of the points, as a network takes them.
    fn batch(&self, range: std::ops::Range<usize>) -> Batch<'_> {
        Batch { inputs: self.inputs[range.clone()].as_flattened(), labels: &self.labels[range] }
    }
}

/// Parameters of a recipe at epoch 0.
fn untrained_parameters(preset: &Preset) -> Vec<f32> {
    let seed = preset.weights_seed.unwrap_or(preset.seed);
    initial_parameters(&preset.network, |layer| stream(seed, Purpose::InitialWeights, layer))
}

fn evaluate(engine: &mut dyn Engine, preset: &Preset, parameters: &[f32], dataset: &Dataset, epoch: u64) -> Record {
    let mut judge = |points: &Points| {
        let mut logits = vec![0.0; points.len()];
        let batch = points.batch(0..points.len());
        engine.logits(parameters, batch.inputs, &mut logits);
        preset.loss.judge(&logits, batch)
    };
    let Judgement { loss: train_loss, correct: train_correct } = judge(&dataset.train);
    let Judgement { loss: test_loss, correct: test_correct } = judge(&dataset.test);
    Record { epoch, train_loss, test_loss, train_correct, test_correct }
}

/// Euclidean norm, summed in f64 over eight lanes so that no square overflows and the sum is quick.
fn norm(numbers: &[f32]) -> f32 {
    let (chunks, rest) = numbers.as_chunks::<8>();
    let mut lanes = [0.0_f64; 8];
    for chunk in chunks {
        for (lane, &number) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(number) * f64::from(number);
        }
    }
    for (lane, &number) in lanes.iter_mut().zip(rest) {
        *lane += f64::from(number) * f64::from(number);
    }
    lanes.iter().sum::<f64>().sqrt() as f32
}
