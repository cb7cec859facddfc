//! `blobtui sweep merge`: one table of the parts of a sweep.

use std::path::PathBuf;

use super::super::output;
use crate::error::Error;
use crate::file::{self, Input, Kind, Output};
use crate::sweep;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Table to write (.csv or .jsonl)
    out: PathBuf,
    /// Tables of the parts, in any order
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
    /// Replace another file, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(Arguments { out, parts, force }: &Arguments) -> Result<(), Error> {
    sweep::Table::of(out)?;
    let input = |part: &PathBuf| Input { name: part.display().to_string(), path: part.clone(), is_continued: false };
    let inputs: Vec<Input> = parts.iter().map(input).collect();
    // What else may be replaced depends on the sweep.
    file::check_outputs(&inputs, &[Output { flag: "merge", path: out, kind: Kind::Log, format: None }], true)?;
    let rows = sweep::merge(out, parts, *force)?;
    output::Output::new().line(format_args!("wrote {}: {rows} runs of {} parts", out.display(), parts.len()))
}
