//! Assembling the branches of a run file, each from its parent, and checking them.
//!
//! Refusals name the field by its path in the file.

use super::text::BranchText;
use crate::data::MAX_POINTS;
use crate::error::Invalid;
use crate::file::recipe::{
    MAX_COUNT, Refusal, attach_table, batches_in_epoch, check_bookmarks, check_journal, read_states,
};
use crate::preset::{Preset, check_text, check_whole};
use crate::text::{excerpt, quoted};
use crate::train::{Branch, Edit, LONGEST_NOTE, Position, settings};

pub(super) const MAX_BRANCHES: usize = 64;
/// The most edits of all branches; edits that two branches share count twice.
pub(super) const MAX_EDITS: usize = 100_000;

pub(super) fn branches(preset: &Preset, texts: Vec<BranchText>) -> Result<Vec<Branch>, Invalid> {
    if texts.is_empty() {
        return Err(Invalid::new("branches", "is empty", format!("1 to {MAX_BRANCHES} branches")));
    }
    let mut branches: Vec<Branch> = Vec::with_capacity(texts.len().min(MAX_BRANCHES));
    let mut edits = 0;
    for (place, text) in texts.into_iter().enumerate() {
        let path = format!("branches[{place}]");
        if place == MAX_BRANCHES {
            return Err(Invalid::new(path, "is one branch too many", format!("at most {MAX_BRANCHES} branches")));
        }
        check_name(&text.name, &branches).map_err(|invalid| invalid.within(&path))?;
        let origin = origin(&text, &branches).map_err(|invalid| invalid.within(&path))?;
        edits += origin.shared + text.edits.len();
        if edits > MAX_EDITS {
            let problem = format!("brings the edits of all branches to {edits}");
            return Err(Invalid::new(
                path,
                problem,
                format!("at most {MAX_EDITS}, shared edits counted once per branch"),
            ));
        }
        let parent = origin.parent.and_then(|parent| branches.get(parent));
        let shared = parent.map(|parent| &parent.journal[..origin.shared]).unwrap_or_default().to_vec();
        branches.push(branch(preset, text, &origin, shared).map_err(|invalid| invalid.within(&path))?);
    }
    Ok(branches)
}

struct Origin {
    parent: Option<usize>,
    fork: Position,
    shared: usize,
}

fn check_name(name: &str, before: &[Branch]) -> Result<(), Invalid> {
    let form = "without control characters, different for each branch";
    check_text("name", name, LONGEST_NOTE, form, char::is_control)?;
    if before.iter().any(|branch| branch.name == name) {
        let problem = format!("is {name:?}, as for an earlier branch");
        return Err(Invalid::new("name", problem, format!("1 to {LONGEST_NOTE} characters {form}")));
    }
    Ok(())
}

/// Finds the parent of a branch, and checks that the parent reaches the fork.
fn origin(text: &BranchText, before: &[Branch]) -> Result<Origin, Invalid> {
    check_position("newest", text.newest)?;
    let Some(from) = &text.from else {
        if !before.is_empty() {
            return Err(Invalid::new("from", "is missing", "the name of an earlier branch; only the first has none"));
        }
        if text.at.is_some() || text.shared.is_some() {
            let field = if text.at.is_some() { "at" } else { "shared" };
            return Err(Invalid::new(field, "needs the field from beside it", "none in the first branch"));
        }
        return Ok(Origin { parent: None, fork: Position::default(), shared: 0 });
    };
    let Some((place, parent)) = before.iter().enumerate().find(|(_, branch)| branch.name == *from) else {
        let names = before.iter().map(|branch| format!("{:?}", branch.name)).collect::<Vec<_>>();
        let problem = format!("is {}, the name of no earlier branch", quoted(from));
        let allowed = if names.is_empty() { "none in the first branch".to_owned() } else { excerpt(&names.join(", ")) };
        return Err(Invalid::new("from", problem, allowed));
    };
    let Some(fork) = text.at else {
        return Err(Invalid::new("at", "is missing", "the position of the fork, as in (epoch: 400, batch: 0)"));
    };
    check_position("at", fork)?;
    let newest = parent.newest.min(text.newest);
    if fork > newest {
        return Err(Invalid::new("at", format!("is {fork}, after the end of a branch"), format!("up to {newest}")));
    }
    // Up to the fork both have the same edits; those at the fork may belong to either.
    let least = parent.journal.partition_point(|edit| edit.position() < fork);
    let most = parent.journal.partition_point(|edit| edit.position() <= fork);
    let shared = text.shared.unwrap_or(0);
    if !(least..=most).contains(&shared) {
        let allowed = match most - least {
            0 => format!("{least}: those of {from:?} up to {fork}"),
            _ => format!("{least} to {most}: those of {from:?} up to {fork}"),
        };
        return Err(Invalid::new("shared", format!("is {shared}"), allowed));
    }
    Ok(Origin { parent: Some(place), fork, shared })
}

fn branch(preset: &Preset, text: BranchText, origin: &Origin, shared: Vec<Edit>) -> Result<Branch, Invalid> {
    let BranchText { name, newest, edits: mut own, bookmarks, states, .. } = text;
    let Origin { parent, fork, shared: count } = *origin;
    if let Some(index) = own.iter().position(|edit| edit.position() < fork) {
        let problem = format!("is at {}, before the fork", own[index].position());
        return Err(Invalid::new(format!("edits[{index}]"), problem, format!("from {fork} to {newest}")));
    }
    let refuse = |Refusal { index, invalid }: Refusal| {
        let problem =
            if invalid.field.is_empty() { invalid.problem } else { format!("{} {}", invalid.field, invalid.problem) };
        let (field, summary) = match index.checked_sub(count) {
            Some(index) => (format!("edits[{index}]"), "can't be made"),
            // The shared edits are valid in the parent, but not without those that follow there.
            None => ("shared".to_owned(), "splits edits that belong together"),
        };
        Invalid::new(field, format!("{summary}: {problem}"), invalid.allowed)
    };
    attach_table(preset, &mut own).map_err(|refusal| refuse(Refusal { index: refusal.index + count, ..refusal }))?;
    let mut journal = shared;
    journal.append(&mut own);
    check_journal(preset, &journal, newest).map_err(refuse)?;
    let batches = batches_in_epoch(preset, &journal, newest.epoch, settings(preset, &journal).train_count());
    if newest.batch >= batches {
        let allowed = format!("batches 0 to {} of this epoch", batches - 1);
        return Err(Invalid::new("newest.batch", format!("is {}", newest.batch), allowed));
    }
    let within = |list: &str, Refusal { index, invalid }: Refusal| invalid.within(&format!("{list}[{index}]"));
    check_bookmarks(&bookmarks, fork.epoch, newest.epoch).map_err(|refusal| within("marks", refusal))?;
    let fingerprints = read_states(&states, newest.epoch).map_err(|refusal| within("states", refusal))?;
    Ok(Branch { name, parent, fork, shared: count, journal, newest, bookmarks, fingerprints })
}

fn check_position(field: &str, position: Position) -> Result<(), Invalid> {
    check_whole(&format!("{field}.epoch"), position.epoch, 0, MAX_COUNT)?;
    check_whole(&format!("{field}.batch"), position.batch, 0, MAX_POINTS as u64)
}
