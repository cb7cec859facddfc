//! The points that a network learns from: generators by recipe and seed, tables from files, random streams.
//!
//! One file a dataset, one row of [`Data`] each. Nothing here knows of networks or screens; presets hold a [`Data`],
//! the trainer asks it for a [`Dataset`].

mod blobs;
mod circle;
pub mod csv;
mod drawn;
mod exclusive_or;
mod features;
mod gauss;
mod gauss_regression;
mod generator;
mod moons;
mod plane;
mod random_labels;
mod rings;
mod spiral;
#[cfg(test)]
mod statistics;
pub mod stream;
#[cfg(test)]
mod tests;

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

pub use blobs::Blobs;
pub use circle::Circle;
pub use drawn::{Drawn, DrawnPoint, MOST_DRAWN, PointChange, Split};
pub use exclusive_or::ExclusiveOr;
pub use features::{Input, MOST_INPUTS, features};
pub use gauss::Gauss;
pub use gauss_regression::GaussRegression;
pub use moons::Moons;
pub use plane::Plane;
pub use random_labels::RandomLabels;
pub use rings::Rings;
pub use spiral::Spiral;

use crate::error::Invalid;
use generator::Generator;
use stream::{Purpose, stream};

/// The largest number of points that a split may have.
pub const MOST_POINTS: usize = 100_000;
/// Coordinates of a point.
pub const COORDINATES: usize = 2;
/// The largest number of classes.
pub const MOST_CLASSES: usize = 8;

/// Writes [`Data`] and what differs only by the row: every row is a type that is a [`Generator`] and has the fields
/// `train` and `test`.
macro_rules! datasets {
    ($($(#[$words:meta])* $name:ident,)*) => {
        /// A recipe for points: which generator, with its settings.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Data {
            $($(#[$words])* $name($name),)*
        }

        impl Data {
            fn generator(&self) -> &dyn Generator {
                match self {
                    $(Self::$name(settings) => settings,)*
                }
            }

            /// The numbers of train and of test points.
            fn counts(&self) -> (usize, usize) {
                match self {
                    $(Self::$name(settings) => (settings.train, settings.test),)*
                }
            }

            /// The numbers of train and of test points, to be set.
            fn counts_mut(&mut self) -> (&mut usize, &mut usize) {
                match self {
                    $(Self::$name(settings) => (&mut settings.train, &mut settings.test),)*
                }
            }
        }
    };
}

datasets! {
    /// Gaussian blobs, labelled by cluster.
    Blobs,
    /// A disc in a ring.
    Circle,
    /// Four quadrants, alike across the middle.
    ExclusiveOr,
    /// Two normal clouds.
    Gauss,
    /// Two arms wound round each other.
    Spiral,
    /// A value that rises evenly along the diagonal.
    Plane,
    /// A value of three hills and three hollows.
    GaussRegression,
    /// Two half circles that reach into each other.
    Moons,
    /// A circle in a circle.
    Rings,
    /// Points whose labels nothing explains.
    RandomLabels,
}

/// The setting of a [`Data`] that says how noisy it is, if it has one: to be read or to be set, as `self` is borrowed.
macro_rules! noise_of {
    ($data:expr) => {
        match $data {
            Self::Blobs(Blobs { std: noise, .. })
            | Self::Circle(Circle { noise, .. })
            | Self::ExclusiveOr(ExclusiveOr { noise, .. })
            | Self::Gauss(Gauss { noise, .. })
            | Self::Spiral(Spiral { noise, .. })
            | Self::Plane(Plane { noise, .. })
            | Self::GaussRegression(GaussRegression { noise, .. })
            | Self::Moons(Moons { noise, .. })
            | Self::Rings(Rings { noise, .. }) => Some(noise),
            Self::RandomLabels(_) => None,
        }
    };
}

/// What the labels of a dataset are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Numbers of classes: 0 up to, but not including, this. At least two, at most [`MOST_CLASSES`].
    Classes(usize),
    /// Values, for regression.
    Value,
}

impl Target {
    /// Whether this is a label: the number of a class, or any finite value.
    #[must_use]
    pub fn has(self, label: f32) -> bool {
        match self {
            Self::Classes(count) => (0..count).any(|class| label == class as f32),
            Self::Value => label.is_finite(),
        }
    }

    /// The labels in words, as in "0 or 1".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Classes(2) => "0 or 1".into(),
            Self::Classes(count) => format!("a whole number from 0 to {}", count - 1),
            Self::Value => "a finite number".into(),
        }
    }
}

/// Points of the plane with their labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    /// Coordinates (x, y) of each point.
    pub inputs: Vec<[f32; COORDINATES]>,
    /// Label of each point: the number of its class, or its value (see [`Target`]). As long as `inputs`.
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
        self.generator().check()?;
        let (train, test) = self.counts();
        check_count("train", train)?;
        check_count("test", test)
    }

    /// What the labels are. Only settings that [`Self::check`] accepts have an answer that means something.
    #[must_use]
    pub fn target(&self) -> Target {
        self.generator().target()
    }

    /// Makes the points. The same settings and seed give the same bits; the train points do not depend on how many
    /// test points there are, nor the other way round.
    #[must_use]
    pub fn generate(&self, seed: u64) -> Dataset {
        let (train, test) = self.counts();
        Dataset {
            train: self.draw(train, stream(seed, Purpose::TrainPoints, 0)),
            test: self.draw(test, stream(seed, Purpose::TestPoints, 0)),
        }
    }

    /// The points of one split, mixed: generators may draw them class by class.
    fn draw(&self, count: usize, mut random: ChaCha8Rng) -> Points {
        let mut samples = self.generator().draw(count, &mut random);
        samples.shuffle(&mut random);
        let mut points = Points::default();
        for ([x, y], label) in samples {
            points.push([x as f32, y as f32], label as f32);
        }
        points
    }

    /// How many train points there are to be.
    #[must_use]
    pub fn train_count(&self) -> usize {
        self.counts().0
    }

    /// How many test points there are to be.
    #[must_use]
    pub fn test_count(&self) -> usize {
        self.counts().1
    }

    /// How noisy the points or labels are, in the set's own unit, for sets that have such a setting: percent for those
    /// of TensorFlow Playground, a standard deviation for moons, rings and blobs.
    #[must_use]
    pub fn noise(&self) -> Option<f64> {
        noise_of!(self).copied()
    }

    /// Sets the noise; false for sets that have none. [`Self::check`] says whether it is allowed.
    pub fn set_noise(&mut self, noise: f64) -> bool {
        noise_of!(self).map(|own| *own = noise).is_some()
    }

    /// Sets the number of train points.
    pub fn set_train_count(&mut self, count: usize) {
        *self.counts_mut().0 = count;
    }

    /// Sets the number of test points.
    pub fn set_test_count(&mut self, count: usize) {
        *self.counts_mut().1 = count;
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
