//! Runs that diverge, and engines that panic.

use std::sync::atomic::{AtomicU32, Ordering};

use super::common::{bits, preset};
use super::*;
use blobtui::network::{Batches, Engine, Evaluation};
use blobtui::optimizer::Optimizer;

#[test]
fn a_run_that_diverges_keeps_its_finite_weights_and_can_begin_again() {
    let wild = Preset { optimizer: Optimizer::named("sgd", 1e30).unwrap(), ..preset() };
    let mut watched = watch(wild);
    watched.send(|| Command::Run);
    let diverged = |update: &Update| matches!(update.state, State::Diverged { .. });
    let first = watched.wait(diverged);
    assert!(first.parameters.iter().all(|parameter| parameter.is_finite()));
    assert!(first.record.epoch < 10);
    watched.send(|| Command::Restart);
    let again = watched.wait(|update| update.run == 2 && diverged(update));
    assert_eq!((again.record.epoch, bits(&again.parameters)), (first.record.epoch, bits(&first.parameters)));
    watched.send(|| Command::Load { source: recipe(preset()), run: false });
    watched.send(|| Command::Step(5));
    assert_eq!(watched.wait(|update| update.record.epoch == 5).state, State::Paused);
}

/// An engine that panics after some steps.
struct Fragile {
    inner: Box<dyn Engine>,
    left: u32,
}

impl Engine for Fragile {
    fn loss_and_gradient(&mut self, parameters: &[f32], points: &Batches, batch: usize, gradient: &mut [f32]) -> f32 {
        self.left = self.left.checked_sub(1).expect("the engine is worn out");
        self.inner.loss_and_gradient(parameters, points, batch, gradient)
    }

    fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]) {
        self.inner.outputs(parameters, points, outputs);
    }

    fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation {
        self.inner.evaluate(parameters, points)
    }
}

/// Makes a trainer whose engine lasts for ten steps, the first time, and for ever after.
fn fragile_at_first(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let left = if MADE.fetch_add(1, Ordering::SeqCst) == 0 { 10 } else { u32::MAX };
    let inner = preset.engine.build(&preset.shape(), preset.loss);
    Trainer::with_engine(name, preset, Box::new(Fragile { inner, left }))
}

fn failed(update: &Update) -> bool {
    matches!(&update.state, State::Failed { message } if message.contains("worn out"))
}

#[test]
fn a_panic_while_training_is_a_state_that_a_restart_ends() {
    let mut watched = watch_with(preset(), |setup| setup.build = fragile_at_first);
    watched.send(|| Command::Run);
    let stopped = watched.wait(failed);
    assert_eq!(stopped.record.epoch, 10);
    assert_eq!(bits(&stopped.parameters), bits(alone(&preset(), 10).parameters()));
    for command in [|| Command::Run, || Command::Step(1), || Command::Save] {
        watched.send(command);
        watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(words) if words.contains("fault")));
        assert!(failed(watched.last.as_ref().unwrap()));
    }
    watched.send(|| Command::Restart);
    let end = watched.wait_for(&State::Finished);
    assert_eq!((end.run, bits(&end.parameters)), (2, bits(alone(&preset(), 300).parameters())));
}

/// Panics the first time, and makes trainers after.
fn broken_at_first(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    assert!(MADE.fetch_add(1, Ordering::SeqCst) > 0, "the works are worn out");
    Trainer::new(name, preset)
}

#[test]
fn a_panic_at_the_start_is_told_and_a_restart_makes_it_good() {
    let mut watched = watch_with(preset(), |setup| {
        setup.build = broken_at_first;
        setup.run = true;
    });
    let stopped = watched.wait(|_| true);
    assert!(failed(&stopped), "{:?}", stopped.state);
    assert_eq!((stopped.name.as_str(), stopped.record.epoch), ("test", 0));
    assert!(stopped.record.train_loss.is_nan() && stopped.history.spans().is_empty());
    watched.send(|| Command::Restart);
    let end = watched.wait_for(&State::Finished);
    assert_eq!(bits(&end.parameters), bits(alone(&preset(), 300).parameters()));
}

/// Makes one trainer, and panics ever after.
fn broken_later(name: &str, preset: Preset) -> Trainer {
    static MADE: AtomicU32 = AtomicU32::new(0);
    assert!(MADE.fetch_add(1, Ordering::SeqCst) == 0, "the works are worn out");
    Trainer::new(name, preset)
}

#[test]
fn a_source_that_cannot_be_opened_leaves_the_session_alive() {
    let mut watched = watch_with(preset(), |setup| setup.build = broken_later);
    watched.send(|| Command::Step(3));
    watched.wait(|update| update.record.epoch == 3);
    watched.send(|| Command::Load { source: recipe(preset()), run: true });
    assert_eq!(watched.wait(failed).record.epoch, 3);
    // A checkpoint needs no building by the recipe.
    let checkpoint = alone(&preset(), 4).checkpoint();
    watched.send(|| Command::Load { source: Source::Checkpoint(Box::new(checkpoint.clone())), run: false });
    watched.send(|| Command::Step(1));
    watched.wait(|update| update.record.epoch == 5);
}
