//! `blobtui sweep curves`: the losses of chosen runs, epoch by epoch.

use std::path::PathBuf;

use super::super::output::Output;
use super::super::values;
use crate::error::Error;
use crate::file::{self, Input, Kind};
use crate::sweep::{self, Condition};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Table of results (.csv or .jsonl)
    file: PathBuf,
    /// Condition on a column, as in seed=3 or state=diverged. May be given several times; without it, all runs
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    conditions: Vec<String>,
    /// Epochs between two rows
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::interval)]
    every: u64,
    /// Table to write (.csv or .jsonl)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace a file of another kind, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(Arguments { file, conditions, every, out, force }: &Arguments) -> Result<(), Error> {
    let conditions = conditions.iter().map(|text| Condition::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let input = Input { name: file.display().to_string(), path: file.clone(), is_continued: false };
    let output = file::Output { flag: "--out", path: out, kind: Kind::Log, format: None };
    file::check_outputs(&[input], &[output], *force)?;
    let runs = sweep::curves(file, &conditions, *every, out)?;
    let noun = if runs == 1 { "run" } else { "runs" };
    Output::new().line(format_args!("wrote {}: {runs} {noun}", out.display()))
}
