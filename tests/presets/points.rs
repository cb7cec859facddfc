//! What the presets of the group "What goes wrong" say whose points are to blame: noise, coin tosses, uneven classes.

use blobtui::data::Data;
use blobtui::optimizer::Regularization;

use crate::claims::Claim::{Holds, NoClaim};
use crate::claims::Claims;
use crate::run::{Run, differ_in};

fn first_test_loss(run: &Run) -> f32 {
    run.records[0].test_loss().unwrap()
}

/// Fraction of the test points of label 1 that are classified correctly.
fn recall(run: &Run) -> f64 {
    recall_from(run, 0.5)
}

/// The same where a point gets label 1 from this probability on.
fn recall_from(run: &Run, threshold: f32) -> f64 {
    let test = &run.trainer.dataset().test;
    let rare = test.inputs.iter().zip(&test.labels).filter(|(_, label)| **label == 1.0);
    let rare: Vec<_> = rare.map(|(point, _)| *point).collect();
    let bound = (threshold / (1.0 - threshold)).ln();
    run.outputs(&rare).iter().filter(|logit| **logit > bound).count() as f64 / rare.len() as f64
}

/// Fraction of the test points that get label 1 and have it.
fn precision(run: &Run) -> f64 {
    let test = &run.trainer.dataset().test;
    let outputs = run.outputs(&test.inputs);
    let given: Vec<_> = outputs.iter().zip(&test.labels).filter(|(logit, _)| **logit > 0.0).collect();
    given.iter().filter(|(_, label)| **label == 1.0).count() as f64 / given.len() as f64
}

/// The epoch of the lowest test loss, and that loss.
fn lowest_test_loss(run: &Run) -> (usize, f32) {
    let losses = run.records.iter().map(|record| record.test_loss().unwrap()).enumerate();
    losses.min_by(|one, other| one.1.total_cmp(&other.1)).expect("a record")
}

/// Norm of the weights of all layers at the end.
fn size_of_weights(run: &Run) -> f64 {
    run.layers().iter().map(|layer| layer.weight_norm.powi(2)).sum::<f64>().sqrt()
}

pub static POINTS: [Claims; 5] = [
    Claims {
        preset: "random-labels",
        sentences: &[
            ("Labels from coin tosses", Holds(|run| matches!(run.preset().data, Data::RandomLabels(_)))),
            (
                "There is no pattern, so the network memorizes the train points.",
                Holds(|run| run.train_score() > run.test_score() + 0.3),
            ),
            (
                "It gets nearly all of them right, but only about half of the test points.",
                Holds(|run| run.train_score() > 0.9 && (run.test_score() - 0.5).abs() < 0.08),
            ),
            (
                "The train loss keeps falling while the test loss rises.",
                Holds(|run| {
                    let [early, late] = [run.records[750], run.last()];
                    late.train_loss < early.train_loss
                        && late.test_loss().unwrap() > early.test_loss().unwrap()
                        && late.test_loss().unwrap() > 2.0 * first_test_loss(run)
                }),
            ),
            // No.
            (
                "Could four hidden units memorize as much?",
                Holds(|run| run.with(&[("hidden", "4")]).train_score() < run.train_score() - 0.05),
            ),
        ],
    },
    Claims {
        preset: "overfit",
        sentences: &[
            (
                "Forty noisy points, 337 parameters",
                Holds(|run| {
                    (run.preset().train_count(), run.trainer.parameters().len()) == (40, 337)
                        && run.preset().data.noise() > Some(0.0)
                }),
            ),
            (
                "The network learns nearly all of its train points, and their noise.",
                Holds(|run| run.train_score() > 0.95 && run.test_score() < run.train_score()),
            ),
            (
                "The test loss soon rises to more than twice its lowest.",
                Holds(|run| {
                    let (turn, lowest) = lowest_test_loss(run);
                    turn < 100 && run.last().test_loss().unwrap() > 2.0 * lowest
                }),
            ),
            (
                "The train loss falls on.",
                Holds(|run| run.loss() < run.records[lowest_test_loss(run).0].train_loss / 2.0),
            ),
            // Yes.
            (
                "Does L2 regularization prevent it?",
                Holds(|run| {
                    let cured = run.with(&[("regularization", "l2:0.03")]);
                    cured.last().test_loss().unwrap() < 1.2 * lowest_test_loss(&cured).1
                }),
            ),
        ],
    },
    Claims {
        preset: "overfit-cured",
        sentences: &[
            (
                "The same with L2 regularization",
                Holds(|run| matches!(run.preset().regularization, Regularization::L2(_))),
            ),
            (
                "L2 pulls all weights toward 0, and small weights can't follow the noise.",
                Holds(|run| size_of_weights(run) < size_of_weights(&run.other("overfit")) / 2.0),
            ),
            (
                "The test loss ends below half of that of overfit, the train loss above it.",
                Holds(|run| {
                    let other = run.other("overfit");
                    run.loss() > other.loss()
                        && run.last().test_loss().unwrap() < other.last().test_loss().unwrap() / 2.0
                }),
            ),
            (
                "Only the regularization differs.",
                Holds(|_| {
                    differ_in("overfit", "overfit-cured", |one, other| one.regularization = other.regularization)
                }),
            ),
            // Yes.
            (
                "Is a rate of 1 too much of it?",
                Holds(|run| {
                    run.with(&[("regularization", "l2:1")]).last().test_loss().unwrap()
                        > 1.5 * run.last().test_loss().unwrap()
                }),
            ),
        ],
    },
    Claims {
        preset: "imbalanced",
        sentences: &[
            (
                "One point in twenty",
                Holds(|run| {
                    let labels = &run.trainer.dataset().train.labels;
                    20 * labels.iter().filter(|label| **label == 1.0).count() == labels.len()
                }),
            ),
            (
                "One point in twenty has label 1, so always saying 0 is right for 95 %.",
                Holds(|run| {
                    let labels = &run.trainer.dataset().test.labels;
                    20 * labels.iter().filter(|label| **label == 0.0).count() == 19 * labels.len()
                }),
            ),
            (
                "The network is right for hardly more, and misses more than half of label 1.",
                Holds(|run| (0.945..0.98).contains(&run.test_score()) && recall(run) < 0.5),
            ),
            (
                "Where classes are uneven, accuracy says little.",
                Holds(|run| run.test_score() > 0.94 && recall(run) < 0.5),
            ),
            // More than half.
            ("How many of label 1 are missed?", Holds(|run| recall(run) < 0.5)),
            ("Press v.", NoClaim("an invitation to the confusion matrix")),
        ],
    },
    Claims {
        preset: "imbalanced-weighted",
        sentences: &[
            ("The rare class counts 19 times", Holds(|run| run.preset().class_weights == [1.0, 19.0])),
            (
                "Label 1 counts 19 times as much here: more than half of it is found.",
                Holds(|run| recall(run) > 0.5 && run.preset().class_weights == [1.0, 19.0]),
            ),
            (
                "Most points that get label 1 have label 0, so accuracy is below 95 %.",
                Holds(|run| precision(run) < 0.5 && run.test_score() < 0.95),
            ),
            (
                "Only the class weights differ from imbalanced.",
                Holds(|_| {
                    differ_in("imbalanced", "imbalanced-weighted", |one, other| one.class_weights = other.class_weights)
                }),
            ),
            // Nearly.
            (
                "Is imbalanced as good at a threshold of 0.05?",
                Holds(|run| (recall_from(&run.other("imbalanced"), 0.05) - recall(run)).abs() < 0.16),
            ),
        ],
    },
];
