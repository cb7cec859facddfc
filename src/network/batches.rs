//! Points in the form that engines compute with: structure of arrays, in blocks of 16 lanes.
//!
//! Trainers and panels lay their points out once, or gather a shuffled epoch into room that is there already; engines
//! read them. Nothing here knows of networks.

use super::{Batch, ClassWeights};

/// How many points a block holds.
pub const LANES: usize = 16;

/// One number of each point of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f32; LANES]);

impl Lanes {
    /// Zeros.
    pub const ZERO: Self = Self([0.0; LANES]);
}

/// Points in batches, laid out once. A batch begins with a block; lanes of its last block that no point fills hold
/// zeros of weight 0.
#[derive(Clone, Debug)]
pub struct Batches {
    width: usize,
    size: usize,
    points: usize,
    /// Lanes of each input, block by block.
    inputs: Vec<Lanes>,
    /// Labels, block by block.
    labels: Vec<Lanes>,
    /// Weights of each block's points in the mean loss of their batch: 1 / n, or what the class weights make of it; 0
    /// where there is no point.
    weights: Vec<Lanes>,
    class_weights: ClassWeights,
}

/// The blocks of one batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks<'a> {
    pub(super) inputs: &'a [Lanes],
    pub(super) labels: &'a [Lanes],
    pub(super) weights: &'a [Lanes],
}

impl Batches {
    /// All points as one batch, in their order, each of `width` inputs.
    ///
    /// # Panics
    /// If the points have another number of inputs.
    pub fn whole(width: usize, points: Batch<'_>) -> Self {
        Self::weighted(width, points, ClassWeights::default())
    }

    /// The same under class weights.
    pub(crate) fn weighted(width: usize, points: Batch<'_>, weights: ClassWeights) -> Self {
        let mut batches = Self::new(width).with_class_weights(weights);
        batches.gather(points, 0..points.labels.len(), points.labels.len());
        batches
    }

    /// Points without labels, as one batch: `inputs` is `[n, width]` row by row.
    ///
    /// # Panics
    /// If `inputs` does not consist of whole rows.
    pub fn unlabelled(width: usize, inputs: &[f32]) -> Self {
        Self::whole(width, Batch { inputs, labels: &vec![0.0; inputs.len() / width] })
    }

    /// No points of `width` inputs.
    pub fn new(width: usize) -> Self {
        let class_weights = ClassWeights::default();
        Self { width, size: 1, points: 0, inputs: vec![], labels: vec![], weights: vec![], class_weights }
    }

    /// The same with class weights for the points that are gathered from now on.
    #[must_use]
    pub fn with_class_weights(self, class_weights: ClassWeights) -> Self {
        Self { class_weights, ..self }
    }

    /// Lays out the points in this order, in batches of `size` points, the last of which may be smaller. Room that is
    /// there already is used again.
    ///
    /// # Panics
    /// If the points have another number of inputs, or the order names one that is not there.
    pub fn gather(&mut self, points: Batch<'_>, order: impl ExactSizeIterator<Item = usize>, size: usize) {
        let Batch { inputs, labels } = points;
        assert_eq!(inputs.len(), labels.len() * self.width, "{} inputs a point", self.width);
        let (size, count) = (size.max(1), order.len());
        // Another order of as many points fills the same lanes.
        if (self.size, self.points) != (size, count) {
            (self.size, self.points) = (size, count);
            let blocks = self.count() * self.blocks_a_batch();
            for (lanes, count) in
                [(&mut self.inputs, blocks * self.width), (&mut self.labels, blocks), (&mut self.weights, blocks)]
            {
                lanes.clear();
                lanes.resize(count, Lanes::ZERO);
            }
        }
        let (mut block, mut lane, mut within) = (0, 0, 0);
        let mut weight = 1.0 / self.points_in(0).max(1) as f32;
        for (done, index) in order.enumerate() {
            for (input, lanes) in self.inputs[block * self.width..(block + 1) * self.width].iter_mut().enumerate() {
                lanes.0[lane] = inputs[index * self.width + input];
            }
            self.labels[block].0[lane] = labels[index];
            self.weights[block].0[lane] = weight;
            lane += 1;
            within += 1;
            if within == self.size {
                (block, lane, within) = (block + 1, 0, 0);
                weight = 1.0 / self.points_in((done + 1) / self.size).max(1) as f32;
            } else if lane == LANES {
                (block, lane) = (block + 1, 0);
            }
        }
        if self.is_weighted() {
            (0..self.count()).for_each(|batch| self.weigh(batch));
        }
    }

    /// Gives the points of a batch the weights of their classes.
    fn weigh(&mut self, batch: usize) {
        let (first, _) = self.range(batch);
        let places = (0..self.points_in(batch)).map(|point| (first + point / LANES, point % LANES));
        let labels = places.clone().map(|(block, lane)| self.labels[block].0[lane]);
        let divisor = self.class_weights.divisor(labels);
        for (block, lane) in places {
            let weight = self.class_weights.of(self.labels[block].0[lane]);
            self.weights[block].0[lane] = (weight / divisor) as f32;
        }
    }

    /// Whether classes have weights.
    pub(super) fn is_weighted(&self) -> bool {
        !self.class_weights.is_empty()
    }

    /// Writes the weights of a batch's points in its mean loss, [n]; none where classes have no weights.
    pub(crate) fn write_weights(&self, batch: usize, weights: &mut Vec<f32>) {
        weights.clear();
        if self.is_weighted() {
            let lanes = self.blocks(batch).weights.iter().flat_map(|lanes| lanes.0);
            weights.extend(lanes.take(self.points_in(batch)));
        }
    }

    /// How many points there are in all.
    pub fn len(&self) -> usize {
        self.points
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.points == 0
    }

    /// How many batches there are.
    pub fn count(&self) -> usize {
        self.points.div_ceil(self.size)
    }

    /// How many points a batch has.
    pub fn points_in(&self, batch: usize) -> usize {
        self.points.saturating_sub(batch * self.size).min(self.size)
    }

    /// A batch by itself.
    pub(crate) fn alone(&self, batch: usize) -> Self {
        let Blocks { inputs, labels, weights } = self.blocks(batch);
        let (width, points) = (self.width, self.points_in(batch));
        let [labels, weights] = [labels, weights].map(<[_]>::to_vec);
        let class_weights = self.class_weights.clone();
        Self { width, size: points.max(1), points, inputs: inputs.to_vec(), labels, weights, class_weights }
    }

    /// Labels of points that were laid out as one batch, in their order.
    pub(super) fn labels(&self) -> impl ExactSizeIterator<Item = f32> + Clone {
        (0..self.points).map(|point| self.labels[point / LANES].0[point % LANES])
    }

    fn blocks_a_batch(&self) -> usize {
        self.size.div_ceil(LANES)
    }

    /// The first block of a batch, and the one after its last.
    fn range(&self, batch: usize) -> (usize, usize) {
        let first = batch * self.blocks_a_batch();
        (first, first + self.points_in(batch).div_ceil(LANES))
    }

    /// The blocks of a batch.
    pub(super) fn blocks(&self, batch: usize) -> Blocks<'_> {
        let (first, end) = self.range(batch);
        Blocks {
            inputs: &self.inputs[first * self.width..end * self.width],
            labels: &self.labels[first..end],
            weights: &self.weights[first..end],
        }
    }

    /// Writes a batch row by row: its inputs to the beginnings of `rows`, `[n, width]` or wider, and its labels to
    /// `labels`, `[n]`. What is left of a wider row stays as it is.
    pub fn write_rows(&self, batch: usize, rows: &mut [f32], labels: &mut [f32]) {
        let blocks = self.blocks(batch);
        let width = rows.len() / labels.len().max(1);
        for (block, rows) in blocks.inputs.chunks_exact(self.width).zip(rows.chunks_mut(LANES * width)) {
            for (lane, row) in rows.chunks_exact_mut(width).enumerate() {
                for (number, lanes) in row.iter_mut().zip(block) {
                    *number = lanes.0[lane];
                }
            }
        }
        for (block, labels) in blocks.labels.iter().zip(labels.chunks_mut(LANES)) {
            labels.copy_from_slice(&block.0[..labels.len()]);
        }
    }
}
