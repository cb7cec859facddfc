//! The command line: its words, and what each subcommand does, one file each.
//!
//! Turns words into settings and calls the library; prints what people and scripts read. `main` calls [`run`] and
//! turns an error into its exit status.

mod compare;
mod completions;
mod dashboard;
mod data;
mod diff;
mod divergence;
mod eval;
mod export;
mod failures;
mod flags;
mod log;
mod man;
mod output;
mod predict;
mod presets;
mod progress;
mod replay;
mod report;
mod rounding;
mod screenshot;
mod signals;
mod source;
mod sweep;
mod table;
#[cfg(test)]
mod tests;
mod train;
mod usage;
mod values;
mod verify;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::error::Error;

/// What stands below the help of the whole program.
const AFTER_HELP: &str = "\
Examples:
  blobtui                                   Four blobs, two classes
  blobtui xor-blobs-tanh --speed 20         Another preset, slowly
  blobtui --data points.csv                 Points of your own: numbers, and labels in the last column
  blobtui train --save m.safetensors        Training without a screen
  blobtui predict m.safetensors -1 1        The prediction for a point
  blobtui replay mine.run.ron --to 400      A saved run, trained again to epoch 400
  blobtui sweep --seeds 0..1000 --out r.csv A thousand runs in one table

In the place of a file, - is standard input or output.

Exit status: 0 done, 1 failed while running, 2 bad usage or bad input, 128 + n ended by signal n.";

/// See a small neural network learn, in a terminal.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = true, after_help = AFTER_HELP)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    dashboard: dashboard::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train without a screen, and print the losses
    Train(Box<train::Arguments>),
    /// Train a saved run again with its edits, and check that the results are bit-identical
    ///
    /// With the engine fused they are on any processor and system, with dfdx on one kind of processor.
    Replay(replay::Arguments),
    /// Train many runs, with other seeds and settings, into one table
    Sweep(Box<sweep::Arguments>),
    /// Compare the recipes, losses and weights of two checkpoints or runs
    Diff(diff::Arguments),
    /// Evaluate a checkpoint on its own points or on a table
    Eval(eval::Arguments),
    /// Print the predictions of a checkpoint for a point or a table of points
    Predict(predict::Arguments),
    /// Log the losses of a checkpoint or a run, which is trained again
    Log(log::Arguments),
    /// Write a checkpoint in another format, as weights for other programs
    Export(export::Arguments),
    /// Show what is understood of a table, or write the points of a preset as one
    Data(Box<data::Arguments>),
    /// Draw the dashboard at an epoch into an SVG file, for documents
    Screenshot(Box<screenshot::Arguments>),
    /// List, show and check presets
    Presets(presets::Arguments),
    /// Print a script that completes the command line in a shell
    Completions(completions::Arguments),
    /// Print the man page of the program or of a command
    Man(man::Arguments),
}

/// Runs the program with the words of its command line, the program's own name first.
///
/// # Errors
/// The reason why the command failed; [`Error::exit_status`] gives the exit status.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Result<(), Error> {
    signals::report_file_size_limit();
    let arguments = match CommandLine::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return error.print().map_err(Error::Output);
        }
        Err(error) => return Err(usage::refused(error)),
    };
    match arguments.command {
        None => {
            let definition = definition();
            let commands: Vec<&str> = definition.get_subcommands().map(clap::Command::get_name).collect();
            dashboard::run(arguments.dashboard, &commands)
        }
        Some(Command::Train(arguments)) => train::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Sweep(arguments)) => sweep::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Eval(arguments)) => eval::run(&arguments),
        Some(Command::Predict(arguments)) => predict::run(&arguments),
        Some(Command::Log(arguments)) => log::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Data(arguments)) => data::run(&arguments),
        Some(Command::Screenshot(arguments)) => screenshot::run(&arguments),
        Some(Command::Presets(arguments)) => presets::run(arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Man(arguments)) => man::run(&arguments),
    }
}

/// The definition of the whole command line: for completions, man pages, and the tests that hold the documents against it.
pub fn definition() -> clap::Command {
    CommandLine::command()
}
