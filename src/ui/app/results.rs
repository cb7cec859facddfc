//! What keys and commands do with the results of a sweep.

use std::path::PathBuf;
use std::time::Instant;

use super::App;
use crate::session::{Command, ResultsCommand};
use crate::ui::action::{Action, Effect, FileTask, Opening, Purpose, ResultsAction, Tone};
use crate::ui::event::Event;
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
            ResultsAction::Open(run) => {
                if let Some(row) = table.row_of(run) {
                    return Some(Effect::File(FileTask::OpenRow(table, row)));
                }
                self.say(Tone::Problem, format!("run {run} is not in {}", table.path().display()), now);
                return None;
            }
            ResultsAction::Turn(by) => look.turn(by),
            ResultsAction::Page(page) => look.page = page,
            ResultsAction::Cell(place) => (look.cell, look.row, look.shows_all) = (Some(place), None, false),
            ResultsAction::All => (look.shows_all, look.row) = (!look.shows_all, None),
            ResultsAction::Field(field) => look.field = Some(field),
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

    /// Takes what a reader has read of a table of results.
    pub(in crate::ui) fn take_of_results(&mut self, event: Event, now: Instant) -> Option<Effect> {
        match event {
            Event::Reading(path, rows) => self.read_on(path, rows),
            Event::Results(Ok(table)) => {
                self.settle(About::File);
                self.look.results.take(table);
                return self.in_popup(ResultsAction::Changed);
            }
            Event::Results(Err(problem)) => {
                self.look.results.reading = None;
                self.close_results();
                self.say_about(Some(About::File), Tone::Problem, problem, now);
            }
            Event::MedianInterval(question, interval) => self.look.results.interval = Some((question, interval)),
            Event::RowOpened(opened) => {
                self.settle(About::File);
                self.close_results();
                return Some(Effect::Send(Command::Results(ResultsCommand::Open(opened))));
            }
            _ => {}
        }
        None
    }

    /// Shows how far reading a table is.
    fn read_on(&mut self, path: PathBuf, rows: u64) {
        let is_new = self.look.results.reading.as_ref().is_none_or(|(known, _)| *known != path);
        self.look.results.reading = Some((path, rows));
        if is_new {
            self.look.results.table = None;
            self.popup = popup::open(Opening::Results, None, &self.context());
        }
    }

    fn close_results(&mut self) {
        self.popup.take_if(|popup| popup.mode() == Mode::Results);
    }
}
