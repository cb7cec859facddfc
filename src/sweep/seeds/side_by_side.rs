//! Training some seeds: side by side if their networks can be, or one after another.

use super::ManySeeds;
use super::one::{self, Trained, UnderWay};
use super::plane::Plane;
use crate::network::LANES;
use crate::train::{Many, Trainer};

/// Trains the runs of these seeds, at most [`LANES`], with their losses at these epochs, the last of which is their end, and
/// calls `finished` with each. Runs that are stopped are not finished.
pub(super) fn train(
    many: &ManySeeds,
    seeds: &[u64],
    epochs: &[u64],
    plane: &Plane,
    is_stopped: &dyn Fn() -> bool,
    finished: &mut dyn FnMut(Trained),
) {
    let mut trainers = seeds.iter().map(|seed| (*seed, Trainer::new(many.name(), many.preset_of(*seed))));
    let Some((seed, trainer)) = trainers.next() else { return };
    let lanes = if seeds.len() < Many::FEWEST || !many.journal().is_empty() { None } else { Many::like(&trainer) };
    let Some(mut lanes) = lanes else {
        drop(trainers);
        let done = seeds.iter().map_while(|seed| one::train(many, *seed, epochs, plane, is_stopped));
        return done.for_each(finished);
    };
    let (mut alone, mut runs) = (vec![], Runs::default());
    for (seed, trainer) in std::iter::once((seed, trainer)).chain(trainers) {
        match lanes.free() {
            Some(lane) if lanes.fits(&trainer) => {
                lanes.put(lane, trainer);
                runs[lane] = Some((seed, Vec::with_capacity(epochs.len())));
            }
            _ => alone.push(UnderWay { seed, trainer, curve: vec![] }),
        }
    }
    for epoch in epochs {
        while lanes.taken().next().is_some_and(|lane| lanes.epochs()[lane] < *epoch) {
            let is_lost = lanes.advance();
            alone.extend((0..LANES).filter(|lane| is_lost[*lane]).filter_map(|lane| take(&mut lanes, &mut runs, lane)));
            if is_stopped() {
                return;
            }
        }
        let train_losses = lanes.train_losses();
        let test_losses = lanes.test_losses().unwrap_or(train_losses);
        for (lane, run) in runs.iter_mut().enumerate() {
            if let Some((_, curve)) = run {
                curve.push([train_losses[lane], test_losses[lane]]);
            }
        }
    }
    alone.extend((0..LANES).filter_map(|lane| take(&mut lanes, &mut runs, lane)));
    // What came to its end has only its predictions to make.
    let done = alone.into_iter().map_while(|run| run.train(many, epochs, plane, is_stopped));
    done.for_each(finished);
}

/// The seed of each lane, and its losses at the epochs so far.
type Runs = [Option<(u64, Vec<[f32; 2]>)>; LANES];

fn take(lanes: &mut Many, runs: &mut Runs, lane: usize) -> Option<UnderWay> {
    let (seed, curve) = runs[lane].take()?;
    Some(UnderWay { seed, trainer: lanes.take(lane)?, curve })
}
