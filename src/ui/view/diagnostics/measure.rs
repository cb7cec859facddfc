//! Measurements of the layers while the diagnostics are shown, and their history since then.

use crate::network::{Activations, Batches, Layout, Loss, Shape, Unit};
use crate::session::Update;
use crate::train::inspect::{
    Evidence, Finding, Histogram, LayerDiagnostics, MAX_POINTS, Step, confusion, diagnose, findings, sample,
};
use crate::train::{BranchId, Sign};
use crate::ui::evaluation::model::{Moment, RunVersion, effective};

const BINS: usize = 16;
/// Places of a history; when all are taken, every other one goes.
const MAX_PLACES: usize = 64;

/// The diagnostics of each layer, the outputs last.
#[derive(Default)]
pub struct Measurements {
    /// What is wrong, the most important first.
    pub findings: Vec<Finding>,
    pub layers: Vec<Layer>,
    shown: Option<Moment>,
    room: Option<Room>,
    parameters: Vec<f32>,
    /// The run and branch of the histories.
    line: Option<(u64, BranchId)>,
    /// Epochs from one of their places to the next.
    stride: u64,
    epochs: Vec<u64>,
}

#[derive(Debug)]
pub struct Layer {
    pub now: LayerDiagnostics,
    pub weights: Histogram,
    /// The histogram of its activations over the train points.
    pub activations: Histogram,
    /// The histories of the norms of weights and gradient, and of the update-to-weight ratio; NaN where there was none.
    pub histories: [Vec<f32>; 3],
}

/// Buffers for a network and its points.
struct Room {
    of: (RunVersion, Shape, Loss),
    activations: Activations,
    train: Batches,
    labels: Vec<f32>,
}

impl Measurements {
    /// Measures a run, if it has changed.
    pub fn compute(&mut self, run: &Update, shown: Moment) {
        if self.shown.replace(shown) == Some(shown) {
            return;
        }
        let (shape, loss) = (run.preset.shape(), run.preset.loss);
        let of = (shown.version, shape, loss);
        if self.room.as_ref().is_none_or(|room| room.of != of) {
            let points = sample(&run.dataset.train, MAX_POINTS);
            let (activations, train) = (Activations::new(&of.1, loss), points.laid_out(&run.preset.inputs));
            self.room = Some(Room { of, activations, train, labels: points.labels });
        }
        let Some(room) = &mut self.room else { return };
        let layout = Layout::new(&room.of.1);
        effective(run, &mut self.parameters);
        room.activations.compute(&self.parameters, &room.train);
        let fits = |numbers: &&[f32]| numbers.len() == layout.len();
        let [gradient, before] = [&run.gradient, &run.before].map(|numbers| Some(numbers.as_slice()).filter(fits));
        let step = Step { gradient, before };
        let measured = diagnose(&layout, &run.parameters, step, &room.activations);
        self.findings = findings(&Evidence {
            preset: &run.preset,
            record: &run.record,
            untrained: &run.untrained,
            history: &run.history,
            edited: run.newest_edit(),
            redrawn: run.redrawn,
            death: run.epochs_of(Sign::Died).min(),
            layers: &measured,
            confusion: &confusion(&room.activations, loss, &room.labels),
            points: room.labels.len(),
            train: run.dataset.train.len(),
            divergence: run.time.autopsy.as_ref().map(|autopsy| autopsy.divergence),
        });
        self.take(run, shown, &layout, measured);
    }

    /// Stores measurements, and extends their histories.
    fn take(&mut self, run: &Update, shown: Moment, layout: &Layout, measured: Vec<LayerDiagnostics>) {
        let Some(room) = &self.room else { return };
        let line = Some(shown.version.line());
        let goes_on = self.line == line
            && self.layers.len() == measured.len()
            && self.epochs.last().is_none_or(|last| *last <= run.record.epoch);
        if !goes_on {
            (self.line, self.stride) = (line, 1);
            self.epochs.clear();
            self.layers.clear();
        }
        let epoch = run.record.epoch;
        let is_due = self.epochs.last().is_none_or(|last| epoch >= last + self.stride);
        if is_due {
            self.epochs.push(epoch);
        }
        for (layer, now) in measured.into_iter().enumerate() {
            if self.layers.len() == layer {
                let (weights, activations) = (Histogram::new(BINS), Histogram::new(BINS));
                self.layers.push(Layer { now, weights, activations, histories: Default::default() });
            }
            let known = &mut self.layers[layer];
            let weights = &run.parameters[layout.weight(layer).range()];
            let units = 0..room.activations.width(layer);
            let given = units.flat_map(|index| room.activations.of(Unit { layer, index }));
            known.weights.fill(weights.iter());
            known.activations.fill(given);
            if is_due {
                let numbers = [Some(now.weight_norm), now.gradient_norm, now.update_ratio];
                for (history, number) in known.histories.iter_mut().zip(numbers) {
                    history.push(number.map_or(f32::NAN, |number| number as f32));
                }
            }
            known.now = now;
        }
        if self.epochs.len() > MAX_PLACES {
            self.stride *= 2;
            thin(&mut self.epochs);
            self.layers.iter_mut().flat_map(|layer| &mut layer.histories).for_each(thin);
        }
    }
}

/// Keeps the first and every second place.
fn thin<T>(places: &mut Vec<T>) {
    let mut index = 0..;
    places.retain(|_| index.next().is_some_and(|index: usize| index.is_multiple_of(2)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_first_and_every_second_place() {
        let mut places = vec![0, 1, 2, 3, 4];
        thin(&mut places);
        assert_eq!(places, [0, 2, 4]);
    }
}
