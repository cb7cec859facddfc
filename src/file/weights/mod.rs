//! Weights alone: the parameters of a network under PyTorch's names, without the rest of its run.
//!
//! Owns what all formats of weights share: the tensors that are written, and what else a caller has to do for the same
//! predictions. One file here a format. The recipe and the points are the checkpoint's.

mod safetensors;

use crate::data::{Input, Moments};
use crate::network::{Layout, Loss};
use crate::train::Checkpoint;

pub(super) use self::safetensors::WeightsSafetensors;

/// A named tensor of single-precision numbers, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tensor {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// The tensors of a checkpoint's network in PyTorch's order, for the same predictions: the weights that lead away from
/// units that are off are 0, and every input is one of the network's features.
pub(super) fn tensors(checkpoint: &Checkpoint) -> Vec<Tensor> {
    let (settings, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let layout = Layout::new(&settings.shape());
    let tensor = |tensor: &crate::network::Tensor| Tensor {
        name: tensor.name.clone(),
        shape: tensor.shape.clone(),
        values: parameters[tensor.range()].to_vec(),
    };
    let mut tensors: Vec<_> = layout.tensors.iter().map(tensor).collect();
    // Inputs that no feature fills are only ours.
    let (first, inputs) = (&mut tensors[0], settings.inputs.len());
    let width = first.shape[1];
    first.values = first.values.chunks_exact(width).flat_map(|row| &row[..inputs]).copied().collect();
    first.shape[1] = inputs;
    tensors
}

/// What a caller has to do around these weights for the same predictions, in one line.
pub(super) fn instructions(checkpoint: &Checkpoint) -> String {
    let settings = checkpoint.settings();
    let scale = &checkpoint.dataset.scale;
    let name = |input: &Input| input.column().map_or(input.name().into(), |column| settings.data.column_name(column));
    let inputs: Vec<_> = settings.inputs.iter().map(name).collect();
    let mut parts = vec![format!("weights alone: give the network {}", inputs.join(", "))];
    if !scale.columns.is_empty() {
        let standardized = |(column, moments): (usize, &Moments)| {
            format!("({} - {}) / {}", settings.data.column_name(column), moments.mean, moments.std)
        };
        let columns: Vec<_> = scale.columns.iter().enumerate().map(standardized).collect();
        parts.push(format!("of columns standardized first: {}", columns.join(", ")));
    }
    if !settings.network.hidden.is_empty() {
        parts.push(format!("{} after each layer but the last", settings.network.activation.name()));
    }
    parts.push(match settings.loss {
        Loss::BinaryCrossEntropy => "the probability of label 1 is the sigmoid of the output".into(),
        Loss::TanhSquaredError => "the prediction is the tanh of the output".into(),
        Loss::SoftmaxCrossEntropy => "the probabilities are the softmax of the outputs".into(),
        _ if scale.label != Moments::NONE => {
            format!("the value is the output * {} + {}", scale.label.std, scale.label.mean)
        }
        _ => "the prediction is the output".into(),
    });
    if checkpoint.has_units_off() {
        parts.push("weights that lead away from units switched off are 0".into());
    }
    parts.join("; ")
}
