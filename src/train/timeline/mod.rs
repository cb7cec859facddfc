//! The past of a run: its branches, and states of them to train on from.
//!
//! A state is a pure function of recipe and position, so the past is not recorded but trained again, from the nearest
//! keyframe before it: by the bits it is the same. The session owns a timeline beside its trainer, and tells it of every
//! epoch ([`Timeline::follow`]); [`Timeline::approach`] takes a trainer near a position. Knows no clock and no thread.
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

use super::{Bookmark, Branch, Checkpoint, Fingerprint, History, MAX_BOOKMARKS, Position, Run, Trainer};

/// The past of a run.
pub struct Timeline {
    run: Run,
    /// What is kept of each branch.
    tracks: Vec<Track>,
    /// Numbers the branches that were made.
    serial: u64,
    kept: Kept,
    /// Bytes that all of it may take.
    room_for_states: usize,
    /// How often the strides were doubled.
    doublings: u32,
    /// The stride of the settings that a trainer had last: of this branch with so many edits.
    base: (u64, usize, u64),
    /// Whether any branch has hashes of states to compare with.
    hashes: bool,
    /// The first epoch at which a state was not what it should have been, until that is told.
    differs: Option<u64>,
    told: bool,
    /// For looking at the units.
    room: Option<Room>,
}

/// What is kept of a branch beside its recipe.
struct Track {
    /// Which of the branches that were ever made.
    serial: u64,
    /// In order of their epochs; those before the fork are the parent's.
    keyframes: Vec<Keyframe>,
    /// The newest state, while no trainer is there.
    tip: Option<Keyframe>,
    /// The course, but of the branch that is looked at: its trainer has it.
    history: History,
    watch: Watch,
}

impl Track {
    fn new(serial: u64) -> Self {
        Self { serial, keyframes: vec![], tip: None, history: History::new(), watch: Watch::default() }
    }
}

impl Timeline {
    /// The past of a run that goes on from where a trainer is.
    #[must_use]
    pub fn new(trainer: &Trainer) -> Self {
        Self::of(Run::of(trainer))
    }

    /// The past of a run of which only the recipe is known. Its trainer is one of the branch that is looked at, at epoch
    /// 0 or anywhere else.
    #[must_use]
    pub fn of(run: Run) -> Self {
        let tracks: Vec<Track> = (0..run.branches.len() as u64).map(Track::new).collect();
        let serial = tracks.len() as u64;
        let base = (u64::MAX, 0, 1);
        let (kept, room_for_states) = (Kept::default(), MAX_BYTES);
        let hashes = run.branches.iter().any(|branch| !branch.fingerprints.is_empty());
        Self {
            run,
            tracks,
            serial,
            kept,
            room_for_states,
            doublings: 0,
            base,
            hashes,
            differs: None,
            told: false,
            room: None,
        }
    }

    /// The same with bookmarks and hashes of states that are known of its only branch.
    #[must_use]
    pub fn knowing(mut self, bookmarks: Vec<Bookmark>, fingerprints: Vec<Fingerprint>) -> Self {
        let branch = &mut self.run.branches[0];
        (branch.bookmarks, branch.fingerprints) = (bookmarks, fingerprints);
        self.hashes = !branch.fingerprints.is_empty();
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

    /// The recipe, with all branches.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The branch that is looked at.
    #[must_use]
    pub fn branch(&self) -> &Branch {
        &self.run.branches[self.run.current]
    }

    /// The number of the branch that is looked at among those that were ever made.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.tracks[self.run.current].serial
    }

    /// The numbers of all branches, in their order.
    pub fn serials(&self) -> impl Iterator<Item = u64> + '_ {
        self.tracks.iter().map(|track| track.serial)
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

    /// The place of the branch with this number, if it is still there.
    #[must_use]
    pub fn place_of(&self, serial: u64) -> Option<usize> {
        self.tracks.iter().position(|track| track.serial == serial)
    }

    /// The same branches with their newest states only: for a run that is left, and may be come back to.
    #[must_use]
    pub fn outline(&self) -> Self {
        let outline = |track: &Track| Track {
            keyframes: vec![],
            tip: track.tip.clone(),
            history: track.history.clone(),
            watch: track.watch.clone(),
            serial: track.serial,
        };
        let tracks: Vec<Track> = self.tracks.iter().map(outline).collect();
        Self { kept: Kept::of(&tracks), tracks, serial: self.serial, ..Self::of(self.run.clone()) }
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
            let bookmarks =
                self.run.branches[place].bookmarks.iter().filter(|bookmark| Position::at(bookmark.epoch) <= end);
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
