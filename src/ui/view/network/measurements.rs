//! A unit's histogram, the points as a layer sees them, and a point on its way through the network.

use crate::data::Points;
use crate::network::{Activations, Loss, Shape, Unit};
use crate::session::Update;
use crate::train::inspect::{Health, Histogram, MAX_POINTS, Probe, Projection, Verdict, bounds, health, sample};
use crate::train::rows;
use crate::ui::evaluation::model::{Model, Moment};
use crate::ui::view::boundary::cursor::Cursor;
use crate::ui::view::boundary::painter::Field;
use crate::ui::view::network::selection::Inspection;

const BINS: usize = 20;

/// The largest distance from the probe at which a data point is described, in cells.
const NEAR: f32 = 0.75;

/// What was computed last.
#[derive(Debug, Default)]
pub struct Measurements {
    shown: Option<Shown>,
    parameters: Vec<f32>,
    pub unit: Option<UnitMeasurements>,
    pub layer: Option<LayerMeasurements>,
    pub probe: Option<ProbeMeasurements>,
}

/// What measurements depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    moment: Moment,
    unit: Option<Unit>,
    layer: Option<usize>,
    place: Option<(f64, f64)>,
}

/// A hidden unit or output over the train points.
#[derive(Debug)]
pub struct UnitMeasurements {
    pub histogram: Histogram,
    /// Whether it is dead or saturated; none for outputs.
    pub health: Option<Health>,
}

/// The points as a layer sees them.
#[derive(Debug)]
pub struct LayerMeasurements {
    pub projection: Projection,
    /// Places and labels of train points, then of test points.
    pub splits: [(Vec<[f32; 2]>, Vec<f32>); 2],
}

/// A point on its way through the network.
#[derive(Debug)]
pub struct ProbeMeasurements {
    pub place: (f64, f64),
    pub probe: Probe,
    /// A probability, probabilities, or a value.
    pub prediction: Vec<f32>,
    /// The label of the data point here, whether it is a train point, and how well the network predicts it.
    pub point: Option<(f32, bool, Verdict)>,
}

impl Measurements {
    /// Measures what is selected, if it has changed.
    pub fn compute(inspection: &mut Inspection, run: &Update, field: &Field) {
        let place = inspection.probe.and_then(|cursor| cursor.place(field));
        let (unit, layer) = (inspection.unit, inspection.layer);
        let shown = Shown { moment: Moment::of(run), unit, layer, place };
        let measurements = &mut inspection.measurements;
        if measurements.shown.replace(shown) == Some(shown) {
            return;
        }
        Model::of(run).effective(&mut measurements.parameters);
        let (shape, loss) = (run.preset.shape(), run.preset.loss);
        let train = (unit.is_some() || layer.is_some()).then(|| measurements.activations(&shape, run, loss, true));
        measurements.unit =
            unit.zip(train.as_ref()).map(|(unit, (_, activations))| UnitMeasurements::new(unit, activations));
        let before = measurements.layer.take().filter(|before| Some(before.projection.layer) == layer);
        measurements.layer = layer.zip(train.as_ref()).map(|(layer, (points, activations))| {
            let (test_points, test) = measurements.activations(&shape, run, loss, false);
            let projection = Projection::new(activations, layer);
            // From epoch to epoch a component must not change its sign.
            let projection = match &before {
                Some(before) => projection.facing(&before.projection),
                None => projection,
            };
            let places = |activations: &Activations| {
                let mut places = vec![];
                projection.places(activations, &mut places);
                places
            };
            let splits = [(places(activations), points.labels.clone()), (places(&test), test_points.labels)];
            LayerMeasurements { projection, splits }
        });
        measurements.probe = place.map(|place| measurements.send(place, run, &shape, loss, field));
    }

    fn activations(&self, shape: &Shape, run: &Update, loss: Loss, train: bool) -> (Points, Activations) {
        let points = sample(split(run, train), MAX_POINTS);
        let mut activations = Activations::new(shape, loss);
        activations.compute(&self.parameters, &points.laid_out(&run.preset.inputs));
        (points, activations)
    }

    fn send(&self, place: (f64, f64), run: &Update, shape: &Shape, loss: Loss, field: &Field) -> ProbeMeasurements {
        let near = Cursor::reach(field).and_then(|reach| nearest(run, place, reach));
        let mut point = Points::default();
        if let Some((train, index)) = near {
            point.push_of(split(run, train), index);
        } else {
            let at = [place.0 as f32, place.1 as f32].into_iter();
            let row: Vec<f32> = at.chain(run.dataset.train.other_means()).collect();
            point.push_row(&row, 0.0);
        }
        let mut probe = Probe::new(shape, loss);
        probe.send(&self.parameters, &rows(&run.preset.inputs, &point).0);
        let prediction = probe.prediction().to_vec();
        let label = point.labels[0];
        let point = near.map(|(train, _)| (label, train, probe.evaluate(label)));
        ProbeMeasurements { place, probe, prediction, point }
    }
}

impl UnitMeasurements {
    fn new(unit: Unit, activations: &Activations) -> Self {
        let mut histogram = Histogram::new(BINS);
        let is_output = unit.layer + 1 == activations.layers();
        match bounds(activations.activation()).filter(|_| !is_output) {
            Some(range) => histogram.fill_within(range, activations.of(unit).iter()),
            None => histogram.fill(activations.of(unit).iter()),
        }
        Self { histogram, health: (!is_output).then(|| health(activations, unit)) }
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
