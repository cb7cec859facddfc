//! Units of a network, and which of them are switched off.
//!
//! A unit that is off gives 0 to the next layer. That is a matter of parameters alone: what it gives is multiplied by
//! the weights that lead away from it, so these are 0 in a copy, and every engine computes the network without the
//! unit. Knows nothing about training; trainers and panels use it.

use serde::{Deserialize, Serialize};

use super::{Layout, MAX_HIDDEN_LAYERS, MAX_WIDTH, Unit};

/// The hidden units that are switched off; none by default. Files hold it as the list of [`Self::units`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<Unit>", try_from = "Vec<Unit>")]
pub struct UnitMask {
    /// Of each hidden layer, a bit a unit: 1 is off. The widest layer has a unit for each of them.
    off: [u128; MAX_HIDDEN_LAYERS],
}

impl UnitMask {
    /// Whether a unit is off. One that cannot be switched off is on.
    pub fn is_off(&self, unit: Unit) -> bool {
        self.off.get(unit.layer).is_some_and(|bits| bit(unit) & bits != 0)
    }

    /// Whether every unit is on.
    pub fn are_all_on(&self) -> bool {
        *self == Self::default()
    }

    /// Switches a unit off, or on again. Nothing happens to a unit that no network has as a hidden one.
    pub fn set(&mut self, unit: Unit, off: bool) {
        if let Some(bits) = self.off.get_mut(unit.layer) {
            *bits = if off { *bits | bit(unit) } else { *bits & !bit(unit) };
        }
    }

    /// Switches a unit off if it is on, and on if it is off.
    pub fn toggle(&mut self, unit: Unit) {
        self.set(unit, !self.is_off(unit));
    }

    /// The same switches, and one more unit off.
    #[must_use]
    pub fn without(mut self, unit: Unit) -> Self {
        self.set(unit, true);
        self
    }

    /// The units that are off, layer by layer.
    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.off.iter().enumerate().flat_map(|(layer, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let index = rest.trailing_zeros() as usize;
                rest &= rest.checked_sub(1)?;
                Some(Unit { layer, index })
            })
        })
    }

    /// Sets to 0 what belongs to the weights that lead away from units that are off; units that the network has not
    /// are passed over. `numbers` is in the order of the layout: of parameters, to compute the network without the
    /// units, or of their gradient, which then is that of this network. Its part by the weights and the bias that lead
    /// to such a unit is 0 by itself, since nothing depends on what the unit gives.
    ///
    /// # Panics
    /// If there are fewer numbers than the layout has.
    pub fn apply(&self, layout: &Layout, numbers: &mut [f32]) {
        for index in self.outgoing(layout) {
            numbers[index] = 0.0;
        }
    }

    /// Gives the weights that lead away from units that are off back what they were in `before`: for update rules
    /// whose memory, and for weight decay, which move a weight without a gradient.
    ///
    /// # Panics
    /// If there are fewer numbers than the layout has.
    pub fn hold(&self, layout: &Layout, before: &[f32], parameters: &mut [f32]) {
        for index in self.outgoing(layout) {
            parameters[index] = before[index];
        }
    }

    /// Where the weights lie that lead away from the units that are off.
    fn outgoing(&self, layout: &Layout) -> impl Iterator<Item = usize> {
        self.units().filter(|unit| layout.has_hidden(*unit)).flat_map(|unit| layout.outgoing(unit))
    }
}

const _: () = assert!(MAX_WIDTH <= u128::BITS as usize, "a bit a unit");

/// A unit's bit among those of its layer; 0 for one that no layer has.
fn bit(unit: Unit) -> u128 {
    if unit.index < MAX_WIDTH { 1 << unit.index } else { 0 }
}

impl From<UnitMask> for Vec<Unit> {
    fn from(unit_mask: UnitMask) -> Self {
        unit_mask.units().collect()
    }
}

impl TryFrom<Vec<Unit>> for UnitMask {
    type Error = String;

    /// Refuses units that no network has as hidden ones.
    fn try_from(units: Vec<Unit>) -> Result<Self, String> {
        let mut unit_mask = Self::default();
        for unit in units {
            unit_mask.set(unit, true);
            if !unit_mask.is_off(unit) {
                return Err(format!("no network has a hidden unit {} in layer {}", unit.index, unit.layer));
            }
        }
        Ok(unit_mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_masks_are_written_as_a_list_and_refuse_units_that_no_network_has() {
        let mut unit_mask = UnitMask::default();
        assert!(unit_mask.are_all_on());
        for (layer, index) in [(7, 127), (0, 0), (0, 7), (0, 7)] {
            unit_mask.toggle(Unit { layer, index });
        }
        let text = ron::to_string(&unit_mask).unwrap();
        assert_eq!(text, "[(layer:0,index:0),(layer:7,index:127)]");
        assert_eq!(ron::from_str::<UnitMask>(&text).unwrap(), unit_mask);
        for (layer, index) in [(8, 0), (0, 128)] {
            let unit = Unit { layer, index };
            unit_mask.set(unit, true);
            assert!(!unit_mask.is_off(unit), "{unit:?}");
            let error = ron::from_str::<UnitMask>(&format!("[(layer:{layer},index:{index})]")).unwrap_err();
            assert!(error.to_string().contains(&format!("no network has a hidden unit {index} in layer {layer}")));
        }
        assert_eq!(unit_mask.units().count(), 2);
    }
}
