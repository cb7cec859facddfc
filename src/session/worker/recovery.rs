//! What an abnormal end would lose, and the recovery that keeps it.
//!
//! The worker takes a draft of the run as it does for saving, and the writer writes it: every while as long as something
//! is in no file, when the session is interrupted, and after an internal error, from what was published last. A run that
//! undo can bring back keeps its recovery if it has more than training in it.

use std::collections::VecDeque;
use std::mem::take;
use std::sync::Arc;
use std::sync::mpsc::TrySendError;
use std::time::{Duration, Instant};

use super::Worker;
use super::opening::recovered;
use super::undo::LeftRun;
use super::work::{Unsaved, Work};
use super::writer::{Draft, Job, Needless};
use crate::data::Drawn;
use crate::file::recovery::Recovered;
use crate::session::{Ending, Notice, State};
use crate::text::Sentence;
use crate::train::{Position, Run, Sign};

/// Training that is worth a recovery.
const WORTH: Duration = Duration::from_secs(10);
/// Delay before a draft is offered again to a full queue.
const AGAIN: Duration = Duration::from_secs(1);

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
    /// Drafts that found no room in the queue.
    waiting: VecDeque<Box<Draft>>,
    /// Number of the recovery that the run has, and of the newest.
    recovery: u64,
    newest: u64,
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
            waiting: VecDeque::new(),
            recovery: 0,
            newest: 0,
            turned: now,
        }
    }

    /// Notes that what a draft would hold has changed.
    pub(super) fn change(&mut self) {
        self.is_due = true;
    }

    /// Puts the next draft off: where a file could not be saved, a draft may fail as well, and the message about the file is
    /// to stand.
    pub(super) fn put_off(&mut self) {
        self.next = Instant::now() + self.every.unwrap_or_default();
    }

    /// Number of the recovery that the run has. A run takes over that of the one before, unless that has work in it.
    pub(super) fn recovery(&self) -> u64 {
        self.recovery
    }

    /// Gives the run a new recovery.
    pub(super) fn begin_recovery(&mut self) {
        self.newest += 1;
        self.recovery = self.newest;
    }

    /// Gives the run the recovery that it had before.
    pub(super) fn change_recovery(&mut self, recovery: u64) {
        self.recovery = recovery;
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

    /// The same without what is being saved.
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

    /// A draft of the run.
    fn draft(&self) -> Draft {
        let (run, checkpoint) = (self.timeline.with_bookmarks(), self.timeline.checkpoint(&self.trainer));
        Draft::new(self.keeper.recovery, run, Some(checkpoint))
    }

    /// Hands a draft to the writer if one is due. Returns when to come again.
    pub(super) fn autosave(&mut self, now: Instant) -> Option<Instant> {
        let every = self.keeper.every?;
        if let Some(again) = self.send_drafts(now) {
            return Some(again);
        }
        if !self.keeper.is_due || self.keeper.is_writing {
            return None;
        }
        if now < self.keeper.next {
            let is_worth = self.is_worth_a_recovery() || self.changes.has_undrafted() || self.left(every).is_some();
            return is_worth.then_some(self.keeper.next);
        }
        let draft = if let Some(draft) = self.changes.next_draft() {
            draft
        } else {
            let draft = match self.is_worth_a_recovery() {
                true if self.has_unsaved_work(every) => self.draft(),
                // If it can't be saved, it is unsaved again.
                true => return None,
                false => self.left(every)?.draft(self.keeper.recovery),
            };
            self.keeper.is_due = false;
            self.keeper.next = now + every;
            draft
        };
        self.keeper.is_writing = true;
        self.keeper.waiting.push_back(Box::new(draft));
        self.send_drafts(now)
    }

    /// The last run that undo can bring back whose training would be lost.
    fn left(&self, every: Duration) -> Option<&LeftRun> {
        self.changes.trained(|work| is_worth(work, every))
    }

    /// Hands the drafts that wait to the writer. Returns when to come again if it has no room for them.
    fn send_drafts(&mut self, now: Instant) -> Option<Instant> {
        while let Some(draft) = self.keeper.waiting.pop_front() {
            if let Err(TrySendError::Full(Job::Draft(draft))) = self.jobs.try_send(Job::Draft(draft)) {
                self.keeper.waiting.push_front(draft);
                return Some(now + AGAIN);
            }
        }
        None
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
            let draft = Draft { is_last: true, ..Draft::new(self.keeper.recovery, run, None) };
            self.keeper.waiting.push_back(Box::new(draft));
        }
    }

    /// The writer's last jobs.
    pub(super) fn last_jobs(&mut self, ending: Ending) -> Vec<Job> {
        let Some(every) = self.keeper.every.filter(|_| ending != Ending::Left) else { return vec![] };
        let mut drafts = take(&mut self.keeper.waiting);
        drafts.extend(std::iter::from_fn(|| self.changes.next_draft()).map(Box::new));
        if self.is_worth_a_recovery() {
            let (is_needed, replaces_opened) = (self.has_unsaved_work(every), self.keeper.opened == Some(self.run));
            drafts.push_back(Box::new(Draft { is_needed, replaces_opened, ..self.draft() }));
        } else if let Some(left) = self.left(every) {
            drafts.push_back(Box::new(left.draft(self.keeper.recovery)));
        }
        let is_quit = ending == Ending::Quit;
        for draft in &mut drafts {
            // Who quits gives up what is unsaved, but not what could not be saved.
            draft.is_needed &= !is_quit || draft.is_last;
        }
        drafts.into_iter().map(Job::Draft).chain(is_quit.then_some(Job::Discard)).collect()
    }

    /// Which recoveries nobody needs once all that is unsaved of the run is in a file.
    pub(super) fn needless(&self, is_all: bool) -> Needless {
        let Some(every) = self.keeper.every.filter(|_| is_all) else { return Needless { own: None, opened: false } };
        let own = self.left(every).is_none().then_some(self.keeper.recovery);
        Needless { own, opened: self.keeper.opened == Some(self.run) }
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
        self.work = Work { is_wanted: self.edited.now.is_edited, trained: WORTH * 2 };
        self.saved_points = Drawn::default();
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
    work.is_wanted || work.trained > WORTH.min(every)
}
