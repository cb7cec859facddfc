//! What the presets of the group "Shapes" say.

use blobtui::data::Data;
use blobtui::network::Activation;
use blobtui::preset::BatchSize;

use crate::claims::Claim::{Holds, NoClaim};
use crate::claims::Claims;
use crate::run::Run;

/// Fraction of the train points in some half of the plane that have label 1.
fn share_of_label_1(run: &Run, is_within: fn([f32; 2]) -> bool) -> f64 {
    let train = &run.trainer.dataset().train;
    let labels = train.inputs.iter().zip(&train.labels).filter(|(point, _)| is_within(**point));
    let labels: Vec<f32> = labels.map(|(_, label)| *label).collect();
    f64::from(labels.iter().sum::<f32>()) / labels.len() as f64
}

/// Turns of the angle along an arm, from the middle to its end, that the points of label 1 lie at.
fn turns(run: &Run) -> f32 {
    let train = &run.trainer.dataset().train;
    let arm = train.inputs.iter().zip(&train.labels).filter(|(_, label)| **label == 1.0);
    let mut arm: Vec<_> = arm.map(|(&[x, y], _)| (x.hypot(y), x.atan2(y))).collect();
    arm.sort_by(|one, other| one.0.total_cmp(&other.0));
    let steps = arm.windows(2).map(|pair| (pair[1].1 - pair[0].1).rem_euclid(std::f32::consts::TAU));
    steps.sum::<f32>() / std::f32::consts::TAU
}

fn with_tanh(run: &Run) -> Run {
    run.with(&[("activation", "tanh")])
}

pub static SHAPES: [Claims; 5] = [
    Claims {
        preset: "circle",
        sentences: &[
            (
                "A disc in a ring",
                Holds(|run| matches!(run.preset().data, Data::Circle(_)) && run.fences_the_middle(4.25)),
            ),
            (
                "Each of the four hidden units adds one soft boundary line.",
                Holds(|run| {
                    let network = &run.preset().network;
                    network.hidden == [4] && run.activation() == Activation::Tanh
                }),
            ),
            (
                "Together they close around the disc, which no single line could.",
                Holds(|run| run.fences_the_middle(4.25) && run.with(&[("hidden", "none")]).train_score() < 0.8),
            ),
            // Not two; three do mostly.
            (
                "How few hidden units still close around it?",
                Holds(|run| !run.with(&[("hidden", "2")]).fences_the_middle(4.25)),
            ),
        ],
    },
    Claims {
        preset: "rings",
        sentences: &[
            (
                "A ring in a ring, with ReLU units",
                Holds(|run| {
                    let preset = run.preset();
                    matches!(preset.data, Data::Rings(_)) && run.activation() == Activation::Relu
                }),
            ),
            (
                "A ReLU unit has a corner, so the boundary of the inner ring has some, too.",
                Holds(|run| run.has_corners() && run.score() > 0.95),
            ),
            ("Compare circle, where tanh units make it round.", Holds(|run| run.other("circle").is_round())),
            // Yes.
            (
                "Would tanh units round off the corners?",
                Holds(|run| with_tanh(run).is_round() && with_tanh(run).score() > 0.95),
            ),
        ],
    },
    Claims {
        preset: "moons",
        sentences: &[
            (
                "Two moons, ten mini-batches per epoch",
                Holds(|run| matches!(run.preset().data, Data::Moons(_)) && run.preset().train_count() == 10 * 25),
            ),
            (
                "The moons reach into each other: no straight line separates them.",
                Holds(|run| run.with(&[("hidden", "none")]).train_score() < 0.95 && run.train_score() > 0.98),
            ),
            (
                "An epoch is ten steps here, each on a mini-batch of 25 points.",
                Holds(|run| run.preset().batch == BatchSize::Size(25) && run.preset().train_count() == 250),
            ),
            // No: its loss is several times as high.
            (
                "Is one full batch per epoch as good?",
                Holds(|run| run.with(&[("batch", "full")]).loss() > 3.0 * run.loss()),
            ),
        ],
    },
    Claims {
        preset: "xor",
        sentences: &[
            (
                "Exclusive or, quadrant by quadrant",
                Holds(|run| {
                    let train = &run.trainer.dataset().train;
                    let labels = train.inputs.iter().zip(&train.labels);
                    labels.into_iter().all(|(&[x, y], label)| (x * y > 0.0) == (*label == 1.0))
                }),
            ),
            (
                "A point has label 1 where x and y have the same sign: neither alone tells.",
                Holds(|run| {
                    let halves: [fn([f32; 2]) -> bool; 2] = [|[x, _]| x > 0.0, |[_, y]| y > 0.0];
                    halves.iter().all(|half| (0.35..0.65).contains(&share_of_label_1(run, *half)))
                        && share_of_label_1(run, |[x, y]| x * y > 0.0) == 1.0
                }),
            ),
            (
                "Eight ReLU units learn it and classify every train point correctly.",
                Holds(|run| run.train_score() == 1.0 && run.preset().network.hidden == [8]),
            ),
            // No.
            (
                "Given the input xy, is a layer still needed?",
                Holds(|run| run.with(&[("hidden", "none"), ("inputs", "x,y,xy")]).score() > 0.98),
            ),
        ],
    },
    Claims {
        preset: "spiral",
        sentences: &[
            ("Two spiral arms", Holds(|run| matches!(run.preset().data, Data::Spiral(_)))),
            (
                "Each arm makes almost two turns, and the boundary winds between them.",
                Holds(|run| (1.6..2.0).contains(&turns(run)) && run.score() > 0.95),
            ),
            (
                "One hidden layer bends it, and the second bends it again.",
                NoClaim("so layers compose; that one alone does worse is held by the question"),
            ),
            // No.
            (
                "Would one layer of eight units be enough?",
                Holds(|run| run.with(&[("hidden", "8")]).train_score() < 0.95),
            ),
        ],
    },
];
