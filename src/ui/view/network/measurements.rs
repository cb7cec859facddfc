//! A unit's histogram, and the points as a layer sees them.

use crate::data::Points;
use crate::network::{Activations, Loss, Shape, Unit};
use crate::session::Update;
use crate::train::inspect::{Health, Histogram, MAX_POINTS, Projection, bounds, health, sample};
use crate::ui::evaluation::model::{Moment, effective};
use crate::ui::selection::Selection;

const BINS: usize = 20;

/// What was computed last.
#[derive(Debug, Default)]
pub struct Measurements {
    shown: Option<Shown>,
    parameters: Vec<f32>,
    pub unit: Option<UnitMeasurements>,
    pub layer: Option<LayerMeasurements>,
}

/// What measurements depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    moment: Moment,
    unit: Option<Unit>,
    layer: Option<usize>,
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

impl Measurements {
    /// Measures what is selected, if it has changed.
    pub fn compute(&mut self, selection: &Selection, run: &Update, moment: Moment) {
        let (unit, layer) = (selection.unit, selection.layer);
        let shown = Shown { moment, unit, layer };
        if self.shown.replace(shown) == Some(shown) {
            return;
        }
        let measurements = self;
        effective(run, &mut measurements.parameters);
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
    }

    fn activations(&self, shape: &Shape, run: &Update, loss: Loss, train: bool) -> (Points, Activations) {
        let points = sample(split(run, train), MAX_POINTS);
        let mut activations = Activations::new(shape, loss);
        activations.compute(&self.parameters, &points.laid_out(&run.preset.inputs));
        (points, activations)
    }
}

impl UnitMeasurements {
    fn new(unit: Unit, activations: &Activations) -> Self {
        let mut histogram = Histogram::new(BINS);
        let activation = activations.activation(unit.layer);
        match activation.and_then(bounds) {
            Some(range) => histogram.fill_within(range, activations.of(unit).iter()),
            None => histogram.fill(activations.of(unit).iter()),
        }
        Self { histogram, health: activation.map(|_| health(activations, unit)) }
    }
}

fn split(run: &Update, train: bool) -> &Points {
    if train { &run.dataset.train } else { &run.dataset.test }
}
