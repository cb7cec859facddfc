//! The activation of every unit over the plane: small maps for the network panel.
//!
//! Computed before a frame, only while the panel is shown, and again only when the weights or the view have changed.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::plan::Plan;
use crate::data::Slice;
use crate::network::{Activations, Loss, Shape, Unit};
use crate::plot::View;
use crate::session::Update;
use crate::train::on_slice;
use crate::ui::evaluation::model::{Moment, effective};
use crate::ui::evaluation::scale::{largest, limit_of, place, spread_predictions};
use crate::ui::names;
use crate::ui::selection::{Number, Selection};

/// The smallest activation at the end of a map's scale.
const LEAST: f32 = 1e-5;

/// The activations of every unit at the pixels of a map, two rows of pixels a row of cells.
#[derive(Debug, Default)]
pub struct Maps {
    /// Where the units stand.
    pub plan: Plan,
    activations: Option<(Shape, Loss, Activations)>,
    /// The predictions, output by output: probabilities, or values between the ends of their scale.
    predictions: Vec<f32>,
    /// The parameters of the network without the units that are off.
    pub parameters: Vec<f32>,
    shown: Option<Shown>,
}

/// The units (layer, unit) to have in sight: the selected one, and the other end of its selected weight. Layer 0 are the
/// inputs.
fn focus(run: &Update, selection: &Selection) -> Vec<(usize, usize)> {
    let Some(unit) = selection.unit else { return vec![] };
    let ends = match selection.chosen(run) {
        Some(Number::Weight(to, input)) => vec![(to.layer + 1, to.index), (to.layer, input)],
        _ => vec![],
    };
    std::iter::once((unit.layer + 1, unit.index)).chain(ends).collect()
}

/// What maps depend on.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    moment: Moment,
    map: (u16, u16),
    view: View,
    slice: Slice,
}

impl Maps {
    /// Computes the maps of a run's network for a drawing in this place, over the part of the plane that is shown.
    pub fn compute(
        &mut self,
        (run, moment): (&Update, Moment),
        place: Rect,
        selection: &Selection,
        (view, slice): (Option<View>, &Slice),
    ) {
        let (shape, loss) = (run.preset.shape(), run.preset.loss);
        let widths: Vec<usize> = shape.widths().collect();
        let longest = |names: &mut dyn Iterator<Item = String>| names.map(|name| name.width()).max().unwrap_or(0);
        let inputs = longest(&mut (0..widths[0]).map(|index| names::input(index, &run.preset)));
        let outputs = longest(&mut (0..shape.outputs).map(|index| names::output(index, &run.preset)));
        self.plan = Plan::new(place, &widths, [inputs, outputs], &focus(run, selection), &self.plan);
        let (Some(view), false) = (view, self.plan.layers.is_empty()) else { return };
        let map = self.plan.map;
        let shown = Shown { moment, map, view, slice: slice.clone() };
        if self.shown.as_ref() == Some(&shown) {
            return;
        }
        self.shown = Some(shown);
        effective(run, &mut self.parameters);
        if self.activations.as_ref().is_none_or(|(known, own, _)| (known, *own) != (&shape, loss)) {
            let activations = Activations::new(&shape, loss);
            self.activations = Some((shape, loss, activations));
        }
        let Some((.., activations)) = &mut self.activations else { return };
        let centers = view.pixel_centers(usize::from(map.0), 2 * usize::from(map.1));
        activations.compute(&self.parameters, &on_slice(&run.preset.inputs, slice, centers.as_chunks().0));
        activations.predictions().clone_into(&mut self.predictions);
        spread_predictions(loss, Some(limit_of(&run.dataset)), &mut self.predictions);
    }

    /// The map of a unit, as numbers from 0 to 1, one half being an activation of 0: row by row from the top; layer 0 are
    /// the inputs. The ends are the largest activation of the unit and its opposite; those of an output are what the
    /// plane's are.
    pub fn values(&self, layer: usize, unit: usize) -> Vec<f32> {
        let Some((.., activations)) = &self.activations else { return vec![] };
        let points = activations.points();
        if layer > activations.layers() - 1 {
            return self.predictions.get(unit * points..(unit + 1) * points).unwrap_or_default().to_vec();
        }
        let numbers = match layer.checked_sub(1) {
            None => activations.input(unit),
            Some(layer) => activations.of(Unit { layer, index: unit }),
        };
        // What is 0 but for rounding, as a column at its mean, is 0 to the eye as well.
        let limit = largest(numbers).max(LEAST);
        numbers.iter().map(|number| place(*number, limit)).collect()
    }
}
