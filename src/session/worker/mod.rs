//! The thread that trains: takes commands, keeps the pace, posts updates.

mod batch;
mod branches;
mod compare;
mod drawing;
mod lanes;
mod opening;
mod seek;
mod undo;
mod update;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::pace::{Meter, Schedule};
use super::writer::{self, Job};
use super::{Command, Lane, MOST_COMMANDS, Notice, Setup, Speed, State, Update};
use crate::data::Dataset;
use crate::preset::{EarlyStopping, MOST_EPOCHS, Preset};
use crate::train::{Autopsy, Divergence, Position, Progress, Record, Sign, Timeline, Trainer};
use compare::Companion;
use opening::{Opened, open, stand_in, words};
use undo::Changes;

/// How long the untrained network is shown before a run that starts by itself begins.
const UNTRAINED: Duration = Duration::from_secs(1);
/// How long an update waits for room before it is offered again.
const AGAIN: Duration = Duration::from_millis(4);
/// After how long an epoch is interrupted, at the end of a batch, to take commands.
const LONGEST_EPOCH: Duration = Duration::from_millis(30);
/// Beyond every position.
const END: Position = Position { epoch: u64::MAX, batch: 0 };
/// How long epochs are trained without a look at commands and clock, about.
const BURST: Duration = Duration::from_micros(500);
/// Epochs of a burst, at most.
const MOST_BURST: u32 = 1 << 12;
/// Epochs by which a run is made longer whose preset asks for none.
const EPOCHS: u64 = 1000;
/// Checkpoints that wait to be written, at most.
const MOST_JOBS: usize = 4;
/// Notices that wait for an update to be taken, at most; the oldest go first.
const MOST_NOTICES: usize = 64;

/// The worker's whole life.
pub(super) fn run(
    setup: Setup,
    inbox: Receiver<Command>,
    results: SyncSender<Command>,
    returned: &Receiver<Box<Update>>,
    post: impl Fn(Box<Update>) -> Result<(), Box<Update>>,
) {
    let (jobs, queue) = sync_channel(MOST_JOBS);
    let writer = std::thread::Builder::new().name("writer".into()).spawn(move || writer::run(&queue, &results)).ok();
    let mut worker = Worker::new(setup, jobs);
    'life: loop {
        if worker.spare.is_none() {
            worker.spare = returned.try_recv().ok();
        }
        let command = match worker.turn(&post) {
            Wait::Not => inbox.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            }),
            Wait::Until(deadline) => inbox.recv_timeout(deadline.saturating_duration_since(Instant::now())),
            Wait::Command => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let first = match command {
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => continue,
            Ok(command) => command,
        };
        // All that has come is taken at once, so that what replaces what came before it keeps nobody waiting.
        let more = std::iter::from_fn(|| inbox.try_recv().ok()).take(MOST_COMMANDS);
        for command in std::iter::once(first).chain(more) {
            if matches!(command, Command::Stop) {
                break 'life;
            }
            worker.guard(|worker| worker.obey(command));
        }
    }
    drop(worker);
    // The writer must not wait for room in a queue that nobody empties any more.
    drop(inbox);
    if let Some(writer) = writer {
        // Its panics concern no one any more.
        let _ = JoinHandle::join(writer);
    }
}

/// What the worker waits for before its next turn.
enum Wait {
    Not,
    Until(Instant),
    Command,
}

struct Worker {
    setup: Setup,
    jobs: SyncSender<Job>,
    trainer: Trainer,
    timeline: Timeline,
    dataset: Arc<Dataset>,
    preset: Arc<Preset>,
    /// The branch and its edits that preset and points are of.
    settled: (u64, usize),
    edited: bool,
    run: u64,
    state: State,
    /// The position after a batch that was stepped, and the batch's number in its epoch.
    stepped: Option<((u64, u64), u64)>,
    /// The epoch at which stepping ends.
    stepping: Option<u64>,
    /// Where the run is on its way to, until it is there.
    sought: Option<Position>,
    /// Whether the trainer is still to be brought near it.
    far: bool,
    /// Whether a branch with a smaller learning rate is to begin there.
    rescue: bool,
    /// Branches that are shown beside the run's.
    companions: Vec<Companion>,
    /// What the screen is told of the branches, and whether that is no longer true.
    lanes: Arc<Vec<Lane>>,
    stale: bool,
    /// What is known of the divergence that the run is at.
    autopsy: Option<Arc<Autopsy>>,
    /// Branch and epoch of the checkpoints that are being written.
    saving: VecDeque<(u64, u64)>,
    /// Whether branches or notes were made that no run file has.
    unsaved: bool,
    speed: Speed,
    schedule: Schedule,
    meter: Meter,
    epochs_per_second: Option<f64>,
    total: u64,
    record: Record,
    notices: Vec<Notice>,
    /// What can be undone.
    changes: Changes,
    /// Epochs that are trained between two looks at the clock.
    burst: u32,
    /// An update to be filled again.
    spare: Option<Box<Update>>,
    /// Whether something has changed since the last update that was taken.
    changed: bool,
    next_post: Instant,
}

impl Worker {
    fn new(setup: Setup, jobs: SyncSender<Job>) -> Self {
        let now = Instant::now();
        let source = setup.source.clone();
        let (opened, fault) = match catch_unwind(AssertUnwindSafe(|| open(source, setup.build))) {
            Ok(opened) => (opened, None),
            Err(panic) => (Opened::new(stand_in(&setup.source), false), Some(words(panic.as_ref()))),
        };
        let Opened { trainer, timeline, edited } = opened;
        let speed = setup.speed.unwrap_or(Speed::Limited(trainer.preset().speed));
        let mut worker = Self {
            jobs,
            dataset: Arc::new(trainer.dataset().clone()),
            preset: Arc::new(trainer.preset().clone()),
            settled: (timeline.serial(), trainer.journal().len()),
            edited,
            run: 0,
            state: State::Paused,
            stepped: None,
            stepping: None,
            sought: None,
            far: false,
            rescue: false,
            companions: vec![],
            lanes: Arc::default(),
            stale: true,
            autopsy: None,
            saving: VecDeque::new(),
            unsaved: false,
            speed,
            schedule: Schedule::new(now, 0),
            meter: Meter::new(),
            epochs_per_second: None,
            total: 0,
            record: trainer.untrained(),
            notices: Vec::new(),
            changes: Changes::default(),
            burst: 1,
            spare: None,
            changed: true,
            next_post: now,
            trainer,
            timeline,
            setup,
        };
        let run = worker.setup.run;
        worker.guard(|worker| worker.begin(run));
        if let Some(message) = fault {
            worker.state = State::Failed { message };
        }
        worker
    }

    /// Takes over the trainer and the timeline that have just been made.
    fn begin(&mut self, run: bool) {
        self.run += 1;
        self.dataset = Arc::new(self.trainer.dataset().clone());
        self.preset = Arc::new(self.trainer.preset().clone());
        self.total = self.preset.epochs;
        self.settled = (self.timeline.serial(), self.trainer.journal().len());
        (self.stepping, self.stepped, self.sought) = (None, None, None);
        (self.autopsy, self.stale, self.unsaved) = (None, true, self.timeline.run().branches.len() > 1);
        self.companions.clear();
        self.saving.clear();
        self.epochs_per_second = None;
        self.record = if self.trainer.epoch() == 0 { self.trainer.record() } else { self.trainer.glance() };
        self.state = if self.is_over() { State::Finished } else { State::Paused };
        if run && self.state == State::Paused {
            self.start(UNTRAINED);
        }
    }

    /// Whether the run has come to its end, or was stopped early.
    fn is_over(&self) -> bool {
        self.trainer.epoch() >= self.total || self.trainer.early_stop().is_some()
    }

    fn start(&mut self, delay: Duration) {
        let (start, epoch) = (Instant::now() + delay, self.trainer.epoch());
        self.schedule = Schedule::new(start, epoch);
        self.meter.restart(start, epoch);
        self.stepping = None;
        self.state = State::Running;
    }

    /// Trains for a while if an epoch is due, posts an update if one is due, and says what to wait for.
    fn turn(&mut self, post: &impl Fn(Box<Update>) -> Result<(), Box<Update>>) -> Wait {
        let now = Instant::now();
        let due = match self.state {
            _ if self.stepping.is_some() || self.sought.is_some() => Some(now),
            State::Running => Some(self.schedule.next(self.trainer.epoch(), self.speed, now)),
            _ => None,
        };
        if due.is_some_and(|due| due <= now) {
            self.guard(if self.sought.is_some() { Self::travel } else { Self::advance });
        }
        if self.changed && self.next_post <= now {
            self.offer(now, post);
        }
        match due {
            Some(due) if due <= now => Wait::Not,
            Some(due) => Wait::Until(if self.changed { due.min(self.next_post) } else { due }),
            None if self.changed => Wait::Until(self.next_post),
            None => Wait::Command,
        }
    }

    /// Trains an epoch, or where nobody waits in between a burst of them, so short that commands and updates are on
    /// time.
    fn advance(&mut self) {
        self.changed = true;
        let start = Instant::now();
        let fast = self.stepping.is_some() || self.speed == Speed::Unlimited;
        for _ in 0..if fast { self.burst } else { 1 } {
            match self.follow(END, || start.elapsed() >= LONGEST_EPOCH) {
                Ok(Progress::Batch) => return,
                Ok(Progress::Epoch | Progress::Arrived) => self.finish_epoch(),
                Err(divergence) => self.diverge(divergence),
            }
            if self.halts() {
                return;
            }
        }
        let elapsed = start.elapsed();
        if elapsed < BURST / 2 && fast {
            self.burst = (self.burst * 2).min(MOST_BURST);
        } else if elapsed > BURST {
            self.burst = (self.burst / 2).max(1);
        }
    }

    /// Goes on along the branch by a step.
    fn follow(&mut self, to: Position, interrupt: impl FnMut() -> bool) -> Result<Progress, Divergence> {
        let branch = self.timeline.run().current;
        let progress = self.timeline.follow(&mut self.trainer, branch, to, interrupt);
        self.settle();
        progress
    }

    /// Takes over settings and points where edits of the past have changed them.
    fn settle(&mut self) {
        let settled = (self.timeline.serial(), self.trainer.journal().len());
        if self.settled != settled {
            self.settled = settled;
            let before = std::mem::replace(&mut self.preset, Arc::new(self.trainer.preset().clone()));
            if !self.preset.has_points_of(&before) {
                self.dataset = Arc::new(self.trainer.dataset().clone());
            }
        }
    }

    /// Stops at the last finite weights, and finds out how it came to that.
    fn diverge(&mut self, divergence: Divergence) {
        (self.stepping, self.sought) = (None, None);
        self.record = self.trainer.glance();
        self.state = State::Diverged { loss: divergence.loss };
        self.autopsy = Some(Arc::new(self.timeline.autopsy(&self.trainer, divergence)));
        // A note that is too long, or one mark too many, is no matter here.
        let _ = self.timeline.mark(divergence.epoch, Sign::Diverged, &format!("diverged: {}", divergence.origin));
        self.stale = true;
    }

    /// Whether nothing is to be trained.
    fn halts(&self) -> bool {
        self.stepping.is_none() && self.state != State::Running
    }

    fn finish_epoch(&mut self) {
        let epoch = self.trainer.epoch();
        if self.stepping.is_some_and(|end| epoch >= end) {
            self.stepping = None;
        }
        if self.stepping.is_none() && epoch >= self.total {
            self.state = State::Finished;
        }
        if let Some(stop) = self.trainer.early_stop() {
            self.stepping = None;
            self.state = State::Finished;
            self.note(Notice::Remark(stop.to_string()));
        }
        // What goes into the saved course depends on the epoch alone, never on who looks or how fast it goes.
        if epoch.is_multiple_of(self.trainer.history().stride()) {
            self.record = self.trainer.record();
            if !self.timeline.is_past(&self.trainer) {
                self.stale |= self.timeline.notice(&self.trainer, &self.record);
            }
        } else if self.halts() || self.speed != Speed::Unlimited {
            self.record = self.trainer.glance();
        }
    }

    /// Offers an update to the screen. One that finds no room is made anew a little later.
    fn offer(&mut self, now: Instant, post: &impl Fn(Box<Update>) -> Result<(), Box<Update>>) {
        self.epochs_per_second = match self.state {
            State::Running => self.meter.mark(now, self.trainer.epoch()),
            _ => None,
        };
        if !matches!(self.state, State::Failed { .. }) && self.record.epoch != self.trainer.epoch() {
            self.guard(|worker| worker.record = worker.trainer.glance());
        }
        if let Some(epoch) = self.timeline.take_difference() {
            let words =
                "this build computes other numbers than those that were recorded, which are shown where they are known";
            self.note(Notice::Problem(format!("from epoch {epoch} on {words}")));
        }
        let mut in_step = true;
        self.guard(|worker| in_step = worker.keep_in_step());
        self.tell_lanes();
        let spare = self.spare.take();
        let update = self.update(spare);
        match post(update) {
            Ok(()) => {
                self.notices.clear();
                self.changed = !in_step;
                self.next_post = now + Duration::from_secs(1) / self.setup.frames_per_second.max(1);
            }
            Err(update) => {
                self.spare = Some(update);
                self.next_post = now + AGAIN;
            }
        }
    }

    fn obey(&mut self, command: Command) {
        self.changed = true;
        let failed = matches!(self.state, State::Failed { .. });
        if !matches!(command, Command::Seek(_) | Command::Written(_) | Command::RunWritten(_) | Command::Speed(_)) {
            self.end_seek();
        }
        match command {
            Command::Run | Command::Step(_) | Command::StepBatch | Command::Save if failed => {
                self.note(Notice::Problem("this run stopped on a fault; r starts it again".into()));
            }
            Command::Run | Command::Step(_) | Command::StepBatch if self.trainer.epoch() >= MOST_EPOCHS => {
                self.note(Notice::Problem(format!("no run can be longer than {MOST_EPOCHS} epochs")));
            }
            Command::Run => {
                self.go_on();
                self.extend_beyond(self.trainer.epoch());
                self.start(Duration::ZERO);
            }
            Command::Pause | Command::Step(0) => {
                self.stepping = None;
                if self.state == State::Running {
                    self.state = State::Paused;
                }
            }
            Command::Step(epochs) => {
                self.go_on();
                // Steps that come faster than they are done add up.
                let from = self.stepping.unwrap_or(self.trainer.epoch());
                let end = from.saturating_add(epochs).min(MOST_EPOCHS);
                // The run is not at its longest and the step not of 0 epochs, so the end is at least 1.
                self.extend_beyond(end - 1);
                self.stepping = Some(end);
                self.state = State::Paused;
            }
            Command::StepBatch => {
                self.go_on();
                self.stepping = None;
                self.extend_beyond(self.trainer.epoch());
                self.state = State::Paused;
                self.step_batch();
            }
            Command::Restart => self.renew(|_| None),
            Command::NewSeed => self.renew(|preset| {
                preset.seed = preset.seed.wrapping_add(1);
                preset.weights_seed = None;
                Some(format!("seed {}: new points and new weights", preset.seed))
            }),
            Command::NewWeights => self.renew(|preset| {
                let seed = preset.weights_seed.unwrap_or(preset.seed).wrapping_add(1);
                preset.weights_seed = Some(seed);
                Some(format!("weights of seed {seed}, the same points"))
            }),
            Command::Load { source, run } => {
                let Opened { trainer, timeline, edited } = open(source, self.setup.build);
                self.keep_run();
                (self.trainer, self.timeline, self.edited) = (trainer, timeline, edited);
                if self.setup.speed.is_none() {
                    self.speed = Speed::Limited(self.trainer.preset().speed);
                }
                self.begin(run);
            }
            Command::Change(_) | Command::Draw(_) | Command::Erase { .. } | Command::Edit(_) if failed => {
                self.note(Notice::Problem(
                    "nothing can change now: this run stopped on a fault; r starts it again".into(),
                ));
            }
            Command::Change(preset) => self.change(*preset),
            Command::Draw(point) => self.draw(point),
            Command::Erase { place, reach } => self.erase(place, reach),
            Command::Edit(change) => self.edit(change),
            Command::Undo => self.undo(false),
            Command::Redo => self.undo(true),
            Command::Speed(speed) => {
                self.speed = speed;
                self.setup.speed = Some(speed);
                let (now, epoch) = (Instant::now(), self.trainer.epoch());
                self.schedule = Schedule::new(now, epoch);
                self.meter.restart(now, epoch);
            }
            Command::Save => self.save(),
            Command::Seek(_) | Command::Branch(_) | Command::Compare(_) | Command::Rescue if failed => {}
            Command::Seek(seek) => self.seek(seek),
            Command::Branch(branch) => self.go_to_branch(branch),
            Command::RenameBranch(branch, name) => self.rename_branch(branch, &name),
            Command::DeleteBranch(branch) => self.delete_branch(branch),
            Command::Compare(branch) => self.compare(branch),
            Command::CompareNone => self.companions.clear(),
            Command::Mark(note) => self.mark(&note),
            Command::Unmark(epoch, note) => self.unmark(epoch, &note),
            Command::Rescue => self.rescue(),
            Command::SaveRun => self.save_run(),
            Command::Written(written) => self.written(written),
            Command::RunWritten(written) => self.run_written(written),
            Command::Stop => {}
        }
    }

    /// Lets a run that was stopped early go on: without early stopping, since it would only stop again. That it is off
    /// is an edit like any other, so that the recipe still leads here.
    fn go_on(&mut self) {
        if self.trainer.early_stop().is_some() {
            self.change(Preset { early_stopping: EarlyStopping::None, ..Preset::clone(&self.preset) });
            self.note(Notice::Remark("early stopping is off from here on".into()));
        }
    }

    /// By how many epochs a run that is finished is made longer.
    fn more(&self) -> u64 {
        if self.preset.epochs == 0 { EPOCHS } else { self.preset.epochs }
    }

    /// Makes the run longer by as many epochs as its preset asks for, as often as it takes to go beyond `epoch`.
    fn extend_beyond(&mut self, epoch: u64) {
        let more = self.more();
        while self.total <= epoch && self.total < MOST_EPOCHS {
            self.total = self.total.saturating_add(more).min(MOST_EPOCHS);
        }
        self.trainer.set_epochs(self.total);
        self.timeline.set_epochs(self.total);
    }

    /// Begins the run again, with the recipe changed; goes on running if it ran or had come to an end.
    fn renew(&mut self, change: impl FnOnce(&mut Preset) -> Option<String>) {
        let mut preset = Preset::clone(&self.preset);
        if let Some(remark) = change(&mut preset) {
            self.note(Notice::Remark(remark));
        }
        let run = self.state != State::Paused;
        let trainer = (self.setup.build)(self.trainer.name(), preset);
        self.keep_run();
        self.edited |= trainer.preset() != &*self.preset;
        self.timeline = Timeline::new(&trainer);
        self.trainer = trainer;
        self.begin(run);
    }

    /// Keeps a notice for the next update that is taken.
    fn note(&mut self, notice: Notice) {
        if self.notices.len() == MOST_NOTICES {
            self.notices.remove(0);
        }
        self.notices.push(notice);
    }

    /// Does something that must not end the thread: a panic becomes the state `failed`.
    fn guard(&mut self, action: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| action(self))) {
            self.state = State::Failed { message: words(panic.as_ref()) };
            (self.stepping, self.sought) = (None, None);
            self.changed = true;
        }
    }
}
