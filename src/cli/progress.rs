//! The progress of a run without a screen: rows of losses, the log, the progress bar, the files at its end.
//!
//! `train` and `replay` drive their runs in their own ways, and report each epoch here.

use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::builder::PossibleValuesParser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;
use super::report::{self, Outcome};
use super::values;
use crate::error::Error;
use crate::file::{self, Content, Format, Kind, Log};
use crate::train::{Divergence, Record, Trainer};

const WRITTEN: [Kind; 3] = [Kind::Checkpoint, Kind::Run, Kind::Log];
/// Epochs between two lines of the table without `--every`.
const EVERY: u64 = 100;
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// Epochs between printed or logged losses [default: 100 printed, 1 logged]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::interval)]
    every: Option<u64>,
    /// Checkpoint to save at the end (.safetensors); replaces an existing file
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Log of the losses (.csv or .jsonl); replaces an existing file
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Format of a written file, whatever its extension
    #[arg(long, value_name = "NAME", value_parser = format_names())]
    format: Option<String>,
    /// Print one JSON object at the end, and nothing else
    #[arg(long, conflicts_with = "quiet")]
    pub(super) json: bool,
    /// Print nothing
    #[arg(long)]
    quiet: bool,
}

pub(super) struct Progress<'a> {
    wanted: &'a Wanted,
    output: Output,
    log: Option<Log>,
    bar: ProgressBar,
    start: (Instant, u64),
    next_tick: Instant,
    before: Record,
    last: Record,
}

fn format_names() -> PossibleValuesParser {
    let written = file::FORMATS.into_iter().filter(|format| WRITTEN.contains(&format.kind()));
    PossibleValuesParser::new(written.map(Format::name))
}

impl Wanted {
    pub(super) fn has_table(&self) -> bool {
        !self.json && !self.quiet
    }

    /// The value of `--format`, if it is a format of this kind of file.
    pub(super) fn format(&self, kind: Kind) -> Option<&str> {
        let is_named = |name: &&str| file::FORMATS.iter().any(|format| format.kind() == kind && format.name() == *name);
        self.format.as_deref().filter(is_named)
    }

    /// Prints where the checkpoint was saved.
    pub(super) fn say_saved(&self, output: &mut Output) -> Result<(), Error> {
        self.save.iter().try_for_each(|path| output.line(format_args!("saved {}", path.display())))
    }

    /// Refuses files that can't be written, before the training rather than after it. Returns whether there are any.
    fn check_files(&self, run: Option<&Path>) -> Result<bool, Error> {
        let files = [self.save.as_deref(), run, self.log.as_deref()];
        let mut is_used = self.format.is_none();
        for (kind, path) in WRITTEN.into_iter().zip(files) {
            let Some(path) = path else { continue };
            let format = file::choose(path, kind, self.format(kind))?;
            is_used |= self.format.as_deref() == Some(format.name());
            if kind != Kind::Log {
                file::atomic::check_target(path)?;
            }
        }
        match &self.format {
            Some(name) if !is_used => {
                let problem = "this command writes no file in this format";
                Err(Error::input(format!("--format {name}"), problem, "leave it out, or name the file to write"))
            }
            _ => Ok(files.iter().any(Option::is_some)),
        }
    }
}

impl<'a> Progress<'a> {
    /// Begins with the run as it is, under a title; it goes on to the epoch `end`. `run` is the run file to be written
    /// at the end.
    pub(super) fn begin(
        wanted: &'a Wanted,
        trainer: &mut Trainer,
        title: &str,
        end: u64,
        run: Option<&Path>,
    ) -> Result<Self, Error> {
        let has_files = wanted.check_files(run)?;
        let task = trainer.preset().loss.task();
        let create = |path| Log::create(path, task, wanted.format(Kind::Log));
        let log = wanted.log.as_deref().map(create).transpose()?;
        // The files are written even if nobody reads the table to its end.
        let mut output = if has_files { Output::optional() } else { Output::new() };
        if wanted.has_table() {
            report::heading(&mut output, title, trainer)?;
        }
        let bar = progress_bar(wanted.has_table(), trainer.epoch(), end);
        let (start, record) = (Instant::now(), trainer.record());
        let start = (start, trainer.epoch());
        let next_tick = start.0 + TICK;
        let mut progress = Self { wanted, output, log, bar, start, next_tick, before: record, last: record };
        progress.note(record, trainer, true, true)?;
        Ok(progress)
    }

    /// Reports a trained epoch if its turn has come, or it is the last.
    pub(super) fn epoch(&mut self, trainer: &mut Trainer, is_last: bool) -> Result<(), Error> {
        let epoch = trainer.epoch();
        let is_due = |default: u64| epoch.is_multiple_of(self.wanted.every.unwrap_or(default));
        let (logged, printed) = (self.log.is_some() && is_due(1), is_due(EVERY));
        if logged || printed || is_last {
            self.record(trainer, logged || is_last, printed || is_last)?;
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

    fn note(&mut self, record: Record, trainer: &Trainer, logged: bool, printed: bool) -> Result<(), Error> {
        if logged && let Some(log) = &mut self.log {
            log.write(&record, trainer.dataset().train.len(), trainer.dataset().test.len())?;
        }
        if printed {
            self.line(report::row(&record, trainer))?;
        }
        self.last = record;
        Ok(())
    }

    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        if !self.wanted.has_table() {
            return Ok(());
        }
        let Self { bar, output, .. } = self;
        bar.suspend(|| output.line(line))
    }

    /// Ends the training: writes the files, and returns the output for the summary.
    pub(super) fn finish(
        mut self,
        trainer: &mut Trainer,
        divergence: Option<Divergence>,
    ) -> Result<(Outcome, Output), Error> {
        let seconds = self.start.0.elapsed().as_secs_f64();
        if divergence.is_some() && self.last.epoch != trainer.epoch() {
            self.record(trainer, true, true)?;
        }
        let Self { wanted, output, log, bar, start, before, last, .. } = self;
        bar.finish_and_clear();
        log.map_or(Ok(()), Log::finish)?;
        if let Some(path) = &wanted.save {
            let checkpoint = trainer.checkpoint();
            file::save(path, &Content::Checkpoint(&checkpoint), wanted.format(Kind::Checkpoint))?;
        }
        Ok((Outcome { before, last, divergence, epochs: trainer.epoch() - start.1, seconds }, output))
    }
}

/// A progress bar on standard error, if that is a terminal and the losses are printed.
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
