//! What the presets of the groups "Classes", "Regression" and "Variations" say.

use blobtui::data::Data;
use blobtui::network::Activation;

use crate::claims::Claim::{Holds, NoClaim};
use crate::claims::Claims;
use crate::run::{Run, recipe};

/// The largest probability of a class at a place.
fn certainty(run: &Run, place: [f32; 2]) -> f32 {
    let outputs = run.outputs(&[place]);
    let largest = outputs.iter().copied().fold(f32::MIN, f32::max);
    1.0 / outputs.iter().map(|output| (output - largest).exp()).sum::<f32>()
}

/// Whether the borders of class 0 with the others meet near the middle, at a place where the others are as likely.
fn borders_meet(run: &Run) -> bool {
    let (weights, biases) = run.trainer.parameters().split_at(6);
    // As right x + up y + bias = 0.
    let border = |class: usize| {
        [weights[0] - weights[2 * class], weights[1] - weights[2 * class + 1], biases[0] - biases[class]]
    };
    let (one, other) = (border(1), border(2));
    let cross = |first: usize, second: usize| one[first] * other[second] - one[second] * other[first];
    let meeting = [cross(1, 2) / cross(0, 1), cross(2, 0) / cross(0, 1)];
    let logits = run.outputs(&[meeting]);
    meeting.iter().all(|number| number.abs() < 1.0) && (logits[1] - logits[2]).abs() < 0.01
}

fn has_layers(run: &Run, hidden: &[usize], activation: Activation) -> bool {
    run.preset().network.hidden == hidden && run.activation() == activation
}

fn is_regression(run: &Run) -> bool {
    run.preset().loss.task() == blobtui::network::Task::Value
}

pub static CLASSES: [Claims; 2] = [
    Claims {
        preset: "three-classes",
        sentences: &[
            (
                "Three blobs, three classes",
                Holds(|run| run.preset().shape().outputs == 3 && run.trainer.dataset().train.labels.contains(&2.0)),
            ),
            ("Three outputs, one per class: the largest wins.", Holds(|run| run.preset().shape().outputs == 3)),
            (
                "No hidden layer is needed: straight borders meet in one point.",
                Holds(|run| run.preset().network.hidden.is_empty() && run.score() > 0.97 && borders_meet(run)),
            ),
            // No.
            (
                "Would eight classes need a hidden layer?",
                Holds(|run| run.other("blobs-8").with(&[("hidden", "none")]).score() > 0.97),
            ),
        ],
    },
    Claims {
        preset: "blobs-8",
        sentences: &[
            (
                "Eight blobs, eight classes",
                Holds(|run| {
                    let labels = &run.trainer.dataset().test.labels;
                    (0..8).all(|class| labels.contains(&(class as f32))) && run.score() > 0.97
                }),
            ),
            ("Eight outputs, one per class: the largest wins.", Holds(|run| run.preset().shape().outputs == 8)),
            (
                "Where two classes meet, the colors fade.",
                Holds(|run| {
                    // The middle of a blob, and the least certain place on the way to the next one.
                    let middle = |turn: f32| <[f32; 2]>::from(turn.sin_cos());
                    let at = |eighths: f32| {
                        let [up, right] = middle(eighths * std::f32::consts::FRAC_PI_4);
                        certainty(run, [2.0 * right, 2.0 * up])
                    };
                    let between = (0..100).map(|part| at(part as f32 / 100.0)).fold(1.0, f32::min);
                    at(0.0) > 0.95 && at(1.0) > 0.95 && between < 0.7
                }),
            ),
            // No.
            ("Is the hidden layer needed at all?", Holds(|run| run.with(&[("hidden", "none")]).score() > 0.97)),
        ],
    },
];

pub static REGRESSION: [Claims; 2] = [
    Claims {
        preset: "plane",
        sentences: &[
            (
                "Regression on a tilted plane",
                Holds(|run| is_regression(run) && matches!(run.preset().data, Data::Plane(_))),
            ),
            (
                "Labels and predictions are values; fitting a plane needs no hidden layer.",
                Holds(|run| is_regression(run) && run.preset().network.hidden.is_empty() && run.score() > 0.98),
            ),
            (
                "A point that is predicted well has the color of its background.",
                NoClaim("so the plane is drawn, with one scale for points and predictions"),
            ),
            // Hidden layers.
            (
                "What would hills and hollows need?",
                Holds(|run| {
                    let hills = run.other("gauss-regression");
                    hills.score() > 0.9 && hills.with(&[("hidden", "none")]).train_score() < 0.1
                }),
            ),
        ],
    },
    Claims {
        preset: "gauss-regression",
        sentences: &[
            (
                "Three hills, three hollows",
                Holds(|run| is_regression(run) && matches!(run.preset().data, Data::GaussRegression(_))),
            ),
            (
                "Every place has a value: three hills in orange, three hollows in blue.",
                Holds(|run| {
                    let hills = run.outputs(&[[-4.0, 2.5], [4.0, 2.5], [0.0, -2.5]]);
                    let hollows = run.outputs(&[[-4.0, -2.5], [4.0, -2.5], [0.0, 2.5]]);
                    hills.iter().all(|value| *value > 0.3) && hollows.iter().all(|value| *value < -0.3)
                }),
            ),
            (
                "Without hidden layers the network could only fit a flat plane.",
                Holds(|run| run.with(&[("hidden", "none")]).train_score() < 0.1),
            ),
            // Badly: the loss is ten times as high.
            (
                "How well do four hidden units fit it?",
                Holds(|run| run.with(&[("hidden", "4")]).loss() > 10.0 * run.loss()),
            ),
        ],
    },
];

pub static VARIATIONS: [Claims; 2] = [
    Claims {
        preset: "xor-blobs-tanh",
        sentences: &[
            (
                "Four blobs with tanh units",
                Holds(|run| has_layers(run, &[5], Activation::Tanh) && run.preset().data == recipe("xor-blobs").data),
            ),
            ("A tanh unit bends smoothly where a ReLU unit has a corner.", NoClaim("so tanh and ReLU are defined")),
            (
                "Watch the decision boundary between the colors: it is round.",
                Holds(|run| run.is_round() && run.other("xor-blobs").has_corners()),
            ),
            // No.
            (
                "Do sigmoid units learn as fast?",
                Holds(|run| run.with(&[("activation", "sigmoid")]).loss() > 3.0 * run.loss()),
            ),
        ],
    },
    Claims {
        preset: "many-units",
        sentences: &[
            ("Two hidden layers of eight units", Holds(|run| has_layers(run, &[8, 8], Activation::Relu))),
            ("Four blobs don't need this many units.", Holds(|run| run.other("xor-blobs").train_score() > 0.95)),
            (
                "Sixteen of them, in two layers, end with a lower loss than five.",
                Holds(|run| run.loss() < run.other("xor-blobs").loss()),
            ),
            // Yes.
            (
                "Would one layer of 16 units do as well?",
                Holds(|run| run.with(&[("hidden", "16")]).train_score() >= run.train_score()),
            ),
        ],
    },
];
