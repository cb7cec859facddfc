//! How the run of a script begins, and what was changed on the way.
//!
//! Edits made before the first step are part of the beginning. Later ones are lines of the training loop where PyTorch
//! has plain words for them; a run with any other is refused by the edit's name.

use std::fmt::Write;

use super::optimizer;
use crate::error::Error;
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, Preset};
use crate::text::visible;
use crate::train::{Change, Checkpoint, Edit, Trainer, unit_mask};

/// The beginning of a run.
pub(super) struct Start {
    /// The recipe.
    pub(super) settings: Preset,
    /// The parameters of epoch 0.
    pub(super) parameters: Vec<f32>,
    /// The edits of the optimizer and of weights, as lines of the training loop.
    pub(super) edits: String,
    /// The regularization, with the epoch from which on it holds.
    pub(super) regularizations: Vec<(u64, Regularization)>,
    /// The clipping, likewise.
    pub(super) clips: Vec<(u64, Clip)>,
    /// The probability of dropout, likewise.
    pub(super) dropouts: Vec<(u64, f64)>,
    /// The mini-batch size, likewise.
    pub(super) batches: Vec<(u64, BatchSize)>,
}

impl Start {
    /// The beginning of the run that led to a checkpoint.
    ///
    /// # Errors
    /// [`Error::Input`] with the name of the first edit that a script can't make.
    pub(super) fn of(checkpoint: &Checkpoint) -> Result<Self, Error> {
        let is_later = |edit: &Edit| (edit.epoch, edit.batch) > (0, 0);
        let split = checkpoint.journal.iter().position(is_later).unwrap_or(checkpoint.journal.len());
        let (before, later) = checkpoint.journal.split_at(split);
        let refuse = |what: String| {
            let problem = format!("{what} can't be part of a script");
            Error::input(visible(&checkpoint.name), problem, "export a checkpoint from before it, or in another format")
        };
        if !unit_mask(before).are_all_on() {
            return Err(refuse("a unit that is off from the start".to_owned()));
        }
        let mut settings = checkpoint.preset.clone();
        for edit in before {
            edit.change.apply(&mut settings);
        }
        let (mut now, mut edits) = (settings.clone(), String::new());
        let mut regularizations = vec![(0, settings.regularization)];
        let (mut clips, mut batches) = (vec![(0, settings.clip)], vec![(0, settings.batch)]);
        let mut dropouts = vec![(0, settings.dropout)];
        for edit in later {
            let refused = || refuse(format!("an edit of {} at epoch {}", edit.change.name(), edit.epoch));
            let line = line(edit, &now).ok_or_else(refused)?;
            edits += &line;
            edit.change.apply(&mut now);
            replace(&mut regularizations, edit.epoch, now.regularization);
            replace(&mut clips, edit.epoch, now.clip);
            replace(&mut dropouts, edit.epoch, now.dropout);
            replace(&mut batches, edit.epoch, now.batch);
        }
        let parameters = parameters(checkpoint, before);
        Ok(Self { settings, parameters, edits, regularizations, clips, dropouts, batches })
    }

    /// Whether units drop out of any step.
    pub(super) fn has_dropout(&self) -> bool {
        !self.settings.network.hidden.is_empty() && self.dropouts.iter().any(|(_, p)| *p > 0.0)
    }
}

/// Takes the value of an epoch, if it is a new one.
fn replace<T: PartialEq>(values: &mut Vec<(u64, T)>, epoch: u64, value: T) {
    if values.last().is_some_and(|(_, last)| *last == value) {
        return;
    }
    values.retain(|(other, _)| *other < epoch);
    values.push((epoch, value));
}

/// The parameters of epoch 0, after the edits made there.
fn parameters(checkpoint: &Checkpoint, before: &[Edit]) -> Vec<f32> {
    let snapshot = &checkpoint.snapshot;
    if (snapshot.epoch, snapshot.batch) == (0, 0) {
        return snapshot.parameters.clone();
    }
    let mut start = Trainer::new(&checkpoint.name, checkpoint.preset.clone());
    start.catch_up(before);
    start.parameters().to_vec()
}

/// The lines of an edit in the training loop of a run with these settings; none if a script can't make it.
fn line(edit: &Edit, settings: &Preset) -> Option<String> {
    if edit.batch > 0 && !matches!(edit.change, Change::Engine(_)) {
        return None;
    }
    let lines = match &edit.change {
        // Engines differ in the last digits alone; the loop knows the epochs of the others.
        Change::Engine(_) | Change::Regularization(_) | Change::Clip(_) | Change::Dropout(_) | Change::Batch(_) => {
            return Some(String::new());
        }
        Change::Optimizer(after) if settings.schedule == Schedule::Constant => change(&settings.optimizer, after)?,
        // A new weight starts early stopping anew, and one at the end comes after the loop.
        Change::Weight(..) | Change::Bias(..)
            if settings.early_stopping != EarlyStopping::None || edit.epoch >= settings.epochs =>
        {
            return None;
        }
        Change::Weight(unit, input, value) => {
            set(&format!("linear_{}.weight[{}, {input}]", unit.layer + 1, unit.index), *value)
        }
        Change::Bias(unit, value) => set(&format!("linear_{}.bias[{}]", unit.layer + 1, unit.index), *value),
        _ => return None,
    };
    Some(format!("        if epoch == {}:\n{lines}", edit.epoch))
}

fn set(parameter: &str, value: f32) -> String {
    format!("            with torch.no_grad():\n                model.{parameter} = {value:?}\n")
}

/// A change of the optimizer. One that keeps the same vectors keeps its state.
fn change(before: &Optimizer, after: &Optimizer) -> Option<String> {
    if before.slots() != after.slots() {
        return Some(format!("            optimizer = {}\n", optimizer::call(after)));
    }
    if before.name() != after.name() {
        return None;
    }
    let (old, new) = (optimizer::all_settings(before), optimizer::all_settings(after));
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new);
    Some(changed.fold(String::new(), |mut lines, (_, (name, value))| {
        let _ = writeln!(lines, "            optimizer.param_groups[0][\"{name}\"] = {value}");
        lines
    }))
}
