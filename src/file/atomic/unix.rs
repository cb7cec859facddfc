//! Permissions and owners of files, on Unix.

use std::fs::{Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use tempfile::Builder;

/// Gives new files the permissions that the umask gives to any new file, where tempfile's own default is for the owner
/// alone.
pub(super) fn permit(builder: &mut Builder) {
    builder.permissions(Permissions::from_mode(0o666));
}

/// Whether a file is this user's.
pub(super) fn is_own(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}
