//! The events that the dashboard waits for.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use crate::data::Dataset;
use crate::file::recovery::{Left, Recovered};
use crate::plot::Rgb;
use crate::preset::{Listed, Preset};
use crate::session::{OpenedRow, SendError, Source, Update};
use crate::sweep::Loaded;
use crate::text::Sentence;
use crate::ui::action::Then;
use crate::ui::results::Question;

/// Events that wait for the dashboard, at most. What waits here is acted on even before a Ctrl-C, so it must not take long;
/// the input's thread keeps the rest of a burst, and looks for room again and again.
pub const MAX_EVENTS: usize = 512;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// The terminal says what colour its background has.
    Background(Rgb),
    /// The terminal reports that its cursor stands in this column, from 1: it has taken everything that was written before
    /// the question. Questions that wait for their report differ by the column.
    Receipt(u16),
    /// The terminal has another size.
    Resize,
    /// A line was typed or read, or one that can't be used, and why; none once no line comes any more.
    Line(Option<Result<String, &'static str>>),
    /// The worker published an update.
    Update(Box<Update>),
    /// A list of presets was read.
    Presets(Vec<PresetRow>, Then),
    /// These runs were cut off; the newest come first.
    CutOff(Vec<Left>),
    /// The list of recoveries, and of checkpoints and runs in a folder, was read.
    Checkpoints(PathBuf, Vec<Openable>),
    /// The names in a folder were read; those of folders end in a slash.
    Files(PathBuf, Vec<String>),
    /// A recovery was opened.
    Recovered(Box<Recovered>),
    /// So many rows of a table of results were read.
    Reading(PathBuf, u64),
    /// A table of results was read, or could not be.
    Results(Result<Arc<Loaded>, Sentence>),
    /// The run of a row of results was read.
    RowOpened(Box<OpenedRow>),
    /// The interval of a median was found.
    MedianInterval(Question, Option<(f64, f64)>),
    /// A preset, checkpoint or run was read.
    Opened(Source, Option<Sentence>),
    /// The command line that reproduces the run, and what it leaves out.
    CommandLine(String, Option<String>),
    /// A preset was saved here.
    PresetSaved(PathBuf),
    /// These drawn points were saved here.
    PointsSaved(PathBuf, Arc<Preset>),
    /// A signal came.
    Signal(i32),
    /// The terminal is gone.
    Vanished,
    /// A file could not be read or written, or a thread hit an internal error; the dashboard goes on.
    Problem(Sentence),
    /// A thread of the dashboard panicked.
    Fault(String),
}

impl Event {
    /// Whether it is what a reader was started for.
    pub(super) fn is_of_a_reader(&self) -> bool {
        matches!(
            self,
            Self::Presets(..)
                | Self::CutOff(_)
                | Self::Checkpoints(..)
                | Self::Files(..)
                | Self::Recovered(_)
                | Self::Opened(..)
                | Self::Results(_)
                | Self::RowOpened(_)
                | Self::MedianInterval(..)
                | Self::CommandLine(..)
                | Self::PresetSaved(_)
                | Self::PointsSaved(..)
                | Self::Problem(_)
        )
    }
}

/// What was read for a list.
#[derive(Debug)]
pub enum Listing {
    Presets(Vec<PresetRow>),
    /// Recoveries, and the checkpoints and runs in a folder.
    Checkpoints(PathBuf, Vec<Openable>),
    /// The names in a folder.
    Files(PathBuf, Vec<String>),
}

/// A preset in a list.
#[derive(Debug)]
pub struct PresetRow {
    pub listed: Listed,
    /// Those of its points that a picture shows, if it can be used and the list is for people.
    pub points: Option<Dataset>,
}

/// Something that a run can be opened from.
#[derive(Debug)]
pub enum Openable {
    /// A run that was cut off.
    Recovery(Left),
    /// A checkpoint, a run or results, and the time since it was written.
    File(PathBuf, Option<Duration>),
}

/// Posts a session's updates as events. The worker owns it: dropped by a panic, it says that the worker has ended.
pub struct Updates(SyncSender<Event>);

impl Updates {
    /// Posts to these events.
    pub fn new(events: SyncSender<Event>) -> Self {
        Self(events)
    }

    /// Posts an update if the queue has room.
    ///
    /// # Errors
    /// The update itself, if the queue is full.
    pub fn post(&self, update: Box<Update>) -> Result<(), Box<Update>> {
        self.0.try_send(Event::Update(update)).map_err(|error| match error {
            TrySendError::Full(Event::Update(update)) | TrySendError::Disconnected(Event::Update(update)) => update,
            _ => unreachable!("what was sent comes back"),
        })
    }
}

impl Drop for Updates {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // If the queue is full, the next command says so.
            let _ = self.0.try_send(Event::Problem(SendError::Stopped.to_string().into()));
        }
    }
}
