//! The table of settings: one row each.

use strum::VariantNames;

use super::argument::{ALPHA, AMSGRAD, BETAS, CENTERED, DAMPENING, EPS, MOMENTUM, NESTEROV, WEIGHT_DECAY};
use super::{Effect, Field, number, whole};
use crate::data::Input;
use crate::network::{Activation, EngineKind, Loss};
use crate::optimizer::NAMES;
use crate::preset::overrides::{spelled, yes_or_no};
use crate::preset::{BatchSize, parse_activation, parse_batch, parse_hidden, parse_inputs, parse_yes_or_no};

/// Every setting, in the order of the dashboard's list.
pub const FIELDS: &[Field] = &[
    Field {
        group: "training",
        name: "learning-rate",
        words: "How far each step goes down the gradient. Too small is slow, too large jumps about or diverges.",
        advice: "Try factors of 3, until the loss jumps.",
        allowed: "a number above 0",
        effect: Effect::Live,
        value: |preset| Some(spelled(preset.optimizer.learning_rate())),
        read: |text, overrides| number(text).map(|rate| overrides.learning_rate = Some(rate)),
        steps: &["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"],
    },
    Field {
        group: "training",
        name: "optimizer",
        words: "How a step is made from the gradient. Adam and its kin adapt the step to each weight.",
        advice: "Try adam with a learning rate of 0.01.",
        allowed: "sgd, adam, adamw, rmsprop",
        effect: Effect::Live,
        value: |preset| Some(preset.optimizer.name().to_owned()),
        read: |text, overrides| {
            overrides.optimizer = Some(text.to_owned());
            Ok(())
        },
        steps: &NAMES,
    },
    Field {
        group: "training",
        name: "schedule",
        words: "How the learning rate changes from epoch to epoch, whenever the run ends. Large steps first and small \
                ones last come closer to the lowest loss.",
        advice: "Try cosine:2000.",
        allowed: "constant, step:500,0.1, exponential:0.999, cosine:2000, warm-up-cosine:100,2000",
        effect: Effect::Live,
        value: |preset| Some(preset.schedule.to_string()),
        read: |text, overrides| text.parse().map(|schedule| overrides.schedule = Some(schedule)),
        steps: &["constant", "step:500,0.5", "exponential:0.999", "cosine:2000", "warm-up-cosine:100,2000"],
    },
    Field {
        group: "training",
        name: "regularization",
        words: "What pulls the weights to 0, so that the border stays simple. L1 takes some to 0 and leaves them \
                there, L2 makes all of them smaller.",
        advice: "Try l2:0.01 with few points.",
        allowed: "none, l1:RATE, l2:RATE, weight-decay:RATE",
        effect: Effect::Live,
        value: |preset| Some(preset.regularization.to_string()),
        read: |text, overrides| text.parse().map(|pull| overrides.regularization = Some(pull)),
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
    },
    Field {
        group: "training",
        name: "clip",
        words: "The longest gradient that a step may follow; longer ones are shortened to it. It tames runs that jump.",
        advice: "Try 1 at a learning rate that jumps.",
        allowed: "none, or a number above 0",
        effect: Effect::Live,
        value: |preset| Some(preset.clip.to_string()),
        read: |text, overrides| text.parse().map(|clip| overrides.clip = Some(clip)),
        steps: &["none", "0.01", "0.1", "1", "10"],
    },
    Field {
        group: "training",
        name: "early-stopping",
        words: "Epochs without a lower test loss after which the run ends. It is then back at its best weights.",
        advice: "Try 200 with the preset random-labels.",
        allowed: "none, or a whole number from 1 to 1000000000",
        effect: Effect::Live,
        value: |preset| Some(preset.early_stopping.to_string()),
        read: |text, overrides| text.parse().map(|stop| overrides.early_stopping = Some(stop)),
        steps: &["none", "20", "50", "100", "200", "500"],
    },
    Field {
        group: "training",
        name: "batch",
        words: "How many points a step sees. Few make many noisy steps an epoch, all of them one smooth step.",
        advice: "Try 10.",
        allowed: "full, or a number of points",
        effect: Effect::Live,
        value: |preset| {
            Some(match preset.batch {
                BatchSize::Full => "full".to_owned(),
                BatchSize::Size(size) => size.to_string(),
            })
        },
        read: |text, overrides| parse_batch(text).map(|batch| overrides.batch = Some(batch)),
        steps: &["1", "2", "5", "10", "20", "50", "100", "full"],
    },
    Field {
        group: "training",
        name: "epochs",
        words: "Passes over the train points until the run is finished. The end can be moved at any time, and changes \
                nothing of the way there.",
        advice: "Try more while the loss is still falling.",
        allowed: "a whole number from 0 to 1000000000",
        effect: Effect::Live,
        value: |preset| Some(preset.epochs.to_string()),
        read: |text, overrides| whole(text).map(|epochs| overrides.epochs = Some(epochs)),
        steps: &["100", "200", "500", "1000", "2000", "5000", "10000", "20000", "50000", "100000"],
    },
    Field {
        group: "training",
        name: "engine",
        words: "What computes the gradients: dfdx by its tape, or our own fused passes, many times as fast. The last bits \
                of the two differ.",
        advice: "Try fused with thousands of points.",
        allowed: "dfdx, fused",
        effect: Effect::Live,
        value: |preset| Some(preset.engine.name().to_owned()),
        read: |text, overrides| {
            overrides.engine = Some(text.parse().map_err(|_| "no engine has this name")?);
            Ok(())
        },
        steps: EngineKind::VARIANTS,
    },
    MOMENTUM,
    DAMPENING,
    NESTEROV,
    BETAS,
    ALPHA,
    CENTERED,
    AMSGRAD,
    EPS,
    WEIGHT_DECAY,
    Field {
        group: "network",
        name: "hidden",
        words: "Units of each hidden layer, from the inputs on. Each unit bends the border once, and more layers build \
                on the bends.",
        advice: "Try 3, then 8,8.",
        allowed: "none, or up to 6 of 1 to 8, 16, 32, as in 8,8",
        effect: Effect::Live,
        value: |preset| {
            let widths: Vec<_> = preset.network.hidden.iter().map(ToString::to_string).collect();
            Some(if widths.is_empty() { "none".to_owned() } else { widths.join(",") })
        },
        read: |text, overrides| parse_hidden(text).map(|hidden| overrides.hidden = Some(hidden)),
        steps: &["none", "1", "2", "3", "4", "5", "8", "4,4", "8,8", "16,16", "8,8,8", "8,8,8,8,8,8"],
    },
    Field {
        group: "network",
        name: "activation",
        words: "What a hidden unit does with its sum. ReLU makes straight edges, tanh round ones, sine stripes; linear \
                ones add nothing.",
        advice: "Try tanh for a round border.",
        allowed: "relu, tanh, sigmoid, linear, leaky-relu, elu, gelu, softplus, sin",
        effect: Effect::Live,
        value: |preset| Some(preset.network.activation.name().to_owned()),
        read: |text, overrides| parse_activation(text).map(|activation| overrides.activation = Some(activation)),
        steps: Activation::VARIANTS,
    },
    Field {
        group: "network",
        name: "initialization",
        words: "Where the weights start. At zeros all units stay alike and do the work of one; He's start suits ReLU, \
                Xavier's tanh.",
        advice: "Try zeros, and see what the border can't do.",
        allowed: "pytorch, xavier, he, normal:STD, constant:VALUE, zeros",
        effect: Effect::NewNetwork,
        value: |preset| Some(preset.initialization.to_string()),
        read: |text, overrides| text.parse().map(|start| overrides.initialization = Some(start)),
        steps: &["pytorch", "xavier", "he", "normal:0.1", "normal:1", "constant:0.5", "zeros"],
    },
    Field {
        group: "network",
        name: "inputs",
        words: "What the network is told of a point. With x2 and y2 a circle needs no hidden layer, with xy the \
                exclusive or needs none.",
        advice: "Try x,y,x2,y2 with the preset circle and hidden none.",
        allowed: "x, y, x2, y2, xy, sin-x, sin-y, cos-x, cos-y, radius; c3 to c16 of a file",
        effect: Effect::Live,
        value: |preset| Some(preset.inputs.iter().copied().map(Input::name).collect::<Vec<_>>().join(",")),
        read: |text, overrides| parse_inputs(text).map(|inputs| overrides.inputs = Some(inputs)),
        steps: &["x,y", "x,y,x2,y2", "x,y,xy", "x,y,x2,y2,xy", "x,y,sin-x,sin-y", "x,y,x2,y2,xy,sin-x,sin-y", "radius"],
    },
    Field {
        group: "network",
        name: "loss",
        words: "What training makes small. Which ones fit depends on the points: two classes, several, or values.",
        advice: "Try hinge, for which points that are right by far count no more.",
        allowed: "binary-cross-entropy, hinge, tanh-squared-error, softmax-cross-entropy, mean-squared-error, \
                  mean-absolute-error, huber",
        effect: Effect::Live,
        value: |preset| Some(preset.loss.name().to_owned()),
        read: |text, overrides| {
            overrides.loss = Some(text.parse().map_err(|_| "no loss has this name")?);
            Ok(())
        },
        steps: Loss::VARIANTS,
    },
    Field {
        group: "network",
        name: "weights-seed",
        words: "Where the initial weights come from, if not from the seed. Another one is another start for the same \
                points.",
        advice: "Try a few: some starts end better than others.",
        allowed: "a whole number",
        effect: Effect::NewNetwork,
        value: |preset| preset.weights_seed.map(|seed| seed.to_string()),
        read: |text, overrides| whole(text).map(|seed| overrides.weights_seed = Some(seed)),
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    },
    Field {
        group: "points",
        name: "seed",
        words: "Where all random numbers come from: the points, the first weights, the order of batches. The same seed \
                gives the same run, bit for bit.",
        advice: "Try a few, to see what was luck.",
        allowed: "a whole number",
        effect: Effect::NewPoints,
        value: |preset| Some(preset.seed.to_string()),
        read: |text, overrides| whole(text).map(|seed| overrides.seed = Some(seed)),
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    },
    Field {
        group: "points",
        name: "noise",
        words: "How far points or labels stray, in percent for TensorFlow Playground's sets, a standard deviation for \
                the others. What is noise can only be learned by heart.",
        advice: "Try the most, and watch the test loss.",
        allowed: "0 to 50 percent, or a standard deviation from 0 on",
        effect: Effect::Live,
        value: |preset| preset.data.noise().map(spelled),
        read: |text, overrides| number(text).map(|noise| overrides.noise = Some(noise)),
        steps: &["0", "0.05", "0.1", "0.2", "0.3", "0.5", "1", "2", "5", "10", "15", "20", "30", "40", "50"],
    },
    Field {
        group: "points",
        name: "train",
        words: "Points that the network learns from. With few, it learns them by heart and errs on the others.",
        advice: "Try 10, then 1000.",
        allowed: "a whole number from 1 to 100000",
        effect: Effect::Live,
        value: |preset| preset.data.table().is_none().then(|| preset.data.train_count().to_string()),
        read: |text, overrides| whole(text).map(|count| overrides.train = Some(count as usize)),
        steps: &["10", "20", "40", "80", "160", "250", "500", "1000", "2000", "5000"],
    },
    Field {
        group: "points",
        name: "test",
        words: "Points that only evaluate the network: it never learns from them. With few, the test loss is a matter of \
                luck itself.",
        advice: "Try 1000 for a test loss to rely on.",
        allowed: "a whole number from 1 to 100000",
        effect: Effect::Live,
        value: |preset| preset.data.table().is_none().then(|| preset.data.test_count().to_string()),
        read: |text, overrides| whole(text).map(|count| overrides.test = Some(count as usize)),
        steps: &["10", "20", "40", "80", "160", "250", "500", "1000", "2000", "5000"],
    },
    Field {
        group: "points",
        name: "share",
        words: "Percent of all points that are train points. The others only evaluate the network.",
        advice: "Try 10: with few train points it learns by heart.",
        allowed: "a whole number from 10 to 90",
        effect: Effect::Live,
        value: |preset| preset.data.share().map(|share| share.to_string()),
        read: |text, overrides| whole(text).map(|share| overrides.share = Some(share)),
        steps: &["10", "20", "30", "40", "50", "60", "70", "80", "90"],
    },
    Field {
        group: "points",
        name: "standardize",
        words: "Whether each column of a file is moved and scaled to mean 0 and standard deviation 1. Without, large \
                columns drown small ones.",
        advice: "Try no with columns of very different sizes, and see it fail.",
        allowed: "yes, no, for points from a file",
        effect: Effect::Live,
        value: |preset| preset.data.standardize().map(|set| yes_or_no(set).to_owned()),
        read: |text, overrides| parse_yes_or_no(text).map(|set| overrides.standardize = Some(set)),
        steps: &["no", "yes"],
    },
];
