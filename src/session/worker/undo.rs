//! Undo and redo of settings, edits, branches and runs.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::Worker;
use super::branches::{Forked, Unsaved};
use super::edited::Edited;
use super::recovery::Work;
use crate::preset::Preset;
use crate::session::{Notice, State};
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
    /// Another run, where it was left, with its branches.
    Run {
        checkpoint: Box<Checkpoint>,
        timeline: Box<Timeline>,
        edited: Edited,
        running: bool,
        unsaved: Unsaved,
        work: Work,
    },
}

/// Done and undone changes.
#[derive(Default)]
pub(super) struct Changes {
    done: VecDeque<Past>,
    undone: VecDeque<Past>,
}

impl Changes {
    /// The latest run that can be brought back and has branches or notes that are in no file, or other work that is
    /// `worth` keeping.
    pub(super) fn left(&self, worth: impl Fn(Work) -> bool) -> Option<(&Timeline, &Checkpoint)> {
        let left = self.done.iter().rev().chain(self.undone.iter().rev());
        left.into_iter().find_map(|past| match past {
            Past::Run { checkpoint, timeline, unsaved, work, .. } if *unsaved != Unsaved::No || worth(*work) => {
                Some((&**timeline, &**checkpoint))
            }
            _ => None,
        })
    }
}

impl Worker {
    /// Keeps the run, to come back to from another one, unless it failed.
    pub(super) fn keep_run(&mut self) {
        if !matches!(self.state, State::Failed { .. }) {
            self.keep(self.here());
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
    fn here(&self) -> Past {
        let (checkpoint, timeline) = (Box::new(self.trainer.checkpoint()), Box::new(self.timeline.outline()));
        // Writing can fail.
        let unsaved = if self.unsaved == Unsaved::No { Unsaved::No } else { Unsaved::Yes };
        let (edited, running) = (self.edited.clone(), self.state == State::Running);
        Past::Run { checkpoint, timeline, edited, running, unsaved, work: self.work }
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
                Forked::No if changes.iter().any(|change| change.takes_from(&self.preset)) => self.keep_run(),
                Forked::No => self.keep(Past::Settings(self.timeline.current(), Arc::clone(&self.preset))),
            }
            self.set(&preset);
        } else {
            self.renew(|before| {
                *before = preset;
                None
            });
            self.work.is_edited = true;
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

    /// Changes the settings of the run in place. Returns the names of the changed ones.
    fn set(&mut self, preset: &Preset) -> Vec<&'static str> {
        let changes = train::changes(&self.preset, preset).unwrap_or_default();
        let mut names: Vec<_> = changes.iter().map(train::Change::name).collect();
        let is_edited = !changes.is_empty();
        for change in changes {
            self.trainer.edit(change);
        }
        if is_edited {
            self.take_edits();
        }
        if preset.epochs != self.preset.epochs {
            names.push("the end");
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
        names
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

    /// Whether a run that undo can bring back has branches or notes that are in no file.
    pub(super) fn has_left_unsaved(&self) -> bool {
        self.changes.left(|_| false).is_some()
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
                let names = self.set(&preset);
                (now, names.join(", "))
            }
            Past::Edit(branch, change) => {
                // The network may have lost the unit since.
                let Some(now) = change.check(&self.preset).ok().and_then(|()| self.inverse(&change)) else {
                    return self.note(Notice::Remark("nothing to undo: the changed unit no longer exists".into()));
                };
                let name = change.name();
                self.make(change);
                (Past::Edit(branch, now), name.to_owned())
            }
            Past::Branch(branch, position) => {
                let now = Past::Branch(self.timeline.current(), self.trainer.position());
                if let Err(problem) = self.look_at(branch, position) {
                    return self.note(Notice::Remark(problem));
                }
                (now, format!("back on {} at {position}", self.timeline.branch().name))
            }
            Past::Run { checkpoint, timeline, edited, running, unsaved, work } => {
                let now = self.here();
                (self.trainer, self.timeline) = (Trainer::resume(*checkpoint), *timeline);
                self.edited = edited;
                self.begin(false);
                (self.unsaved, self.work) = (unsaved, work);
                if running && self.state == State::Paused {
                    self.start(Duration::ZERO);
                }
                (now, format!("{} at epoch {}", self.trainer.name(), self.trainer.epoch()))
            }
        };
        self.note(Notice::Remark(format!("{}: {words}", if again { "redone" } else { "undone" })));
        if again { &mut self.changes.done } else { &mut self.changes.undone }.push_back(now);
    }
}
