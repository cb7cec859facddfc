//! Settings of the network: its layers, its inputs, where its weights start, and the loss that it minimizes.

use super::values::{Place, place};
use super::{DEFAULT, Effect, Group, Scope, Setting};
use crate::network::Task;

const NETWORK: Setting = Setting { group: Group::Network, ..DEFAULT };

pub(super) static ROWS: [Setting; 7] = [
    Setting {
        name: "hidden",
        label: "hidden layers",
        help: "Units of each hidden layer (1 to 128), as in 8,8, or none",
        value_name: "N,N|none",
        description: "Units of each hidden layer, in order from the inputs: each splits the plane along one line, and \
                      further layers combine the pieces. Units that stay keep their weights; new ones, and the outputs \
                      behind another number of layers, get new ones.",
        advice: "Try 3, then 8,8.",
        hint: [
            "Each unit splits the plane along a line. `+` adds a layer, `-` takes the last: that gives the outputs new \
             weights, too.",
            "`+` adds a layer, `-` takes the last: that gives the outputs new weights.",
        ],
        related: &["activation", "inputs", "train"],
        takes_hyphens: false,
        resets_others: true,
        range: "none, or up to 8 of 1 to 128, as in 8,8",
        steps: &[
            "none",
            "1",
            "2",
            "3",
            "4",
            "5",
            "8",
            "4,4",
            "8,8",
            "16,16",
            "8,8,8",
            "8,8,8,8,8,8",
            "32,32",
            "64,64",
            "100",
            "128,128",
        ],
        fields: &["network.hidden"],
        access: &Place {
            get: |preset| Some(preset.network.hidden.clone()),
            set: |preset, hidden| {
                preset.network.set_hidden(hidden);
                true
            },
        },
        ..NETWORK
    },
    Setting {
        name: "activation",
        help: "Activation function of the hidden layers: one for all, or one for each, as in relu,tanh",
        value_name: "NAME,NAME",
        description: "Activation function of the hidden units, the same in all layers or one for each. ReLU gives \
                      straight boundaries, tanh round ones, sine stripes; linear units add nothing.",
        advice: "Try tanh for a round decision boundary.",
        hint: [
            "What a unit makes of its sum: relu bends the boundary sharply, tanh smoothly. `Enter` takes one a layer: \
             relu,tanh.",
            "What a unit makes of its sum: try tanh. `Enter` takes one a layer: relu,tanh.",
        ],
        takes_hyphens: false,
        range: "or one for each hidden layer, as in relu,tanh",
        related: &["hidden", "initialization"],
        fields: &["network.activation"],
        needs: (|preset| !preset.network.hidden.is_empty(), "hidden layers"),
        access: place!(network.activation),
        ..NETWORK
    },
    Setting {
        name: "initialization",
        help: "Weight initialization: pytorch, xavier, he, normal:STD, constant:VALUE or zeros",
        value_name: "KIND",
        description: "Distribution of the initial weights. With zeros all units of a layer stay identical; He suits \
                      ReLU, Xavier suits tanh.",
        advice: "Try zeros, and see what the network can't learn.",
        hint: [
            "Where the weights start: he suits relu, xavier suits tanh. Try zeros: the units of a layer then stay \
             identical.",
            "Where the weights start. Try zeros: the units of a layer stay identical.",
        ],
        related: &["activation", "weights-seed"],
        effect: Effect::NewNetwork,
        range: "pytorch, xavier, he, normal:STD, constant:VALUE, zeros",
        steps: &["pytorch", "xavier", "he", "normal:0.1", "normal:1", "constant:0.5", "zeros"],
        access: place!(initialization),
        ..NETWORK
    },
    Setting {
        name: "inputs",
        help: "Input features, as in x,y,x2: x, y, x2, y2, xy, sin-x, sin-y, cos-x, cos-y, radius, and of a file c3 to \
               c64",
        value_name: "NAME,NAME",
        description: "Features of a point that the network takes as inputs. With x2 and y2 a circle needs no hidden \
                      layer, with xy the exclusive or needs none.",
        advice: "Try x,y,x2,y2 with the preset circle and hidden none.",
        hint: [
            "What the network is given of a point. With x2 and y2 a circle needs no hidden layer, with xy the \
             blobs need none.",
            "What the network is given of a point. Try x,y,x2,y2 and no hidden layer.",
        ],
        related: &["hidden"],
        takes_hyphens: false,
        range: "x, y, x2, y2, xy, sin-x, sin-y, cos-x, cos-y, radius; c3 to c64 of a file",
        steps: &["x,y", "x,y,x2,y2", "x,y,xy", "x,y,x2,y2,xy", "x,y,sin-x,sin-y", "x,y,x2,y2,xy,sin-x,sin-y", "radius"],
        access: place!(inputs),
        ..NETWORK
    },
    Setting {
        name: "loss",
        help: "Loss function",
        value_name: "NAME",
        description: "Loss function that training minimizes. Which ones fit depends on the labels: two classes, several \
                      classes, or values.",
        advice: "Try each that fits the labels, from the same seed.",
        hint: [
            "What training makes small. Those that fit the labels are listed; they differ in how much they mind \
             large errors.",
            "What training makes small. Each minds large errors differently.",
        ],
        related: &["learning-rate"],
        access: place!(loss),
        ..NETWORK
    },
    Setting {
        name: "class-weights",
        help: "How much the points of each class count in the loss, as in 1,4, or none",
        value_name: "W,W|none",
        description: "How much the points of each class count in the loss, from the first class on. Where classes are \
                      uneven, a larger weight makes the network miss fewer points of the rare one, and accuracy falls.",
        advice: "Try 1,19 with the preset imbalanced.",
        hint: [
            "How much the points of each class count in the loss: more weight, fewer misses. Try 1,19 where label 1 is \
             rare.",
            "How much each class counts in the loss. Try 1,19 where label 1 is rare.",
        ],
        related: &["loss"],
        fits_checkpoint: true,
        takes_hyphens: false,
        range: "none, or a number above 0 for each class",
        steps: &["none", "1,2", "1,5", "1,10", "1,20", "2,1", "5,1", "10,1", "20,1"],
        needs: (|preset| preset.loss.task() != Task::Value, "classes"),
        access: place!(class_weights),
        ..NETWORK
    },
    Setting {
        name: "weights-seed",
        help: "Random seed of the initial weights [default: that of --seed]",
        description: "Random seed of the initial weights, if it is not the same as for the points. Another one is \
                      another start on the same points.",
        advice: "Try a few: some starts end better than others.",
        hint: [
            "Random seed of the initial weights alone: another start on the same points. Some starts end better \
             than others.",
            "Random seed of the weights alone: another start on the same points.",
        ],
        related: &["seed", "initialization"],
        effect: Effect::NewNetwork,
        scope: Scope::Seeded,
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        needs: (|preset| !preset.initialization.is_uniform(), "random weights"),
        access: &Place {
            get: |preset| preset.weights_seed,
            set: |preset, seed| {
                preset.weights_seed = Some(seed);
                true
            },
        },
        ..NETWORK
    },
];
