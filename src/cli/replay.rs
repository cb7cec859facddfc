//! `blobtui replay`: trains a run file again along its edits, and checks it against the recorded states.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::progress::{Ended, Files, Progress, Wanted};
use super::{report, source, values};
use crate::error::Error;
use crate::file::{self, Input, Provenance};
use crate::network::EngineKind;
use crate::text::excerpt;
use crate::train::{Branch, Change, Divergence, Fingerprint, Position, Progress as Followed, Run, Trainer};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Run file (.run.ron)
    run: PathBuf,
    /// Branch to train [default: the current branch of the file]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Last epoch to train, edits at that epoch included [default: the newest]
    #[arg(long, value_name = "EPOCH", allow_negative_numbers = true, value_parser = values::count)]
    to: Option<u64>,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Serialize)]
struct More<'a> {
    branch: &'a str,
    states_checked: usize,
    differs_at: Option<u64>,
    edited_by_hand: Option<bool>,
    saved_by: Option<&'a str>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let (run, provenance) = file::read_run_with_provenance(&arguments.run)?;
    let own = Input { name: arguments.run.display().to_string(), path: arguments.run.clone(), is_continued: false };
    let inputs: Vec<_> = [own].into_iter().chain(source::tables(&run.preset)).collect();
    let place = find(&run, arguments)?;
    let branch = &run.branches[place];
    let to = end(branch, arguments)?;
    let wanted = &arguments.wanted;
    let file = (arguments.run.as_path(), &provenance);
    let Replayed { mut ended, trainer, check } = train_again(&run, place, to, wanted, &inputs, Some(file))?;
    if ended.has_table {
        report::summary(&mut ended.output, &trainer, &ended.outcome)?;
        ended.output.line(check.summary())?;
        ended.say_saved()?;
    }
    if wanted.json {
        let differs_at = check.difference.map(|(epoch, _)| epoch);
        let (edited_by_hand, saved_by) = (provenance.is_edited(), provenance.saved_by.as_deref());
        let more = More { branch: &branch.name, states_checked: check.checked, differs_at, edited_by_hand, saved_by };
        ended.output.object(&report::object(&trainer, &ended.outcome, more))?;
    }
    ended.result(check.error().map_or(Ok(()), Err))
}

/// A branch that was trained again.
pub(super) struct Replayed<'a> {
    pub(super) ended: Ended<'a>,
    pub(super) trainer: Trainer,
    pub(super) check: Check,
}

/// Trains the branch at this place of a run again up to a position, checks it against its recorded states, and reports it
/// as wanted. A run from a run file has its name and provenance: what was edited is said first.
pub(super) fn train_again<'a>(
    run: &Run,
    place: usize,
    to: Position,
    wanted: &'a Wanted,
    inputs: &[Input],
    file: Option<(&Path, &Provenance)>,
) -> Result<Replayed<'a>, Error> {
    let branch = &run.branches[place];
    let mut trainer = Trainer::new(&run.name, run.preset.clone());
    let title = report::titled(&format!("{}, branch {}", run.name, branch.name), run.described());
    let files = Files { inputs, run: None };
    let mut states = states(run, place);
    if wanted.logs_alone {
        // As in a run that begins with the weights of a file, the first row is that of the state after the edits.
        trainer.catch_up(&branch.journal);
        states.retain(|state| state.epoch > 0);
    }
    let mut progress = Progress::begin(wanted, &mut trainer, &title, to.epoch, &files)?;
    if let Some((path, provenance)) = file
        && let Some(part) = edited_part(provenance)
    {
        progress.line(format_args!("{}: {part} by hand since it was saved", path.display()))?;
    }
    let mut check = Check::new(states, cause(run, place, file.map(|(_, provenance)| provenance)));
    check.compare(&trainer, &mut progress)?;
    let mut now = run.preset.clone();
    loop {
        let made = trainer.journal().len();
        let followed = trainer.follow(&branch.journal, to, || false);
        for edit in &trainer.journal()[made..] {
            progress.line(format_args!("edit at {}: {}", edit.position(), edit.change.describe(&now)))?;
            edit.change.apply(&mut now);
        }
        match followed {
            Ok(Followed::Epoch) => {
                check.compare(&trainer, &mut progress)?;
                let is_last = trainer.position() >= to || trainer.early_stop().is_some();
                progress.epoch(&mut trainer, is_last)?;
            }
            Ok(Followed::Batch) => {}
            Ok(Followed::Arrived) => {
                // The last row shows the state before the edits at this epoch.
                if made < trainer.journal().len() || trainer.batch() > 0 {
                    progress.record(&mut trainer, false, true)?;
                }
                break;
            }
            Err(found) => {
                check.divergence = Some(found);
                break;
            }
        }
    }
    let is_success = check.divergence.is_none() && !branch.is_diverged_at(to.epoch);
    let ended = progress.finish(&mut trainer, check.divergence, is_success)?;
    Ok(Replayed { ended, trainer, check })
}

/// What of a run file was edited by hand.
fn edited_part(provenance: &Provenance) -> Option<&'static str> {
    match (provenance.is_recipe_edited, provenance.are_states_edited) {
        (Some(true), _) => Some("its recipe was edited"),
        (_, Some(true)) => Some("its recorded states were edited"),
        _ => None,
    }
}

/// Why a branch may come to other states than those that are recorded.
fn cause(run: &Run, place: usize, provenance: Option<&Provenance>) -> String {
    let Some(provenance) = provenance else { return "a different build, engine or processor".to_owned() };
    if let Some(part) = edited_part(provenance) {
        return part.to_owned();
    }
    let (Some(false), Some(saved_by)) = (provenance.is_edited(), &provenance.saved_by) else {
        return "a different build, engine or processor, or an edit of the file, which has no digest to tell"
            .to_owned();
    };
    let here = file::this_build();
    let Branch { journal, .. } = &run.branches[place];
    let has_dfdx = run.preset.engine == EngineKind::Dfdx
        || journal.iter().any(|edit| edit.change == Change::Engine(EngineKind::Dfdx));
    let who = if *saved_by == here {
        format!("{here} saved it, too")
    } else {
        format!("it was saved by {saved_by}, this is {here}")
    };
    let why = if has_dfdx {
        "the engine dfdx has the same bits on one kind of processor and system only"
    } else {
        "the engine fused has the same bits everywhere in one version; please report it if the version is the same"
    };
    format!("the file is unedited, so the arithmetic differs; {who}; {why}")
}

fn find(run: &Run, arguments: &Arguments) -> Result<usize, Error> {
    let Some(name) = &arguments.branch else { return Ok(run.current) };
    place_of(run, name, &format!("--branch {name}"))
}

/// The position of the branch with this name. Messages call the argument `typed`.
pub(super) fn place_of(run: &Run, name: &str, typed: &str) -> Result<usize, Error> {
    run.branches.iter().position(|branch| branch.name == name).ok_or_else(|| {
        let names = run.branches.iter().map(|branch| branch.name.as_str()).collect::<Vec<_>>().join(", ");
        Error::input(typed, "the run has no branch with this name", format!("allowed: {}", excerpt(&names)))
    })
}

fn end(branch: &Branch, arguments: &Arguments) -> Result<Position, Error> {
    match arguments.to {
        None => Ok(branch.newest),
        Some(epoch) if Position::at(epoch) <= branch.newest => Ok(Position::at(epoch)),
        Some(epoch) => {
            let problem = format!("the branch {} ends at {}", branch.name, branch.newest);
            let remedy = format!("give an epoch from 0 to {}", branch.newest.epoch);
            Err(Error::input(format!("--to {epoch}"), problem, remedy))
        }
    }
}

/// The recorded states along a branch: its own, and those of the branches that it comes from up to where it leaves them.
pub(super) fn states(run: &Run, place: usize) -> Vec<Fingerprint> {
    let of = |(place, end): (usize, Position)| {
        run.branches[place].fingerprints.iter().filter(move |state| state.epoch <= end.epoch)
    };
    let mut states: Vec<Fingerprint> = run.line(place).flat_map(of).copied().collect();
    // Of two states at one epoch the branch's own comes first.
    states.sort_by_key(|state| state.epoch);
    states.dedup_by_key(|state| state.epoch);
    states
}

/// The recorded states of a branch, checked against those that this build computes.
pub(super) struct Check {
    states: Vec<Fingerprint>,
    /// How many of them are behind.
    passed: usize,
    checked: usize,
    /// The first epoch with another state, and both hashes.
    difference: Option<(u64, [u64; 2])>,
    /// Where the replay diverged.
    divergence: Option<Divergence>,
    /// Why it may differ.
    cause: String,
}

impl Check {
    fn new(states: Vec<Fingerprint>, cause: String) -> Self {
        Self { states, passed: 0, checked: 0, difference: None, divergence: None, cause }
    }

    /// Compares the state at the end of an epoch, before the edits there. Prints the first difference at once.
    fn compare(&mut self, trainer: &Trainer, progress: &mut Progress) -> Result<(), Error> {
        let recorded = self.states.get(self.passed).filter(|state| state.epoch == trainer.epoch());
        let Some(Fingerprint { epoch, hash }) = recorded.copied() else { return Ok(()) };
        self.passed += 1;
        self.checked += 1;
        let here = trainer.snapshot().hash();
        if here == hash || self.difference.is_some() {
            return Ok(());
        }
        self.difference = Some((epoch, [here, hash]));
        self.error().map_or(Ok(()), |error| progress.line(error))
    }

    /// How the replay differs from the recording, if it does. A recording ends before the step that diverges.
    pub(super) fn error(&self) -> Option<Error> {
        let cause = &self.cause;
        if let Some((epoch, [here, recorded])) = self.difference {
            return Some(Error::Outcome(format!(
                "from epoch {epoch} on, results differ from the recording: {cause} (state {here:016x}, recorded \
                 {recorded:016x})"
            )));
        }
        let position = self.divergence?.position();
        Some(Error::Outcome(format!("the run diverges at {position}, where the recording goes on: {cause}")))
    }

    fn summary(&self) -> String {
        let count = match self.checked {
            0 => return "no recorded states to check".to_owned(),
            1 => "1 state".to_owned(),
            count => format!("{count} states"),
        };
        match self.difference {
            None => format!("{count} checked: bit-identical to the recording"),
            Some((epoch, _)) => format!("{count} checked: results differ from epoch {epoch} on"),
        }
    }
}
