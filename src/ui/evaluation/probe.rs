//! The probed point on its way through the network, and the data point that it stands for.

use super::model::effective;
use crate::data::{Points, Slice, features};
use crate::session::Update;
use crate::train::inspect::{Probe, Verdict};
use crate::ui::selection::Place;

/// The largest distance from the probe at which a data point is described, in cells.
const NEAR: f32 = 0.75;

/// The distance off the slice up to which a point lies on it, but for rounding.
const ON: f64 = 1e-3;

/// A point on its way through the network.
#[derive(Debug)]
pub struct Probed {
    /// Where it is: at the data point that it stands for, if there is one.
    pub place: (f64, f64),
    pub probe: Probe,
    /// A probability, probabilities, or a value.
    pub prediction: Vec<f32>,
    /// The label of the data point here, whether it is a train point, and how well the network predicts it.
    pub point: Option<(f32, bool, Verdict)>,
    /// Where that lies in its split.
    pub index: Option<usize>,
    /// Where it lies off the slice: how far, and the prediction that the slice shows in its place.
    pub off: Option<(f64, Vec<f32>)>,
}

impl Probed {
    /// Sends a point through the run's network; a data point within reach is sent in its place.
    pub fn new(place: Place, run: &Update, slice: &Slice) -> Self {
        let near = chosen(place, run, slice).or_else(|| nearest(run, (place.x, place.y), place.reach, slice));
        let mut point = Points::default();
        if let Some((train, index)) = near {
            point.push_of(split(run, train), index);
        } else {
            point.push_row(&slice.row([place.x as f32, place.y as f32]), 0.0);
        }
        let mut parameters = vec![];
        effective(run, &mut parameters);
        let mut probe = Probe::new(&run.preset.shape(), run.preset.loss);
        probe.send(&parameters, &features(&run.preset.inputs, &point));
        let prediction = probe.prediction().to_vec();
        let ([x, y], label) = (slice.place(&point, 0), point.labels[0]);
        let distance = slice.distance(&point, 0);
        let place = near.map_or((place.x, place.y), |_| (f64::from(x), f64::from(y)));
        let point = near.map(|(train, _)| (label, train, probe.evaluate(label)));
        let off = (near.is_some() && distance > ON).then(|| {
            let mut below = Probe::new(&run.preset.shape(), run.preset.loss);
            below.send(&parameters, &slice.features(&run.preset.inputs, &[[x, y]]));
            (distance, below.prediction().to_vec())
        });
        Self { place, probe, prediction, point, index: near.map(|(_, index)| index), off }
    }
}

/// The data point that was chosen itself, if there is one in this place.
fn chosen(place: Place, run: &Update, slice: &Slice) -> Option<(bool, usize)> {
    place.point.filter(|(train, index)| {
        let points = split(run, *train);
        *index < points.len() && slice.place(points, *index) == [place.x as f32, place.y as f32]
    })
}

/// The data point within reach of a place that is nearest to it, and of those in one place the nearest to the slice: whether it
/// is a train point, and its place in its split.
fn nearest(run: &Update, (x, y): (f64, f64), reach: (f32, f32), slice: &Slice) -> Option<(bool, usize)> {
    let distance = |point: [f32; 2]| {
        let (across, up) = ((point[0] - x as f32) / reach.0, (point[1] - y as f32) / reach.1);
        across.abs().max(up.abs())
    };
    let points = [true, false].into_iter().flat_map(|train| {
        let places = slice.places(split(run, train)).enumerate();
        places.map(move |(index, place)| (distance(place), train, index))
    });
    let near = points.filter(|(distance, ..)| *distance <= NEAR);
    let off = |(_, train, index): &(f32, bool, usize)| slice.distance(split(run, *train), *index);
    let nearest = near.min_by(|one, other| one.0.total_cmp(&other.0).then_with(|| off(one).total_cmp(&off(other))));
    nearest.map(|(_, train, index)| (train, index))
}

fn split(run: &Update, train: bool) -> &Points {
    if train { &run.dataset.train } else { &run.dataset.test }
}
