//! Schedules, regularization and clipping against trainings that `PyTorch` computed (`fixtures/make_fixtures.py`), by
//! both engines.

mod common;
#[path = "common/tutorial.rs"]
mod tutorial;

use blobtui::network::{Activation, EngineKind};
use blobtui::optimizer::{Clip, Optimizer, Regularization, Schedule};
use blobtui::preset::Preset;
use blobtui::train::Trainer;
use serde::Deserialize;
use strum::IntoEnumIterator;

/// How far a number may be off, relative to itself, or a weight relative to the largest.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    recipe: Recipe,
    start: Vec<f32>,
    /// Epoch and learning rate in force.
    rates: Vec<(u64, f64)>,
    /// Epoch, train loss and test loss.
    losses: Vec<(u64, f32, f32)>,
    end: Vec<f32>,
}

#[derive(Debug, Deserialize)]
struct Recipe {
    optimizer: Optimizer,
    #[serde(default)]
    schedule: Schedule,
    #[serde(default)]
    regularization: Regularization,
    #[serde(default)]
    clip: Clip,
}

fn runs() -> Vec<Run> {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/recipes.json")).expect("the fixture fits");
    fixture.runs
}

/// The recipe's run on the fixture's points, from the fixture's weights.
fn trainer(run: &Run, engine: EngineKind) -> Trainer {
    let Recipe { ref optimizer, schedule, regularization, clip } = run.recipe;
    let mut preset =
        Preset { optimizer: optimizer.clone(), schedule, regularization, clip, engine, ..common::preset() };
    preset.network.activation = Activation::Tanh.into();
    tutorial::trainer(preset, &run.start)
}

fn assert_close(got: f64, expected: f64, allowed: f64, what: &str) {
    let off = (got - expected).abs();
    assert!(off <= allowed, "{what}: {got}, PyTorch has {expected}: off by {off:e}, allowed {allowed:e}");
}

#[test]
fn training_follows_pytorch_over_200_epochs() {
    for run in runs() {
        for engine in EngineKind::iter() {
            let name = engine.name();
            let mut trainer = trainer(&run, engine);
            for (&(epoch, train_loss, test_loss), &(_, rate)) in run.losses.iter().zip(&run.rates) {
                while trainer.epoch() < epoch {
                    trainer.advance(|| false).expect("a run that stays finite");
                }
                let what = format!("{name}, {:?}, epoch {epoch}", run.recipe);
                assert_close(trainer.learning_rate(), rate, 1e-12, &what);
                let record = trainer.evaluate();
                for (got, expected) in [(record.train_loss, train_loss), (record.test_loss().unwrap(), test_loss)] {
                    assert_close(got.into(), expected.into(), TOLERANCE * f64::from(expected), &what);
                }
            }
            assert_eq!(trainer.epoch(), 200);
            let largest = run.end.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
            for (index, (&got, &expected)) in trainer.parameters().iter().zip(&run.end).enumerate() {
                let what = format!("{name}, {:?}, parameter {index}", run.recipe);
                assert_close(got.into(), expected.into(), TOLERANCE * f64::from(largest), &what);
            }
        }
    }
}

#[test]
fn the_fixture_covers_every_schedule_regularization_and_clipping() {
    let recipes = format!("{:?}", runs().iter().map(|run| &run.recipe).collect::<Vec<_>>());
    for word in ["Constant", "Step", "Exponential", "Cosine {", "WarmUpCosine", "L1", "L2", "WeightDecay", "Norm"] {
        assert!(recipes.contains(word), "{word}");
    }
    let dead = runs().iter().filter(|run| common::bits(&run.end).contains(&0)).count();
    assert!(dead > 0, "L1 takes no weight to 0");
}
