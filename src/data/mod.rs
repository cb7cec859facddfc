//! The points that a network learns from: generators by recipe and seed, tables from files, random streams.
//!
//! One file a dataset, one row of [`Data`] each. Nothing here knows of networks or screens; presets hold a [`Data`],
//! the trainer asks it for a [`Dataset`].

mod blobs;
pub mod csv;
pub mod stream;

use serde::{Deserialize, Serialize};

pub use blobs::Blobs;

use crate::error::Invalid;

/// The largest number of points that a split may have.
pub const MOST_POINTS: usize = 100_000;

/// A recipe for points: which generator, with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Data {
    /// Gaussian blobs, labelled by cluster.
    Blobs(Blobs),
}

/// Points of the plane with their labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    /// Coordinates (x, y) of each point.
    pub inputs: Vec<[f32; 2]>,
    /// Label of each point: 0 or 1. As long as `inputs`.
    pub labels: Vec<f32>,
}

/// The train and the test split of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Points that the network learns from.
    pub train: Points,
    /// Points that only judge it.
    pub test: Points,
}

impl Points {
    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Adds one point.
    pub fn push(&mut self, input: [f32; 2], label: f32) {
        self.inputs.push(input);
        self.labels.push(label);
    }
}

impl Data {
    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match self {
            Self::Blobs(blobs) => blobs.check(),
        }
    }

    /// Makes the points. The same settings and seed give the same bits; the train points do not depend on how many
    /// test points there are, nor the other way round.
    #[must_use]
    pub fn generate(&self, seed: u64) -> Dataset {
        match self {
            Self::Blobs(blobs) => blobs.generate(seed),
        }
    }

    /// How many train points there are to be.
    #[must_use]
    pub fn train_count(&self) -> usize {
        match self {
            Self::Blobs(blobs) => blobs.train,
        }
    }

    /// Sets the number of train points.
    pub fn set_train_count(&mut self, count: usize) {
        match self {
            Self::Blobs(blobs) => blobs.train = count,
        }
    }

    /// Sets the number of test points.
    pub fn set_test_count(&mut self, count: usize) {
        match self {
            Self::Blobs(blobs) => blobs.test = count,
        }
    }
}

/// Checks the number of points of a split.
fn check_count(field: &str, count: usize) -> Result<(), Invalid> {
    if (1..=MOST_POINTS).contains(&count) {
        Ok(())
    } else {
        Err(Invalid::new(field, format!("is {count}"), format!("a whole number from 1 to {MOST_POINTS}")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn recipes() -> impl Strategy<Value = Data> {
        let centers = prop::collection::vec(((-1e3..=1e3, -1e3..=1e3), 0_u8..=1), 1..=64);
        (centers, 0.0..=1e3, 1_usize..200, 1_usize..200).prop_map(|(centers, std, train, test)| {
            let (centers, labels) = centers.into_iter().unzip();
            Data::Blobs(Blobs { centers, labels, std, train, test })
        })
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_gives_as_many_finite_points_as_asked_for(data in recipes(), seed: u64) {
            prop_assert_eq!(data.check(), Ok(()));
            let Data::Blobs(blobs) = &data;
            let dataset = data.generate(seed);
            for (points, count) in [(&dataset.train, blobs.train), (&dataset.test, blobs.test)] {
                prop_assert_eq!((points.len(), points.inputs.len(), points.labels.len()), (count, count, count));
                prop_assert!(points.inputs.as_flattened().iter().all(|coordinate| coordinate.is_finite()));
                prop_assert!(points.labels.iter().all(|label| [0.0, 1.0].contains(label)));
            }
        }

        #[test]
        fn recipe_and_seed_decide_every_bit_and_neither_split_the_other(data in recipes(), seed: u64, count in 1_usize..200) {
            let bits = |points: &Points| -> Vec<u32> {
                points.inputs.as_flattened().iter().chain(&points.labels).map(|number| number.to_bits()).collect()
            };
            let dataset = data.generate(seed);
            let again = data.clone().generate(seed);
            prop_assert_eq!(bits(&again.train), bits(&dataset.train));
            prop_assert_eq!(bits(&again.test), bits(&dataset.test));

            let (mut other_train, mut other_test) = (data.clone(), data.clone());
            other_train.set_train_count(count);
            other_test.set_test_count(count);
            prop_assert_eq!(other_train.train_count(), count);
            prop_assert_eq!(bits(&other_train.generate(seed).test), bits(&dataset.test));
            prop_assert_eq!(bits(&other_test.generate(seed).train), bits(&dataset.train));
        }
    }

    #[test]
    fn a_split_has_1_to_100_000_points() {
        for (count, allowed) in [(0, false), (1, true), (MOST_POINTS, true), (MOST_POINTS + 1, false)] {
            assert_eq!(check_count("train", count).is_ok(), allowed, "{count}");
        }
    }
}
