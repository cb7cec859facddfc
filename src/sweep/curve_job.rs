//! The losses by epoch of some runs of a table, which are trained again on threads.
//!
//! A [`Selection`] names the rows; a [`CurveJob`] reads each, trains its run up to where it ended, checks the last state, and
//! publishes [`Curves`] from time to time. The session starts jobs, and the dashboard draws the curves.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

use super::bands::{Band, Sketch};
use super::job::{Control, INTERVAL, Job, MAX_WAITING, threads};
use super::reopen::row_at;
use super::scores::Scores;
use crate::error::Error;

/// The most runs that are trained again at a time.
pub const MAX_CURVES: usize = 1000;
/// The most steps between epochs at which losses are kept.
const MAX_STEPS: u64 = 127;

/// Rows of a table whose runs are to be trained again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The table.
    pub path: PathBuf,
    /// The number of each run, from 1, and the byte where its row begins; at most [`MAX_CURVES`].
    pub rows: Vec<(u64, u64)>,
    /// The epochs of the longest run.
    pub epochs: u64,
}

impl Selection {
    /// Epochs between two at which losses are kept.
    fn every(&self) -> u64 {
        self.epochs.div_ceil(MAX_STEPS).max(1)
    }

    /// The epochs at which losses are kept: from 0 on, the last included.
    fn grid(&self) -> Vec<u64> {
        let last = (!self.epochs.is_multiple_of(self.every())).then_some(self.epochs);
        (0..=self.epochs).step_by(self.every() as usize).chain(last).collect()
    }
}

/// The losses of a run by epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The number of the run, from 1.
    pub run: u64,
    /// The train and the test loss at each epoch of [`Curves::epochs`]: after the run's end its last ones, infinite after a
    /// divergence.
    pub losses: Vec<[f32; 2]>,
}

/// What is known of the curves at a moment.
#[derive(Clone, Debug)]
pub struct Curves {
    /// What is trained.
    pub of: Arc<Selection>,
    /// The epochs of the losses.
    pub epochs: Vec<u64>,
    /// The runs that are done, in the order in which they ended.
    pub done: Vec<Arc<Curve>>,
    /// The spread of the train loss and of the test loss.
    pub bands: [Vec<Band>; 2],
    /// Whether runs are being trained.
    pub is_running: bool,
    /// What went wrong, if training ended by that.
    pub problem: Option<String>,
}

impl Curves {
    /// No run yet.
    pub fn new(of: Arc<Selection>, is_running: bool) -> Self {
        Self { epochs: of.grid(), of, done: vec![], bands: [vec![], vec![]], is_running, problem: None }
    }

    /// The losses of a run, if it is done.
    pub fn find(&self, run: u64) -> Option<&Curve> {
        self.done.iter().find(|curve| curve.run == run).map(|curve| &**curve)
    }
}

/// News of a job.
#[derive(Debug)]
pub struct CurveReport {
    /// Number of the job.
    pub job: u64,
    /// What is known now.
    pub curves: Arc<Curves>,
}

/// Threads that train the runs of a selection.
pub type CurveJob = Job<()>;

impl CurveJob {
    /// Starts to train what is missing in `known`. `post` takes a report, or returns it if its queue is full.
    ///
    /// # Errors
    /// If the system refuses the thread.
    pub fn start(
        number: u64,
        known: &Curves,
        post: impl Fn(CurveReport) -> Result<(), CurveReport> + Send + 'static,
    ) -> io::Result<Self> {
        let collected = Collected::of(known);
        Self::spawn("curves", known.of.rows.len() as u64, move |control| train_all(number, collected, control, &post))
    }
}

/// Curves with the counts that their bands are made of.
struct Collected {
    curves: Curves,
    sketches: [Vec<Sketch>; 2],
}

impl Collected {
    fn of(known: &Curves) -> Self {
        let sketches = [(); 2].map(|()| vec![Sketch::default(); known.epochs.len()]);
        let mut collected =
            Self { curves: Curves { done: vec![], is_running: true, problem: None, ..known.clone() }, sketches };
        known.done.iter().for_each(|curve| collected.add(Arc::clone(curve)));
        collected
    }

    fn add(&mut self, curve: Arc<Curve>) {
        for (split, sketches) in self.sketches.iter_mut().enumerate() {
            for (sketch, losses) in sketches.iter_mut().zip(&curve.losses) {
                sketch.add(losses[split]);
            }
        }
        self.curves.done.push(curve);
    }

    fn summary(&self) -> Arc<Curves> {
        let bands = [0, 1].map(|split: usize| {
            let bands = self.curves.epochs.iter().zip(&self.sketches[split]);
            bands.filter_map(|(&epoch, sketch)| Some(Band { epoch, losses: sketch.quantiles()? })).collect()
        });
        Arc::new(Curves { bands, ..self.curves.clone() })
    }
}

/// Trains what is missing on threads, and reports from time to time and in the end.
fn train_all(
    job: u64,
    mut collected: Collected,
    control: &Control,
    post: &dyn Fn(CurveReport) -> Result<(), CurveReport>,
) {
    let selection = Arc::clone(&collected.curves.of);
    let known: Vec<u64> = collected.curves.done.iter().map(|curve| curve.run).collect();
    let missing: Vec<_> = selection.rows.iter().filter(|(run, _)| !known.contains(run)).copied().collect();
    let next = AtomicUsize::new(0);
    let next_row = || missing.get(next.fetch_add(1, Ordering::Relaxed)).filter(|_| !control.is_stopped()).copied();
    thread::scope(|scope| {
        let (sender, trained) = sync_channel(MAX_WAITING);
        for _ in 0..threads().min(missing.len()) {
            let (sender, selection, next_row) = (sender.clone(), &selection, &next_row);
            scope.spawn(move || {
                while let Some((run, start)) = next_row() {
                    let work = || train(selection, run, start, &|| control.is_stopped());
                    let trained = catch_unwind(AssertUnwindSafe(work));
                    let curve = match trained {
                        Ok(Ok(None)) => return,
                        Ok(Ok(Some(curve))) => Ok(curve),
                        Ok(Err(error)) => Err(error.to_string()),
                        Err(_) => Err(format!("training run {run} again stopped after an internal error")),
                    };
                    if sender.send(curve).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut next_news = Instant::now() + INTERVAL;
        for trained in trained {
            match trained {
                Ok(curve) => collected.add(Arc::new(curve)),
                Err(problem) => {
                    collected.curves.problem.get_or_insert(problem);
                    control.stop();
                }
            }
            if Instant::now() >= next_news && !control.is_stopped() {
                // A report that finds no room is followed by a newer one.
                let _ = post(CurveReport { job, curves: collected.summary() });
                next_news = Instant::now() + INTERVAL;
            }
        }
    });
    collected.curves.is_running = false;
    control.deliver(CurveReport { job, curves: collected.summary() }, post);
}

/// Trains the run of a row again; none if it was stopped.
fn train(selection: &Selection, run: u64, start: u64, is_stopped: &dyn Fn() -> bool) -> Result<Option<Curve>, Error> {
    let row = row_at(&selection.path, start, run)?;
    let epochs = selection.grid();
    let mut losses: Vec<[f32; 2]> = Vec::with_capacity(epochs.len());
    let mut evaluated = |epoch: u64, scores: &Scores| {
        let place = epochs.partition_point(|known| *known < epoch);
        // A run that ends between two of the epochs has its last losses at the second.
        losses.resize(place, losses.last().copied().unwrap_or_default());
        losses.push([scores.train_loss, scores.loss()]);
    };
    let trained = row.train_until_stopped(selection.every(), is_stopped, &mut |_, epoch, scores| {
        evaluated(epoch, scores);
        Ok(())
    })?;
    if trained.is_none() {
        return Ok(None);
    }
    let last = losses.last().copied().unwrap_or_default();
    let rest = if row.get("diverged") == "true" { [f32::INFINITY; 2] } else { last };
    losses.resize(epochs.len(), rest);
    Ok(Some(Curve { run, losses }))
}
