//! Threads that train beside the dashboard's run, and what they share: a wish, a stop, the news.
//!
//! Both the run from many seeds and the runs of a table that are trained again are such jobs.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Time between two reports of a job.
pub(super) const INTERVAL: Duration = Duration::from_millis(100);
/// Runs that wait to be added up.
pub(super) const MAX_WAITING: usize = 64;
/// Delay before the last report is offered again to a full queue.
const AGAIN: Duration = Duration::from_millis(4);

/// Threads that train, all cores but one of them, and collect something. Dropping it stops and ends them.
pub struct Job<T> {
    pub(super) control: Arc<Control>,
    thread: Option<JoinHandle<T>>,
}

/// What a job looks at while it is under way.
#[derive(Default)]
pub(super) struct Control {
    /// Number of runs.
    pub(super) wanted: AtomicU64,
    is_stopped: AtomicBool,
    /// Whether nobody waits for a report any more.
    is_left: AtomicBool,
}

impl Control {
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Offers the last report until it is taken, or nobody waits for it.
    pub(super) fn deliver<R>(&self, mut last: R, post: &dyn Fn(R) -> Result<(), R>) {
        while !self.is_left.load(Ordering::Relaxed) {
            match post(last) {
                Ok(()) => break,
                Err(report) => last = report,
            }
            thread::sleep(AGAIN);
        }
    }
}

impl<T: Send + 'static> Job<T> {
    /// Starts a thread of this name that does the work.
    ///
    /// # Errors
    /// If the system refuses the thread.
    pub(super) fn spawn(
        name: &str,
        wanted: u64,
        work: impl FnOnce(&Control) -> T + Send + 'static,
    ) -> io::Result<Self> {
        let control = Arc::new(Control { wanted: wanted.into(), ..Control::default() });
        let shared = Arc::clone(&control);
        let thread = thread::Builder::new().name(name.into()).spawn(move || work(&shared))?;
        Ok(Self { control, thread: Some(thread) })
    }
}

impl<T> Job<T> {
    /// Stops within a batch or an epoch; the last report follows. Runs under way are dropped.
    pub fn stop(&self) {
        self.control.stop();
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
    pub fn end(mut self) -> Option<T> {
        self.thread.take()?.join().ok()
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.leave();
        if let Some(thread) = self.thread.take() {
            // A panic leaves nothing to be kept.
            let _ = thread.join();
        }
    }
}

/// All cores but the one that the dashboard and its run need.
pub(super) fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_sub(1).max(1)
}
