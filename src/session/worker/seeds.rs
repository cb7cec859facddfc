//! The run from many seeds: starting and stopping their threads, and opening the run of a seed.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};

use super::Worker;
use crate::session::{Command, Notice, SeedsCommand, Visited};
use crate::sweep::seeds::{Collected, Job, MAX_SEEDS, ManySeeds, Plane, Report, Summary, Vary};

/// Seeds that were trained or are being trained, of one run.
pub(super) struct Seeds {
    /// Where threads report.
    reports: SyncSender<Command>,
    shown: Option<Arc<Summary>>,
    /// Number of seeds that were asked for.
    wanted: u64,
    /// Whether somebody has stopped them.
    is_stopped: bool,
    /// The threads, and the number of their job.
    job: Option<Job>,
    number: u64,
    /// What was collected, while no thread has it.
    collected: Option<Collected>,
    /// Threads of another run that have yet to end.
    leaving: Vec<Job>,
}

impl Seeds {
    pub(super) fn new(reports: SyncSender<Command>) -> Self {
        Self {
            reports,
            shown: None,
            wanted: 0,
            is_stopped: false,
            job: None,
            number: 0,
            collected: None,
            leaving: vec![],
        }
    }

    /// What is known of them, to be published.
    pub(super) fn shown(&self) -> Option<Arc<Summary>> {
        self.shown.clone()
    }

    /// Stops all threads, without waiting for them.
    pub(super) fn leave(&self) {
        self.job.iter().chain(&self.leaving).for_each(Job::leave);
    }

    /// Begins with another run.
    fn begin(&mut self, many: ManySeeds, plane: Plane) {
        self.leaving.extend(self.job.take().inspect(Job::leave));
        let collected = Collected::new(many, plane);
        self.shown = Some(Arc::new(collected.summary(0, false, None)));
        (self.wanted, self.collected) = (0, Some(collected));
    }

    /// Trains the seeds that are missing, unless that is under way.
    ///
    /// # Errors
    /// If the system refuses the thread.
    fn go_on(&mut self) -> std::io::Result<()> {
        if let Some(job) = &self.job {
            job.want(self.wanted);
            return Ok(());
        }
        let Some(collected) = self.collected.take_if(|collected| collected.len() < self.wanted) else { return Ok(()) };
        self.number += 1;
        let reports = self.reports.clone();
        let post = move |report| match reports.try_send(Command::SeedsTrained(Box::new(report))) {
            Err(TrySendError::Full(Command::SeedsTrained(report))) => Err(*report),
            // Nobody is left to hear of it.
            _ => Ok(()),
        };
        let shown = collected.summary(self.wanted, true, None);
        self.job = Some(Job::start(self.number, collected, self.wanted, post)?);
        self.shown = Some(Arc::new(shown));
        Ok(())
    }
}

impl Worker {
    pub(super) fn handle_seeds(&mut self, command: SeedsCommand) {
        match command {
            SeedsCommand::Train { count, vary, plane } => self.train_seeds(count, vary, *plane),
            SeedsCommand::Stop => {
                self.seeds.is_stopped = true;
                self.seeds.job.iter().for_each(Job::stop);
            }
            SeedsCommand::Open(seed) => self.open_seed(seed),
            SeedsCommand::Back if matches!(self.visited(), Some(Visited::Seed(_))) => self.undo(false),
            SeedsCommand::Back => self.note(Notice::Remark("no seed was opened; u undoes".into())),
        }
    }

    fn train_seeds(&mut self, count: u64, vary: Vary, plane: Plane) {
        let (run, branch) = (self.timeline.run(), self.timeline.branch());
        let many = ManySeeds::new(&run.name, &run.preset, &branch.journal, self.total, vary);
        let seeds = &mut self.seeds;
        seeds.leaving.retain(|job| !job.is_finished());
        if seeds.shown.as_ref().is_none_or(|shown| *shown.many != many) {
            seeds.begin(many, plane);
        }
        seeds.is_stopped = false;
        seeds.wanted = seeds.wanted.max(count.min(MAX_SEEDS));
        if let Err(error) = seeds.go_on() {
            self.note(Notice::Problem(format!("the system refuses a thread for the seeds ({error}); try again")));
        }
    }

    /// Takes what the threads report.
    pub(super) fn take_seeds(&mut self, report: Report) {
        let seeds = &mut self.seeds;
        if report.job != seeds.number || seeds.job.is_none() {
            return;
        }
        let problem = report.summary.problem.clone();
        seeds.shown = Some(report.summary);
        if !report.is_over {
            return;
        }
        seeds.collected = seeds.job.take().and_then(Job::end);
        if let Some(problem) = problem {
            self.note(Notice::Problem(problem));
        } else if !seeds.is_stopped && seeds.go_on().is_err() {
            self.note(Notice::Problem("the system refuses a thread for the seeds; try again".into()));
        }
    }

    /// Puts the run of a seed in the place of the present one, and trains it to its end.
    fn open_seed(&mut self, seed: u64) {
        let Some(summary) = self.seeds.shown() else {
            return self.note(Notice::Problem("no seeds are trained yet; Y trains them".into()));
        };
        let Some(found) = summary.find(seed) else {
            return self.note(Notice::Problem(format!("seed {seed} is not trained yet")));
        };
        let run = summary.many.open(found);
        self.visit(run, Visited::Seed(seed));
        self.note(Notice::Remark(format!("the run of seed {seed} at its end; u goes back")));
    }
}
