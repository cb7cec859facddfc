//! Evaluates the network over the plane for the screen, with an engine of its own.

use ratatui::layout::Rect;

use crate::data::{COORDINATES, Moments, Slice};
use crate::network::{Activations, Batches, Loss, Shape, Unit};
use crate::plot::{Numbers, Unit as AxisUnit, Units, View};
use crate::train::on_slice;
use crate::ui::evaluation::model::{Model, Moment};
use crate::ui::evaluation::network::Network;
use crate::ui::evaluation::numbers;
use crate::ui::evaluation::scale::{limit_of, spread_evenly, spread_predictions};

/// The network's predictions over the plane, for one size of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The part of the plane that is shown; none before the first frame.
    pub view: Option<View>,
    /// The columns along the axes, and where the others stand.
    pub slice: Slice,
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
    /// Whether y is the label, and what the network predicts over x is a curve.
    pub is_strip: bool,
    /// The target at the upper end of the scale of points, in regression.
    pub target_limit: f32,
}

impl Field {
    /// Whether the predictions are drawn as curves, too.
    pub fn has_curves(&self) -> bool {
        self.is_strip && self.unit.is_none()
    }
}

/// What a field depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    unit: Option<Unit>,
    moment: Moment,
    view: View,
    area: Rect,
}

/// Paints the plane when something has changed.
pub struct Painter {
    network: Network,
    shown: Option<Shown>,
    /// For the activation of a unit, once one was asked for, and the parameters for it.
    activations: Option<(Shape, Loss, Activations)>,
    parameters: Vec<f32>,
    /// The pixels as points, for the view that was painted last.
    pixels: Batches,
}

impl Default for Painter {
    fn default() -> Self {
        Self {
            network: Network::default(),
            shown: None,
            activations: None,
            parameters: vec![],
            pixels: Batches::new(COORDINATES),
        }
    }
}

/// The unit of an axis along which points stand at their labels: that of the network's predictions.
fn label_axis(model: Model, value_unit: AxisUnit) -> AxisUnit {
    match numbers(model.preset) {
        Numbers::Values => value_unit,
        Numbers::Classes(count) => AxisUnit { offset: 0.0, factor: 1.0 / count.saturating_sub(1).max(1) as f64 },
        Numbers::Sides if model.preset.loss.gives_probability() => AxisUnit::default(),
        // Outputs from -1 to 1 stand between the labels 0 and 1.
        Numbers::Sides => AxisUnit { offset: -1.0, factor: 2.0 },
    }
}

impl Painter {
    /// Paints a part of the plane for a panel of this size, if `field` does not show it already: a network's predictions,
    /// or the activation of a unit.
    pub fn paint(&mut self, model: Model, part: (View, &Slice), area: Rect, unit: Option<Unit>, field: &mut Field) {
        let (view, slice) = part;
        field.unit = unit;
        let shown = Shown { unit, moment: model.moment, view, area };
        let before = self.shown.replace(shown);
        let is_other = field.slice != *slice;
        if before == Some(shown) && !is_other {
            return;
        }
        let key = |shown: Shown| (shown.moment.version, shown.unit.is_some(), shown.view, shown.area);
        if is_other || before.map(key) != Some(key(shown)) {
            field.slice.clone_from(slice);
            self.lay_out(model, view, area, field);
        }
        self.evaluate(model, field);
    }

    /// Lays out another part of the plane, or another network.
    fn lay_out(&mut self, model: Model, view: View, area: Rect, field: &mut Field) {
        let unit = |moments: Moments| AxisUnit { offset: moments.mean, factor: moments.std };
        let scale = &model.dataset.scale;
        field.value_unit = unit(scale.label);
        field.view = Some(view);
        field.is_strip = model.dataset.is_strip();
        let [x, y] = field.slice.axes.map(|column| unit(scale.column(column)));
        field.units = Units { x, y: if field.is_strip { label_axis(model, field.value_unit) } else { y } };
        (field.area, field.plane) =
            if field.is_strip { view.filling(area, field.units) } else { view.centered(area, field.units) };
        let (columns, rows) = (usize::from(field.plane.width), 2 * usize::from(field.plane.height));
        let centers = view.pixel_centers(columns, rows);
        self.pixels = on_slice(&model.preset.inputs, &field.slice, centers.as_chunks().0);
        field.labels = numbers(model.preset);
        field.numbers = if field.unit.is_some() { Numbers::Values } else { field.labels };
        field.target_limit = limit_of(model.dataset);
        field.limit = (field.numbers == Numbers::Values).then_some(field.target_limit);
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
    }
}
