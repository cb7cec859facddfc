//! Training the seeds on threads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::MAX_SEEDS;
use super::collected::{Collected, Summary};
use super::one::Trained;
use super::side_by_side::train;
use crate::network::LANES;
use crate::sweep::job::{Control, INTERVAL, MAX_WAITING, threads};

/// What each run that is known adds to the time between two reports: the dashboard sorts them.
const INTERVAL_PER_RUN: Duration = Duration::from_micros(10);

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

/// Threads that train seeds.
pub type Job = crate::sweep::job::Job<Collected>;

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
        Self::spawn("seeds", wanted.min(MAX_SEEDS), move |control| run(number, collected, control, &post))
    }

    /// Trains so many seeds, if that is more than before.
    pub fn want(&self, wanted: u64) {
        self.control.wanted.fetch_max(wanted.min(MAX_SEEDS), Ordering::Relaxed);
    }
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
    control.deliver(report(&collected, false), post);
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
    let is_stopped = || control.is_stopped();
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
                    control.stop();
                }
            }
            if Instant::now() >= next_news && !is_stopped() {
                news(collected);
                next_news = Instant::now() + INTERVAL + INTERVAL_PER_RUN * collected.len() as u32;
            }
        }
    });
}
