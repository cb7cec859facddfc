//! What the screen is told of the branches.

use std::sync::Arc;

use super::Worker;
use super::branches::Unsaved;
use crate::session::{Compared, Lane, State, Time};
use crate::train::{Bookmark, Branch, Sign};

/// The list of the branches as the screen knows it.
#[derive(Default)]
pub(super) struct BranchList {
    /// None once something has changed.
    published: Option<Arc<Vec<Lane>>>,
}

impl BranchList {
    /// Something of it has changed.
    pub(super) fn change(&mut self) {
        self.published = None;
    }
}

impl Worker {
    /// Makes the list of the branches anew if something of it has changed.
    pub(super) fn publish_branches(&mut self) {
        if self.branch_list.published.is_some() {
            return;
        }
        let branches = &self.timeline.run().branches;
        let lanes = branches.iter().enumerate().map(|(place, branch)| {
            let course = self.timeline.course(&self.trainer, place);
            // Of a file's course only spans are known.
            let losses = match course.recent().back() {
                Some(recent) if recent.epoch == branch.newest.epoch => recent.test.map(|test| (recent.train, test)),
                Some(_) => None,
                None => course.spans().iter().rev().find_map(|span| Some((span.train?.last, span.test?.last))),
            };
            Lane {
                name: branch.name.clone(),
                parent: branch.parent,
                fork: branch.fork,
                newest: branch.newest,
                bookmarks: self.bookmarks(branch),
                losses,
            }
        });
        self.branch_list.published = Some(Arc::new(lanes.collect()));
    }

    /// The bookmarks of a branch after its fork, its edits among them.
    fn bookmarks(&self, branch: &Branch) -> Vec<Bookmark> {
        let mut settings = self.timeline.run().preset.clone();
        let mut bookmarks = branch.bookmarks.clone();
        for (place, edit) in branch.journal.iter().enumerate() {
            if place >= branch.shared {
                bookmarks.push(Bookmark { epoch: edit.epoch, sign: Sign::Edit, note: edit.change.words(&settings) });
            }
            edit.change.apply(&mut settings);
        }
        bookmarks.sort_by_key(|bookmark| bookmark.epoch);
        bookmarks
    }

    /// Where the run stands in its own course.
    pub(super) fn time(&self, room: Vec<Compared>) -> Time {
        let kept = self.timeline.kept();
        let is_diverged = matches!(self.state, State::Diverged { .. });
        Time {
            newest: self.timeline.branch().newest,
            sought: self.sought.map(|sought| sought.to.epoch),
            branch: self.timeline.run().current,
            lanes: self.branch_list.published.clone().unwrap_or_default(),
            keyframes: kept.states,
            bytes: kept.bytes,
            compared: self.compared(room),
            autopsy: self.autopsy.clone().filter(|_| is_diverged),
            unsaved: self.unsaved != Unsaved::No,
            left_unsaved: self.has_left_unsaved(),
        }
    }
}
