//! Rows of the table of settings for the optimizer's arguments, which not every optimizer has.

use super::{Effect, Field, number};
use crate::preset::overrides::{spelled, spelled_betas};
use crate::preset::{Arguments, Preset, parse_betas};

/// Heading of the rows.
pub(super) const GROUP: &str = "the optimizer's own";

pub(super) const MOMENTUM: Field = Field {
    group: GROUP,
    name: "momentum",
    words: "Share of the steps before that each step keeps, like a ball that rolls on. It is quicker along a \
            valley, and may roll past its end.",
    advice: "Try 0.9 with a third of the learning rate.",
    allowed: "a number of 0 or more, best below 1",
    effect: Effect::Live,
    value: |preset| arguments(preset).momentum.map(spelled),
    read: |text, overrides| number(text).map(|share| overrides.arguments.momentum = Some(share)),
    steps: &["0", "0.5", "0.8", "0.9", "0.95", "0.99"],
};

pub(super) const DAMPENING: Field = Field {
    group: GROUP,
    name: "dampening",
    words: "What is taken off the gradient's share in the momentum from the second step on. With as much of it as of \
            momentum, steps are averages instead of sums.",
    advice: "Try 0.9 with a momentum of 0.9.",
    allowed: "a number, best from 0 to 1",
    effect: Effect::Live,
    value: |preset| arguments(preset).dampening.map(spelled),
    read: |text, overrides| number(text).map(|share| overrides.arguments.dampening = Some(share)),
    steps: &["0", "0.1", "0.5", "0.9", "1"],
};

pub(super) const NESTEROV: Field = Field {
    group: GROUP,
    name: "nesterov",
    words: "Whether the momentum looks ahead to where it is going, which is Nesterov's variant. It needs a \
            momentum above 0 and a dampening of 0.",
    advice: "Try true with a momentum of 0.9.",
    allowed: "true, false",
    effect: Effect::Live,
    value: |preset| arguments(preset).nesterov.map(|on| on.to_string()),
    read: |text, overrides| switch(text).map(|on| overrides.arguments.nesterov = Some(on)),
    steps: &["false", "true"],
};

pub(super) const BETAS: Field = Field {
    group: GROUP,
    name: "betas",
    words: "Shares of the averages of the gradient and of its square that each step keeps. A larger first one smooths \
            the way, a larger second one the size of the steps.",
    advice: "Try 0.5,0.999, then 0.9,0.9.",
    allowed: "two numbers from 0 to below 1, as in 0.9,0.999",
    effect: Effect::Live,
    value: |preset| arguments(preset).betas.map(spelled_betas),
    read: |text, overrides| parse_betas(text).map(|betas| overrides.arguments.betas = Some(betas)),
    steps: &["0,0.999", "0.5,0.999", "0.8,0.999", "0.9,0.9", "0.9,0.99", "0.9,0.999", "0.95,0.999", "0.99,0.9999"],
};

pub(super) const ALPHA: Field = Field {
    group: GROUP,
    name: "alpha",
    words: "Share of the average of the gradient's square that each step keeps. A smaller one forgets steep stretches \
            sooner.",
    advice: "Try 0.9.",
    allowed: "a number of 0 or more, best below 1",
    effect: Effect::Live,
    value: |preset| arguments(preset).alpha.map(spelled),
    read: |text, overrides| number(text).map(|share| overrides.arguments.alpha = Some(share)),
    steps: &["0.5", "0.8", "0.9", "0.95", "0.99", "0.999"],
};

pub(super) const CENTERED: Field = Field {
    group: GROUP,
    name: "centered",
    words: "Whether a step is divided by how much the gradient varies instead of by its size. Steps grow where the \
            gradient is steady.",
    advice: "Try true with a tenth of the learning rate.",
    allowed: "true, false",
    effect: Effect::Live,
    value: |preset| arguments(preset).centered.map(|on| on.to_string()),
    read: |text, overrides| switch(text).map(|on| overrides.arguments.centered = Some(on)),
    steps: &["false", "true"],
};

pub(super) const AMSGRAD: Field = Field {
    group: GROUP,
    name: "amsgrad",
    words: "Whether a step is divided by the largest average of squares so far, which is AMSGrad. Once the gradient \
            was steep, steps do not grow again.",
    advice: "Try true where the loss jumps late in a run.",
    allowed: "true, false",
    effect: Effect::Live,
    value: |preset| arguments(preset).amsgrad.map(|on| on.to_string()),
    read: |text, overrides| switch(text).map(|on| overrides.arguments.amsgrad = Some(on)),
    steps: &["false", "true"],
};

pub(super) const EPS: Field = Field {
    group: GROUP,
    name: "eps",
    words: "What is added to what a step is divided by. A large one makes the rule more like plain descent.",
    advice: "Try 0.1.",
    allowed: "a number of 0 or more",
    effect: Effect::Live,
    value: |preset| arguments(preset).eps.map(spelled),
    read: |text, overrides| number(text).map(|least| overrides.arguments.eps = Some(least)),
    steps: &["0", "1e-8", "1e-6", "0.0001", "0.01", "0.1", "1"],
};

pub(super) const WEIGHT_DECAY: Field = Field {
    group: GROUP,
    name: "weight-decay",
    words: "The optimizer's own pull of the weights to 0 as PyTorch has it: added to the gradient, or by adamw apart \
            from it. It comes on top of the regularization.",
    advice: "Try 0.01 with few points.",
    allowed: "a number of 0 or more",
    effect: Effect::Live,
    value: |preset| arguments(preset).weight_decay.map(spelled),
    read: |text, overrides| number(text).map(|pull| overrides.arguments.weight_decay = Some(pull)),
    steps: &["0", "0.0001", "0.001", "0.01", "0.1"],
};

fn arguments(preset: &Preset) -> Arguments {
    Arguments::of(&preset.optimizer)
}

fn switch(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "is neither true nor false".to_owned())
}
