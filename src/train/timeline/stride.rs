//! The distance between keyframes.

use crate::network::{EngineKind, Layout};
use crate::preset::{BatchSize, EarlyStopping, Preset};

/// Time to train from one keyframe to the next in microseconds, by [`epoch_cost`]: a quarter of the 16 ms that a seek
/// may take; the rest is a reserve for slow machines.
const STRETCH: f64 = 4000.0;

/// Epochs between two keyframes of a run with these settings while all fit into memory: a power of two that depends on
/// the recipe alone, never on a clock.
pub(super) fn base_stride(settings: &Preset) -> u64 {
    let epochs = (STRETCH / epoch_cost(settings)).max(1.0) as u64;
    1 << epochs.ilog2()
}

/// A high estimate of an epoch's time in microseconds. Measured on two cores with AVX2: the fused engine takes 0.3 to
/// 0.5 us a step and computes 3,800 to 9,400 products of a point and a parameter a microsecond; dfdx takes 1 to 2 us a
/// step and tensor, and computes 80 to 200 activations a microsecond.
fn epoch_cost(settings: &Preset) -> f64 {
    let shape = settings.shape();
    let layout = Layout::new(&shape);
    let train = settings.train_count().max(1) as f64;
    let steps = match settings.batch {
        BatchSize::Full => 1.0,
        BatchSize::Size(size) => (train / size.max(1) as f64).ceil(),
    };
    // Early stopping evaluates its points after every epoch.
    let watched = match settings.early_stopping {
        EarlyStopping::None => 0.0,
        EarlyStopping::Patience(_) => settings.data.test_count() as f64,
        EarlyStopping::Validation { .. } => settings.early_stopping.held_out(settings.data.train_count()) as f64,
    };
    let points = train + watched;
    match settings.engine {
        EngineKind::Fused => steps * 0.5 + points * layout.len() as f64 / 3500.0,
        EngineKind::Dfdx => {
            let units: usize = shape.widths().sum();
            steps * 2.0 * layout.tensors.len() as f64 + points * units as f64 / 80.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Optimizer;
    use crate::preset::find;

    #[test]
    fn keyframes_are_as_far_apart_as_the_network_allows() {
        let tutorial = find("xor-blobs").unwrap().preset;
        let mut deep = Preset { engine: EngineKind::Fused, batch: BatchSize::Size(10), ..tutorial.clone() };
        deep.network.hidden = vec![8; 6];
        deep.optimizer = Optimizer::named("adam", 0.01).unwrap();
        let fused = Preset { engine: EngineKind::Fused, ..tutorial.clone() };
        assert_eq!([&tutorial, &fused, &deep].map(base_stride), [128, 2048, 256]);
        let mut large = Preset { engine: EngineKind::Dfdx, ..deep };
        large.network.hidden = vec![32; 6];
        large.batch = BatchSize::Size(1);
        assert_eq!(base_stride(&large), 1);
    }
}
