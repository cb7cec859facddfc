//! Streams of random numbers, one for each purpose, so that changing one never shifts another.
//!
//! All come from `ChaCha8`, a counter-based generator: the seed is the key, purpose and index choose the stream, and
//! the same three give the same numbers on every platform. Whoever needs chance takes it from here.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// What random numbers are for. The numbers are part of every run's recipe: never change one, only add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Train points of a dataset.
    TrainPoints = 1,
    /// Test points of a dataset.
    TestPoints = 2,
    /// Initial weights and biases; the index is the layer's.
    InitialWeights = 3,
    /// Order of the train points in the minibatches of an epoch; the index is the epoch's.
    BatchOrder = 4,
    /// Order of a table's rows before they are split into train and test points.
    TableRows = 5,
    /// Dropout masks; the index is made of epoch, batch and hidden layer.
    Dropout = 6,
    /// Random values of settings in the plan of a sweep.
    SweepDraws = 7,
    /// Samples of results that are drawn again, for intervals.
    Bootstrap = 8,
}

/// The stream of random numbers of a seed for a purpose. `index` distinguishes the members of a purpose that has
/// several, such as epochs; it must be below 2^56.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(purpose as u64 | index << 8);
    generator
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_differ_by_seed_purpose_and_index_and_repeat() {
        let first = |seed, purpose, index| stream(seed, purpose, index).next_u64();
        let start = first(7, Purpose::TrainPoints, 0);
        assert_eq!(start, first(7, Purpose::TrainPoints, 0));
        assert_ne!(start, first(8, Purpose::TrainPoints, 0));
        assert_ne!(start, first(7, Purpose::TestPoints, 0));
        assert_ne!(start, first(7, Purpose::TrainPoints, 1));
    }

    #[test]
    fn the_zero_key_gives_the_published_chacha8_numbers() {
        // ChaCha8, 256-bit key of zeros, IV of zeros: first block of the estreamv verified test vectors
        // (draft-strombergson-chacha-test-vectors-01, TC1, 8 rounds): 3e00ef2f895f40d6...
        let mut generator = ChaCha8Rng::from_seed([0; 32]);
        assert_eq!(generator.next_u64().to_le_bytes(), [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]);
    }
}
