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
