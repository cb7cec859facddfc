//! What became of a run: each rule's claim, checked after the fact.

use std::fmt::{Display, Formatter, Result};

use blobtui::network::ClassScores;
use blobtui::optimizer::Optimizer;
use blobtui::train::inspect::LayerDiagnostics;
use blobtui::train::inspect::rules::{DEAD_SHARE, EXPLODING, FOUND, LEARNED, RULES, SATURATED_SHARE, STUCK, VANISHING};
use blobtui::train::{Change, Trainer};

use crate::trial::ended;
use crate::watched::Watched;

/// The same run from here on.
fn again(run: &Watched) -> Watched {
    let mut again = Watched::of(Trainer::resume(run.trainer.checkpoint()));
    again.divergence = run.divergence;
    again
}

fn score(run: &Watched) -> f64 {
    run.record.train_score.share(run.train.len())
}

/// The largest share of dead units of a hidden layer.
fn dead(layers: &[LayerDiagnostics]) -> f64 {
    hidden(layers).iter().map(|layer| layer.dead as f64 / layer.units as f64).fold(0.0, f64::max)
}

fn saturated(layers: &[LayerDiagnostics]) -> f64 {
    hidden(layers).iter().filter_map(|layer| layer.saturated).fold(0.0, f64::max)
}

fn copies(layers: &[LayerDiagnostics]) -> usize {
    hidden(layers).iter().map(|layer| layer.copies).sum()
}

fn hidden(layers: &[LayerDiagnostics]) -> &[LayerDiagnostics] {
    &layers[..layers.len() - 1]
}

/// Whether an epoch of gradient descent moves a layer's weights by more than half of their norm, by a gradient that is
/// large itself.
fn throws(run: &Watched, before: &[LayerDiagnostics]) -> bool {
    let mut next = Trainer::resume(run.trainer.checkpoint());
    let rate = next.learning_rate();
    let parameters = next.parameters().to_vec();
    if next.advance(|| false).is_err() {
        return true;
    }
    (0..before.len()).any(|layer| {
        let moved =
            run.layout.weight(layer).range().map(|place| f64::from(next.parameters()[place] - parameters[place]));
        let moved = moved.map(|change| change * change).sum::<f64>().sqrt();
        let size = moved / before[layer].weight_norm.max(1.0);
        size >= 0.5 && size / rate >= EXPLODING / 2.0
    })
}

/// Whether next to no gradient reaches the first of several hidden layers: far less than the last, or none by several
/// layers of sigmoid units.
fn vanishes(layers: &[LayerDiagnostics]) -> bool {
    let relative = |layer: &LayerDiagnostics| layer.gradient_norm.map_or(0.0, |norm| norm / layer.weight_norm);
    let first = relative(&layers[0]);
    let largest = layers.iter().map(relative).fold(0.0, f64::max);
    layers.len() > 2 && first > 0.0 && first <= VANISHING && first < largest
}

/// The part of its points that is found of the class of which least is, among those that are rare.
fn recall(confusion: &[usize]) -> f64 {
    let classes = confusion.len().isqrt();
    let even = confusion.iter().sum::<usize>() as f64 / classes as f64;
    let is_rare = |count: usize| count >= 4 && count as f64 <= 0.5 * even;
    let rare = confusion.chunks_exact(classes).zip(ClassScores::all(confusion, classes));
    let rare = rare.filter(|(row, _)| is_rare(row.iter().sum()));
    rare.filter_map(|(_, scores)| scores.recall).fold(1.0, f64::min)
}

/// How a run went on.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    diverged: bool,
    untrained: f64,
    /// Mean train loss of the last tenth of the epochs.
    loss: f64,
    test_loss: f64,
    /// Train and test accuracy or R² at the end.
    score: f64,
    test_score: f64,
    /// What is found of the class of which least is.
    recall: f64,
}

impl Course {
    /// Trains on to an epoch.
    pub fn of(run: &mut Watched, end: u64) -> Self {
        let start = run.trainer.epoch();
        let mut course = Self {
            diverged: false,
            untrained: run.trainer.untrained().train_loss.into(),
            loss: f64::INFINITY,
            test_loss: f64::INFINITY,
            score: 0.0,
            test_score: 0.0,
            recall: 0.0,
        };
        let (mut sum, mut test, mut count) = (0.0, 0.0, 0.0);
        let length = end.saturating_sub(start);
        for epoch in start + 1..=end {
            run.train_to(epoch);
            let (loss, test_loss) = (f64::from(run.record.train_loss), f64::from(run.record.test_loss().unwrap()));
            if epoch > end - (length / 10).max(1) {
                (sum, test, count) = (sum + loss, test + test_loss, count + 1.0);
            }
        }
        course.diverged = run.divergence.is_some();
        if !course.diverged {
            (course.loss, course.test_loss) = (sum / count, test / count);
            course.score = score(run);
            run.diagnose();
            course.recall = recall(&run.confusion());
            course.test_score = run.record.test_score().unwrap().share(run.trainer.dataset().test.len());
        }
        course
    }

    /// Whether train loss or test accuracy came out clearly better; of what overfits, the test loss, and of a missed class,
    /// what is found of it.
    pub fn is_clearly_better(&self, base: &Self, rule: &str) -> bool {
        if self.diverged || base.diverged {
            return base.diverged && !self.diverged;
        }
        let lower = |own: f64, other: f64| own <= 0.9 * other && other - own >= 0.01 * self.untrained;
        if rule == "missed class" {
            return self.recall >= base.recall + 0.2;
        }
        let is_right_more_often = self.test_score >= base.test_score + 0.03;
        is_right_more_often
            || if rule == "overfitting" { lower(self.test_loss, base.test_loss) } else { lower(self.loss, base.loss) }
    }
}

/// What was true of a run at the epoch at which it was diagnosed.
pub struct Truth {
    held: Vec<&'static str>,
    /// Rules whose claim holds, but may be left unsaid.
    unclear: [Option<&'static str>; 5],
    base: Course,
    tenth: Course,
    tenfold: Course,
    loss: f64,
}

impl Truth {
    /// Finds out by training on. Leaves the run at its end.
    #[expect(clippy::too_many_lines, reason = "a claim for each rule")]
    pub fn new(run: &mut Watched, epoch: u64) -> Self {
        let before = run.diagnose();
        let least_found = recall(&run.confusion());
        let (loss, test_loss, score) =
            (f64::from(run.record.train_loss), f64::from(run.record.test_loss().unwrap()), score(run));
        let untrained = f64::from(run.trainer.untrained().train_loss);
        let least = run.trainer.history().spans().iter().filter_map(|span| Some(f64::from(span.test?.least)));
        let least = least.fold(f64::INFINITY, f64::min);
        let diverged = run.divergence.is_some();
        let rated = |factor: f64| {
            let mut other = again(run);
            let mut optimizer = other.trainer.preset().optimizer.clone();
            optimizer.set_learning_rate(optimizer.learning_rate() * factor);
            other.trainer.edit(Change::Optimizer(optimizer));
            Course::of(&mut other, ended(epoch))
        };
        let (tenth, tenfold) = (rated(0.1), rated(10.0));
        let larger = [100.0, 1000.0].map(rated);
        let is_sgd = matches!(run.trainer.preset().optimizer, Optimizer::Sgd(_));
        let thrown = is_sgd && !diverged && throws(run, &before);
        let base = Course::of(run, ended(epoch));
        let after = run.diagnose();
        let learns = base.score >= LEARNED || score >= LEARNED;
        // As clearly better as with a fix that helps.
        let clearly =
            |better: &Course, by: f64| better.loss <= 0.9 * base.loss && base.loss - better.loss >= by * untrained;
        let fall = loss - base.loss;
        let falls = |faster: &Course, times: f64| loss - faster.loss >= (times * fall).max(0.01 * untrained);
        let faster = || larger.iter().chain([&tenfold]);
        let speeds_up = faster().any(|faster| falls(faster, 2.0) || faster.loss <= 0.9 * base.loss);
        // Of a few epochs nobody can say that they go on so, and a plateau is not slow but stuck.
        let is_clearly_slow = epoch >= 50
            && fall >= 0.3 * (untrained - loss)
            && faster().any(|faster| falls(faster, 5.0) && faster.loss <= 0.8 * base.loss)
            && base.loss >= 0.9 * loss
            && dead(&before) < DEAD_SHARE
            && copies(&before) == 0
            && saturated(&before) < SATURATED_SHARE;
        let claims = [
            ("divergence", diverged),
            ("symmetric units", copies(&before) > 0 && copies(&after) > 0),
            ("dead units", !learns && dead(&before) >= DEAD_SHARE && dead(&after) >= DEAD_SHARE),
            ("exploding gradients", is_sgd && !diverged && !learns && thrown),
            (
                "learning rate too large",
                !diverged
                    && (base.diverged
                        || loss > 1.5 * untrained
                        || base.loss > 1.05 * untrained
                        || clearly(&tenth, 0.02)),
            ),
            ("vanishing gradients", is_sgd && !learns && [&before, &after].iter().all(|layers| vanishes(layers))),
            ("saturation", !learns && saturated(&before) >= SATURATED_SHARE && saturated(&after) >= 0.5),
            (
                "learning rate too small",
                !diverged && score < LEARNED && base.loss < loss && base.loss >= 0.75 * loss && speeds_up,
            ),
            (
                "overfitting",
                !diverged
                    && loss < untrained
                    && [test_loss, base.test_loss]
                        .iter()
                        .all(|now| *now >= (1.15 * least).max(least + 0.08 * untrained)),
            ),
            ("missed class", !diverged && least_found < FOUND && recall(&run.confusion()) < 1.3 * FOUND),
            ("no more progress", !diverged && !learns && base.loss >= (1.0 - STUCK) * loss),
        ];
        let train_fell = run.trainer.history().spans().iter().any(|span| {
            span.test.is_some_and(|test| f64::from(test.least) <= least)
                && span.train.is_some_and(|train| f64::from(train.last) > loss)
        });
        let overfits = train_fell && test_loss >= (1.35 * least).max(least + 0.15 * untrained);
        // Before a few epochs nothing has jumped yet.
        let is_clearly_fast = epoch >= 3
            && (base.diverged
                || loss > 1.5 * untrained
                || base.loss > 1.05 * untrained
                || tenth.loss <= 0.7 * base.loss && base.loss - tenth.loss >= 0.05 * untrained);
        let unclear = [
            (!is_clearly_fast).then_some("learning rate too large"),
            (!is_clearly_slow).then_some("learning rate too small"),
            (!overfits).then_some("overfitting"),
            (epoch < 50).then_some("missed class"),
            // At first units may yet be woken by the layers before them.
            (epoch < 3).then_some("dead units"),
        ];
        let held = claims.iter().filter(|(_, holds)| *holds).map(|(rule, _)| *rule).collect();
        assert!(RULES.iter().zip(claims).all(|((rule, ..), (claim, _))| *rule == claim), "a claim for each rule");
        Self { held, unclear, base, tenth, tenfold, loss }
    }

    pub fn holds(&self, rule: &str) -> bool {
        self.held.contains(&rule)
    }

    /// Whether the claim holds so clearly that not to make it is a miss.
    pub fn calls_for(&self, rule: &str) -> bool {
        self.holds(rule) && !self.unclear.contains(&Some(rule))
    }

    pub fn rules(&self) -> &[&'static str] {
        &self.held
    }
}

impl Display for Truth {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { base, tenth, tenfold, loss, .. } = self;
        write!(
            formatter,
            "untrained {:.3} loss {loss:.3} then {:.3} score {:.2} tenth {:.3} tenfold {:.3}",
            base.untrained, base.loss, base.score, tenth.loss, tenfold.loss
        )
    }
}
