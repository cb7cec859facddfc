//! Running a sweep, or writing the job that runs it elsewhere.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::failures::say;
use super::super::output::Output;
use super::super::signals::Interrupt;
use super::super::values;
use super::plan;
use super::timings::Timings;
use crate::error::Error;
use crate::file::Input;
use crate::preset::is_standard;
use crate::sweep::{self, End, Engine, Finished, Job, Plan, Results, Shard, default_tasks, default_threads};
use crate::text::Sentence;

// Its name would be that of another group.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: plan::Arguments,
    /// Table of the results (.csv or .jsonl); runs that are in it are not run again
    #[arg(long, value_name = "FILE", required = true)]
    out: Option<PathBuf>,
    /// Table of the seconds that each run took (.csv)
    #[arg(long, value_name = "FILE")]
    timings: Option<PathBuf>,
    /// Number of threads [default: as many as the processor has]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = threads)]
    threads: Option<NonZeroUsize>,
    /// Part of the runs, for one of several processes that know nothing of each other; sweep merge makes one table of theirs
    #[arg(long, value_name = "I/N", value_parser = |text: &str| text.parse::<Shard>())]
    shard: Option<Shard>,
    /// Print the script of a job in place of running: for slurm an array for sbatch, for parallel one for sh
    #[arg(long, value_name = "ENGINE", value_parser = values::name::<Engine>(), conflicts_with_all = ["shard", "threads", "timings"])]
    emit: Option<Engine>,
    /// Number of tasks of a job [default: one for 1000 runs, 1000 at most]
    #[arg(long, value_name = "N", value_parser = values::interval, requires = "emit")]
    tasks: Option<u64>,
}

fn threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse()
        .ok()
        .filter(|threads: &NonZeroUsize| threads.get() <= 1024)
        .ok_or("a whole number from 1 to 1024 is needed")
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Some(out) = arguments.out.as_deref() else {
        return Err(Error::input("--out", "is missing", "name the table of the results, as in --out results.csv"));
    };
    if is_standard(out) {
        return Err(Error::input("--out -", "can't be taken up again", "name a file"));
    }
    sweep::Table::of(out)?;
    let plan = arguments.plan.plan()?;
    if let Some(engine) = arguments.emit {
        return emit(arguments, engine, out, &plan);
    }
    check_apart(arguments)?;
    let shard = arguments.shard.unwrap_or(Shard::WHOLE);
    let mut results = Results::open(out, &plan, shard)?;
    let mut timings = arguments.timings.as_deref().map(Timings::open).transpose()?;
    let total = shard.len(plan.len());
    let bar = progress_bar(results.found(), total);
    let mut tally = Tally::default();
    let interrupt = Interrupt::watch();
    let threads = arguments.threads.unwrap_or_else(default_threads);
    let mut finished = |Finished { row, outcome, time }: Finished| {
        tally.take(&outcome.end);
        bar.inc(1);
        timings.as_mut().map_or(Ok(()), |timings| timings.add(&row, time))
    };
    let found = results.found();
    let ran = sweep::run(&plan, shard, &mut results, threads, &|| interrupt.signal().is_some(), &mut finished);
    bar.finish_and_clear();
    // What is there is brought into its order whatever ended the sweep.
    ran.and(results.finish())?;
    let done = found + tally.runs;
    if let Some(signal) = interrupt.signal().filter(|_| done < total) {
        let words = format!(": has {done} of {total} runs; the same command goes on");
        say(Sentence::new("", out.display().to_string(), &words));
        return Err(Error::Signal(signal));
    }
    Output::new().line(tally.summary(found, &out.display().to_string()))
}

/// Checks that the files of the command are different ones.
fn check_apart(arguments: &Arguments) -> Result<(), Error> {
    let outputs = [("--out", &arguments.out), ("--timings", &arguments.timings)];
    let input = arguments.plan.recipes().map(|path| Input {
        name: format!("--recipes {}", path.display()),
        path: path.clone(),
        is_continued: false,
    });
    let outputs = outputs.iter().filter_map(|(flag, path)| {
        let path = path.as_deref()?;
        Some(crate::file::Output { flag, path, kind: crate::file::Kind::Log, format: None })
    });
    crate::file::check_outputs(&input.into_iter().collect::<Vec<_>>(), &outputs.collect::<Vec<_>>(), true).map(drop)
}

/// How the runs of this command ended.
#[derive(Default)]
struct Tally {
    runs: u64,
    met: u64,
    diverged: u64,
}

impl Tally {
    fn take(&mut self, end: &End) {
        self.runs += 1;
        self.met += u64::from(matches!(end, End::MetTarget));
        self.diverged += u64::from(matches!(end, End::Diverged(_)));
    }

    fn summary(&self, found: u64, out: &str) -> String {
        let count = |count: u64, words: &str| if count == 0 { String::new() } else { format!(", {count} {words}") };
        let Self { runs, met, diverged } = self;
        let (met, diverged) = (count(*met, "met the target"), count(*diverged, "diverged"));
        let found = if found == 0 { String::new() } else { format!("; {found} were there") };
        let noun = if *runs == 1 { "run" } else { "runs" };
        format!("wrote {out}: {runs} {noun}{met}{diverged}{found}")
    }
}

/// Prints the script of a job, and makes the folder of its parts.
fn emit(arguments: &Arguments, engine: Engine, out: &std::path::Path, plan: &Plan) -> Result<(), Error> {
    let program = std::env::current_exe().map_or_else(|_| "blobtui".to_owned(), |path| path.display().to_string());
    let tasks = arguments.tasks.unwrap_or_else(|| default_tasks(plan.len())).min(plan.len());
    let job = Job { program: &program, words: &arguments.plan.words(), out, tasks };
    let folder = job.folder();
    // Slurm writes the log of a task there before the task begins.
    std::fs::create_dir_all(&folder)
        .map_err(|source| Error::unwritable(folder.as_ref(), "make the folder of the parts", source))?;
    Output::new().text(&job.script(engine))
}

/// A progress bar on standard error, if that is a terminal.
fn progress_bar(found: u64, total: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_position(found);
    bar.reset_eta();
    match ProgressStyle::with_template("{bar:40} {human_pos} / {human_len} runs, {per_sec}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
