//! A run in the background: commands in, updates out.
//!
//! Owns the worker thread that trains and the thread that writes files. The dashboard starts a [`Session`], sends
//! [`Command`]s and shows [`Update`]s; neither side waits for the other. Every update is whole, so a dropped one loses
//! nothing. Shown updates go back to be filled again, so that watching a run allocates nothing
//! unless branches are compared.

mod ending;
mod pace;
pub mod panic;
mod results;
mod setup;
mod time;
mod worker;
mod writer;

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

pub use ending::{Autosave, Ending, Interrupter};
pub use pace::Speed;
pub use results::{OpenedRow, ResultsCommand, Visited};
pub use setup::Setup;
pub use time::{BookmarkSummary, BranchSummary, Compared, Losses, MAX_COMPARED, Seek, Time};

pub use crate::file::Source;

use crate::data::{Dataset, Drawn, DrawnPoint};
use crate::file::recovery::Recovered;
use crate::network::UnitMask;
use crate::optimizer::norm;
use crate::preset::Preset;
use crate::sweep::seeds::{Plane, Report, Summary, Vary};
use crate::sweep::{CurveReport, Curves};
use crate::text::Sentence;
use crate::train::inspect::Fix;
use crate::train::{BookmarkId, BranchId, Change, EarlyStop, History, Position, Record, Run, Segments, Sign};

/// Maximum number of queued commands; the worker takes them between two batches.
const MAX_COMMANDS: usize = 64;
/// Maximum number of updates waiting to be filled again.
const MAX_RECYCLED: usize = 2;

/// A command for the worker.
#[derive(Debug)]
pub enum Command {
    /// Train to the end of the run. A finished run is extended by its length; one that stopped early goes on without
    /// early stopping.
    Run,
    /// Pause training.
    Pause,
    /// Pause, then train this many epochs as fast as possible. Steps requested during a step add up.
    Step(u64),
    /// Pause, then train one batch.
    StepBatch,
    /// Restart with the same recipe.
    Restart,
    /// Restart with the next seed: new points and new weights.
    NewSeed,
    /// Restart with other initial weights and the same points.
    NewWeights,
    /// Change to another source.
    Load {
        /// The source.
        source: Source,
        /// Whether to train at once.
        run: bool,
    },
    /// Change the run's settings: from here on if the network can stay, else from epoch 0.
    Change(Box<Preset>),
    /// Add a train point.
    Draw(DrawnPoint),
    /// Remove the point nearest to a place.
    Erase {
        /// Coordinates (x, y).
        place: (f32, f32),
        /// Maximum distance of the point along x and along y, above 0.
        reach: (f32, f32),
    },
    /// Change a weight, a bias, or whether a unit is on, from here on.
    Edit(Change),
    /// Undo the latest change, restart or change of preset.
    Undo,
    /// Redo what was undone last.
    Redo,
    /// Train at this speed.
    Speed(Speed),
    /// Pause, and go to another epoch of this branch. Replaces an unfinished seek.
    Seek(Seek),
    /// Pause, then train up to a later epoch as fast as possible.
    StepTo(u64),
    /// Pause, and go to an epoch of a branch (the run's if none is given), at most to its newest position.
    GoTo(BranchId, Option<u64>),
    /// Give a branch another name.
    RenameBranch(BranchId, String),
    /// Delete a branch; branches that leave it stay.
    DeleteBranch(BranchId),
    /// Show a branch beside the current one, or hide it.
    Compare(BranchId),
    /// Hide all compared branches.
    CompareNone,
    /// Bookmark an epoch of a branch with a note; an empty one removes it.
    Bookmark(BranchId, u64, String),
    /// Remove a bookmark.
    RemoveBookmark(BookmarkId),
    /// Begin a branch with a change that the diagnosis offers, from the epoch that it names, and train it beside the branch
    /// that is shown.
    Fix(Box<Fix>),
    /// Train the run of the shown branch from other seeds, or show one of those runs.
    Seeds(SeedsCommand),
    /// The threads that train seeds have got on.
    SeedsTrained(Box<Report>),
    /// Train the runs of a table of results again, or show one of them.
    Results(ResultsCommand),
    /// The threads that train such runs have got on.
    CurvesTrained(Box<CurveReport>),
    /// Save a checkpoint under a new name.
    Save,
    /// Save the shown state in the format that the name of this file chooses, under a free name.
    SaveAs(PathBuf),
    /// Save the run with its branches and bookmarks, without weights, under a new name.
    SaveRun,
    /// The writer has written a checkpoint, or failed with this message.
    Written(Result<PathBuf, Sentence>),
    /// The writer has written a run, or failed with this message.
    RunWritten(Result<PathBuf, Sentence>),
    /// These drawn points are in a file.
    PointsSaved(Drawn),
    /// The writer has written a file that training can't continue from, with what to say about it, or failed.
    Exported(Result<Sentence, Sentence>),
    /// Go on with a recovery that was opened, in its state.
    Recover(Box<Recovered>),
    /// The writer has written a recovery, or failed with this message.
    Drafted(Result<(), Sentence>),
    /// End the threads.
    Stop(Ending),
}

/// What to do about other seeds.
#[derive(Debug)]
pub enum SeedsCommand {
    /// Train so many seeds, from 0 on, unless they are known.
    Train {
        /// Number of seeds.
        count: u64,
        /// What differs from seed to seed.
        vary: Vary,
        /// Where each is evaluated.
        plane: Box<Plane>,
    },
    /// Stop; what was trained stays.
    Stop,
    /// Show the run of a seed that was trained, with all its epochs, in place of the run.
    Open(u64),
    /// Go back to the run from which that of a seed was opened.
    Back,
}

/// What a session is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Training.
    Running,
    /// Waiting.
    Paused,
    /// All epochs are done, or the run stopped early.
    Finished,
    /// The loss is not finite; the last finite weights are kept.
    Diverged {
        /// The loss that was found.
        loss: f32,
    },
    /// Stopped by an internal error; a restart or another source goes on.
    Failed {
        /// The message of the panic.
        message: String,
    },
}

/// Something that happened once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A checkpoint was saved here.
    Saved(PathBuf),
    /// A file was saved that training can't continue from.
    Exported(Sentence),
    /// The run was saved here, with all its branches.
    RunSaved(PathBuf),
    /// A file could not be saved.
    NotSaved(Sentence),
    /// A problem.
    Problem(String),
    /// A remark.
    Remark(String),
}

/// The state of the run, for the screen.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Update {
    /// Number of the run in this session; another one may have other points or another network.
    pub run: u64,
    /// Name of the preset.
    pub name: String,
    /// Whether the recipe differs from the preset whose name the run has.
    pub edited: bool,
    /// Whether what its author says of the preset may be said of the run: any edit ends that, but for the engine.
    pub is_described: bool,
    /// Number of edits since epoch 0.
    pub edits: usize,
    /// Number of those that no settings from epoch 0 on can stand for.
    pub later_edits: usize,
    /// Whether an edit has put other weights in the place of those that the recipe begins with.
    pub redrawn: bool,
    /// The current recipe.
    pub preset: Arc<Preset>,
    /// The points.
    pub dataset: Arc<Dataset>,
    /// What the session is doing.
    pub state: State,
    /// Requested speed.
    pub speed: Speed,
    /// Measured epochs a second, while running and once known.
    pub epochs_per_second: Option<f64>,
    /// Epoch at which the run is finished.
    pub total: u64,
    /// Number of epochs added when a finished run goes on.
    pub more: u64,
    /// Batches done in the current epoch.
    pub batch: u64,
    /// Losses and scores of the current weights; its epoch is the run's position.
    pub record: Record,
    /// Losses and scores of the untrained network.
    pub untrained: Record,
    /// Current learning rate.
    pub learning_rate: f64,
    /// Outcome of early stopping, if it ended the run.
    pub early_stop: Option<EarlyStop>,
    /// Gradient of the train loss by every parameter, as [`crate::train::Trainer::gradient`] gives it; its L2 norm is
    /// the gradient norm.
    pub gradient: Vec<f32>,
    /// The flat parameters.
    pub parameters: Vec<f32>,
    /// The units that are switched off.
    pub unit_mask: UnitMask,
    /// The flat parameters before the latest step; empty if unknown.
    pub before: Vec<f32>,
    /// The history so far.
    pub history: History,
    /// The learning rate and the updates of every epoch of the branch.
    pub segments: Segments,
    /// Indices of the train points in the batch that was stepped last; empty once training goes on.
    pub batch_points: Vec<usize>,
    /// Where the run stands in its history.
    pub time: Time,
    /// The run if an abnormal end would lose something of it. The newest position of its current branch is
    /// [`Time::newest`].
    pub unsaved: Option<Arc<Run>>,
    /// The runs from other seeds, if there are any.
    pub seeds: Option<Arc<Summary>>,
    /// The losses by epoch of runs of a table of results, if any were trained again.
    pub curves: Option<Arc<Curves>>,
    /// What the run was opened from, as long as nothing was changed in it.
    pub visited: Option<Visited>,
    /// Notices since the previous update.
    pub notices: Vec<Notice>,
    /// Commands handled so far, of those that were sent.
    pub handled: u64,
    /// Whether something that a command asked for is still under way: steps, a seek, a file.
    pub busy: bool,
}

impl Update {
    /// Where the run is.
    pub fn position(&self) -> Position {
        Position { epoch: self.record.epoch, batch: self.batch }
    }

    /// The gradient norm: the L2 norm of the gradient; none where it is not known.
    pub fn gradient_norm(&self) -> Option<f32> {
        (!self.gradient.is_empty()).then(|| norm(&self.gradient) as f32)
    }

    /// The newest epoch that the shown branch was trained to.
    pub fn newest_epoch(&self) -> u64 {
        self.time.newest.epoch.max(self.record.epoch)
    }

    /// The epoch that the shown weights come from: an earlier one where early stopping has restored them.
    pub fn epoch_of_weights(&self) -> u64 {
        self.early_stop.map_or(self.record.epoch, |stop| stop.epoch)
    }

    /// The recipe with what its author says of it, as long as the run is the one that was meant: of an edited one the
    /// title, the notes and what to try next may not be true.
    pub fn described(&self) -> Option<&Preset> {
        self.is_described.then_some(&*self.preset)
    }

    /// The title of its preset, if it is still true.
    pub fn title(&self) -> &str {
        self.described().map_or("", |preset| &preset.title)
    }

    /// The epochs up to the shown one at which the shown branch has bookmarks of a kind.
    pub fn epochs_of(&self, sign: Sign) -> impl Iterator<Item = u64> {
        let marks = self.time.shown().map_or([].as_slice(), |branch| &branch.bookmarks);
        marks.iter().filter(move |mark| mark.sign == sign && mark.epoch <= self.record.epoch).map(|mark| mark.epoch)
    }

    /// The epoch of the newest edit, or of the fork of the shown branch; 0 without one.
    pub fn newest_edit(&self) -> u64 {
        let fork = self.time.shown().map_or(0, |branch| branch.fork.epoch);
        self.epochs_of(Sign::Edit).fold(fork.min(self.record.epoch), u64::max)
    }

    /// Whether branches are compared.
    pub fn is_comparing(&self) -> bool {
        !self.time.compared.is_empty()
    }

    /// Whether the run is at an earlier position than the newest of its branch.
    pub fn is_past(&self) -> bool {
        self.position() < self.time.newest
    }
}

/// Why the worker did not take a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The queue of commands is full.
    #[error("the trainer is busy; try again")]
    Busy,
    /// The worker thread has ended.
    #[error("the trainer stopped after an internal error; quit (q) and start blobtui again")]
    Stopped,
}

/// The threads of a run. Dropping it ends them, after all queued files are written; the recovery stays as it is.
pub struct Session {
    commands: SyncSender<Command>,
    recycled: SyncSender<Box<Update>>,
    /// Gives why the last file could not be saved, if it could not.
    worker: Option<JoinHandle<Option<String>>>,
    /// Whether the worker or the writer lives.
    alive: Weak<()>,
    /// Folder of recoveries.
    recovery: Option<PathBuf>,
}

impl Session {
    /// Starts the threads. `post` takes an update, or returns it if its queue is full, and never blocks. The worker
    /// drops it when it ends, with [`std::thread::panicking`] after an internal error.
    pub fn start(setup: Setup, post: impl Fn(Box<Update>) -> Result<(), Box<Update>> + Send + 'static) -> Self {
        let (commands, inbox) = sync_channel(MAX_COMMANDS);
        let (recycled, returned) = sync_channel(MAX_RECYCLED);
        let (results, recovery) = (commands.clone(), setup.recovery.as_ref().map(|recovery| recovery.folder.clone()));
        let life = Arc::new(());
        let alive = Arc::downgrade(&life);
        let work = move || {
            let failure = worker::run(setup, Arc::clone(&life), inbox, results, &returned, post);
            drop(life);
            failure
        };
        let worker = std::thread::Builder::new().name("worker".into()).spawn(work).ok();
        Self { commands, recycled, worker, alive, recovery }
    }

    /// Sends a command without waiting.
    ///
    /// # Errors
    /// If the queue is full, or the worker thread has ended.
    pub fn send(&self, command: Command) -> Result<(), SendError> {
        self.commands.try_send(command).map_err(|error| match error {
            TrySendError::Full(_) => SendError::Busy,
            TrySendError::Disconnected(_) => SendError::Stopped,
        })
    }

    /// Returns an update that is no longer shown, to be filled again.
    pub fn recycle(&self, update: Box<Update>) {
        // A full queue drops it.
        let _ = self.recycled.try_send(update);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A failure or a panic was reported already.
        let _ = self.stop(Ending::Left);
    }
}
