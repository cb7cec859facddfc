//! Training the runs of a slice of the plan: networks of one shape side by side, others one after another.
//!
//! One function, [`train`], with the runs of a plan in and their outcomes out. An outcome does not depend on the runs
//! beside it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::plan::{Plan, Planned};
use super::scores::Scores;
use super::target::Measure;
use super::train::{End, Outcome, evaluate, scores_of, train_on};
use crate::error::Error;
use crate::network::LANES;
use crate::train::{Many, Trainer};

/// Trains runs of a plan, and calls `finished` with each when it is done, and with the time that it took. Runs that
/// `is_stopped` interrupts, asked after every epoch, have no outcome, nor have those after them. Runs of networks of one
/// shape are trained side by side; they end in another order.
///
/// # Errors
/// [`Error::Input`] if a run's settings don't fit together; whatever `finished` refuses.
pub fn train(
    plan: &Plan,
    runs: &[u64],
    is_stopped: &dyn Fn() -> bool,
    finished: &mut dyn FnMut(u64, Outcome, Duration) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut missing: VecDeque<u64> = runs.iter().copied().collect();
    let mut slice = Slice { plan, is_stopped, finished };
    while let Some(number) = missing.pop_front().filter(|_| !is_stopped()) {
        let start = Instant::now();
        let Planned { name, preset, .. } = plan.at(number)?;
        let trainer = Trainer::new(name, preset);
        let many = if missing.len() + 1 < Many::FEWEST { None } else { Many::like(&trainer) };
        let run = Run { number, time: start.elapsed() };
        match many {
            Some(many) => SideBySide::new(&mut slice, many).train((run, trainer), &mut missing)?,
            None => slice.train_alone(run, trainer, None)?,
        }
    }
    Ok(())
}

/// A run under way, beside its trainer.
#[derive(Clone, Copy)]
struct Run {
    number: u64,
    /// The time that it has taken.
    time: Duration,
}

/// The best epoch of a run so far, and its scores.
type Best = Option<(u64, Scores)>;

struct Slice<'a> {
    plan: &'a Plan,
    is_stopped: &'a dyn Fn() -> bool,
    finished: &'a mut dyn FnMut(u64, Outcome, Duration) -> Result<(), Error>,
}

impl Slice<'_> {
    /// Trains a run from where it is to its end, with the scores of the best epoch so far.
    fn train_alone(&mut self, run: Run, mut trainer: Trainer, best: Best) -> Result<(), Error> {
        let start = Instant::now();
        let outcome = train_on(&mut trainer, best, self.plan.rules(), self.is_stopped, &mut |_, _, _| Ok(()))?;
        outcome.map_or(Ok(()), |outcome| (self.finished)(run.number, outcome, run.time + start.elapsed()))
    }
}

/// Runs in lanes. What is known of each lane is an array, since every epoch goes through all of them.
struct SideBySide<'a, 'b> {
    slice: &'a mut Slice<'b>,
    many: Many,
    runs: [Option<Run>; LANES],
    /// The epoch at which each run ends.
    ends: [u64; LANES],
    /// The smallest finite loss of each run so far, and its epoch; no loss is below that of a free lane.
    best: ([f32; LANES], [u64; LANES]),
    /// When the time of the runs was counted last.
    counted: Instant,
}

impl<'a, 'b> SideBySide<'a, 'b> {
    fn new(slice: &'a mut Slice<'b>, many: Many) -> Self {
        let best = ([f32::NEG_INFINITY; LANES], [0; LANES]);
        Self { slice, many, runs: Default::default(), ends: [u64::MAX; LANES], best, counted: Instant::now() }
    }

    /// Trains this run, and those of the missing ones that fit beside it. The others stay.
    fn train(mut self, (run, trainer): (Run, Trainer), missing: &mut VecDeque<u64>) -> Result<(), Error> {
        let mut others = VecDeque::new();
        self.put(0, run, trainer);
        loop {
            self.fill(missing, &mut others)?;
            if self.many.taken().count() < Many::FEWEST {
                break;
            }
            self.train_until_one_leaves()?;
            if (self.slice.is_stopped)() {
                return Ok(());
            }
        }
        for lane in 0..LANES {
            self.train_alone(lane)?;
        }
        others.append(missing);
        *missing = others;
        Ok(())
    }

    fn put(&mut self, lane: usize, run: Run, trainer: Trainer) {
        self.ends[lane] = trainer.preset().epochs;
        (self.best.0[lane], self.best.1[lane]) = (f32::INFINITY, 0);
        self.many.put(lane, trainer);
        self.runs[lane] = Some(run);
    }

    /// Takes a run out of its lane, with the scores of its best epoch; none without a run.
    fn take(&mut self, lane: usize) -> Option<(Run, Trainer, Best)> {
        let (loss, epoch) = (self.best.0[lane], self.best.1[lane]);
        (self.best.0[lane], self.ends[lane]) = (f32::NEG_INFINITY, u64::MAX);
        let (run, mut trainer) = (self.runs[lane].take()?, self.many.take(lane)?);
        let best = loss.is_finite().then(|| {
            let record = trainer.evaluate_other(&self.many.kept(lane));
            (epoch, scores_of(&trainer, &record))
        });
        Some((run, trainer, best))
    }

    /// Fills free lanes with missing runs; what does not fit goes to the others.
    fn fill(&mut self, missing: &mut VecDeque<u64>, others: &mut VecDeque<u64>) -> Result<(), Error> {
        while let Some(lane) = self.many.free()
            && let Some(number) = missing.pop_front()
        {
            let start = Instant::now();
            let Planned { name, preset, .. } = self.slice.plan.at(number)?;
            let trainer = self.many.may_fit(&preset).then(|| Trainer::new(name, preset));
            match trainer.filter(|trainer| self.many.fits(trainer)) {
                Some(trainer) => self.put(lane, Run { number, time: start.elapsed() }, trainer),
                None => others.push_back(number),
            }
        }
        Ok(())
    }

    /// Trains all runs until some end, leave to go on alone, or all are stopped.
    fn train_until_one_leaves(&mut self) -> Result<(), Error> {
        self.counted = Instant::now();
        loop {
            let target_met = self.evaluate();
            let is_over: [bool; LANES] =
                std::array::from_fn(|lane| target_met[lane] || self.ends[lane] <= self.many.epochs()[lane]);
            if is_over.contains(&true) {
                self.count_time();
                return lanes(is_over).try_for_each(|lane| self.end(lane, target_met[lane]));
            }
            if (self.slice.is_stopped)() {
                return Ok(());
            }
            let is_lost = self.many.advance();
            if is_lost.contains(&true) {
                self.count_time();
                return lanes(is_lost).try_for_each(|lane| self.train_alone(lane));
            }
        }
    }

    /// Evaluates the runs of which it is time. Returns which of them meet the target.
    fn evaluate(&mut self) -> [bool; LANES] {
        let rules = *self.slice.plan.rules();
        let epochs = *self.many.epochs();
        let is_due: [bool; LANES] = std::array::from_fn(|lane| {
            rules.every == 1 || epochs[lane].is_multiple_of(rules.every) || epochs[lane] >= self.ends[lane]
        });
        if !is_due.contains(&true) {
            return is_due;
        }
        let (best, best_epochs) = (&mut self.best.0, &mut self.best.1);
        let losses = self.many.losses();
        let is_better: [bool; LANES] = std::array::from_fn(|lane| is_due[lane] && losses[lane] < best[lane]);
        if is_better.contains(&true) {
            self.many.keep(&is_better);
            for lane in lanes(is_better) {
                (best[lane], best_epochs[lane]) = (losses[lane], epochs[lane]);
            }
        }
        let Some(target) = rules.until else { return [false; LANES] };
        let losses = match target.measure {
            Measure::TestLoss => self.many.test_losses(),
            Measure::TrainLoss => Some(self.many.train_losses()),
            _ => {
                let is_met = |trainer: &mut Trainer| target.is_met(&evaluate(trainer));
                return std::array::from_fn(|lane| is_due[lane] && self.many.look(lane, is_met).unwrap_or(false));
            }
        };
        let is_met = |loss: f32| loss.is_finite() && target.holds(loss.into());
        let is_met = losses.map_or([false; LANES], |losses| losses.map(is_met));
        std::array::from_fn(|lane| is_due[lane] && self.runs[lane].is_some() && is_met[lane])
    }

    /// Ends a run where it is.
    fn end(&mut self, lane: usize, has_met_target: bool) -> Result<(), Error> {
        let start = Instant::now();
        let Some((run, mut trainer, best)) = self.take(lane) else { return Ok(()) };
        let (newest, hash) = (trainer.position(), trainer.snapshot().hash());
        let end = if has_met_target { End::MetTarget } else { End::Finished };
        let target_epoch = has_met_target.then_some(newest.epoch);
        let outcome = Outcome { end, newest, last: evaluate(&mut trainer), best, target_epoch, hash };
        (self.slice.finished)(run.number, outcome, run.time + start.elapsed())
    }

    /// Takes a run out of its lane, if there is one, and trains it alone.
    fn train_alone(&mut self, lane: usize) -> Result<(), Error> {
        self.take(lane).map_or(Ok(()), |(run, trainer, best)| self.slice.train_alone(run, trainer, best))
    }

    /// Shares the time since it was counted last among the runs.
    fn count_time(&mut self) {
        let share = self.counted.elapsed() / self.runs.iter().flatten().count().max(1) as u32;
        self.runs.iter_mut().flatten().for_each(|run| run.time += share);
    }
}

/// The lanes of which something is true.
fn lanes(is_true: [bool; LANES]) -> impl Iterator<Item = usize> {
    (0..LANES).filter(move |lane| is_true[*lane])
}
