//! The runs of a table of results: training them again beside the run, and opening one.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};

use super::Worker;
use super::opening::open;
use crate::session::{Command, Notice, OpenedRow, ResultsCommand, Source, State, Visited};
use crate::sweep::{CurveJob, CurveReport, Curves, Row, Selection};
use crate::train::Run;

/// What is known of the runs of a table.
pub(super) struct Results {
    /// Where threads report.
    reports: SyncSender<Command>,
    shown: Option<Arc<Curves>>,
    /// The threads, and the number of their job.
    job: Option<CurveJob>,
    number: u64,
    /// Threads of other runs that have yet to end.
    leaving: Vec<CurveJob>,
    /// The row whose run was opened and is to be checked at its end, and the name of the table.
    pub(super) checking: Option<(Row, String)>,
}

impl Results {
    pub(super) fn new(reports: SyncSender<Command>) -> Self {
        Self { reports, shown: None, job: None, number: 0, leaving: vec![], checking: None }
    }

    /// What is known of the losses by epoch, to be published.
    pub(super) fn shown(&self) -> Option<Arc<Curves>> {
        self.shown.clone()
    }

    /// Stops all threads, without waiting for them.
    pub(super) fn leave(&self) {
        self.job.iter().chain(&self.leaving).for_each(CurveJob::leave);
    }

    /// Trains what is missing of a selection; what is known of another one goes.
    ///
    /// # Errors
    /// If the system refuses the thread.
    fn train(&mut self, selection: Arc<Selection>) -> std::io::Result<()> {
        self.leaving.retain(|job| !job.is_finished());
        let known = self.shown.take().filter(|shown| *shown.of == *selection);
        if self.job.is_some() && known.as_ref().is_some_and(|known| known.is_running) {
            self.shown = known;
            return Ok(());
        }
        self.leaving.extend(self.job.take().inspect(CurveJob::leave));
        let mut known = known.map_or_else(|| Curves::new(selection, true), |known| Curves::clone(&known));
        known.is_running = known.done.len() < known.of.rows.len();
        let known = Arc::new(known);
        self.shown = Some(Arc::clone(&known));
        if !known.is_running {
            return Ok(());
        }
        self.number += 1;
        let reports = self.reports.clone();
        let post = move |report| match reports.try_send(Command::CurvesTrained(Box::new(report))) {
            Err(TrySendError::Full(Command::CurvesTrained(report))) => Err(*report),
            // Nobody is left to hear of it.
            _ => Ok(()),
        };
        self.job = Some(CurveJob::start(self.number, &known, post)?);
        Ok(())
    }
}

impl Worker {
    pub(super) fn handle_results(&mut self, command: ResultsCommand) {
        match command {
            ResultsCommand::Train(selection) => {
                if let Err(error) = self.results.train(selection) {
                    self.note(Notice::Problem(format!(
                        "the system refuses a thread for the curves ({error}); try again"
                    )));
                }
            }
            ResultsCommand::Stop => self.results.job.iter().for_each(CurveJob::stop),
            ResultsCommand::Open(opened) => self.open_row(*opened),
            ResultsCommand::Back if matches!(self.visited(), Some(Visited::Row(_))) => self.undo(false),
            ResultsCommand::Back => self.note(Notice::Remark("no run of a table was opened; u undoes".into())),
        }
    }

    /// Takes what the threads report.
    pub(super) fn take_curves(&mut self, report: CurveReport) {
        let results = &mut self.results;
        if report.job != results.number || results.job.is_none() {
            return;
        }
        let (is_running, problem) = (report.curves.is_running, report.curves.problem.clone());
        results.shown = Some(report.curves);
        if !is_running {
            results.job = None;
        }
        if let Some(problem) = problem.filter(|_| !is_running) {
            self.note(Notice::Problem(problem));
        }
    }

    /// Puts the run of a row in the place of the present one, and trains it to its end, where it is checked.
    fn open_row(&mut self, OpenedRow { row, run, table }: OpenedRow) {
        let number = row.run().map_or(0, |run| run + 1);
        self.visit(run, Visited::Row(number));
        self.results.checking = Some((row, table));
    }

    /// Checks the run of a row, if it has arrived at its end.
    pub(super) fn check_row(&mut self) {
        let here = self.trainer.position();
        let Some((row, table)) = self.results.checking.take_if(|(row, _)| row.newest() == here) else { return };
        let run = row.get("run").to_owned();
        self.note(match row.check_state(&self.trainer) {
            Ok(()) => {
                Notice::Remark(format!("run {run} of {table}: its last state is the recorded one; Esc goes back"))
            }
            Err(error) => Notice::Problem(error.to_string()),
        });
    }

    /// What the shown run was opened from, as long as it is what it was.
    pub(super) fn visited(&self) -> Option<Visited> {
        self.visited.filter(|_| self.comes_from_a_run())
    }

    /// Puts a run in the place of the present one, and trains it to its end.
    pub(super) fn visit(&mut self, run: Run, visited: Visited) {
        let opened = open(Source::Run(Box::new(run)), self.setup.build, &self.identities);
        // From one such run to the next, the run that all were opened from stays the one to go back to.
        if self.visited().is_none() {
            self.let_go();
            self.keep_run(false);
        }
        self.take_run(opened, false);
        self.state = State::Paused;
        self.visited = Some(visited);
        self.set_out(self.timeline.branch().newest);
    }
}
