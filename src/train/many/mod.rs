//! Runs of networks of one shape, trained side by side: each in a lane of the vector unit.
//!
//! [`Many`] takes trainers, and gives each back as it would be if it had trained alone, to the bit. A run that is about to
//! diverge is given back before, to find out alone.

use super::Trainer;
use crate::network::{Batches, EngineKind, Ensemble, EnsemblePoints, Instructions, LANES, Lanes, Loss, Shape};
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule, Sgd};
use crate::preset::{BatchSize, EarlyStopping, Preset};

/// Bytes that the points of all lanes may take, beyond which runs are trained faster one after another.
const MAX_BYTES: usize = 1 << 20;
/// The most parameters, likewise.
const MAX_PARAMETERS: usize = 400;

/// Up to [`LANES`] runs side by side.
pub struct Many {
    shape: Shape,
    loss: Loss,
    is_plain: bool,
    ensemble: Ensemble,
    train: EnsemblePoints,
    test: EnsemblePoints,
    lanes: [Option<Trainer>; LANES],
    epochs: [u64; LANES],
    parameters: Vec<Lanes>,
    /// Room for the parameters after a step.
    next: Vec<Lanes>,
    gradient: Vec<Lanes>,
    /// The parameters that were kept last.
    kept: Vec<Lanes>,
    rates: Lanes,
    weight_decays: Lanes,
}

impl Many {
    /// The fewest runs that are worth it: fewer take less time one after another.
    pub const FEWEST: usize = 5;

    /// Room for runs like this one, on the processor's fastest instructions; none if it must be trained alone, or is trained
    /// faster so.
    pub fn like(trainer: &Trainer) -> Option<Self> {
        Self::compiled_for(Instructions::fastest(), trainer)
    }

    /// The same on these instructions.
    ///
    /// # Panics
    /// If this processor lacks them.
    pub fn compiled_for(instructions: Instructions, trainer: &Trainer) -> Option<Self> {
        let (shape, parameters) = (trainer.preset().shape(), trainer.parameters().len());
        let [train, test] = trainer.laid_out().map(Batches::len);
        let bytes = (train + test) * (shape.inputs + 1) * size_of::<Lanes>();
        let is_fit = fits_a_lane(trainer.preset()) && trainer.is_as_its_recipe() && train > 0;
        if !is_fit || bytes > MAX_BYTES || parameters > MAX_PARAMETERS {
            return None;
        }
        let loss = trainer.preset().loss;
        let ensemble = Ensemble::new(&shape, loss, instructions);
        let room = || vec![Lanes::ZERO; parameters];
        Some(Self {
            loss,
            is_plain: plain_sgd(trainer.preset()).is_some(),
            train: ensemble.train_points(train),
            test: ensemble.points(test),
            ensemble,
            shape,
            lanes: Default::default(),
            epochs: [0; LANES],
            parameters: room(),
            next: room(),
            gradient: room(),
            kept: room(),
            rates: Lanes::ZERO,
            weight_decays: Lanes::ZERO,
        })
    }

    /// Whether a run of this recipe can be one of these, as far as its recipe tells.
    pub fn may_fit(&self, preset: &Preset) -> bool {
        fits_a_lane(preset)
            && (self.loss, self.is_plain) == (preset.loss, plain_sgd(preset).is_some())
            && self.shape == preset.shape()
    }

    /// Whether a run can be one of these.
    pub fn fits(&self, trainer: &Trainer) -> bool {
        let counts = [self.train.len(), self.test.len()];
        self.may_fit(trainer.preset()) && trainer.is_as_its_recipe() && trainer.laid_out().map(Batches::len) == counts
    }

    /// A lane without a run.
    pub fn free(&self) -> Option<usize> {
        self.lanes.iter().position(Option::is_none)
    }

    /// The lanes with a run.
    pub fn taken(&self) -> impl Iterator<Item = usize> + use<> {
        let is_taken = self.lanes.each_ref().map(Option::is_some);
        (0..LANES).filter(move |lane| is_taken[*lane])
    }

    /// Puts a run into a free lane.
    ///
    /// # Panics
    /// If it does not fit, or the lane is not free.
    pub fn put(&mut self, lane: usize, trainer: Trainer) {
        assert!(self.fits(&trainer) && self.lanes[lane].is_none(), "a run that fits, in a free lane");
        let [train, test] = trainer.laid_out();
        self.train.set(lane, train);
        self.test.set(lane, test);
        if let Some([rate, weight_decay]) = plain_sgd(trainer.preset()) {
            (self.rates.0[lane], self.weight_decays.0[lane]) = (rate, weight_decay);
        }
        self.epochs[lane] = trainer.epoch();
        set(&mut self.parameters, lane, trainer.parameters());
        self.lanes[lane] = Some(trainer);
    }

    /// Takes a run out of its lane, as it is now; none without one.
    pub fn take(&mut self, lane: usize) -> Option<Trainer> {
        let mut trainer = self.lanes[lane].take()?;
        trainer.arrive(self.epochs[lane], column(&self.parameters, lane));
        // Nothing is left that could slow the others down.
        self.train.clear(lane);
        self.test.clear(lane);
        (self.rates.0[lane], self.weight_decays.0[lane]) = (0.0, 0.0);
        for lanes in &mut self.parameters {
            lanes.0[lane] = 0.0;
        }
        Some(trainer)
    }

    /// Completed epochs of the run in each lane.
    pub fn epochs(&self) -> &[u64; LANES] {
        &self.epochs
    }

    /// Trains all runs for an epoch, but for those that may diverge in it: these stay where they are, and are to be taken out
    /// and trained alone. Returns their lanes.
    pub fn advance(&mut self) -> [bool; LANES] {
        let Self { ensemble, parameters, next, gradient, .. } = self;
        let mut is_off = ensemble.gradient(parameters, &self.train, gradient);
        if self.is_plain {
            let is_lost = ensemble.descend((parameters, next), gradient, (&self.rates, &self.weight_decays));
            std::mem::swap(parameters, next);
            is_off.iter_mut().zip(is_lost).for_each(|(is_off, is_lost)| *is_off |= is_lost);
            for lane in (0..LANES).filter(|lane| is_off[*lane]) {
                parameters.iter_mut().zip(&*next).for_each(|(now, before)| now.0[lane] = before.0[lane]);
            }
        } else {
            for (lane, trainer) in self.lanes.iter_mut().enumerate() {
                let Some(trainer) = trainer else { continue };
                if !is_off[lane] {
                    is_off[lane] = !trainer.step_along(column(gradient, lane));
                    set(parameters, lane, trainer.parameters());
                }
            }
        }
        self.epochs.iter_mut().zip(is_off).for_each(|(epoch, is_off)| *epoch += u64::from(!is_off));
        std::array::from_fn(|lane| is_off[lane] && self.lanes[lane].is_some())
    }

    /// The mean loss of each network over its train points.
    pub fn train_losses(&mut self) -> [f32; LANES] {
        self.ensemble.losses(&self.parameters, &self.train)
    }

    /// The mean loss of each network over its test points; none without any.
    pub fn test_losses(&mut self) -> Option<[f32; LANES]> {
        (!self.test.is_empty()).then(|| self.ensemble.losses(&self.parameters, &self.test))
    }

    /// The same, or over its train points without test points.
    pub fn losses(&mut self) -> [f32; LANES] {
        self.test_losses().unwrap_or_else(|| self.train_losses())
    }

    /// Looks at the run in a lane as it is now; none without one.
    pub fn look<T>(&mut self, lane: usize, look: impl FnOnce(&mut Trainer) -> T) -> Option<T> {
        let trainer = self.lanes[lane].as_mut()?;
        trainer.arrive(self.epochs[lane], column(&self.parameters, lane));
        Some(look(trainer))
    }

    /// Keeps the present parameters in these lanes, instead of those that were kept before.
    pub fn keep(&mut self, lanes: &[bool; LANES]) {
        if (0..LANES).all(|lane| lanes[lane] || self.lanes[lane].is_none()) {
            self.kept.copy_from_slice(&self.parameters);
            return;
        }
        let mask = lanes.map(|is_kept| 0_u32.wrapping_sub(is_kept.into()));
        for (kept, now) in self.kept.iter_mut().zip(&self.parameters) {
            for ((kept, now), mask) in kept.0.iter_mut().zip(now.0).zip(mask) {
                *kept = f32::from_bits(now.to_bits() & mask | kept.to_bits() & !mask);
            }
        }
    }

    /// The parameters that were kept in a lane.
    pub fn kept(&self, lane: usize) -> Vec<f32> {
        column(&self.kept, lane).collect()
    }
}

/// Whether runs of a recipe can be trained side by side: on the fused engine, with full batches, without dropout, early
/// stopping or class weights.
fn fits_a_lane(preset: &Preset) -> bool {
    preset.engine == EngineKind::Fused
        && preset.batch == BatchSize::Full
        && preset.early_stopping == EarlyStopping::None
        && !preset.has_dropout()
        && preset.class_weights.is_empty()
}

/// The learning rate and the weight decay, if all that a step of a recipe does is plain SGD with these.
fn plain_sgd(preset: &Preset) -> Option<[f32; 2]> {
    let Optimizer::Sgd(Sgd { learning_rate, momentum: 0.0, weight_decay, .. }) = preset.optimizer else { return None };
    let is_plain = preset.clip == Clip::None
        && preset.regularization == Regularization::None
        && preset.schedule == Schedule::Constant;
    is_plain.then_some([learning_rate as f32, weight_decay as f32])
}

/// The numbers of a lane.
fn column(lanes: &[Lanes], lane: usize) -> impl Iterator<Item = f32> {
    lanes.iter().map(move |lanes| lanes.0[lane])
}

fn set(lanes: &mut [Lanes], lane: usize, numbers: &[f32]) {
    for (lanes, number) in lanes.iter_mut().zip(numbers) {
        lanes.0[lane] = *number;
    }
}

#[cfg(test)]
mod tests;
