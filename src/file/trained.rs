//! The trained network of a checkpoint, as the exporters of whole networks see it: from a person's numbers to a
//! prediction in a person's unit.
//!
//! Owns what differs between a state to train on from and a network to ask: units that are off are left out, inputs are
//! without padding. `onnx`, `python` and `rust` write it; nothing here knows their languages.

use crate::data::{Input, Labels, Moments};
use crate::network::{Activation, Layout, Loss, Task};
use crate::preset::Preset;
use crate::text::visible;
use crate::train::Checkpoint;

/// The most classes that are all named in a sentence.
const MOST_NAMED: usize = 10;

/// A trained network with all that a prediction takes.
pub(super) struct Trained {
    /// Name of the preset.
    pub(super) preset: String,
    /// Its title, unless the run is no longer the preset's.
    pub(super) title: Option<String>,
    /// Completed epochs.
    pub(super) epoch: u64,
    /// The numbers of a point, in the order in which they are given.
    pub(super) columns: Vec<Column>,
    /// The input features, functions of the columns.
    pub(super) features: Vec<Feature>,
    /// The layers, the hidden ones first.
    pub(super) layers: Vec<Dense>,
    /// The loss, which says what the outputs mean.
    pub(super) loss: Loss,
    /// Of the values, in regression.
    pub(super) label: Moments,
    /// Name of what is predicted.
    pub(super) label_name: String,
    /// What the labels are.
    pub(super) labels: Labels,
}

/// A number of a point.
pub(super) struct Column {
    /// Its name, as its owner wrote it: never to be written unescaped.
    pub(super) name: String,
    /// What it is standardized by.
    pub(super) moments: Moments,
    /// What stands for a missing number.
    pub(super) fill: Option<f32>,
}

/// A function of the standardized columns, which are given by their places among the columns of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Feature {
    Column(usize),
    Square(usize),
    Product(usize, usize),
    Sin(usize),
    Cos(usize),
    /// The distance from the origin.
    Radius(usize, usize),
}

/// A dense layer.
pub(super) struct Dense {
    /// Inputs of each unit.
    pub(super) inputs: usize,
    /// Units by inputs, row by row.
    pub(super) weights: Vec<f32>,
    /// A number for each unit.
    pub(super) biases: Vec<f32>,
    /// What follows; linear for the outputs.
    pub(super) activation: Activation,
}

impl Dense {
    /// The weights that lead to each unit.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.weights.chunks_exact(self.inputs)
    }
}

impl Trained {
    /// The network of a checkpoint.
    pub(super) fn of(checkpoint: &Checkpoint) -> Self {
        Self::new(checkpoint, &checkpoint.settings(), &checkpoint.effective_parameters())
    }

    /// The network of a checkpoint's run with these settings and parameters.
    pub(super) fn new(checkpoint: &Checkpoint, settings: &Preset, parameters: &[f32]) -> Self {
        let (scale, data) = (&checkpoint.dataset.scale, &settings.data);
        let columns = settings.input_columns();
        let column = |&column: &usize| Column {
            name: data.column_name(column),
            moments: scale.column(column),
            fill: scale.fills.get(column).copied(),
        };
        Self {
            preset: checkpoint.name.clone(),
            title: checkpoint.described().map(|preset| preset.title.clone()),
            epoch: checkpoint.snapshot.epoch,
            columns: columns.iter().map(column).collect(),
            features: features(settings),
            layers: layers(settings, parameters),
            loss: settings.loss,
            label: scale.label,
            label_name: data.label_name().to_owned(),
            labels: data.labels(),
        }
    }

    /// Whether any column is standardized.
    pub(super) fn is_standardized(&self) -> bool {
        self.columns.iter().any(|column| column.moments != Moments::NONE)
    }

    /// The means that the columns are standardized by.
    pub(super) fn means(&self) -> Vec<f64> {
        self.columns.iter().map(|column| column.moments.mean).collect()
    }

    /// The standard deviations that the columns are standardized by.
    pub(super) fn deviations(&self) -> Vec<f64> {
        self.columns.iter().map(|column| column.moments.std).collect()
    }

    /// What stands for a missing number in each column; none if rows with one have no prediction.
    pub(super) fn fills(&self) -> Option<Vec<f32>> {
        self.columns.iter().map(|column| column.fill).collect()
    }

    /// Whether the features are the columns as they are.
    pub(super) fn has_plain_inputs(&self) -> bool {
        let columns = (0..self.columns.len()).map(Feature::Column);
        self.features.iter().copied().eq(columns)
    }

    /// A class in words, escaped, as in `label 1`.
    pub(super) fn class(&self, class: usize) -> String {
        format!("{} {}", visible(&self.label_name), visible(self.labels.class(class).unwrap_or_default()))
    }

    /// What the network gives: its name, and a sentence for people, with names escaped.
    pub(super) fn output(&self) -> (&'static str, String) {
        let label = visible(&self.label_name);
        match (self.loss, self.loss.task()) {
            (loss, _) if loss.gives_probability() => ("probability", format!("the probability of {}", self.class(1))),
            (_, Task::Binary) => {
                ("value", format!("a value, from 0 on for {} and below for {}", self.class(1), self.class(0)))
            }
            (_, Task::Classes) => {
                let classes = (0..).map_while(|class| self.labels.class(class));
                let names: Vec<_> = classes.map(visible).collect();
                let list = match &names[..] {
                    [first, .., last] if names.len() > MOST_NAMED => {
                        format!("{first} to {last}, {} of them", names.len())
                    }
                    _ => names.join(", "),
                };
                ("probabilities", format!("the probabilities of {label} {list}"))
            }
            (_, Task::Value) if self.label_name == "label" => ("value", "the value".to_owned()),
            (_, Task::Value) => ("value", format!("the value of {label}")),
        }
    }
}

/// The features of a recipe.
fn features(settings: &Preset) -> Vec<Feature> {
    let columns = settings.input_columns();
    let place = |column: usize| columns.iter().position(|own| *own == column).unwrap_or_default();
    let feature = |input: &Input| match input {
        Input::X | Input::Y | Input::Column(_) => Feature::Column(place(input.column().unwrap_or_default())),
        Input::X2 => Feature::Square(0),
        Input::Y2 => Feature::Square(1),
        Input::XY => Feature::Product(0, 1),
        Input::SinX => Feature::Sin(0),
        Input::SinY => Feature::Sin(1),
        Input::CosX => Feature::Cos(0),
        Input::CosY => Feature::Cos(1),
        Input::Radius => Feature::Radius(0, 1),
    };
    settings.inputs.iter().map(feature).collect()
}

/// The layers of parameters.
fn layers(settings: &Preset, parameters: &[f32]) -> Vec<Dense> {
    let shape = settings.shape();
    let layout = Layout::new(&shape);
    let layer = |index: usize| {
        let (weight, bias) = (layout.weight(index), layout.bias(index));
        let [weights, biases] = [weight, bias].map(|tensor| parameters[tensor.range()].to_vec());
        let activation = shape.activations.get(index).copied().unwrap_or(Activation::Linear);
        Dense { inputs: weight.shape[1], weights, biases, activation }
    };
    (0..layout.layers()).map(layer).collect()
}

#[cfg(test)]
pub(super) mod examples;
