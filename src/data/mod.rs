//! Datasets: generators by recipe and seed, tables from files, input features.
//!
//! One file a dataset, one row of [`Data`] each. Nothing here knows of networks or screens, or opens files; presets hold
//! a [`Data`], the trainer asks it for a [`Dataset`].

mod blobs;
mod circle;
mod columns;
pub mod csv;
mod csv_file;
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
mod scale;
mod separation;
mod slice;
mod spiral;
mod survey;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

pub use blobs::Blobs;
pub use circle::Circle;
pub use csv_file::{Csv, TRAIN_FRACTIONS, Understood};
pub use drawn::{Drawn, DrawnPoint, MAX_DRAWN, PointChange, Split};
pub use exclusive_or::ExclusiveOr;
pub use features::{Input, MAX_INPUTS, features, features_at};
pub use gauss::Gauss;
pub use gauss_regression::GaussRegression;
pub use moons::Moons;
pub use plane::Plane;
pub use random_labels::RandomLabels;
pub use rings::Rings;
pub use scale::{Moments, Scale};
pub use slice::Slice;
pub use spiral::Spiral;
pub use survey::{Survey, Variable, restored};
pub use table::{Coding, Labels, Table};

use crate::error::Invalid;
use crate::random::{Purpose, stream};
use generator::Generator;

/// The largest number of points that a split may have.
pub const MAX_POINTS: usize = 100_000;
/// Coordinates of a point.
pub const COORDINATES: usize = 2;
/// The largest number of classes.
pub const MAX_CLASSES: usize = 32;
/// The largest number of columns of a table, x and y among them.
pub const MAX_COLUMNS: usize = 64;
/// The most numbers in the columns of a table: as many as 16 columns have of [`MAX_POINTS`] rows.
pub const MAX_NUMBERS: usize = 16 * MAX_POINTS;

/// Where points come from.
enum Origin<'a> {
    /// Generated train and test points, with the numbers of each.
    Generator(&'a dyn Generator, (usize, usize)),
    /// The rows of a file.
    File(&'a Csv),
}

/// Writes [`Data`] and what differs only by the row: every row is a type that is a [`Generator`] and has the fields
/// `train` and `test`, with the name of its field for noise, if it has one. The rows of a file stand apart.
macro_rules! datasets {
    ($($(#[$docs:meta])* $name:ident($($noise:ident)?),)*) => {
        /// A recipe for points: which generator, with its settings.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Data {
            $($(#[$docs])* $name($name),)*
            /// The rows of a CSV file.
            Csv(Csv),
        }

        impl Data {
            fn origin(&self) -> Origin<'_> {
                match self {
                    $(Self::$name(settings) => Origin::Generator(settings, (settings.train, settings.test)),)*
                    Self::Csv(csv) => Origin::File(csv),
                }
            }

            /// The numbers of train and test points to generate.
            fn counts_mut(&mut self) -> Option<(&mut usize, &mut usize)> {
                match self {
                    $(Self::$name(settings) => Some((&mut settings.train, &mut settings.test)),)*
                    Self::Csv(_) => None,
                }
            }

            /// How noisy the points or labels are, in the dataset's own unit, for datasets that have such a setting:
            /// percent for those of TensorFlow Playground, a standard deviation for moons, rings and blobs.
            pub fn noise(&self) -> Option<f64> {
                match self {
                    $($(Self::$name(settings) => Some(settings.$noise),)?)*
                    _ => None,
                }
            }

            /// Sets the noise; false for datasets without it. [`Self::check`] says whether it is allowed.
            pub fn set_noise(&mut self, noise: f64) -> bool {
                match self {
                    $($(Self::$name(settings) => settings.$noise = noise,)?)*
                    _ => return false,
                }
                true
            }
        }
    };
}

datasets! {
    /// Gaussian blobs, labelled by cluster.
    Blobs(std),
    /// A disc in a ring.
    Circle(noise),
    /// Four quadrants, alike across the middle.
    ExclusiveOr(noise),
    /// Two normal clouds.
    Gauss(noise),
    /// Two spiral arms.
    Spiral(noise),
    /// A value that rises evenly along the diagonal.
    Plane(noise),
    /// A value of three hills and three hollows.
    GaussRegression(noise),
    /// Two half circles that reach into each other.
    Moons(noise),
    /// A circle in a circle.
    Rings(noise),
    /// Points with random labels.
    RandomLabels(),
}

/// What the labels of a dataset are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Numbers of classes: 0 up to, but not including, this. At least two, at most [`MAX_CLASSES`].
    Classes(usize),
    /// Values, for regression.
    Value,
}

impl Target {
    /// Whether this is a label: the number of a class, or any finite value.
    pub fn has(self, label: f32) -> bool {
        match self {
            Self::Classes(count) => (0..count).any(|class| label == class as f32),
            Self::Value => label.is_finite(),
        }
    }
}

/// The allowed labels, as in "0 or 1".
impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Classes(2) => formatter.write_str("0 or 1"),
            Self::Classes(count) => write!(formatter, "a whole number from 0 to {}", count - 1),
            Self::Value => formatter.write_str("a finite number"),
        }
    }
}

/// Points of the plane with their labels, and with more numbers where they come from a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    /// Coordinates (x, y) of each point. Those of a table of a single column stand at their label as y, which no network
    /// sees.
    pub inputs: Vec<[f32; COORDINATES]>,
    /// The numbers of each point in the columns after x and y, `[n, columns - 2]` row by row; empty for points of the
    /// plane alone.
    pub others: Vec<f32>,
    /// Label of each point: the number of its class, or its value (see [`Target`]). As long as `inputs`.
    pub labels: Vec<f32>,
}

/// The train and the test split of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// Points to train on.
    pub train: Points,
    /// Points that early stopping evaluates, if some were held out of those to train on.
    pub validation: Points,
    /// Points to evaluate on only.
    pub test: Points,
    /// How the numbers of a table became those of the points; without columns for generated points.
    pub scale: Scale,
}

impl Points {
    /// How many points there are.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Takes away the last points, and returns them.
    ///
    /// # Panics
    /// If there are fewer.
    fn split_off(&mut self, count: usize) -> Self {
        let (left, others) = (self.len() - count, self.other_columns());
        Self {
            inputs: self.inputs.split_off(left),
            others: self.others.split_off(left * others),
            labels: self.labels.split_off(left),
        }
    }

    /// Adds one point, which stands at the mean of those before it in the columns after x and y.
    pub fn push(&mut self, input: [f32; COORDINATES], label: f32) {
        let others = self.other_means();
        self.inputs.push(input);
        self.others.extend(others);
        self.labels.push(label);
    }
}

impl Dataset {
    /// Holds the last train points out for validation; the order of generated points and of rows is random.
    ///
    /// # Panics
    /// If there are fewer train points.
    pub(crate) fn hold_out(&mut self, count: usize) {
        self.validation = self.train.split_off(count);
    }
}

impl Data {
    /// Whether the noise is in percent, as in TensorFlow Playground, and not a standard deviation.
    pub fn has_percent_of_noise(&self) -> bool {
        !matches!(self, Self::Blobs(_) | Self::Moons(_) | Self::Rings(_)) && self.noise().is_some()
    }

    /// Checks every setting. Whether the rows of a file have been read is up to [`Self::is_read`].
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match self.origin() {
            Origin::Generator(generator, (train, test)) => {
                generator.check()?;
                check_count("train", train, 1)?;
                check_count("test", test, 0)
            }
            Origin::File(csv) => csv.check(),
        }
    }

    /// What the labels are. Meaningful only for settings that [`Self::check`] accepts.
    pub fn target(&self) -> Target {
        match self.origin() {
            Origin::Generator(generator, _) => generator.target(),
            Origin::File(csv) => csv.labels().map_or(Target::Classes(2), Labels::target),
        }
    }

    /// Makes the points. The same settings and seed give the same bits on every machine; of generated points, the train
    /// points do not depend on how many test points there are, nor the other way round.
    pub fn generate(&self, seed: u64) -> Dataset {
        match self.origin() {
            Origin::Generator(generator, (train, test)) => Dataset {
                train: draw(generator, train, stream(seed, Purpose::TrainPoints, 0)),
                test: draw(generator, test, stream(seed, Purpose::TestPoints, 0)),
                ..Dataset::default()
            },
            Origin::File(csv) => csv.split(seed),
        }
    }

    fn counts(&self) -> (usize, usize) {
        match self.origin() {
            Origin::Generator(_, counts) => counts,
            Origin::File(csv) => csv.counts(),
        }
    }

    /// The number of train points.
    pub fn train_count(&self) -> usize {
        self.counts().0
    }

    /// The number of test points.
    pub fn test_count(&self) -> usize {
        self.counts().1
    }

    /// Sets the number of train points; false for the rows of a file, which have a train fraction.
    pub fn set_train_count(&mut self, count: usize) -> bool {
        self.counts_mut().map(|(train, _)| *train = count).is_some()
    }

    /// Sets the number of test points; false for the rows of a file.
    pub fn set_test_count(&mut self, count: usize) -> bool {
        self.counts_mut().map(|(_, test)| *test = count).is_some()
    }

    /// Train fraction in percent, if [`Self::set_train_fraction`] with it changes nothing.
    pub fn train_fraction(&self) -> Option<u64> {
        let (train, test) = match self.origin() {
            Origin::Generator(_, counts) => counts,
            Origin::File(csv) => return (!csv.has_own_test_points()).then_some(csv.train_fraction),
        };
        let total = train.saturating_add(test);
        let percent = (100 * train as u64 + total as u64 / 2).checked_div(total as u64)?;
        let is_exact = (TRAIN_FRACTIONS.0..=TRAIN_FRACTIONS.1).contains(&percent)
            && csv_file::train_count(total, percent) == train;
        is_exact.then_some(percent)
    }

    /// Sets the train fraction in percent, and keeps the number of all points.
    ///
    /// # Errors
    /// Says what is allowed if it is not from 1 to 100, or if test points come from a file of their own.
    pub fn set_train_fraction(&mut self, percent: u64) -> Result<(), Invalid> {
        csv_file::check_train_fraction(percent)?;
        if let Self::Csv(csv) = self {
            if csv.has_own_test_points() {
                return Err(Invalid::new("share", "does not go with test_file", "none: the table is all train points"));
            }
            csv.train_fraction = percent;
        } else if let Some((train, test)) = self.counts_mut() {
            let total = train.saturating_add(*test);
            *train = csv_file::train_count(total, percent);
            *test = total.saturating_sub(*train);
        }
        Ok(())
    }
}

/// The points of one split, shuffled: generators may draw them class by class.
fn draw(generator: &dyn Generator, count: usize, mut random: ChaCha8Rng) -> Points {
    let mut samples: Vec<_> = (0..count).map(|index| generator.sample(index, count, &mut random)).collect();
    samples.shuffle(&mut random);
    let mut points = Points::default();
    for ([x, y], label) in samples {
        points.push([x as f32, y as f32], label as f32);
    }
    points
}

fn check_count(field: &str, count: usize, least: usize) -> Result<(), Invalid> {
    if (least..=MAX_POINTS).contains(&count) {
        Ok(())
    } else {
        Err(Invalid::new(field, format!("is {count}"), format!("a whole number from {least} to {MAX_POINTS}")))
    }
}
