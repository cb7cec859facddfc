//! Kept states, and the memory that they occupy.

use super::Track;
use crate::train::{Position, Snapshot, Trainer};

/// Maximum number of bytes of all keyframes of a run and the newest states of its branches.
pub const MAX_BYTES: usize = 64 << 20;
/// Bytes of a keyframe in addition to its numbers: structures and the allocator's overhead.
const OVERHEAD: usize = 256;

/// A state to train on from.
#[derive(Clone, Debug)]
pub(super) struct Keyframe {
    pub(super) snapshot: Snapshot,
    /// Number of edits made by then.
    pub(super) edits: usize,
    /// The first stride at its place; 0 for a newest state.
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

/// Number and size of the kept states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Keyframes, and the newest states of the branches that are not shown.
    pub states: usize,
    /// Their size in bytes.
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

    pub(super) fn of<'a>(tracks: impl IntoIterator<Item = &'a Track>) -> Self {
        let mut kept = Self::default();
        for track in tracks {
            track.keyframes.iter().chain(&track.tip).for_each(|keyframe| kept.add(keyframe));
        }
        kept
    }
}

impl Track {
    /// Adds a keyframe, unless its epoch has one. Returns whether it was added.
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

    /// Keeps the keyframes at multiples of their stride after this many doublings.
    pub(super) fn thin(&mut self, doublings: u32) {
        self.keyframes.retain(|keyframe| keyframe.snapshot.epoch.is_multiple_of(keyframe.base << doublings));
    }
}
