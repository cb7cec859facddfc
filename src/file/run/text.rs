//! The text of a run file, as it is read.

use serde::Deserialize;

use crate::error::Invalid;
use crate::file::recipe::{StateText, check_name};
use crate::preset::{Document, Preset, check_version};
use crate::train::{Bookmark, Edit, Position};

pub(super) const VERSION: u32 = 1;

/// A run before its branches are assembled.
#[derive(Debug, Deserialize)]
#[serde(rename = "Run", deny_unknown_fields)]
pub(super) struct RunText {
    pub(super) version: u32,
    pub(super) name: String,
    pub(super) preset: Preset,
    /// Digest of the rows, if the points come from a file.
    #[serde(default)]
    pub(super) table: Option<String>,
    pub(super) current: String,
    pub(super) branches: Vec<BranchText>,
}

/// A branch, without the edits that it shares with its parent.
#[derive(Debug, Deserialize)]
#[serde(rename = "Branch", deny_unknown_fields)]
pub(super) struct BranchText {
    pub(super) name: String,
    /// Name of the parent branch; none for the first.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// Position at which it leaves the parent.
    #[serde(default)]
    pub(super) at: Option<Position>,
    /// How many of the parent's edits it shares.
    #[serde(default)]
    pub(super) shared: Option<usize>,
    pub(super) newest: Position,
    #[serde(default)]
    pub(super) edits: Vec<Edit>,
    #[serde(default, rename = "marks")]
    pub(super) bookmarks: Vec<Bookmark>,
    #[serde(default)]
    pub(super) states: Vec<StateText>,
}

impl Document for RunText {
    const NAME: &'static str = "Run";
    const WHOLE: &'static str = "the run";
    const ANYTHING: &'static str = "a value as in a run that blobtui saved";
    const OTHER: (&'static str, &'static str) = ("Preset", "is a preset, not a run");
    const VERSION: u32 = VERSION;

    fn check(&self) -> Result<(), Invalid> {
        check_version(self.version, VERSION)?;
        check_name(&self.name).map_err(|problem| Invalid::new("name", problem, "a preset's name"))?;
        self.preset.check_settings().map_err(|invalid| invalid.within("preset"))
    }
}
