//! Training a run to its end.

use super::plan::Rules;
use super::scores::Scores;
use crate::error::Error;
use crate::train::{Divergence, Position, Record, Trainer};

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended.
    pub end: End,
    /// The position that it came to.
    pub newest: Position,
    /// The scores of its last weights.
    pub last: Scores,
    /// The evaluated epoch with the smallest finite test loss, or train loss without test points, the first of several; and
    /// its scores. None without one.
    pub best: Option<(u64, Scores)>,
    /// The evaluated epoch at which the target was first met.
    pub target_epoch: Option<u64>,
    /// A hash of the last state: epoch, weights and optimizer state, as [`crate::train::Snapshot::hash`] has it.
    pub hash: u64,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// All epochs are done.
    Finished,
    /// Early stopping ended it, and restored its best weights.
    StoppedEarly,
    /// It met the target.
    MetTarget,
    /// A number was not finite.
    Diverged(Divergence),
}

impl End {
    /// Its name in tables.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::StoppedEarly => "stopped-early",
            Self::MetTarget => "met-target",
            Self::Diverged(_) => "diverged",
        }
    }
}

/// Trains a run to its end; none if it was interrupted. Calls `evaluated` with the run, the epoch and the scores at every
/// evaluation.
///
/// # Errors
/// Whatever `evaluated` refuses.
pub fn train_one(
    trainer: &mut Trainer,
    rules: &Rules,
    is_stopped: &dyn Fn() -> bool,
    evaluated: &mut dyn FnMut(&mut Trainer, u64, &Scores) -> Result<(), Error>,
) -> Result<Option<Outcome>, Error> {
    train_on(trainer, None, rules, is_stopped, evaluated)
}

/// The same for a run that has come from epoch 0 already, with the best epoch so far.
pub(super) fn train_on(
    trainer: &mut Trainer,
    mut best: Option<(u64, Scores)>,
    rules: &Rules,
    is_stopped: &dyn Fn() -> bool,
    evaluated: &mut dyn FnMut(&mut Trainer, u64, &Scores) -> Result<(), Error>,
) -> Result<Option<Outcome>, Error> {
    let epochs = trainer.preset().epochs;
    let mut target_epoch = None;
    let end = loop {
        let epoch = trainer.epoch();
        let stopped_early = trainer.early_stop().is_some();
        let is_last = epoch >= epochs || stopped_early;
        if epoch.is_multiple_of(rules.every) || is_last {
            // Early stopping has restored other weights by now than those of this epoch.
            let scores = trainer.before_restoring(evaluate);
            evaluated(trainer, epoch, &scores)?;
            if scores.loss().is_finite() && best.is_none_or(|(_, best)| scores.loss() < best.loss()) {
                best = Some((epoch, scores));
            }
            target_epoch = rules.until.filter(|target| target.is_met(&scores)).map(|_| epoch);
        }
        if stopped_early {
            break End::StoppedEarly;
        }
        if target_epoch.is_some() {
            break End::MetTarget;
        }
        if is_last {
            break End::Finished;
        }
        if is_stopped() {
            return Ok(None);
        }
        if let Err(divergence) = trainer.advance(|| false) {
            break End::Diverged(divergence);
        }
    };
    let (newest, hash) = (trainer.position(), trainer.snapshot().hash());
    Ok(Some(Outcome { end, newest, last: evaluate(trainer), best, target_epoch, hash }))
}

/// The scores of a run as it is.
pub(super) fn evaluate(trainer: &mut Trainer) -> Scores {
    let record = trainer.evaluate();
    scores_of(trainer, &record)
}

/// The scores of a record of a run.
pub(super) fn scores_of(trainer: &Trainer, record: &Record) -> Scores {
    Scores::of(record, (trainer.dataset().train.len(), trainer.dataset().test.len()))
}
