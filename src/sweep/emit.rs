//! Jobs for the engines that people have: a Slurm array, a line of GNU parallel.
//!
//! Each task makes one shard in a file of its own, under a temporary name until it is whole, and can be repeated: one
//! that is done does nothing, one that was cut short goes on where it ended.

use std::path::Path;

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::preset::shell_word;

/// Runs of a task, at least, unless told otherwise: a task takes a moment to start.
const RUNS_OF_TASK: u64 = 1000;
/// The most tasks, unless told otherwise: Slurm's own limit of an array.
const MAX_TASKS: u64 = 1000;

/// What runs the tasks of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Engine {
    /// `sbatch`, with an array of tasks.
    Slurm,
    /// GNU parallel.
    Parallel,
}

/// A job to be written.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The program.
    pub program: &'a str,
    /// The words of the sweep after it, as a shell takes them, without those of output, threads and shard.
    pub words: &'a str,
    /// The table that the parts make.
    pub out: &'a Path,
    /// How many tasks there are.
    pub tasks: u64,
}

/// How many tasks a plan with so many runs gets.
pub fn default_tasks(runs: u64) -> u64 {
    runs.div_ceil(RUNS_OF_TASK).clamp(1, MAX_TASKS)
}

impl Job<'_> {
    /// The script for an engine, to be started with `sbatch` or `sh` from the folder in which it was made.
    pub fn script(&self, engine: Engine) -> String {
        match engine {
            Engine::Slurm => self.slurm(),
            Engine::Parallel => self.parallel(),
        }
    }

    /// The folder of the parts.
    pub fn folder(&self) -> String {
        self.out.with_extension("parts").display().to_string()
    }

    fn extension(&self) -> &str {
        self.out.extension().and_then(|extension| extension.to_str()).unwrap_or("csv")
    }

    fn merge(&self) -> String {
        let Self { tasks, .. } = self;
        let out = shell_word(&self.out.display().to_string());
        let folder = shell_word(&self.folder());
        format!("\"$blobtui\" sweep merge {out} {folder}/part-*-of-{tasks}.{}", self.extension())
    }

    /// Lines of a shell that make the shard whose number is in `$task`.
    fn task(&self, threads: &str) -> String {
        let Self { words, tasks, .. } = self;
        let (folder, extension) = (shell_word(&self.folder()), self.extension());
        format!(
            "part={folder}/part-$task-of-{tasks}\n\
             if [ ! -e \"$part.{extension}\" ]; then\n    \
                 \"$blobtui\" sweep {words} --shard \"$task/{tasks}\" --threads {threads} --out \"$part.unfinished.{extension}\"\n    \
                 mv \"$part.unfinished.{extension}\" \"$part.{extension}\"\n\
             fi\n"
        )
    }

    fn start(&self) -> String {
        format!("blobtui=${{BLOBTUI:-{}}}\n", shell_word(self.program))
    }

    fn slurm(&self) -> String {
        let Self { tasks, .. } = self;
        let folder = self.folder();
        let (start, task, merge) = (self.start(), self.task("\"${SLURM_CPUS_PER_TASK:-1}\""), self.merge());
        format!(
            "#!/bin/bash\n\
             # Start it with sbatch. When all tasks have ended, this makes the table, or names what is missing:\n\
             #     blobtui={program}; {merge}\n\
             #SBATCH --job-name=blobtui-sweep\n\
             #SBATCH --array=1-{tasks}\n\
             #SBATCH --cpus-per-task=1\n\
             #SBATCH --requeue\n\
             #SBATCH --open-mode=append\n\
             #SBATCH --output={folder}/task-%a.log\n\
             set -euo pipefail\n\
             {start}task=$SLURM_ARRAY_TASK_ID\n{task}",
            program = shell_word(self.program),
        )
    }

    fn parallel(&self) -> String {
        let Self { tasks, .. } = self;
        let folder = shell_word(&self.folder());
        let (start, task, merge) = (self.start(), self.task("1"), self.merge());
        // The shell of each task reads it from its environment, so that GNU parallel has nothing to quote.
        let task = format!("set -eu\ntask=$1\n{task}").replace('\'', "'\\''");
        format!(
            "#!/bin/sh\n\
             # Start it with sh, again after a failure: tasks that are done are not repeated.\n\
             set -eu\n\
             {start}export blobtui\n\
             blobtui_task='{task}'\n\
             export blobtui_task\n\
             seq {tasks} | parallel --joblog {folder}/joblog --resume-failed 'sh -c \"$blobtui_task\" task {{}}'\n\
             {merge}\n"
        )
    }
}
