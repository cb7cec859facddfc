//! The thread that trains: takes commands, keeps the pace, posts updates.

mod advance;
mod branch_list;
mod branches;
mod commands;
mod compare;
mod drawing;
mod edited;
mod opening;
mod recovery;
mod results;
mod seeds;
mod seek;
mod undo;
mod update;
mod work;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::pace::{Meter, Schedule};
use super::panic::message;
use super::writer::{self, Job};
use super::{BranchSummary, Command, Ending, MAX_COMMANDS, Notice, Setup, Speed, State, Update, Visited};
use crate::data::{Dataset, Drawn};
use crate::preset::Preset;
use crate::train::{Autopsy, BranchId, Identities, Record, Timeline, Trainer};
use compare::Comparison;
use edited::Edited;
use opening::{Opened, open, placeholder};
use recovery::Keeper;
use results::Results;
use seeds::Seeds;
use seek::Sought;
use undo::Changes;
use work::{Saving, Unsaved, Work};

/// How long a run that starts by itself shows the untrained network, unless it is told to run before.
const UNTRAINED: Duration = Duration::from_secs(3);
/// The longest time that training has to itself after an update, however long that took.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// Delay before an update is offered again to a full queue.
const AGAIN: Duration = Duration::from_millis(4);
/// Maximum number of queued files.
const MAX_JOBS: usize = 4;
/// Maximum number of notices that wait for an update; the oldest go first.
const MAX_NOTICES: usize = 64;

/// The worker's whole life. The writer keeps `life`, which tells whether one of the two is still at work. Returns why the last
/// file could not be saved, if it could not.
pub(super) fn run(
    setup: Setup,
    life: Arc<()>,
    inbox: Receiver<Command>,
    results: SyncSender<Command>,
    returned: &Receiver<Box<Update>>,
    post: impl Fn(Box<Update>) -> Result<(), Box<Update>>,
) -> Option<String> {
    let (jobs, queue) = sync_channel(MAX_JOBS);
    let (save, recovery) = (setup.save, setup.recovery.as_ref().map(|recovery| recovery.folder.clone()));
    let reports = results.clone();
    let write = move || {
        let failure = writer::run(&queue, &results, save, recovery);
        drop(life);
        failure
    };
    let writer = std::thread::Builder::new().name("writer".into()).spawn(write).ok();
    let mut worker = Worker::new(setup, jobs, reports);
    let ending = 'life: loop {
        if worker.recycled.is_none() {
            worker.recycled = returned.try_recv().ok();
        }
        let command = match worker.turn(&post) {
            Some(deadline) => inbox.recv_timeout(deadline.saturating_duration_since(Instant::now())),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let first = match command {
            Err(RecvTimeoutError::Disconnected) => break Ending::Left,
            Err(RecvTimeoutError::Timeout) => continue,
            Ok(command) => command,
        };
        // All queued commands are taken at once: a later one may replace an earlier one.
        let more = std::iter::from_fn(|| inbox.try_recv().ok()).take(MAX_COMMANDS);
        for command in std::iter::once(first).chain(more) {
            if let Command::Stop(ending) = command {
                worker.seeds.leave();
                worker.results.leave();
                break 'life ending;
            }
            worker.guard(|worker| worker.handle(command));
        }
    };
    // The writer and the threads of seeds must not wait for a queue that nobody reads any more.
    drop(inbox);
    for job in worker.last_jobs(ending) {
        // A writer that has ended reported its error before.
        let _ = worker.jobs.send(job);
    }
    drop(worker);
    // The writer catches panics of its jobs, and nobody is left to report another to.
    writer.and_then(|writer| JoinHandle::join(writer).ok()).flatten()
}

struct Worker {
    setup: Setup,
    jobs: SyncSender<Job>,
    trainer: Trainer,
    timeline: Timeline,
    identities: Identities,
    dataset: Arc<Dataset>,
    preset: Arc<Preset>,
    /// The branch and number of edits of `preset` and `dataset`.
    settled: (BranchId, usize),
    edited: Edited,
    run: u64,
    state: State,
    /// The position after a batch that was stepped, and the batch's number in its epoch.
    stepped: Option<((u64, u64), u64)>,
    /// The epoch at which stepping ends.
    stepping: Option<u64>,
    /// The position being sought, until the run is there.
    sought: Option<Sought>,
    /// Branches compared with the run's.
    comparisons: Vec<Comparison>,
    /// The published list of branches; none after a change.
    branch_list: Option<Arc<Vec<BranchSummary>>>,
    /// Details of the divergence, if the run is at one.
    autopsy: Option<Arc<Autopsy>>,
    /// The checkpoints that are being written.
    saving: VecDeque<Saving>,
    /// The same for runs.
    saving_runs: VecDeque<Saving>,
    /// The number of files that are being written and that training can't continue from.
    exporting: usize,
    /// Whether there are branches or notes that are in no run file.
    unsaved: Unsaved,
    /// What else is in no file.
    work: Work,
    /// The drawn points that are in a file.
    saved_points: Drawn,
    keeper: Keeper,
    speed: Speed,
    schedule: Schedule,
    meter: Meter,
    epochs_per_second: Option<f64>,
    total: u64,
    record: Record,
    /// Whether the weights were trained on within the record's epoch.
    is_within_epoch: bool,
    /// The gradient of the recorded weights, and their record.
    gradient: Vec<f32>,
    differentiated: Option<Record>,
    notices: Vec<Notice>,
    /// Commands handled so far, but for reports of the writer.
    handled: u64,
    /// What can be undone.
    changes: Changes,
    seeds: Seeds,
    results: Results,
    /// What the shown run was opened from.
    visited: Option<Visited>,
    /// Epochs trained between two looks at the clock.
    burst: u32,
    /// An update to fill again.
    recycled: Option<Box<Update>>,
    /// Whether something has changed since the last update that was taken.
    changed: bool,
    next_post: Instant,
}

impl Worker {
    fn new(setup: Setup, jobs: SyncSender<Job>, reports: SyncSender<Command>) -> Self {
        let now = Instant::now();
        let (source, identities) = (setup.source.clone(), Identities::default());
        let (opened, fault) = match catch_unwind(AssertUnwindSafe(|| open(source, setup.build, &identities))) {
            Ok(opened) => (opened, None),
            Err(panic) => (Opened::new(placeholder(&setup.source), false, &identities), Some(message(panic.as_ref()))),
        };
        let Opened { trainer, timeline, standing } = opened;
        let speed = setup.speed.unwrap_or(Speed::Limited(trainer.preset().speed));
        let mut worker = Self {
            jobs,
            dataset: Arc::new(trainer.dataset().clone()),
            preset: Arc::new(trainer.preset().clone()),
            settled: (timeline.current(), trainer.journal().len()),
            edited: Edited::new(&timeline.run().preset, standing),
            run: 0,
            state: State::Paused,
            stepped: None,
            stepping: None,
            sought: None,
            comparisons: vec![],
            branch_list: None,
            autopsy: None,
            saving: VecDeque::new(),
            saving_runs: VecDeque::new(),
            exporting: 0,
            unsaved: Unsaved::No,
            work: Work::default(),
            saved_points: Drawn::default(),
            keeper: Keeper::new(setup.recovery.as_ref().map(|recovery| recovery.every), now),
            speed,
            schedule: Schedule::new(now, 0),
            meter: Meter::new(),
            epochs_per_second: None,
            total: 0,
            record: trainer.untrained(),
            is_within_epoch: false,
            gradient: vec![],
            differentiated: None,
            notices: Vec::new(),
            handled: 0,
            changes: Changes::default(),
            seeds: Seeds::new(reports.clone()),
            results: Results::new(reports),
            visited: None,
            burst: 1,
            recycled: None,
            changed: true,
            next_post: now,
            trainer,
            timeline,
            identities,
            setup,
        };
        let run = worker.setup.run;
        worker.guard(|worker| worker.begin(run));
        worker.saved_points = worker.newest_points().into_owned();
        if let Some(message) = fault {
            worker.state = State::Failed { message };
        }
        worker
    }

    /// Resets everything for a new trainer and timeline.
    fn begin(&mut self, run: bool) {
        self.run += 1;
        self.dataset = Arc::new(self.trainer.dataset().clone());
        self.preset = Arc::new(self.trainer.preset().clone());
        self.total = self.preset.epochs.max(self.timeline.newest_epoch());
        self.settled = (self.timeline.current(), self.trainer.journal().len());
        (self.stepping, self.stepped, self.sought) = (None, None, None);
        self.autopsy = None;
        (self.unsaved, self.work) = (Unsaved::No, Work::default());
        self.branch_list = None;
        self.comparisons.clear();
        (self.visited, self.results.checking) = (None, None);
        self.epochs_per_second = None;
        self.record = if self.trainer.epoch() == 0 { self.trainer.record() } else { self.trainer.glance() };
        self.state = if self.is_over() { State::Finished } else { State::Paused };
        if run && self.state == State::Paused {
            self.start(UNTRAINED);
        }
    }

    /// Whether the run is at its end, or stopped early.
    fn is_over(&self) -> bool {
        self.trainer.epoch() >= self.total || self.trainer.early_stop().is_some()
    }

    /// Whether something that a command asked for is still under way.
    fn is_busy(&self) -> bool {
        let is_writing = self.exporting > 0 || !self.saving.is_empty() || !self.saving_runs.is_empty();
        is_writing || self.stepping.is_some() || self.sought.is_some()
    }

    fn start(&mut self, delay: Duration) {
        self.restart_clock(Instant::now() + delay);
        self.stepping = None;
        self.state = State::Running;
    }

    /// Counts epochs, for the pace and its measurement, from the present one at `start` on.
    fn restart_clock(&mut self, start: Instant) {
        self.schedule = Schedule::new(start, self.trainer.epoch());
        self.meter.restart(start, self.trainer.epoch());
    }

    /// Trains for a while if an epoch is due, and posts an update if one is due. Returns until when to wait for
    /// a command; none to wait without a limit.
    fn turn(&mut self, post: &impl Fn(Box<Update>) -> Result<(), Box<Update>>) -> Option<Instant> {
        let now = Instant::now();
        self.count_training(now);
        let due = match self.state {
            _ if self.stepping.is_some() || self.sought.is_some() => Some(now),
            State::Running => Some(self.schedule.next(self.trainer.epoch(), self.speed, now)),
            _ => None,
        };
        if due.is_some_and(|due| due <= now) {
            self.keeper.change();
            self.guard(if self.sought.is_some() { Self::travel } else { Self::advance });
        }
        let draft = self.autosave(now);
        if self.changed && self.next_post <= now {
            self.offer(now, post);
        }
        due.into_iter().chain(self.changed.then_some(self.next_post)).chain(draft).min()
    }

    /// Posts an update. If the queue is full, a new one follows a little later.
    fn offer(&mut self, now: Instant, post: &impl Fn(Box<Update>) -> Result<(), Box<Update>>) {
        self.epochs_per_second = match self.state {
            State::Running => self.meter.mark(now, self.trainer.epoch()),
            _ => None,
        };
        let begin = Instant::now();
        // What is shown of a long epoch's middle is of the weights there, too.
        let is_stale = std::mem::take(&mut self.is_within_epoch) || self.record.epoch != self.trainer.epoch();
        if !matches!(self.state, State::Failed { .. }) && is_stale {
            self.guard(|worker| worker.record = worker.trainer.glance());
        }
        let is_known = self.differentiated.replace(self.record) == Some(self.record)
            && self.gradient.len() == self.trainer.parameters().len();
        if !matches!(self.state, State::Failed { .. }) && !is_known {
            self.guard(|worker| worker.trainer.gradient().clone_into(&mut worker.gradient));
        }
        if let Some(epoch) = self.timeline.take_difference() {
            let words =
                "results differ from the recording: a different build, engine or processor; recorded numbers are shown";
            self.note(Notice::Problem(format!("from epoch {epoch} on, {words}")));
        }
        let mut in_step = true;
        self.guard(|worker| in_step = worker.keep_in_step());
        self.publish_run();
        self.publish_branches();
        let recycled = self.recycled.take();
        let update = self.update(recycled);
        match post(update) {
            Ok(()) => {
                self.notices.clear();
                self.changed = !in_step;
                // Evaluating many points takes a while, and training has its time after it.
                let frame = Duration::from_secs(1) / self.setup.frames_per_second.max(1);
                self.next_post = Instant::now() + frame.max(begin.elapsed().min(LONGEST_PAUSE));
            }
            Err(update) => {
                self.recycled = Some(update);
                self.next_post = now + AGAIN;
            }
        }
    }

    /// Keeps a notice for the next update that is taken.
    fn note(&mut self, notice: Notice) {
        if self.notices.len() == MAX_NOTICES {
            self.notices.remove(0);
        }
        self.notices.push(notice);
    }

    /// Runs an action that must not end the thread: a panic becomes the state `failed`.
    fn guard(&mut self, action: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| action(self))) {
            self.keep_published();
            self.state = State::Failed { message: message(panic.as_ref()) };
            (self.stepping, self.sought) = (None, None);
            self.changed = true;
        }
    }
}
