//! The dropout of a step: masks that follow from the seed and the position alone.

use super::Position;
use crate::data::MAX_POINTS;
use crate::network::{DropoutMasks, MAX_HIDDEN_LAYERS};
use crate::preset::{MAX_EPOCHS, Preset};
use crate::random::{Purpose, stream};

/// What an epoch counts in the index of a stream, in batches: enough for those of any run.
pub(crate) const DROPOUT_BATCHES: u64 = 1 << 17;
/// What a batch counts in it, in hidden layers.
pub(crate) const DROPOUT_LAYERS: u64 = 8;

// An index of its own for each epoch, batch and layer, below the 2^56 that a purpose has.
const _: () = assert!(MAX_POINTS < DROPOUT_BATCHES as usize && MAX_HIDDEN_LAYERS <= DROPOUT_LAYERS as usize);
const _: () = assert!((MAX_EPOCHS + 1) * DROPOUT_BATCHES * DROPOUT_LAYERS <= 1 << 56);

/// The masks of the step from this position over so many points, drawn into `masks`; none without dropout.
pub(super) fn draw_masks<'a>(
    masks: &'a mut DropoutMasks,
    preset: &Preset,
    at: Position,
    points: usize,
) -> Option<&'a DropoutMasks> {
    if !preset.has_dropout() {
        return None;
    }
    let first = (at.epoch * DROPOUT_BATCHES + at.batch) * DROPOUT_LAYERS;
    masks.draw(preset.dropout, &preset.network.hidden, points, |layer| {
        stream(preset.seed, Purpose::Dropout, first + layer as u64)
    });
    Some(masks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset;

    const P: f64 = 0.2;
    const MASKS: usize = 10_000;

    fn preset() -> Preset {
        let mut preset = preset::find("xor-blobs").unwrap().preset;
        (preset.network.hidden, preset.dropout) = (vec![3, 2], P);
        preset
    }

    /// The factors at a position: layer by layer, point by point, unit by unit.
    fn factors(preset: &Preset, epoch: u64, batch: u64, points: usize) -> Vec<f64> {
        let mut masks = DropoutMasks::default();
        let masks = draw_masks(&mut masks, preset, Position { epoch, batch }, points).unwrap();
        let of_layer = |layer| (0..points).flat_map(move |point| masks.multipliers(layer, point));
        (0..preset.network.hidden.len()).flat_map(of_layer).map(f64::from).collect()
    }

    #[test]
    fn ten_thousand_masks_have_the_expectation_and_the_variance_of_dropout() {
        let preset = preset();
        let by_epoch: Vec<_> = (0..MASKS as u64).map(|epoch| factors(&preset, epoch, 0, 2)).collect();
        let by_batch: Vec<_> = (0..MASKS as u64).map(|batch| factors(&preset, 7, batch, 2)).collect();
        for masks in [by_epoch, by_batch] {
            let mean = |of: &dyn Fn(&[f64]) -> f64| masks.iter().map(|mask| of(mask)).sum::<f64>() / MASKS as f64;
            let variance = P / (1.0 - P);
            // Five standard deviations of a mean over so many.
            let allowed = 5.0 * variance / (MASKS as f64).sqrt();
            for place in 0..masks[0].len() {
                assert!(masks.iter().all(|mask| mask[place] == 0.0 || mask[place] == f64::from(1.25_f32)));
                assert!((mean(&|mask| mask[place]) - 1.0).abs() < 5.0 * (variance / MASKS as f64).sqrt(), "{place}");
                for other in 0..masks[0].len() {
                    // Every unit of every layer for every point is independent of the others.
                    let expected = if place == other { variance } else { 0.0 };
                    let covariance = mean(&|mask| (mask[place] - 1.0) * (mask[other] - 1.0));
                    assert!((covariance - expected).abs() < allowed, "{place}, {other}: {covariance}");
                }
            }
            for place in 0..masks[0].len() {
                let products = masks.windows(2).map(|pair| (pair[0][place] - 1.0) * (pair[1][place] - 1.0));
                let covariance = products.sum::<f64>() / MASKS as f64;
                assert!(covariance.abs() < allowed, "{place}: {covariance} with the mask before");
            }
        }
    }

    #[test]
    fn a_mask_follows_from_seed_epoch_batch_and_layer_alone() {
        let preset = preset();
        let masks = factors(&preset, 3, 4, 40);
        assert_eq!(factors(&preset, 3, 4, 40), masks);
        for (epoch, batch) in [(4, 3), (3, 3), (2, 4), (3, 5)] {
            assert_ne!(factors(&preset, epoch, batch, 40), masks);
        }
        assert_ne!(factors(&Preset { seed: preset.seed + 1, ..preset.clone() }, 3, 4, 40), masks);
        // Neither more layers, nor more points, nor other weights shift what was drawn.
        let mut other = Preset { weights_seed: Some(5), ..preset.clone() };
        other.network.hidden.push(7);
        assert_eq!(factors(&other, 3, 4, 40)[..masks.len()], masks);
        let more = factors(&preset, 3, 4, 50);
        assert_eq!((&more[..40 * 3], &more[50 * 3..50 * 3 + 40 * 2]), masks.split_at(40 * 3));
        // A larger probability drops the same units and more.
        let more = factors(&Preset { dropout: 0.5, ..preset.clone() }, 3, 4, 40);
        assert!(masks.iter().zip(&more).all(|(few, many)| *few > 0.0 || *many == 0.0));
    }

    #[test]
    fn nothing_is_drawn_without_dropout_or_without_hidden_units() {
        let mut preset = preset();
        preset.dropout = 0.0;
        assert!(draw_masks(&mut DropoutMasks::default(), &preset, Position::default(), 9).is_none());
        (preset.dropout, preset.network.hidden) = (P, vec![]);
        assert!(draw_masks(&mut DropoutMasks::default(), &preset, Position::default(), 9).is_none());
    }
}
