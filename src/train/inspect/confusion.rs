//! Which classes a network confuses.

use crate::network::{Activations, Loss, Threshold};

/// The confusion matrix of points with these labels, from the outputs computed for them, as [`Threshold::confusion`] gives
/// it at one half. All 0 in regression.
pub fn confusion(activations: &Activations, loss: Loss, labels: &[f32]) -> Vec<usize> {
    let outputs: Vec<&[f32]> = activations.units(activations.layers() - 1).map(|unit| activations.of(unit)).collect();
    let rows: Vec<f32> = (0..labels.len()).flat_map(|point| outputs.iter().map(move |output| output[point])).collect();
    Threshold::default().confusion(loss, &rows, labels, outputs.len().max(2))
}
