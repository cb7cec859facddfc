//! Branches and bookmarks: making, renaming, deleting and saving them.

use std::mem::take;
use std::path::PathBuf;
use std::sync::mpsc::TrySendError;
use std::time::Duration;

use super::Worker;
use super::work::{Saving, Unsaved, Work};
use super::writer::Job;
use crate::file::{self, Kind};
use crate::session::Notice;
use crate::text::Sentence;
use crate::train::inspect::Fix;
use crate::train::{BookmarkId, BranchId, Change, Checkpoint, Position, Sign};

/// Whether a change has begun a branch.
pub(super) enum Forked {
    /// No: the run is at its newest position.
    No,
    /// Yes, and it is shown.
    Yes,
    /// It could not.
    Refused,
}

impl Worker {
    /// Begins a branch named after a change if the run is in the past.
    pub(super) fn branch_off(&mut self, change: Option<&Change>) -> Forked {
        let Some(change) = change.filter(|_| self.timeline.is_past(&self.trainer)) else { return Forked::No };
        self.keep_branch();
        self.fork(&change.describe(&self.preset))
    }

    fn fork(&mut self, name: &str) -> Forked {
        if let Err(problem) = self.timeline.fork(&mut self.trainer, name) {
            self.note(Notice::Problem(problem));
            return Forked::Refused;
        }
        let (name, position) = (&self.timeline.branch().name, self.trainer.position());
        self.note(Notice::Remark(format!("branch {name} from {position}; u undoes, b lists branches")));
        self.is_unsaved();
        self.autopsy = None;
        Forked::Yes
    }

    /// Records a change that belongs in a run file.
    fn is_unsaved(&mut self) {
        self.branch_list = None;
        self.unsaved = Unsaved::Yes;
    }

    /// Copies new edits of the trainer's journal into the branch.
    pub(super) fn take_edits(&mut self) {
        self.timeline.edited(&self.trainer);
        // An edit that replaces another leaves the number as it was.
        self.settled.1 = usize::MAX;
        self.settle();
        self.edited.compare(self.timeline.run());
        self.work.is_wanted = true;
        self.branch_list = None;
        if self.timeline.run().branches.len() > 1 {
            self.unsaved = Unsaved::Yes;
        }
    }

    /// Goes to an epoch of a branch, or to the epoch of the run if none is given.
    pub(super) fn go_to_branch(&mut self, branch: BranchId, epoch: Option<u64>) {
        let here = self.trainer.position();
        let position = match epoch {
            Some(epoch) => Position::at(epoch),
            None if branch == self.timeline.current() => here,
            // Within an epoch another branch may have other batches.
            None => Position::at(here.epoch),
        };
        if let Err(problem) = self.look_at(branch, position) {
            self.note(Notice::Problem(problem));
        }
    }

    /// Shows a branch at a position, or at its newest if that is earlier.
    pub(super) fn look_at(&mut self, branch: BranchId, position: Position) -> Result<(), String> {
        let before = self.timeline.current();
        self.timeline.look_at(&mut self.trainer, branch)?;
        // After a change of sides in a comparison both stay visible.
        for comparison in &mut self.comparisons {
            if comparison.branch == branch {
                comparison.branch = before;
            }
        }
        self.branch_list = None;
        self.set_out(position.min(self.timeline.branch().newest));
        Ok(())
    }

    pub(super) fn rename_branch(&mut self, branch: BranchId, name: &str) {
        let renamed = self.timeline.rename(branch, name);
        self.changed_branches(renamed);
    }

    pub(super) fn delete_branch(&mut self, branch: BranchId) {
        let deleted = self.timeline.delete(branch);
        self.comparisons.retain(|comparison| self.timeline.place_of(comparison.branch).is_some());
        self.changed_branches(deleted);
    }

    /// Bookmarks an epoch of a branch with a note.
    pub(super) fn bookmark(&mut self, branch: BranchId, epoch: u64, note: &str) {
        let newest = self.timeline.place_of(branch).map(|place| self.timeline.run().branches[place].newest.epoch);
        let epoch = newest.map_or(epoch, |newest| epoch.min(newest));
        let made = self.timeline.bookmark(branch, epoch, Sign::Note, note);
        self.changed_branches(made);
    }

    pub(super) fn remove_bookmark(&mut self, bookmark: BookmarkId) {
        let removed = self.timeline.remove_bookmark(bookmark);
        self.changed_branches(removed);
    }

    /// Reports the result of a command that changes branches or bookmarks.
    pub(super) fn changed_branches(&mut self, result: Result<(), String>) {
        match result {
            Ok(()) => self.is_unsaved(),
            Err(problem) => self.note(Notice::Problem(problem)),
        }
    }

    /// Seeks the epoch that a fix begins at.
    pub(super) fn set_out_to_fix(&mut self, fix: Box<Fix>) {
        let to = fix.from.map_or(self.trainer.position(), Position::at);
        self.set_out(to.min(self.timeline.branch().newest));
        if let Some(sought) = &mut self.sought {
            sought.fix = Some(fix);
        }
    }

    /// Begins the branch with a fix, shows the branch before beside it, and trains.
    pub(super) fn begin_fix(&mut self, fix: &Fix) {
        let (before, changes) = (self.timeline.current(), fix.changes(&self.preset));
        self.keep_branch();
        if let Forked::Yes = self.fork(&fix.name(&self.preset)) {
            for change in changes {
                self.trainer.edit(change);
            }
            self.take_edits();
            self.comparisons.clear();
            self.compare(before);
            self.start(Duration::ZERO);
        }
    }

    /// The shown state for a file.
    fn checkpoint(&self) -> Checkpoint {
        let mut checkpoint = self.timeline.checkpoint(&self.trainer);
        self.edited.check_words(&checkpoint.name, &mut checkpoint.preset);
        checkpoint
    }

    pub(super) fn save(&mut self) {
        let checkpoint = self.checkpoint();
        let path = self.setup.runs.join(checkpoint.file_name());
        self.save_checkpoint(path, checkpoint);
    }

    /// Saves in the format that the file's name chooses.
    pub(super) fn save_as(&mut self, path: PathBuf) {
        let checkpoint = self.checkpoint();
        match file::choose(&path, Kind::Checkpoint, None) {
            Ok(format) if format.kind() == Kind::Checkpoint => self.save_checkpoint(path, checkpoint),
            Ok(_) => self.exporting += usize::from(self.send_job(Job::Export(path, Box::new(checkpoint)))),
            Err(error) => self.note(Notice::NotSaved(error.sentence())),
        }
    }

    fn save_checkpoint(&mut self, path: PathBuf, checkpoint: Checkpoint) {
        let is_newest = !self.timeline.is_past(&self.trainer);
        // It holds one branch, up to the shown state.
        let is_whole = is_newest && self.timeline.run().branches.len() == 1;
        let needless = self.needless(is_whole && self.unsaved == Unsaved::No);
        if self.send_job(Job::Checkpoint(path, Box::new(checkpoint), needless)) {
            let saving = self.saving(is_whole, is_newest);
            self.saving.push_back(saving);
        }
    }

    pub(super) fn save_run(&mut self) {
        let mut run = self.timeline.recorded();
        self.edited.check_words(&run.name, &mut run.preset);
        if !self.send_job(Job::Run(self.setup.runs.clone(), Box::new(run), self.needless(true))) {
            return;
        }
        let saving = self.saving(true, true);
        self.saving_runs.push_back(saving);
        if self.unsaved == Unsaved::Yes {
            self.unsaved = Unsaved::Writing;
        }
    }

    /// What a file that is being written holds: all work, and the newest points.
    fn saving(&mut self, has_work: bool, has_points: bool) -> Saving {
        Saving {
            branch: self.timeline.current(),
            epoch: self.trainer.epoch(),
            work: if has_work { take(&mut self.work) } else { Work::default() },
            points: has_points.then(|| self.newest_points().into_owned()),
        }
    }

    /// Queues a file to be written, or says why not.
    fn send_job(&mut self, job: Job) -> bool {
        let problem = match self.jobs.try_send(job) {
            Ok(()) => return true,
            Err(TrySendError::Full(_)) => "earlier files are still being written; try again",
            Err(TrySendError::Disconnected(_)) => {
                "not saved: the thread that writes files stopped after an internal error; start blobtui again"
            }
        };
        self.note(Notice::Problem(problem.into()));
        false
    }

    /// Reports a checkpoint that was written, or not, and bookmarks its epoch.
    pub(super) fn written(&mut self, written: Result<PathBuf, Sentence>) {
        if let Some(saving) = self.saving.pop_front() {
            if written.is_ok() {
                // The branch may be deleted or full of bookmarks; the file exists all the same.
                let _ = self.timeline.bookmark(saving.branch, saving.epoch, Sign::Checkpoint, "checkpoint");
                self.branch_list = None;
            }
            self.take_saved(saving, written.is_ok());
        }
        self.note(written.map_or_else(Notice::NotSaved, Notice::Saved));
    }

    /// Reports a run that was written, or not.
    pub(super) fn run_written(&mut self, written: Result<PathBuf, Sentence>) {
        if let Some(saving) = self.saving_runs.pop_front() {
            self.take_saved(saving, written.is_ok());
        }
        // Later changes are in no file yet.
        if self.unsaved == Unsaved::Writing {
            self.unsaved = if written.is_ok() { Unsaved::No } else { Unsaved::Yes };
        }
        self.note(written.map_or_else(Notice::NotSaved, Notice::RunSaved));
    }

    /// Notes what is in a file, or in none after all.
    fn take_saved(&mut self, saving: Saving, is_saved: bool) {
        if self.timeline.place_of(saving.branch).is_none() {
            // It is of another run, which was kept as unsaved.
        } else if !is_saved {
            self.work = self.work.and(Work { is_wanted: true, ..saving.work });
            self.keeper.put_off();
        } else if let Some(points) = saving.points {
            self.saved_points = points;
        }
    }
}
