//! What keys and commands do with the results of a sweep.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::App;
use crate::session::{Command, OpenedRow, ResultsCommand};
use crate::sweep::Loaded;
use crate::text::Sentence;
use crate::ui::action::{Action, Effect, FileTask, Opening, Purpose, ResultsAction, Tone};
use crate::ui::keymap::Mode;
use crate::ui::message::About;
use crate::ui::popup;

const NONE_OPEN: &str = "no results are open; :open results.csv reads the table of a sweep";

impl App {
    pub(super) fn handle_results(&mut self, action: ResultsAction, now: Instant) -> Option<Effect> {
        let look = &mut self.look.results;
        let Some(table) = look.table.clone() else {
            if matches!(action, ResultsAction::Back | ResultsAction::Close) {
                return self.in_popup(action);
            }
            if self.popup.is_none() {
                self.say(Tone::Remark, NONE_OPEN, now);
            }
            return None;
        };
        match action {
            ResultsAction::Show => return Some(Effect::Open(Opening::Results)),
            ResultsAction::Open(run) => match table.row_of(run) {
                Some(row) => return Some(Effect::File(FileTask::OpenRow(table, row))),
                None => {
                    let problem = format!("run {run} is not in {}", table.path().display());
                    self.say(Tone::Problem, problem, now);
                    return None;
                }
            },
            ResultsAction::Turn(by) => look.turn(by),
            ResultsAction::Page(page) => look.page = page,
            ResultsAction::Cell(place) => (look.cell, look.row, look.shows_all) = (Some(place), None, false),
            ResultsAction::All => (look.shows_all, look.row) = (!look.shows_all, None),
            ResultsAction::Field(field) => look.field = field,
            ResultsAction::Row(row) => look.row = Some(row),
            ResultsAction::Swap => look.swap(),
            ResultsAction::Rows | ResultsAction::Columns => {
                if !look.next_axis(usize::from(action == ResultsAction::Columns)) {
                    self.say(Tone::Remark, "no other setting varies in this table", now);
                    return None;
                }
            }
            ResultsAction::Measure => look.next_measure(),
            ResultsAction::Target(target) => look.target = Some(target),
            ResultsAction::Sort => look.sort(),
            ResultsAction::Loss => look.is_train = !look.is_train,
            ResultsAction::Whole => look.is_whole = !look.is_whole,
            ResultsAction::AskForTarget => {
                let target = look.target().to_string();
                return Some(Effect::Open(Opening::Prompt(Purpose::ResultsTarget, target)));
            }
            ResultsAction::Move(..)
            | ResultsAction::Stop
            | ResultsAction::Choose
            | ResultsAction::Changed
            | ResultsAction::Back
            | ResultsAction::Close => return self.in_popup(action),
        }
        self.in_popup(ResultsAction::Changed)
    }

    fn in_popup(&mut self, action: ResultsAction) -> Option<Effect> {
        self.with_popup(|popup, context| popup.handle(Action::Results(action), context))
    }

    /// Shows how far reading a table is.
    pub(in crate::ui) fn read_on(&mut self, path: PathBuf, rows: u64) {
        let is_new = self.look.results.reading.as_ref().is_none_or(|(known, _)| *known != path);
        self.look.results.reading = Some((path, rows));
        if is_new {
            self.look.results.table = None;
            self.popup = popup::open(Opening::Results, None, &self.context());
        }
    }

    /// Takes a table that was read; none if it could not be.
    pub(in crate::ui) fn take_results(&mut self, table: Result<Arc<Loaded>, Sentence>, now: Instant) -> Option<Effect> {
        self.look.results.reading = None;
        match table {
            Ok(table) => {
                self.settle(About::File);
                self.look.results.take(table);
                self.in_popup(ResultsAction::Changed)
            }
            Err(problem) => {
                self.close_results();
                self.say_about(Some(About::File), Tone::Problem, problem, now);
                None
            }
        }
    }

    /// Shows the run of a row that was read.
    pub(in crate::ui) fn take_row(&mut self, opened: Box<OpenedRow>) -> Command {
        self.settle(About::File);
        self.close_results();
        Command::Results(ResultsCommand::Open(opened))
    }

    fn close_results(&mut self) {
        self.popup.take_if(|popup| popup.mode() == Mode::Results);
    }
}
