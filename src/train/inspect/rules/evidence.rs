//! What a diagnosis goes by.

use crate::network::Activation;
use crate::preset::Preset;
use crate::train::inspect::LayerDiagnostics;
use crate::train::{Divergence, History, Record};

/// The input of a diagnosis.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The recipe as it is now, changes included.
    pub preset: &'a Preset,
    /// The newest record.
    pub record: &'a Record,
    /// The record of the untrained network.
    pub untrained: &'a Record,
    /// The history so far.
    pub history: &'a History,
    /// The epoch of the newest edit, 0 without one: losses before it are those of another run.
    pub edited: u64,
    /// Whether an edit has put other weights in the place of those that the recipe begins with.
    pub redrawn: bool,
    /// The epoch at which units were first found dead, if that is known.
    pub death: Option<u64>,
    /// Measurements of the layers, the outputs last.
    pub layers: &'a [LayerDiagnostics],
    /// Confusion matrix of the train points measured, `[classes, classes]`: a row for each label, a column for each
    /// prediction. All 0 in regression.
    pub confusion: &'a [usize],
    /// Number of train points measured.
    pub points: usize,
    /// Number of train points of the run.
    pub train: usize,
    /// The divergence that ended the run, if any.
    pub divergence: Option<Divergence>,
}

/// Train loss of an untrained network that comes of weights that are too large; that of a guess is below 1.
pub(super) const LARGE_LOSS: f64 = 2.0;
/// Train accuracy or R² from which a network has learned its points.
pub const LEARNED: f64 = 0.9;

impl Evidence<'_> {
    /// Train accuracy or R².
    pub(super) fn score(&self) -> f64 {
        self.record.train_score.share(self.train)
    }

    pub(super) fn has_learned(&self) -> bool {
        self.score() >= LEARNED
    }

    pub(super) fn hidden(&self) -> &[LayerDiagnostics] {
        &self.layers[..self.layers.len().saturating_sub(1)]
    }

    /// The hidden layer with the largest measure, the first of equals, after its index. None if no layer has the measure.
    pub(super) fn worst(
        &self,
        measure: impl Fn(&LayerDiagnostics) -> Option<f64>,
    ) -> Option<(usize, &LayerDiagnostics)> {
        let hidden = self.hidden();
        let measured = hidden.iter().enumerate().filter_map(|(index, layer)| Some((index, measure(layer)?)));
        let (index, _) = measured.reduce(|worst, next| if next.1 > worst.1 { next } else { worst })?;
        Some((index, &hidden[index]))
    }

    /// The place of a hidden layer in words, empty for the only one.
    pub(super) fn place(&self, index: usize) -> String {
        if self.hidden().len() == 1 { String::new() } else { format!(" in layer {}", index + 1) }
    }

    /// The activation of a hidden layer.
    pub(super) fn activation_of(&self, index: usize) -> Option<Activation> {
        self.preset.shape().activations.get(index).copied()
    }

    /// The name of a layer: `layer 1`, or `the outputs`.
    pub(super) fn name(&self, index: usize) -> String {
        if index + 1 == self.layers.len() { "the outputs".into() } else { format!("layer {}", index + 1) }
    }

    /// Whether the run is another than the one that began with the untrained network.
    fn is_edited(&self) -> bool {
        self.edited > 0 || self.redrawn
    }

    /// The first epoch since the newest edit: the losses of an edited epoch are those of the run before.
    pub(super) fn first_epoch(&self) -> u64 {
        if self.is_edited() { self.edited + 1 } else { 0 }
    }

    /// Epochs and train losses since the newest edit, the whole run's in spans, then the newest one by one.
    pub(super) fn losses(&self) -> impl DoubleEndedIterator<Item = (u64, f64)> {
        let recent = self.history.recent();
        let first = recent.front().map_or(u64::MAX, |recent| recent.epoch);
        let end = self.history.stride() - 1;
        let spans = self.history.spans().iter().filter_map(move |span| Some((span.epoch + end, span.train?.last)));
        let spans = spans.filter(move |(epoch, _)| *epoch < first);
        let all = spans.chain(recent.iter().map(|recent| (recent.epoch, recent.train)));
        let since = self.first_epoch()..=self.record.epoch;
        all.filter(move |(epoch, _)| since.contains(epoch)).map(|(epoch, loss)| (epoch, loss.into()))
    }

    /// The epoch and train loss that the run began with, as it is since the newest edit.
    pub(super) fn start(&self) -> (u64, f64) {
        let untrained = (0, self.untrained.train_loss.into());
        if self.is_edited() { self.losses().next().unwrap_or(untrained) } else { untrained }
    }

    /// The mean train loss over a part of the epochs since the newest edit, from 0 to 1. None where none is known.
    pub(super) fn mean_loss(&self, from: f64, to: f64) -> Option<f64> {
        let length = (self.record.epoch - self.edited) as f64;
        let place = |share: f64| self.edited + (share * length) as u64;
        let (from, to) = (place(from), place(to));
        let (count, sum) = self
            .losses()
            .filter(|(epoch, _)| (from..=to).contains(epoch))
            .fold((0, 0.0), |(count, sum), (_, loss)| (count + 1, sum + loss));
        (count > 0).then(|| sum / f64::from(count))
    }

    /// The epoch with the least train loss since the newest edit.
    pub(super) fn best_epoch(&self) -> u64 {
        self.losses().min_by(|one, other| one.1.total_cmp(&other.1)).map_or(self.edited, |(epoch, _)| epoch)
    }
}
