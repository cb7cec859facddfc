//! `blobtui log`: logs of a saved run, which is trained again for them, to the same bits.

use std::path::{Path, PathBuf};

use super::output::Output;
use super::progress::{Wanted, format_names};
use super::replay::{Replayed, place_of, train_again};
use super::{source, values};
use crate::error::Error;
use crate::file::{self, Input, Kind, Source};
use crate::preset::is_standard;
use crate::text::excerpt;
use crate::train::{Run, Snapshot};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or run (.run.ron)
    source: PathBuf,
    /// Logs of the losses (.csv, .jsonl, or .tfevents for TensorBoard); each replaces an older log
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Branch of the run [default: the current branch of the file]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Epochs between logged losses [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::interval)]
    every: Option<u64>,
    /// Histograms of the weights in TensorBoard logs
    #[arg(long)]
    log_weights: bool,
    /// Format of a log, whatever its extension
    #[arg(long, value_name = "NAME", value_parser = format_names(&[Kind::Log]))]
    format: Option<String>,
    /// Replace files of another kind, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Arguments { source: path, files, branch, every, log_weights, format, force } = arguments;
    let (run, saved) = open(path)?;
    let place = match branch {
        Some(name) => place_of(&run, name, &format!("--branch {name}"))?,
        None => run.current,
    };
    let wanted = Wanted::of_logs(files, *every, *log_weights, format.as_deref(), *force);
    let own = Input { name: path.display().to_string(), path: path.clone(), is_continued: false };
    let inputs: Vec<_> = [own].into_iter().chain(source::tables(&run.preset)).collect();
    let to = run.branches[place].newest;
    let Replayed { ended, trainer, check } = train_again(&run, place, to, &wanted, &inputs, None)?;
    let result = match saved {
        Some(saved) if trainer.snapshot() != saved => Err(refuse_weights(path)),
        _ => check.error().map_or(Ok(()), Err),
    };
    ended.result(result)?;
    if files.iter().any(|file| is_standard(file)) {
        return Ok(());
    }
    let mut output = Output::new();
    files.iter().try_for_each(|file| output.line(format_args!("wrote {}", file.display())))
}

/// The run in a file, and the state at its end if the file is a checkpoint.
fn open(path: &Path) -> Result<(Run, Option<Snapshot>), Error> {
    let untrained = |noun: &str| {
        let remedy = format!("blobtui train {} --log FILE trains and logs it", excerpt(&path.to_string_lossy()));
        Error::input(path.display(), format!("is {noun}, of which nothing was trained"), remedy)
    };
    if file::kind_of(path) == Some(Kind::Weights) {
        return Err(untrained(Kind::Weights.noun()));
    }
    match file::open(path)? {
        Source::Run(run) => Ok((*run, None)),
        Source::Checkpoint(checkpoint) => Ok((Run::of(&checkpoint), Some(checkpoint.snapshot))),
        Source::Recipe(_) => Err(untrained(Kind::Preset.noun())),
    }
}

fn refuse_weights(path: &Path) -> Error {
    Error::Outcome(format!(
        "{}: trained again, its run comes to other weights: a different build, engine or processor",
        excerpt(&path.to_string_lossy())
    ))
}
