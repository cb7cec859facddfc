//! The settings of the run, to be changed while it trains, beside the decision boundary and the loss.
//!
//! Only those that apply are listed. What the selected one means stands on the hint line.

mod describe;
mod list;
mod rows;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::error::Error;
use crate::preset::Preset;
use crate::preset::settings::{Effect, Group, Setting};
use crate::session::{Command, State, Update};
use crate::ui::action::{Action, Effect as Asked, ListAction, PromptAction, Region, Tab};
use crate::ui::context::{Context, Control};
use crate::ui::format::{more, thousands};
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::text_field::TextField;
use crate::ui::view::hint::Hint;
use crate::ui::view::{View, inspector};
use list::{Below, List, Selected};
use rows::{Choices, Row, absent, refusal, rows, without_layer};

/// The list with the selected setting, and what is typed.
#[derive(Debug, Default)]
pub struct Settings {
    selected: Row,
    /// Where it was among the rows, and how many there were.
    place: usize,
    count: usize,
    /// What is typed for it.
    entry: Option<TextField>,
    /// The words that the list is filtered by.
    filter: Option<TextField>,
    /// Whether they are being typed.
    is_filtering: bool,
    /// Why the last key did nothing.
    problem: Option<String>,
    change: Option<Change>,
    /// The run's preset when a change was asked for, and the changed one, which the next key changes further.
    asked: Option<[Arc<Preset>; 2]>,
    /// The choices of the selected row for a preset.
    choices: Option<(Arc<Preset>, Row, Choices)>,
    list: List,
    /// Where the list is on the screen.
    area: Rect,
}

/// The last change.
#[derive(Debug)]
struct Change {
    row: Row,
    /// The value before and after it, or the shape of the network.
    values: [String; 2],
    /// When it counts, in words.
    when: String,
}

impl Settings {
    /// The selected setting.
    pub fn setting(&self) -> &'static Setting {
        self.selected.setting()
    }

    /// The rows for a run, with the selected one among them if there are any.
    fn rows(&mut self, preset: &Preset) -> Vec<Row> {
        let rows = rows(preset, self.filter.as_ref().map_or("", TextField::text));
        let is_near = |row: &Row| row.place == self.selected.place;
        let place = rows.iter().position(|row| *row == self.selected).or_else(|| rows.iter().rposition(is_near));
        self.place = place.unwrap_or(self.place).min(rows.len().saturating_sub(1));
        self.count = rows.len();
        self.selected = rows.get(self.place).copied().unwrap_or(self.selected);
        rows
    }

    /// Forgets what was asked for once the run has another preset.
    fn receive(&mut self, run: &Update) {
        self.asked.take_if(|[before, _]| !Arc::ptr_eq(before, &run.preset));
    }

    fn select(&mut self, rows: &[Row], place: usize) {
        let place = place.min(rows.len().saturating_sub(1));
        if let Some(row) = rows.get(place) {
            self.place = place;
            (self.selected, self.entry, self.problem, self.change) = (*row, None, None, None);
        }
    }

    /// Does what a key asks for; returns the changed preset, if it changes one.
    fn handle_list(&mut self, action: ListAction, preset: &Preset) -> Option<Preset> {
        let rows = self.rows(preset);
        match action {
            ListAction::Move(places) => self.select(&rows, self.place.saturating_add_signed(places)),
            ListAction::Pick(place) => self.select(&rows, place),
            ListAction::Filter => {
                self.filter.get_or_insert_default();
                self.is_filtering = true;
            }
            ListAction::Choose if self.is_filtering => self.is_filtering = false,
            _ if rows.is_empty() => {}
            ListAction::Choose => {
                self.entry = Some(TextField::selected(self.setting().value(preset).unwrap_or_default()));
                self.problem = None;
            }
            ListAction::Adjust(places) => return self.adjust(places, preset),
            ListAction::AddLayer | ListAction::TakeLayer if !self.selected.is_layer() => {
                self.problem = Some("select a hidden layer first: then + adds one and - takes the last".into());
            }
            ListAction::AddLayer => {
                let changed = self.accept(self.selected.add_layer(preset))?;
                self.selected.layer = Some(preset.network.hidden.len());
                return Some(changed);
            }
            ListAction::TakeLayer => match without_layer(preset) {
                Some(changed) => return Some(changed),
                None => self.problem = Some("there is no hidden layer; + adds one".into()),
            },
            _ => {}
        }
        None
    }

    /// Takes the choice this many places from the current one.
    fn adjust(&mut self, places: isize, preset: &Preset) -> Option<Preset> {
        let (choices, own) = self.selected.choices(preset);
        let Some(choice) = own.checked_add_signed(places).and_then(|place| choices.get(place)) else {
            let end = if places > 0 { "last" } else { "first" };
            let more = if self.selected.is_layer() {
                "+ adds a layer, - takes the last".into()
            } else {
                format!("Enter types a value: {}", self.setting().allowed())
            };
            self.problem = Some(format!("this is the {end} choice; {more}"));
            return None;
        };
        self.accept(self.selected.choose(preset, choice))
    }

    /// Edits what is typed, or accepts it; returns the changed preset, if the setting takes the value.
    fn handle_prompt(&mut self, action: PromptAction, preset: &Preset) -> Option<Preset> {
        let setting = self.setting();
        match (action, &mut self.entry, &mut self.filter) {
            (PromptAction::Edit(request), Some(entry), _) => entry.edit(request),
            (PromptAction::Edit(request), None, Some(filter)) => filter.edit(request),
            (PromptAction::Submit, Some(entry), _) => {
                let changed = setting.set(preset, entry.text());
                let changed = self.accept(changed);
                // What was refused stays, to be corrected.
                self.entry = self.entry.take().filter(|_| changed.is_none());
                return changed;
            }
            (PromptAction::Cancel, Some(_), _) => (self.entry, self.problem) = (None, None),
            (PromptAction::Cancel, None, _) => (self.filter, self.is_filtering) = (None, false),
            (PromptAction::Complete, Some(entry), _) => {
                let (choices, _) = setting.choices(preset);
                let (before, typed) = setting.unfinished(entry.text());
                let mut fitting = choices.into_iter().filter(|choice| choice.starts_with(typed));
                match (fitting.next(), fitting.next()) {
                    (Some(only), None) => *entry = TextField::new(before.to_owned() + &only),
                    (first, _) => self.problem = first.is_none().then(|| format!("allowed: {}", setting.allowed())),
                }
            }
            (PromptAction::Edit(_) | PromptAction::Submit | PromptAction::Complete, ..) => {}
        }
        None
    }

    /// Notes why something was refused, or that nothing was.
    fn accept(&mut self, changed: Result<Preset, Error>) -> Option<Preset> {
        self.problem = changed.as_ref().err().map(refusal);
        changed.ok()
    }

    /// Notes a change of the run, to say so, and asks for it.
    fn make(&mut self, before: &Preset, changed: Preset, run: &Update) -> Asked {
        let row = self.selected;
        let values = [before, &changed].map(|preset| row.shown_value(preset));
        let when = match &run.state {
            _ if self.setting().effect != Effect::Live => "restarted".to_owned(),
            State::Running => format!("from epoch {} on", thousands(run.record.epoch)),
            // What changes the network or the points is seen at once.
            _ if matches!(self.setting().group, Group::Network | Group::Data) => "now".to_owned(),
            _ => "from the next step on".to_owned(),
        };
        self.change = Some(Change { row, values, when });
        self.problem = None;
        self.asked = Some([Arc::clone(&run.preset), Arc::new(changed.clone())]);
        Asked::Send(Command::Change(Box::new(changed)))
    }

    /// What stands below the selected row.
    fn below(&self) -> Below {
        match &self.problem {
            Some(problem) => Below::Problem(problem.clone()),
            None if self.entry.is_some() => Below::Remark(format!("allowed: {}", self.setting().allowed())),
            None => Below::Nothing,
        }
    }

    /// What the lower border says, in at most so many columns: the last change, or what a change would do.
    fn remark(&self, run: &Update, look: &Look, width: usize) -> String {
        let row = self.selected;
        let is_of_row =
            |change: &&Change| change.row.place == row.place && change.values[1] == row.shown_value(&run.preset);
        let change = self.change.as_ref().filter(is_of_row);
        let remarks = match change {
            Some(Change { values: [before, after], when, .. }) if before != after => {
                let what = format!("{before} {} {after}", look.glyphs.arrow());
                vec![format!("{what} {when}  u undoes"), format!("{what} {when}"), "u undoes".into()]
            }
            _ if row.is_layer() => {
                let shape = names::shape(&run.preset);
                vec![format!("{shape}  + adds, - takes a layer"), shape]
            }
            _ if row.setting().effect == Effect::Live => vec![],
            _ => vec![format!("a change {}", row.setting().effect.words())],
        };
        remarks.into_iter().find(|remark| remark.width() <= width).unwrap_or_default()
    }

    /// The place for the filter and that for the list.
    fn inside(&self, area: Rect) -> [Rect; 2] {
        let inner = area.inner(Margin::new(1, 1));
        let filter = u16::from(self.filter.is_some()).min(inner.height);
        let list = Rect { y: inner.y + filter, height: inner.height - filter, ..inner };
        [Rect { height: filter, ..inner }, list]
    }

    /// What the list says in the place of rows when no setting has the words of the filter.
    fn nothing(&self, preset: &Preset) -> String {
        let words = self.filter.as_ref().map_or("", TextField::text);
        let absent = absent(preset, words).map(|row| format!("{} {}", row.label(preset), row.absence(preset)));
        let absent: Vec<String> = absent.collect();
        if absent.is_empty() {
            return "no setting has these words; Esc shows all".into();
        }
        format!("{}; Esc shows all", absent.join(", "))
    }
}

impl View for Settings {
    fn prepare(&mut self, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        self.receive(run);
        let selected = self.selected;
        let rows = self.rows(&run.preset);
        // A row that was asked for may be still to come.
        self.selected = if self.asked.is_some() { selected } else { self.selected };
        [_, self.area] = self.inside(area);
        let Some(&row) = rows.get(self.place) else {
            self.list = List::default();
            return;
        };
        let is_known = |known: &(Arc<Preset>, Row, _)| Arc::ptr_eq(&known.0, &run.preset) && known.1 == row;
        let known = self.choices.take().filter(is_known);
        let known = known.unwrap_or_else(|| (Arc::clone(&run.preset), row, row.choices(&run.preset)));
        let selected =
            Selected { place: self.place, choices: &known.2, is_typed: self.entry.is_some(), below: self.below() };
        let size = (self.area.width, self.area.height);
        self.list = List::new(&rows, &selected, &run.preset, context.look, size);
        self.choices = Some(known);
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Asked> {
        if action == Action::List(ListAction::Close) {
            if self.filter.take().is_none() {
                (control.look.focus, control.look.tab) = (None, Tab::Network);
            }
            return None;
        }
        let run = control.run?;
        self.receive(run);
        let preset = self.asked.as_ref().map_or(&run.preset, |[_, asked]| asked).clone();
        let changed = match action {
            Action::List(action) => self.handle_list(action, &preset),
            Action::Prompt(action) => self.handle_prompt(action, &preset),
            _ => None,
        };
        changed.map(|changed| self.make(&preset, changed, run))
    }

    /// ```text
    /// ╭ 3 network  settings  i diagnostics  v predictions ╮
    /// │ training                                          │
    /// │  learning rate   0.03                             │
    /// │  optimizer      [sgd] adam  adamw  rmsprop        │
    /// │   momentum       0                                │
    /// │ …                                                 │
    /// ╰ 0.01 → 0.03 from epoch 400 on  u undoes ── 2 of 21 ╯
    /// ```
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let theme = context.look.theme;
        inspector(frame, area, context.look);
        let Some(run) = context.run else { return };
        let [filter, list] = self.inside(area);
        if let Some(text) = &self.filter {
            frame.render_widget(Span::styled(" /", theme.strong()), filter);
            let place = List::filter(filter);
            if self.is_filtering {
                text.render(frame, place, theme.strong());
            } else {
                frame.render_widget(Span::styled(context.look.glyphs.text(text.text()), theme.strong()), place);
            }
        }
        if self.list.lines.is_empty() {
            let words = context.look.glyphs.text(&self.nothing(&run.preset)).into_owned();
            let wrapped = Paragraph::new(words).style(theme.text()).wrap(ratatui::widgets::Wrap { trim: true });
            frame.render_widget(wrapped, list.inner(Margin::new(1, 0)));
            return;
        }
        let lines: Vec<Line> = self.list.lines.iter().skip(self.list.top).cloned().collect();
        frame.render_widget(Paragraph::new(lines), list);
        if let (Some(entry), Some(line)) = (&self.entry, self.list.line_of(self.place)) {
            entry.render(frame, List::value(list, line), theme.strong());
        }
        let border =
            Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area }.inner(Margin::new(2, 0));
        let remark = self.remark(run, context.look, usize::from(border.width).saturating_sub(2));
        let remark = if remark.is_empty() { remark } else { format!(" {remark} ") };
        let (above, below) = self.list.hidden(list.height);
        let place = format!("{} of {}", self.place + 1, self.count);
        let more = more(above, below);
        let mut places = [format!(" {place}, {more} "), format!(" {more} ")].into_iter().filter(|_| above + below > 0);
        if let Some(place) = places.find(|place| remark.width() + place.width() < border.width.into()) {
            frame.render_widget(Line::styled(place, theme.faint()).right_aligned(), border);
        }
        frame.render_widget(Span::styled(remark, theme.text()), border);
    }

    fn cursor(&self, area: Rect, _: &Context) -> Option<Position> {
        let [filter, list] = self.inside(area);
        if let Some(text) = self.filter.as_ref().filter(|_| self.is_filtering) {
            return Some(text.cursor(List::filter(filter)));
        }
        let place = List::value(list, self.list.line_of(self.place)?);
        Some(self.entry.as_ref().map_or(place.as_position(), |entry| entry.cursor(place)))
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, |run| describe::describe(&run.preset))
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        let is_focused = look.focus == Some(Region::Inspector) && look.tab == Tab::Settings;
        is_focused.then_some(match (&self.entry, self.is_filtering) {
            (Some(_), _) => Mode::Prompt,
            (None, true) => Mode::Filter,
            (None, false) if self.filter.is_some() => Mode::Found,
            (None, false) => Mode::Settings,
        })
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, _: &Context) -> Option<Action> {
        let cell = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if self.area.contains(cell) => {
                let (line, column) = (usize::from(cell.y - self.area.y), usize::from(cell.x - self.area.x));
                let place = self.list.row_at(line)?;
                let choice = self.list.choice_at(line, column).filter(|_| place == self.place);
                Some(Action::List(choice.map_or(ListAction::Pick(place), ListAction::Adjust)))
            }
            MouseEventKind::ScrollUp if area.contains(cell) => Some(Action::List(ListAction::Move(-1))),
            MouseEventKind::ScrollDown if area.contains(cell) => Some(Action::List(ListAction::Move(1))),
            _ => None,
        }
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        self.mode(context.look)?;
        (!self.list.lines.is_empty()).then(|| Hint::Choice(self.setting().hint.map(str::to_owned).to_vec()))
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        let is_left = look.focus == Some(Region::Inspector) && look.tab == Tab::Settings;
        if is_left {
            (look.focus, look.tab) = (None, Tab::Network);
        }
        is_left
    }
}

#[cfg(test)]
mod tests;
