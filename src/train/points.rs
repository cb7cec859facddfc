//! Points in the form that engines compute with.

use crate::data::{COORDINATES, Input, Points, features};
use crate::network::{Batch, Batches, width_of_inputs};

/// What a network takes of points, `[n, width]` row by row, and the width: these inputs, and zeros where a network has
/// more.
#[must_use]
pub fn rows(inputs: &[Input], points: &[[f32; COORDINATES]]) -> (Vec<f32>, usize) {
    let width = width_of_inputs(inputs.len());
    (features(inputs, points, width), width)
}

/// Points without labels, laid out as one batch for a network with these inputs.
#[must_use]
pub fn unlabelled(inputs: &[Input], points: &[[f32; COORDINATES]]) -> Batches {
    let (rows, width) = rows(inputs, points);
    Batches::unlabelled(width, &rows)
}

impl Points {
    /// The points laid out as one batch for a network with these inputs.
    ///
    /// # Panics
    /// If there are not as many labels as points.
    #[must_use]
    pub fn laid_out(&self, inputs: &[Input]) -> Batches {
        let (rows, width) = rows(inputs, &self.inputs);
        Batches::whole(width, Batch { inputs: &rows, labels: &self.labels })
    }
}
