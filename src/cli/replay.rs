//! `blobtui replay`: trains a run file again along its edits, and checks it against the recorded states.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::progress::{Progress, Wanted};
use super::{report, values};
use crate::error::Error;
use crate::file;
use crate::train::{Branch, Fingerprint, Position, Progress as Followed, Run, Trainer};

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
    edits: usize,
    states_checked: usize,
    differs_at: Option<u64>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let run = file::read_run(&arguments.run)?;
    let place = find(&run, arguments)?;
    let branch = &run.branches[place];
    let to = end(branch, arguments)?;
    let wanted = &arguments.wanted;
    let mut trainer = Trainer::new(&run.name, run.preset.clone());
    let title = format!("{}, branch {}", run.name, branch.name);
    let mut progress = Progress::begin(wanted, &mut trainer, &title, to.epoch, None)?;
    let mut check = Check::new(states(&run, place));
    check.compare(&trainer, &mut progress, wanted)?;
    let (mut divergence, mut now) = (None, run.preset.clone());
    loop {
        let made = trainer.journal().len();
        let followed = trainer.follow(&branch.journal, to, || false);
        for edit in &trainer.journal()[made..] {
            progress.line(format_args!("edit at {}: {}", edit.position(), edit.change.describe(&now)))?;
            edit.change.apply(&mut now);
        }
        match followed {
            Ok(Followed::Epoch) => {
                check.compare(&trainer, &mut progress, wanted)?;
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
                divergence = Some(found);
                break;
            }
        }
    }
    let edits = trainer.journal().len();
    let (outcome, mut output) = progress.finish(&mut trainer, divergence)?;
    if wanted.has_table() {
        report::summary(&mut output, &trainer, &outcome)?;
        output.line(check.summary())?;
        wanted.say_saved(&mut output)?;
    }
    if wanted.json {
        let Check { checked, differs_at, .. } = check;
        let more = More { branch: &branch.name, edits, states_checked: checked, differs_at };
        output.object(&report::object(&trainer, &outcome, more))?;
    }
    Ok(())
}

fn find(run: &Run, arguments: &Arguments) -> Result<usize, Error> {
    let Some(name) = &arguments.branch else { return Ok(run.current) };
    place_of(run, name, &format!("--branch {name}"))
}

/// The position of the branch with this name. Messages call the argument `typed`.
pub(super) fn place_of(run: &Run, name: &str, typed: &str) -> Result<usize, Error> {
    run.branches.iter().position(|branch| branch.name == name).ok_or_else(|| {
        let names = run.branches.iter().map(|branch| branch.name.as_str()).collect::<Vec<_>>().join(", ");
        Error::input(typed, "the run has no branch with this name", format!("allowed: {names}"))
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
struct Check {
    states: Vec<Fingerprint>,
    /// How many of them are behind.
    passed: usize,
    checked: usize,
    differs_at: Option<u64>,
}

impl Check {
    fn new(states: Vec<Fingerprint>) -> Self {
        Self { states, passed: 0, checked: 0, differs_at: None }
    }

    /// Compares the state at the end of an epoch, before the edits there. Reports the first difference at once.
    fn compare(&mut self, trainer: &Trainer, progress: &mut Progress, wanted: &Wanted) -> Result<(), Error> {
        let recorded = self.states.get(self.passed).filter(|state| state.epoch == trainer.epoch());
        let Some(Fingerprint { epoch, hash }) = recorded.copied() else { return Ok(()) };
        self.passed += 1;
        self.checked += 1;
        let here = trainer.snapshot().hash();
        if here == hash || self.differs_at.is_some() {
            return Ok(());
        }
        self.differs_at = Some(epoch);
        let words = format!(
            "from epoch {epoch} on, results differ from the recording: a different build, engine or processor (state \
             {here:016x}, recorded {hash:016x})"
        );
        if wanted.has_table() {
            return progress.line(words);
        }
        // Nobody reads a closed standard error.
        let _ = writeln!(io::stderr(), "blobtui: {words}");
        Ok(())
    }

    fn summary(&self) -> String {
        let count = match self.checked {
            0 => return "no recorded states to check".to_owned(),
            1 => "1 state".to_owned(),
            count => format!("{count} states"),
        };
        match self.differs_at {
            None => format!("{count} checked: bit-identical to the recording"),
            Some(epoch) => format!("{count} checked: results differ from epoch {epoch} on"),
        }
    }
}
