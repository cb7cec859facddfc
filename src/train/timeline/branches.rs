//! Making, showing, renaming and deleting branches.

use super::{Kept, Keyframe, Timeline, Track};
use crate::train::{Bookmark, BookmarkId, Branch, BranchId, History, LONGEST_NOTE, MAX_BOOKMARKS, Position, Trainer};

/// Maximum number of branches of a run.
pub const MAX_BRANCHES: usize = 64;

impl Timeline {
    /// Starts a branch at the position of the shown branch's trainer, and shows it. What follows on the old one stays.
    /// `name` gets a number if it is taken.
    ///
    /// # Errors
    /// If there are [`MAX_BRANCHES`] already.
    pub fn fork(&mut self, trainer: &mut Trainer, name: &str) -> Result<(), String> {
        if self.run.branches.len() == MAX_BRANCHES {
            return Err(format!("a run has at most {MAX_BRANCHES} branches; b lists them, d there deletes one"));
        }
        self.leave(trainer);
        let (position, made) = (trainer.position(), trainer.journal().len());
        let mut parent = self.run.current;
        while let Branch { parent: Some(before), fork, shared, .. } = self.run.branches[parent]
            && (position < fork || (position == fork && made <= shared))
        {
            parent = before;
        }
        let name = self.free_name(name);
        self.run.branches.push(Branch {
            name,
            parent: Some(parent),
            fork: position,
            shared: made,
            journal: trainer.journal().to_vec(),
            newest: position,
            bookmarks: vec![],
            fingerprints: vec![],
        });
        let history = trainer.history().until(position.epoch);
        self.tracks.push(Track::new(self.identities.branch()));
        let before = std::mem::replace(&mut self.run.current, self.tracks.len() - 1);
        self.tracks[before].history = trainer.exchange_history(history);
        Ok(())
    }

    /// A name that no branch has, of at most [`LONGEST_NOTE`] characters.
    fn free_name(&self, wanted: &str) -> String {
        let is_free = |name: &String| self.run.branches.iter().all(|branch| branch.name != *name);
        let cut = |most: usize| wanted.trim().chars().take(most).collect::<String>();
        let numbered = (2..).map(|number| format!("{} ({number})", cut(LONGEST_NOTE - 6)));
        let mut names = std::iter::once(cut(LONGEST_NOTE)).chain(numbered);
        names.find(|name| !name.is_empty() && is_free(name)).unwrap_or_default()
    }

    /// Shows another branch. The trainer gets its history, and has yet to [`Self::approach`] it.
    ///
    /// # Errors
    /// If it has been deleted.
    pub fn look_at(&mut self, trainer: &mut Trainer, branch: BranchId) -> Result<(), String> {
        let branch = self.find(branch)?;
        if branch == self.run.current {
            return Ok(());
        }
        self.leave(trainer);
        self.filled_in(trainer, branch);
        let history = std::mem::take(&mut self.tracks[branch].history);
        self.tracks[self.run.current].history = trainer.exchange_history(history);
        self.run.current = branch;
        Ok(())
    }

    /// The recorded history of a branch that is not shown, or that of its longest common part with another branch if
    /// that is longer: in a run from a file, each branch has only what was trained since.
    pub fn filled_in(&mut self, trainer: &Trainer, branch: usize) -> &History {
        let own = self.tracks[branch].history.end();
        let known = (0..self.tracks.len()).filter(|other| *other != branch).map(|other| {
            let common = self.common(branch, other).epoch;
            let history = self.history(trainer, other);
            (history.end().map(|end| end.min(common)), other, common)
        });
        if let Some((end, other, common)) = known.max_by_key(|(end, ..)| *end)
            && end > own
        {
            self.tracks[branch].history = self.history(trainer, other).until(common);
        }
        &self.tracks[branch].history
    }

    /// The recorded history of a branch.
    pub fn history<'a>(&'a self, trainer: &'a Trainer, branch: usize) -> &'a History {
        if branch == self.run.current { trainer.history() } else { &self.tracks[branch].history }
    }

    /// The last common position of two branches.
    pub fn common(&self, one: usize, other: usize) -> Position {
        let line = |branch: usize| {
            let newest = self.run.branches[branch].newest;
            self.run.line(branch).map(move |(place, end)| (place, end.min(newest)))
        };
        let shared = line(one).filter_map(|(place, end)| {
            let (_, other_end) = line(other).find(|(known, _)| *known == place)?;
            Some(end.min(other_end))
        });
        shared.max().unwrap_or_default()
    }

    /// Gives a branch another name.
    ///
    /// # Errors
    /// If the name is empty, too long, or another branch's, or the branch has been deleted.
    pub fn rename(&mut self, branch: BranchId, name: &str) -> Result<(), String> {
        let (branch, name) = (self.find(branch)?, name.trim());
        let is_taken = self.run.branches.iter().enumerate().any(|(place, known)| place != branch && known.name == name);
        if name.is_empty() || name.chars().count() > LONGEST_NOTE || name.contains(char::is_control) {
            return Err(format!("a branch's name has 1 to {LONGEST_NOTE} characters, on one line"));
        }
        if is_taken {
            return Err(format!("there is a branch {name} already"));
        }
        name.clone_into(&mut self.run.branches[branch].name);
        Ok(())
    }

    /// Deletes a branch. Its children stay: the one with the latest fork inherits the part before, and the others then
    /// fork from that one.
    ///
    /// # Errors
    /// If it is shown, or has been deleted already.
    pub fn delete(&mut self, branch: BranchId) -> Result<(), String> {
        let branch = self.find(branch)?;
        if branch == self.run.current {
            return Err("this branch is shown; go to another one to delete it".into());
        }
        let children = (0..self.run.branches.len()).filter(|place| self.run.branches[*place].parent == Some(branch));
        if let Some(heir) =
            children.max_by_key(|place| (self.run.branches[*place].fork, self.run.branches[*place].shared))
        {
            self.inherit(branch, heir);
        }
        self.run.branches.remove(branch);
        self.tracks.remove(branch);
        for known in &mut self.run.branches {
            known.parent = known.parent.map(|parent| parent - usize::from(parent > branch));
        }
        self.run.current -= usize::from(self.run.current > branch);
        self.sort();
        self.kept = Kept::of(&self.tracks);
        Ok(())
    }

    /// Makes a branch out of its parent's part before the fork and itself, and the parent of its siblings.
    fn inherit(&mut self, branch: usize, heir: usize) {
        let Branch { parent, fork, shared, ref fingerprints, .. } = self.run.branches[branch];
        let end = self.run.branches[heir].fork;
        let mut bookmarks = std::mem::take(&mut self.tracks[branch].bookmarks);
        bookmarks.retain(|(_, bookmark)| bookmark.epoch <= end.epoch);
        let is_before = |epoch: u64| Position::at(epoch) <= end;
        let fingerprints: Vec<_> = fingerprints.iter().filter(|known| is_before(known.epoch)).copied().collect();
        let mut keyframes = std::mem::take(&mut self.tracks[branch].keyframes);
        keyframes.retain(|keyframe: &Keyframe| keyframe.position() <= end);
        let taken = &mut self.run.branches[heir];
        (taken.parent, taken.fork, taken.shared) = (parent, fork.min(end), shared.min(taken.shared));
        taken.fingerprints.splice(0..0, fingerprints);
        let track = &mut self.tracks[heir];
        track.bookmarks = joined(bookmarks, std::mem::take(&mut track.bookmarks));
        track.keyframes.splice(0..0, keyframes);
        for child in self.run.branches.iter_mut().filter(|child| child.parent == Some(branch)) {
            child.parent = Some(heir);
        }
    }

    /// Sorts the branches so that each comes after its parent.
    fn sort(&mut self) {
        while let Some(place) = (0..self.run.branches.len())
            .find(|place| self.run.branches[*place].parent.is_some_and(|parent| parent > *place))
        {
            let Some(parent) = self.run.branches[place].parent else { return };
            self.run.branches.swap(place, parent);
            self.tracks.swap(place, parent);
            let swap = |index| {
                if index == place {
                    parent
                } else if index == parent {
                    place
                } else {
                    index
                }
            };
            for branch in &mut self.run.branches {
                branch.parent = branch.parent.map(swap);
            }
            self.run.current = swap(self.run.current);
        }
    }
}

/// The bookmarks of two parts of a branch, by epoch. If there are too many, the first ones go.
fn joined(
    mut bookmarks: Vec<(BookmarkId, Bookmark)>,
    later: Vec<(BookmarkId, Bookmark)>,
) -> Vec<(BookmarkId, Bookmark)> {
    bookmarks.extend(later);
    for is_a_persons in [true, false] {
        let counts = |bookmark: &Bookmark| bookmark.sign.is_a_persons() == is_a_persons;
        let count = bookmarks.iter().filter(|(_, bookmark)| counts(bookmark)).count();
        let mut more = count.saturating_sub(MAX_BOOKMARKS);
        bookmarks.retain(|(_, bookmark)| {
            let goes = more > 0 && counts(bookmark);
            more -= usize::from(goes);
            !goes
        });
    }
    bookmarks
}
