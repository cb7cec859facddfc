//! The past of a run: its branches, and kept states from which to train again.
//!
//! A state is a pure function of recipe and position, so the past is not recorded but trained again, to the same bits,
//! from the nearest keyframe before it. The session owns a timeline beside its trainer and trains through it
//! ([`Timeline::follow`]); [`Timeline::approach`] takes a trainer near a position. Knows no clock and no thread.
//!
//! # Keyframes
//!
//! A keyframe is a snapshot at a multiple of a stride: a power of two of epochs that take about 4 ms to train,
//! estimated from the recipe alone. When the states of all branches would take more than [`MAX_BYTES`], every stride
//! doubles and the keyframes between go. A branch shares the keyframes before its fork with its parent.
//!
//! So a seek trains at most `max(base, 2 E S / B)` epochs: `base` is the first stride (16 ms on a machine four times as
//! slow, or one epoch), `E` the epochs of all branches, `S` the bytes of the largest keyframe, and `B` the part of 64
//! MiB that the newest states of the branches leave. The 2 is the price of not knowing the length of a run: just after
//! a doubling half of the memory is free. For a stream of unknown length the least possible factor is between 1 and 2
//! (Bringmann, Doerr, Neumann and Sliacan, "Online checkpointing with improved worst-case guarantees", 2013).

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
    Bookmark, BookmarkId, Branch, BranchId, Checkpoint, History, Identities, MAX_BOOKMARKS, Position, Run, Trainer,
};

/// The past of a run.
pub struct Timeline {
    /// The recipe. The bookmarks of its branches are in their tracks, with their identities.
    run: Run,
    /// The kept states and bookmarks of each branch.
    tracks: Vec<Track>,
    identities: Identities,
    kept: Kept,
    /// Maximum number of bytes of all kept states.
    room_for_states: usize,
    /// Number of times that the strides were doubled.
    doublings: u32,
    /// The first stride for the settings of `base_of`: a branch and the number of its edits.
    base: u64,
    base_of: Option<(BranchId, usize)>,
    /// Whether any branch has recorded hashes of states.
    hashes: bool,
    /// The first epoch whose state differs from the recording, until it is reported.
    differs: Option<u64>,
    reported: bool,
    /// Activations on the train points, to find dead units.
    room: Option<Room>,
}

/// The kept states and bookmarks of a branch.
struct Track {
    id: BranchId,
    /// Bookmarks after the fork, by epoch.
    bookmarks: Vec<(BookmarkId, Bookmark)>,
    /// By epoch; those before the fork are the parent's.
    keyframes: Vec<Keyframe>,
    /// The newest state, while no trainer is there.
    tip: Option<Keyframe>,
    /// The history, except of the shown branch, whose trainer has it.
    history: History,
    watch: Watch,
}

impl Track {
    fn new(id: BranchId) -> Self {
        let (history, watch) = (History::default(), Watch::default());
        Self { id, bookmarks: vec![], keyframes: vec![], tip: None, history, watch }
    }
}

impl Timeline {
    /// The past of a run that goes on from a trainer's position.
    pub fn new(trainer: &Trainer, identities: &Identities) -> Self {
        Self::of(Run::of(&trainer.checkpoint()), identities)
    }

    /// The past of a run known by its recipe alone. Its trainer may be anywhere on the shown branch.
    pub fn of(mut run: Run, identities: &Identities) -> Self {
        let tracks = run.branches.iter_mut().map(|branch| {
            let mut track = Track::new(identities.branch());
            let bookmarks = std::mem::take(&mut branch.bookmarks).into_iter();
            track.bookmarks = bookmarks.map(|bookmark| (identities.bookmark(), bookmark)).collect();
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

    /// The same with at most this many bytes of kept states.
    #[must_use]
    pub fn within(self, room_for_states: usize) -> Self {
        Self { room_for_states, ..self }
    }

    /// The epochs of the keyframes on the way to the newest position of a branch, in order.
    pub fn keyframes(&self, branch: usize) -> Vec<u64> {
        let mut epochs = vec![];
        for (place, end) in self.run.line(branch) {
            let own = self.tracks[place].keyframes.iter().filter(|keyframe| keyframe.position() <= end);
            epochs.splice(0..0, own.map(|keyframe| keyframe.snapshot.epoch));
        }
        epochs
    }

    /// Epochs between two keyframes of the shown branch, with the settings of its trainer.
    pub fn stride(&self, trainer: &Trainer) -> u64 {
        base_stride(trainer.preset()) << self.doublings
    }

    /// The recipe with all branches; [`Self::bookmarks`] has the bookmarks.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The shown branch.
    pub fn branch(&self) -> &Branch {
        &self.run.branches[self.run.current]
    }

    /// The identity of the shown branch.
    pub fn current(&self) -> BranchId {
        self.tracks[self.run.current].id
    }

    /// The identity of the branch at an index of [`Run::branches`], which must exist.
    pub fn id(&self, place: usize) -> BranchId {
        self.tracks[place].id
    }

    /// Number and size of the kept states.
    pub fn kept(&self) -> Kept {
        self.kept
    }

    /// Whether the shown branch goes on beyond its trainer's position.
    pub fn is_past(&self, trainer: &Trainer) -> bool {
        let branch = self.branch();
        trainer.position() < branch.newest || trainer.journal().len() < branch.journal.len()
    }

    /// Takes an edit at the newest position of the shown branch into its recipe.
    pub fn edited(&mut self, trainer: &Trainer) {
        let current = self.run.current;
        let branch = &mut self.run.branches[current];
        let common = branch.journal.iter().zip(trainer.journal()).take_while(|(one, other)| one == other).count();
        branch.journal.truncate(common);
        branch.journal.extend_from_slice(&trainer.journal()[common..]);
        branch.shared = branch.shared.min(common);
        branch.newest = branch.newest.max(trainer.position());
        // A replaced edit may have been shared.
        for child in self.run.branches.iter_mut().filter(|branch| branch.parent == Some(current)) {
            child.shared = child.shared.min(common);
        }
    }

    /// Index of a branch among [`Run::branches`], unless it has been deleted.
    pub fn place_of(&self, branch: BranchId) -> Option<usize> {
        self.tracks.iter().position(|track| track.id == branch)
    }

    /// Index of a branch among [`Run::branches`].
    ///
    /// # Errors
    /// If it has been deleted.
    pub fn find(&self, branch: BranchId) -> Result<usize, String> {
        self.place_of(branch).ok_or_else(|| "that branch has been deleted; b lists the branches".to_owned())
    }

    /// The same branches with their newest states only, to come back to a run later.
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

    /// A checkpoint at the position of the shown branch's trainer, with bookmarks and hashes up to there.
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
    pub(crate) fn newest_epoch(&self) -> u64 {
        self.run.branches.iter().map(|branch| branch.newest.epoch).max().unwrap_or(0)
    }

    /// Moves the end of the run.
    pub fn set_epochs(&mut self, epochs: u64) {
        self.run.preset.epochs = epochs;
    }
}
