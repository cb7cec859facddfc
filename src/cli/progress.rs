//! The progress of a run without a screen: rows of losses, the log, the progress bar, the files at its end.
//!
//! `train` and `replay` drive their runs in their own ways, and report each epoch here.

use std::collections::HashSet;
use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::builder::PossibleValuesParser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failures::{Failures, say};
use super::output::Output;
use super::report::{self, Best, Outcome};
use super::values;
use crate::error::Error;
use crate::file::{self, Content, Format, Input, Kind, Log, Row};
use crate::preset::is_standard;
use crate::train::{Divergence, Record, Trainer};

const WRITTEN: [Kind; 3] = [Kind::Checkpoint, Kind::Run, Kind::Log];
/// Epochs between two lines of the table without `--every`.
const EVERY: u64 = 100;
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct Wanted {
    /// Epochs between printed or logged losses [default: 100 printed, 1 logged]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::interval)]
    every: Option<u64>,
    /// File to save at the end: a checkpoint (.safetensors), or in another format of blobtui export; replaces an older one
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Save weights alone (.safetensors too)
    #[arg(long, requires = "save")]
    weights_only: bool,
    /// Log of the losses (.csv, .jsonl, or .tfevents for TensorBoard); replaces an older log. May be given several
    /// times
    #[arg(long, value_name = "FILE")]
    log: Vec<PathBuf>,
    /// Histograms of the weights in TensorBoard logs
    #[arg(long, requires = "log")]
    log_weights: bool,
    /// Format of a written file, whatever its extension
    #[arg(long, value_name = "NAME", value_parser = format_names(&WRITTEN))]
    format: Option<String>,
    /// Replace files of another kind, too
    #[arg(long)]
    force: bool,
    /// Print one JSON object at the end, and nothing else
    #[arg(long, conflicts_with = "quiet")]
    pub(super) json: bool,
    /// Print nothing
    #[arg(long)]
    quiet: bool,
    /// Whether the command writes logs and nothing else.
    #[arg(skip)]
    pub(super) logs_alone: bool,
}

/// The files of a command beside those of [`Wanted`].
pub(super) struct Files<'a> {
    /// What it reads.
    pub(super) inputs: &'a [Input],
    /// The run file to be written at the end.
    pub(super) run: Option<&'a Path>,
}

pub(super) struct Progress<'a> {
    wanted: &'a Wanted,
    /// Whether losses and outcome are printed.
    has_table: bool,
    /// How many files the command writes.
    file_count: usize,
    output: Output,
    logs: Vec<Log>,
    failures: Failures,
    bar: ProgressBar,
    start: (Instant, u64),
    next_tick: Instant,
    before: Record,
    last: Record,
    best: Best,
}

/// A run that ended, with what is left to print.
pub(super) struct Ended<'a> {
    wanted: &'a Wanted,
    /// Whether the outcome is printed.
    pub(super) has_table: bool,
    pub(super) outcome: Outcome,
    pub(super) output: Output,
    pub(super) failures: Failures,
    /// Lines about the files that were written.
    saved: Vec<String>,
}

/// The names of the formats that content of these kinds can be written in.
pub(super) fn format_names(kinds: &[Kind]) -> PossibleValuesParser {
    let mut names: Vec<_> = kinds.iter().copied().flat_map(file::formats_for).map(Format::name).collect();
    // Two kinds may share the name of a format.
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    PossibleValuesParser::new(names)
}

impl Wanted {
    /// Logs in these files, and nothing else.
    pub(super) fn of_logs(
        files: &[PathBuf],
        every: Option<u64>,
        log_weights: bool,
        format: Option<&str>,
        force: bool,
    ) -> Self {
        let (log, format) = (files.to_vec(), format.map(ToOwned::to_owned));
        Self {
            every,
            save: None,
            weights_only: false,
            log,
            log_weights,
            format,
            force,
            json: false,
            quiet: true,
            logs_alone: true,
        }
    }

    /// Whether losses and outcome are printed: not where a file goes to standard output.
    fn has_table(&self, run: Option<&Path>) -> bool {
        !self.json && !self.quiet && !self.uses_standard_output(run)
    }

    fn uses_standard_output(&self, run: Option<&Path>) -> bool {
        self.save.as_deref().into_iter().chain(run).chain(self.log.iter().map(PathBuf::as_path)).any(is_standard)
    }

    /// The value of `--format`, if content of this kind can be written in it.
    pub(super) fn format(&self, kind: Kind) -> Option<&str> {
        let is_named = |name: &&str| file::formats_for(kind).any(|format| format.name() == *name);
        self.format.as_deref().filter(is_named)
    }

    /// The value of `--format` for a log. Of several logs it is the format of those whose names don't choose one.
    fn log_format(&self, path: &Path) -> Option<&str> {
        let has_own = || path.extension().is_some() && file::choose(path, Kind::Log, None).is_ok();
        let is_meant = self.log.len() == 1 || !has_own();
        self.format(Kind::Log).filter(|_| is_meant)
    }

    /// What `--save` writes.
    fn saved(&self) -> Kind {
        if self.weights_only { Kind::Weights } else { Kind::Checkpoint }
    }

    /// Refuses files that can't be written or must not be, before the training rather than after it. Returns how many
    /// there are.
    fn check_files(&self, Files { inputs, run }: &Files) -> Result<usize, Error> {
        let named = [("--save", self.save.as_deref(), self.saved()), ("--run", *run, Kind::Run)];
        let output = |(flag, path, kind)| Some(file::Output { flag, path: path?, kind, format: self.format(kind) });
        let flag = if self.logs_alone { "log" } else { "--log" };
        let log = |path| file::Output { flag, path, kind: Kind::Log, format: self.log_format(path) };
        let logs = self.log.iter().map(|path| log(path));
        let outputs: Vec<_> = named.into_iter().filter_map(output).chain(logs).collect();
        let formats = file::check_outputs(inputs, &outputs, self.force)?;
        if self.log_weights && !formats.iter().any(|format| format.logs_weights()) {
            let problem = "no log of this command can hold histograms";
            return Err(Error::input(
                "--log-weights",
                problem,
                "leave it out, or log to a file that ends in .tfevents",
            ));
        }
        if self.json && self.uses_standard_output(*run) {
            let remedy = "leave it out, or name a file in the place of -";
            return Err(Error::input("--json", "prints on standard output, where a file is to go", remedy));
        }
        match &self.format {
            Some(name) if formats.iter().all(|format| format.name() != name) => {
                let problem = "this command writes no file in this format";
                Err(Error::input(format!("--format {name}"), problem, "leave it out, or name the file to write"))
            }
            _ => Ok(outputs.len()),
        }
    }
}

impl<'a> Progress<'a> {
    /// Begins with the run as it is, under a title; it goes on to the epoch `end`.
    pub(super) fn begin(
        wanted: &'a Wanted,
        trainer: &mut Trainer,
        title: &str,
        end: u64,
        files: &Files,
    ) -> Result<Self, Error> {
        let (file_count, has_table) = (wanted.check_files(files)?, wanted.has_table(files.run));
        let create = |path: &PathBuf| Log::create(path, trainer, wanted.log_format(path));
        let logs = wanted.log.iter().map(create).collect::<Result<Vec<_>, _>>()?;
        // The files are written even if nobody reads the table to its end.
        let mut output = if file_count > 0 { Output::optional() } else { Output::new() };
        if has_table {
            report::heading(&mut output, title, trainer)?;
        }
        let bar = progress_bar(has_table || wanted.logs_alone, trainer.epoch(), end);
        let (start, record) = (Instant::now(), trainer.record());
        let start = (start, trainer.epoch());
        let next_tick = start.0 + TICK;
        let failures = Failures::default();
        let (before, last) = (record, record);
        let best = Best::of_every(wanted.every.unwrap_or(if logs.is_empty() { EVERY } else { 1 }));
        let mut progress =
            Self { wanted, has_table, file_count, output, logs, failures, bar, start, next_tick, before, last, best };
        progress.note(record, trainer, true, true)?;
        Ok(progress)
    }

    /// Reports a trained epoch if its turn has come, or it is the last.
    pub(super) fn epoch(&mut self, trainer: &mut Trainer, is_last: bool) -> Result<(), Error> {
        let epoch = trainer.epoch();
        let is_due = |default: u64| epoch.is_multiple_of(self.wanted.every.unwrap_or(default));
        let (logged, printed) = (!self.logs.is_empty() && is_due(1), is_due(EVERY));
        if logged || printed || is_last {
            // The row of the last epoch shows the weights that it led to, the outcome those that were restored.
            trainer.before_restoring(|trainer| self.record(trainer, logged || is_last, printed || is_last))?;
        }
        if trainer.early_stop().is_some() {
            self.last = trainer.evaluate();
        }
        if !self.bar.is_hidden() && self.next_tick <= Instant::now() {
            self.bar.set_position(epoch);
            self.next_tick = Instant::now() + TICK;
        }
        Ok(())
    }

    pub(super) fn record(&mut self, trainer: &mut Trainer, logged: bool, printed: bool) -> Result<(), Error> {
        let record = trainer.record();
        self.note(record, trainer, logged, printed)
    }

    fn note(&mut self, record: Record, trainer: &mut Trainer, logged: bool, printed: bool) -> Result<(), Error> {
        if logged && !self.logs.is_empty() {
            let gradient_norm = self.logs.iter().any(Log::has_gradient_norm).then(|| trainer.gradient_norm());
            let row = Row::new(&record, trainer, gradient_norm, self.wanted.log_weights);
            let Self { logs, bar, failures, .. } = self;
            let mut closed = None;
            logs.retain_mut(|log| match log.write(&row) {
                Ok(()) => true,
                Err(error) if error.is_closed_pipe() => {
                    closed = Some(error);
                    false
                }
                Err(error) => {
                    // The run is worth more than its log.
                    bar.suspend(|| failures.report(format_args!("{error}; the run goes on without its log")));
                    false
                }
            });
            // A run whose only reader has gone has nothing left to do.
            if let Some(error) = closed.filter(|_| self.file_count == 1) {
                return Err(error);
            }
        }
        if printed {
            self.line(report::row(&record, trainer))?;
        }
        self.best.take(&record);
        self.last = record;
        Ok(())
    }

    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        if !self.has_table {
            return Ok(());
        }
        let Self { bar, output, .. } = self;
        bar.suspend(|| output.line(line))
    }

    /// Ends the training, and writes the logs and the checkpoint. `is_success` says whether the run came to its own end.
    pub(super) fn finish(
        mut self,
        trainer: &mut Trainer,
        divergence: Option<Divergence>,
        is_success: bool,
    ) -> Result<Ended<'a>, Error> {
        let seconds = self.start.0.elapsed().as_secs_f64();
        if divergence.is_some() {
            if self.last.epoch == trainer.epoch() {
                // The kept weights may be of the middle of an epoch whose beginning was recorded.
                self.last = trainer.evaluate();
            } else {
                self.record(trainer, true, true)?;
            }
        }
        let Self { wanted, has_table, output, logs, mut failures, bar, start, before, last, best, .. } = self;
        bar.finish_and_clear();
        for log in logs {
            failures.take(log.finish(is_success).or_else(unless_closed));
        }
        let epochs = trainer.epoch() - start.1;
        let outcome = Outcome { before, last, best, divergence, is_interrupted: false, epochs, seconds };
        let mut ended = Ended { wanted, has_table, outcome, output, failures, saved: vec![] };
        if let Some(path) = &wanted.save {
            let mut checkpoint = trainer.checkpoint();
            checkpoint.bookmarks.extend(divergence.as_ref().map(Divergence::bookmark));
            ended.save(path, &Content::Checkpoint(&checkpoint));
        }
        Ok(ended)
    }
}

impl Ended<'_> {
    /// Saves a file. One that fails doesn't keep the others from being saved.
    pub(super) fn save(&mut self, path: &Path, content: &Content) {
        let kind = if content.kind() == Kind::Checkpoint { self.wanted.saved() } else { content.kind() };
        let Some(format) = self.failures.take(file::choose(path, kind, self.wanted.format(kind))) else { return };
        if is_standard(path) {
            let mut bytes = Vec::new();
            let written = format.write(content, &mut bytes).and_then(|()| self.output.file(&bytes));
            self.failures.take(written);
            return;
        }
        let saved = if self.wanted.force {
            file::save(path, content, format).map(|()| path.to_path_buf())
        } else {
            file::save_beside_others(path, content, format)
        };
        let wanted = path;
        if let Some(path) = self.failures.take(saved) {
            if path != wanted {
                say(format_args!("{}: was taken meanwhile; saved {}", wanted.display(), path.display()));
            }
            let verb = if kind == Kind::Run { "wrote" } else { "saved" };
            self.saved.push(format!("{verb} {}", path.display()));
            if let Content::Checkpoint(checkpoint) = content {
                self.saved.extend(format.instructions(checkpoint));
            }
        }
    }

    /// Prints which files were saved.
    pub(super) fn say_saved(&mut self) -> Result<(), Error> {
        self.saved.iter().try_for_each(|line| self.output.line(line))
    }

    /// The end of the command: its own failure, or that of a file or of the output.
    pub(super) fn result(mut self, own: Result<(), Error>) -> Result<(), Error> {
        self.failures.take(self.output.finish());
        own.and_then(|()| self.failures.result())
    }
}

/// The same error, unless it is that nobody reads standard output any more, which is no failure.
fn unless_closed(error: Error) -> Result<(), Error> {
    if error.is_closed_pipe() { Ok(()) } else { Err(error) }
}

/// A progress bar on standard error, if that is a terminal.
fn progress_bar(wanted: bool, first: u64, end: u64) -> ProgressBar {
    if !wanted || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(end), ProgressDrawTarget::stderr()).with_position(first);
    match ProgressStyle::with_template("{bar:40} {human_pos} / {human_len} epochs, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
