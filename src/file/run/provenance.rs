//! What a run's file says of itself in comments: digests of its recipe and of its recorded states, and what saved it.
//!
//! Builds that don't know a comment leave it out, and files without one are taken as they are. The digests tell a file that
//! somebody edited from one whose numbers another build computed; they are no seal against forgery.

use sha2::{Digest, Sha256};

use super::write;
use crate::file::recipe::hexadecimal;
use crate::network::Instructions;
use crate::text::excerpt;
use crate::train::Run;

/// What the digest of the recipe comes after.
const RECIPE: &str = "// recipe: ";
/// What the digest of the states comes after.
const STATES: &str = "// states: ";
/// What the program and the processor come after.
const SAVED_BY: &str = "// saved by: ";

/// What is known of how a run's file came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Whether its recipe was edited by hand since blobtui saved it; none where the file has no digest.
    pub is_recipe_edited: Option<bool>,
    /// Whether its recorded states were.
    pub are_states_edited: Option<bool>,
    /// What saved it, in the words of [`this_build`]; none unless that is known to be as it was written.
    pub saved_by: Option<String>,
}

/// This program on this processor, as far as numbers may depend on it.
pub fn this_build() -> String {
    let (version, instructions) = (env!("CARGO_PKG_VERSION"), Instructions::fastest().name());
    format!("blobtui {version} on {} {}, {instructions}", std::env::consts::ARCH, std::env::consts::OS)
}

impl Provenance {
    /// Reads the comments in the text of a run's file.
    pub(super) fn read(text: &str, run: &Run) -> Self {
        let saved_by = comment(text, SAVED_BY).unwrap_or_default();
        let are_states_edited = comment(text, STATES).map(|digest| digest != states(run, saved_by));
        Self {
            is_recipe_edited: comment(text, RECIPE).map(|digest| digest != recipe(run)),
            are_states_edited,
            saved_by: (are_states_edited == Some(false)).then(|| excerpt(saved_by)),
        }
    }

    /// Whether the recipe or a recorded state was edited by hand; none where the file can't tell.
    pub fn is_edited(&self) -> Option<bool> {
        match (self.is_recipe_edited, self.are_states_edited) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }
}

/// The comments for the file of a run that this build saves.
pub(super) fn comments(run: &Run) -> [String; 3] {
    let saved_by = this_build();
    let states = states(run, &saved_by);
    [format!("{RECIPE}{}", recipe(run)), format!("{STATES}{states}"), format!("{SAVED_BY}{saved_by}")]
}

/// The last comment that begins so: a note may look like one, and comes before.
fn comment<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.lines().rev().find_map(|line| line.trim().strip_prefix(start))
}

/// The digest of all that decides the run's states: preset, rows, branches and edits, wherever the rows are.
fn recipe(run: &Run) -> String {
    hexadecimal(&Sha256::digest(write::recipe_text(run)))
}

/// The digest of the recorded states, and of what saved them.
fn states(run: &Run, saved_by: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(saved_by);
    for branch in &run.branches {
        digest.update(format!("\n{:?}", branch.name));
        for state in &branch.fingerprints {
            digest.update(format!("\n{} {:016x}", state.epoch, state.hash));
        }
    }
    hexadecimal(&digest.finalize())
}
