//! A fresh start with settings that train most small networks, and the words for those that differ.

use super::fix::{Fix, number};
use super::{Evidence, LARGE_LOSS};
use crate::network::{Activation, Initialization};
use crate::optimizer::Optimizer;
use crate::preset::Preset;

/// How far the learning rate may be from the usual one, as a factor.
const NEAR: f64 = 6.0;
/// The usual hidden layers: two of so many units.
pub(super) const UNITS: usize = 8;

/// The learning rate that is usual for an optimizer.
pub(super) fn usual_learning_rate(optimizer: &Optimizer) -> f64 {
    match optimizer {
        Optimizer::Sgd(_) => 0.1,
        Optimizer::Adam(_) | Optimizer::AdamW(_) | Optimizer::RmsProp(_) => 0.01,
    }
}

/// A recipe that becomes a usual one, setting by setting.
pub(super) struct Usual {
    before: Preset,
    preset: Preset,
    words: Vec<String>,
}

impl Evidence<'_> {
    /// The recipe as it is, to be made a usual one.
    pub(super) fn usual(&self) -> Usual {
        let mut preset = self.preset.clone();
        if self.redrawn {
            // The recipe's own initialization has been left, for this one.
            preset.initialization = Initialization::PyTorch;
        }
        Usual { before: preset.clone(), preset, words: vec![] }
    }

    /// By how much the learning rate is larger than the usual one.
    pub(super) fn haste(&self) -> f64 {
        self.preset.optimizer.learning_rate() / usual_learning_rate(&self.preset.optimizer)
    }

    /// Whether the loss was far above what any guess would have before training: the initial weights are too large.
    pub(super) fn starts_far_off(&self) -> bool {
        self.start().1 > LARGE_LOSS
    }
}

impl Usual {
    /// The usual learning rate in the place of one that is far from it.
    pub(super) fn rate(mut self) -> Self {
        let (usual, now) = (usual_learning_rate(&self.preset.optimizer), self.preset.optimizer.learning_rate());
        if !(usual / NEAR..=usual * NEAR).contains(&now) {
            self.preset.optimizer.set_learning_rate(usual);
            self.words.push(format!("a learning rate of {usual} instead of {}", number(now)));
        }
        self
    }

    /// Adam at its usual learning rate.
    pub(super) fn adam(mut self) -> Self {
        let usual = Optimizer::named("adam", 0.01).filter(|_| self.preset.optimizer.name() != "adam");
        let Some(adam) = usual else { return self.rate() };
        self.words.push(format!("Adam with a learning rate of {}", adam.learning_rate()));
        self.preset.optimizer = adam;
        self
    }

    /// Weights of the classes in the loss.
    pub(super) fn class_weights(mut self, weights: Vec<f64>) -> Self {
        self.words
            .push(format!("class weights of {}", weights.iter().map(f64::to_string).collect::<Vec<_>>().join(" and ")));
        self.preset.class_weights = weights;
        self
    }

    /// PyTorch's initialization.
    pub(super) fn pytorch(mut self) -> Self {
        if self.preset.initialization != Initialization::PyTorch {
            self.preset.initialization = Initialization::PyTorch;
            self.words.push("PyTorch's initialization".into());
        }
        self
    }

    /// Hidden layers of at least so many units, [`UNITS`] in those that have fewer.
    pub(super) fn at_least(mut self, least: usize) -> Self {
        let hidden = &mut self.preset.network.hidden;
        if hidden.iter().any(|units| *units < least) {
            *hidden = hidden.iter().map(|units| (*units).max(UNITS)).collect();
            self.words.push(format!("{UNITS} units in each layer"));
        }
        self
    }

    /// Two hidden layers with enough units in the place of others, and leaky units.
    pub(super) fn layers(mut self) -> Self {
        let network = &mut self.preset.network;
        let has_layers = matches!(network.hidden[..], [first, second] if first.min(second) >= UNITS);
        let is_leaky = !network.hidden.is_empty() && !network.activation.any(|one| one != Activation::LeakyRelu);
        if !has_layers {
            network.hidden = vec![UNITS; 2];
        }
        network.activation = Activation::LeakyRelu.into();
        match (has_layers, is_leaky) {
            (true, true) => {}
            (true, false) => self.words.push("leaky ReLUs".into()),
            (false, true) => self.words.push(format!("two hidden layers of {UNITS} units")),
            (false, false) => self.words.push(format!("two hidden layers of {UNITS} leaky ReLUs")),
        }
        self
    }

    /// The fix, from epoch 0 on. None if nothing differs, or the recipe is refused.
    pub(super) fn fix(mut self) -> Option<Fix> {
        self.preset.fit_version();
        let last = self.words.pop().filter(|_| self.preset.check().is_ok())?;
        let words = if self.words.is_empty() { last } else { format!("{} and {last}", self.words.join(", ")) };
        let draws_weights =
            self.preset.network != self.before.network || self.preset.initialization != self.before.initialization;
        Some(Fix { words, from: None, preset: self.preset, draws_weights }.back_to(0))
    }
}
