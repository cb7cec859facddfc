//! Undo and redo of settings, edits, branches and runs.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::Worker;
use super::branches::Forked;
use super::edited::Edited;
use super::work::{Unsaved, Work};
use super::writer::Draft;
use crate::data::Drawn;
use crate::preset::Preset;
use crate::session::{Notice, Speed, State};
use crate::train::{self, BranchId, Change, Checkpoint, Position, Timeline, Trainer};

/// Maximum number of changes that can be undone; the oldest go first.
const MAX_CHANGES: usize = 32;

/// Something to go back to.
enum Past {
    /// The settings of a branch.
    Settings(BranchId, Arc<Preset>),
    /// A weight or switch of a branch before an edit.
    Edit(BranchId, Change),
    /// Another branch of the run, where it was left.
    Branch(BranchId, Position),
    /// Another run, where it was left.
    Run(Box<LeftRun>),
}

/// A run that undo or redo can bring back, with its branches.
pub(super) struct LeftRun {
    checkpoint: Checkpoint,
    timeline: Timeline,
    edited: Edited,
    running: bool,
    speed: Speed,
    unsaved: Unsaved,
    work: Work,
    saved_points: Drawn,
    /// Number of drawn points if they are in no file, else 0.
    points: usize,
    /// Whether all of it but its training went on into the run after it.
    is_carried: bool,
    /// Number of its recovery.
    recovery: u64,
    /// Whether its recovery holds it as it was left.
    is_drafted: bool,
}

impl LeftRun {
    /// Whether it has more than training that is in no file.
    fn has_edits(&self) -> bool {
        !self.is_carried && (self.unsaved != Unsaved::No || self.work.is_wanted)
    }

    fn is_undrafted(&self) -> bool {
        self.has_edits() && !self.is_drafted
    }

    /// Its draft for a recovery.
    pub(super) fn draft(&self, recovery: u64) -> Draft {
        // A run that was left in its past knows more than a checkpoint of that epoch may hold.
        let history = self.checkpoint.history.until(self.checkpoint.snapshot.epoch);
        let checkpoint = Checkpoint { history, ..self.checkpoint.clone() };
        Draft::new(recovery, self.timeline.with_bookmarks(), Some(checkpoint))
    }
}

/// Done and undone changes.
#[derive(Default)]
pub(super) struct Changes {
    done: VecDeque<Past>,
    undone: VecDeque<Past>,
}

impl Changes {
    /// The runs that can be brought back, the latest first.
    fn left(&self) -> impl Iterator<Item = &LeftRun> {
        self.done.iter().rev().chain(self.undone.iter().rev()).filter_map(|past| match past {
            Past::Run(left) => Some(&**left),
            _ => None,
        })
    }

    /// The latest run that can be brought back whose training alone is `worth` keeping.
    pub(super) fn trained(&self, worth: impl Fn(Work) -> bool) -> Option<&LeftRun> {
        self.left().find(|left| !left.has_edits() && worth(left.work))
    }

    /// Whether a run is not in its recovery as it was left.
    pub(super) fn has_undrafted(&self) -> bool {
        self.left().any(LeftRun::is_undrafted)
    }

    /// A draft of the latest such run, which is not one from then on.
    pub(super) fn next_draft(&mut self) -> Option<Draft> {
        let pasts = self.done.iter_mut().rev().chain(self.undone.iter_mut().rev());
        let mut left = pasts.filter_map(|past| if let Past::Run(left) = past { Some(left) } else { None });
        let left = left.find(|left| left.is_undrafted())?;
        left.is_drafted = true;
        Some(left.draft(left.recovery))
    }
}

impl Worker {
    /// Keeps the run, to come back to from another one, unless it failed. `is_carried` if all of it but its training goes
    /// on into that one.
    pub(super) fn keep_run(&mut self, is_carried: bool) {
        if !matches!(self.state, State::Failed { .. }) {
            self.keep(self.here(is_carried));
            self.part_recoveries();
        }
    }

    /// Gives the run a recovery of its own if a run that can be brought back needs the one it has.
    fn part_recoveries(&mut self) {
        let recovery = self.keeper.recovery();
        if self.changes.left().any(|left| left.has_edits() && left.recovery == recovery) {
            self.keeper.begin_recovery();
        }
    }

    /// Keeps the branch and the position, to come back to from another branch.
    pub(super) fn keep_branch(&mut self) {
        self.keep(Past::Branch(self.timeline.current(), self.trainer.position()));
    }

    fn keep(&mut self, past: Past) {
        if self.changes.done.len() == MAX_CHANGES {
            self.changes.done.pop_front();
        }
        self.changes.done.push_back(past);
        self.changes.undone.clear();
    }

    /// The run without its keyframes, which can be trained again: many runs can be kept.
    fn here(&self, is_carried: bool) -> Past {
        let saving = self.saving.iter().chain(&self.saving_runs).map(|saving| saving.work);
        Past::Run(Box::new(LeftRun {
            checkpoint: self.trainer.checkpoint(),
            timeline: self.timeline.outline(),
            edited: self.edited.clone(),
            running: self.state == State::Running,
            speed: self.speed,
            // Writing can fail.
            unsaved: if self.unsaved == Unsaved::No { Unsaved::No } else { Unsaved::Yes },
            work: saving.fold(self.work, Work::and),
            saved_points: self.saved_points.clone(),
            points: self.unsaved_points(),
            is_carried,
            recovery: self.keeper.recovery(),
            is_drafted: false,
        }))
    }

    /// Changes the run's settings: from here on if the network can stay, else from epoch 0.
    pub(super) fn change(&mut self, preset: Preset) {
        if preset == *self.preset {
            return;
        }
        if let Some(changes) = train::changes(&self.preset, &preset) {
            match self.branch_off(changes.first()) {
                Forked::Refused => return,
                Forked::Yes => {}
                // No setting brings back lost weights: undo needs the whole run.
                Forked::No if changes.iter().any(|change| change.takes_from(&self.preset)) => self.keep_run(true),
                Forked::No => self.keep(Past::Settings(self.timeline.current(), Arc::clone(&self.preset))),
            }
            self.set(&preset);
        } else {
            self.renew(|before| {
                *before = preset;
                Some("restarted at epoch 0 with the new setting; u undoes".into())
            });
            self.work.is_wanted = true;
        }
    }

    /// Changes a weight, a bias, or whether a unit is on, from here on.
    pub(super) fn edit(&mut self, change: Change) {
        if let Err(problem) = change.check(&self.preset) {
            return self.note(Notice::Problem(problem));
        }
        let Some(before) = self.inverse(&change) else { return };
        match self.branch_off(Some(&change)) {
            Forked::Refused => return,
            Forked::Yes => return self.make(change),
            Forked::No => {}
        }
        let is_same_place = self.trainer.replaces_latest(&change);
        // Consecutive edits of one number are undone together.
        if !(is_same_place && matches!(self.changes.done.back(), Some(Past::Edit(_, last)) if before.replaces(last))) {
            self.keep(Past::Edit(self.timeline.current(), before));
        }
        self.make(change);
    }

    fn make(&mut self, change: Change) {
        self.trainer.edit(change);
        self.take_edits();
        self.record = self.trainer.evaluate();
    }

    /// The change that reverts another one; none for a change of settings.
    fn inverse(&self, change: &Change) -> Option<Change> {
        let now = change.parameter(&self.preset).map(|parameter| self.trainer.parameters()[parameter]);
        match (change, now) {
            (Change::Weight(unit, input, _), Some(now)) => Some(Change::Weight(*unit, *input, now)),
            (Change::Bias(unit, _), Some(now)) => Some(Change::Bias(*unit, now)),
            (Change::Off(unit, _), _) => Some(Change::Off(*unit, self.trainer.unit_mask().is_off(*unit))),
            _ => None,
        }
    }

    /// Changes the settings of the run in place.
    fn set(&mut self, preset: &Preset) {
        let changes = train::changes(&self.preset, preset).unwrap_or_default();
        let is_edited = !changes.is_empty();
        for change in changes {
            self.trainer.edit(change);
        }
        if is_edited {
            self.take_edits();
        }
        if preset.epochs != self.preset.epochs {
            self.total = preset.epochs.max(self.timeline.newest_epoch());
            self.trainer.set_epochs(self.total);
            self.timeline.set_epochs(self.total);
            self.preset = Arc::new(self.trainer.preset().clone());
            self.edited.set_epochs(preset.epochs);
            self.edited.compare(self.timeline.run());
        }
        match self.state {
            State::Running if self.is_over() => self.state = State::Finished,
            State::Finished if !self.is_over() => self.state = State::Paused,
            _ => {}
        }
        // The last record is of the old network, points or loss.
        self.record = self.trainer.evaluate();
    }

    /// Why a change cannot be undone from here: it belongs to another branch, or comes later.
    fn is_elsewhere(&self, past: &Past) -> Option<String> {
        let (Past::Settings(branch, _) | Past::Edit(branch, _)) = past else { return None };
        let run = self.timeline.run();
        match self.timeline.place_of(*branch) {
            Some(place) if place != run.current => {
                Some(format!("that change belongs to the branch {}: b goes there", run.branches[place].name))
            }
            Some(_) if self.timeline.is_past(&self.trainer) => {
                Some("that change comes later: press G for the newest epoch, then undo it".into())
            }
            _ => None,
        }
    }

    /// Whether undo goes back to another run next.
    pub(super) fn comes_from_a_run(&self) -> bool {
        matches!(self.changes.done.back(), Some(Past::Run(_)))
    }

    /// Whether a run that undo can bring back has branches, notes or drawn points that are in no file.
    pub(super) fn has_left_unsaved(&self) -> bool {
        self.changes.left().any(|left| !left.is_carried && (left.unsaved != Unsaved::No || left.points > 0))
    }

    /// Undoes the latest change, or redoes what was undone last.
    pub(super) fn undo(&mut self, again: bool) {
        let past = if again { self.changes.undone.pop_back() } else { self.changes.done.pop_back() };
        let Some(past) = past else {
            let words = if again { "nothing to redo" } else { "nothing to undo" };
            return self.note(Notice::Remark(words.into()));
        };
        if let Past::Settings(branch, _) | Past::Edit(branch, _) | Past::Branch(branch, _) = past
            && let Err(problem) = self.timeline.find(branch)
        {
            return self.note(Notice::Remark(problem));
        }
        if let Some(words) = self.is_elsewhere(&past) {
            if again { &mut self.changes.undone } else { &mut self.changes.done }.push_back(past);
            return self.note(Notice::Remark(words));
        }
        let (now, words) = match past {
            Past::Settings(branch, preset) => {
                let now = Past::Settings(branch, Arc::clone(&self.preset));
                let words = train::describe_changes(&self.preset, &preset);
                self.set(&preset);
                (now, words)
            }
            Past::Edit(branch, change) => {
                // The network may have lost the unit since.
                let Some(now) = change.check(&self.preset).ok().and_then(|()| self.inverse(&change)) else {
                    return self.note(Notice::Remark("nothing to undo: the changed unit no longer exists".into()));
                };
                let words = change.describe(&self.preset);
                self.make(change);
                (Past::Edit(branch, now), words)
            }
            Past::Branch(branch, position) => {
                let now = Past::Branch(self.timeline.current(), self.trainer.position());
                if let Err(problem) = self.look_at(branch, position) {
                    return self.note(Notice::Remark(problem));
                }
                (now, format!("back on {} at {position}", self.timeline.branch().name))
            }
            Past::Run(left) => {
                // Of a run that was begun from this one, and has only been trained since, nothing else is lost.
                let is_same = self.trainer.journal().is_empty() && self.unsaved == Unsaved::No;
                let now = self.here(left.is_carried && is_same);
                let LeftRun {
                    checkpoint, timeline, edited, running, speed, unsaved, work, saved_points, recovery, ..
                } = *left;
                // A restart keeps the speed, and so does its undoing.
                if checkpoint.name != self.trainer.name() {
                    self.speed = speed;
                }
                (self.trainer, self.timeline) = (Trainer::resume(checkpoint), timeline);
                self.edited = edited;
                self.begin(false);
                (self.unsaved, self.work, self.saved_points) = (unsaved, work, saved_points);
                self.keeper.change_recovery(recovery);
                if running && self.state == State::Paused {
                    self.start(Duration::ZERO);
                }
                (now, format!("back to {} at epoch {}", self.trainer.name(), self.trainer.epoch()))
            }
        };
        let (done, back) = if again { ("redone", "u undoes") } else { ("undone", "U redoes") };
        self.note(Notice::Remark(format!("{done}: {words}; {back}")));
        if again { &mut self.changes.done } else { &mut self.changes.undone }.push_back(now);
        self.part_recoveries();
    }
}
