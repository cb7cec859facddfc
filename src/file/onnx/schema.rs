//! The part of ONNX's schema that a network of dense layers needs (onnx/onnx, `onnx/onnx.proto`).

use crate::file::protobuf::Message;

/// Version of the file format; runtimes since 2022 read it.
const IR_VERSION: u64 = 8;
/// Version of the operators, of the same age.
const OPERATORS: u64 = 17;

/// Type of the numbers of a tensor, by its number in `TensorProto.DataType`.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Float = 1,
    Int64 = 7,
    Double = 11,
}

/// A graph that is being written: nodes in the order in which they are computed, with their constants.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<Message>,
    constants: Vec<Message>,
}

impl Graph {
    /// Adds a node of one output, which is also its name; returns that.
    pub(super) fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        output: &str,
        attributes: impl IntoIterator<Item = Message>,
    ) -> String {
        let node = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
        self.nodes.push(node.text(2, output).text(3, output).text(4, operator).messages(5, attributes));
        output.to_owned()
    }

    /// Adds a tensor of numbers of single precision; returns its name.
    pub(super) fn floats(&mut self, name: &str, shape: &[usize], numbers: &[f32]) -> String {
        self.constant(name, Type::Float, shape, numbers.iter().flat_map(|number| number.to_le_bytes()))
    }

    /// Adds a tensor of numbers of double precision; returns its name.
    pub(super) fn doubles(&mut self, name: &str, shape: &[usize], numbers: &[f64]) -> String {
        self.constant(name, Type::Double, shape, numbers.iter().flat_map(|number| number.to_le_bytes()))
    }

    /// Adds a vector of whole numbers; returns its name.
    pub(super) fn indices(&mut self, name: &str, numbers: &[usize]) -> String {
        let bytes = numbers.iter().flat_map(|number| (*number as u64).to_le_bytes());
        self.constant(name, Type::Int64, &[numbers.len()], bytes)
    }

    fn constant(&mut self, name: &str, kind: Type, shape: &[usize], bytes: impl Iterator<Item = u8>) -> String {
        let tensor = shape.iter().fold(Message::default(), |tensor, length| tensor.whole(1, *length as u64));
        self.constants.push(tensor.whole(2, kind as u64).text(8, name).bytes(9, &bytes.collect::<Vec<_>>()));
        name.to_owned()
    }

    /// The model of this graph, from an input `[batch, columns]` to an output `[batch, outputs]`, with texts for people
    /// who look into it.
    pub(super) fn model(
        self,
        name: &str,
        (input, columns): (&str, usize),
        (output, outputs): (&str, usize),
        metadata: &[(&str, String)],
    ) -> Vec<u8> {
        let graph = Message::default()
            .messages(1, self.nodes)
            .text(2, name)
            .messages(5, self.constants)
            .message(11, &value(input, columns))
            .message(12, &value(output, outputs));
        let metadata = metadata.iter().map(|(key, value)| Message::default().text(1, key).text(2, value));
        head()
            .text(3, env!("CARGO_PKG_VERSION"))
            .message(7, &graph)
            .message(8, &Message::default().text(1, "").whole(2, OPERATORS))
            .messages(14, metadata)
            .0
    }
}

/// The first fields of a model: the version, and who made it.
fn head() -> Message {
    Message::default().whole(1, IR_VERSION).text(2, "blobtui")
}

/// The first bytes of every model.
pub(super) fn start() -> Vec<u8> {
    head().0
}

/// Numbers of single precision, `[batch, width]`, for any batch.
fn value(name: &str, width: usize) -> Message {
    let batch = Message::default().text(2, "batch");
    let shape = Message::default().message(1, &batch).message(1, &Message::default().whole(1, width as u64));
    let tensor = Message::default().whole(1, Type::Float as u64).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}

/// An attribute of a node: a whole number.
pub(super) fn integer(name: &str, value: u64) -> Message {
    Message::default().text(1, name).whole(3, value).whole(20, 2)
}

/// An attribute of a node: a number of single precision.
pub(super) fn float(name: &str, value: f32) -> Message {
    Message::default().text(1, name).float(2, value).whole(20, 1)
}

/// The attribute of a cast.
pub(super) fn to(kind: Type) -> Message {
    integer("to", kind as u64)
}
