//! Recoveries: what an abnormal end would have lost, in the user's state folder; on Windows, which has none, that for data.
//!
//! Each is a run file, which holds all branches, and beside it a checkpoint of the shown state, so that opening it need
//! not train again. It belongs to the program that writes it; one whose program has ended can be opened and claimed by
//! another. The session decides when to write and remove them, the dashboard lists them.

mod claim;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use etcetera::BaseStrategy;

use super::format::{Content, RUN_EXTENSION as RUN};
use super::save::{RECOVERY, save_recovery};
use crate::data::{Data, Table};
use crate::error::Error;
use crate::preset::Preset;
use crate::train::{Branch, Checkpoint, Run};
use claim::{Claim, is_claimed, was_opened};

const CHECKPOINT: &str = "safetensors";
/// The coarsest clock of a file system, that of FAT.
const COARSEST: Duration = Duration::from_secs(2);
/// How long a recovery is kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Maximum number of recoveries that hold nothing but training from a built-in preset; the others go first.
const MAX_PLAIN: usize = 16;

/// The folder of all recoveries, unless the user has no home: `blobtui/recovery` in the folder for state, or in that for
/// data where a system has no other.
pub fn folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(state.join("blobtui").join("recovery"))
}

/// A recovery of this program. Dropping it leaves it to whoever opens it.
#[derive(Debug)]
pub struct Recovery {
    folder: PathBuf,
    claim: Option<Claim>,
}

impl Recovery {
    /// A recovery to be written to this folder, which is made with the first.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, claim: None }
    }

    /// Writes the recovery in the place of the one before. Without a checkpoint, an earlier one stays beside the run.
    ///
    /// # Errors
    /// If the folder takes no files; what can be written is.
    pub fn write(&mut self, run: &Run, checkpoint: Option<&Checkpoint>) -> Result<(), Error> {
        let claim = match &mut self.claim {
            Some(claim) => claim,
            none => none
                .insert(Claim::new(&self.folder).map_err(|source| Error::unwritable(&self.folder, RECOVERY, source))?),
        };
        // The run first: a checkpoint that is older than its run shows that writing was cut off between them.
        date_back(&claim.checkpoint());
        let run = save_recovery(&claim.run(), &Content::Run(run));
        let checkpoint = checkpoint
            .map_or(Ok(()), |checkpoint| save_recovery(&claim.checkpoint(), &Content::Checkpoint(checkpoint)));
        run.and(checkpoint)
    }

    /// Removes it, if it was written.
    pub fn remove(self) {
        if let Some(claim) = self.claim {
            claim.remove();
        }
    }
}

/// A recovery that was left behind.
#[derive(Clone, Debug)]
pub struct Left {
    /// The path of its files without their extensions, for [`open`].
    pub base: PathBuf,
    /// Name of the preset that the run was started from.
    pub name: String,
    /// The newest epoch of the shown branch.
    pub epoch: u64,
    /// When it was written.
    pub written: SystemTime,
    /// Whether it has been opened before.
    pub was_opened: bool,
}

/// The recoveries in a folder that no running program has: first those that nobody has opened, newest first. Removes those
/// older than 30 days, and of those that can be trained again from a built-in preset all but the first 16.
pub fn list(folder: &Path) -> Vec<Left> {
    let now = SystemTime::now();
    let mut found: Vec<(Left, bool)> = vec![];
    for base in bases(folder).into_iter().filter(|base| !is_claimed(base)) {
        match written(&base) {
            Some(written) if now.duration_since(written).is_ok_and(|age| age >= KEPT) => remove(base),
            Some(written) => found.extend(describe(base, written)),
            None => remove(base),
        }
    }
    found.sort_by_key(|(left, _)| (left.was_opened, Reverse(left.written)));
    let (mut listed, mut plain) = (vec![], 0);
    for (left, is_plain) in found {
        plain += usize::from(is_plain);
        if is_plain && plain > MAX_PLAIN {
            remove(left.base);
        } else {
            listed.push(left);
        }
    }
    listed
}

/// Removes a recovery, unless a program has it.
fn remove(base: PathBuf) {
    if let Ok(Some(claim)) = Claim::of(base) {
        claim.remove();
    }
}

/// The recoveries in a folder, whoever has them.
fn bases(folder: &Path) -> BTreeSet<PathBuf> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let base = |name: std::ffi::OsString| {
        let (base, _) = name.to_str()?.split_once('.')?;
        // The names of temporary files begin with a dot.
        (!base.is_empty()).then(|| folder.join(base))
    };
    names.filter_map(base).collect()
}

/// When the files of a recovery were written last.
fn written(base: &Path) -> Option<SystemTime> {
    modified(&base.with_extension(RUN)).max(modified(&base.with_extension(CHECKPOINT)))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Dates a file before whatever is written next: that may be within a tick of the file system's clock, and the clock may have
/// been set back.
fn date_back(path: &Path) {
    let date_back = |file: File| {
        let time = file.metadata()?.modified()?.min(SystemTime::now());
        file.set_modified(time.checked_sub(COARSEST).unwrap_or(time))
    };
    // Where there is no file, or no date can be set, that of the clock stands.
    let _ = File::options().write(true).open(path).and_then(date_back);
}

/// What is left of a recovery, and whether it holds nothing but training from a built-in preset.
fn describe(base: PathBuf, written: SystemTime) -> Option<(Left, bool)> {
    let (name, epoch, is_plain) = Run::summary(&base.with_extension(RUN)).ok().or_else(|| {
        let checkpoint = Checkpoint::read(&base.with_extension(CHECKPOINT)).ok()?;
        Some((checkpoint.name, checkpoint.snapshot.epoch, false))
    })?;
    Some((Left { was_opened: was_opened(&base), base, name, epoch, written }, is_plain))
}

/// A recovery that was opened. It belongs to this program for as long as the value lives, and stays afterwards unless it
/// is removed.
#[derive(Debug)]
pub struct Recovered {
    /// The run with its branches.
    pub run: Run,
    /// The shown state, on the run's current branch.
    pub checkpoint: Option<Checkpoint>,
    /// Whether the checkpoint is the state that was shown last.
    pub is_newest: bool,
    /// The files.
    pub files: Claimed,
}

/// The files of a recovery that was opened.
#[derive(Debug)]
pub struct Claimed(Claim);

impl Claimed {
    /// Removes them.
    pub fn remove(self) {
        self.0.remove();
    }
}

/// Opens a recovery, and claims it.
///
/// # Errors
/// [`Error::Input`] if another program has it; otherwise whatever is wrong with its files, if neither can be used.
pub fn open(base: &Path) -> Result<Recovered, Error> {
    let refused = |problem: String| Error::input(base.display(), problem, "o lists what can be opened");
    let mut claim = match Claim::of(base.to_owned()) {
        Ok(Some(claim)) => claim,
        Ok(None) => return Err(refused("is open in another blobtui".into())),
        Err(error) => return Err(refused(format!("can't be claimed: {error}"))),
    };
    let checkpoint = Checkpoint::read(&claim.checkpoint());
    let table = checkpoint.as_ref().ok().and_then(|checkpoint| table(&checkpoint.preset));
    let (run, checkpoint) = match (Run::read_with(&claim.run(), table), checkpoint) {
        (Ok(mut run), checkpoint) => {
            let checkpoint = checkpoint.ok().filter(|checkpoint| fits(&run, checkpoint));
            if let Some(checkpoint) = &checkpoint {
                let newest = &mut run.branches[run.current].newest;
                *newest = checkpoint.snapshot.position().max(*newest);
            }
            (run, checkpoint)
        }
        (Err(_), Ok(checkpoint)) => (Run::of(&checkpoint), Some(checkpoint)),
        (Err(error), Err(_)) => return Err(error),
    };
    let is_newest = checkpoint.is_some() && modified(&claim.run()) <= modified(&claim.checkpoint());
    claim.note_opened();
    Ok(Recovered { run, checkpoint, is_newest, files: Claimed(claim) })
}

/// The rows of a table that a run trains on.
fn table(preset: &Preset) -> Option<&Arc<Table>> {
    match &preset.data {
        Data::Csv(csv) => csv.table.as_ref(),
        _ => None,
    }
}

/// Whether a checkpoint is a state of the current branch of a run.
fn fits(run: &Run, checkpoint: &Checkpoint) -> bool {
    let Branch { journal, .. } = &run.branches[run.current];
    let made = checkpoint.journal.len();
    // The length of a run changes while it trains on.
    let recipe = Preset { epochs: run.preset.epochs, ..checkpoint.preset.clone() };
    run.name == checkpoint.name
        && run.preset == recipe
        && journal.get(..made).is_some_and(|journal| journal == checkpoint.journal)
        && journal.get(made).is_none_or(|next| checkpoint.snapshot.position() <= next.position())
}
