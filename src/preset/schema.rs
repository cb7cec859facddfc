//! The versions of the schema: which fields each has, and which one a preset needs.
//!
//! [`Preset::check`] asks for the fields, `parse` for the lowest version; run files and texts check their own versions here.

use std::ops::RangeInclusive;

use super::{EarlyStopping, Preset};
use crate::error::Invalid;
use crate::network::Loss;

/// The newest version of the schema: 2 has added `group`, `next` and `paused`, 3 the validation points of early stopping
/// and the loss `SigmoidSquaredError`. Every earlier one is read, and a preset is written in the lowest that has its fields.
pub const VERSION: u32 = 3;

impl Preset {
    /// What later versions have added and this preset uses, each with its version.
    fn later_fields(&self) -> impl Iterator<Item = (u32, &'static str)> {
        let has_validation = matches!(self.early_stopping, EarlyStopping::Validation { .. });
        let used = [
            (2, "group", self.group.is_some()),
            (2, "next", self.next.is_some()),
            (2, "paused", self.paused),
            (3, "early_stopping: Validation", has_validation),
            (3, "loss: SigmoidSquaredError", self.loss == Loss::SigmoidSquaredError),
        ];
        used.into_iter().filter(|(.., is_used)| *is_used).map(|(version, field, _)| (version, field))
    }

    pub(super) fn check_fields_of_version(&self) -> Result<(), Invalid> {
        match self.later_fields().find(|(version, _)| self.version < *version) {
            Some((version, field)) => {
                let problem = format!("is {}, which has no {field}", self.version);
                Err(Invalid::new("version", problem, choice(version..=VERSION)))
            }
            None => Ok(()),
        }
    }

    /// The same in the lowest version that has its fields.
    #[must_use]
    pub fn in_lowest_version(mut self) -> Self {
        self.fit_version();
        self
    }

    /// Takes the lowest version that has its fields.
    pub(crate) fn fit_version(&mut self) {
        self.version = self.later_fields().map(|(version, _)| version).max().unwrap_or(1);
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
    Err(Invalid::new("version", problem, choice(1..=known)))
}

/// Versions in words: `2 or 3`.
fn choice(versions: RangeInclusive<u32>) -> String {
    let (first, last) = versions.into_inner();
    match last - first {
        0 => first.to_string(),
        1 => format!("{first} or {last}"),
        _ => format!("{first} to {last}"),
    }
}
