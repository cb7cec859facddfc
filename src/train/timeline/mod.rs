//! The past of a run: its branches, and states of them to train on from.
//!
//! A state is a pure function of recipe and position, so the past is not recorded but trained again, from the nearest
//! keyframe before it: by the bits it is the same. The session owns a timeline beside its trainer, and trains through it
//! ([`Timeline::follow`]); [`Timeline::approach`] takes a trainer near a position. Knows no clock and no thread.
//!
//! # Keyframes
//!
//! Whole snapshots, taken where the epoch is a multiple of a stride: a power of two that takes about 4 ms to train, by
//! an estimate from the recipe alone. When all that is kept, of all branches together, would take more than
//! [`MAX_BYTES`], every stride is doubled and the keyframes between are let go. A branch has those of the branches
//! that it grew from up to where it leaves them, and only the rest of its own.
//!
//! So a seek trains on at most `max(base, 2 E S / B)` epochs, where `base` is the stride at first (16 ms' worth on a
//! machine four times as slow, or one epoch), `E` the epochs of all branches together, `S` the bytes of the largest
//! keyframe, and `B` what the newest states of the branches, one each, leave of 64 MiB. The 2 is the price of not
//! knowing how long a run will be: just after a doubling half of the room is free. Nothing that keeps a stream of
//! unknown length can have all gaps equal; the least possible is between 1 and 2 (Bringmann, Doerr, Neumann and
//! Sliacan, "Online checkpointing with improved worst-case guarantees", 2013).

mod autopsy;
mod bookmarks;
mod branches;
mod keyframe;
mod stride;
mod travel;

use bookmarks::{MAX_FINGERPRINTS, Room, Watch};
pub use branches::MAX_BRANCHES;
use keyframe::Keyframe;
pub use keyframe::{Kept, MAX_BYTES};
use stride::base_stride;

use super::{
    Bookmark, BookmarkId, Branch, BranchId, Checkpoint, Fingerprint, History, Identities, MAX_BOOKMARKS, Position, Run,
    Trainer,
};

/// The past of a run.
pub struct Timeline {
    /// The recipe. The bookmarks of its branches are in their tracks, with their identities.
    run: Run,
    /// What is kept of each branch.
    tracks: Vec<Track>,
    identities: Identities,
    kept: Kept,
    /// Bytes that all of it may take.
    room_for_states: usize,
    /// How often the strides were doubled.
    doublings: u32,
    /// The stride of the settings that a trainer had last.
    base: u64,
    /// The branch with those settings, and the number of its edits.
    base_of: Option<(BranchId, usize)>,
    /// Whether any branch has hashes of states to compare with.
    hashes: bool,
    /// The first epoch whose state differs from the recording, until it is reported.
    differs: Option<u64>,
    reported: bool,
    /// For looking at the units.
    room: Option<Room>,
}

/// What is kept of a branch beside its recipe.
struct Track {
    id: BranchId,
    /// Bookmarks after the fork, by epoch.
    bookmarks: Vec<(BookmarkId, Bookmark)>,
    /// In order of their epochs; those before the fork are the parent's.
    keyframes: Vec<Keyframe>,
    /// The newest state, while no trainer is there.
    tip: Option<Keyframe>,
    /// The history, except of the shown branch, whose trainer has it.
    history: History,
    watch: Watch,
}

impl Track {
    fn new(id: BranchId) -> Self {
        let (history, watch) = (History::new(), Watch::default());
        Self { id, bookmarks: vec![], keyframes: vec![], tip: None, history, watch }
    }

    /// Adopts bookmarks, each with a new identity.
    fn adopt(&mut self, bookmarks: Vec<Bookmark>, identities: &Identities) {
        self.bookmarks = bookmarks.into_iter().map(|bookmark| (identities.bookmark(), bookmark)).collect();
    }
}

impl Timeline {
    /// The past of a run that goes on from where a trainer is.
    #[must_use]
    pub fn new(trainer: &Trainer, identities: &Identities) -> Self {
        Self::of(Run::of(trainer), identities)
    }

    /// The past of a run of which only the recipe is known. Its trainer is one of the branch that is looked at, at epoch
    /// 0 or anywhere else.
    #[must_use]
    pub fn of(mut run: Run, identities: &Identities) -> Self {
        let tracks = run.branches.iter_mut().map(|branch| {
            let mut track = Track::new(identities.branch());
            track.adopt(std::mem::take(&mut branch.bookmarks), identities);
            track
        });
        let tracks = tracks.collect();
        Self::from_parts(run, tracks, identities.clone())
    }

    fn from_parts(run: Run, tracks: Vec<Track>, identities: Identities) -> Self {
        let (kept, room_for_states) = (Kept::of(&tracks), MAX_BYTES);
        let hashes = run.branches.iter().any(|branch| !branch.fingerprints.is_empty());
        Self {
            run,
            tracks,
            identities,
            kept,
            room_for_states,
            doublings: 0,
            base: 1,
            base_of: None,
            hashes,
            differs: None,
            reported: false,
            room: None,
        }
    }

    /// The same with bookmarks and hashes of states that are known of its only branch.
    #[must_use]
    pub fn knowing(mut self, bookmarks: Vec<Bookmark>, fingerprints: Vec<Fingerprint>) -> Self {
        self.tracks[0].adopt(bookmarks, &self.identities);
        self.hashes = !fingerprints.is_empty();
        self.run.branches[0].fingerprints = fingerprints;
        self
    }

    /// The same with room for so many bytes only.
    #[must_use]
    pub fn within(self, room_for_states: usize) -> Self {
        Self { room_for_states, ..self }
    }

    /// The epochs of the keyframes on the way to the newest position of a branch, in order.
    #[must_use]
    pub fn keyframes(&self, branch: usize) -> Vec<u64> {
        let mut epochs = vec![];
        for (place, end) in self.run.line(branch) {
            let own = self.tracks[place].keyframes.iter().filter(|keyframe| keyframe.position() <= end);
            epochs.splice(0..0, own.map(|keyframe| keyframe.snapshot.epoch));
        }
        epochs
    }

    /// Epochs between two keyframes of the branch that is looked at, with the settings of its trainer.
    #[must_use]
    pub fn stride(&self, trainer: &Trainer) -> u64 {
        base_stride(trainer.preset()) << self.doublings
    }

    /// The recipe with all branches, but without bookmarks: [`Self::bookmarks`] has those.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The branch that is looked at.
    #[must_use]
    pub fn branch(&self) -> &Branch {
        &self.run.branches[self.run.current]
    }

    /// The identity of the branch that is looked at.
    #[must_use]
    pub fn current(&self) -> BranchId {
        self.tracks[self.run.current].id
    }

    /// The identity of the branch at a place among [`Run::branches`].
    ///
    /// # Panics
    /// If there is no such branch.
    #[must_use]
    pub fn id(&self, place: usize) -> BranchId {
        self.tracks[place].id
    }

    /// What is kept.
    #[must_use]
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// Whether the branch that is looked at goes on beyond where its trainer is.
    #[must_use]
    pub fn is_past(&self, trainer: &Trainer) -> bool {
        let branch = self.branch();
        trainer.position() < branch.newest || trainer.journal().len() < branch.journal.len()
    }

    /// Takes an edit of the branch that is looked at, at its newest position, into its recipe.
    pub fn edited(&mut self, trainer: &Trainer) {
        let current = self.run.current;
        let branch = &mut self.run.branches[current];
        let common = branch.journal.iter().zip(trainer.journal()).take_while(|(one, other)| one == other).count();
        branch.journal.truncate(common);
        branch.journal.extend_from_slice(&trainer.journal()[common..]);
        branch.shared = branch.shared.min(common);
        branch.newest = branch.newest.max(trainer.position());
        // An edit that took the place of another may have been shared.
        for child in self.run.branches.iter_mut().filter(|branch| branch.parent == Some(current)) {
            child.shared = child.shared.min(common);
        }
    }

    /// The place of a branch among [`Run::branches`], if it is still there.
    #[must_use]
    pub fn place_of(&self, branch: BranchId) -> Option<usize> {
        self.tracks.iter().position(|track| track.id == branch)
    }

    /// The place of a branch among [`Run::branches`].
    ///
    /// # Errors
    /// If it has been deleted.
    pub fn find(&self, branch: BranchId) -> Result<usize, String> {
        self.place_of(branch).ok_or_else(|| "that branch has been deleted; b lists the branches".to_owned())
    }

    /// The same branches with their newest states only: for a run that is left, and may be come back to.
    #[must_use]
    pub fn outline(&self) -> Self {
        let outline = |track: &Track| Track {
            keyframes: vec![],
            tip: track.tip.clone(),
            history: track.history.clone(),
            watch: track.watch.clone(),
            bookmarks: track.bookmarks.clone(),
            id: track.id,
        };
        let tracks = self.tracks.iter().map(outline).collect();
        Self::from_parts(self.run.clone(), tracks, self.identities.clone())
    }

    /// All that is needed to go on elsewhere from where the trainer of the branch that is looked at is.
    #[must_use]
    pub fn checkpoint(&self, trainer: &Trainer) -> Checkpoint {
        let mut checkpoint = trainer.checkpoint();
        let here = trainer.position();
        if self.is_past(trainer) {
            checkpoint.history = checkpoint.history.until(here.epoch);
        }
        for (place, end) in self.run.line(self.run.current) {
            let end = end.min(here);
            let bookmarks = self.tracks[place].bookmarks.iter().map(|(_, bookmark)| bookmark);
            let bookmarks = bookmarks.filter(|bookmark| Position::at(bookmark.epoch) <= end);
            checkpoint.bookmarks.splice(0..0, bookmarks.cloned());
            let known = self.fingerprints(place).into_iter().filter(|known| Position::at(known.epoch) <= end);
            checkpoint.fingerprints.splice(0..0, known);
        }
        let more = checkpoint.fingerprints.len().saturating_sub(MAX_FINGERPRINTS);
        checkpoint.fingerprints.drain(..more);
        let more = checkpoint.bookmarks.len().saturating_sub(MAX_BOOKMARKS);
        checkpoint.bookmarks.drain(..more);
        checkpoint
    }

    /// The newest epoch of all branches.
    #[must_use]
    pub fn newest_epoch(&self) -> u64 {
        self.run.branches.iter().map(|branch| branch.newest.epoch).max().unwrap_or(0)
    }

    /// Moves the end of the run.
    pub fn set_epochs(&mut self, epochs: u64) {
        self.run.preset.epochs = epochs;
    }
}
