//! What was changed while a run trained, and where.

use serde::{Deserialize, Serialize};

use crate::network::EngineKind;
use crate::optimizer::Optimizer;
use crate::preset::{BatchSize, Preset};

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
    /// The size of the batches.
    Batch(BatchSize),
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
            Self::Batch(_) => "the batch size",
            Self::Engine(_) => "the engine",
        }
    }

    /// Puts the new value in the place of the old one.
    pub fn apply(&self, preset: &mut Preset) {
        match self {
            Self::Optimizer(optimizer) => preset.optimizer = optimizer.clone(),
            Self::Batch(batch) => preset.batch = *batch,
            Self::Engine(engine) => preset.engine = *engine,
        }
    }
}
