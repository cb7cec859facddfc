//! Kept states, and the memory that they occupy.

use super::Track;
use crate::train::{Position, Snapshot, Trainer};

/// Bytes that all keyframes of a run may take, and the newest states of its branches with them.
pub const MAX_BYTES: usize = 64 << 20;
/// Bytes of a keyframe beside its numbers: structures and the allocator's overhead.
const OVERHEAD: usize = 256;

/// A state to train on from.
#[derive(Clone, Debug)]
pub(super) struct Keyframe {
    pub(super) snapshot: Snapshot,
    /// Edits of the journal that had been made.
    pub(super) edits: usize,
    /// The stride by which it was placed, before any was doubled; 0 for one that is not placed by epoch.
    pub(super) base: u64,
}

impl Keyframe {
    pub(super) fn of(trainer: &Trainer, base: u64) -> Self {
        Self { snapshot: trainer.snapshot(), edits: trainer.journal().len(), base }
    }

    pub(super) fn bytes(&self) -> usize {
        self.snapshot.bytes() + OVERHEAD
    }

    pub(super) fn position(&self) -> Position {
        self.snapshot.position()
    }
}

/// How many keyframes there are, and the bytes of all that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Keyframes, with the newest states of the branches that are not looked at.
    pub states: usize,
    /// Bytes that they take.
    pub bytes: usize,
}

impl Kept {
    pub(super) fn add(&mut self, keyframe: &Keyframe) {
        self.states += 1;
        self.bytes += keyframe.bytes();
    }

    pub(super) fn remove(&mut self, keyframe: &Keyframe) {
        self.states -= 1;
        self.bytes -= keyframe.bytes();
    }

    /// What some branches keep.
    pub(super) fn of<'a>(tracks: impl IntoIterator<Item = &'a Track>) -> Self {
        let mut kept = Self::default();
        for track in tracks {
            track.keyframes.iter().chain(&track.tip).for_each(|keyframe| kept.add(keyframe));
        }
        kept
    }
}

impl Track {
    /// Puts a keyframe in its place, unless there is one. Whether it was put.
    pub(super) fn keep(&mut self, keyframe: Keyframe) -> bool {
        let place = self.keyframes.binary_search_by_key(&keyframe.snapshot.epoch, |known| known.snapshot.epoch);
        if let Err(place) = place {
            self.keyframes.insert(place, keyframe);
        }
        place.is_err()
    }

    /// The latest keyframe at or before a position.
    pub(super) fn latest(&self, end: Position) -> Option<&Keyframe> {
        let after = self.keyframes.partition_point(|keyframe| keyframe.position() <= end);
        self.keyframes[..after].last()
    }

    /// Leaves those that stand at multiples of their stride, doubled so many times.
    pub(super) fn thin(&mut self, doublings: u32) {
        self.keyframes.retain(|keyframe| keyframe.snapshot.epoch.is_multiple_of(keyframe.base << doublings));
    }
}
