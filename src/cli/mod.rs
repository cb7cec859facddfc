//! The command line: its words, and what each subcommand does, one file each.
//!
//! Turns words into settings and calls the library; prints what people and scripts read. `main` calls [`run`] and
//! turns an error into its exit status.

mod arguments;
mod compare;
mod dashboard;
mod diff;
mod eval;
mod output;
mod predict;
mod presets;
mod progress;
mod replay;
mod report;
mod source;
mod states;
mod table;
#[cfg(test)]
mod tests;
mod train;
mod usage;
mod values;
mod verify;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::data::csv::Kind;
use crate::error::Error;
use crate::network::{Activation, EngineKind, Initialization, Loss};
use crate::optimizer::{Clip, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, Overrides, UserData, parse_columns};

/// What stands below the help of the whole program.
const AFTER_HELP: &str = "\
Examples:
  blobtui                                   See four blobs being told apart
  blobtui xor-blobs-tanh --speed 20         Another preset, slowly
  blobtui --data points.csv                 Points of your own: numbers, and labels in the last column
  blobtui train --save m.safetensors        The same work without a screen
  blobtui predict m.safetensors -1 1        Ask the network about a point
  blobtui replay mine.run.ron --to 400      A run again, as it was at epoch 400

Exit status: 0 done, 1 it failed while running, 2 bad usage or bad input, 128 + n ended by signal n.";

/// Settings that are on or off.
const YES_OR_NO: [(bool, &str); 2] = [(true, "yes"), (false, "no")];

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
    /// Train a run again as it was, along its edits, and check that it comes to the same bits
    Replay(replay::Arguments),
    /// Compare two checkpoints or runs: where the recipes part, where the losses part, how far the weights are apart
    Diff(diff::Arguments),
    /// Evaluate a checkpoint on its own points, or on a table's
    Eval(eval::Arguments),
    /// Print what the network says of a point, or of the points of a table
    Predict(predict::Arguments),
    /// List, show and check presets
    Presets(presets::Arguments),
}

/// What can be changed of a preset; on a checkpoint, what does not need another network or other points.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Changes to the preset")]
struct OverrideArguments {
    /// Where all random numbers come from
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count::<u64>)]
    seed: Option<u64>,
    /// Where the initial weights come from, if not from the seed
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count::<u64>)]
    weights_seed: Option<u64>,
    /// Epochs until the run is finished, counted from 0
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count::<u64>)]
    epochs: Option<u64>,
    /// Learning rate, above 0
    #[arg(long, value_name = "RATE", allow_hyphen_values = true, value_parser = values::rate)]
    learning_rate: Option<f64>,
    /// Points a step sees: full, or a number
    #[arg(long, value_name = "full|N", allow_negative_numbers = true, value_parser = crate::preset::parse_batch)]
    batch: Option<BatchSize>,
    /// What the network is told of a point, as in x,y,x2: x, y, x2, y2, xy, sin-x, sin-y, cos-x, cos-y, radius, and of a
    /// file c3 to c16
    #[arg(long, value_name = "NAME,NAME", value_parser = values::inputs)]
    inputs: Option<values::Inputs>,
    /// What training makes small
    #[arg(long, value_name = "NAME", value_parser = values::name::<Loss>())]
    loss: Option<Loss>,
    /// Units of each hidden layer (1 to 8, 16, 32), as in 8,8, or none
    #[arg(long, value_name = "N,N|none", allow_negative_numbers = true, value_parser = values::hidden)]
    hidden: Option<values::Hidden>,
    /// Activation of the hidden layers
    #[arg(long, value_name = "NAME", value_parser = values::name::<Activation>())]
    activation: Option<Activation>,
    /// Update rule, with PyTorch's defaults and the preset's learning rate
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(crate::optimizer::NAMES))]
    optimizer: Option<String>,
    #[command(flatten)]
    arguments: arguments::OptimizerArguments,
    /// Start of the weights: pytorch, xavier, he, normal:STD, constant:VALUE or zeros
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    initialization: Option<Initialization>,
    /// Learning rate by epoch: constant, step:500,0.1, exponential:0.999, cosine:2000 or warm-up-cosine:100,2000
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    schedule: Option<Schedule>,
    /// Pull of the weights to 0: none, l1:RATE, l2:RATE or weight-decay:RATE
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    regularization: Option<Regularization>,
    /// Largest norm of a step's gradient, or none
    #[arg(long, value_name = "NORM|none", allow_hyphen_values = true)]
    clip: Option<Clip>,
    /// Epochs without a lower test loss until the run ends with its best weights, or none
    #[arg(long, value_name = "N|none", allow_hyphen_values = true)]
    early_stopping: Option<EarlyStopping>,
    /// Number of train points
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count::<usize>)]
    train: Option<usize>,
    /// Number of test points
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count::<usize>)]
    test: Option<usize>,
    /// Percent of all points that are train points, 10 to 90
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true, value_parser = values::count::<u64>)]
    share: Option<u64>,
    /// Noise of the points: percent for TensorFlow Playground's, a standard deviation for blobs, moons and rings
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = values::rate)]
    noise: Option<f64>,
    /// Learn from the points of a table: columns of numbers and one of labels, the last; every column is an input
    #[arg(long, value_name = "FILE.csv")]
    data: Option<String>,
    /// Columns to learn from, by name or number; the first two are drawn [default: all of numbers]
    #[arg(long, value_name = "NAME,NAME", allow_hyphen_values = true)]
    columns: Option<String>,
    /// Column of the labels, by name or number [default: the last]
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    label: Option<String>,
    /// What the labels are [default: classes, but values if they are more than 8 numbers]
    #[arg(long, value_name = "KIND", value_parser = values::name::<Kind>())]
    task: Option<Kind>,
    /// Whether the columns of a file get mean 0 and standard deviation 1 [default: yes]
    #[arg(long, value_name = "yes|no", value_parser = values::named(&YES_OR_NO))]
    standardize: Option<bool>,
    /// What computes the gradients
    #[arg(long, value_name = "NAME", value_parser = values::name::<EngineKind>())]
    engine: Option<EngineKind>,
}

impl OverrideArguments {
    fn overrides(&self) -> Overrides {
        Overrides {
            seed: self.seed,
            weights_seed: self.weights_seed,
            epochs: self.epochs,
            learning_rate: self.learning_rate,
            batch: self.batch,
            inputs: self.inputs.clone().map(|inputs| inputs.0),
            loss: self.loss,
            hidden: self.hidden.clone().map(|hidden| hidden.0),
            activation: self.activation,
            optimizer: self.optimizer.clone(),
            arguments: self.arguments.arguments(),
            initialization: self.initialization,
            schedule: self.schedule,
            regularization: self.regularization,
            clip: self.clip,
            early_stopping: self.early_stopping,
            train: self.train,
            test: self.test,
            noise: self.noise,
            share: self.share,
            standardize: self.standardize,
            engine: self.engine,
        }
    }

    fn user_data(&self) -> UserData {
        UserData {
            file: self.data.clone(),
            columns: self.columns.as_deref().map(parse_columns),
            label: self.label.clone(),
            task: self.task,
        }
    }
}

/// Runs the program with the words of its command line, the program's own name first.
///
/// # Errors
/// Whatever keeps the command from being done; [`Error::exit_status`] tells the exit status.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Result<(), Error> {
    let arguments = match CommandLine::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return error.print().map_err(Error::Output);
        }
        Err(error) => return Err(usage::error(&error)),
    };
    match arguments.command {
        None => {
            let definition = definition();
            let commands: Vec<&str> = definition.get_subcommands().map(clap::Command::get_name).collect();
            dashboard::run(arguments.dashboard, &commands)
        }
        Some(Command::Train(arguments)) => train::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Eval(arguments)) => eval::run(&arguments),
        Some(Command::Predict(arguments)) => predict::run(&arguments),
        Some(Command::Presets(arguments)) => presets::run(arguments),
    }
}

/// The definition of the whole command line, for tests that hold the README against it.
#[must_use]
pub fn definition() -> clap::Command {
    CommandLine::command()
}
