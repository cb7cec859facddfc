//! Permissions and owners of files, on Windows.

use std::fs::Metadata;

use tempfile::Builder;

/// New files get the permissions of their folder.
pub(super) fn permit(_: &mut Builder) {}

/// Whether a file is this user's. Its owner does not say: nobody else's files can be removed.
pub(super) fn is_own(_: &Metadata) -> bool {
    true
}
