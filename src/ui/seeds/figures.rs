//! What the runs of many seeds come to: their order, how many meet the target, and the histogram of its measure.

use std::cmp::Ordering;

use crate::sweep::seeds::{Ended, SeedRun, Summary};
use crate::sweep::{Measure, Target};
use crate::ui::distribution::Histogram;

/// Figures of runs for a target.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The runs by their places in the summary, the worst first.
    pub order: Vec<u32>,
    /// How many meet the target.
    pub successes: u64,
    pub histogram: Histogram,
}

impl Figures {
    /// The figures of a summary, with a histogram in about so many bins; `points` is the number of points that an accuracy
    /// is of.
    pub fn new(summary: &Summary, target: Target, points: usize, bins: usize) -> Self {
        let runs: Vec<&SeedRun> = summary.runs.iter().collect();
        let mut order: Vec<u32> = (0..runs.len() as u32).collect();
        order.sort_unstable_by(|one, other| compare(runs[*one as usize], runs[*other as usize], target.measure));
        let measured: Vec<f64> = runs.iter().filter_map(|run| measured(run, target.measure)).collect();
        let successes = measured.iter().filter(|value| target.holds(**value)).count() as u64;
        Self { successes, order, histogram: Histogram::new(&measured, target, points, bins) }
    }

    /// The run at a rank, the worst being 0.
    pub fn at<'a>(&self, summary: &'a Summary, rank: usize) -> Option<&'a SeedRun> {
        summary.runs.get(*self.order.get(rank)? as usize)
    }

    /// The rank of a seed.
    pub fn rank_of(&self, summary: &Summary, seed: u64) -> Option<usize> {
        self.order.iter().position(|place| summary.runs.get(*place as usize).is_some_and(|run| run.seed == seed))
    }
}

/// The measure of a run; none of one that diverged, which meets no target.
pub fn measured(run: &SeedRun, measure: Measure) -> Option<f64> {
    if run.ended == Ended::Diverged { None } else { measure.of(&run.scores) }
}

/// From the worst to the best: by the measure, then by the test loss, then by the seed.
fn compare(one: &SeedRun, other: &SeedRun, measure: Measure) -> Ordering {
    let value = |run: &SeedRun| {
        let value = measured(run, measure).map(|value| if measure.falls() { -value } else { value });
        value.unwrap_or(f64::NEG_INFINITY)
    };
    let loss = |run: &SeedRun| {
        if run.scores.loss().is_nan() { f32::INFINITY } else { run.scores.loss() }
    };
    let by_value = value(one).total_cmp(&value(other));
    by_value.then_with(|| loss(other).total_cmp(&loss(one))).then_with(|| other.seed.cmp(&one.seed))
}
