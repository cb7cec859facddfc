//! `blobtui sweep`: many runs of one recipe in one table; and what is done with such tables.

mod curves;
mod merge;
mod plan;
mod report;
mod run;
mod timings;

use clap::Subcommand;

use crate::error::Error;

/// What stands below the help of the command.
const AFTER_HELP: &str = "\
Lists and ranges of values, for --vary and --seeds:
  0.01,0.03,0.1          a list; a / in it separates values that have commas, as in hidden=3/5/8,8
  0..1000                whole numbers from 0 to 999: the end is not in it
  log:1e-4..1:20         20 numbers with equal ratios, both ends included
  linear:0..0.5:6        6 numbers with equal differences, both ends included
  uniform:0..1, loguniform:1e-4..1
                         numbers drawn at random, as many as --draws says, for all such settings together

Runs are in this order: recipe by recipe, then the first --vary the slowest, the seeds the fastest.

Examples:
  blobtui sweep --seeds 0..1000 --out luck.csv
  blobtui sweep spiral --seeds 0..50 --vary learning-rate=0.01,0.03,0.1 --vary hidden=3/5/8,8 --out grid.csv
  blobtui sweep moons --vary lr=loguniform:1e-4..1 --draws 200 --until 'test-loss<0.1' --out random.jsonl
  blobtui sweep report luck.csv --target 'test-loss<0.1'
  blobtui train luck.csv#17                 Run 17 again, checked by its hash

The same command goes on where it was stopped; with more seeds or values it adds their runs.";

#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = AFTER_HELP)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    sweep: run::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Merge the parts of a sweep into the table that one process would have written
    Merge(merge::Arguments),
    /// Write the losses of chosen runs epoch by epoch; they are trained again, and checked
    Curves(curves::Arguments),
    /// Report success rates and medians by setting
    Report(report::Arguments),
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    match &arguments.command {
        None => run::run(&arguments.sweep),
        Some(Command::Merge(arguments)) => merge::run(arguments),
        Some(Command::Curves(arguments)) => curves::run(arguments),
        Some(Command::Report(arguments)) => report::run(arguments),
    }
}
