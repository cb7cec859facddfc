//! Evaluates the network over the plane for the screen, with a network of its own.

use ratatui::layout::Rect;

use crate::data::{COORDINATES, Dataset, Moments};
use crate::network::{Batches, Engine, EngineKind, Loss, Shape, Task};
use crate::plot::{Numbers, Unit, Units, View};
use crate::session::Update;
use crate::train::unlabelled;

/// Room round the points, as a share of their range.
const MARGIN: f64 = 0.08;

/// The network's answers over the plane, for one size of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// What part of the plane is shown; none before the first frame.
    pub view: Option<View>,
    /// What the coordinates are called: as in the file that they come from.
    pub units: Units,
    /// What values are called.
    pub value_unit: Unit,
    /// Where the plane and its axes are on the screen.
    pub area: Rect,
    /// Where the plane itself is.
    pub plane: Rect,
    /// What the network says at each half-block pixel, row by row from the top, two rows a cell, as [`Self::numbers`]
    /// has it: from label 0 to label 1, from the lowest to the highest value, or the probabilities of the classes.
    pub values: Vec<f32>,
    /// What the values are.
    pub numbers: Numbers,
    /// The value that is shown at the end of the map, as its opposite is at the other; for values alone.
    pub limit: Option<f32>,
    /// How far the untrained network's probabilities at the train points are from one half at most.
    pub indecision: Option<f32>,
}

/// What a field depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    run: u64,
    epoch: u64,
    batch: u64,
    area: Rect,
}

/// The screen's own network, kept until another is to be painted.
pub(super) struct Painter {
    network: Option<(Shape, Loss, Box<dyn Engine>)>,
    shown: Option<Shown>,
    /// The pixels as points, for the view that was painted last.
    pixels: Batches,
}

impl Painter {
    pub(super) fn new() -> Self {
        Self { network: None, shown: None, pixels: Batches::new(COORDINATES) }
    }

    /// Paints the run's network for a panel of this size, if `field` does not show it already.
    pub(super) fn paint(&mut self, run: &Update, area: Rect, field: &mut Field) {
        let shown = Shown { run: run.run, epoch: run.record.epoch, batch: run.batch, area };
        let Some(before) = self.shown.replace(shown) else { return self.renew(run, area, field) };
        if before.run != run.run || before.area != area {
            self.renew(run, area, field);
        } else if before != shown {
            self.evaluate(run, field);
        }
    }

    /// Paints another part of the plane, or another network.
    fn renew(&mut self, run: &Update, area: Rect, field: &mut Field) {
        let view = view_of(&run.dataset);
        let unit = |moments: Moments| Unit { offset: moments.mean, factor: moments.std };
        let scale = &run.dataset.scale;
        field.units = Units { x: unit(scale.column(0)), y: unit(scale.column(1)) };
        field.value_unit = unit(scale.label);
        let plane = view.plane_area(area, field.units);
        // A plane that is less wide than its panel stands in the middle.
        let aside = (area.right() - plane.right().max(area.x)) / 2;
        field.view = Some(view);
        field.area = Rect { x: area.x + aside, width: plane.right() - area.x, ..area };
        field.plane = Rect { x: plane.x + aside, ..plane };
        let (columns, rows) = (usize::from(plane.width), 2 * usize::from(plane.height));
        let centers = view.pixel_centers(columns, rows);
        self.pixels = unlabelled(&run.preset.inputs, centers.as_chunks().0, &run.dataset.train.other_means());
        field.numbers = match run.preset.loss.task() {
            Task::Binary => Numbers::Sides,
            Task::Classes => Numbers::Classes(run.preset.shape().outputs),
            Task::Value => Numbers::Values,
        };
        field.limit = (field.numbers == Numbers::Values).then(|| limit_of(&run.dataset));
        self.evaluate(run, field);
    }

    fn evaluate(&mut self, run: &Update, field: &mut Field) {
        let (shape, loss) = (run.preset.shape(), run.preset.loss);
        let width = shape.outputs;
        let built = self.network.as_ref().map(|(shape, loss, _)| (shape, *loss));
        if built != Some((&shape, loss)) {
            // Whatever trains the run: no eye can tell the engines' planes apart, and this one is on time.
            let network = EngineKind::Fused.build(&shape, loss);
            self.network = Some((shape, loss, network));
        }
        let Some((.., network)) = &mut self.network else { return };
        let mut predict = |points: &Batches, predictions: &mut Vec<f32>| {
            predictions.resize(points.len() * width, 0.0);
            network.outputs(&run.parameters, points, predictions);
            loss.predict(predictions, width);
        };
        predict(&self.pixels, &mut field.values);
        match loss {
            Loss::BinaryCrossEntropy | Loss::SoftmaxCrossEntropy => {}
            // Answers from -1 to 1, or beyond.
            Loss::Hinge | Loss::TanhSquaredError => spread(&mut field.values, 1.0),
            _ => spread(&mut field.values, field.limit.unwrap_or(1.0)),
        }
        if run.record.epoch == 0 {
            field.indecision = (loss == Loss::BinaryCrossEntropy).then(|| {
                let mut probabilities = vec![];
                predict(&run.dataset.train.laid_out(&run.preset.inputs), &mut probabilities);
                probabilities.into_iter().map(|probability| (probability - 0.5).abs()).fold(0.0, f32::max)
            });
        }
    }
}

/// Replaces values from -limit to limit by their places from 0 to 1.
fn spread(values: &mut [f32], limit: f32) {
    for value in values {
        *value = place(*value, limit);
    }
}

/// Where a value is between -limit and limit, from 0 to 1; what lies beyond is at the ends.
pub(super) fn place(value: f32, limit: f32) -> f32 {
    (value / limit / 2.0 + 0.5).clamp(0.0, 1.0)
}

/// The largest magnitude among the labels, rounded up to two digits.
fn limit_of(dataset: &Dataset) -> f32 {
    let labels = dataset.train.labels.iter().chain(&dataset.test.labels);
    let largest = labels.map(|label| f64::from(label.abs())).filter(|label| label.is_finite()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return 1.0;
    }
    // Single precision may have put it a little above two digits.
    let largest = largest * (1.0 - 1e-6);
    let power = 1 - largest.log10().floor() as i32;
    let unit = 10_f64.powi(power.abs());
    let rounded = if power >= 0 { (largest * unit).ceil() / unit } else { (largest / unit).ceil() * unit };
    rounded as f32
}

/// The square round all points, with a margin.
fn view_of(dataset: &Dataset) -> View {
    let points = || dataset.train.inputs.iter().chain(&dataset.test.inputs);
    let range = |axis: usize| {
        let values = || points().map(|point| f64::from(point[axis])).filter(|value| value.is_finite());
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (x, y) = (range(0), range(1));
    let middle = |(low, high): (f64, f64)| f64::midpoint(low, high);
    let half = ((x.1 - x.0).max(y.1 - y.0) / 2.0 * (1.0 + 2.0 * MARGIN)).max(1e-3);
    if !half.is_finite() {
        return View { x: (-1.0, 1.0), y: (-1.0, 1.0) };
    }
    let around = |middle: f64| (middle - half, middle + half);
    View { x: around(middle(x)), y: around(middle(y)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_values_is_the_largest_label_rounded_up() {
        for (label, limit) in [(1.187, 1.2), (-0.05, 0.05), (1234.0, 1300.0), (0.0, 1.0), (9.91, 10.0), (3e-7, 3e-7)] {
            let mut dataset = Dataset::default();
            dataset.train.push([0.0, 0.0], label);
            dataset.train.push([0.0, 0.0], 0.0);
            let found = limit_of(&dataset);
            assert!((found / limit - 1.0_f32).abs() < 1e-6, "{label}: {found}");
        }
    }

    #[test]
    fn values_are_placed_between_the_limits() {
        assert_eq!([-3.0, -2.0, 0.0, 1.0, 2.0, 3.0].map(|value| place(value, 2.0)), [0.0, 0.0, 0.5, 0.75, 1.0, 1.0]);
        assert!(place(f32::NAN, 2.0).is_nan());
    }
}
