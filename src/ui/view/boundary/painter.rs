//! Evaluates the network over the plane for the screen, with an engine of its own.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::data::{COORDINATES, Dataset, Moments};
use crate::network::{Activations, Batches, Engine, EngineKind, Loss, Shape, Task, Unit};
use crate::plot::{Numbers, Unit as AxisUnit, Units, View};
use crate::preset::Preset;
use crate::train::unlabelled;
use crate::ui::evaluation::model::{Model, Moment};

/// The network's predictions over the plane, for one size of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The part of the plane that is shown; none before the first frame.
    pub view: Option<View>,
    /// The units of the coordinates, as in the file that they come from.
    pub units: Units,
    pub value_unit: AxisUnit,
    /// Where the plane and its axes are on the screen.
    pub area: Rect,
    pub plane: Rect,
    /// Predictions at each half-block pixel, row by row from the top, two rows a cell, as [`Self::numbers`] says: from
    /// label 0 to label 1, from the lowest to the highest value, or the probabilities of the classes.
    pub values: Vec<f32>,
    pub numbers: Numbers,
    pub labels: Numbers,
    /// The unit whose activation the values are, if they are not the network's predictions.
    pub unit: Option<Unit>,
    /// Numbers whose crossing of one half is drawn as a line: a unit's weighted sums. Those of the values if empty.
    pub line: Vec<f32>,
    /// The value at the upper end of the scale, whose lower end is its opposite; in regression alone.
    pub limit: Option<f32>,
    /// The largest distance of the untrained network's probabilities at the train points from one half.
    pub indecision: Option<f32>,
}

/// What a field depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    unit: Option<Unit>,
    moment: Moment,
    area: Rect,
}

/// The screen's own network, kept until another is to be shown.
#[derive(Default)]
pub struct Network {
    built: Option<(Shape, Loss, Box<dyn Engine>)>,
    /// The parameters of the network without the units that are off.
    parameters: Vec<f32>,
}

impl Network {
    /// Writes a network's outputs at the points of one batch to `outputs`, `[n, outputs]` row by row.
    pub fn outputs(&mut self, model: Model, points: &Batches, outputs: &mut Vec<f32>) {
        let (shape, loss) = (model.preset.shape(), model.preset.loss);
        outputs.resize(points.len() * shape.outputs, 0.0);
        let built = self.built.as_ref().map(|(shape, loss, _)| (shape, *loss));
        if built != Some((&shape, loss)) {
            // Whichever engine trains the run: nobody can see the difference, and this one is fast enough.
            let network = EngineKind::Fused.build(&shape, loss);
            self.built = Some((shape, loss, network));
        }
        let Some((.., network)) = &mut self.built else { return };
        model.effective(&mut self.parameters);
        network.outputs(&self.parameters, points, outputs);
    }
}

/// Paints the plane when something has changed.
pub struct Painter {
    /// The network that paints, for others to evaluate.
    pub network: Network,
    shown: Option<Shown>,
    /// The part of the plane that is shown, whatever the points are.
    given: Option<View>,
    /// The run's number and preset for whose points the view was chosen.
    viewed: Option<(u64, Arc<Preset>)>,
    /// For the activation of a unit, once one was asked for, and the parameters for it.
    activations: Option<(Shape, Loss, Activations)>,
    parameters: Vec<f32>,
    /// The pixels as points, for the view that was painted last.
    pixels: Batches,
}

impl Painter {
    pub fn new() -> Self {
        Self {
            network: Network::default(),
            shown: None,
            given: None,
            viewed: None,
            activations: None,
            parameters: vec![],
            pixels: Batches::new(COORDINATES),
        }
    }

    /// Paints this part of the plane from now on; the part around the points if none.
    pub fn look_at(&mut self, view: Option<View>) {
        if self.given != view {
            (self.given, self.shown) = (view, None);
        }
    }

    /// Paints a network for a panel of this size, if `field` does not show it already.
    pub fn paint(&mut self, model: Model, area: Rect, unit: Option<Unit>, field: &mut Field) {
        field.unit = unit;
        let shown = Shown { unit, moment: model.moment, area };
        let Some(before) = self.shown.replace(shown) else { return self.renew(model, area, field) };
        if (before.moment.version, before.unit.is_some(), before.area) != (model.moment.version, unit.is_some(), area) {
            self.renew(model, area, field);
        } else if before != shown {
            self.evaluate(model, field);
        }
    }

    /// Paints another part of the plane, or another network.
    fn renew(&mut self, model: Model, area: Rect, field: &mut Field) {
        let view = self.given.unwrap_or_else(|| self.view(model, field));
        let unit = |moments: Moments| AxisUnit { offset: moments.mean, factor: moments.std };
        let scale = &model.dataset.scale;
        field.units = Units { x: unit(scale.column(0)), y: unit(scale.column(1)) };
        field.value_unit = unit(scale.label);
        field.view = Some(view);
        (field.area, field.plane) = view.centered(area, field.units);
        let (columns, rows) = (usize::from(field.plane.width), 2 * usize::from(field.plane.height));
        let centers = view.pixel_centers(columns, rows);
        self.pixels = unlabelled(&model.preset.inputs, centers.as_chunks().0, &model.dataset.train.other_means());
        field.labels = match model.preset.loss.task() {
            Task::Binary => Numbers::Sides,
            Task::Classes => Numbers::Classes(model.preset.shape().outputs),
            Task::Value => Numbers::Values,
        };
        field.numbers = if field.unit.is_some() { Numbers::Values } else { field.labels };
        field.limit = (field.numbers == Numbers::Values).then(|| limit_of(model.dataset));
        self.evaluate(model, field);
    }

    /// The part of the plane to show. Drawing and removing points leave it as it is, so that the plane stands still
    /// beneath the cursor, unless a point lies outside.
    fn view(&mut self, model: Model, field: &Field) -> View {
        let is_same = self.viewed.as_ref().is_some_and(|(number, preset)| {
            *number == model.moment.version.run
                && (preset.seed, &preset.data) == (model.preset.seed, &model.preset.data)
        });
        self.viewed = Some((model.moment.version.run, Arc::clone(model.preset)));
        let points = model.dataset.train.inputs.iter().chain(&model.dataset.test.inputs);
        let is_inside = |view: &View| points.clone().all(|&[x, y]| view.has(f64::from(x), f64::from(y)));
        let view = field.view.filter(|_| is_same).filter(is_inside).or_else(|| View::around(&points));
        view.unwrap_or(View { x: (-1.0, 1.0), y: (-1.0, 1.0) })
    }

    /// A unit's activation over the plane, and where its weighted sum is 0.
    fn evaluate_unit(&mut self, model: Model, unit: Unit, field: &mut Field) {
        let (shape, loss) = (model.preset.shape(), model.preset.loss);
        if self.activations.as_ref().is_none_or(|(known, own, _)| (known, *own) != (&shape, loss)) {
            let activations = Activations::new(&shape, loss);
            self.activations = Some((shape, loss, activations));
        }
        let Some((.., activations)) = &mut self.activations else { return };
        model.effective(&mut self.parameters);
        activations.compute(&self.parameters, &self.pixels);
        let (given, sums) = (activations.of(unit), activations.sums(unit));
        field.limit = Some(spread_evenly(given, &mut field.values));
        spread_evenly(sums, &mut field.line);
    }

    fn evaluate(&mut self, model: Model, field: &mut Field) {
        let (loss, width) = (model.preset.loss, model.preset.shape().outputs);
        field.line.clear();
        if let Some(unit) = field.unit {
            self.evaluate_unit(model, unit, field);
        } else {
            self.network.outputs(model, &self.pixels, &mut field.values);
            loss.predict(&mut field.values, width);
            spread_predictions(loss, field.limit, &mut field.values);
        }
        if model.moment.position.epoch == 0 {
            field.indecision = (loss == Loss::BinaryCrossEntropy).then(|| {
                let mut probabilities = vec![];
                self.network.outputs(model, &model.dataset.train.laid_out(&model.preset.inputs), &mut probabilities);
                loss.predict(&mut probabilities, width);
                probabilities.into_iter().map(|probability| (probability - 0.5).abs()).fold(0.0, f32::max)
            });
        }
    }
}

/// The largest magnitude, if it is above 0, else 1.
pub fn largest<'a>(numbers: impl IntoIterator<Item = &'a f32>) -> f32 {
    let sizes = numbers.into_iter().map(|number| number.abs()).filter(|size| size.is_finite());
    let largest = sizes.fold(0.0, f32::max);
    if largest > 0.0 { largest } else { 1.0 }
}

/// Writes the places of values from 0 to 1 where the largest magnitude among them is at the ends, and gives that.
pub fn spread_evenly(values: &[f32], places: &mut Vec<f32>) -> f32 {
    let limit = largest(values);
    values.clone_into(places);
    spread(places, limit);
    limit
}

/// Replaces predictions by their places from 0 to 1, as a plane shows them.
pub fn spread_predictions(loss: Loss, limit: Option<f32>, predictions: &mut [f32]) {
    match loss {
        Loss::BinaryCrossEntropy | Loss::SoftmaxCrossEntropy => {}
        // Predictions from -1 to 1, or beyond.
        Loss::Hinge | Loss::TanhSquaredError => spread(predictions, 1.0),
        _ => spread(predictions, limit.unwrap_or(1.0)),
    }
}

/// Replaces values from -limit to limit by their places from 0 to 1.
fn spread(values: &mut [f32], limit: f32) {
    for value in values {
        *value = place(*value, limit);
    }
}

/// Where a value is between -limit and limit, from 0 to 1; what lies beyond is at the ends.
pub fn place(value: f32, limit: f32) -> f32 {
    (value / limit / 2.0 + 0.5).clamp(0.0, 1.0)
}

/// The largest magnitude among the labels, rounded up to two digits.
pub fn limit_of(dataset: &Dataset) -> f32 {
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
