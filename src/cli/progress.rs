//! A run that trains without a screen: its rows in a table and a log, and how far it is.
//!
//! `train` and `replay` drive their runs each in its own way, and tell of every epoch here.

use std::fmt;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;
use super::{report, values};
use crate::error::Error;
use crate::file::{self, Log};
use crate::train::{Divergence, Record, Trainer};

/// Epochs between two lines of the table, unless `--every` says otherwise.
const EVERY: u64 = 100;
/// How often the progress bar moves.
const TICK: Duration = Duration::from_millis(100);

/// What is to be printed and written of a run.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
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
    pub(super) json: bool,
    /// Print nothing
    #[arg(long)]
    quiet: bool,
}

/// What came of a run.
pub(super) struct Outcome {
    pub(super) before: Record,
    pub(super) last: Record,
    pub(super) divergence: Option<Divergence>,
    pub(super) epochs: u64,
    pub(super) seconds: f64,
}

/// A run that is being trained.
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

impl Wanted {
    /// Whether losses are printed.
    pub(super) fn has_table(&self) -> bool {
        !self.json && !self.quiet
    }
}

impl<'a> Progress<'a> {
    /// Begins with the run as it is, under a title; it goes on to the epoch `end`. Files that cannot be written, `others`
    /// among them, are better known of before the training than after it.
    pub(super) fn begin(
        wanted: &'a Wanted,
        trainer: &mut Trainer,
        title: &str,
        end: u64,
        others: &[&Path],
    ) -> Result<Self, Error> {
        for path in wanted.save.as_deref().iter().chain(others) {
            file::atomic::check_target(path)?;
        }
        let task = trainer.preset().loss.task();
        let log = wanted.log.as_deref().map(|path| Log::create(path, task)).transpose()?;
        // Files that were asked for are made even if nobody reads the table to its end.
        let has_files = log.is_some() || wanted.save.is_some() || !others.is_empty();
        let mut output = if has_files { Output::optional() } else { Output::new() };
        if wanted.has_table() {
            report::heading(&mut output, title, trainer)?;
        }
        let bar = progress(wanted.has_table(), trainer.epoch(), end);
        let (start, record) = (Instant::now(), trainer.record());
        let start = (start, trainer.epoch());
        let next_tick = start.0 + TICK;
        let mut progress = Self { wanted, output, log, bar, start, next_tick, before: record, last: record };
        progress.note(record, trainer, true, true)?;
        Ok(progress)
    }

    /// Tells of an epoch that was trained, if it is one to be told of, as the last is.
    pub(super) fn epoch(&mut self, trainer: &mut Trainer, is_last: bool) -> Result<(), Error> {
        let epoch = trainer.epoch();
        let is_due = |usual: u64| epoch.is_multiple_of(self.wanted.every.unwrap_or(usual));
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

    /// Tells of the run as it is.
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

    /// Prints a line between the rows, if they are printed.
    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        if !self.wanted.has_table() {
            return Ok(());
        }
        let Self { bar, output, .. } = self;
        bar.suspend(|| output.line(line))
    }

    /// The end of the training: saves what is to be saved, and gives the output for what is to be said of it.
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
            file::save(path, &trainer.checkpoint())?;
        }
        Ok((Outcome { before, last, divergence, epochs: trainer.epoch() - start.1, seconds }, output))
    }
}

impl Wanted {
    /// Says where the checkpoint was saved, if losses are printed.
    pub(super) fn say_saved(&self, output: &mut Output) -> Result<(), Error> {
        match &self.save {
            Some(path) if self.has_table() => output.line(format_args!("saved {}", path.display())),
            _ => Ok(()),
        }
    }
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
