//! A run at epoch 0, and the record of a network.

use std::ops::Range;

use super::super::{Record, Snapshot};
use crate::data::Dataset;
use crate::network::{
    Batches, Engine, Evaluation, Layout, Tensor, initial_parameters, initial_parameters_of_padded_inputs,
};
use crate::preset::Preset;
use crate::random::{Purpose, stream};

/// Ranges of the weights in the parameters of a network.
pub(super) fn weights(preset: &Preset) -> Vec<Range<usize>> {
    let tensors = Layout::new(&preset.shape()).tensors;
    tensors.iter().filter(|tensor| tensor.shape.len() == 2).map(Tensor::range).collect()
}

/// The record of the untrained network of the recipe at epoch 0. Engine and points are those of the current recipe.
pub(super) fn first_record(
    origin: &Preset,
    now: &Preset,
    engine: &mut dyn Engine,
    (train, test): (&Batches, &Batches),
) -> Record {
    let parameters = untrained_parameters(origin);
    let settings = |preset: &Preset| (preset.shape(), preset.loss, preset.inputs.clone(), preset.engine);
    let is_same = settings(origin) == settings(now) && origin.class_weights == now.class_weights;
    if is_same && origin.has_points_of(now) {
        return evaluate(engine, &parameters, (train, test), 0);
    }
    let mut engine = origin.engine.build(&origin.shape(), origin.loss);
    let Dataset { train, test, .. } = origin.dataset();
    let [train, test] = [train, test].map(|points| points.laid_out_for(origin));
    evaluate(engine.as_mut(), &parameters, (&train, &test), 0)
}

/// The state of a recipe at epoch 0.
pub(super) fn untrained(preset: &Preset) -> Snapshot {
    let parameters = untrained_parameters(preset);
    let optimizer = preset.optimizer.state(parameters.len());
    Snapshot { epoch: 0, batch: 0, parameters, optimizer, best: None }
}

/// Parameters of a recipe at epoch 0.
pub(in crate::train) fn untrained_parameters(preset: &Preset) -> Vec<f32> {
    let seed = preset.weights_seed.unwrap_or(preset.seed);
    let stream = |layer| stream(seed, Purpose::InitialWeights, layer);
    if preset.padded_initialization {
        return initial_parameters_of_padded_inputs(&preset.shape(), preset.initialization, stream);
    }
    initial_parameters(&preset.shape(), preset.initialization, stream)
}

/// The record of a network at an epoch.
pub(super) fn evaluate(
    engine: &mut dyn Engine,
    parameters: &[f32],
    (train, test): (&Batches, &Batches),
    epoch: u64,
) -> Record {
    let Evaluation { loss: train_loss, score: train_score } = engine.evaluate(parameters, train);
    let test = (!test.is_empty()).then(|| engine.evaluate(parameters, test));
    Record { epoch, train_loss, train_score, test }
}
