//! Points in the layout of the engines.

use crate::data::{COORDINATES, Input, Points, Slice, features, features_at};
use crate::network::{Batch, Batches, ClassWeights};
use crate::preset::Preset;

/// Coordinates (x, y), laid out as one batch for a network with these inputs. All have the values `others` in the
/// columns after x and y.
pub fn unlabelled(inputs: &[Input], places: &[[f32; COORDINATES]], others: &[f32]) -> Batches {
    Batches::unlabelled(inputs.len(), &features_at(inputs, places, others))
}

/// Coordinates (x, y) on a slice, laid out as one batch for a network with these inputs.
pub fn on_slice(inputs: &[Input], slice: &Slice, places: &[[f32; COORDINATES]]) -> Batches {
    Batches::unlabelled(inputs.len(), &slice.features(inputs, places))
}

impl Points {
    /// The points laid out as one batch for a network with these inputs.
    ///
    /// # Panics
    /// If there are more or fewer labels than points.
    pub fn laid_out(&self, inputs: &[Input]) -> Batches {
        self.weighted(inputs, ClassWeights::default())
    }

    /// The same for the network of a recipe, with its class weights: what losses are computed of.
    ///
    /// # Panics
    /// If there are more or fewer labels than points.
    pub fn laid_out_for(&self, preset: &Preset) -> Batches {
        self.weighted(&preset.inputs, preset.loss_weights())
    }

    fn weighted(&self, inputs: &[Input], weights: ClassWeights) -> Batches {
        Batches::weighted(inputs.len(), Batch { inputs: &features(inputs, self), labels: &self.labels }, weights)
    }
}
