//! `blobtui train`: training without a screen; prints the losses. A run file gets recorded states, by which another
//! build checks that it computes the same bits.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::flags::Flags;
use super::progress::{Files, Progress, Wanted};
use super::report;
use super::signals::Interrupt;
use super::source::{self, Opened, PresetFlag};
use super::values;
use super::verify::{self, Verification};
use crate::data::Data;
use crate::error::Error;
use crate::file::Content;
use crate::preset::STANDARD;
use crate::session::Source;
use crate::sweep::Row;
use crate::train::{Divergence, Fingerprint, Run, Trainer};

/// The most states in a file, besides the newest.
const MOST_STATES: usize = 31;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Preset name, preset file (.ron), checkpoint (.safetensors), weights alone (.pt, .npz) or run of a sweep (FILE.csv#17)
    /// [default: xor-blobs]
    #[arg(value_parser = values::Source, hide_possible_values = true)]
    source: Option<String>,
    #[command(flatten)]
    preset: PresetFlag,
    #[command(flatten)]
    wanted: Wanted,
    /// Run file to save at the end, without weights (.run.ron); replaces an older run
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Train with the other engine in parallel, and compare the differences with what rounding explains; exit with status 1
    /// if the engines disagree
    #[arg(long)]
    verify: bool,
    /// Exit with status 1 if training diverges
    #[arg(long)]
    fail_on_divergence: bool,
    #[command(flatten)]
    overrides: Flags,
}

#[derive(Serialize)]
struct More {
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<verify::Report>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    source::check_trainable(arguments.source.as_deref())?;
    let name = arguments.source.as_deref();
    let (row, opened) = open(name, arguments)?;
    let Opened { source, inputs, remark } = opened;
    source::say_how(remark);
    let mut verification = arguments.verify.then(|| Verification::new(source.clone()));
    let (mut trainer, title) = begin(source, arguments)?;
    let Arguments { wanted, run: run_file, .. } = arguments;
    check_named(run_file.as_deref(), &trainer.origin().data)?;
    let end = trainer.preset().epochs;
    let files = Files { inputs: &inputs, run: run_file.as_deref() };
    let interrupt = Interrupt::watch();
    let mut progress = Progress::begin(wanted, &mut trainer, &title, end, &files)?;
    let mut states = run_file.as_ref().map(|_| States::new(&trainer));
    let (mut divergence, mut signal) = (None, None);
    while !is_over(&trainer, end) && signal.is_none() {
        if let Err(found) = trainer.advance(|| false) {
            divergence = Some(found);
            break;
        }
        if let Some(states) = &mut states {
            states.take(&trainer);
        }
        if let Some(verification) = &mut verification {
            verification.follow(&mut trainer);
        }
        signal = interrupt.signal();
        let is_last = is_over(&trainer, end) || signal.is_some();
        progress.epoch(&mut trainer, is_last)?;
    }
    let interrupted = signal.filter(|_| divergence.is_none() && !is_over(&trainer, end));
    let is_success = divergence.is_none() && interrupted.is_none();
    let mut ended = progress.finish(&mut trainer, divergence, is_success)?;
    ended.outcome.is_interrupted = interrupted.is_some();
    if let (Some(path), Some(states)) = (run_file, states) {
        let mut run = Run::of(&trainer.checkpoint());
        run.branches[0].fingerprints = states.finish(&trainer);
        ended.save(path, &Content::Run(&run));
    }
    if ended.has_table {
        report::summary(&mut ended.output, &trainer, &ended.outcome)?;
        if let Some(verification) = &verification {
            verification.print(&mut ended.output, &trainer)?;
        }
        ended.say_saved()?;
    }
    if wanted.json {
        let more = More { verify: verification.as_ref().map(Verification::report) };
        ended.output.object(&report::object(&trainer, &ended.outcome, more))?;
    }
    let result = match (ended.outcome.divergence, interrupted) {
        (_, Some(signal)) => Err(Error::Interrupted { signal, epoch: trainer.epoch(), end }),
        (divergence, None) => refuse(verification.as_ref(), divergence.filter(|_| arguments.fail_on_divergence)),
    };
    let is_whole = interrupted.is_none() && arguments.overrides.0.is_empty();
    let checked = row.filter(|_| is_whole).map_or(Ok(()), |row| row.check_state(&trainer));
    ended.result(checked.and(result))
}

/// What is to be trained; and the row of a table of results, if it is that of one.
fn open(name: Option<&str>, arguments: &Arguments) -> Result<(Option<Row>, Opened), Error> {
    match source::row(name)? {
        Some((row, table)) => {
            let opened = source::open_row((&row, table), &arguments.overrides)?;
            Ok((Some(row), opened))
        }
        None => Ok((None, source::open(name, &arguments.overrides, &arguments.preset)?)),
    }
}

/// Refuses a run file of points that have no name to be found by.
fn check_named(run_file: Option<&Path>, data: &Data) -> Result<(), Error> {
    match (run_file, data) {
        (Some(run), Data::Csv(csv))
            if [Some(&csv.file), csv.test_file.as_ref()].into_iter().flatten().any(|file| file == STANDARD) =>
        {
            let problem = "a run names its tables, and standard input has no name";
            Err(Error::input(format!("--run {}", run.display()), problem, "give a file, as in --data points.csv"))
        }
        _ => Ok(()),
    }
}

/// The trainer of a source, and the title of its run.
fn begin(source: Source, arguments: &Arguments) -> Result<(Trainer, String), Error> {
    match source {
        Source::Recipe(recipe) => {
            let title = if recipe.edited { format!("{} (edited)", recipe.name) } else { recipe.name.clone() };
            let title = report::titled(&title, Some(&recipe.preset).filter(|preset| preset.is_described()));
            Ok((Trainer::new(&recipe.name, recipe.preset), title))
        }
        Source::Checkpoint(checkpoint) => {
            let title = format!("{}, from epoch {}", checkpoint.name, checkpoint.snapshot.epoch);
            let title = report::titled(&title, checkpoint.described());
            Ok((Trainer::resume(*checkpoint), title))
        }
        Source::Run(_) => Err(source::refuse_run(arguments.source.as_deref().unwrap_or_default())),
    }
}

/// The failure of a run that came to its end: engines that disagree, or a divergence that is to count as one.
fn refuse(verification: Option<&Verification>, divergence: Option<Divergence>) -> Result<(), Error> {
    let disagreement = verification.and_then(Verification::error);
    let divergence = divergence.map(|Divergence { epoch, loss, .. }| Error::Diverged { epoch, loss });
    disagreement.or(divergence).map_or(Ok(()), Err)
}

/// Whether a run has come to its end, or stopped early.
fn is_over(trainer: &Trainer, end: u64) -> bool {
    trainer.epoch() >= end || trainer.early_stop().is_some()
}

/// States of a run that is being trained: the newest, and those at multiples of a stride that doubles as the run grows.
/// The length of the run alone decides which.
struct States {
    stride: u64,
    states: Vec<Fingerprint>,
}

impl States {
    /// Begins with the state that the run continues from.
    fn new(trainer: &Trainer) -> Self {
        let mut states = Self { stride: 1, states: Vec::with_capacity(MOST_STATES + 1) };
        if is_before_edits(trainer) {
            states.take(trainer);
        }
        states
    }

    /// Records the end of an epoch, before the edits there.
    fn take(&mut self, trainer: &Trainer) {
        let epoch = trainer.epoch();
        if !epoch.is_multiple_of(self.stride) {
            return;
        }
        self.states.push(Fingerprint { epoch, hash: trainer.snapshot().hash() });
        if self.states.len() > MOST_STATES {
            self.stride *= 2;
            self.states.retain(|state| state.epoch.is_multiple_of(self.stride));
        }
    }

    fn finish(mut self, trainer: &Trainer) -> Vec<Fingerprint> {
        let epoch = trainer.epoch();
        if is_before_edits(trainer) && self.states.last().is_none_or(|state| state.epoch < epoch) {
            self.states.push(Fingerprint { epoch, hash: trainer.snapshot().hash() });
        }
        self.states
    }
}

/// Whether the run is at the end of an epoch without edits there, which come after the recorded state.
fn is_before_edits(trainer: &Trainer) -> bool {
    trainer.batch() == 0 && trainer.journal().last().is_none_or(|edit| edit.position() < trainer.position())
}
