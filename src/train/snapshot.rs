//! The state of a run at a position.

use super::{EarlyStoppingState, Position};
use crate::optimizer::State;

/// The whole state of training: with the run's recipe and points, it determines every later bit.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Completed epochs.
    pub epoch: u64,
    /// Batches of the next epoch that are done; 0 except in the middle of an epoch.
    pub batch: u64,
    /// The flat parameters, in the order of the network's layout.
    pub parameters: Vec<f32>,
    /// State of the optimizer.
    pub optimizer: State,
    /// State of early stopping; none while it is off, or before it has seen an epoch.
    pub best: Option<EarlyStoppingState>,
}

impl Snapshot {
    /// The position at which it was taken.
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch, batch: self.batch }
    }

    /// Size of its numbers in bytes.
    pub fn bytes(&self) -> usize {
        let state = |state: &State| state.slots.iter().map(|slot| slot.values.len()).sum::<usize>();
        let best = self.best.as_ref().map_or(0, |best| best.parameters.len() + state(&best.optimizer));
        size_of::<f32>() * (self.parameters.len() + state(&self.optimizer) + best)
    }

    /// A hash of every bit, against other arithmetic, not against forgery: FNV-1a (Fowler, Noll and Vo) over words of
    /// 64 bits, with the upper half of every product folded into the lower, since FNV's bits only move up.
    pub fn hash(&self) -> u64 {
        let mut hash = Hash(0xcbf2_9ce4_8422_2325);
        hash.word(self.epoch);
        hash.word(self.batch);
        hash.numbers(&self.parameters);
        hash.state(&self.optimizer);
        if let Some(best) = &self.best {
            hash.word(best.epoch);
            hash.word(best.loss.to_bits().into());
            hash.numbers(&best.parameters);
            hash.state(&best.optimizer);
        }
        hash.0
    }
}

/// A hash of the state at the end of an epoch, before edits made there. It reveals a build that computes other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Completed epochs.
    pub epoch: u64,
    /// [`Snapshot::hash`] of the state.
    pub hash: u64,
}

struct Hash(u64);

impl Hash {
    fn word(&mut self, word: u64) {
        let product = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        self.0 = product ^ (product >> 32);
    }

    fn numbers(&mut self, numbers: &[f32]) {
        self.word(numbers.len() as u64);
        for number in numbers {
            self.word(number.to_bits().into());
        }
    }

    fn state(&mut self, state: &State) {
        self.word(state.step);
        for slot in &state.slots {
            self.numbers(&slot.values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Slot;

    fn snapshot() -> Snapshot {
        let optimizer = State { step: 3, slots: vec![Slot { name: "exp_avg", values: vec![0.5, -0.25] }] };
        Snapshot { epoch: 3, batch: 0, parameters: vec![1.0, 0.0], optimizer, best: None }
    }

    #[test]
    fn every_flipped_bit_changes_the_hash() {
        let hash = snapshot().hash();
        assert_eq!(hash, snapshot().hash());
        for bit in 0..32 {
            let flip = |number: &mut f32| *number = f32::from_bits(number.to_bits() ^ (1 << bit));
            for place in 0..2 {
                let mut other = snapshot();
                flip(&mut other.parameters[place]);
                assert_ne!(other.hash(), hash);
                let mut other = snapshot();
                flip(&mut other.optimizer.slots[0].values[place]);
                assert_ne!(other.hash(), hash);
            }
        }
        for other in [
            Snapshot { epoch: 4, ..snapshot() },
            Snapshot { batch: 1, ..snapshot() },
            Snapshot { optimizer: State { step: 4, ..snapshot().optimizer }, ..snapshot() },
        ] {
            assert_ne!(other.hash(), hash);
        }
    }

    #[test]
    fn a_number_has_four_bytes() {
        assert_eq!(snapshot().bytes(), 16);
    }
}
