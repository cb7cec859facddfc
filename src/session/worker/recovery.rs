//! What an abnormal end would lose, and the recovery that keeps it.
//!
//! The worker takes a draft of the run as it does for saving, and the writer writes it: every while as long as something
//! is in no file, when the session is interrupted, and after an internal error, from what was published last.

use std::sync::Arc;
use std::sync::mpsc::TrySendError;
use std::time::{Duration, Instant};

use super::Worker;
use super::branches::Unsaved;
use super::opening::recovered;
use super::writer::{Draft, Job, Needless};
use crate::file::recovery::Recovered;
use crate::session::{Ending, Notice, State};
use crate::text::Sentence;
use crate::train::{Position, Run, Sign};

/// Training that is worth a recovery.
const WORTH: Duration = Duration::from_secs(10);
/// Delay before a draft is offered again to a full queue.
const AGAIN: Duration = Duration::from_secs(1);

/// What has been done to a run since it was begun, opened or saved, besides its branches and notes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    /// Whether its recipe was changed.
    pub(super) is_edited: bool,
    /// How long it has been trained beyond what was known.
    pub(super) trained: Duration,
}

impl Work {
    /// All that was done in both.
    pub(super) fn and(self, other: Self) -> Self {
        Self { is_edited: self.is_edited || other.is_edited, trained: self.trained + other.trained }
    }
}

/// The state of the recovery.
pub(super) struct Keeper {
    /// Time between two drafts; none if there are no recoveries.
    every: Option<Duration>,
    next: Instant,
    /// Whether something has changed since the last draft.
    is_due: bool,
    is_writing: bool,
    /// Whether a recovery could not be written, which is said once.
    has_warned: bool,
    /// Number of the run that a recovery was opened as.
    opened: Option<u64>,
    /// The run as it was published last, and its newest position.
    published: Option<(Arc<Run>, Position)>,
    /// A draft that found no room in the queue.
    waiting: Option<Box<Draft>>,
    turned: Instant,
}

impl Keeper {
    pub(super) fn new(every: Option<Duration>, now: Instant) -> Self {
        Self {
            every,
            next: now,
            is_due: false,
            is_writing: false,
            has_warned: false,
            opened: None,
            published: None,
            waiting: None,
            turned: now,
        }
    }

    /// Notes that what a draft would hold has changed.
    pub(super) fn change(&mut self) {
        self.is_due = true;
    }
}

impl Worker {
    /// Counts the time since the last turn if the run was trained beyond its newest position.
    pub(super) fn count_training(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.keeper.turned);
        self.keeper.turned = now;
        if (self.state == State::Running || self.stepping.is_some()) && !self.timeline.is_past(&self.trainer) {
            self.work.trained += elapsed;
        }
    }

    /// Whether an abnormal end would lose something of the run.
    fn is_worth_a_recovery(&self) -> bool {
        let Some(every) = self.keeper.every else { return false };
        !matches!(self.state, State::Failed { .. })
            && (self.has_unsaved_work(every) || !self.saving.is_empty() || !self.saving_runs.is_empty())
    }

    fn has_unsaved_work(&self, every: Duration) -> bool {
        self.unsaved != Unsaved::No || is_worth(self.work, every)
    }

    /// The run for updates, if an abnormal end would lose something of it.
    pub(super) fn unsaved_run(&self) -> Option<Arc<Run>> {
        let (run, _) = self.keeper.published.as_ref().filter(|_| self.is_worth_a_recovery())?;
        Some(Arc::clone(run))
    }

    /// Keeps the run as it is published, unless an internal error may have left it half changed.
    pub(super) fn publish_run(&mut self) {
        if matches!(self.state, State::Failed { .. }) {
            return;
        }
        let known = self.keeper.published.take().filter(|_| self.branch_list.is_some());
        let run = known.map_or_else(|| Arc::new(self.timeline.with_bookmarks()), |(run, _)| run);
        self.keeper.published = Some((run, self.timeline.branch().newest));
    }

    /// A draft of the run, or else of the last one that undo can bring back, if it would be lost.
    fn draft(&self) -> Option<Draft> {
        let every = self.keeper.every?;
        let (is_last, replaces_opened) = (false, self.keeper.opened == Some(self.run));
        if self.is_worth_a_recovery() {
            let (run, checkpoint) = (self.timeline.with_bookmarks(), self.timeline.checkpoint(&self.trainer));
            let is_needed = self.has_unsaved_work(every);
            return Some(Draft { run, checkpoint: Some(checkpoint), is_needed, is_last, replaces_opened });
        }
        let (timeline, checkpoint) = self.changes.left(|work| is_worth(work, every))?;
        let (run, checkpoint) = (timeline.with_bookmarks(), Some(checkpoint.clone()));
        Some(Draft { run, checkpoint, is_needed: true, is_last, replaces_opened: false })
    }

    /// Hands a draft to the writer if one is due. Returns when to come again.
    pub(super) fn autosave(&mut self, now: Instant) -> Option<Instant> {
        let every = self.keeper.every?;
        if let Some(draft) = self.keeper.waiting.take()
            && let Err(TrySendError::Full(Job::Draft(draft))) = self.jobs.try_send(Job::Draft(draft))
        {
            self.keeper.waiting = Some(draft);
            return Some(now + AGAIN);
        }
        if !self.keeper.is_due || self.keeper.is_writing {
            return None;
        }
        if now < self.keeper.next {
            let is_worth = self.is_worth_a_recovery() || self.changes.left(|work| is_worth(work, every)).is_some();
            return is_worth.then_some(self.keeper.next);
        }
        let draft = self.draft().filter(|draft| draft.is_needed)?;
        let draft = Draft { replaces_opened: false, ..draft };
        let is_sent = self.jobs.try_send(Job::Draft(Box::new(draft))).is_ok();
        (self.keeper.is_due, self.keeper.is_writing) = (!is_sent, is_sent);
        self.keeper.next = now + if is_sent { every } else { AGAIN };
        (!is_sent).then_some(self.keeper.next)
    }

    /// Takes the writer's report on a draft. Says once that none can be written.
    pub(super) fn drafted(&mut self, written: Result<(), Sentence>) {
        self.keeper.is_writing = false;
        if let Err(problem) = written
            && !std::mem::replace(&mut self.keeper.has_warned, true)
        {
            self.note(Notice::NotSaved(problem));
        }
    }

    /// After an internal error: keeps what was published before, for good.
    pub(super) fn keep_published(&mut self) {
        // The state has not changed to a failure yet.
        let run = self.unsaved_run().zip(self.keeper.published.as_ref());
        if let Some((run, (_, newest))) = run {
            let run = run.trained_to(*newest);
            let draft = Draft { run, checkpoint: None, is_needed: true, is_last: true, replaces_opened: false };
            self.keeper.waiting = Some(Box::new(draft));
        }
    }

    /// The writer's last job.
    pub(super) fn last_job(&mut self, ending: Ending) -> Option<Job> {
        match ending {
            Ending::Left => None,
            Ending::Quit => Some(Job::Discard),
            Ending::Interrupted => {
                let draft = self.keeper.waiting.take().or_else(|| self.draft().map(Box::new))?;
                Some(Job::Draft(Box::new(Draft { is_last: true, ..*draft })))
            }
        }
    }

    /// Which recoveries nobody needs once all that is unsaved of the run is in a file.
    pub(super) fn needless(&self, is_all: bool) -> Needless {
        let Some(every) = self.keeper.every else { return Needless { own: false, opened: false } };
        let own = is_all && self.changes.left(|work| is_worth(work, every)).is_none();
        Needless { own, opened: is_all && self.keeper.opened == Some(self.run) }
    }

    /// Goes on with a recovery that was opened.
    pub(super) fn recover(&mut self, recovery: Recovered) {
        let Recovered { run, checkpoint, is_newest, files } = recovery;
        let opened = recovered(run, checkpoint, self.setup.build, &self.identities);
        self.take_source(opened, false);
        let run = self.timeline.run();
        let has_notes = (0..run.branches.len())
            .flat_map(|place| self.timeline.bookmarks(place))
            .any(|(_, bookmark)| bookmark.sign == Sign::Note);
        self.unsaved = if has_notes || run.branches.len() > 1 { Unsaved::Yes } else { Unsaved::No };
        self.work = Work { is_edited: self.edited.now, trained: WORTH * 2 };
        if !is_newest {
            self.set_out(self.timeline.branch().newest);
        }
        // With a full queue the files stay where they are.
        let is_held = self.jobs.try_send(Job::Hold(Some(files))).is_ok();
        self.keeper.opened = is_held.then_some(self.run);
    }

    /// Lets go of a recovery that was opened, for another run.
    pub(super) fn let_go(&mut self) {
        if self.keeper.opened.take().is_some() {
            // With a full queue it stays claimed until another is opened.
            let _ = self.jobs.try_send(Job::Hold(None));
        }
    }
}

fn is_worth(work: Work, every: Duration) -> bool {
    work.is_edited || work.trained > WORTH.min(every)
}
