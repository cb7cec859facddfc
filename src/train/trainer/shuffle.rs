//! The order of an epoch's mini-batches.

use rand::seq::SliceRandom;

use crate::network::{Batch, Batches, ClassWeights};
use crate::random::{Purpose, stream};

/// The train points in the order of one epoch's mini-batches.
pub(super) struct Shuffle {
    /// The epoch and the size of batches for which they were gathered.
    of: Option<(u64, usize)>,
    order: Vec<usize>,
    pub(super) batches: Batches,
}

impl Shuffle {
    /// No order yet, for points of this many inputs under class weights.
    pub(super) fn new(width: usize, weights: ClassWeights) -> Self {
        Self { of: None, order: vec![], batches: Batches::new(width).with_class_weights(weights) }
    }

    /// Indices of a batch's points in the split.
    pub(super) fn places(&self, batch: usize) -> &[usize] {
        let size = self.of.map_or(0, |(_, size)| size).max(1);
        self.order.chunks(size).nth(batch).unwrap_or_default()
    }

    /// Gathers the points in the order of this epoch, a pure function of seed and epoch.
    pub(super) fn prepare(&mut self, points: Batch<'_>, seed: u64, epoch: u64, size: usize) {
        let of = Some((epoch, size));
        if self.of == of {
            return;
        }
        self.of = of;
        self.order.clear();
        self.order.extend(0..points.labels.len());
        self.order.shuffle(&mut stream(seed, Purpose::BatchOrder, epoch));
        self.batches.gather(points, self.order.iter().copied(), size);
    }
}
