//! Edits made while a run trained, and their positions.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::trainer::untrained_parameters;
use super::transfer::transferred;
use super::{Position, Snapshot};
use crate::data::{Data, Input, PointChange, Table};
use crate::network::{
    Architecture, EngineKind, Layout, Loss, PADDED_INPUTS, Unit, UnitMask, WITH_PADDING, without_padding,
};
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule};
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

impl Edit {
    /// Where it was made.
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch, batch: self.batch }
    }

    /// Whether a run with its setting from the start on has the same states: made at epoch 0, it leaves the weights as they
    /// were drawn.
    pub fn is_of_start(&self) -> bool {
        let leaves_weights = match self.change {
            Change::Optimizer(_)
            | Change::Schedule(_)
            | Change::Regularization(_)
            | Change::Clip(_)
            | Change::Dropout(_)
            | Change::Batch(_)
            | Change::EarlyStopping(_)
            | Change::Engine(_)
            | Change::Data(_)
            | Change::Point(_)
            | Change::Loss(_)
            | Change::ClassWeights(_) => true,
            // A unit or an input that comes later keeps the weights of the others.
            Change::Inputs(_)
            | Change::Network(_)
            | Change::Weight(..)
            | Change::Bias(..)
            | Change::Off(..)
            | Change::Weights(_) => false,
        };
        leaves_weights && self.position() == Position::default()
    }
}

/// The largest weight or bias that can be set by hand.
pub const LARGEST_WEIGHT: f32 = 1e6;

/// A setting that can change without losing the network, with its new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// The optimizer or one of its settings. The same optimizer keeps its state.
    Optimizer(Optimizer),
    /// Learning rate schedule, counted from the start of the run.
    Schedule(Schedule),
    /// Regularization.
    Regularization(Regularization),
    /// Gradient clipping.
    Clip(Clip),
    /// The probability of dropout.
    Dropout(f64),
    /// Class weights of the loss.
    ClassWeights(Vec<f64>),
    /// Mini-batch size.
    Batch(BatchSize),
    /// Early stopping, with its state reset.
    EarlyStopping(EarlyStopping),
    /// Engine.
    Engine(EngineKind),
    /// Recipe for the points, with labels of the same kind. The points are generated again from the run's seed.
    Data(Data),
    /// One point, drawn or removed.
    Point(PointChange),
    /// Input features. Weights of inputs that were there before stay.
    Inputs(Vec<Input>),
    /// The hidden layers. Units that were there before keep their weights.
    Network(Architecture),
    /// Loss function of the same kind, for as many outputs.
    Loss(Loss),
    /// One weight of a unit, set by hand; inputs count from 0.
    Weight(Unit, usize, f32),
    /// The bias of a unit, set by hand.
    Bias(Unit, f32),
    /// Whether a hidden unit is off: it outputs 0 and learns nothing.
    Off(Unit, bool),
    /// All weights and biases, read from a file, in the order of the layout.
    Weights(Vec<f32>),
}

/// A recipe with the changes of a journal applied.
pub fn settings(preset: &Preset, journal: &[Edit]) -> Preset {
    let mut preset = preset.clone();
    for edit in journal {
        edit.change.apply(&mut preset);
    }
    preset
}

/// The units that a journal has switched off.
pub fn unit_mask(journal: &[Edit]) -> UnitMask {
    let mut unit_mask = UnitMask::default();
    for edit in journal {
        if let Change::Off(unit, off) = edit.change {
            unit_mask.set(unit, off);
        }
    }
    unit_mask
}

/// The changes that lead from one preset to another and keep the network, in a fixed order; none if the run has to
/// restart. The number of epochs doesn't count.
pub fn changes(before: &Preset, after: &Preset) -> Option<Vec<Change>> {
    let change = |differs: bool, change: Change| differs.then_some(change);
    let mut changes: Vec<_> = [
        change(after.optimizer != before.optimizer, Change::Optimizer(after.optimizer.clone())),
        change(after.schedule != before.schedule, Change::Schedule(after.schedule)),
        change(after.regularization != before.regularization, Change::Regularization(after.regularization)),
        change(after.clip != before.clip, Change::Clip(after.clip)),
        change(after.dropout != before.dropout, Change::Dropout(after.dropout)),
        change(after.early_stopping != before.early_stopping, Change::EarlyStopping(after.early_stopping)),
        change(after.batch != before.batch, Change::Batch(after.batch)),
        change(after.engine != before.engine, Change::Engine(after.engine)),
        change(after.data != before.data, Change::Data(after.data.clone())),
    ]
    .into_iter()
    .flatten()
    .collect();
    changes.extend(before.drawn.changes(&after.drawn).into_iter().map(Change::Point));
    changes.extend(change(after.inputs != before.inputs, Change::Inputs(after.inputs.clone())));
    changes.extend(change(after.network != before.network, Change::Network(after.network.clone())));
    changes.extend(change(after.loss != before.loss, Change::Loss(after.loss)));
    let has_other_weights = after.class_weights != before.class_weights;
    changes.extend(change(has_other_weights, Change::ClassWeights(after.class_weights.clone())));
    let is_same_task = after.data.target() == before.data.target() && after.loss.task() == before.loss.task();
    // Rows of another file are not in the journal.
    let is_same_table = after.data.table().map(Table::digest) == before.data.table().map(Table::digest);
    let mut reached = Preset { epochs: after.epochs, ..before.clone() };
    for change in &changes {
        change.apply(&mut reached);
    }
    // The version follows from the rest.
    let is_reached = reached.in_lowest_version() == after.clone().in_lowest_version();
    (is_same_task && is_same_table && is_reached).then_some(changes)
}

impl Change {
    /// The setting's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Optimizer(_) => "the optimizer",
            Self::Schedule(_) => "the schedule",
            Self::Regularization(_) => "the regularization",
            Self::Clip(_) => "gradient clipping",
            Self::Dropout(_) => "dropout",
            Self::ClassWeights(_) => "the class weights",
            Self::Batch(_) => "the batch size",
            Self::EarlyStopping(_) => "early stopping",
            Self::Engine(_) => "the engine",
            Self::Data(_) | Self::Point(_) => "the points",
            Self::Inputs(_) => "the inputs",
            Self::Network(_) => "the network",
            Self::Loss(_) => "the loss",
            Self::Weight(..) => "a weight",
            Self::Bias(..) => "a bias",
            Self::Off(..) => "a unit switched off or on",
            Self::Weights(_) => "the weights",
        }
    }

    /// Checks that a run with these settings has what is to be changed; [`Preset::check`] checks the settings that
    /// result.
    ///
    /// # Errors
    /// Names what is missing or out of range.
    pub fn check(&self, before: &Preset) -> Result<(), String> {
        let layout = || Layout::new(&before.shape());
        let has = |unit: &Unit| unit.layer < layout().layers() && unit.index < layout().bias(unit.layer).len();
        let in_range = |value: &f32| value.abs() <= LARGEST_WEIGHT;
        match self {
            Self::Point(change) if !change.fits(&before.drawn) => Err("there is no such point".into()),
            Self::Weight(unit, ..) | Self::Bias(unit, _) if !has(unit) => Err("there is no such unit".into()),
            Self::Off(unit, _) if !layout().has_hidden(*unit) => Err("there is no such hidden unit".into()),
            Self::Weight(unit, input, _) if *input >= layout().incoming(*unit).len() => {
                Err("there is no such input of the unit".into())
            }
            Self::Weight(.., value) | Self::Bias(_, value) if !in_range(value) => {
                Err(format!("{value} is not a weight; allowed: a number from -1000000 to 1000000"))
            }
            Self::Weights(weights) if own_weights(weights, before).len() != layout().len() => {
                Err(format!("{} weights for {} parameters", weights.len(), layout().len()))
            }
            Self::Weights(weights) if !weights.iter().all(|weight| weight.is_finite()) => {
                Err("a weight is not a finite number".into())
            }
            _ => Ok(()),
        }
    }

    /// Index of the parameter that the change sets, if it sets one.
    pub fn parameter(&self, settings: &Preset) -> Option<usize> {
        let layout = Layout::new(&settings.shape());
        match self {
            Self::Weight(unit, input, _) => Some(layout.incoming(*unit).start + input),
            Self::Bias(unit, _) => Some(layout.bias_of(*unit)),
            _ => None,
        }
    }

    /// Whether the change is of the same parameter or switch as another, and makes an earlier one void.
    pub fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Weight(unit, input, _), Self::Weight(other, place, _)) => (unit, input) == (other, place),
            (Self::Bias(unit, _), Self::Bias(other, _)) | (Self::Off(unit, _), Self::Off(other, _)) => unit == other,
            _ => false,
        }
    }

    /// Whether a run with these settings loses weights.
    pub(crate) fn takes_from(&self, before: &Preset) -> bool {
        let mut after = before.clone();
        self.apply(&mut after);
        before.inputs != after.inputs || before.network.hidden != after.network.hidden
    }

    /// Puts the new value in the place of the old one.
    pub fn apply(&self, preset: &mut Preset) {
        match self {
            Self::Optimizer(optimizer) => preset.optimizer = optimizer.clone(),
            Self::Schedule(schedule) => preset.schedule = *schedule,
            Self::Regularization(regularization) => preset.regularization = *regularization,
            Self::Clip(clip) => preset.clip = *clip,
            Self::Dropout(dropout) => preset.dropout = *dropout,
            Self::ClassWeights(weights) => preset.class_weights.clone_from(weights),
            Self::Batch(batch) => preset.batch = *batch,
            Self::EarlyStopping(early_stopping) => preset.early_stopping = *early_stopping,
            Self::Engine(engine) => preset.engine = *engine,
            Self::Data(data) => {
                preset.data = data.clone();
                preset.fit_version();
            }
            Self::Point(change) => change.apply(&mut preset.drawn),
            Self::Inputs(inputs) => {
                preset.inputs.clone_from(inputs);
                preset.fit_version();
            }
            Self::Network(network) => {
                preset.network = network.clone();
                preset.fit_version();
            }
            Self::Loss(loss) => preset.loss = *loss,
            Self::Weight(..) | Self::Bias(..) | Self::Off(..) | Self::Weights(_) => {}
        }
        preset.fit_version();
    }

    /// Adapts a state to this change from `before` to `after`. The optimizer state stays if the new optimizer keeps the
    /// same vectors. Weights that both networks have stay; new ones are untrained. Early stopping starts again where
    /// earlier losses can't be compared with later ones.
    pub(super) fn transfer(&self, before: &Preset, after: &Preset, snapshot: &mut Snapshot) {
        let Snapshot { parameters, optimizer: state, best, .. } = snapshot;
        match self {
            Self::Optimizer(optimizer) => {
                optimizer.take_over(state, parameters.len());
                if let Some(best) = best {
                    optimizer.take_over(&mut best.optimizer, parameters.len());
                }
            }
            Self::Inputs(_) | Self::Network(_) => {
                *best = None;
                if before.shape().widths().eq(after.shape().widths()) && before.inputs == after.inputs {
                    return;
                }
                *parameters = transferred(before, after, parameters, untrained_parameters(after));
                for slot in &mut state.slots {
                    slot.values = transferred(before, after, &slot.values, vec![0.0; parameters.len()]);
                }
            }
            Self::Weight(.., value) | Self::Bias(_, value) => {
                if let Some(parameter) = self.parameter(after) {
                    parameters[parameter] = *value;
                }
                *best = None;
            }
            Self::Weights(weights) => {
                *parameters = own_weights(weights, after).into_owned();
                *best = None;
            }
            Self::Off(..)
            | Self::EarlyStopping(_)
            | Self::Data(_)
            | Self::Point(_)
            | Self::Loss(_)
            | Self::ClassWeights(_) => *best = None,
            Self::Schedule(_)
            | Self::Regularization(_)
            | Self::Clip(_)
            | Self::Dropout(_)
            | Self::Batch(_)
            | Self::Engine(_) => {}
        }
    }
}

/// The weights of a change, without those of inputs that the network was once padded with.
fn own_weights<'a>(weights: &'a [f32], settings: &Preset) -> Cow<'a, [f32]> {
    let (shape, layout) = (settings.shape(), Layout::new(&settings.shape()));
    let units = layout.bias(0).len();
    let is_padded = settings.padded_initialization
        && PADDED_INPUTS.contains(&shape.inputs)
        && weights.len() == layout.len() + (WITH_PADDING - shape.inputs) * units;
    if is_padded { Cow::Owned(without_padding(weights, shape.inputs, units)) } else { Cow::Borrowed(weights) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_at_epoch_0_that_leaves_the_weights_is_one_of_the_start() {
        let is_of_start = |epoch, batch, change| Edit { epoch, batch, change }.is_of_start();
        assert!(is_of_start(0, 0, Change::Batch(BatchSize::Size(8))) && is_of_start(0, 0, Change::Dropout(0.5)));
        assert!(!is_of_start(0, 1, Change::Batch(BatchSize::Full)) && !is_of_start(3, 0, Change::Dropout(0.5)));
        let unit = Unit { layer: 0, index: 0 };
        assert!(!is_of_start(0, 0, Change::Bias(unit, 1.0)) && !is_of_start(0, 0, Change::Off(unit, true)));
    }
}
