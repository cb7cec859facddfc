//! The rules of diagnosis, each on a run that shows what it is about and on one that does not.

use std::ops::ControlFlow;

use blobtui::data::{Data, RandomLabels};
use blobtui::network::EngineKind;
use blobtui::preset::Preset;
use blobtui::train::inspect::rules::RULES;
use blobtui::train::inspect::{Evidence, Finding, Unit, findings};
use blobtui::train::{Change, Trainer};
use strum::IntoEnumIterator;

use crate::support::{Watched, recipe};

/// A rule, a run that shows it at an epoch, what the sentence says then, and a run that never shows it.
struct Case {
    rule: &'static str,
    sick: fn() -> Preset,
    epoch: u64,
    sentence: &'static str,
    well: fn() -> Preset,
}

/// The problem, and what to try.
fn sentence(finding: &Finding) -> String {
    let words: Vec<&str> = finding.fixes.iter().map(|fix| fix.words.as_str()).collect();
    match words.split_last() {
        None => finding.problem.clone(),
        Some((only, [])) => format!("{} Try {only}.", finding.problem),
        Some((last, before)) => format!("{} Try {}, or {last}.", finding.problem, before.join(", ")),
    }
}

fn deep(activation: &str, initialization: &str) -> Preset {
    recipe("xor-blobs", &[("hidden", "8,8,8,8,8,8"), ("activation", activation), ("initialization", initialization)])
}

fn with_rate(name: &str, rate: &str) -> Preset {
    recipe(name, &[("learning-rate", rate)])
}

fn plain(name: &str) -> Preset {
    recipe(name, &[])
}

static CASES: [Case; 21] = [
    Case {
        rule: "divergence",
        sick: || with_rate("plane", "1.0"),
        epoch: 200,
        sentence: "The run diverged: a loss of inf after epoch 13. Try a learning rate of 0.1 instead of 1 from the start, or \
                   gradients clipped to a norm of 1 from the start.",
        well: || plain("plane"),
    },
    Case {
        rule: "symmetric units",
        sick: || plain("zeros"),
        epoch: 1000,
        sentence: "All 5 units are copies of one another: their weights are the same, so they get the same \
                   gradient and stay alike. Try PyTorch's initialization from the start.",
        well: || recipe("zeros", &[("initialization", "xavier")]),
    },
    Case {
        rule: "symmetric units",
        sick: || deep("tanh", "constant:0.25"),
        epoch: 30,
        sentence: "All 8 units in layer 1 are copies of one another",
        well: || deep("tanh", "pytorch"),
    },
    Case {
        rule: "dead units",
        sick: || plain("dead-relu"),
        epoch: 3,
        sentence: "2 of 5 ReLUs are dead: 0 on every train point. Try a learning rate of 0.1 instead of 8 from epoch 2 \
                   on, before they died, or a learning rate of 0.1 instead of 8 and two hidden layers of 8 leaky ReLUs \
                   from the start.",
        well: || plain("xor-blobs"),
    },
    Case {
        rule: "dead units",
        sick: || recipe("dead-relu", &[("learning-rate", "20"), ("activation", "elu")]),
        epoch: 100,
        sentence: "4 of 5 ELUs are dead: flat on every train point.",
        well: || recipe("dead-relu", &[("activation", "leaky-relu")]),
    },
    Case {
        rule: "dead units",
        sick: || recipe("dead-relu", &[("hidden", "8,8"), ("activation", "tanh,relu")]),
        epoch: 3,
        sentence: "ReLUs in layer 2 are dead: 0 on every train point.",
        well: || recipe("xor-blobs", &[("hidden", "8,8"), ("activation", "tanh,leaky-relu")]),
    },
    Case {
        rule: "saturation",
        sick: || {
            recipe("xor-blobs", &[("hidden", "8,8"), ("activation", "relu,sigmoid"), ("initialization", "normal:30")])
        },
        epoch: 0,
        sentence: "of the activations in layer 2 are saturated: below 0.015 or above 0.985",
        well: || recipe("xor-blobs", &[("hidden", "8,8"), ("activation", "sigmoid,relu")]),
    },
    Case {
        rule: "exploding gradients",
        sick: || deep("relu", "normal:2"),
        epoch: 0,
        sentence: "The gradient explodes: its norm at the outputs is 1,714, so that a step at this learning rate \
                   would move weights of norm 5.6 by 51. Try Adam with a learning rate of 0.01, PyTorch's \
                   initialization and two hidden layers of 8 leaky ReLUs from the start, or gradients clipped to a norm of 1.",
        well: || deep("relu", "he"),
    },
    Case {
        rule: "vanishing gradients",
        sick: || deep("sigmoid", "pytorch"),
        epoch: 0,
        sentence: "Almost no gradient reaches layer 1: its norm is 8.2e-7 there and 0.022 at the outputs; the \
                   weights' is 1.8. Try two hidden layers of 8 leaky ReLUs from the start, or Adam with a learning rate of \
                   0.01 and two hidden layers of 8 leaky ReLUs from the start.",
        well: || deep("relu", "he"),
    },
    Case {
        rule: "vanishing gradients",
        sick: || plain("vanishing"),
        epoch: 1000,
        sentence: "Almost no gradient reaches layer 1: its norm is 7.6e-7 there and 7.6e-7 at the outputs; the weights' \
                   is 1.8. Try two hidden layers of 8 leaky ReLUs from the start",
        well: || plain("vanishing-cured"),
    },
    Case {
        rule: "no more progress",
        sick: || plain("bad-start"),
        epoch: 2000,
        sentence: "other initial weights",
        well: || recipe("bad-start", &[("weights-seed", "12")]),
    },
    Case {
        rule: "saturation",
        sick: || deep("tanh", "normal:3"),
        epoch: 0,
        sentence: "91 % of the activations in layer 4 are saturated: beyond ±0.97, where the gradient nearly \
                   vanishes. Try PyTorch's initialization from the start, or PyTorch's initialization and two hidden \
                   layers of 8 leaky ReLUs from the start.",
        well: || deep("tanh", "pytorch"),
    },
    Case {
        rule: "saturation",
        sick: || plain("zeros"),
        epoch: 400,
        sentence: "of the activations are saturated: below 0.015 or above 0.985",
        // Nine in ten of its activations are saturated at the end, and its points are learned.
        well: || plain("circle"),
    },
    Case {
        rule: "learning rate too large",
        sick: || plain("too-fast"),
        epoch: 2000,
        sentence: "Steps are too large: the train loss rose by more than 0.039 in 10 of the last 20 epochs. Try a \
                   learning rate of 0.1 instead of 15.",
        well: || plain("xor-blobs"),
    },
    Case {
        rule: "learning rate too large",
        sick: || with_rate("gauss-regression", "0.3"),
        epoch: 1,
        sentence: "Steps are too large: the train loss is 1.6, up from 0.17 before training. Try a learning \
                   rate of 0.01 instead of 0.3 from the start.",
        well: || plain("gauss-regression"),
    },
    Case {
        rule: "learning rate too large",
        sick: || recipe("gauss-regression", &[("batch", "50"), ("learning-rate", "0.3")]),
        epoch: 200,
        sentence: "Try a learning rate of 0.01 instead of 0.3, or full batches.",
        well: || recipe("moons", &[("batch", "5")]),
    },
    Case {
        rule: "learning rate too small",
        sick: || with_rate("xor-blobs", "0.00003"),
        epoch: 500,
        sentence: "Steps are too small: the train loss falls steadily, but only by 2.0e-4 % an epoch. At this rate it \
                   takes about 200,000 epochs to halve. Try a learning rate of 0.009 instead of 0.00003.",
        well: || plain("xor-blobs"),
    },
    Case {
        rule: "overfitting",
        sick: || plain("random-labels"),
        epoch: 1500,
        sentence: "The test loss rose from 0.69 near epoch 1 to 3.8, while the train loss fell from 0.70 to 9.5e-4: \
                   the network memorizes its points. Try 240 train points from the start, or L2 regularization from the \
                   start.",
        well: || recipe("spiral", &[]),
    },
    Case {
        rule: "no more progress",
        sick: || recipe("xor-blobs", &[("schedule", "cosine:200")]),
        epoch: 300,
        sentence: "The schedule has brought the learning rate down to 0: nothing moves any more, and train accuracy is",
        well: || plain("xor-blobs"),
    },
    Case {
        rule: "missed class",
        sick: || recipe("imbalanced", &[("seed", "1")]),
        epoch: 300,
        sentence: "7 of 10 train points of class 1 are missed: with 5.0 % of the points the class counts little in the loss. \
                   Try class weights of 1 and 19 from the start.",
        well: || plain("imbalanced-weighted"),
    },
    Case {
        rule: "no more progress",
        sick: || plain("underfit"),
        epoch: 2000,
        sentence: "The train loss hardly falls any more: it is 0.50, after 0.51 at epoch 1,000, and train accuracy is \
                   75 %. Try",
        well: || plain("xor-blobs"),
    },
];

#[test]
fn every_rule_finds_what_it_is_about_in_a_run_that_shows_it() {
    for (rule, ..) in RULES {
        assert!(CASES.iter().any(|case| case.rule == rule), "{rule} is not tested");
    }
    let mut wrong = vec![];
    for Case { rule, sick, epoch, sentence: expected, .. } in &CASES {
        let mut run = Watched::new(sick());
        run.train_to(*epoch);
        let found = run.findings();
        let said = found.iter().map(|finding| format!("{}: {}", finding.rule, sentence(finding)));
        if !said.clone().any(|said| said.starts_with(rule) && said.contains(expected)) {
            wrong.push(format!("{rule} at epoch {epoch}: {}", said.collect::<Vec<_>>().join(" | ")));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_rule_finds_it_in_a_run_that_does_not() {
    for Case { rule, well, .. } in &CASES {
        let mut run = Watched::new(well());
        let end = run.trainer.preset().epochs;
        for epoch in (0..=end).filter(|epoch| epoch % 50 == 0 || *epoch < 20) {
            run.train_to(epoch);
            let found = run.findings();
            assert!(found.iter().all(|finding| finding.rule != *rule), "epoch {epoch}: {found:?}");
        }
        assert!(run.divergence.is_none() && run.trainer.epoch() > 0);
    }
}

#[test]
fn the_tutorials_run_is_well_from_its_beginning_to_its_end_by_both_engines() {
    for engine in EngineKind::iter() {
        let mut run = Watched::new(recipe("xor-blobs", &[("engine", engine.name())]));
        for epoch in (0..=2000).step_by(50) {
            run.train_to(epoch);
            assert_eq!(run.findings(), [], "epoch {epoch} by {engine:?}");
        }
    }
}

#[test]
fn presets_that_learn_are_well() {
    let names = [
        "blobs-8",
        "circle",
        "gauss",
        "gauss-regression",
        "many-units",
        "moons",
        "plane",
        "rings",
        "spiral",
        "two-blobs",
        "xor",
        "xor-blobs-tanh",
    ];
    for name in names {
        let mut run = Watched::new(plain(name));
        let end = run.trainer.preset().epochs;
        for epoch in (0..=end).filter(|epoch| epoch % 50 == 0 || *epoch < 20) {
            run.train_to(epoch);
            assert_eq!(run.findings(), [], "{name}, epoch {epoch}");
        }
    }
}

#[test]
fn a_loss_that_falls_steadily_is_slow_and_has_not_stopped() {
    for (name, rate) in
        [("xor-blobs", "0.0001"), ("xor-blobs", "0.0003"), ("xor-blobs", "0.0005"), ("spiral", "0.0001")]
    {
        let mut run = Watched::new(with_rate(name, rate));
        for epoch in (0..=2000).step_by(250) {
            run.train_to(epoch);
            let found = run.findings();
            let is_slow = |finding: &Finding| finding.rule == "learning rate too small";
            assert!(found.iter().all(is_slow), "{name} at {rate}, epoch {epoch}: {found:?}");
            assert!(epoch != 500 || rate != "0.0001" || found.iter().any(is_slow), "{name} at {rate}");
        }
    }
}

#[test]
fn looking_back_in_a_long_run_goes_by_what_is_known_of_its_past() {
    let [mut run, mut past] = [3000, 50].map(|epoch| {
        let mut run = Watched::new(plain("spiral"));
        run.train_to(epoch);
        run
    });
    // Only spans are left of the first epochs.
    assert!(run.trainer.history().recent().front().is_some_and(|first| first.epoch > 50));
    run.record = past.record;
    assert_eq!(run.findings(), past.findings());
}

#[test]
fn what_was_true_before_an_edit_is_not_said_after_it() {
    let mut run = Watched::new(plain("underfit"));
    run.train_to(2000);
    assert!(run.findings().iter().any(|finding| finding.rule == "no more progress"));
    run.trainer.edit(Change::Bias(Unit { layer: 0, index: 0 }, 3.0));
    assert_eq!(run.findings(), []);
}

#[test]
fn a_test_loss_that_an_edit_raised_is_not_said_to_have_risen() {
    let mut run = Watched::new(plain("xor-blobs"));
    run.train_to(30);
    run.trainer.edit(Change::ClassWeights(vec![1.0, 100.0]));
    run.train_to(90);
    assert!(run.findings().iter().all(|finding| finding.rule != "overfitting"), "{:?}", run.findings());
}

#[test]
fn every_fix_can_be_made_and_changes_something() {
    for Case { sick, epoch, .. } in &CASES {
        let preset = sick();
        let mut run = Watched::new(preset.clone());
        run.train_to(*epoch);
        for fix in run.findings().into_iter().flat_map(|finding| finding.fixes) {
            let mut other = Trainer::new("fixed", preset.clone());
            other
                .train(fix.from.unwrap_or_default(), |_| ControlFlow::Continue(()))
                .expect("an epoch that was reached");
            let changes = fix.changes(&preset);
            assert!(!changes.is_empty(), "{}", fix.words);
            for change in changes {
                change.check(other.preset()).expect("a change that fits");
                other.edit(change);
            }
            other.preset().check().expect("settings that fit");
        }
    }
}

#[test]
fn the_last_rule_is_silent_where_another_one_explains() {
    let mut run = Watched::new(plain("zeros"));
    run.train_to(2000);
    let rules: Vec<_> = run.findings().iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["symmetric units", "saturation"]);
}

#[test]
fn points_that_were_not_looked_at_are_not_spoken_for() {
    let mut preset = plain("dead-relu");
    preset.epochs = 20;
    let mut run = Watched::new(preset);
    run.train_to(20);
    let (layers, untrained, record) = (run.diagnose(), run.trainer.untrained(), run.record);
    let found = findings(&Evidence {
        preset: run.trainer.preset(),
        record: &record,
        untrained: &untrained,
        history: run.trainer.history(),
        edited: 0,
        redrawn: false,
        death: None,
        layers: &layers,
        confusion: &[0; 4],
        points: 80,
        train: 100_000,
        divergence: None,
    });
    assert!(sentence(&found[0]).contains("0 on each of 80 train points"), "{}", sentence(&found[0]));
}

#[test]
fn overfitting_is_reported_before_the_test_loss_doubles() {
    let Data::RandomLabels(_) = plain("random-labels").data else { panic!("random labels") };
    let mut preset = plain("random-labels");
    preset.data = Data::RandomLabels(RandomLabels { train: 30, test: 200 });
    let mut run = Watched::new(preset);
    let mut reported = None;
    for epoch in 0..300 {
        run.train_to(epoch);
        let found = run.findings().into_iter().find(|finding| finding.rule == "overfitting");
        reported = reported.or(found.map(|finding| (epoch, run.record.test_loss().unwrap(), sentence(&finding))));
    }
    let (epoch, loss, sentence) = reported.expect("it overfits");
    assert!(
        epoch > 10 && loss < 2.0 * run.trainer.untrained().test_loss().unwrap(),
        "reported at epoch {epoch} of {loss}"
    );
    assert!(sentence.contains(" at epoch "), "every epoch of a short run is known: {sentence}");
}
