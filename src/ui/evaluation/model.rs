//! A network with its points at a moment of a run: that of the run, or of a branch that is compared with it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::data::Dataset;
use crate::network::{Layout, UnitMask};
use crate::preset::Preset;
use crate::session::{Compared, Update};
use crate::train::{BranchId, Position};

/// The settings and points of a network: two moments with the same differ in their weights alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunVersion {
    pub run: u64,
    branch: BranchId,
    edits: usize,
}

/// The key of everything that is computed for the screen: while it is the same, nothing is computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub version: RunVersion,
    pub position: Position,
    /// Of the weights and the units that are on: an edit that replaces the one before counts as no further edit.
    fingerprint: u64,
}

#[derive(Clone, Copy)]
pub struct Model<'a> {
    pub moment: Moment,
    pub preset: &'a Arc<Preset>,
    pub dataset: &'a Dataset,
    /// The flat parameters, including those of units that are off.
    pub parameters: &'a [f32],
    pub unit_mask: UnitMask,
}

impl RunVersion {
    /// The run and the branch, whatever was edited.
    pub fn line(&self) -> (u64, BranchId) {
        (self.run, self.branch)
    }
}

impl Moment {
    pub fn of(run: &Update) -> Self {
        let version = RunVersion { run: run.run, branch: run.time.branch, edits: run.edits };
        Self { version, position: run.position(), fingerprint: fingerprint(&run.parameters, run.unit_mask) }
    }
}

/// A number that two networks share only by chance.
fn fingerprint(parameters: &[f32], unit_mask: UnitMask) -> u64 {
    let mut hasher = DefaultHasher::new();
    unit_mask.hash(&mut hasher);
    // Bits: numbers that compare as equal may differ, and those that are none never do. A step is one to one in both
    // its numbers (the multiplier is odd), and faster than the hasher: a frame asks this once.
    parameters.iter().fold(hasher.finish(), |hash, parameter| {
        (hash.rotate_left(5) ^ u64::from(parameter.to_bits())).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

impl<'a> Model<'a> {
    /// The network of a run at a moment that is known.
    pub fn at(moment: Moment, run: &'a Update) -> Self {
        Self {
            moment,
            preset: &run.preset,
            dataset: &run.dataset,
            parameters: &run.parameters,
            unit_mask: run.unit_mask,
        }
    }

    /// The network of a branch that is compared with that of a run.
    pub fn beside(run: &Update, compared: &'a Compared) -> Self {
        let moment = Moment {
            version: RunVersion { run: run.run, branch: compared.branch, edits: compared.edits },
            position: Position { epoch: compared.record.epoch, batch: compared.batch },
            fingerprint: fingerprint(&compared.parameters, compared.unit_mask),
        };
        Self {
            moment,
            preset: &compared.preset,
            dataset: &compared.dataset,
            parameters: &compared.parameters,
            unit_mask: compared.unit_mask,
        }
    }

    /// Writes the parameters to `parameters`, without the units that are off.
    pub fn effective(&self, parameters: &mut Vec<f32>) {
        masked(self.parameters, &self.unit_mask, self.preset, parameters);
    }
}

/// Writes the parameters of a run to `parameters`, without the units that are off.
pub fn effective(run: &Update, parameters: &mut Vec<f32>) {
    masked(&run.parameters, &run.unit_mask, &run.preset, parameters);
}

fn masked(all: &[f32], unit_mask: &UnitMask, preset: &Preset, parameters: &mut Vec<f32>) {
    all.clone_into(parameters);
    if !unit_mask.are_all_on() {
        unit_mask.apply(&Layout::new(&preset.shape()), parameters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Unit;
    use crate::ui::fixture::{branch, time, update};

    #[test]
    fn another_branch_is_another_moment_with_as_many_edits_at_the_same_epoch() {
        let branches =
            |other| vec![branch(0, "main", None, 0, 300, vec![]), branch(other, "lr", Some(0), 10, 300, vec![])];
        let mut run = update("xor-blobs", 40, |_| {});
        let mut moments = vec![Moment::of(&run)];
        // After another branch has been deleted, one may stand where it stood.
        for (shown, other) in [(1, 1), (1, 2)] {
            run.time = time(shown, branches(other));
            assert_eq!(Moment::of(&run), Moment::of(&run.clone()));
            moments.push(Moment::of(&run));
        }
        // An edit may replace the one before it: as many edits, other weights, or other units that are on.
        run.parameters[0] += 1.0;
        moments.push(Moment::of(&run));
        run.unit_mask.set(Unit { layer: 0, index: 1 }, true);
        moments.push(Moment::of(&run));
        run.batch = 1;
        moments.push(Moment::of(&run));
        assert_eq!(moments[2].version, moments[3].version, "a step leaves recipe and points as they are");
        for (index, moment) in moments.iter().enumerate() {
            assert!(!moments[index + 1..].contains(moment), "{moments:?}");
        }
    }
}
