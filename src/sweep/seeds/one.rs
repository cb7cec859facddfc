//! Training the run of one seed.

use std::sync::Arc;

use super::ManySeeds;
use super::plane::Plane;
use crate::sweep::Scores;
use crate::sweep::train::evaluate;
use crate::train::{Position, Progress, Trainer};

/// The run of a seed, as far as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedRun {
    /// Its seed.
    pub seed: u64,
    /// The scores of its last weights.
    pub scores: Scores,
    /// Why it ended.
    pub ended: Ended,
    /// The position that it came to.
    pub newest: Position,
    /// A hash of its last state, before edits made there, as [`crate::train::Snapshot::hash`] has it.
    pub hash: u64,
    /// Its decision boundary, [`super::PICTURE`] pixels each way from the upper left: the number of the class, or the place
    /// between the ends of the scale from 0 to 255.
    pub picture: Arc<[u8]>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All epochs are done.
    Finished,
    /// Early stopping ended it, and restored its best weights.
    StoppedEarly,
    /// A number was not finite; the last finite weights count.
    Diverged,
}

/// A run with what is only added up.
pub(super) struct Trained {
    pub(super) run: SeedRun,
    /// The train and the test loss at each of the epochs; infinite after a divergence.
    pub(super) curve: Vec<[f32; 2]>,
    /// The predictions on the plane, as [`Plane::predict`] gives them.
    pub(super) predictions: Vec<f32>,
}

/// Trains the run of a seed with its losses at these epochs, the last of which is its end; none if it was stopped.
pub(super) fn train(
    many: &ManySeeds,
    seed: u64,
    epochs: &[u64],
    plane: &Plane,
    is_stopped: &dyn Fn() -> bool,
) -> Option<Trained> {
    let trainer = Trainer::new(many.name(), many.preset_of(seed));
    UnderWay { seed, trainer, curve: Vec::with_capacity(epochs.len()) }.train(many, epochs, plane, is_stopped)
}

/// A run that has come to where its curve ends.
pub(super) struct UnderWay {
    pub(super) seed: u64,
    pub(super) trainer: Trainer,
    /// The train and the test loss at each of the epochs so far.
    pub(super) curve: Vec<[f32; 2]>,
}

impl UnderWay {
    /// Trains it to its end; none if it was stopped.
    pub(super) fn train(
        self,
        many: &ManySeeds,
        epochs: &[u64],
        plane: &Plane,
        is_stopped: &dyn Fn() -> bool,
    ) -> Option<Trained> {
        let Self { seed, mut trainer, mut curve } = self;
        let mut has_diverged = false;
        for epoch in &epochs[curve.len()..] {
            let to = Position::at(*epoch);
            while !has_diverged && trainer.position() < to {
                match trainer.follow(many.journal(), to, is_stopped) {
                    // It was stopped early.
                    Ok(Progress::Arrived) => break,
                    Ok(_) if is_stopped() => return None,
                    Ok(_) => {}
                    Err(_) => has_diverged = true,
                }
            }
            let record = trainer.evaluate();
            curve.push(if has_diverged {
                [f32::INFINITY; 2]
            } else {
                [record.train_loss, record.test_loss().unwrap_or(record.train_loss)]
            });
        }
        let hash = trainer.snapshot().hash();
        trainer.catch_up(many.journal());
        let ended = match trainer.early_stop() {
            _ if has_diverged => Ended::Diverged,
            Some(_) => Ended::StoppedEarly,
            None => Ended::Finished,
        };
        let scores = evaluate(&mut trainer);
        let (predictions, picture) = plane.predict(&trainer);
        let run = SeedRun { seed, scores, ended, newest: trainer.position(), hash, picture: picture.into() };
        Some(Trained { run, curve, predictions })
    }
}
