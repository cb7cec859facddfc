//! The versions of the schema: which fields each has, and which one a preset needs.
//!
//! [`Preset::check`] asks for the fields, `parse` for the lowest version; run files and texts check their own versions here.

use super::Preset;
use crate::error::Invalid;

/// The newest version of the schema: 2 has added `group`, `next` and `paused`. Every earlier one is read, and a preset is
/// written in the lowest that has its fields.
pub const VERSION: u32 = 2;

impl Preset {
    /// The fields that version 2 has added, if they are used.
    fn fields_of_version_2(&self) -> impl Iterator<Item = &'static str> {
        let used = [("group", self.group.is_some()), ("next", self.next.is_some()), ("paused", self.paused)];
        used.into_iter().filter(|(_, is_used)| *is_used).map(|(field, _)| field)
    }

    pub(super) fn check_fields_of_version(&self) -> Result<(), Invalid> {
        match self.fields_of_version_2().next() {
            Some(field) if self.version < 2 => {
                Err(Invalid::new("version", format!("is {}, which has no {field}", self.version), "2"))
            }
            _ => Ok(()),
        }
    }

    /// The same in the lowest version that has its fields.
    #[must_use]
    pub(crate) fn in_lowest_version(self) -> Self {
        let version = if self.fields_of_version_2().next().is_some() { 2 } else { 1 };
        Self { version, ..self }
    }

    /// Whether it describes the same run as another, whatever is said about it and wherever it is listed.
    pub(crate) fn is_same_run(&self, other: &Self) -> bool {
        let Self { version, title, notes, group, next, paused, .. } = other.clone();
        Self { version, title, notes, group, next, paused, ..self.clone() } == *other
    }
}

/// Checks the version of a schema, of which this build reads 1 to `known`.
pub(crate) fn check_version(version: u32, known: u32) -> Result<(), Invalid> {
    if (1..=known).contains(&version) {
        return Ok(());
    }
    let problem = if version > known {
        format!("is {version}, newer than this program: update blobtui")
    } else {
        format!("is {version}")
    };
    let allowed: Vec<_> = (1..=known).map(|version| version.to_string()).collect();
    Err(Invalid::new("version", problem, allowed.join(" or ")))
}
