//! A table of results in memory, to be looked through: columns of numbers, the settings that vary, medians by cell.
//!
//! [`Loaded::read`] reads a file once, whatever its order. What a person sees of it follows: [`Levels`] of a setting, a
//! [`Grid`] of two, rows of a [`Place`] in it, in an order. The dashboard asks for these; nothing here is drawn.

mod fields;
mod grid;
mod levels;
mod read;
#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};

pub use fields::Field;
pub use grid::{Figures, Grid};
pub use levels::{Levels, Place};

use super::target::{Measure, Target};
use crate::preset::settings::Setting;

/// The most rows that are kept; of a larger table, those after it are counted only.
///
/// A row takes 25 bytes, 4 more for each setting that varies, and 8 for each seed that does and each measure: about 80 MB for
/// the most. Besides, each different value of a setting is kept once.
pub const MAX_ROWS: usize = 1_000_000;

/// A table of results in memory. Rows are in the order of the plan.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    path: PathBuf,
    /// Rows of the file, and of the plan.
    total: u64,
    planned: u64,
    until: Option<Target>,
    /// Train and test points, if every run has as many.
    points: [Option<usize>; 2],
    settings: Vec<Varied>,
    /// The seeds that vary.
    seeds: Vec<Seeds>,
    /// The number of each run, from 1, and the byte where its row begins.
    runs: Vec<u64>,
    starts: Vec<u64>,
    states: Vec<State>,
    epochs: Vec<u64>,
    /// Values of the last weights; not a number where a run diverged or has none.
    measures: Vec<(Measure, Vec<f64>)>,
}

/// A setting that varies.
#[derive(Clone, Debug)]
pub struct Varied {
    /// Which it is.
    pub setting: &'static Setting,
    /// Its values in order: numbers as numbers, texts by their first runs. Empty where a run has none.
    pub values: Vec<String>,
    /// The value of each row, by its place among them.
    of: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Seeds {
    setting: &'static Setting,
    of: Vec<u64>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Finished,
    StoppedEarly,
    MetTarget,
    Diverged,
}

impl State {
    const ALL: [Self; 4] = [Self::Finished, Self::StoppedEarly, Self::MetTarget, Self::Diverged];

    /// Its name in tables.
    fn name(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::StoppedEarly => "stopped-early",
            Self::MetTarget => "met-target",
            Self::Diverged => "diverged",
        }
    }
}

impl Loaded {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Rows of the file that were too many to be kept.
    pub fn left_out(&self) -> u64 {
        self.total - self.len() as u64
    }

    /// Runs of the plan; 0 if that is not known.
    pub fn planned(&self) -> u64 {
        self.planned
    }

    /// The target at which the runs stopped, if they had one.
    pub fn until(&self) -> Option<Target> {
        self.until
    }

    /// The settings that vary, seeds aside.
    pub fn settings(&self) -> &[Varied] {
        &self.settings
    }

    /// How many different seeds there are of each kind that varies.
    pub fn seeds(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.seeds.iter().map(|seeds| {
            let different: std::collections::HashSet<_> = seeds.of.iter().collect();
            (seeds.setting.name, different.len())
        })
    }

    /// The measures that the runs have.
    pub fn measures(&self) -> impl Iterator<Item = Measure> + '_ {
        self.measures.iter().map(|(measure, _)| *measure)
    }

    /// Number of points that a measure is of, if it is known and the same in every run.
    pub fn points(&self, measure: Measure) -> Option<usize> {
        let is_train = matches!(measure, Measure::TrainLoss | Measure::TrainAccuracy | Measure::TrainR2);
        self.points[usize::from(!is_train)]
    }

    /// The number of the run of a row, from 1.
    pub fn run(&self, row: u32) -> u64 {
        self.runs[row as usize]
    }

    /// The byte where a row begins in the file.
    pub fn start(&self, row: u32) -> u64 {
        self.starts[row as usize]
    }

    /// The row of a run, by its number from 1.
    pub fn row_of(&self, run: u64) -> Option<u32> {
        self.runs.binary_search(&run).ok().map(|row| row as u32)
    }

    /// Completed epochs of a row's run.
    pub fn epochs(&self, row: u32) -> u64 {
        self.epochs[row as usize]
    }

    /// Whether the run of a row diverged.
    pub fn has_diverged(&self, row: u32) -> bool {
        self.states[row as usize] == State::Diverged
    }

    /// A measure of the run of a row; none if it diverged or has no such number.
    pub fn value(&self, row: u32, measure: Measure) -> Option<f64> {
        self.column(measure)?.get(row as usize).copied().filter(|value| !value.is_nan())
    }

    fn column(&self, measure: Measure) -> Option<&[f64]> {
        self.measures.iter().find(|(known, _)| *known == measure).map(|(_, values)| values.as_slice())
    }
}
