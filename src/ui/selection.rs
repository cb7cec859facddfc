//! What the person has selected of the network: a unit, one of its weights, a layer, a point to probe.

use crate::network::{Layout, Unit};
use crate::preset::Preset;
use crate::session::Update;
use crate::train::Change;
use crate::ui::slice::Chosen;

/// A nudge of a weight.
const NUDGE: f32 = 0.1;

#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The unit whose activation the plane shows.
    pub unit: Option<Unit>,
    /// Which of the unit's [`numbers`] the keys change, if they do.
    pub number: Option<usize>,
    /// The layer whose view of the points is shown, counted as in [`Unit`].
    pub layer: Option<usize>,
    /// The point that is sent through the network.
    pub probe: Option<Place>,
    /// The plane of a table with more than two columns.
    pub slice: Chosen,
}

/// A place on the plane, in the coordinates of the points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    /// The width and height of a cell of the screen: a data point this near is meant.
    pub reach: (f32, f32),
    /// Whether it goes with the mouse.
    pub by_mouse: bool,
    /// The data point that is meant, if it was chosen itself: whether it is a train point, and its place in its split.
    pub point: Option<(bool, usize)>,
}

impl Selection {
    /// Deselects what another network does not have.
    pub fn settle(&mut self, run: &Update) {
        self.slice.settle(run);
        if self.unit.is_none() && self.layer.is_none() {
            return;
        }
        let layout = Layout::new(&run.preset.shape());
        // Of a layer that has become narrower, the last unit is selected.
        let nearest = |unit: Unit| Unit { index: unit.index.min(layout.bias(unit.layer).len() - 1), ..unit };
        self.unit = self.unit.filter(|unit| unit.layer < layout.layers()).map(nearest);
        self.layer = self.layer.filter(|layer| *layer < layout.layers());
        let count = self.unit.map_or(0, |unit| numbers(&run.preset, unit).len());
        self.number = self.number.filter(|_| count > 0).map(|number| number.min(count - 1));
    }

    /// Selects the unit this many layers to the right and units up from the selected one; the first hidden one, or the
    /// output, if none is selected.
    pub fn select(&mut self, (right, up): (i16, i16), run: &Update) {
        let layout = Layout::new(&run.preset.shape());
        let Some(unit) = self.unit else {
            self.unit = Some(Unit { layer: 0, index: 0 });
            return;
        };
        let layer = unit.layer.saturating_add_signed(right.into()).min(layout.layers() - 1);
        let count = |layer: usize| layout.bias(layer).len();
        // Beside a unit stands the one at the same height.
        let beside = if layer == unit.layer { unit.index } else { unit.index * count(layer) / count(unit.layer) };
        let index = beside.saturating_add_signed(-isize::from(up)).min(count(layer) - 1);
        (self.unit, self.number) = (Some(Unit { layer, index }), self.number.map(|_| 0));
    }

    /// The first number that a card of this many rows shows, with the chosen one in sight.
    pub fn first_number(&self, rows: u16) -> usize {
        (self.number.unwrap_or(0) + 1).saturating_sub(usize::from(rows.max(1)))
    }

    /// Goes one step back: from the numbers to the unit, from the unit or layer to the output. Whether there was one.
    pub fn leave(&mut self) -> bool {
        self.number.take().is_some() || self.layer.take().is_some() || self.unit.take().is_some()
    }

    pub fn choose(&mut self, places: isize, run: &Update) {
        let (Some(unit), Some(number)) = (self.unit, self.number) else { return };
        let last = numbers(&run.preset, unit).len() - 1;
        self.number = Some(number.saturating_add_signed(places).min(last));
    }

    /// The chosen number.
    pub fn chosen(&self, run: &Update) -> Option<Number> {
        numbers(&run.preset, self.unit?).get(self.number?).copied()
    }

    /// The change that moves the chosen number by steps, or sets it.
    pub fn change(&self, run: &Update, value: impl Fn(f32) -> f32) -> Option<Change> {
        let (layout, number) = (Layout::new(&run.preset.shape()), self.chosen(run)?);
        let now = *run.parameters.get(number.parameter(&layout))?;
        Some(number.set(value(now)))
    }

    /// The change that nudges the chosen number.
    pub fn nudge(&self, steps: i16, run: &Update) -> Option<Change> {
        // Whole steps, so that going up and down again leads back.
        self.change(run, |now| ((now / NUDGE).round() + f32::from(steps)) * NUDGE)
    }
}

/// A bias or weight of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Bias(Unit),
    /// The weight to a unit from this one of its inputs.
    Weight(Unit, usize),
}

impl Number {
    /// Where it lies in the parameters.
    pub fn parameter(self, layout: &Layout) -> usize {
        match self {
            Self::Bias(unit) => layout.bias_of(unit),
            Self::Weight(unit, input) => layout.incoming(unit).start + input,
        }
    }

    fn set(self, value: f32) -> Change {
        match self {
            Self::Bias(unit) => Change::Bias(unit, value),
            Self::Weight(unit, input) => Change::Weight(unit, input, value),
        }
    }
}

/// The numbers of a unit: its bias, the weights that lead to it, and those that lead away from it.
pub fn numbers(preset: &Preset, unit: Unit) -> Vec<Number> {
    let layout = Layout::new(&preset.shape());
    let incoming = (0..layout.incoming(unit).len()).map(|input| Number::Weight(unit, input));
    let next = unit.layer + 1;
    let units = if next < layout.layers() { layout.bias(next).len() } else { 0 };
    let outgoing = (0..units).map(|index| Number::Weight(Unit { layer: next, index }, unit.index));
    std::iter::once(Number::Bias(unit)).chain(incoming).chain(outgoing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Input;
    use crate::preset::builtin;

    /// A network with these layers and inputs.
    fn preset(hidden: &[usize], inputs: usize) -> Preset {
        let known = builtin().iter().find(|preset| preset.name == "xor-blobs").expect("a built-in preset");
        let mut preset = Preset::parse(known.source, known.name).expect("it can be used");
        preset.network.hidden = hidden.to_vec();
        preset.inputs = Input::columns(inputs);
        preset
    }

    #[test]
    fn a_unit_has_its_bias_and_the_weights_to_and_from_it() {
        let preset = preset(&[3, 2], 2);
        let layout = Layout::new(&preset.shape());
        let places = |layer, index| -> Vec<usize> {
            numbers(&preset, Unit { layer, index }).into_iter().map(|number| number.parameter(&layout)).collect()
        };
        // linear_1: 6 weights, 3 biases; linear_2 from 9: 6 weights, 2 biases; linear_3 from 17.
        assert_eq!(places(0, 1), [7, 2, 3, 10, 13]);
        assert_eq!(places(1, 1), [16, 12, 13, 14, 18]);
        assert_eq!(places(2, 0), [19, 17, 18]);
    }

    #[test]
    fn a_unit_has_a_weight_for_each_input_whatever_their_number() {
        let preset = preset(&[1], 10);
        assert_eq!(numbers(&preset, Unit { layer: 0, index: 0 }).len(), 1 + 10 + 1);
    }
}
