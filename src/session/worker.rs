//! The thread that trains: takes commands, keeps the pace, posts updates.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::pace::{Meter, Schedule};
use super::writer::{self, Job};
use super::{Command, Notice, Setup, Source, Speed, State, Update};
use crate::data::Dataset;
use crate::network::{Batch, Engine, EngineKind};
use crate::preset::{MOST_EPOCHS, Preset, builtin};
use crate::train::{Advance, Checkpoint, Divergence, Record, Trainer};

/// How long the untrained network is shown before a run that starts by itself begins.
const UNTRAINED: Duration = Duration::from_secs(1);
/// How long an update waits for room before it is offered again.
const AGAIN: Duration = Duration::from_millis(4);
/// After how long an epoch is interrupted, at the end of a batch, to take commands.
const LONGEST_EPOCH: Duration = Duration::from_millis(30);
/// Epochs by which a run is made longer whose preset asks for none.
const EPOCHS: u64 = 1000;
/// Checkpoints that wait to be written, at most.
const MOST_JOBS: usize = 4;
/// Notices that wait for an update to be taken, at most; the oldest go first.
const MOST_NOTICES: usize = 64;

/// The worker's whole life.
pub(super) fn run(setup: Setup, inbox: Receiver<Command>, results: SyncSender<Command>, post: impl Fn(Update) -> bool) {
    let (jobs, queue) = sync_channel(MOST_JOBS);
    let writer = std::thread::Builder::new().name("writer".into()).spawn(move || writer::run(&queue, &results)).ok();
    let mut worker = Worker::new(setup, jobs);
    loop {
        let command = match worker.turn(&post) {
            Wait::Not => inbox.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            }),
            Wait::Until(deadline) => inbox.recv_timeout(deadline.saturating_duration_since(Instant::now())),
            Wait::Command => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match command {
            Ok(Command::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(command) => worker.guard(|worker| worker.obey(command)),
            Err(RecvTimeoutError::Timeout) => {}
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
    dataset: Arc<Dataset>,
    preset: Arc<Preset>,
    edited: bool,
    run: u64,
    state: State,
    /// The epoch at which stepping ends.
    stepping: Option<u64>,
    speed: Speed,
    schedule: Schedule,
    meter: Meter,
    epochs_per_second: Option<f64>,
    total: u64,
    record: Record,
    notices: Vec<Notice>,
    /// Whether something has changed since the last update that was taken.
    changed: bool,
    next_post: Instant,
}

impl Worker {
    fn new(setup: Setup, jobs: SyncSender<Job>) -> Self {
        let now = Instant::now();
        let source = setup.source.clone();
        let (trainer, edited, fault) = match catch_unwind(AssertUnwindSafe(|| open(source, setup.build))) {
            Ok((trainer, edited)) => (trainer, edited, None),
            Err(panic) => (stand_in(&setup.source), false, Some(words(panic.as_ref()))),
        };
        let speed = setup.speed.unwrap_or(Speed::Limited(trainer.preset().speed));
        let mut worker = Self {
            jobs,
            dataset: Arc::new(trainer.dataset().clone()),
            preset: Arc::new(trainer.preset().clone()),
            edited,
            run: 0,
            state: State::Paused,
            stepping: None,
            speed,
            schedule: Schedule::new(now, 0),
            meter: Meter::default(),
            epochs_per_second: None,
            total: 0,
            record: trainer.untrained(),
            notices: Vec::new(),
            changed: true,
            next_post: now,
            trainer,
            setup,
        };
        let run = worker.setup.run;
        worker.guard(|worker| worker.begin(run));
        if let Some(message) = fault {
            worker.state = State::Failed { message };
        }
        worker
    }

    /// Takes over the trainer that has just been made.
    fn begin(&mut self, run: bool) {
        self.run += 1;
        self.dataset = Arc::new(self.trainer.dataset().clone());
        self.preset = Arc::new(self.trainer.preset().clone());
        self.total = self.preset.epochs;
        self.stepping = None;
        self.epochs_per_second = None;
        self.record = if self.trainer.epoch() == 0 { self.trainer.record() } else { self.trainer.glance() };
        self.state = if self.trainer.epoch() >= self.total { State::Finished } else { State::Paused };
        if run && self.state == State::Paused {
            self.start(UNTRAINED);
        }
    }

    fn start(&mut self, delay: Duration) {
        let (start, epoch) = (Instant::now() + delay, self.trainer.epoch());
        self.schedule = Schedule::new(start, epoch);
        self.meter.restart(start, epoch);
        self.stepping = None;
        self.state = State::Running;
    }

    /// Trains for at most one epoch if one is due, posts an update if one is due, and says what to wait for.
    fn turn(&mut self, post: &impl Fn(Update) -> bool) -> Wait {
        let now = Instant::now();
        let due = match self.state {
            _ if self.stepping.is_some() => Some(now),
            State::Running => Some(self.schedule.next(self.trainer.epoch(), self.speed, now)),
            _ => None,
        };
        if due.is_some_and(|due| due <= now) {
            self.guard(Self::advance);
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

    fn advance(&mut self) {
        self.changed = true;
        let patience = Instant::now() + LONGEST_EPOCH;
        match self.trainer.advance(|| Instant::now() >= patience) {
            Ok(Advance::Batch) => {}
            Ok(Advance::Epoch) => self.finish_epoch(),
            Err(Divergence { loss, .. }) => {
                self.stepping = None;
                self.record = self.trainer.glance();
                self.state = State::Diverged { loss };
            }
        }
    }

    fn finish_epoch(&mut self) {
        let epoch = self.trainer.epoch();
        if self.stepping.is_some_and(|end| epoch >= end) {
            self.stepping = None;
        }
        if self.stepping.is_none() && epoch >= self.total {
            self.state = State::Finished;
        }
        let halts = self.stepping.is_none() && self.state != State::Running;
        // What goes into the saved course depends on the epoch alone, never on who looks or how fast it goes.
        if epoch.is_multiple_of(self.trainer.history().stride()) {
            self.record = self.trainer.record();
        } else if halts || self.speed != Speed::Unlimited {
            self.record = self.trainer.glance();
        }
    }

    /// Offers an update to the screen. One that finds no room is made anew a little later.
    fn offer(&mut self, now: Instant, post: &impl Fn(Update) -> bool) {
        self.epochs_per_second = match self.state {
            State::Running => self.meter.mark(now, self.trainer.epoch()),
            _ => None,
        };
        if !matches!(self.state, State::Failed { .. }) && self.record.epoch != self.trainer.epoch() {
            self.guard(|worker| worker.record = worker.trainer.glance());
        }
        if post(self.update()) {
            self.notices.clear();
            self.changed = false;
            self.next_post = now + Duration::from_secs(1) / self.setup.frames_per_second.max(1);
        } else {
            self.next_post = now + AGAIN;
        }
    }

    fn update(&self) -> Update {
        Update {
            run: self.run,
            name: self.trainer.name().to_owned(),
            edited: self.edited,
            preset: Arc::clone(&self.preset),
            engine: self.trainer.engine_kind(),
            dataset: Arc::clone(&self.dataset),
            state: self.state.clone(),
            speed: self.speed,
            epochs_per_second: self.epochs_per_second,
            total: self.total,
            more: self.more(),
            batch: self.trainer.batch(),
            record: self.record,
            untrained: self.trainer.untrained(),
            gradient_norm: self.trainer.gradient_norm(),
            parameters: self.trainer.parameters().to_vec(),
            history: self.trainer.history().clone(),
            notices: self.notices.clone(),
        }
    }

    fn obey(&mut self, command: Command) {
        self.changed = true;
        let failed = matches!(self.state, State::Failed { .. });
        match command {
            Command::Run | Command::Step(_) | Command::Save if failed => {
                self.note(Notice::Problem("this run stopped on a fault; r starts it again".into()));
            }
            Command::Run | Command::Step(_) if self.trainer.epoch() >= MOST_EPOCHS => {
                self.note(Notice::Problem(format!("no run can be longer than {MOST_EPOCHS} epochs")));
            }
            Command::Run => {
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
                // Steps that come faster than they are done add up.
                let from = self.stepping.unwrap_or(self.trainer.epoch());
                let end = from.saturating_add(epochs).min(MOST_EPOCHS);
                // The run is not at its longest and the step not of 0 epochs, so the end is at least 1.
                self.extend_beyond(end - 1);
                self.stepping = Some(end);
                self.state = State::Paused;
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
                let (trainer, edited) = open(source, self.setup.build);
                self.trainer = trainer;
                self.edited = edited;
                if self.setup.speed.is_none() {
                    self.speed = Speed::Limited(self.trainer.preset().speed);
                }
                self.begin(run);
            }
            Command::Speed(speed) => {
                self.speed = speed;
                self.setup.speed = Some(speed);
                let (now, epoch) = (Instant::now(), self.trainer.epoch());
                self.schedule = Schedule::new(now, epoch);
                self.meter.restart(now, epoch);
            }
            Command::Save => self.save(),
            Command::Written(Ok(path)) => self.note(Notice::Saved(path)),
            Command::Written(Err(problem)) => self.note(Notice::Problem(problem)),
            Command::Stop => {}
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
    }

    /// Begins the run again, with the recipe changed; goes on running if it ran or had come to an end.
    fn renew(&mut self, change: impl FnOnce(&mut Preset) -> Option<String>) {
        let mut preset = Preset::clone(&self.preset);
        if let Some(remark) = change(&mut preset) {
            self.note(Notice::Remark(remark));
        }
        let run = self.state != State::Paused;
        self.edited |= preset != *self.preset;
        self.trainer = (self.setup.build)(self.trainer.name(), preset, self.trainer.engine_kind());
        self.begin(run);
    }

    fn save(&mut self) {
        let job = Job { folder: self.setup.runs.clone(), checkpoint: self.trainer.checkpoint() };
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = self.jobs.try_send(job) {
            self.note(Notice::Problem("earlier checkpoints are still being written; try again".into()));
        }
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
            self.stepping = None;
            self.changed = true;
        }
    }
}

/// The trainer of a source, and whether its recipe was changed since it was read.
fn open(source: Source, build: fn(&str, Preset, EngineKind) -> Trainer) -> (Trainer, bool) {
    match source {
        Source::Recipe(recipe) => (build(&recipe.name, recipe.preset, EngineKind::default()), recipe.edited),
        Source::Checkpoint(checkpoint) => {
            let edited = !checkpoint.journal.is_empty() || is_changed(&checkpoint);
            (Trainer::resume(*checkpoint), edited)
        }
    }
}

/// Whether a checkpoint was trained by another recipe than the built-in preset whose name it has. The length of a run
/// changes nothing of its course.
fn is_changed(checkpoint: &Checkpoint) -> bool {
    let known = builtin().iter().find(|preset| preset.name == checkpoint.name);
    let known = known.and_then(|preset| Preset::parse(preset.source, preset.name).ok());
    known.is_some_and(|known| Preset { epochs: checkpoint.preset.epochs, ..known } != checkpoint.preset)
}

/// A trainer to be shown and restarted, but not to be run, for a source whose own could not be made.
fn stand_in(source: &Source) -> Trainer {
    let (name, preset, engine) = match source {
        Source::Recipe(recipe) => (&recipe.name, recipe.preset.clone(), EngineKind::default()),
        Source::Checkpoint(checkpoint) => (&checkpoint.name, checkpoint.settings(), checkpoint.engine),
    };
    Trainer::with_engine(name, preset, engine, Box::new(NoNetwork))
}

/// In the place of a network that could not be built: it knows no answer.
struct NoNetwork;

impl Engine for NoNetwork {
    fn loss_and_gradient(&mut self, _: &[f32], _: Batch<'_>, gradient: &mut [f32]) -> f32 {
        gradient.fill(f32::NAN);
        f32::NAN
    }

    fn logits(&mut self, _: &[f32], _: &[f32], logits: &mut [f32]) {
        logits.fill(f32::NAN);
    }
}

/// What a panic says of itself.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
