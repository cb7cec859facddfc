//! What the presets of the group "What goes wrong" say, up to the points that are to blame.

use blobtui::data::Data;
use blobtui::network::{Activation, Initialization};
use blobtui::optimizer::Optimizer;

use crate::claims::Claim::{Holds, NoClaim};
use crate::claims::Claims;
use crate::run::{Run, differ_in};

/// Whether something holds, or the seed is another than the one that a sentence names.
fn with_seed_8(run: &Run, holds: impl Fn(&Run) -> bool) -> bool {
    run.preset().seed != 8 || holds(run)
}

/// Hidden units of the first layer that are copies of one another, after some epochs.
fn copies_after(run: &Run, epochs: u64) -> usize {
    run.layers_after(epochs)[0].copies
}

/// Whether the loss is that of a guess between two classes: ln 2.
fn guesses(run: &Run) -> bool {
    (run.loss() - std::f32::consts::LN_2).abs() < 0.01
}

/// Fraction of the activations in the first hidden layer that are saturated, after some epochs.
fn saturated_after(run: &Run, epochs: u64) -> f64 {
    run.layers_after(epochs)[0].saturated.expect("units that can be saturated")
}

/// The largest size of x and of y.
fn reach(run: &Run) -> [f32; 2] {
    let points = &run.trainer.dataset().train.inputs;
    [0, 1].map(|axis| points.iter().map(|point| point[axis].abs()).fold(0.0, f32::max))
}

/// Whether blobs differ in the x of their centers alone.
fn only_x_differs() -> bool {
    differ_in("unscaled", "scaled", |one, other| {
        if let (Data::Blobs(one), Data::Blobs(other)) = (&mut one.data, other.data) {
            for (one, other) in one.centers.iter_mut().zip(other.centers) {
                one.0 = other.0;
            }
        }
    })
}

fn learning_rate(run: &Run) -> f64 {
    let Optimizer::Sgd(sgd) = &run.preset().optimizer else { panic!("not SGD") };
    sgd.learning_rate
}

pub static STEPS_AND_STARTS: [Claims; 4] = [
    Claims {
        preset: "too-fast",
        sentences: &[
            (
                "A learning rate that is too large",
                Holds(|run| run.with(&[("learning-rate", "1.5")]).train_score() > run.train_score() + 0.2),
            ),
            (
                "The first steps overshoot so far that the loss rises above its start.",
                Holds(|run| {
                    let highest = run.records[..20].iter().map(|record| record.train_loss).fold(0.0, f32::max);
                    highest > 1.5 * run.records[0].train_loss
                }),
            ),
            (
                "Some ReLU units die, and at least a fifth of the points stay wrong.",
                Holds(|run| {
                    let dead = run.layers()[0].dead;
                    dead > run.dead_after(0) && run.train_score() <= 0.8
                }),
            ),
            (
                "With seed 8 the loss jumps up and down to the end.",
                Holds(|run| with_seed_8(run, |run| (40..60).contains(&run.rises(run.records.len() - 101, 0.05)))),
            ),
            // Yes.
            (
                "Does a tenth of the learning rate settle?",
                Holds(|run| {
                    let slower = run.with(&[("learning-rate", "1.5")]);
                    slower.rises(slower.records.len() - 101, 0.0) == 0 && slower.train_score() > 0.98
                }),
            ),
        ],
    },
    Claims {
        preset: "dead-relu",
        sentences: &[
            ("ReLU units that die", Holds(|run| run.layers()[0].dead > run.dead_after(0))),
            (
                "Large first steps push ReLU units to 0 on every point.",
                Holds(|run| learning_rate(run) > 1.0 && run.dead_after(10) > run.dead_after(0)),
            ),
            (
                "A unit that outputs 0 gets no gradient, so it never recovers.",
                Holds(|run| run.layers()[0].dead >= run.dead_after(10)),
            ),
            (
                "After ten epochs at least one of five is dead; with seed 8 all of them are.",
                Holds(|run| run.dead_after(10) >= 1 && with_seed_8(run, |run| run.dead_after(10) == 5)),
            ),
            // Yes.
            (
                "Do more survive a tenth of the learning rate?",
                Holds(|run| run.with(&[("learning-rate", "0.8")]).layers()[0].dead < run.layers()[0].dead),
            ),
        ],
    },
    Claims {
        preset: "zeros",
        sentences: &[
            (
                "Weights that start at 0",
                Holds(|run| run.preset().initialization == Initialization::Zeros && copies_after(run, 0) == 5),
            ),
            (
                "All weights start at 0, so every hidden unit gets the same gradient.",
                Holds(|run| copies_after(run, 1) == 5 && copies_after(run, 100) == 5),
            ),
            (
                "The five units stay exact copies of each other and can do no more than one.",
                Holds(|run| run.layers()[0].copies == 5 && run.train_score() < 0.8),
            ),
            // Yes.
            (
                "Do random initial weights set them apart?",
                Holds(|run| {
                    let random = run.with(&[("initialization", "pytorch")]);
                    random.layers()[0].copies == 0 && random.train_score() > 0.98
                }),
            ),
        ],
    },
    Claims {
        preset: "bad-start",
        sentences: &[
            (
                "A start that can't learn",
                Holds(|run| run.preset().weights_seed == Some(11) && run.train_score() <= 0.75),
            ),
            (
                "From these initial weights a quarter of the points stay misclassified.",
                Holds(|run| (0.7..=0.75).contains(&run.train_score())),
            ),
            (
                "Learning rates from a hundredth to 1 all end there: the start is at fault.",
                Holds(|run| {
                    ["0.01", "0.1", "0.3", "1"]
                        .iter()
                        .all(|rate| run.with(&[("learning-rate", rate)]).train_score() <= 0.75)
                }),
            ),
            (
                "Only the seed of the weights differs from xor-blobs.",
                Holds(|_| differ_in("xor-blobs", "bad-start", |one, other| one.weights_seed = other.weights_seed)),
            ),
            // Yes: the next ten, of which W takes the first.
            (
                "Do new weights learn it?",
                Holds(|run| {
                    let learns = |seed: &u64| run.with(&[("weights-seed", &seed.to_string())]).train_score() > 0.95;
                    learns(&12) && (12..22).filter(learns).count() >= 9
                }),
            ),
            ("Press W.", NoClaim("an invitation; that the weights of the next seed learn is held by the question")),
        ],
    },
];

pub static DEPTH_AND_SCALE: [Claims; 4] = [
    Claims {
        preset: "vanishing",
        sentences: &[
            (
                "Six layers of sigmoid units",
                Holds(|run| run.preset().network.hidden.len() == 6 && run.activation() == Activation::Sigmoid),
            ),
            ("A sigmoid passes on at most a quarter of the gradient.", NoClaim("so its derivative s (1 - s) is")),
            (
                "Through six layers next to nothing of it reaches the first.",
                Holds(|run| run.gradient_that_arrives() < 0.01),
            ),
            ("The loss stays that of a guess.", Holds(guesses)),
            // Yes.
            (
                "Do ReLU units with He initialization cure it?",
                Holds(|run| run.with(&[("activation", "relu"), ("initialization", "he")]).train_score() > 0.98),
            ),
        ],
    },
    Claims {
        preset: "vanishing-cured",
        sentences: &[
            (
                "Six layers of ReLU units",
                Holds(|run| run.preset().network.hidden.len() == 6 && run.activation() == Activation::Relu),
            ),
            (
                "ReLUs pass the gradient on, and He initialization keeps its size.",
                Holds(|run| (0.1..10.0).contains(&run.gradient_that_arrives())),
            ),
            (
                "All six layers learn, and every train point is classified correctly.",
                Holds(|run| {
                    let moved = |(now, before): (f64, f64)| (now / before - 1.0).abs() > 0.001;
                    let norms = |epochs| run.layers_after(epochs).into_iter().map(|layer| layer.weight_norm);
                    norms(1000).zip(norms(0)).all(moved) && run.train_score() == 1.0
                }),
            ),
            (
                "Only activation and initialization differ from vanishing.",
                Holds(|_| {
                    differ_in("vanishing", "vanishing-cured", |one, other| {
                        one.network.activation = other.network.activation;
                        one.initialization = other.initialization;
                    })
                }),
            ),
            // No.
            ("Is He initialization alone enough?", Holds(|run| guesses(&run.with(&[("activation", "sigmoid")])))),
        ],
    },
    Claims {
        preset: "unscaled",
        sentences: &[
            ("One input a hundred times the other", Holds(|run| reach(run)[0] > 50.0 * reach(run)[1])),
            (
                "x reaches 100 here, and y only 1.",
                Holds(|run| (99.0..102.0).contains(&reach(run)[0]) && (1.0..2.5).contains(&reach(run)[1])),
            ),
            (
                "The sums of the tanh units are so large that nearly all end up saturated.",
                Holds(|run| run.activation() == Activation::Tanh && saturated_after(run, 2000) > 0.95),
            ),
            ("The loss stays that of a guess.", Holds(guesses)),
            // Yes.
            (
                "Is it enough to divide x by 100?",
                Holds(|run| run.other("scaled").train_score() > 0.98 && only_x_differs()),
            ),
        ],
    },
    Claims {
        preset: "scaled",
        sentences: &[
            ("Both inputs of one size", Holds(|run| (0.6..1.6).contains(&(reach(run)[0] / reach(run)[1])))),
            (
                "x and y both reach about 1, and the tanh units don't start saturated.",
                Holds(|run| reach(run).iter().all(|reach| (1.0..2.5).contains(reach)) && saturated_after(run, 0) < 0.1),
            ),
            (
                "From the same weights, at the same rate, every train point is learned.",
                Holds(|run| run.train_score() == 1.0 && learning_rate(run) == learning_rate(&run.other("unscaled"))),
            ),
            ("Only the size of x differs from unscaled.", Holds(|_| only_x_differs())),
            // Less than 100.
            ("How large may x be before it fails?", Holds(|run| guesses(&run.other("unscaled")))),
        ],
    },
];
