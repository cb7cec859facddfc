//! `blobtui train --verify`: the other engine trains the same run in step, and each figure in which the two differ is
//! compared with what rounding explains.
//!
//! At the same weights the engines must agree within rounding, or one of them is wrong: then the command fails. The runs
//! themselves part, since every step goes on from roundings of its own; how fast is a matter of the run.

use serde::Serialize;

use super::output::Output;
use super::rounding::{Allowed, EPSILON, Rounding, apart, difference, largest};
use crate::error::Error;
use crate::network::{Batches, Engine};
use crate::session::Source;
use crate::train::{Change, Progress, Trainer};

/// How many times the roundings of all steps, added up, the runs may be apart before they are said to magnify them.
const DRIFT: f64 = 4.0;
/// The part of a bound from which on it is worth measuring, which takes a pass for each point.
const NEAR: f64 = 0.1;

/// The same run on the other engine, and the largest differences between the two.
pub(super) struct Verification {
    other: Trainer,
    /// The run's engine and the other one, for losses and gradients at the same weights.
    engines: [Box<dyn Engine>; 2],
    /// All train points, and all test points.
    points: [Batches; 2],
    rounding: Rounding,
    /// How far the roundings of all steps so far, added up, move a weight.
    drift: f64,
    figures: Figures,
}

/// What was found so far: of each figure the difference that is largest for what is allowed there.
#[derive(Clone, Copy, Default, Serialize)]
struct Figures {
    /// The epoch at which the other engine's run diverged while this one's didn't.
    diverged: Option<u64>,
    /// The mean loss over the train points at the same weights.
    loss: Figure,
    /// An entry of its gradient at the same weights.
    gradient: Figure,
    train_loss: Figure,
    test_loss: Figure,
    /// A weight or bias of the two runs.
    weights: Figure,
}

/// A difference, what single precision allows it to be, and the epoch at which it was found.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Figure {
    difference: f64,
    allowed: f64,
    epoch: u64,
}

impl Figure {
    fn take(&mut self, difference: f64, allowed: f64, epoch: u64) {
        let next = Self { difference, allowed, epoch };
        if difference > 0.0 && next.ratio() > self.ratio() {
            *self = next;
        }
    }

    fn ratio(&self) -> f64 {
        match self.difference {
            0.0 => 0.0,
            f64::INFINITY => f64::INFINITY,
            difference => difference / self.allowed.max(f64::MIN_POSITIVE),
        }
    }

    fn is_within(&self) -> bool {
        self.ratio() <= 1.0
    }
}

/// What the figures say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// Rounding explains all of them.
    Within,
    /// The engines agree at the same weights, and the run makes more of their roundings than their sum.
    Magnified,
    /// The engines differ by more than rounding explains.
    Beyond,
}

#[derive(Serialize)]
pub(super) struct Report {
    engine: &'static str,
    epsilon: f64,
    verdict: Verdict,
    #[serde(flatten)]
    figures: Figures,
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
        let points = [&other.dataset().train, &other.dataset().test].map(|points| points.laid_out_for(other.preset()));
        let rounding = Rounding::new(&shape, loss, &points[0]);
        Self { other, engines, points, rounding, drift: 0.0, figures: Figures::default() }
    }

    fn engine(&self) -> &'static str {
        self.other.preset().engine.name()
    }

    /// Trains the other engine's run to the end of the epoch that the run itself has just completed, and compares.
    pub(super) fn follow(&mut self, trainer: &mut Trainer) {
        let (gradient, allowed) = self.compare_engines(trainer);
        if self.figures.diverged.is_some() {
            return;
        }
        let epoch = trainer.epoch();
        let steps = trainer.preset().batch.batches(trainer.dataset().train.len()) as f64;
        let of_step = EPSILON * largest(trainer.parameters()) + trainer.learning_rate() * allowed.gradient;
        self.drift += DRIFT * steps * of_step;
        while self.other.epoch() < epoch {
            match self.other.advance(|| false) {
                Ok(Progress::Epoch | Progress::Batch) => {}
                // The other run has no state at this epoch to compare with.
                Ok(Progress::Arrived) => return,
                Err(_) => {
                    self.figures.diverged = Some(self.other.epoch());
                    return;
                }
            }
        }
        // Weights that were restored are those of one epoch only where both runs stopped at the same.
        if trainer.early_stop().map(|stop| stop.epoch) == self.other.early_stop().map(|stop| stop.epoch) {
            self.compare_runs(trainer, &gradient, allowed);
        }
    }

    /// Compares the engines at the weights of the run. Returns the gradient there, and what is allowed.
    fn compare_engines(&mut self, trainer: &Trainer) -> (Vec<f32>, Allowed) {
        let (parameters, epoch) = (trainer.parameters(), trainer.epoch());
        let [(loss, gradient), (other_loss, others)] = self.engines.each_mut().map(|engine| {
            let mut gradient = vec![0.0; parameters.len()];
            (engine.loss_and_gradient(parameters, &self.points[0], 0, &mut gradient), gradient)
        });
        let (of_loss, of_gradient) = (difference(loss, other_loss), apart(&gradient, &others));
        let mut allowed = self.rounding.at_least(loss, &gradient);
        if of_loss > NEAR * allowed.loss || of_gradient > NEAR * allowed.gradient {
            allowed = self.rounding.allowed(parameters, loss, &gradient);
        }
        self.figures.loss.take(of_loss, allowed.loss, epoch);
        self.figures.gradient.take(of_gradient, allowed.gradient, epoch);
        (gradient, allowed)
    }

    /// Compares the two runs at the end of an epoch: what moves each weight moves a loss by the gradient.
    fn compare_runs(&mut self, trainer: &mut Trainer, gradient: &[f32], allowed: Allowed) {
        let (epoch, drift) = (trainer.epoch(), self.drift);
        let (mine, others) = (trainer.evaluate(), self.other.evaluate());
        let by_weights = |gradient: &[f32]| drift * gradient.iter().map(|entry| f64::from(entry.abs())).sum::<f64>();
        let Figures { train_loss, test_loss, weights, .. } = &mut self.figures;
        let of_train = difference(mine.train_loss, others.train_loss);
        train_loss.take(of_train, allowed.loss + by_weights(gradient), epoch);
        if let (Some(mine_test), Some(others_test)) = (mine.test_loss(), others.test_loss()) {
            let mut of_test = vec![0.0; gradient.len()];
            self.engines[0].loss_and_gradient(trainer.parameters(), &self.points[1], 0, &mut of_test);
            // The test loss is rounded as the train loss is, in proportion.
            let proportion = f64::from(mine_test / mine.train_loss).max(1.0);
            let of_rounding = if proportion.is_finite() { proportion * allowed.loss } else { allowed.loss };
            test_loss.take(difference(mine_test, others_test), of_rounding + by_weights(&of_test), epoch);
        }
        weights.take(apart(trainer.parameters(), self.other.parameters()), drift, epoch);
    }

    fn verdict(&self) -> Verdict {
        let Figures { diverged, loss, gradient, train_loss, test_loss, weights } = &self.figures;
        if !(loss.is_within() && gradient.is_within()) {
            Verdict::Beyond
        } else if diverged.is_some() || ![train_loss, test_loss, weights].iter().all(|figure| figure.is_within()) {
            Verdict::Magnified
        } else {
            Verdict::Within
        }
    }

    pub(super) fn print(&self, output: &mut Output, trainer: &Trainer) -> Result<(), Error> {
        let (mine, other) = (trainer.preset().engine.name(), self.engine());
        let Figures { diverged, loss, gradient, train_loss, test_loss, weights } = &self.figures;
        output.line("")?;
        output.line(format_args!(
            "{mine} and {other} in step, in single precision: a number is rounded to 1.2e-7 of itself"
        ))?;
        output.line("                                     difference   allowed    at epoch")?;
        let row = |output: &mut Output, name: &str, figure: &Figure, beyond: &str| {
            let Figure { difference, allowed, epoch } = figure;
            let verdict = if figure.is_within() { "within" } else { beyond };
            output.line(format_args!("  {name:<33}  {difference:>10.1e}  {allowed:>8.1e}  {epoch:>10}  {verdict}"))
        };
        output.line("at the same weights, by the roundings of one pass:")?;
        row(output, "train loss", loss, "beyond")?;
        row(output, "gradient, in any of its entries", gradient, "beyond")?;
        output.line("trained apart, by the roundings of all steps:")?;
        row(output, "any weight", weights, "magnified")?;
        row(output, "train loss", train_loss, "magnified")?;
        if !trainer.dataset().test.is_empty() {
            row(output, "test loss", test_loss, "magnified")?;
        }
        if let Some(epoch) = diverged {
            output.line(format_args!("{other} diverged at epoch {epoch}; {mine} didn't"))?;
        }
        output.line(match self.verdict() {
            Verdict::Within => "The engines agree: rounding explains every difference.",
            Verdict::Magnified => {
                "The engines agree; the run magnifies their roundings, as a large learning rate does, so that two \
                 trainings of it part."
            }
            Verdict::Beyond => "The engines disagree: rounding does not explain the difference at the same weights.",
        })
    }

    /// The failure, if the engines disagree.
    pub(super) fn error(&self) -> Option<Error> {
        if self.verdict() != Verdict::Beyond {
            return None;
        }
        let Figures { loss, gradient, .. } = &self.figures;
        let (what, Figure { difference, allowed, epoch }) =
            if gradient.is_within() { ("train loss", loss) } else { ("gradient", gradient) };
        Some(Error::Outcome(format!(
            "--verify: the {what} at the weights of epoch {epoch} differs by {difference:.1e} between the engines, where \
             rounding explains {allowed:.1e}; please report it"
        )))
    }

    pub(super) fn report(&self) -> Report {
        Report { engine: self.engine(), epsilon: EPSILON, verdict: self.verdict(), figures: self.figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{DropoutMasks, Evaluation};
    use crate::preset::{Recipe, find};

    /// An engine whose gradient is wrong by a thousandth of itself.
    struct Wrong(Box<dyn Engine>);

    impl Engine for Wrong {
        fn loss_and_gradient_under(
            &mut self,
            dropout: Option<&DropoutMasks>,
            parameters: &[f32],
            batches: &Batches,
            batch: usize,
            gradient: &mut [f32],
        ) -> f32 {
            let loss = self.0.loss_and_gradient_under(dropout, parameters, batches, batch, gradient);
            for entry in gradient.iter_mut() {
                *entry *= 1.001;
            }
            loss
        }

        fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]) {
            self.0.outputs(parameters, points, outputs);
        }

        fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation {
            self.0.evaluate(parameters, points)
        }
    }

    fn verified(change: impl FnOnce(&mut Verification), recipe: Recipe, epochs: u64) -> Verification {
        let mut trainer = Trainer::new(&recipe.name, recipe.preset.clone());
        let mut verification = Verification::new(Source::Recipe(Box::new(recipe)));
        change(&mut verification);
        for _ in 0..epochs {
            trainer.advance(|| false).unwrap();
            verification.follow(&mut trainer);
        }
        verification
    }

    #[test]
    fn rounding_explains_what_the_engines_differ_by() {
        for name in ["xor-blobs", "spiral", "plane", "three-classes"] {
            let verification = verified(|_| {}, find(name).unwrap(), 60);
            let figures = verification.figures;
            assert_ne!(verification.verdict(), Verdict::Beyond, "{name}: {:?} {:?}", figures.loss, figures.gradient);
            assert!(verification.error().is_none());
        }
    }

    #[test]
    fn a_gradient_that_is_wrong_by_a_thousandth_is_beyond() {
        let spoil = |verification: &mut Verification| {
            let preset = verification.other.preset();
            verification.engines[1] = Box::new(Wrong(preset.engine.build(&preset.shape(), preset.loss)));
        };
        let verification = verified(spoil, find("xor-blobs").unwrap(), 20);
        assert_eq!(verification.verdict(), Verdict::Beyond, "{:?}", verification.figures.gradient);
        let error = verification.error().unwrap();
        assert!(error.to_string().starts_with("--verify: the gradient at the weights of epoch "), "{error}");
        assert_eq!(error.exit_status(), 1);
    }

    #[test]
    fn a_run_that_magnifies_roundings_is_told_from_engines_that_disagree() {
        let mut recipe = find("spiral").unwrap();
        recipe.preset.optimizer.set_learning_rate(3.0);
        let verification = verified(|_| {}, recipe, 200);
        assert_eq!(verification.verdict(), Verdict::Magnified, "{:?}", verification.figures.weights);
        assert!(verification.error().is_none());
    }
}
