//! The list of branches for the screen.

use std::sync::Arc;

use super::Worker;
use super::work::Unsaved;
use crate::session::{BookmarkSummary, BranchSummary, State, Time};
use crate::train::{Bookmark, Sign};

impl Worker {
    /// Rebuilds the list after a change.
    pub(super) fn publish_branches(&mut self) {
        if self.branch_list.is_some() {
            return;
        }
        let branches = self.timeline.run().branches.iter().enumerate();
        let branches = branches.map(|(place, branch)| {
            let history = self.timeline.history(&self.trainer, place);
            // A history from a file has only spans.
            let losses = match history.recent().back() {
                Some(recent) if recent.epoch == branch.newest.epoch => recent.test.map(|test| (recent.train, test)),
                Some(_) => None,
                None => history.spans().iter().rev().find_map(|span| Some((span.train?.last, span.test?.last))),
            };
            BranchSummary {
                id: self.timeline.id(place),
                name: branch.name.clone(),
                parent: branch.parent.map(|parent| self.timeline.id(parent)),
                fork: branch.fork,
                newest: branch.newest,
                bookmarks: self.bookmarks(place),
                losses,
            }
        });
        self.branch_list = Some(Arc::new(branches.collect()));
    }

    /// The bookmarks of a branch after its fork, its edits among them.
    fn bookmarks(&self, place: usize) -> Vec<BookmarkSummary> {
        let (run, bookmarks) = (self.timeline.run(), self.timeline.bookmarks(place).iter());
        let mut bookmarks: Vec<_> = bookmarks
            .map(|(id, Bookmark { epoch, sign, note })| BookmarkSummary {
                id: Some(*id),
                epoch: *epoch,
                sign: *sign,
                note: note.clone(),
            })
            .collect();
        let (branch, mut settings) = (&run.branches[place], run.preset.clone());
        for (number, edit) in branch.journal.iter().enumerate() {
            if number >= branch.shared {
                let (epoch, note) = (edit.epoch, edit.change.describe(&settings));
                bookmarks.push(BookmarkSummary { id: None, epoch, sign: Sign::Edit, note });
            }
            edit.change.apply(&mut settings);
        }
        bookmarks.sort_by_key(|bookmark| bookmark.epoch);
        bookmarks
    }

    /// Where the run stands in its history.
    pub(super) fn time(&self) -> Time {
        let kept = self.timeline.kept();
        let is_diverged = matches!(self.state, State::Diverged { .. });
        Time {
            newest: self.timeline.branch().newest,
            sought: self.sought.as_ref().map(|sought| sought.to.epoch),
            branch: self.timeline.current(),
            branches: self.branch_list.clone().unwrap_or_default(),
            keyframes: kept.states,
            bytes: kept.bytes,
            compared: self.comparisons.iter().map(|comparison| comparison.published.clone()).collect(),
            autopsy: self.autopsy.clone().filter(|_| is_diverged),
            unsaved: self.unsaved != Unsaved::No,
            unsaved_points: self.unsaved_points(),
            left_unsaved: self.has_left_unsaved(),
        }
    }
}
