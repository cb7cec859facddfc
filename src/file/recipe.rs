//! Checks of a run's recipe that checkpoints and run files share.
//!
//! A refusal names the problem and the index in a list; the formats know where that is in their files.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::data::{Data, Input};
use crate::error::Invalid;
use crate::preset::Preset;
use crate::text::quoted;
use crate::train::{self, Bookmark, Change, Edit, Fingerprint, LONGEST_NOTE, MAX_BOOKMARKS, Position, Sign};

/// The largest epoch and number of steps: counting from there never overflows, and every JSON reader represents it
/// exactly. Training takes 2,800 years to get there at 100,000 epochs per second.
pub(super) const MAX_COUNT: u64 = 1 << 53;
pub(super) const MAX_STATES: usize = 64;
/// The most edits of single points of a journal: several times what can be drawn.
const MAX_POINT_EDITS: usize = 20_000;
/// The most bytes of a preset's name: file names may have 255, seed, epoch and extension included.
const MAX_NAME_BYTES: usize = 100;

/// The refusal of a list's entry. The index counts from 0; the field, if any, is one of the settings that the entry
/// leads to.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) index: usize,
    pub(super) invalid: Invalid,
}

impl Refusal {
    fn new(index: usize, problem: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { index, invalid: Invalid::new("", problem, allowed) }
    }
}

/// A recorded state in a file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StateText {
    epoch: u64,
    /// 16 hexadecimal digits.
    hash: String,
}

impl From<&Fingerprint> for StateText {
    fn from(state: &Fingerprint) -> Self {
        Self { epoch: state.epoch, hash: format!("{:016x}", state.hash) }
    }
}

/// Checks the name of a run's preset, which becomes part of file names and shows on the screen, whoever made the file.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let harmful = |character: char| character.is_control() || character == '/' || character == '\\';
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.contains(harmful) {
        return Err(format!("is {}, not a name of 1 to {MAX_NAME_BYTES} bytes without slashes", quoted(name)));
    }
    Ok(())
}

/// The inputs that edits lead to.
pub(super) fn later_inputs<'a>(edits: impl IntoIterator<Item = &'a Edit>) -> impl Iterator<Item = &'a [Input]> {
    edits.into_iter().filter_map(|edit| match &edit.change {
        Change::Inputs(inputs) => Some(inputs.as_slice()),
        _ => None,
    })
}

/// The recipe as RON, in the lowest version of presets that has what it and its edits use.
pub(super) fn preset_to_ron<'a>(preset: &Preset, journals: impl IntoIterator<Item = &'a [Edit]>) -> String {
    let mut version = preset.lowest_version();
    for journal in journals {
        let mut now = preset.clone();
        for edit in journal {
            // No other change can ask for a later version.
            if matches!(
                edit.change,
                Change::Inputs(_)
                    | Change::Network(_)
                    | Change::Loss(_)
                    | Change::EarlyStopping(_)
                    | Change::Dropout(_)
                    | Change::ClassWeights(_)
            ) {
                edit.change.apply(&mut now);
                version = version.max(now.lowest_version());
            }
        }
    }
    preset.to_ron_from(version)
}

/// Attaches the run's table to edits of points from a file; the journal doesn't repeat the rows.
pub(super) fn attach_table(preset: &Preset, journal: &mut [Edit]) -> Result<(), Refusal> {
    for (index, edit) in journal.iter_mut().enumerate() {
        if let Change::Data(Data::Csv(csv)) = &mut edit.change {
            let Data::Csv(own) = &preset.data else {
                let problem = "refers to a file of points, but the run has none";
                return Err(Refusal::new(index, problem, "generated points"));
            };
            csv.take_rows_of(own);
        }
    }
    Ok(())
}

/// Checks that the edits are in order, not after the run's position, and lead to valid recipes.
pub(super) fn check_journal(preset: &Preset, journal: &[Edit], end: Position) -> Result<(), Refusal> {
    let (mut now, mut before) = (preset.clone(), Position::default());
    // Checking a recipe takes time by its drawn points: after edits of points alone, only those are looked at.
    let (mut points, mut only_points) = (0, true);
    for (index, edit) in journal.iter().enumerate() {
        let position = edit.position();
        if position < before || position > end {
            let problem = format!("epoch {}, batch {} is out of order", position.epoch, position.batch);
            return Err(Refusal::new(index, problem, format!("from {before} to {end}")));
        }
        before = position;
        let fitting = "a change of something that the run has there";
        edit.change.check(&now).map_err(|problem| Refusal::new(index, problem, fitting))?;
        edit.change.apply(&mut now);
        if let Change::Point(change) = edit.change {
            points += 1;
            if points > MAX_POINT_EDITS {
                let allowed = format!("at most {MAX_POINT_EDITS} edits of points");
                return Err(Refusal::new(index, "is one edit of a point too many", allowed));
            }
            now.check_point(change).map_err(|invalid| Refusal { index, invalid })?;
        } else {
            only_points = false;
        }
        // The next change may set a weight of this network.
        now.network.check().map_err(|invalid| Refusal { index, invalid: invalid.within("network") })?;
        // The changes at one position may fit together only after the last of them.
        let is_last = journal.get(index + 1).is_none_or(|next| next.position() != before);
        if is_last && only_points {
            now.check_left().map_err(|invalid| Refusal { index, invalid })?;
        } else if is_last {
            only_points = true;
            now.check().map_err(|invalid| Refusal { index, invalid })?;
            if train::changes(preset, &now).is_none() {
                let problem = "changes the kind of labels or losses, which a run can't";
                return Err(Refusal::new(index, problem, "labels and losses of the same kind"));
            }
        }
    }
    Ok(())
}

/// The number of batches of an epoch with this many train points, at least 1. If the mini-batch size or the number of
/// points changed within the epoch, the position may still count the batches from before; then the larger number
/// applies.
pub(super) fn batches_in_epoch(preset: &Preset, journal: &[Edit], epoch: u64, points: usize) -> u64 {
    let (mut now, mut most) = (preset.clone(), 1);
    for edit in journal {
        let before = now.batch.batches(now.train_count().max(points));
        edit.change.apply(&mut now);
        if edit.epoch == epoch && edit.batch > 0 {
            most = before.max(most);
        }
    }
    now.batch.batches(points).max(most)
}

/// Checks that bookmarks are in order, from epoch `first` to `last`, printable, and not too many.
pub(super) fn check_bookmarks(bookmarks: &[Bookmark], first: u64, last: u64) -> Result<(), Refusal> {
    let mut before = first;
    let mut counts = [0, 0];
    for (index, Bookmark { epoch, sign, note }) in bookmarks.iter().enumerate() {
        if !(before..=last).contains(epoch) {
            let problem = format!("is at epoch {epoch}, out of order");
            return Err(Refusal::new(index, problem, format!("epochs {before} to {last}")));
        }
        before = *epoch;
        if *sign == Sign::Edit {
            return Err(Refusal::new(index, "has the sign Edit", "any other sign"));
        }
        if note.chars().count() > LONGEST_NOTE || note.contains(char::is_control) {
            let allowed = format!("at most {LONGEST_NOTE} characters without control characters");
            return Err(Refusal::new(index, "has a note that can't be shown", allowed));
        }
        let count = &mut counts[usize::from(sign.is_a_persons())];
        *count += 1;
        if *count > MAX_BOOKMARKS {
            let allowed = format!("{MAX_BOOKMARKS} bookmarks of a person, and as many of the program");
            return Err(Refusal::new(index, "is one bookmark too many", allowed));
        }
    }
    Ok(())
}

pub(super) fn read_states(states: &[StateText], last: u64) -> Result<Vec<Fingerprint>, Refusal> {
    let mut read: Vec<Fingerprint> = Vec::with_capacity(states.len());
    for (index, StateText { epoch, hash }) in states.iter().enumerate() {
        let first = read.last().map_or(0, |before| before.epoch + 1);
        if !(first..=last).contains(epoch) {
            let problem = format!("is at epoch {epoch}, out of order");
            return Err(Refusal::new(index, problem, format!("epochs {first} to {last}")));
        }
        if index == MAX_STATES {
            return Err(Refusal::new(index, "is one state too many", format!("at most {MAX_STATES} states")));
        }
        let is_hash = hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = is_hash.then(|| u64::from_str_radix(hash, 16).ok()).flatten();
        let Some(hash) = number else {
            return Err(Refusal::new(index, "has no hash", "a hash of 16 hexadecimal digits, in quotes"));
        };
        read.push(Fingerprint { epoch: *epoch, hash });
    }
    Ok(read)
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
