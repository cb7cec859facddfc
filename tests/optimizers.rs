//! The update rules against trajectories that `PyTorch` computed (`fixtures/make_fixtures.py`).

use std::collections::BTreeMap;

use blobtui::optimizer::Optimizer;
use serde::Deserialize;

/// How far a number may be off, relative to itself. The rules use no function of the system's mathematical library,
/// so that the numbers of this test are the same on every machine; the largest error is about 2e-6.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    start: Vec<f32>,
    gradients: Vec<Vec<f32>>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    /// The settings as they were given.
    given: Optimizer,
    /// All settings with the values that `PyTorch` used.
    settled: serde_json::Value,
    /// Parameters after some of the steps.
    course: Vec<(usize, Vec<f32>)>,
    /// State after the last step.
    slots: BTreeMap<String, Vec<f32>>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("fixtures/optimizers.json")).expect("the fixture fits")
}

fn assert_close(got: &[f32], expected: &[f32], what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}");
    for (index, (&got, &expected)) in got.iter().zip(expected).enumerate() {
        let allowed = TOLERANCE * f64::from(expected.abs());
        let off = (f64::from(got) - f64::from(expected)).abs();
        assert!(off <= allowed, "{what} [{index}]: {got}, PyTorch has {expected}: off by {off:e}, allowed {allowed:e}");
    }
}

#[test]
fn parameters_and_state_follow_pytorch_over_200_steps() {
    let Fixture { start, gradients, runs } = fixture();
    for Run { given: rule, course, slots, .. } in runs {
        let mut parameters = start.clone();
        let mut state = rule.state(parameters.len());
        let mut course = course.into_iter().peekable();
        for (step, gradient) in (1..).zip(&gradients) {
            rule.step(&mut state, &mut parameters, gradient);
            if let Some((_, expected)) = course.next_if(|(at, _)| *at == step) {
                assert_close(&parameters, &expected, &format!("{rule:?}: parameters after step {step}"));
            }
        }
        assert!(course.next().is_none(), "{rule:?}: a row beyond the last step");
        assert_eq!(state.step, 200);

        let mut names: Vec<&str> = state.slots.iter().map(|slot| slot.name).collect();
        names.sort_unstable();
        assert!(names.iter().eq(slots.keys()), "{rule:?}: keeps {names:?}, PyTorch {:?}", slots.keys());
        for slot in &state.slots {
            assert_close(&slot.values, &slots[slot.name], &format!("{rule:?}: {}", slot.name));
        }
    }
}

#[test]
fn settings_left_out_are_pytorchs() {
    for run in fixture().runs {
        assert_eq!(run.given.check(), Ok(()), "{:?}", run.given);
        let settled: Optimizer = serde_json::from_value(run.settled).expect("all settings have PyTorch's names");
        assert_eq!(run.given, settled);
    }
}

#[test]
fn the_fixture_covers_every_rule_and_setting() {
    let runs = fixture().runs;
    let all = format!("{:?}", runs.iter().map(|run| &run.given).collect::<Vec<_>>());
    for name in blobtui::optimizer::NAMES {
        assert!(runs.iter().any(|run| run.given.name() == name), "{name}");
    }
    for setting in ["nesterov: true", "amsgrad: true", "centered: true"] {
        assert!(all.contains(setting), "{setting}");
    }
    let slots: Vec<&String> = runs.iter().flat_map(|run| run.slots.keys()).collect();
    for slot in ["momentum_buffer", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "square_avg", "grad_avg"] {
        assert!(slots.iter().any(|name| *name == slot), "{slot}");
    }
}
