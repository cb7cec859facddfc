//! Running a sweep: slices of the plan on threads, rows into the table.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::many::train;
use super::plan::Plan;
use super::results::{Results, Runs};
use super::row::Row;
use super::shard::Shard;
use super::train::Outcome;
use crate::error::Error;
use crate::network::LANES;

/// The most consecutive runs that a thread takes at a time.
const MAX_SLICE: u64 = 64;
/// How many slices there are for each thread, at least, so that all of them end at about the same time.
const SLICES: u64 = 4;
/// Outcomes that wait to be written.
const MAX_WAITING: usize = 256;

/// A run that is done.
#[derive(Debug)]
pub struct Finished {
    /// Its row.
    pub row: Row,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, on one thread.
    pub time: Duration,
}

/// Runs what is missing in the table of a plan, or of its part in a shard, on so many threads, and appends the rows.
/// Calls `finished` after each. The memory that it takes does not depend on the number of runs, but for a bit each.
///
/// Whatever the number of threads, the table is the same in the end, once [`Results::finish`] was called. Between two epochs each
/// thread asks `is_stopped`; runs under way have no rows then.
///
/// # Errors
/// [`Error::Write`] if a row can't be written; [`Error::Input`] if a run's settings don't fit together;
/// [`Error::Fault`] if a thread panics; whatever `finished` refuses. Rows that were written stay.
pub fn run(
    plan: &Plan,
    shard: Shard,
    results: &mut Results,
    threads: NonZeroUsize,
    is_stopped: &(dyn Fn() -> bool + Sync),
    finished: &mut dyn FnMut(Finished) -> Result<(), Error>,
) -> Result<(), Error> {
    let has_failed = AtomicBool::new(false);
    let is_stopped = || has_failed.load(Ordering::Relaxed) || is_stopped();
    let missing = shard.len(plan.len()) - results.done().count();
    let size = slice_size(missing, threads.get() as u64);
    let slices = Mutex::new(Slices { runs: shard.runs(plan.len()), done: results.done().clone(), size });
    let next = || {
        let mut slices = slices.lock().unwrap_or_else(PoisonError::into_inner);
        if is_stopped() { vec![] } else { slices.next() }
    };
    let (sender, outcomes) = sync_channel::<(u64, Outcome, Duration)>(MAX_WAITING);
    let train_slices = |sender: SyncSender<_>| {
        loop {
            let slice = next();
            if slice.is_empty() {
                return Ok(());
            }
            train(plan, &slice, &is_stopped, &mut |run, outcome, time| {
                // The receiver is gone only if it failed, which stops the threads.
                let _ = sender.send((run, outcome, time));
                Ok(())
            })?;
        }
    };
    let (train_slices, fail) = (&train_slices, || has_failed.store(true, Ordering::Relaxed));
    thread::scope(|scope| {
        let fail = &fail;
        let workers: Vec<_> = (0..threads.get())
            .map(|_| {
                let sender = sender.clone();
                scope.spawn(move || train_slices(sender).inspect_err(|_| fail()))
            })
            .collect();
        drop(sender);
        let mut write = || {
            for (run, outcome, time) in &outcomes {
                let row = Row::new(plan, run, &outcome)?;
                results.append(&row)?;
                finished(Finished { row, outcome, time })?;
            }
            Ok(())
        };
        let written = write().inspect_err(|_| fail());
        // Threads that wait to send go on.
        drop(outcomes);
        let mut result = written;
        for worker in workers {
            let ended = worker.join().unwrap_or_else(|_| Err(Error::Fault("a run of the sweep panicked".to_owned())));
            result = result.and(ended);
        }
        result
    })
}

/// How many consecutive runs a thread takes at a time: enough to fill the lanes of the vector unit, if there are.
fn slice_size(missing: u64, threads: u64) -> u64 {
    let lanes = LANES as u64;
    match missing / (threads * SLICES) {
        size if size >= lanes => (size / lanes * lanes).min(MAX_SLICE),
        _ => (missing / threads).clamp(1, lanes),
    }
}

/// The runs of a plan that are missing, a slice of consecutive ones at a time.
struct Slices<I> {
    runs: I,
    done: Runs,
    size: u64,
}

impl<I: Iterator<Item = u64>> Slices<I> {
    /// The next slice; empty after the last.
    fn next(&mut self) -> Vec<u64> {
        let Self { runs, done, size } = self;
        runs.by_ref().filter(|run| !done.has(*run)).take(*size as usize).collect()
    }
}

/// How many threads a sweep takes unless told otherwise: as many as the system recommends.
pub fn default_threads() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
