//! Points in the form that engines compute with.

use crate::data::{COORDINATES, Input, Points, features, features_at};
use crate::network::{Batch, Batches, width_of_inputs};

/// What a network takes of points, `[n, width]` row by row, and the width: these inputs, and zeros where a network has
/// more.
#[must_use]
pub fn rows(inputs: &[Input], points: &Points) -> (Vec<f32>, usize) {
    let width = width_of_inputs(inputs.len());
    (features(inputs, points, width), width)
}

/// Places of the plane, laid out as one batch for a network with these inputs. `others` are the numbers that they all
/// have in the columns after x and y.
#[must_use]
pub fn unlabelled(inputs: &[Input], places: &[[f32; COORDINATES]], others: &[f32]) -> Batches {
    let width = width_of_inputs(inputs.len());
    Batches::unlabelled(width, &features_at(inputs, places, others, width))
}

impl Points {
    /// The points laid out as one batch for a network with these inputs.
    ///
    /// # Panics
    /// If there are not as many labels as points.
    #[must_use]
    pub fn laid_out(&self, inputs: &[Input]) -> Batches {
        let (rows, width) = rows(inputs, self);
        Batches::whole(width, Batch { inputs: &rows, labels: &self.labels })
    }
}
