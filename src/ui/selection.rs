//! What the person has selected of the network: a unit, one of its weights, a layer, a point to probe.

use crate::network::{Layout, Unit};
use crate::session::Update;
use crate::train::Change;

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
}

/// A place on the plane, in the coordinates of the points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    /// The width and height of a cell of the screen: a data point this near is meant.
    pub reach: (f32, f32),
}

impl Selection {
    /// Deselects what another network does not have.
    pub fn settle(&mut self, run: &Update) {
        if self.unit.is_none() && self.layer.is_none() {
            return;
        }
        let layout = Layout::new(&run.preset.shape());
        let has = |unit: &Unit| unit.layer < layout.layers() && unit.index < layout.bias(unit.layer).len();
        self.unit = self.unit.filter(has);
        self.layer = self.layer.filter(|layer| *layer < layout.layers());
        let count = self.unit.map_or(0, |unit| numbers(&layout, unit).len());
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
        let last = numbers(&Layout::new(&run.preset.shape()), unit).len() - 1;
        self.number = Some(number.saturating_add_signed(places).min(last));
    }

    /// The chosen number.
    pub fn chosen(&self, run: &Update) -> Option<Number> {
        numbers(&Layout::new(&run.preset.shape()), self.unit?).get(self.number?).copied()
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
pub fn numbers(layout: &Layout, unit: Unit) -> Vec<Number> {
    let incoming = (0..layout.incoming(unit).len()).map(|input| Number::Weight(unit, input));
    let next = unit.layer + 1;
    let units = if next < layout.layers() { layout.bias(next).len() } else { 0 };
    let outgoing = (0..units).map(|index| Number::Weight(Unit { layer: next, index }, unit.index));
    std::iter::once(Number::Bias(unit)).chain(incoming).chain(outgoing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, Architecture};

    #[test]
    fn a_unit_has_its_bias_and_the_weights_to_and_from_it() {
        let layout = Layout::new(&Architecture { hidden: vec![3, 2], activation: Activation::Tanh }.shape(2, 1));
        let places = |layer, index| -> Vec<usize> {
            numbers(&layout, Unit { layer, index }).into_iter().map(|number| number.parameter(&layout)).collect()
        };
        // linear_1: 6 weights, 3 biases; linear_2 from 9: 6 weights, 2 biases; linear_3 from 17.
        assert_eq!(places(0, 1), [7, 2, 3, 10, 13]);
        assert_eq!(places(1, 1), [16, 12, 13, 14, 18]);
        assert_eq!(places(2, 0), [19, 17, 18]);
    }
}
