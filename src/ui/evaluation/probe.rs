//! The probed point on its way through the network, and the data point that it stands for.

use super::model::effective;
use crate::data::{Points, features};
use crate::session::Update;
use crate::train::inspect::{Probe, Verdict};
use crate::ui::selection::Place;

/// The largest distance from the probe at which a data point is described, in cells.
const NEAR: f32 = 0.75;

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
}

impl Probed {
    /// Sends a point through the run's network; a data point within reach is sent in its place.
    pub fn new(place: Place, run: &Update) -> Self {
        let near = nearest(run, (place.x, place.y), place.reach);
        let mut point = Points::default();
        if let Some((train, index)) = near {
            point.push_of(split(run, train), index);
        } else {
            let at = [place.x as f32, place.y as f32].into_iter();
            let row: Vec<f32> = at.chain(run.dataset.train.other_means()).collect();
            point.push_row(&row, 0.0);
        }
        let mut parameters = vec![];
        effective(run, &mut parameters);
        let mut probe = Probe::new(&run.preset.shape(), run.preset.loss);
        probe.send(&parameters, &features(&run.preset.inputs, &point));
        let prediction = probe.prediction().to_vec();
        let ([x, y], label) = (point.inputs[0], point.labels[0]);
        let place = near.map_or((place.x, place.y), |_| (f64::from(x), f64::from(y)));
        let point = near.map(|(train, _)| (label, train, probe.evaluate(label)));
        Self { place, probe, prediction, point }
    }
}

/// The data point within reach of a place that is nearest to it: whether it is a train point, and its place in its split.
fn nearest(run: &Update, (x, y): (f64, f64), reach: (f32, f32)) -> Option<(bool, usize)> {
    let distance = |point: &[f32; 2]| {
        let (across, up) = ((point[0] - x as f32) / reach.0, (point[1] - y as f32) / reach.1);
        across.abs().max(up.abs())
    };
    let points = [true, false].into_iter().flat_map(|train| {
        let inputs = split(run, train).inputs.iter().enumerate();
        inputs.map(move |(index, point)| (distance(point), train, index))
    });
    let near = points.filter(|(distance, ..)| *distance <= NEAR);
    near.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, train, index)| (train, index))
}

fn split(run: &Update, train: bool) -> &Points {
    if train { &run.dataset.train } else { &run.dataset.test }
}
