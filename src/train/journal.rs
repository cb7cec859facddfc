//! What was changed while a run trained, and where.

use serde::{Deserialize, Serialize};

use super::Best;
use crate::network::EngineKind;
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule, State};
use crate::preset::{BatchSize, EarlyStopping, Preset};

/// A change of a run's settings at a position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Completed epochs when it was made.
    pub epoch: u64,
    /// Batches of the next epoch that were done.
    pub batch: u64,
    /// What was changed.
    pub change: Change,
}

/// A setting that can change without losing the network, with its new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// The update rule or one of its settings. What the rule remembers is kept if the rule is the same.
    Optimizer(Optimizer),
    /// How the learning rate changes from epoch to epoch, counted from the start of the run.
    Schedule(Schedule),
    /// What keeps the weights small.
    Regularization(Regularization),
    /// How long a step's gradient may be.
    Clip(Clip),
    /// The size of the batches.
    Batch(BatchSize),
    /// Whether the run ends when the test loss falls no more. What it remembers begins anew.
    EarlyStopping(EarlyStopping),
    /// What computes the run.
    Engine(EngineKind),
}

/// A recipe with the changes of a journal applied.
#[must_use]
pub fn settings(preset: &Preset, journal: &[Edit]) -> Preset {
    let mut preset = preset.clone();
    for edit in journal {
        edit.change.apply(&mut preset);
    }
    preset
}

/// The changes that lead from one preset to another without losing the network, in a fixed order. None if there are
/// none that do: then the run has to begin again. The end of the run, which changes nothing of its course, is left out.
#[must_use]
pub fn changes(before: &Preset, after: &Preset) -> Option<Vec<Change>> {
    let mut changes = vec![];
    if after.optimizer != before.optimizer {
        changes.push(Change::Optimizer(after.optimizer.clone()));
    }
    if after.schedule != before.schedule {
        changes.push(Change::Schedule(after.schedule));
    }
    if after.regularization != before.regularization {
        changes.push(Change::Regularization(after.regularization));
    }
    if after.clip != before.clip {
        changes.push(Change::Clip(after.clip));
    }
    if after.early_stopping != before.early_stopping {
        changes.push(Change::EarlyStopping(after.early_stopping));
    }
    if after.batch != before.batch {
        changes.push(Change::Batch(after.batch));
    }
    if after.engine != before.engine {
        changes.push(Change::Engine(after.engine));
    }
    let mut reached = Preset { epochs: after.epochs, ..before.clone() };
    for change in &changes {
        change.apply(&mut reached);
    }
    (reached == *after).then_some(changes)
}

impl Change {
    /// The setting's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Optimizer(_) => "the optimizer",
            Self::Schedule(_) => "the schedule",
            Self::Regularization(_) => "the regularization",
            Self::Clip(_) => "the clipping",
            Self::Batch(_) => "the batch size",
            Self::EarlyStopping(_) => "early stopping",
            Self::Engine(_) => "the engine",
        }
    }

    /// Puts the new value in the place of the old one.
    pub fn apply(&self, preset: &mut Preset) {
        match self {
            Self::Optimizer(optimizer) => preset.optimizer = optimizer.clone(),
            Self::Schedule(schedule) => preset.schedule = *schedule,
            Self::Regularization(regularization) => preset.regularization = *regularization,
            Self::Clip(clip) => preset.clip = *clip,
            Self::Batch(batch) => preset.batch = *batch,
            Self::EarlyStopping(early_stopping) => preset.early_stopping = *early_stopping,
            Self::Engine(engine) => preset.engine = *engine,
        }
    }

    /// Brings what a run remembers beside its parameters under the new value: what an optimizer remembers stays if the
    /// new one keeps the same vectors, and early stopping looks at the epochs from here on.
    pub(super) fn carry_over(&self, parameters: usize, state: &mut State, best: &mut Option<Best>) {
        match self {
            Self::Optimizer(optimizer) => {
                optimizer.take_over(state, parameters);
                if let Some(best) = best {
                    optimizer.take_over(&mut best.optimizer, parameters);
                }
            }
            Self::EarlyStopping(_) => *best = None,
            Self::Schedule(_) | Self::Regularization(_) | Self::Clip(_) | Self::Batch(_) | Self::Engine(_) => {}
        }
    }
}
