//! Arguments of the optimizers, which not every optimizer has.

use super::values::Place;
use super::{DEFAULT, Group, Scope, Setting};
use crate::optimizer::Optimizer;

const ARGUMENT: Setting =
    Setting { group: Group::Optimizer, fits_checkpoint: true, scope: Scope::Optimizer, ..DEFAULT };

/// The place of an argument in the optimizers that have it.
macro_rules! argument {
    ($field:ident of $($optimizer:ident)+) => {
        &Place {
            get: |preset| match &preset.optimizer {
                $(Optimizer::$optimizer(rule) => Some(rule.$field),)+
                #[allow(unreachable_patterns, reason = "every optimizer has some of them")]
                _ => None,
            },
            set: |preset, value| match &mut preset.optimizer {
                $(Optimizer::$optimizer(rule) => {
                    rule.$field = value;
                    true
                })+
                #[allow(unreachable_patterns, reason = "every optimizer has some of them")]
                _ => false,
            },
        }
    };
}

pub(super) static ROWS: [Setting; 9] = [
    Setting {
        name: "momentum",
        help: "Momentum factor of sgd and rmsprop",
        value_name: "FACTOR",
        description: "Fraction of the previous step that each step keeps, like a ball that keeps rolling. It speeds up \
                      along a valley, and may overshoot its end.",
        advice: "Try 0.9 with a third of the learning rate.",
        hint: [
            "The part of the previous step that each step keeps, as a rolling ball does. Try 0.9 with a third of \
             the learning rate.",
            "How much of the previous step each step keeps. Try 0.9, and smaller steps.",
        ],
        related: &["learning-rate", "dampening", "nesterov"],
        range: "a number of 0 or more, best below 1",
        steps: &["0", "0.5", "0.8", "0.9", "0.95", "0.99"],
        access: argument!(momentum of Sgd RmsProp),
        ..ARGUMENT
    },
    Setting {
        name: "dampening",
        help: "Dampening of sgd's momentum",
        value_name: "FACTOR",
        description: "Fraction by which the gradient is reduced before it enters the momentum, from the second step on. \
                      When it equals the momentum, steps are averages instead of sums.",
        advice: "Try 0.9 with a momentum of 0.9.",
        hint: [
            "Takes this part of each gradient away before it enters the momentum: at 0.9 and 0.9, steps are \
             averages, not sums.",
            "Takes this part of each gradient away from the momentum. Try 0.9.",
        ],
        related: &["momentum", "learning-rate"],
        range: "a number, best from 0 to 1",
        steps: &["0", "0.1", "0.5", "0.9", "1"],
        needs: (
            |preset| matches!(&preset.optimizer, Optimizer::Sgd(sgd) if sgd.momentum > 0.0 && !sgd.nesterov),
            "a momentum above 0, and not with nesterov",
        ),
        access: argument!(dampening of Sgd),
        ..ARGUMENT
    },
    Setting {
        name: "nesterov",
        help: "Nesterov momentum of sgd",
        value_name: "BOOL",
        description: "Nesterov momentum, which takes the gradient where the momentum leads. It needs a momentum above 0 \
                      and a dampening of 0.",
        advice: "Try true with a momentum of 0.9.",
        hint: [
            "Takes the gradient where the momentum leads, not where the weights are now, and overshoots less. Try \
             true.",
            "Takes the gradient where the momentum leads. Try true: it overshoots less.",
        ],
        related: &["momentum", "learning-rate"],
        needs: (
            |preset| matches!(&preset.optimizer, Optimizer::Sgd(sgd) if sgd.momentum > 0.0 && sgd.dampening == 0.0),
            "a momentum above 0 and no dampening",
        ),
        access: argument!(nesterov of Sgd),
        ..ARGUMENT
    },
    Setting {
        name: "betas",
        help: "Decay rates of the moving averages of adam and adamw, as in 0.9,0.999",
        value_name: "RATE,RATE",
        description: "Decay rates of the moving averages of the gradient and of its square. A larger first one smooths \
                      the direction of the steps, a larger second one their size.",
        advice: "Try 0.5,0.999, then 0.9,0.9.",
        hint: [
            "How much the averages of the gradient and of its square keep: they give direction and size of steps. \
             Try 0.5,0.999.",
            "How much the averages of gradient and square keep. Try 0.5,0.999.",
        ],
        related: &["learning-rate", "eps", "amsgrad"],
        range: "two numbers from 0 to below 1, as in 0.9,0.999",
        steps: &["0,0.999", "0.5,0.999", "0.8,0.999", "0.9,0.9", "0.9,0.99", "0.9,0.999", "0.95,0.999", "0.99,0.9999"],
        access: argument!(betas of Adam AdamW),
        ..ARGUMENT
    },
    Setting {
        name: "alpha",
        help: "Smoothing constant of rmsprop",
        value_name: "RATE",
        description: "Smoothing constant of the moving average of the squared gradient. A smaller one forgets steep \
                      regions sooner.",
        advice: "Try 0.9.",
        hint: [
            "How much the average of the squared gradient keeps. A smaller one forgets steep places sooner. Try \
             0.9.",
            "How much the average of the squared gradient keeps. Try 0.9.",
        ],
        related: &["learning-rate", "centered"],
        range: "a number of 0 or more, best below 1",
        steps: &["0.5", "0.8", "0.9", "0.95", "0.99", "0.999"],
        access: argument!(alpha of RmsProp),
        ..ARGUMENT
    },
    Setting {
        name: "centered",
        help: "Centered variant of rmsprop",
        value_name: "BOOL",
        description: "Normalization of the gradient by an estimate of its variance instead of its square. Steps grow \
                      where the gradient is steady.",
        advice: "Try true with a tenth of the learning rate.",
        hint: [
            "Divides by the variance of the gradient, not its square: steps grow where it is steady. Try a tenth \
             of the rate.",
            "Divides by the gradient's variance: steps grow where it is steady.",
        ],
        related: &["learning-rate", "alpha"],
        access: argument!(centered of RmsProp),
        ..ARGUMENT
    },
    Setting {
        name: "amsgrad",
        help: "AMSGrad variant of adam and adamw",
        value_name: "BOOL",
        description: "AMSGrad, which divides by the maximum of the averages of the squared gradient so far. Steps do not \
                      grow again after the gradient was steep.",
        advice: "Try true where the loss jumps late in a run.",
        hint: [
            "Divides by the largest average so far: steps stay small after a steep place. Try true where the loss \
             jumps late.",
            "Steps stay small after a steep place. Try true where the loss jumps late.",
        ],
        related: &["betas"],
        access: argument!(amsgrad of Adam AdamW),
        ..ARGUMENT
    },
    Setting {
        name: "eps",
        help: "Term added to the denominator for numerical stability, of all optimizers but sgd",
        value_name: "N",
        description: "Term added to the denominator of a step for numerical stability. A large one brings the optimizer \
                      closer to plain gradient descent.",
        advice: "Try 0.1.",
        hint: [
            "Added to the denominator of each step, for stability. A large one comes near plain gradient descent: \
             try 0.1.",
            "Added to the denominator of each step, for stability. Try 0.1.",
        ],
        related: &["learning-rate"],
        range: "a number of 0 or more",
        steps: &["0", "1e-8", "1e-6", "0.0001", "0.01", "0.1", "1"],
        access: argument!(eps of Adam AdamW RmsProp),
        ..ARGUMENT
    },
    Setting {
        name: "weight-decay",
        aliases: &["wd"],
        help: "Weight decay of the optimizer",
        value_name: "RATE",
        description: "The optimizer's weight decay as in PyTorch: added to the gradient, or decoupled from it in adamw. \
                      It comes on top of the regularization.",
        advice: "Try 0.01 with few points.",
        hint: [
            "The optimizer's own weight decay, beside the regularization; in adamw it is apart from the gradient. \
             Try 0.01.",
            "The optimizer's own decay of weights, at each step. Try 0.01.",
        ],
        related: &["regularization"],
        range: "a number of 0 or more",
        steps: &["0", "0.0001", "0.001", "0.01", "0.1"],
        access: argument!(weight_decay of Sgd Adam AdamW RmsProp),
        ..ARGUMENT
    },
];
