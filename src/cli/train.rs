//! `blobtui train`: a run without a screen, with the losses that a tutorial prints.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::output::Output;
use super::verify::{self, Verification};
use super::{OverrideArguments, source, values};
use crate::data::Data;
use crate::error::Error;
use crate::file::{self, Log};
use crate::network::{Initialization, Layout, Score, Task};
use crate::optimizer::{Clip, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, Preset, table_words};
use crate::session::Source;
use crate::train::{Divergence, EarlyStop, Record, Trainer};

/// Epochs between two lines of the table, unless `--every` says otherwise.
const EVERY: u64 = 100;
/// How often the progress bar moves.
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Arguments {
    /// A preset's name, a preset's file (.ron), or a checkpoint (.safetensors) [default: xor-blobs]
    source: Option<String>,
    /// Epochs between two printed or logged losses [default: 100 printed, 1 logged]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::interval)]
    every: Option<u64>,
    /// Save a checkpoint when done; a file of that name is replaced
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write the losses to a table, .csv or .jsonl; a file of that name is replaced
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Print one JSON object when done, and nothing else
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Print nothing
    #[arg(long)]
    quiet: bool,
    /// Train by the other engine, too, in step, and print the largest differences
    #[arg(long)]
    verify: bool,
    /// Fail (exit status 1) if the run diverges
    #[arg(long)]
    fail_on_divergence: bool,
    #[command(flatten)]
    overrides: OverrideArguments,
}

/// What came of a run.
struct Outcome {
    before: Record,
    last: Record,
    divergence: Option<Divergence>,
    epochs: u64,
    seconds: f64,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let source = source::open(arguments.source.as_deref(), &arguments.overrides)?;
    let mut verification = arguments.verify.then(|| Verification::new(source.clone()));
    let (mut trainer, title) = match source {
        Source::Recipe(recipe) => {
            let title = if recipe.edited { format!("{} (edited)", recipe.name) } else { recipe.name.clone() };
            (Trainer::new(&recipe.name, recipe.preset), title)
        }
        Source::Checkpoint(checkpoint) => {
            let title = format!("{}, from epoch {}", checkpoint.name, checkpoint.snapshot.epoch);
            (Trainer::resume(*checkpoint), title)
        }
        Source::Run(run) => {
            let problem = "is a run, whose course is fixed";
            return Err(Error::input(run.name, problem, "blobtui replay trains it again; blobtui shows it"));
        }
    };
    // What can't be written is better known before the training than after it.
    if let Some(path) = &arguments.save {
        file::atomic::check_target(path)?;
    }
    let task = trainer.preset().loss.task();
    let log = arguments.log.as_deref().map(|path| Log::create(path, task)).transpose()?;
    // Files that were asked for are made even if nobody reads the table to its end.
    let mut output = if log.is_some() || arguments.save.is_some() { Output::optional() } else { Output::new() };
    let table = !arguments.json && !arguments.quiet;
    if table {
        output.line(format_args!("{title}: {}", trainer.preset().title))?;
        output.line(description(&trainer))?;
        if let Data::Csv(csv) = &trainer.preset().data {
            output.line(table_words(csv))?;
        }
        output.line("")?;
        output.line(match task {
            Task::Binary | Task::Classes => "     epoch  train loss  test loss  train right  test right",
            Task::Value => "     epoch  train loss  test loss     train R2     test R2",
        })?;
    }
    let outcome = train(&mut trainer, arguments, log, table.then_some(&mut output), verification.as_mut())?;
    if let Some(path) = &arguments.save {
        file::save(path, &trainer.checkpoint())?;
    }
    if table {
        summary(&mut output, &trainer, &outcome)?;
        if let Some(verification) = &verification {
            verification.print(&mut output, &trainer)?;
        }
        if let Some(path) = &arguments.save {
            output.line(format_args!("saved {}", path.display()))?;
        }
    }
    if arguments.json {
        output.line(object(&trainer, &outcome, verification.as_ref().map(Verification::report))?)?;
    }
    match outcome.divergence {
        Some(Divergence { epoch, loss, .. }) if arguments.fail_on_divergence => Err(Error::Diverged { epoch, loss }),
        _ => Ok(()),
    }
}

/// Trains to the end of the run, or to where it diverges, printing and logging on the way.
fn train(
    trainer: &mut Trainer,
    arguments: &Arguments,
    mut log: Option<Log>,
    mut output: Option<&mut Output>,
    mut verification: Option<&mut Verification>,
) -> Result<Outcome, Error> {
    let end = trainer.preset().epochs;
    let print_every = arguments.every.unwrap_or(EVERY);
    let log_every = if log.is_some() { arguments.every.unwrap_or(1) } else { u64::MAX };
    let bar = progress(output.is_some(), trainer.epoch(), end);
    let start = (Instant::now(), trainer.epoch());
    let mut next_tick = start.0 + TICK;
    let mut divergence = None;
    let mut note = |trainer: &mut Trainer, logged: bool, printed: bool| {
        let record = trainer.record();
        if logged && let Some(log) = &mut log {
            log.write(&record, trainer.dataset().train.len(), trainer.dataset().test.len())?;
        }
        if printed && let Some(output) = &mut output {
            let row = row(&record, trainer);
            bar.suspend(|| output.line(row))?;
        }
        Ok::<Record, Error>(record)
    };
    let before = note(trainer, true, true)?;
    let mut last = before;
    while trainer.epoch() < end && trainer.early_stop().is_none() {
        if let Err(found) = trainer.advance(|| false) {
            divergence = Some(found);
            break;
        }
        if let Some(verification) = &mut verification {
            verification.follow(trainer);
        }
        let epoch = trainer.epoch();
        let over = epoch == end || trainer.early_stop().is_some();
        let (logged, printed) = (epoch.is_multiple_of(log_every), epoch.is_multiple_of(print_every));
        if logged || printed || over {
            last = note(trainer, logged || over, printed || over)?;
        }
        if !bar.is_hidden() && next_tick <= Instant::now() {
            bar.set_position(epoch);
            next_tick = Instant::now() + TICK;
        }
    }
    let seconds = start.0.elapsed().as_secs_f64();
    if divergence.is_some() && last.epoch != trainer.epoch() {
        last = note(trainer, true, true)?;
    }
    bar.finish_and_clear();
    log.map_or(Ok(()), Log::finish)?;
    Ok(Outcome { before, last, divergence, epochs: trainer.epoch() - start.1, seconds })
}

/// A bar on standard error, if that is a terminal and the losses are printed.
fn progress(wanted: bool, first: u64, end: u64) -> ProgressBar {
    if !wanted || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(end), ProgressDrawTarget::stderr()).with_position(first);
    match ProgressStyle::with_template("{bar:40} {human_pos} / {human_len} epochs, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The run in one line, as in `2-5-1 relu, 21 parameters, 80 train and 20 test points, …`.
fn description(trainer: &Trainer) -> String {
    let preset: &Preset = trainer.preset();
    let shape = preset.shape();
    let widths = shape.widths().map(|width| width.to_string()).collect::<Vec<_>>().join("-");
    let activation = if preset.network.hidden.is_empty() { None } else { Some(preset.network.activation.name()) };
    let batch = match preset.batch {
        BatchSize::Full => "full batch".to_owned(),
        BatchSize::Size(size) => format!("batches of {size}"),
    };
    let extras = [
        (preset.initialization != Initialization::PyTorch, format!(", {} weights", preset.initialization)),
        (preset.schedule != Schedule::Constant, format!(", {}", preset.schedule)),
        (preset.regularization != Regularization::None, format!(", {}", preset.regularization)),
        (preset.clip != Clip::None, format!(", clipped at {}", preset.clip)),
        (preset.early_stopping != EarlyStopping::None, format!(", patience {}", preset.early_stopping)),
    ];
    let extras: String = extras.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect();
    format!(
        "{}, {} parameters, {} train and {} test points, {}, learning rate {:?}, {batch}{extras}, seed {}, {}",
        [Some(widths.as_str()), activation].into_iter().flatten().collect::<Vec<_>>().join(" "),
        Layout::new(&shape).len(),
        trainer.dataset().train.len(),
        trainer.dataset().test.len(),
        preset.optimizer.name(),
        preset.optimizer.learning_rate(),
        preset.seed,
        trainer.preset().engine.name(),
    )
}

fn row(record: &Record, trainer: &Trainer) -> String {
    let score = |score: Score, count: usize| match score {
        Score::Correct(correct) => format!("{correct}/{count}"),
        Score::Determination(share) => format!("{share:.6}"),
    };
    format!(
        "{:>10}  {:>10.6}  {:>9.6}  {:>11}  {:>10}",
        record.epoch,
        record.train_loss,
        record.test_loss,
        score(record.train_score, trainer.dataset().train.len()),
        score(record.test_score, trainer.dataset().test.len()),
    )
}

fn summary(output: &mut Output, trainer: &Trainer, outcome: &Outcome) -> Result<(), Error> {
    let Outcome { before, last, divergence, epochs, seconds } = outcome;
    output.line("")?;
    if let Some(divergence) = divergence {
        let loss = divergence.loss;
        output.line(format_args!("{divergence}, loss {loss}; the last finite weights are kept"))?;
    }
    if let Some(stop) = trainer.early_stop() {
        output.line(stop)?;
    }
    output.line(format_args!("test loss before {:.6}, after {:.6}", before.test_loss, last.test_loss))?;
    let (train, test) = shares(last, trainer);
    let measure = match last.test_score {
        Score::Correct(_) => "accuracy",
        Score::Determination(_) => "R2",
    };
    output.line(format_args!("train {measure} {train:.3}, test {measure} {test:.3}"))?;
    output.line(format_args!("{epochs} epochs in {seconds:.3} s"))
}

/// Shares of the train and test points that get their own label; R² for values.
fn shares(record: &Record, trainer: &Trainer) -> (f64, f64) {
    let dataset = trainer.dataset();
    (record.train_score.share(dataset.train.len()), record.test_score.share(dataset.test.len()))
}

/// The run as one JSON object, with the keys in this order. Losses that are no numbers are null.
#[derive(Serialize)]
struct Object<'a> {
    preset: &'a str,
    seed: u64,
    engine: &'static str,
    epochs: u64,
    parameters: usize,
    train_loss: f32,
    test_loss_before: f32,
    test_loss: f32,
    #[serde(flatten)]
    scores: Scores,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_early: Option<StoppedEarly>,
    seconds: f64,
    epochs_per_second: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<verify::Report>,
}

/// What early stopping has gone back to.
#[derive(Serialize)]
struct StoppedEarly {
    epoch: u64,
    test_loss: f32,
}

/// Scores by the names that they have for classes and for values.
#[derive(Serialize)]
#[serde(untagged)]
enum Scores {
    Classes { train_accuracy: f64, test_accuracy: f64 },
    Values { train_r2: f64, test_r2: f64 },
}

fn object(trainer: &Trainer, outcome: &Outcome, verify: Option<verify::Report>) -> Result<String, Error> {
    let Outcome { before, last, divergence, epochs, seconds } = outcome;
    let (train, test) = shares(last, trainer);
    let scores = match last.test_score {
        Score::Correct(_) => Scores::Classes { train_accuracy: train, test_accuracy: test },
        Score::Determination(_) => Scores::Values { train_r2: train, test_r2: test },
    };
    let object = Object {
        preset: trainer.name(),
        seed: trainer.preset().seed,
        engine: trainer.preset().engine.name(),
        epochs: trainer.epoch(),
        parameters: trainer.parameters().len(),
        train_loss: last.train_loss,
        test_loss_before: before.test_loss,
        test_loss: last.test_loss,
        scores,
        state: if divergence.is_some() { "diverged" } else { "finished" },
        stopped_early: trainer.early_stop().map(|EarlyStop { epoch, test_loss }| StoppedEarly { epoch, test_loss }),
        seconds: *seconds,
        epochs_per_second: if *seconds > 0.0 { *epochs as f64 / seconds } else { 0.0 },
        verify,
    };
    serde_json::to_string(&object).map_err(|error| Error::Output(error.into()))
}
