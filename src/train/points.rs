//! Points in the layout of the engines.

use crate::data::{COORDINATES, Input, Points, features, features_at};
use crate::network::{Batch, Batches, width_of_inputs};

/// The input features of points, `[n, width]` row by row, and the width; a wider network gets zeros.
pub fn rows(inputs: &[Input], points: &Points) -> (Vec<f32>, usize) {
    let width = width_of_inputs(inputs.len());
    (features(inputs, points, width), width)
}

/// Coordinates (x, y), laid out as one batch for a network with these inputs. All have the values `others` in the
/// columns after x and y.
pub fn unlabelled(inputs: &[Input], places: &[[f32; COORDINATES]], others: &[f32]) -> Batches {
    let width = width_of_inputs(inputs.len());
    Batches::unlabelled(width, &features_at(inputs, places, others, width))
}

impl Points {
    /// The points laid out as one batch for a network with these inputs.
    ///
    /// # Panics
    /// If there are more or fewer labels than points.
    pub fn laid_out(&self, inputs: &[Input]) -> Batches {
        let (rows, width) = rows(inputs, self);
        Batches::whole(width, Batch { inputs: &rows, labels: &self.labels })
    }
}
