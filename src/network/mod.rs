//! Networks: architecture, flat parameters, initialisation, and the engines that compute losses and gradients.
//!
//! The only folder that names dfdx. A network is a pure function of its flat parameters; [`Engine`] is what trainers
//! and panels see of it, dfdx's tape or our own fused passes. Optimizers, files and screens deal with the flat vector
//! and its [`Layout`] alone.

mod activation;
mod batches;
mod class_scores;
mod class_weights;
mod dispatch;
#[expect(clippy::inline_always, reason = "a kernel is compiled for the instructions of what it is inlined into")]
mod dropout;
#[expect(clippy::inline_always, reason = "a kernel is compiled for the instructions of what it is inlined into")]
mod fused;
mod initialization;
mod layer;
mod layer_activations;
mod layout;
mod loss;
#[expect(clippy::inline_always, reason = "a kernel is compiled for the instructions of what it is inlined into")]
mod math;
mod tape;
#[cfg(test)]
mod tests;
mod threshold;
mod unit_mask;
#[expect(clippy::inline_always, reason = "a kernel is compiled for the instructions of what it is inlined into")]
mod vector;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr, VariantNames};

pub use activation::Activation;
pub use batches::{Batches, LANES, Lanes};
pub use class_scores::{BaseRate, ClassScores};
pub use class_weights::{ClassWeights, MAX_CLASS_WEIGHT};
pub use dispatch::{MAX_WIDTH, WIDTHS};
pub use dropout::{DropoutMasks, MAX_DROPOUT};
pub use fused::{Activations, Ensemble, Points as EnsemblePoints, fused_engine, untyped_engine};
pub use initialization::{
    Initialization, PADDED_INPUTS, WITH_PADDING, initial_parameters, initial_parameters_of_padded_inputs,
    without_padding,
};
pub use layer_activations::LayerActivations;
pub use layout::{Layout, Tensor, Unit};
pub use loss::{Evaluation, Loss, Score, Task};
pub use threshold::Threshold;
pub use unit_mask::UnitMask;
pub use vector::Instructions;

use crate::error::Invalid;

/// The largest number of hidden layers.
pub const MAX_HIDDEN_LAYERS: usize = 8;

/// The hidden layers of a network, fully connected between its inputs and its outputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Network", deny_unknown_fields)]
pub struct Architecture {
    /// Units of each hidden layer, from the inputs to the outputs; empty for a linear network.
    pub hidden: Vec<usize>,
    /// Activations of the hidden layers.
    pub activation: LayerActivations,
}

impl Architecture {
    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.hidden.len() > MAX_HIDDEN_LAYERS {
            let problem = format!("has {} layers", self.hidden.len());
            return Err(Invalid::new("hidden", problem, format!("at most {MAX_HIDDEN_LAYERS} hidden layers")));
        }
        for (index, width) in self.hidden.iter().enumerate() {
            if !(1..=MAX_WIDTH).contains(width) {
                let allowed = format!("1 to {MAX_WIDTH} units");
                return Err(Invalid::new(format!("hidden[{index}]"), format!("is {width}"), allowed));
            }
        }
        self.check_activation()
    }

    /// Checks that a list of activations has one for each hidden layer.
    fn check_activation(&self) -> Result<(), Invalid> {
        let Some(list) = self.activation.list().filter(|list| list.len() != self.hidden.len()) else { return Ok(()) };
        let layers = match self.hidden.len() {
            0 => "no hidden layer".to_owned(),
            1 => "1 hidden layer".to_owned(),
            count => format!("{count} hidden layers"),
        };
        let problem = format!("differ in length: {} activations, {layers}", list.len());
        Err(Invalid::new("activation and hidden", problem, "one activation for each hidden layer, or one name for all"))
    }

    /// Takes other hidden layers. Activations by layer follow, as [`LayerActivations::fitted_to`] says.
    pub fn set_hidden(&mut self, hidden: Vec<usize>) {
        self.activation = self.activation.fitted_to(hidden.len());
        self.hidden = hidden;
    }

    /// The network of these layers with this many inputs and outputs.
    pub fn shape(&self, inputs: usize, outputs: usize) -> Shape {
        let activations = self.activation.of_layers(self.hidden.len());
        Shape { inputs, hidden: self.hidden.clone(), outputs, activations }
    }
}

/// Widths and activations of a network: what layouts and engines are built from. [`Architecture::shape`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Inputs of each point.
    pub inputs: usize,
    /// Units of each hidden layer, from the inputs to the outputs.
    pub hidden: Vec<usize>,
    /// Outputs: 1, or one for each class.
    pub outputs: usize,
    /// Activation of each hidden layer: as many as there are.
    pub activations: Vec<Activation>,
}

impl Shape {
    /// Units and activation of each hidden layer, from the inputs to the outputs.
    fn hidden_layers(&self) -> impl Iterator<Item = (usize, Activation)> {
        self.hidden.iter().copied().zip(self.activations.iter().copied())
    }

    /// Widths of all layers, from the inputs to the outputs, as in 2, 5, 1.
    pub fn widths(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.inputs).chain(self.hidden.iter().copied()).chain(std::iter::once(self.outputs))
    }
}

/// Points with the labels that they should get.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Inputs, `[n, inputs]` row by row.
    pub inputs: &'a [f32],
    /// Labels, `[n]`: numbers of classes, or values.
    pub labels: &'a [f32],
}

/// Which implementation computes losses and gradients. The two differ in the last bits, so that the engine is part of
/// a run's recipe.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumIter,
    EnumString,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum EngineKind {
    /// dfdx's tape: automatic differentiation, and the reference for the other.
    #[default]
    Dfdx,
    /// Our own passes over blocks of sixteen points: many times as fast, and the same bits on any processor and system.
    Fused,
}

impl EngineKind {
    /// The engine's name, as in flags, files and the header.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The engine after this one, round and round.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dfdx => Self::Fused,
            Self::Fused => Self::Dfdx,
        }
    }

    /// Builds the network of this shape. It must be used on the thread that built it.
    ///
    /// # Panics
    /// If a layer of the shape is wider than [`MAX_WIDTH`], or its outputs are not those of the loss.
    pub fn build(self, shape: &Shape, loss: Loss) -> Box<dyn Engine> {
        match self {
            Self::Dfdx => tape::tape_engine(shape, loss),
            Self::Fused => fused_engine(shape, loss, Instructions::fastest()),
        }
    }
}

/// What computes a network: a pure function of the flat parameters, whose order is [`Layout`]'s.
///
/// All methods panic if the length of a slice does not match the network's shape and the number of points.
pub trait Engine {
    /// Mean loss over a batch, with the class weights of the batches, and its gradient by every parameter, written to `gradient`.
    fn loss_and_gradient(&mut self, parameters: &[f32], batches: &Batches, batch: usize, gradient: &mut [f32]) -> f32 {
        self.loss_and_gradient_under(None, parameters, batches, batch, gradient)
    }

    /// The same under dropout, if there are masks: those of the batch, one for each hidden layer.
    fn loss_and_gradient_under(
        &mut self,
        dropout: Option<&DropoutMasks>,
        parameters: &[f32],
        batches: &Batches,
        batch: usize,
        gradient: &mut [f32],
    ) -> f32;

    /// Outputs for points that were laid out as one batch, written to `outputs`, `[n, outputs]` row by row: logits, or
    /// values. [`Loss::predict`] turns them into predictions.
    fn outputs(&mut self, parameters: &[f32], points: &Batches, outputs: &mut [f32]);

    /// Mean loss over points that were laid out as one batch, and how well the predictions fit.
    fn evaluate(&mut self, parameters: &[f32], points: &Batches) -> Evaluation;
}
