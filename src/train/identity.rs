//! Identities of branches and bookmarks, for commands that wait while lists change.
//!
//! A [`super::Timeline`] gives one to each branch and bookmark that it makes or reads. Files never contain them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of a branch. It is never reused in a session; the greater of two was made later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchId(pub(crate) u64);

/// The identity of a bookmark. It is never reused in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookmarkId(pub(crate) u64);

/// The source of a session's identities. All clones share one counter.
#[derive(Clone, Debug, Default)]
pub struct Identities(Arc<AtomicU64>);

impl Identities {
    pub(super) fn branch(&self) -> BranchId {
        BranchId(self.next())
    }

    pub(super) fn bookmark(&self) -> BookmarkId {
        BookmarkId(self.next())
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}
