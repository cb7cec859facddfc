//! Trained networks as ONNX models, for any runtime: numbers of a point in the file's units go in, a prediction in the
//! file's unit comes out.
//!
//! The graph holds the whole way: standardization in double precision as here, input features, layers, and what makes
//! a prediction of their outputs. Operators of version 17, so GELU is composed: it became one of them only later.

mod schema;

use super::format::{Content, Format, Kind};
use super::trained::{Feature, Trained};
use crate::data::{Labels, Moments};
use crate::error::Error;
use crate::network::{Activation, Loss};
use crate::train::Checkpoint;
use schema::{Graph, Type, float, integer, to};

/// Name of the input.
const INPUT: &str = "x";

/// Trained networks as ONNX models.
pub(super) struct OnnxModel;

impl Format for OnnxModel {
    fn name(&self) -> &'static str {
        "onnx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["onnx"]
    }

    fn kind(&self) -> Kind {
        Kind::Model
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        start.starts_with(&schema::start())
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        bytes.append(&mut model(checkpoint));
        Ok(())
    }
}

/// A checkpoint's network as an ONNX model. The same checkpoint gives the same bytes.
fn model(checkpoint: &Checkpoint) -> Vec<u8> {
    let network = Trained::of(checkpoint);
    let (output, meaning) = network.output();
    let mut graph = Graph::default();
    let filled = fill(&mut graph, &network);
    let standardized = standardize(&mut graph, &network, filled);
    let mut reached = features(&mut graph, &network, standardized);
    let last = network.layers.len() - 1;
    for (index, layer) in network.layers.iter().enumerate() {
        let name = format!("linear_{}", index + 1);
        let units = layer.biases.len();
        let weight = graph.floats(&format!("{name}.weight"), &[units, layer.inputs], &layer.weights);
        let bias = graph.floats(&format!("{name}.bias"), &[units], &layer.biases);
        reached = graph.node("Gemm", &[&reached, &weight, &bias], &name, [integer("transB", 1)]);
        reached = activate(&mut graph, layer.activation, &reached, index + 1);
    }
    predict(&mut graph, &network, &reached, output);
    let metadata = metadata(&network, meaning);
    let outputs = network.layers[last].biases.len();
    graph.model(&network.preset, (INPUT, network.columns.len()), (output, outputs), &metadata)
}

/// Texts about the model; lists as JSON.
fn metadata(network: &Trained, meaning: String) -> Vec<(&'static str, String)> {
    let list = |names: &[&str]| serde_json::json!(names).to_string();
    let columns: Vec<&str> = network.columns.iter().map(|column| column.name.as_str()).collect();
    let mut metadata = vec![
        ("preset", network.preset.clone()),
        ("epoch", network.epoch.to_string()),
        ("columns", list(&columns)),
        ("label", network.label_name.clone()),
        ("output", meaning),
    ];
    metadata.extend(network.title.clone().map(|title| ("title", title)));
    if let Labels::Classes(names) = &network.labels {
        metadata.push(("classes", list(&names.iter().map(String::as_str).collect::<Vec<_>>())));
    }
    metadata
}

/// The columns with the means of the train points for numbers that are missing, if that is how the table was read.
fn fill(graph: &mut Graph, network: &Trained) -> String {
    let Some(fills) = network.fills() else { return INPUT.to_owned() };
    let fills = graph.floats("fill", &[fills.len()], &fills);
    let missing = graph.node("IsNaN", &[INPUT], "x_missing", []);
    graph.node("Where", &[&missing, &fills, INPUT], "x_filled", [])
}

/// The columns as the network sees them.
fn standardize(graph: &mut Graph, network: &Trained, columns: String) -> String {
    if !network.is_standardized() {
        return columns;
    }
    let shape = [network.columns.len()];
    let mean = graph.doubles("mean", &shape, &network.means());
    let std = graph.doubles("std", &shape, &network.deviations());
    let wide = graph.node("Cast", &[&columns], "x_double", [to(Type::Double)]);
    let centered = graph.node("Sub", &[&wide, &mean], "x_centered", []);
    let scaled = graph.node("Div", &[&centered, &std], "x_scaled", []);
    graph.node("Cast", &[&scaled], "x_standardized", [to(Type::Float)])
}

/// The inputs of the first layer.
fn features(graph: &mut Graph, network: &Trained, columns: String) -> String {
    if network.has_plain_inputs() {
        return columns;
    }
    let names: Vec<String> = (0..network.columns.len()).map(|column| format!("column_{}", column + 1)).collect();
    for (column, name) in names.iter().enumerate() {
        let place = graph.indices(&format!("{name}.place"), &[column]);
        graph.node("Gather", &[&columns, &place], name, [integer("axis", 1)]);
    }
    let mut inputs = vec![];
    for (index, feature) in network.features.iter().enumerate() {
        let output = format!("feature_{}", index + 1);
        let mut node = |operator, inputs: &[&str]| graph.node(operator, inputs, &output, []);
        inputs.push(match *feature {
            Feature::Column(x) => names[x].clone(),
            Feature::Square(x) => node("Mul", &[&names[x], &names[x]]),
            Feature::Product(x, y) => node("Mul", &[&names[x], &names[y]]),
            Feature::Sin(x) => node("Sin", &[&names[x]]),
            Feature::Cos(x) => node("Cos", &[&names[x]]),
            Feature::Radius(x, y) => radius(graph, &names[x], &names[y], &output),
        });
    }
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    graph.node("Concat", &inputs, "features", [integer("axis", 1)])
}

/// The distance from the origin, rounded once.
fn radius(graph: &mut Graph, x: &str, y: &str, output: &str) -> String {
    let mut square = |name: &str| {
        let wide = graph.node("Cast", &[name], &format!("{output}.{name}"), [to(Type::Double)]);
        graph.node("Mul", &[&wide, &wide], &format!("{output}.{name}.square"), [])
    };
    let squares = [square(x), square(y)];
    let sum = graph.node("Add", &[&squares[0], &squares[1]], &format!("{output}.sum"), []);
    let root = graph.node("Sqrt", &[&sum], &format!("{output}.root"), []);
    graph.node("Cast", &[&root], output, [to(Type::Float)])
}

/// The activation of a hidden layer, counted from 1, of its weighted sums.
fn activate(graph: &mut Graph, activation: Activation, sums: &str, layer: usize) -> String {
    let output = format!("activation_{layer}");
    let mut node = |operator, attributes: Vec<_>| graph.node(operator, &[sums], &output, attributes);
    match activation {
        Activation::Relu => node("Relu", vec![]),
        Activation::Tanh => node("Tanh", vec![]),
        Activation::Sigmoid => node("Sigmoid", vec![]),
        Activation::Linear => sums.to_owned(),
        Activation::LeakyRelu => node("LeakyRelu", vec![float("alpha", 0.01)]),
        Activation::Elu => node("Elu", vec![float("alpha", 1.0)]),
        Activation::Gelu => gelu(graph, sums, &output),
        Activation::Softplus => node("Softplus", vec![]),
        Activation::Sin => node("Sin", vec![]),
    }
}

/// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x³))).
fn gelu(graph: &mut Graph, x: &str, output: &str) -> String {
    let part = |name: &str| format!("{output}.{name}");
    let mut constant = |name: &str, value: f32| graph.floats(&part(name), &[], &[value]);
    let (cubic, root) =
        (constant("cubic", 0.044_715), constant("root", std::f32::consts::FRAC_2_SQRT_PI / 2.0_f32.sqrt()));
    let (one, half) = (constant("one", 1.0), constant("half", 0.5));
    let mut node = |operator, inputs: &[&str], name: &str| graph.node(operator, inputs, &part(name), []);
    let square = node("Mul", &[x, x], "square");
    let cube = node("Mul", &[&square, x], "cube");
    let term = node("Mul", &[&cube, &cubic], "term");
    let sum = node("Add", &[x, &term], "sum");
    let scaled = node("Mul", &[&sum, &root], "scaled");
    let tanh = node("Tanh", &[&scaled], "tanh");
    let raised = node("Add", &[&tanh, &one], "raised");
    let halved = node("Mul", &[x, &half], "halved");
    graph.node("Mul", &[&halved, &raised], output, [])
}

/// The prediction that the outputs of the last layer stand for.
fn predict(graph: &mut Graph, network: &Trained, outputs: &str, name: &str) {
    match network.loss {
        Loss::BinaryCrossEntropy | Loss::SigmoidSquaredError => graph.node("Sigmoid", &[outputs], name, []),
        Loss::SoftmaxCrossEntropy => graph.node("Softmax", &[outputs], name, [integer("axis", 1)]),
        Loss::TanhSquaredError => graph.node("Tanh", &[outputs], name, []),
        Loss::Hinge | Loss::MeanSquaredError | Loss::MeanAbsoluteError | Loss::Huber => {
            restore(graph, network.label, outputs, name)
        }
    };
}

/// Values in their own unit.
fn restore(graph: &mut Graph, label: Moments, values: &str, name: &str) -> String {
    if label == Moments::NONE {
        return graph.node("Identity", &[values], name, []);
    }
    let (mean, std) = (graph.doubles("label.mean", &[], &[label.mean]), graph.doubles("label.std", &[], &[label.std]));
    let wide = graph.node("Cast", &[values], "value_double", [to(Type::Double)]);
    let scaled = graph.node("Mul", &[&wide, &std], "value_scaled", []);
    let moved = graph.node("Add", &[&scaled, &mean], "value_moved", []);
    graph.node("Cast", &[&moved], name, [to(Type::Float)])
}

#[cfg(test)]
mod tests;
