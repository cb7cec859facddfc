//! Settings of training: how steps are taken, how many, and what computes them.

use super::values::{OptimizerName, Place, place};
use super::{DEFAULT, Group, Setting};
use crate::optimizer::Optimizer;
use crate::preset::{EarlyStopping, MAX_EPOCHS};

const TRAINING: Setting = Setting { group: Group::Training, fits_checkpoint: true, ..DEFAULT };

pub(super) static ROWS: [Setting; 11] = [
    Setting {
        name: "learning-rate",
        aliases: &["lr"],
        help: "Learning rate",
        value_name: "RATE",
        description: "Step size along the negative gradient. Too small is slow; too large oscillates or diverges.",
        advice: "Try factors of 3 until the loss jumps.",
        hint: [
            "How far each step goes. Too small is slow, too large oscillates or diverges: try factors of 3 until \
             the loss jumps.",
            "How far each step goes. Try factors of 3 until the loss jumps.",
        ],
        related: &["optimizer", "schedule", "batch"],
        range: "a number above 0",
        steps: &["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"],
        fields: &["optimizer.learning_rate"],
        access: &Place {
            get: |preset| Some(preset.optimizer.learning_rate()),
            set: |preset, rate: f64| {
                preset.optimizer.set_learning_rate(rate);
                true
            },
        },
        ..TRAINING
    },
    Setting {
        name: "optimizer",
        help: "Optimizer, with PyTorch's defaults and the preset's learning rate",
        value_name: "NAME",
        description: "Update rule that turns the gradient into a step. Adam and its relatives adapt the step size to \
                      each weight.",
        advice: "Try adam with a learning rate of 0.01.",
        hint: [
            "How each step uses the gradient. Adam adapts the step to every weight: try adam with a learning rate \
             of 0.01.",
            "How each step uses the gradient. Try adam with a learning rate of 0.01.",
        ],
        related: &["learning-rate"],
        resets_others: true,
        access: &Place {
            get: |preset| Some(OptimizerName(preset.optimizer.name())),
            set: |preset, OptimizerName(name)| {
                let optimizer = Optimizer::named(name, preset.optimizer.learning_rate());
                optimizer.map(|optimizer| preset.optimizer = optimizer).is_some()
            },
        },
        ..TRAINING
    },
    Setting {
        name: "schedule",
        help: "Learning rate schedule: constant, step:500,0.1, exponential:0.999, cosine:2000 or \
               warm-up-cosine:100,2000",
        value_name: "SCHEDULE",
        description: "Learning rate by epoch, whenever the run ends. Large steps first and small steps last come closer \
                      to the minimum.",
        advice: "Try cosine:2000.",
        hint: [
            "How the learning rate changes over the epochs: large steps first, small ones last come closer. Try \
             cosine:2000.",
            "How the learning rate changes over the epochs. Try cosine:2000.",
        ],
        related: &["learning-rate", "epochs"],
        range: "constant, step:EPOCHS,FACTOR, exponential:FACTOR, cosine:EPOCHS[,MIN], \
                warm-up-cosine:EPOCHS,EPOCHS[,MIN]",
        steps: &["constant", "step:500,0.5", "exponential:0.999", "cosine:2000", "warm-up-cosine:100,2000"],
        access: place!(schedule),
        ..TRAINING
    },
    Setting {
        name: "regularization",
        help: "Regularization: none, l1:RATE, l2:RATE or weight-decay:RATE",
        value_name: "KIND",
        description: "Penalty on large weights, which keeps the decision boundary simple. L1 makes some weights exactly \
                      0, L2 makes all of them smaller.",
        advice: "Try l2:0.01 with few points.",
        hint: [
            "A penalty on large weights, for a simpler boundary; l1 makes some weights exactly 0. Try l2:0.01 \
             with few points.",
            "A penalty on large weights, for a simpler boundary. Try l2:0.01.",
        ],
        related: &["weight-decay", "dropout", "train", "noise"],
        range: "none, l1:RATE, l2:RATE, weight-decay:RATE",
        steps: &[
            "none",
            "l1:0.001",
            "l1:0.01",
            "l2:0.001",
            "l2:0.01",
            "l2:0.1",
            "weight-decay:0.01",
            "weight-decay:0.1",
        ],
        access: place!(regularization),
        ..TRAINING
    },
    Setting {
        name: "dropout",
        help: "Probability with which each hidden unit drops out of a step, as in PyTorch's nn.Dropout(p)",
        value_name: "P",
        description: "Probability with which a hidden unit is set to 0 in a step, for each point anew; what stays is scaled \
                      by 1/(1 - p). It keeps units from relying on each other; losses and predictions are computed \
                      without it.",
        advice: "Try 0.2 with 32,32 hidden units and few points.",
        hint: [
            "The probability with which a hidden unit is set to 0 in a step, against overfitting. Try 0.2 with 32,32 \
             units.",
            "How likely a hidden unit is set to 0 in a step. Try 0.2 with 32,32 units.",
        ],
        related: &["hidden", "regularization", "train"],
        range: "a number from 0 to 0.95",
        steps: &["0", "0.1", "0.2", "0.3", "0.5", "0.8"],
        needs: (|preset| !preset.network.hidden.is_empty(), "hidden layers"),
        access: place!(dropout),
        ..TRAINING
    },
    Setting {
        name: "clip",
        help: "Maximum gradient norm, or none",
        value_name: "NORM|none",
        description: "Maximum norm of the gradient; longer gradients are scaled down to it. It stabilizes runs whose \
                      loss jumps.",
        advice: "Try 1 at a learning rate that is too large.",
        hint: [
            "The largest gradient norm: longer gradients are scaled down to it. Try 1 at a learning rate that is \
             too large.",
            "Scales longer gradients down to this norm. Try 1 where the loss jumps.",
        ],
        related: &["learning-rate"],
        range: "none, or a number above 0",
        steps: &["none", "0.01", "0.1", "1", "10"],
        access: place!(clip),
        ..TRAINING
    },
    Setting {
        name: "early-stopping",
        help: "Epochs without a lower validation loss before training stops at the best weights, or none",
        value_name: "N|none",
        description: "Patience: epochs without a lower validation loss before training stops. The run then returns to \
                      its best weights.",
        advice: "Try 200 with the preset random-labels.",
        hint: [
            "Stops after so many epochs without a lower validation loss, at the best weights. Try 200 with noise or \
             random labels.",
            "Stops after so many epochs without a lower validation loss. Try 200.",
        ],
        related: &["validation", "regularization", "noise", "train"],
        resets_others: true,
        range: "none, or a whole number from 1 to 1000000000",
        steps: &["none", "20", "50", "100", "200", "500"],
        access: &Place {
            get: |preset| Some(preset.early_stopping),
            set: |preset, early_stopping: EarlyStopping| {
                preset.early_stopping.set_patience(early_stopping.patience());
                true
            },
        },
        ..TRAINING
    },
    Setting {
        name: "validation",
        help: "Train points held out for early stopping, in percent, or test to evaluate the test points",
        value_name: "PERCENT|test",
        description: "Part of the train points that the network does not learn from, in percent. Early stopping evaluates \
                      them instead, so that the test points stay unseen.",
        advice: "Try 50, and then test.",
        hint: [
            "How many train points early stopping holds out and evaluates, in percent, so that the test points stay \
             unseen.",
            "How many train points early stopping holds out and evaluates, in percent.",
        ],
        related: &["early-stopping", "train"],
        range: "test, or a whole number from 5 to 50 (percent)",
        steps: &["10", "20", "30", "50", "test"],
        needs: (|preset| preset.early_stopping != EarlyStopping::None, "early stopping"),
        fields: &["early_stopping.percent"],
        access: &Place {
            get: |preset| preset.early_stopping.validation(),
            set: |preset, validation| preset.early_stopping.set_validation(validation),
        },
        ..TRAINING
    },
    Setting {
        name: "batch",
        aliases: &["batch-size", "bs"],
        help: "Mini-batch size, or full",
        value_name: "N|full",
        description: "Number of points per step. Small batches take many noisy steps an epoch, a full batch takes one \
                      smooth step.",
        advice: "Try 10.",
        hint: [
            "Points per step. Small batches take many noisy steps an epoch, the full batch takes one smooth step. \
             Try 10.",
            "Points per step: small batches take many noisy steps an epoch. Try 10.",
        ],
        related: &["learning-rate", "train"],
        takes_hyphens: false,
        range: "full, or a whole number of 1 or more",
        steps: &["1", "2", "5", "10", "20", "50", "100", "full"],
        access: place!(batch),
        ..TRAINING
    },
    Setting {
        name: "epochs",
        help: "Number of epochs",
        description: "Passes over the train points until the run is finished. The end can be moved at any time without \
                      changing the epochs before it.",
        advice: "Try more while the loss is still falling.",
        hint: [
            "Passes over the train points until the run ends. Move the end at any time: the epochs before it stay \
             as they are.",
            "Passes over the train points until the run ends. It can move at any time.",
        ],
        related: &["schedule", "early-stopping"],
        steps: &["100", "200", "500", "1000", "2000", "5000", "10000", "20000", "50000", "100000"],
        limits: (0, MAX_EPOCHS),
        access: place!(epochs),
        ..TRAINING
    },
    Setting {
        name: "engine",
        help: "Engine that computes the gradients",
        value_name: "NAME",
        description: "Engine that computes the gradients: dfdx by automatic differentiation, or fused passes, which are \
                      many times as fast. Their results differ in the last bits: those of fused are the same on any \
                      processor and system, those of dfdx on one kind of processor.",
        advice: "Try fused with thousands of points.",
        hint: [
            "What computes the gradients. fused is many times as fast as dfdx; their results differ in the last \
             bits only.",
            "What computes the gradients. Try fused with thousands of points.",
        ],
        related: &["train", "hidden"],
        access: place!(engine),
        ..TRAINING
    },
];
