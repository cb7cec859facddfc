//! `blobtui train --verify`: the other engine trains the same run in step; prints the largest differences.

use serde::Serialize;

use super::output::Output;
use crate::error::Error;
use crate::network::{Batches, Engine};
use crate::session::Source;
use crate::train::{Change, Progress, Trainer};

/// Denominator for relative differences of smaller losses.
const MIN_LOSS: f64 = 1e-3;

/// The same run on the other engine, and the largest differences between the two.
pub(super) struct Verification {
    other: Trainer,
    /// The run's engine and the other one, for gradients at the same weights.
    engines: [Box<dyn Engine>; 2],
    /// All train points.
    points: Batches,
    differences: Differences,
}

/// The largest differences so far.
#[derive(Clone, Copy, Default, Serialize)]
struct Differences {
    /// The epoch at which the other engine's run diverged while this one's didn't.
    diverged: Option<u64>,
    train_loss: Largest,
    test_loss: Largest,
    gradient: Largest,
    weights: Largest,
}

/// The largest difference so far, and the epoch at which it was found.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Largest {
    difference: f64,
    epoch: u64,
}

impl Largest {
    fn take(&mut self, difference: f64, epoch: u64) {
        if difference > self.difference || difference.is_nan() {
            *self = Self { difference, epoch };
        }
    }
}

#[derive(Serialize)]
pub(super) struct Report {
    engine: &'static str,
    #[serde(flatten)]
    differences: Differences,
}

impl Verification {
    /// Prepares the run of this source on the other engine.
    pub(super) fn new(source: Source) -> Self {
        let other = match source {
            Source::Recipe(mut recipe) => {
                recipe.preset.engine = recipe.preset.engine.other();
                Trainer::new(&recipe.name, recipe.preset)
            }
            Source::Checkpoint(checkpoint) => {
                let mut trainer = Trainer::resume(*checkpoint);
                trainer.edit(Change::Engine(trainer.preset().engine.other()));
                trainer
            }
            Source::Run(run) => Trainer::new(&run.name, run.preset),
        };
        let (shape, loss, kind) = (other.preset().shape(), other.preset().loss, other.preset().engine);
        let engines = [kind.other().build(&shape, loss), kind.build(&shape, loss)];
        let points = other.dataset().train.laid_out_for(other.preset());
        Self { other, engines, points, differences: Differences::default() }
    }

    fn engine(&self) -> &'static str {
        self.other.preset().engine.name()
    }

    /// Trains the other engine's run to the end of the epoch that the run itself has just completed, and compares.
    pub(super) fn follow(&mut self, trainer: &mut Trainer) {
        let differences = &mut self.differences;
        if differences.diverged.is_some() {
            return;
        }
        let epoch = trainer.epoch();
        while self.other.epoch() < epoch {
            match self.other.advance(|| false) {
                Ok(Progress::Epoch | Progress::Batch) => {}
                // The other run has no state at this epoch to compare with.
                Ok(Progress::Arrived) => return,
                Err(_) => {
                    differences.diverged = Some(self.other.epoch());
                    return;
                }
            }
        }
        let (mine, others) = (trainer.evaluate(), self.other.evaluate());
        differences.train_loss.take(relative(mine.train_loss, others.train_loss), epoch);
        differences.test_loss.take(relative(mine.test_loss, others.test_loss), epoch);
        let [mine, others] = self.engines.each_mut().map(|engine| {
            let mut gradient = vec![0.0; trainer.parameters().len()];
            engine.loss_and_gradient(trainer.parameters(), &self.points, 0, &mut gradient);
            gradient
        });
        let largest = mine.iter().fold(f64::MIN_POSITIVE, |most, gradient| most.max(f64::from(gradient.abs())));
        differences.gradient.take(apart(&mine, &others) / largest, epoch);
        differences.weights.take(apart(trainer.parameters(), self.other.parameters()), epoch);
    }

    pub(super) fn print(&self, output: &mut Output, trainer: &Trainer) -> Result<(), Error> {
        let Differences { diverged, train_loss, test_loss, gradient, weights } = self.differences;
        let (mine, other) = (trainer.preset().engine.name(), self.engine());
        output.line("")?;
        output.line(format_args!("{mine} and {other} in step   largest difference    at epoch"))?;
        for (name, Largest { difference, epoch }, unit) in [
            ("train loss", train_loss, "relative to the loss"),
            ("test loss", test_loss, "relative to the loss"),
            ("gradient", gradient, "relative to its largest entry, at the same weights"),
            ("weights", weights, "absolute"),
        ] {
            output.line(format_args!("{name:<24}  {difference:>18.1e}  {epoch:>10}  {unit}"))?;
        }
        match diverged {
            Some(epoch) => output.line(format_args!("{other} diverged at epoch {epoch}; {mine} didn't")),
            None => Ok(()),
        }
    }

    pub(super) fn report(&self) -> Report {
        Report { engine: self.engine(), differences: self.differences }
    }
}

/// The difference of two losses, relative to the larger of the first and [`MIN_LOSS`].
fn relative(mine: f32, other: f32) -> f64 {
    (f64::from(mine) - f64::from(other)).abs() / f64::from(mine).abs().max(MIN_LOSS)
}

/// The largest difference of two entries at the same index.
fn apart(mine: &[f32], others: &[f32]) -> f64 {
    mine.iter().zip(others).fold(0.0, |most, (mine, other)| most.max((f64::from(*mine) - f64::from(*other)).abs()))
}
