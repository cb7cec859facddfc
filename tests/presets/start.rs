//! What the presets of the groups "Start" and "Steps" say.

use blobtui::data::Data;
use blobtui::optimizer::Optimizer;
use blobtui::preset::BatchSize;

use crate::claims::Claim::{Holds, NoClaim};
use crate::claims::Claims;
use crate::run::{Run, differ_in};

/// Fraction of the points that one straight line gets right.
fn straight(run: &Run) -> f64 {
    run.with(&[("hidden", "none")]).train_score()
}

/// The numbers of blobs and of classes.
fn blobs(run: &Run) -> (usize, usize) {
    let Data::Blobs(blobs) = &run.preset().data else { panic!("not blobs") };
    let mut labels = blobs.labels.clone();
    labels.sort_unstable();
    labels.dedup();
    (blobs.centers.len(), labels.len())
}

/// Whether the train loss falls in every epoch.
fn falls_in_every_epoch(run: &Run) -> bool {
    run.records.windows(2).all(|pair| pair[1].train_loss < pair[0].train_loss)
}

/// Momentum of SGD.
fn momentum(run: &Run) -> f64 {
    let Optimizer::Sgd(sgd) = &run.preset().optimizer else { panic!("not SGD") };
    sgd.momentum
}

pub static START: [Claims; 4] = [
    Claims {
        preset: "xor-blobs",
        sentences: &[
            ("Four blobs, two classes", Holds(|run| blobs(run) == (4, 2))),
            (
                "Each hidden unit splits the plane along one straight line.",
                Holds(|run| run.preset().network.hidden.len() == 1 && run.preset().inputs.len() == 2),
            ),
            (
                "The output combines the pieces: no single line tells these classes apart.",
                Holds(|run| run.train_score() > 0.95 && straight(run) < 0.8),
            ),
            // No.
            ("Would one hidden unit be enough?", Holds(|run| run.with(&[("hidden", "1")]).train_score() < 0.8)),
        ],
    },
    Claims {
        preset: "underfit",
        sentences: &[
            (
                "Four blobs, a single hidden unit",
                Holds(|run| blobs(run) == (4, 2) && run.preset().network.hidden == [1]),
            ),
            (
                "One hidden unit splits the plane along one line, but four blobs need more.",
                Holds(|run| run.preset().network.hidden == [1] && straight(run) < 0.8),
            ),
            (
                "The loss soon stops falling, with at least a quarter of the points wrong.",
                Holds(|run| run.records[1000].train_loss - run.loss() < 0.03 && run.train_score() <= 0.75),
            ),
            // Five.
            ("How many hidden units are enough?", Holds(|run| run.with(&[("hidden", "5")]).train_score() > 0.95)),
        ],
    },
    Claims {
        preset: "two-blobs",
        sentences: &[
            ("Two blobs, no hidden layer", Holds(|run| blobs(run) == (2, 2) && run.preset().network.hidden.is_empty())),
            (
                "Without a hidden layer the decision boundary is one straight line.",
                NoClaim("so a weighted sum of x and y divides the plane"),
            ),
            ("For these two blobs that is enough: every point is classified correctly.", Holds(Run::all_right)),
            // Then some points are on the wrong side.
            ("What if the two blobs overlapped?", Holds(|run| run.with(&[("noise", "1")]).train_score() < 1.0)),
        ],
    },
    Claims {
        preset: "gauss",
        sentences: &[
            ("Two clouds that overlap", Holds(|run| !run.all_right())),
            (
                "The clouds overlap, so a few points lie on the wrong side.",
                Holds(|run| (0.95..1.0).contains(&run.train_score())),
            ),
            (
                "The best boundary is a straight line midway: no hidden layer is needed.",
                Holds(|run| {
                    let [right, up, bias] = run.trainer.parameters() else { panic!("two weights and a bias") };
                    // The line is right x + up y + bias = 0, and the centers are 4 sqrt 2 apart.
                    let (angle, distance) = (up.atan2(*right).to_degrees(), bias.abs() / right.hypot(*up));
                    (angle - 45.0).abs() < 15.0 && distance < 0.4 && run.preset().network.hidden.is_empty()
                }),
            ),
            // No.
            (
                "Would hidden units do any better?",
                Holds(|run| run.with(&[("hidden", "8")]).test_score() < run.test_score() + 0.01),
            ),
        ],
    },
];

pub static STEPS: [Claims; 4] = [
    Claims {
        preset: "slow",
        sentences: &[
            (
                "A learning rate that is too small",
                Holds(|run| run.with(&[("learning-rate", "0.03")]).loss() < run.loss() / 2.0),
            ),
            (
                "The loss falls at every step, but at the end more than half of it is left.",
                Holds(|run| {
                    falls_in_every_epoch(run)
                        && run.loss() > run.records[0].train_loss / 2.0
                        && run.preset().batch == BatchSize::Full
                }),
            ),
            (
                "Nothing is stuck: ten times as many epochs are enough.",
                Holds(|run| run.with(&[("epochs", "20000")]).train_score() > 0.95),
            ),
            // Yes.
            ("Does momentum make it faster?", Holds(|run| run.with(&[("momentum", "0.9")]).loss() < run.loss() / 2.0)),
        ],
    },
    Claims {
        preset: "momentum",
        sentences: &[
            ("Small steps with momentum", Holds(|run| run.trainer.learning_rate() < 0.01 && momentum(run) > 0.0)),
            (
                "A step keeps nine tenths of the one before, and so grows ten times as long.",
                Holds(|run| {
                    let other = run.with(&[("momentum", "0"), ("learning-rate", "0.03")]).loss();
                    momentum(run) == 0.9 && (run.loss() / other - 1.0).abs() < 0.15
                }),
            ),
            (
                "Only the momentum differs from slow, and the loss ends below half.",
                Holds(|run| {
                    run.loss() < run.other("slow").loss() / 2.0
                        && differ_in("slow", "momentum", |one, other| {
                            if let (Optimizer::Sgd(one), Optimizer::Sgd(other)) = (&mut one.optimizer, other.optimizer)
                            {
                                one.momentum = other.momentum;
                            }
                        })
                }),
            ),
            // Yes.
            (
                "Does ten times the learning rate do as well?",
                Holds(|run| run.with(&[("momentum", "0"), ("learning-rate", "0.03")]).loss() < 1.15 * run.loss()),
            ),
        ],
    },
    Claims {
        preset: "full-batch",
        sentences: &[
            ("One step for all points", Holds(|run| run.preset().batch == BatchSize::Full)),
            (
                "An epoch is one step here, along the mean gradient of all 250 points.",
                Holds(|run| run.preset().batch == BatchSize::Full && run.preset().train_count() == 250),
            ),
            (
                "The loss falls smoothly, but 50 steps leave at least a tenth wrong.",
                Holds(|run| falls_in_every_epoch(run) && run.preset().epochs == 50 && run.train_score() <= 0.9),
            ),
            // Yes.
            (
                "Does a step for each point learn more?",
                Holds(|run| run.with(&[("batch", "1")]).train_score() > run.train_score() + 0.05),
            ),
        ],
    },
    Claims {
        preset: "batch-of-one",
        sentences: &[
            ("One step for each point", Holds(|run| run.preset().batch == BatchSize::Size(1))),
            (
                "An epoch is 250 steps here, each along the gradient of one point.",
                Holds(|run| run.preset().batch == BatchSize::Size(1) && run.preset().train_count() == 250),
            ),
            (
                "The loss jumps about, yet ends below a tenth of that of full-batch.",
                Holds(|run| {
                    run.rises(0, 0.0) >= 5
                        && run.loss() < run.other("full-batch").loss() / 10.0
                        && run.preset().epochs == 50
                }),
            ),
            (
                "Only the batch differs.",
                Holds(|_| differ_in("full-batch", "batch-of-one", |one, other| one.batch = other.batch)),
            ),
            // Yes.
            (
                "Is the loss smoother with batches of 25?",
                Holds(|run| 2 * run.with(&[("batch", "25")]).rises(0, 0.0) < run.rises(0, 0.0)),
            ),
        ],
    },
];
