//! `blobtui sweep merge`: one table of the parts of a sweep.

use std::path::PathBuf;

use super::super::output::Output;
use crate::error::Error;
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
    let rows = sweep::merge(out, parts, *force)?;
    Output::new().line(format_args!("wrote {}: {rows} runs of {} parts", out.display(), parts.len()))
}
