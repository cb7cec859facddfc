//! The points of sixteen networks, side by side: the first of each in one block of lanes, the second in the next.

use std::ops::Range;

use super::kernels::Place;
use crate::network::Batches;
use crate::network::batches::{LANES, Lanes};

/// Makes a constant with the numbers of points that a tile may have, and a macro that goes from a number to its constant.
macro_rules! sizes {
    ($dollar:tt $($size:literal)*) => {
        const SIZES: [usize; [$($size),*].len()] = [$($size),*];

        macro_rules! with_size {
            ($dollar size:expr, $dollar T:ident => $dollar action:expr) => {
                match $dollar size {
                    $($size => {
                        const $dollar T: usize = $size;
                        $dollar action
                    })*
                    size => unreachable!("tiles of {size} points"),
                }
            };
        }
        pub(super) use with_size;
    };
}

// The passes are compiled for each. More points at a time need more registers than there are.
sizes! { $ 1 2 3 4 5 6 8 10 }

/// The most points of a tile.
pub(super) const MAX_TILE: usize = SIZES[SIZES.len() - 1];

/// Points, in tiles of some that are computed together.
pub struct Points {
    width: usize,
    count: usize,
    pub(super) tiles: Vec<Tile>,
    /// Of each tile input by input, and in each input point by point.
    inputs: Vec<Lanes>,
    labels: Vec<Lanes>,
    /// Weights of the points in the mean loss; 0 where there is no point.
    weights: Vec<f32>,
    /// Where each point of the tiles lies in batches; what no point fills lies beyond.
    places: Vec<usize>,
}

/// Points that are computed together.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    /// Its places among the points.
    pub(super) range: Range<usize>,
    pub(super) place: Place,
    /// Whether its group ends with it.
    pub(super) ends_group: bool,
}

impl Points {
    /// Room for this many points of `width` inputs of each network, in the order in which gradients are summed, in groups of
    /// so many blocks: lane by lane, so that the sums of a lane come together, and the lanes in the order of the halving tree.
    pub(super) fn by_lane(width: usize, points: usize, group: usize) -> Self {
        let blocks = points.div_ceil(LANES);
        let mut all = Self::empty(width, points);
        for first in (0..blocks).step_by(group) {
            let blocks = first..blocks.min(first + group);
            // The halving tree adds lanes 8 apart first: where both are one tile, they come together.
            let is_pair = 2 * blocks.len() <= MAX_TILE;
            let lanes = if is_pair { 2 } else { 1 };
            for turn in (0..LANES).step_by(lanes) {
                let first = (turn as u8).reverse_bits() as usize >> 4;
                let lanes = (first..LANES).step_by(LANES / 2).take(lanes);
                let places: Vec<usize> =
                    lanes.clone().flat_map(|lane| blocks.clone().map(move |block| block * LANES + lane)).collect();
                let last = turn + lanes.len() - 1;
                for (index, range) in tiles(places.len()).enumerate() {
                    let merges = (range.end == places.len()).then_some(last.trailing_ones() as usize);
                    let ends_group = last + 1 == LANES && merges.is_some();
                    all.push(&places[range], Place { is_pair, continues: index > 0, merges }, ends_group);
                }
            }
        }
        all
    }

    /// The same in their order, for points that are only evaluated.
    pub(super) fn in_order(width: usize, points: usize, group: usize) -> Self {
        let mut all = Self::empty(width, points);
        let places: Vec<usize> = (0..points).collect();
        for group in places.chunks(group * LANES) {
            for range in tiles(group.len()) {
                let ends_group = range.end == group.len();
                all.push(&group[range], Place { is_pair: false, continues: false, merges: None }, ends_group);
            }
        }
        all
    }

    fn empty(width: usize, count: usize) -> Self {
        Self { width, count, tiles: vec![], inputs: vec![], labels: vec![], weights: vec![], places: vec![] }
    }

    fn push(&mut self, places: &[usize], place: Place, ends_group: bool) {
        let start = self.places.len();
        self.places.extend(places);
        self.tiles.push(Tile { range: start..self.places.len(), place, ends_group });
        self.labels.resize(self.places.len(), Lanes::ZERO);
        self.inputs.resize(self.places.len() * self.width, Lanes::ZERO);
        let weight = 1.0 / self.count.max(1) as f32;
        self.weights.extend(places.iter().map(|place| if *place < self.count { weight } else { 0.0 }));
    }

    /// How many points each network has.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Inputs, labels and weights of the points of a tile.
    pub(super) fn of(&self, tile: &Tile) -> (&[Lanes], &[Lanes], &[f32]) {
        let inputs = &self.inputs[tile.range.start * self.width..tile.range.end * self.width];
        (inputs, &self.labels[tile.range.clone()], &self.weights[tile.range.clone()])
    }

    /// The lanes of the points of a tile: the place of each in its block.
    pub(super) fn lanes_of(&self, tile: &Tile) -> impl Iterator<Item = usize> {
        self.places[tile.range.clone()].iter().map(|place| place % LANES)
    }

    /// Gives the network in a lane its points, which were laid out as one batch.
    ///
    /// # Panics
    /// If there are more or fewer points, or they have another number of inputs or class weights.
    pub fn set(&mut self, lane: usize, batches: &Batches) {
        let blocks = batches.blocks(0);
        assert!(batches.len() == self.count && !batches.is_weighted(), "as many points, without class weights");
        assert_eq!(blocks.inputs.len(), blocks.labels.len() * self.width, "{} inputs a point", self.width);
        for tile in &self.tiles {
            let count = tile.range.len();
            for (index, place) in self.places[tile.range.clone()].iter().enumerate() {
                let (block, point) = (place / LANES, place % LANES);
                self.labels[tile.range.start + index].0[lane] = blocks.labels[block].0[point];
                for input in 0..self.width {
                    let number = blocks.inputs[block * self.width + input].0[point];
                    self.inputs[tile.range.start * self.width + input * count + index].0[lane] = number;
                }
            }
        }
    }

    /// Leaves a lane without points: its inputs and labels are zeros.
    pub fn clear(&mut self, lane: usize) {
        for lanes in self.inputs.iter_mut().chain(&mut self.labels) {
            lanes.0[lane] = 0.0;
        }
    }
}

/// Divides so many points into tiles: as few as there can be, of about the same size.
fn tiles(points: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let rest = points - end;
        let even = rest.div_ceil(rest.div_ceil(MAX_TILE).max(1));
        let size = SIZES.into_iter().rfind(|size| *size <= even)?;
        end += size;
        Some(end - size..end)
    })
}
