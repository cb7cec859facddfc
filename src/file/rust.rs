//! Trained networks as a function in Rust, without dependencies.
//!
//! Sums have the order of the engines, and constants the fewest digits that read back to the same bits. Names stand in
//! comments alone, escaped.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::format::{Content, Format, Kind};
use super::source_text::{indented, list, numbers, rows, wrapped};
use super::trained::{Feature, Trained};
use crate::data::Moments;
use crate::error::Error;
use crate::network::{Activation, Loss};
use crate::train::Checkpoint;

/// Trained networks as a function in Rust.
pub(super) struct RustFunction;

impl Format for RustFunction {
    fn name(&self) -> &'static str {
        "rs"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rs"]
    }

    fn kind(&self) -> Kind {
        Kind::Script
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        bytes.extend_from_slice(source(checkpoint).as_bytes());
        Ok(())
    }
}

/// The weighted sums of a layer.
const DENSE: &str = "
/// The weighted sums of a layer: for each unit its bias, and each input times its weight.
fn dense<const I: usize, const O: usize>(
    x: [f32; I],
    weights: &[[f32; I]; O],
    biases: &[f32; O],
) -> [f32; O] {
    std::array::from_fn(|unit| {
        let products = weights[unit].iter().zip(x).map(|(weight, x)| weight * x);
        products.fold(biases[unit], |sum, product| sum + product)
    })
}
";

/// A checkpoint's network as the text of a Rust file with a function `predict`.
fn source(checkpoint: &Checkpoint) -> String {
    let network = Trained::of(checkpoint);
    let (_, meaning) = network.output();
    let names: Vec<_> = network.columns.iter().map(|column| column.name.as_str()).collect();
    let edited = if network.title.is_none() { ", edited," } else { "" };
    let outputs = network.layers.last().map_or(0, |layer| layer.biases.len());
    let result = if outputs == 1 { "f32".to_owned() } else { format!("[f32; {outputs}]") };
    format!(
        "{}{}\n{}///\n{}pub fn predict(x: [f32; {}]) -> {result} {{\n{}}}\n{DENSE}{}{}",
        comment(
            "//!",
            &format!("The network of blobtui's preset {}{edited} at epoch {}.", network.preset, network.epoch)
        ),
        network
            .title
            .as_ref()
            .map_or_else(String::new, |title| "//!\n".to_owned() + &comment("//!", &format!("{title}."))),
        comment("///", &format!("Predicts {meaning}.")),
        comment("///", &format!("`x` is a point: {}.", names.join(", "))),
        names.len(),
        body(&network),
        functions(&network),
        constants(&network),
    )
}

/// Lines of a comment.
fn comment(start: &str, text: &str) -> String {
    let lines = wrapped(text, 96);
    let lines: Vec<_> = lines.lines().map(|line| format!("{start} {line}").trim_end().to_owned() + "\n").collect();
    lines.concat()
}

/// The lines of `predict`.
fn body(network: &Trained) -> String {
    let mut text = String::new();
    if network.fills().is_some() {
        let _ = writeln!(
            text,
            "    let x: [f32; {}] = std::array::from_fn(|column| if x[column].is_nan() {{ FILL[column] }} else {{ x[column] }});",
            network.columns.len()
        );
    }
    if network.is_standardized() {
        let _ = writeln!(
            text,
            "    let x: [f32; {}] = std::array::from_fn(|column| {{\n        \
             ((f64::from(x[column]) - MEAN[column]) / STD[column]) as f32\n    }});",
            network.columns.len()
        );
    }
    if !network.has_plain_inputs() {
        let features = network.features.iter().map(|feature| expression(*feature));
        let _ = writeln!(text, "    let x = {};", indented(&list(features, 12)));
    }
    let last = network.layers.len();
    for (layer, number) in network.layers.iter().zip(1..) {
        let sums = format!("dense(x, &WEIGHT_{number}, &BIAS_{number})");
        let _ = match activation(layer.activation) {
            _ if number == last => writeln!(text, "    let {} = {sums};", outputs(network)),
            Some((name, _)) => writeln!(text, "    let x = {sums}.map({name});"),
            None => writeln!(text, "    let x = {sums};"),
        };
    }
    text + prediction(network)
}

/// A feature of the columns `x`.
fn expression(feature: Feature) -> String {
    match feature {
        Feature::Column(x) => format!("x[{x}]"),
        Feature::Square(x) => format!("x[{x}] * x[{x}]"),
        Feature::Product(x, y) => format!("x[{x}] * x[{y}]"),
        Feature::Sin(x) => format!("x[{x}].sin()"),
        Feature::Cos(x) => format!("x[{x}].cos()"),
        Feature::Radius(x, y) => format!("x[{x}].hypot(x[{y}])"),
    }
}

/// The functions of the activations that Rust doesn't have, each once.
fn functions(network: &Trained) -> String {
    let functions = network.layers.iter().filter_map(|layer| Some(activation(layer.activation)?.1));
    functions.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The function of an activation, and its text where Rust doesn't have it; none for no function.
fn activation(activation: Activation) -> Option<(&'static str, &'static str)> {
    Some(match activation {
        Activation::Relu => ("relu", "\nfn relu(z: f32) -> f32 {\n    z.max(0.0)\n}\n"),
        Activation::Tanh => ("f32::tanh", ""),
        Activation::Sigmoid => ("sigmoid", "\nfn sigmoid(z: f32) -> f32 {\n    1.0 / (1.0 + (-z).exp())\n}\n"),
        Activation::Linear => return None,
        Activation::LeakyRelu => {
            ("leaky_relu", "\nfn leaky_relu(z: f32) -> f32 {\n    if z > 0.0 { z } else { 0.01 * z }\n}\n")
        }
        Activation::Elu => ("elu", "\nfn elu(z: f32) -> f32 {\n    if z > 0.0 { z } else { z.exp_m1() }\n}\n"),
        Activation::Gelu => (
            "gelu",
            "\n/// GELU by its approximation with tanh.\nfn gelu(z: f32) -> f32 {\n    \
             let root = std::f32::consts::FRAC_2_SQRT_PI / std::f32::consts::SQRT_2;\n    \
             0.5 * z * (1.0 + (root * (z + 0.044715 * z * z * z)).tanh())\n}\n",
        ),
        Activation::Softplus => {
            ("softplus", "\nfn softplus(z: f32) -> f32 {\n    z.max(0.0) + (-z.abs()).exp().ln_1p()\n}\n")
        }
        Activation::Sin => ("f32::sin", ""),
    })
}

/// What the outputs of the last layer are called.
fn outputs(network: &Trained) -> &'static str {
    if network.loss == Loss::SoftmaxCrossEntropy { "z" } else { "[z]" }
}

/// The lines that make a prediction of them.
fn prediction(network: &Trained) -> &'static str {
    match network.loss {
        Loss::BinaryCrossEntropy | Loss::SigmoidSquaredError => "    1.0 / (1.0 + (-z).exp())\n",
        Loss::TanhSquaredError => "    z.tanh()\n",
        Loss::SoftmaxCrossEntropy => {
            "    // Softmax; without the largest, no power is out of range.\n    \
             let largest = z.iter().copied().fold(f32::NEG_INFINITY, f32::max);\n    \
             let powers = z.map(|z| (z - largest).exp());\n    \
             let sum: f32 = powers.iter().sum();\n    \
             powers.map(|power| power / sum)\n"
        }
        Loss::Hinge | Loss::MeanSquaredError | Loss::MeanAbsoluteError | Loss::Huber => {
            if network.label == Moments::NONE {
                "    z\n"
            } else {
                "    (f64::from(z) * LABEL_STD + LABEL_MEAN) as f32\n"
            }
        }
    }
}

/// Weights and biases, and what the columns are standardized by.
fn constants(network: &Trained) -> String {
    let mut text = String::from("\n");
    let mut add = |name: String, kind: String, list: &dyn Fn(usize) -> String| {
        let start = format!("const {name}: {kind} = ");
        let _ = writeln!(text, "{start}{};", list(start.len()));
    };
    if let Some(fills) = network.fills() {
        add("FILL".to_owned(), format!("[f32; {}]", fills.len()), &|before| numbers(&fills, before));
    }
    if network.is_standardized() {
        for (name, moments) in [("MEAN", network.means()), ("STD", network.deviations())] {
            add(name.to_owned(), format!("[f64; {}]", moments.len()), &|before| numbers(&moments, before));
        }
    }
    for (layer, number) in network.layers.iter().zip(1..) {
        let (inputs, units) = (layer.inputs, layer.biases.len());
        let weights = |before| rows(layer.rows(), before);
        add(format!("WEIGHT_{number}"), format!("[[f32; {inputs}]; {units}]"), &weights);
        add(format!("BIAS_{number}"), format!("[f32; {units}]"), &|before| numbers(&layer.biases, before));
    }
    if network.label != Moments::NONE {
        let Moments { mean, std } = network.label;
        let _ = writeln!(text, "const LABEL_MEAN: f64 = {mean:?};\nconst LABEL_STD: f64 = {std:?};");
    }
    text
}

#[cfg(test)]
mod tests;
