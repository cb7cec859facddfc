//! The list of branches for the screen.

use std::sync::Arc;

use super::Worker;
use super::work::Unsaved;
use crate::preset::Preset;
use crate::session::{BookmarkSummary, BranchSummary, Losses, State, Time};
use crate::train::{Bookmark, Branch, Sign, Span};

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
                Some(recent) if recent.epoch == branch.newest.epoch => {
                    let is_evaluated = recent.scores.is_some() || recent.test.is_some();
                    is_evaluated.then_some(Losses { train: recent.train, test: recent.test })
                }
                Some(_) => None,
                None => {
                    let mut evaluated =
                        history.spans().iter().rev().filter(|span| span.scores.is_some() || span.test.is_some());
                    let losses =
                        |span: &Span| Some(Losses { train: span.train?.last, test: span.test.map(|test| test.last) });
                    evaluated.find_map(losses)
                }
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
        bookmarks.extend(edits(&run.preset, &run.branches[place]));
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

/// The edits of a branch after its fork. Those of one epoch that read the same, as several points drawn, are named once.
fn edits(preset: &Preset, branch: &Branch) -> Vec<BookmarkSummary> {
    let (mut named, mut settings): (Vec<BookmarkSummary>, _) = (vec![], preset.clone());
    for (number, edit) in branch.journal.iter().enumerate() {
        let (epoch, note) = (edit.epoch, edit.change.describe(&settings));
        let mut of_epoch = named.iter().rev().take_while(|other| other.epoch == epoch);
        if number >= branch.shared && of_epoch.all(|other| other.note != note) {
            named.push(BookmarkSummary { id: None, epoch, sign: Sign::Edit, note });
        }
        edit.change.apply(&mut settings);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{PointChange, Split};
    use crate::preset::find;
    use crate::train::{Change, Edit, Run, Trainer};

    #[test]
    fn equal_edits_of_one_epoch_are_named_once() {
        let recipe = find("xor-blobs").unwrap();
        let mut run = Run::of(&Trainer::new(&recipe.name, recipe.preset).checkpoint());
        let drawn =
            |epoch, index| Edit { epoch, batch: 0, change: Change::Point(PointChange::Without(Split::Train, index)) };
        run.branches[0].journal = vec![drawn(3, 0), drawn(3, 1), drawn(5, 2), drawn(5, 3)];
        let named: Vec<_> =
            edits(&run.preset, &run.branches[0]).into_iter().map(|edit| (edit.epoch, edit.note)).collect();
        assert_eq!(named, [3, 5].map(|epoch| (epoch, "a point removed".to_owned())));
    }
}
