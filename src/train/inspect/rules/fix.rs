//! What a finding offers: a change of the run that the sentence names.

use indicatif::HumanCount;

use crate::network::Initialization;
use crate::optimizer::Clip;
use crate::preset::Preset;
use crate::train::trainer::untrained_parameters;
use crate::train::{Change, changes, describe_settings};

use super::Evidence;

/// A change that a finding offers, as a branch of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The change, in words that follow "Try": `a learning rate of 0.003 instead of 0.03`.
    pub words: String,
    /// The epoch to go back to first; none to go on from the shown one.
    pub from: Option<u64>,
    /// The settings from there on.
    pub preset: Preset,
    /// Whether the weights are drawn anew there, by the initialization and the seed of these settings.
    pub draws_weights: bool,
}

impl Fix {
    /// The settings that it changes, as the name of a branch.
    pub fn name(&self, before: &Preset) -> String {
        describe_settings(before, &self.preset)
    }

    /// The changes that make it, in order, of a run with these settings.
    pub fn changes(&self, before: &Preset) -> Vec<Change> {
        let live =
            Preset { initialization: before.initialization, weights_seed: before.weights_seed, ..self.preset.clone() };
        let mut list = changes(before, &live).unwrap_or_default();
        if self.draws_weights {
            list.push(Change::Weights(untrained_parameters(&self.preset)));
        }
        list
    }
}

impl Evidence<'_> {
    /// A change of the settings from the shown epoch on. None if they are refused, or are as they were.
    pub(super) fn change(&self, words: impl Into<String>, change: impl FnOnce(&mut Preset)) -> Option<Fix> {
        let mut preset = self.preset.clone();
        change(&mut preset);
        preset.fit_version();
        let differs = preset != *self.preset && preset.check().is_ok();
        differs.then(|| Fix { words: words.into(), from: None, preset, draws_weights: false })
    }

    /// The learning rate times a factor, rounded to two digits.
    pub(super) fn learning_rate_times(&self, factor: f64) -> Option<Fix> {
        let rate = self.preset.optimizer.learning_rate();
        let other = rounded(rate * factor);
        let [words, now] = [other, rate].map(number);
        self.change(format!("a learning rate of {words} instead of {now}"), |preset| {
            preset.optimizer.set_learning_rate(other);
        })
    }

    /// A smaller learning rate: a tenth, and at most what is common for the optimizer.
    pub(super) fn smaller_learning_rate(&self) -> Option<Fix> {
        self.learning_rate_times(0.1_f64.min(1.0 / self.haste()))
    }

    /// Gradients clipped to a norm of 1.
    pub(super) fn clipped(&self) -> Option<Fix> {
        if self.preset.clip != Clip::None {
            return None;
        }
        self.change("gradients clipped to a norm of 1", |preset| preset.clip = Clip::Norm(1.0))
    }

    /// Other initial weights by the same initialization.
    pub(super) fn new_weights(&self) -> Option<Fix> {
        // Weights that are no matter of chance are the same again, and those of the next seed may be here already.
        if self.redrawn || matches!(self.preset.initialization, Initialization::Constant(_) | Initialization::Zeros) {
            return None;
        }
        let seed = self.preset.weights_seed.unwrap_or(self.preset.seed).wrapping_add(1);
        let fix = self.change("other initial weights", |preset| preset.weights_seed = Some(seed))?;
        Some(Fix { draws_weights: true, ..fix.back_to(0) })
    }
}

impl Fix {
    /// The same after going back to an epoch, which the words name.
    pub(super) fn back_to(self, epoch: u64) -> Self {
        let place =
            if epoch == 0 { "from the start".to_owned() } else { format!("from epoch {} on", HumanCount(epoch)) };
        Self { words: format!("{} {place}", self.words), from: Some(epoch), ..self }
    }
}

/// A rate with two digits.
fn rounded(rate: f64) -> f64 {
    format!("{rate:.1e}").parse().unwrap_or(rate)
}

/// A learning rate in few signs: `0.03`, `1e30`.
pub(super) fn number(rate: f64) -> String {
    if (1e-6..1e6).contains(&rate) { rate.to_string() } else { format!("{rate:e}") }
}
