//! Finds the first number that is not finite.

use super::{Trainer, all_finite, effective};
use crate::network::Activations;
use crate::train::{Divergence, Origin};

impl Trainer {
    pub(super) fn diverged(&self, loss: f32, origin: Origin) -> Divergence {
        Divergence { epoch: self.state.epoch, batch: self.state.batch, loss, origin }
    }

    /// Origin of a loss that is not finite: the first layer with such a weighted sum at any train point, under dropout at
    /// any point of the batch, or the loss itself.
    pub(super) fn origin_of_loss(&mut self, batch: Option<usize>) -> Origin {
        let parameters = effective(self.unit_mask, &self.layout, &self.state.parameters, &mut self.masked);
        let mut activations = Activations::new(&self.preset.shape(), self.preset.loss);
        let dropout = self.preset.has_dropout().then_some(&self.dropout_masks);
        // The masks of the failed step are for its points alone.
        let alone = dropout.and(batch).map(|batch| self.shuffle.batches.alone(batch));
        activations.compute_under(dropout, parameters, alone.as_ref().unwrap_or(&self.train));
        let overflows = |layer: &usize| activations.units(*layer).any(|unit| !all_finite(activations.sums(unit)));
        (0..activations.layers()).find(overflows).map_or(Origin::Loss, Origin::Sums)
    }

    /// Origin of a step that is not finite. The state is that before the step again, and `previous` has the failed
    /// step.
    pub(super) fn origin_of_step(&mut self, batch: Option<usize>) -> Origin {
        // Clipping may have spread a single such number.
        self.differentiate(batch, true);
        let tensors = &self.layout.tensors;
        let broken = |values: &[f32], place: usize| !all_finite(&values[tensors[place].range()]);
        if let Some(place) = (0..tensors.len()).rev().find(|place| broken(&self.gradient, *place)) {
            return Origin::Gradient(place);
        }
        if let Some(place) = (0..tensors.len()).find(|place| broken(&self.previous.0, *place)) {
            return Origin::Parameters(place);
        }
        let slots = self.previous.1.slots.iter();
        let mut found = slots.filter_map(|slot| {
            let place = (0..tensors.len()).find(|place| broken(&slot.values, *place))?;
            Some(Origin::Optimizer(slot.name, place))
        });
        // A step that diverged has one of these origins.
        found.next().unwrap_or(Origin::Loss)
    }
}
