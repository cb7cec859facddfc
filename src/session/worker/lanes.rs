//! What the screen is told of the branches.

use std::sync::Arc;

use super::Worker;
use crate::session::{Compared, Lane, State, Time};
use crate::train::{Branch, Mark, Sign};

impl Worker {
    /// Makes the list of the branches anew if something of it has changed.
    pub(super) fn tell_lanes(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let branches = &self.timeline.run().branches;
        let lanes = branches.iter().enumerate().map(|(place, branch)| {
            let spans = self.timeline.course(&self.trainer, place).spans().iter().rev();
            let losses = spans.filter_map(|span| Some((span.train?.last, span.test?.last))).next();
            Lane {
                name: branch.name.clone(),
                parent: branch.parent,
                fork: branch.fork,
                newest: branch.newest,
                marks: self.marks(branch),
                losses,
            }
        });
        self.lanes = Arc::new(lanes.collect());
    }

    /// The marks of a branch after its fork, its edits among them.
    fn marks(&self, branch: &Branch) -> Vec<Mark> {
        let mut settings = self.timeline.run().preset.clone();
        let mut marks = branch.marks.clone();
        for (place, edit) in branch.journal.iter().enumerate() {
            if place >= branch.shared {
                marks.push(Mark { epoch: edit.epoch, sign: Sign::Edit, note: edit.change.words(&settings) });
            }
            edit.change.apply(&mut settings);
        }
        marks.sort_by_key(|mark| mark.epoch);
        marks
    }

    /// Where the run stands in its own course.
    pub(super) fn time(&self, room: Vec<Compared>) -> Time {
        let kept = self.timeline.kept();
        let is_diverged = matches!(self.state, State::Diverged { .. });
        Time {
            newest: self.timeline.branch().newest,
            sought: self.sought.map(|to| to.epoch),
            branch: self.timeline.run().current,
            lanes: Arc::clone(&self.lanes),
            keyframes: kept.states,
            bytes: kept.bytes,
            compared: self.compared(room),
            autopsy: self.autopsy.clone().filter(|_| is_diverged),
            unsaved: self.unsaved,
        }
    }
}
