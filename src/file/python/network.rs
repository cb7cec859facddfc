//! The network of a script: the class `NeuralNet` in PyTorch, and its loss.

use std::fmt::Write;

use crate::data::Moments;
use crate::file::source_text::{indented, list, numbers};
use crate::file::trained::{Feature, Trained};
use crate::network::{Activation, Loss};

/// The class and what it calls, then the loss.
pub(super) fn definitions(network: &Trained, has_dropout: bool, weights: &[f64]) -> String {
    format!("{}\n\n{}{}", class(network, has_dropout), features(network), loss(network.loss, weights))
}

fn class(network: &Trained, has_dropout: bool) -> String {
    let mut text = String::from("class NeuralNet(nn.Module):\n    def __init__(self):\n        super().__init__()\n");
    for (index, layer) in network.layers.iter().enumerate() {
        let _ =
            writeln!(text, "        self.linear_{} = nn.Linear({}, {})", index + 1, layer.inputs, layer.biases.len());
    }
    let last = network.layers.len();
    let _ = if has_dropout {
        let ones = "1, ".repeat(last - 1);
        writeln!(text, "\n    def forward(self, x, dropout=({})):", ones.trim_end())
    } else {
        writeln!(text, "\n    def forward(self, x):")
    };
    if !network.has_plain_inputs() {
        text += "        x = features(x)\n";
    }
    for (index, layer) in network.layers[..last - 1].iter().enumerate() {
        let sums = format!("self.linear_{}(x)", index + 1);
        let factor = if has_dropout { format!(" * dropout[{index}]") } else { String::new() };
        let _ = writeln!(text, "        x = {}{factor}", activation(layer.activation, &sums));
    }
    let (_, meaning) = network.output();
    let filled = if network.fills().is_some() { "filled(x)" } else { "x" };
    let input = if network.is_standardized() { format!("standardized({filled})") } else { filled.to_owned() };
    let _ = write!(
        text,
        "        return self.linear_{last}(x)\n\n    def predict(self, x):\n        \
         \"\"\"{}, for each row of x.\"\"\"\n        with torch.no_grad():\n            return {}\n",
        super::literal::documentation(&capitalized(&meaning), usize::MAX),
        prediction(network, &format!("self({input})")),
    );
    text
}

fn capitalized(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// What a prediction is of the outputs.
fn prediction(network: &Trained, outputs: &str) -> String {
    match network.loss {
        Loss::BinaryCrossEntropy | Loss::SigmoidSquaredError => format!("torch.sigmoid({outputs})"),
        Loss::SoftmaxCrossEntropy => format!("torch.softmax({outputs}, dim=1)"),
        Loss::TanhSquaredError => format!("torch.tanh({outputs})"),
        Loss::Hinge | Loss::MeanSquaredError | Loss::MeanAbsoluteError | Loss::Huber => {
            let Moments { mean, std } = network.label;
            if network.label == Moments::NONE {
                outputs.to_owned()
            } else {
                format!("({outputs}.double() * {std:?} + {mean:?}).float()")
            }
        }
    }
}

fn activation(activation: Activation, sums: &str) -> String {
    match activation {
        Activation::Relu => format!("torch.relu({sums})"),
        Activation::Tanh => format!("torch.tanh({sums})"),
        Activation::Sigmoid => format!("torch.sigmoid({sums})"),
        Activation::Linear => sums.to_owned(),
        Activation::LeakyRelu => format!("nn.functional.leaky_relu({sums})"),
        Activation::Elu => format!("nn.functional.elu({sums})"),
        Activation::Gelu => format!("nn.functional.gelu({sums}, approximate=\"tanh\")"),
        Activation::Softplus => format!("nn.functional.softplus({sums})"),
        Activation::Sin => format!("torch.sin({sums})"),
    }
}

/// The functions that bring points to the first layer.
fn features(network: &Trained) -> String {
    let mut text = String::new();
    if let Some(fills) = network.fills() {
        let _ = write!(
            text,
            "def filled(x):\n    \
             \"\"\"The columns with their means over the train points where a number is missing.\"\"\"\n    \
             return torch.where(x.isnan(), torch.tensor({}), x)\n\n\n",
            indented(&numbers(&fills, 40)),
        );
    }
    if network.is_standardized() {
        let tensor = |name: &str, moments: &[f64]| {
            let numbers = indented(&numbers(moments, 40));
            format!("    {name} = torch.tensor({numbers}, dtype=torch.float64)\n")
        };
        let _ = write!(
            text,
            "def standardized(x):\n    \
             \"\"\"The columns with a mean of 0 and a standard deviation of 1 over the train points.\"\"\"\n\
             {}{}    return ((x - mean) / std).float()\n\n\n",
            tensor("mean", &network.means()),
            tensor("std", &network.deviations()),
        );
    }
    if !network.has_plain_inputs() {
        let mut columns = (0..network.columns.len()).map(name).collect::<Vec<_>>().join(", ");
        if network.columns.len() == 1 {
            columns.push(',');
        } else if columns.len() > 80 {
            columns = indented(&list((0..network.columns.len()).map(name), 32));
        }
        // As wide as what stands around the list.
        let features = list(network.features.iter().map(|feature| feature_of(*feature)), 32);
        let _ = write!(
            text,
            "def features(points):\n    \"\"\"The inputs of the network.\"\"\"\n    \
             {} = points.unbind(dim=1)\n    return torch.stack({}, dim=1)\n\n\n",
            columns,
            indented(&features)
        );
    }
    text
}

/// What a column is called in `features`.
fn name(column: usize) -> String {
    match column {
        0 => "x".to_owned(),
        1 => "y".to_owned(),
        _ => format!("c{}", column + 1),
    }
}

fn feature_of(feature: Feature) -> String {
    match feature {
        Feature::Column(x) => name(x),
        Feature::Square(x) => format!("{0} * {0}", name(x)),
        Feature::Product(x, y) => format!("{} * {}", name(x), name(y)),
        Feature::Sin(x) => format!("torch.sin({})", name(x)),
        Feature::Cos(x) => format!("torch.cos({})", name(x)),
        Feature::Radius(x, y) => format!("torch.sqrt({0} * {0} + {1} * {1})", name(x), name(y)),
    }
}

/// The definition of `loss_fn`: PyTorch's, or a function. Class weights are PyTorch's arguments where it has them.
fn loss(loss: Loss, weights: &[f64]) -> String {
    let module = |class: &str, remark: &str| format!("loss_fn = nn.{class}(){remark}\n");
    let own = |loss: &str, words: &str| {
        let target = "    target = 2 * y - 1\n";
        match weights {
            [] => format!("def loss_fn(z, y):\n    \"\"\"{words}\"\"\"\n{target}    return {loss}.mean()\n"),
            _ => {
                weighted(weights, &format!("The weighted mean: {words}"), target, &format!("(weights * {loss}).mean()"))
            }
        }
    };
    match (loss, weights) {
        (Loss::BinaryCrossEntropy, []) => module("BCEWithLogitsLoss", "  # sigmoid and binary cross-entropy in one"),
        (Loss::BinaryCrossEntropy, [1.0, weight]) => {
            format!("loss_fn = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([{weight:?}]))\n")
        }
        (Loss::BinaryCrossEntropy, _) => {
            let mean = "nn.functional.binary_cross_entropy_with_logits(z, y, weight=weights)";
            weighted(weights, "The weighted mean of sigmoid and binary cross-entropy in one.", "", mean)
        }
        (Loss::SoftmaxCrossEntropy, []) => module("CrossEntropyLoss", "  # softmax and cross-entropy in one"),
        (Loss::SoftmaxCrossEntropy, _) => {
            format!("loss_fn = nn.CrossEntropyLoss(weight=torch.tensor({weights:?}))\n")
        }
        (Loss::MeanSquaredError, _) => module("MSELoss", ""),
        (Loss::MeanAbsoluteError, _) => module("L1Loss", ""),
        (Loss::Huber, _) => module("HuberLoss", ""),
        (Loss::SigmoidSquaredError, []) => "def loss_fn(z, y):\n    \"\"\"The squared error of sigmoid.\"\"\"\n    \
                                            return nn.functional.mse_loss(torch.sigmoid(z), y)\n"
            .to_owned(),
        (Loss::SigmoidSquaredError, _) => {
            let mean = "(weights * (torch.sigmoid(z) - y) ** 2).mean()";
            weighted(weights, "The weighted mean: the squared error of sigmoid.", "", mean)
        }
        (Loss::Hinge, _) => own("torch.relu(1 - target * z)", "The hinge loss, for targets of -1 and 1."),
        (Loss::TanhSquaredError, _) => {
            own("((torch.tanh(z) - target) ** 2 / 2)", "Half the squared error of tanh, for targets of -1 and 1.")
        }
    }
}

/// A loss of two classes with weights for them, by its words, what comes before its mean, and that.
fn weighted(weights: &[f64], words: &str, before: &str, mean: &str) -> String {
    format!(
        "def loss_fn(z, y):\n    \"\"\"{words}\"\"\"\n    weights = torch.tensor({weights:?})[y.long()]\n{before}    \
         return {mean}\n"
    )
}
