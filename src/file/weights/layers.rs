//! The fully connected layers that named tensors make up, whatever their names.

use super::Tensor;
use crate::error::Error;
use crate::text::excerpt;

/// The most complaints that a message gives.
const MAX_COMPLAINTS: usize = 8;
const REMEDY: &str = "give a network of Linear layers with biases, each as wide as the next takes";

/// The parameters of fully connected layers from a file, from the inputs to the outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    layers: Vec<Layer>,
}

/// A Linear layer.
#[derive(Clone, Debug, PartialEq)]
struct Layer {
    /// Its name, as in `linear_1`.
    name: String,
    inputs: usize,
    outputs: usize,
    /// `[outputs, inputs]`, row by row.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

/// In which order tensors come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Order {
    /// That of the layers.
    AsGiven,
    /// By name; numbers in names count as numbers.
    ByName,
}

impl Weights {
    /// The layers of these tensors.
    ///
    /// # Errors
    /// [`Error::Input`] with a complaint for each tensor that doesn't belong to a Linear layer with a bias, or doesn't
    /// fit the layer before.
    pub(super) fn new(tensors: Vec<Tensor>, order: Order, place: &str) -> Result<Self, Error> {
        let mut complaints = vec![];
        let mut layers: Vec<(String, Option<Tensor>, Option<Tensor>)> = vec![];
        for tensor in tensors {
            let name = tensor.name.trim_start_matches("module.");
            let (layer, part) = name.rsplit_once('.').unwrap_or(("", name));
            let fits = match part {
                "weight" => tensor.shape.len() == 2 && !tensor.values.is_empty(),
                "bias" => tensor.shape.len() == 1 && !tensor.values.is_empty(),
                _ => false,
            };
            if !fits {
                complaints.push(format!("{} {:?} is not of a Linear layer", tensor.name, tensor.shape));
                continue;
            }
            let (layer, is_weight) = (layer.to_owned(), part == "weight");
            let place = layers.iter().position(|(name, ..)| *name == layer).unwrap_or_else(|| {
                layers.push((layer, None, None));
                layers.len() - 1
            });
            let (_, weight, bias) = &mut layers[place];
            let slot = if is_weight { weight } else { bias };
            if slot.is_some() {
                complaints.push(format!("{} is there twice", tensor.name));
            }
            *slot = Some(tensor);
        }
        if order == Order::ByName {
            layers.sort_by_cached_key(|(name, ..)| by_number(name));
        }
        let mut read: Vec<Layer> = vec![];
        for (name, weight, bias) in layers {
            let dotted = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
            let (Some(weight), Some(bias)) = (&weight, &bias) else {
                let missing = if weight.is_none() { "weight" } else { "bias" };
                complaints.push(format!("{} is missing", dotted(missing)));
                continue;
            };
            let (outputs, inputs) = (weight.shape[0], weight.shape[1]);
            if let Some(before) = read.last().filter(|before| before.outputs != inputs) {
                let wanted = [outputs, before.outputs];
                complaints.push(format!("{} has shape {:?}, not {wanted:?}", dotted("weight"), weight.shape));
            }
            if bias.shape != [outputs] {
                complaints.push(format!("{} has shape {:?}, not [{outputs}]", dotted("bias"), bias.shape));
            }
            for tensor in [weight, bias] {
                if let Some(index) = tensor.values.iter().position(|value| !value.is_finite()) {
                    complaints.push(format!("{} has {} at index {index}", tensor.name, tensor.values[index]));
                }
            }
            let (weight, bias) = (weight.values.clone(), bias.values.clone());
            read.push(Layer { name, inputs, outputs, weight, bias });
        }
        if complaints.is_empty() && !read.is_empty() {
            return Ok(Self { layers: read });
        }
        let problem = if complaints.is_empty() { "has no weights".to_owned() } else { listed(&complaints) };
        Err(Error::input(place, problem, REMEDY))
    }

    /// Widths of all layers, from the inputs to the outputs, as in 2, 5, 1.
    pub fn widths(&self) -> Vec<usize> {
        let inputs = self.layers.first().map(|layer| layer.inputs);
        inputs.into_iter().chain(self.layers.iter().map(|layer| layer.outputs)).collect()
    }

    /// Compares the layers with those of a network of these widths: what is wrong with each tensor, if anything is.
    pub(super) fn differences(&self, widths: &[usize]) -> Option<String> {
        let mut complaints = vec![];
        for (index, pair) in widths.windows(2).enumerate() {
            let wanted = [pair[1], pair[0]];
            match self.layers.get(index) {
                Some(layer) if [layer.outputs, layer.inputs] == wanted => {}
                Some(Layer { name, inputs, outputs, .. }) => {
                    complaints.push(format!("{name}.weight has shape [{outputs}, {inputs}], not {wanted:?}"));
                }
                None => complaints.push(format!("linear_{}.weight {wanted:?} is missing", index + 1)),
            }
        }
        for Layer { name, inputs, outputs, .. } in self.layers.iter().skip(widths.len() - 1) {
            complaints.push(format!("{name}.weight [{outputs}, {inputs}] is one too many"));
        }
        (!complaints.is_empty()).then(|| listed(&complaints))
    }

    /// The parameters in the order of [`crate::network::Layout`], for a network with this many inputs, of which those
    /// that the file has not get weights of 0.
    pub(super) fn parameters(&self, inputs: usize) -> Vec<f32> {
        let mut parameters = vec![];
        for (index, layer) in self.layers.iter().enumerate() {
            let padding = if index == 0 { inputs.saturating_sub(layer.inputs) } else { 0 };
            for row in layer.weight.chunks_exact(layer.inputs) {
                parameters.extend_from_slice(row);
                parameters.extend(std::iter::repeat_n(0.0, padding));
            }
            parameters.extend_from_slice(&layer.bias);
        }
        parameters
    }
}

/// Complaints as one text, not too long.
fn listed(complaints: &[String]) -> String {
    let mut shown: Vec<_> = complaints.iter().take(MAX_COMPLAINTS).map(|complaint| excerpt(complaint)).collect();
    if complaints.len() > MAX_COMPLAINTS {
        shown.push(format!("and {} more", complaints.len() - MAX_COMPLAINTS));
    }
    shown.join(", ")
}

/// A name for sorting: its texts and numbers in turn.
fn by_number(name: &str) -> Vec<(String, u64)> {
    let mut parts = vec![];
    let mut rest = name;
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| sign.is_ascii_digit()).unwrap_or(rest.len());
        let (text, after) = rest.split_at(digits);
        let end = after.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(end);
        parts.push((text.to_owned(), number.parse().unwrap_or(0)));
        rest = after;
    }
    parts
}
