//! Dropout: which units of each point take part in a step.
//!
//! Masks are drawn here, outside the engines, so that all of them compute with the same. Trainers draw them for each batch;
//! nothing here knows where the random numbers come from, and nothing that evaluates a network knows of masks.

use rand::Rng;

use super::batches::{LANES, Lanes};

/// The largest probability of dropout.
pub const MAX_DROPOUT: f64 = 0.95;

/// The masks of a batch, a hidden layer each (Srivastava and others 2014). As in PyTorch's `nn.Dropout(p)`, what a unit
/// gives for a point is multiplied by 0 with probability p, and by 1/(1 - p) otherwise.
#[derive(Clone, Debug, Default)]
pub struct DropoutMasks {
    layers: Vec<LayerMask>,
}

/// The mask of a layer over the points of a batch.
#[derive(Clone, Debug, Default)]
pub(super) struct LayerMask {
    units: usize,
    /// The factor of what is kept.
    scale: f32,
    /// Of each block of points, unit by unit: a bit a lane, 1 where the unit is kept.
    kept: Vec<u16>,
}

const _: () = assert!(LANES == u16::BITS as usize, "a bit a lane");

impl DropoutMasks {
    /// Draws masks for so many points and hidden layers of these widths, in room that is there already. `stream` gives the
    /// random numbers of each layer: 32 bits a unit, unit by unit for the first point, then for the next. A unit is kept
    /// where they are p · 2³² or more.
    pub fn draw<R: Rng>(&mut self, p: f64, hidden: &[usize], points: usize, mut stream: impl FnMut(usize) -> R) {
        let threshold = (p * (1_u64 << 32) as f64) as u32;
        self.layers.resize_with(hidden.len(), LayerMask::default);
        for (index, (layer, &units)) in self.layers.iter_mut().zip(hidden).enumerate() {
            layer.units = units;
            layer.scale = (1.0 / (1.0 - p)) as f32;
            layer.kept.clear();
            layer.kept.resize(points.div_ceil(LANES) * units, 0);
            let mut numbers = stream(index);
            for point in 0..points {
                let (block, lane) = (point / LANES, point % LANES);
                for kept in &mut layer.kept[block * units..][..units] {
                    *kept |= u16::from(numbers.next_u32() >= threshold) << lane;
                }
            }
        }
    }

    /// What a hidden layer's units are multiplied by, for a point of the batch.
    ///
    /// # Panics
    /// If there is no such layer or point.
    pub fn multipliers(&self, layer: usize, point: usize) -> impl ExactSizeIterator<Item = f32> + '_ {
        self.layers[layer].multipliers(point)
    }

    /// The masks, layer by layer; none without dropout.
    pub(super) fn layers(dropout: Option<&Self>) -> &[LayerMask] {
        dropout.map_or(&[], |masks| &masks.layers)
    }
}

impl LayerMask {
    /// Writes the factors row by row to the beginnings of `rows`, `[n, width]` with a width of the layer's or more. What is
    /// left of a wider row stays as it is.
    pub(super) fn write_rows(&self, rows: &mut [f32], width: usize) {
        for (point, row) in rows.chunks_exact_mut(width).enumerate() {
            row.iter_mut().zip(self.multipliers(point)).for_each(|(number, factor)| *number = factor);
        }
    }

    /// Multiplies what units give by the factors, unit by unit the blocks.
    pub(super) fn apply_by_unit(&self, outputs: &mut [Lanes]) {
        let blocks = outputs.len() / self.units;
        for (unit, outputs) in outputs.chunks_exact_mut(blocks).enumerate() {
            for (lanes, kept) in outputs.iter_mut().zip(self.kept.iter().skip(unit).step_by(self.units)) {
                for (lane, output) in lanes.0.iter_mut().enumerate() {
                    *output *= multiplier(*kept, lane, self.scale);
                }
            }
        }
    }

    /// The factors of a point.
    fn multipliers(&self, point: usize) -> impl ExactSizeIterator<Item = f32> {
        let (block, lane) = (point / LANES, point % LANES);
        self.kept[block * self.units..][..self.units].iter().map(move |kept| multiplier(*kept, lane, self.scale))
    }

    /// The mask from a block on.
    pub(super) fn beginning_at(&self, block: usize) -> BlocksMask<'_> {
        BlocksMask { kept: &self.kept[block * self.units..], scale: self.scale }
    }
}

/// The mask of a layer over some blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlocksMask<'a> {
    kept: &'a [u16],
    scale: f32,
}

impl BlocksMask<'_> {
    /// The factors, block by block and unit by unit.
    #[inline(always)]
    pub(super) fn factors(&self) -> impl Iterator<Item = Lanes> + '_ {
        let scale = self.scale;
        self.kept.iter().map(move |kept| Lanes(std::array::from_fn(|lane| multiplier(*kept, lane, scale))))
    }
}

#[inline(always)]
fn multiplier(kept: u16, lane: usize, scale: f32) -> f32 {
    if kept >> lane & 1 == 1 { scale } else { 0.0 }
}
