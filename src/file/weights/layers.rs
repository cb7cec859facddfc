//! The fully connected layers that named tensors make up, whatever their names.

use super::Tensor;
use crate::error::Error;
use crate::text::excerpt;

/// The most complaints that a message gives.
const MAX_COMPLAINTS: usize = 8;
/// The most layers whose order is looked for when their names don't say it.
const MAX_UNNUMBERED: usize = 8;
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

/// A layer's name, its weight and its bias, as far as they are there.
type Named = (String, Option<Tensor>, Option<Tensor>);

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
        let mut layers: Vec<Named> = vec![];
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
            layers = in_order(layers, place)?;
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

    /// The parameters in the order of [`crate::network::Layout`].
    pub(super) fn parameters(&self) -> Vec<f32> {
        self.layers.iter().flat_map(|layer| layer.weight.iter().chain(&layer.bias)).copied().collect()
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

/// Layers whose names alone say their order: by the numbers in them if they differ in nothing else, otherwise in the one
/// order in which each is as wide as the next takes.
///
/// # Errors
/// [`Error::Input`] if there are several such orders.
fn in_order(mut layers: Vec<Named>, place: &str) -> Result<Vec<Named>, Error> {
    layers.sort_by_cached_key(|(name, ..)| by_number(name));
    let texts = |name: &str| by_number(name).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
    let differ = layers.windows(2).any(|pair| texts(&pair[0].0) != texts(&pair[1].0));
    let shapes: Option<Vec<[usize; 2]>> =
        layers.iter().map(|(_, weight, _)| weight.as_ref().map(|weight| [weight.shape[0], weight.shape[1]])).collect();
    let Some(shapes) = shapes.filter(|shapes| differ && shapes.len() <= MAX_UNNUMBERED) else { return Ok(layers) };
    let mut orders = vec![];
    find_orders(&shapes, &mut vec![], &mut orders);
    match &orders[..] {
        [] => Ok(layers),
        [order] => {
            let mut layers: Vec<_> = layers.into_iter().map(Some).collect();
            Ok(order.iter().filter_map(|index| layers[*index].take()).collect())
        }
        _ => {
            let problem = "names its layers in no order, and several orders fit";
            Err(Error::input(place, problem, "save them as a .pt, which keeps their order, or number their names"))
        }
    }
}

/// Finds the orders in which each layer, of a shape `[outputs, inputs]`, is as wide as the next takes; two at most.
fn find_orders(shapes: &[[usize; 2]], begun: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if begun.len() == shapes.len() {
        found.push(begun.clone());
    }
    for (index, [_, inputs]) in shapes.iter().enumerate() {
        let fits = begun.last().is_none_or(|last| shapes[*last][0] == *inputs);
        if found.len() < 2 && fits && !begun.contains(&index) {
            begun.push(index);
            find_orders(shapes, begun, found);
            begun.pop();
        }
    }
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
