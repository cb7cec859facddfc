//! Which classes a network finds.

use crate::network::{Activations, Loss, Unit};

/// Of each class the points that get it as their class, and all that have it: computed from the outputs for points with
/// these labels. Empty in regression.
pub fn hits(activations: &Activations, loss: Loss, labels: &[f32]) -> Vec<(usize, usize)> {
    let layer = activations.layers() - 1;
    let outputs: Vec<&[f32]> = activations.units(layer).map(|unit: Unit| activations.of(unit)).collect();
    let mut hits = vec![(0, 0); outputs.len().max(2)];
    for (point, label) in labels.iter().enumerate() {
        let row: Vec<f32> = outputs.iter().map(|output| output[point]).collect();
        let Some(class) = loss.class(&row) else { continue };
        let label = label.round() as usize;
        if let Some((right, all)) = hits.get_mut(label) {
            (*right, *all) = (*right + usize::from(class == label), *all + 1);
        }
    }
    if hits.iter().all(|(_, all)| *all == 0) { vec![] } else { hits }
}
