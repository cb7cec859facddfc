//! Training the seeds on threads.

use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::MAX_SEEDS;
use super::collected::{Collected, Summary};
use super::one::Trained;
use super::side_by_side::train;
use crate::network::LANES;

/// Runs that wait to be added up.
const MAX_WAITING: usize = 64;
/// Time between two reports, and what each run that is known adds to it: the dashboard sorts them.
const INTERVAL: Duration = Duration::from_millis(100);
const INTERVAL_PER_RUN: Duration = Duration::from_micros(10);
/// Delay before the last report is offered again to a full queue.
const AGAIN: Duration = Duration::from_millis(4);

/// News of a job.
#[derive(Debug)]
pub struct Report {
    /// Number of the job.
    pub job: u64,
    /// What is known now.
    pub summary: Arc<Summary>,
    /// Whether the job is over.
    pub is_over: bool,
}

/// Threads that train seeds, all cores but one of them. Dropping it stops and ends them.
pub struct Job {
    control: Arc<Control>,
    thread: Option<JoinHandle<Collected>>,
}

#[derive(Default)]
struct Control {
    /// Number of seeds, from 0 on.
    wanted: AtomicU64,
    is_stopped: AtomicBool,
    /// Whether nobody waits for a report any more.
    is_left: AtomicBool,
}

impl Job {
    /// Starts to train the seeds that are missing among so many. `post` takes a report, or returns it if its queue is full.
    ///
    /// # Errors
    /// If the system refuses the thread.
    pub fn start(
        number: u64,
        collected: Collected,
        wanted: u64,
        post: impl Fn(Report) -> Result<(), Report> + Send + 'static,
    ) -> io::Result<Self> {
        let control = Arc::new(Control { wanted: wanted.min(MAX_SEEDS).into(), ..Control::default() });
        let shared = Arc::clone(&control);
        let work = move || run(number, collected, &shared, &post);
        let thread = thread::Builder::new().name("seeds".into()).spawn(work)?;
        Ok(Self { control, thread: Some(thread) })
    }

    /// Trains so many seeds, if that is more than before.
    pub fn want(&self, wanted: u64) {
        self.control.wanted.fetch_max(wanted.min(MAX_SEEDS), Ordering::Relaxed);
    }

    /// Stops within a batch; the last report follows. Runs under way are dropped.
    pub fn stop(&self) {
        self.control.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Stops, without a last report.
    pub fn leave(&self) {
        self.control.is_left.store(true, Ordering::Relaxed);
        self.stop();
    }

    /// Whether its threads have ended.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// What was collected, once the last report has come; none if the thread panicked.
    pub fn end(mut self) -> Option<Collected> {
        self.thread.take()?.join().ok()
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.leave();
        if let Some(thread) = self.thread.take() {
            // A panic leaves nothing to be kept.
            let _ = thread.join();
        }
    }
}

/// All cores but the one that the dashboard and its run need.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_sub(1).max(1)
}

/// Trains what is missing, and reports from time to time and in the end.
fn run(
    number: u64,
    mut collected: Collected,
    control: &Control,
    post: &dyn Fn(Report) -> Result<(), Report>,
) -> Collected {
    let (start, before) = (Instant::now(), collected.len());
    let report = |collected: &Collected, is_running: bool| {
        let (wanted, trained) = (control.wanted.load(Ordering::Relaxed), collected.len() - before);
        let missing = wanted.saturating_sub(collected.len()) as f64;
        let left = (is_running && trained > 0).then(|| start.elapsed().mul_f64(missing / trained as f64));
        let summary = Arc::new(collected.summary(wanted, is_running, left));
        Report { job: number, summary, is_over: !is_running }
    };
    // A report that finds no room is followed by a newer one.
    let _ = post(report(&collected, true));
    train_all(&mut collected, control, &|collected| drop(post(report(collected, true))));
    let mut last = report(&collected, false);
    while !control.is_left.load(Ordering::Relaxed) {
        match post(last) {
            Ok(()) => break,
            Err(report) => last = report,
        }
        thread::sleep(AGAIN);
    }
    collected
}

/// Trains the seeds that are missing on threads, and calls `news` from time to time.
fn train_all(collected: &mut Collected, control: &Control, news: &dyn Fn(&Collected)) {
    let (missing, first) = collected.missing();
    let next = AtomicU64::new(0);
    let next_seed = || {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let later = place.checked_sub(missing.len() as u64);
        let seed = later.map_or_else(|| missing[place as usize], |later| first + later);
        (seed < control.wanted.load(Ordering::Relaxed)).then_some(seed)
    };
    // As many as there are lanes, but a share of what is missing for each thread.
    let share = (control.wanted.load(Ordering::Relaxed) / threads() as u64).clamp(1, LANES as u64) as usize;
    let (many, plane, epochs) =
        (Arc::clone(collected.many()), Arc::clone(collected.plane()), collected.epochs().to_vec());
    let is_stopped = || control.is_stopped.load(Ordering::Relaxed);
    let work = |sender: SyncSender<Result<Trained, u64>>| {
        loop {
            let seeds: Vec<u64> = (0..share).map_while(|_| next_seed()).collect();
            let Some(seed) = seeds.first().filter(|_| !is_stopped()) else { return };
            let is_left = || is_stopped();
            let mut is_sent = true;
            let mut finished = |trained| is_sent &= sender.send(Ok(trained)).is_ok();
            let trained = catch_unwind(AssertUnwindSafe(|| {
                train(&many, &seeds, &epochs, &plane, &is_left, &mut finished);
            }));
            if trained.is_err() {
                // Nobody waits for it only where the job is over.
                let _ = sender.send(Err(*seed));
            }
            if trained.is_err() || !is_sent {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let (sender, trained) = sync_channel(MAX_WAITING);
        for _ in 0..threads() {
            let (sender, work) = (sender.clone(), &work);
            scope.spawn(move || work(sender));
        }
        drop(sender);
        let mut next_news = Instant::now() + INTERVAL;
        for trained in trained {
            match trained {
                Ok(trained) => collected.add(trained),
                Err(seed) => {
                    collected.problem = Some(format!("training seeds from {seed} on stopped after an internal error"));
                    control.is_stopped.store(true, Ordering::Relaxed);
                }
            }
            if Instant::now() >= next_news && !is_stopped() {
                news(collected);
                next_news = Instant::now() + INTERVAL + INTERVAL_PER_RUN * collected.len() as u32;
            }
        }
    });
}
