//! The settings of the run, with their values, ranges and descriptions, to be changed during training.

mod curve;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::preset::Preset;
use crate::preset::settings::{CHANGEABLE, Effect, Group, Setting};
use crate::session::Command;
use crate::ui::action::{Action, Effect as Asked, ListAction, PromptAction, Region, Tab};
use crate::ui::context::{Context, Control};
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::text_field::TextField;
use crate::ui::theme::Theme;
use crate::ui::view::{View, inspector};

/// Columns of the names and of the values.
const NAME: usize = 16;
const VALUE: usize = 22;
/// Rows below the list: the range, the description and the advice, in a box of at least so many columns and a narrow one.
const FOOTER: u16 = 5;
const WIDE: u16 = 76;
const NARROW_FOOTER: u16 = 8;
/// Rows of the list before there is a description below it.
const MIN_LIST: u16 = 7;

/// The list with the selected setting, and what is typed.
#[derive(Debug, Default)]
pub struct Settings {
    selected: usize,
    /// What is typed for the selected setting.
    entry: Option<TextField>,
    /// Why it was refused.
    problem: Option<String>,
    /// Where the list is on the screen.
    list: Rect,
}

/// A row of the list.
#[derive(Clone, Copy)]
enum Row {
    Heading(Group),
    Setting(usize),
}

impl Settings {
    /// The selected setting.
    pub fn setting(&self) -> &'static Setting {
        CHANGEABLE[self.selected.min(CHANGEABLE.len() - 1)]
    }

    /// Selects another setting, by places down.
    fn move_by(&mut self, places: isize) {
        self.selected = self.selected.saturating_add_signed(places).min(CHANGEABLE.len() - 1);
        self.problem = None;
    }

    /// Steps the selected setting; returns the changed preset, unless there is no further step.
    fn adjust(&mut self, places: isize, preset: &Preset) -> Option<Preset> {
        let setting = self.setting();
        let Some(value) = setting.step(preset, places) else {
            self.problem = Some(format!("no further step; Enter types a value: {}", setting.allowed()));
            return None;
        };
        self.set(preset, value)
    }

    fn type_value(&mut self, preset: &Preset) {
        self.entry = Some(TextField::selected(self.setting().value(preset).unwrap_or_default()));
        self.problem = None;
    }

    /// Edits what is typed, or accepts it; returns the changed preset, if the setting takes the value.
    fn handle_prompt(&mut self, action: PromptAction, preset: &Preset) -> Option<Preset> {
        match action {
            PromptAction::Edit(request) => self.entry.as_mut()?.edit(request),
            PromptAction::Complete => {}
            PromptAction::Submit => {
                let entry = self.entry.take()?;
                let changed = self.set(preset, entry.text());
                // What was refused stays, to be corrected.
                self.entry = Some(entry).filter(|_| changed.is_none());
                return changed;
            }
            PromptAction::Cancel => (self.entry, self.problem) = (None, None),
        }
        None
    }

    fn set(&mut self, preset: &Preset, value: &str) -> Option<Preset> {
        let changed = self.setting().set(preset, value);
        self.problem = changed.as_ref().err().map(ToString::to_string);
        changed.ok()
    }

    /// The setting at this place of the screen, for a click.
    fn row_at(&self, place: Position) -> Option<usize> {
        let list = self.list;
        if !list.contains(place) {
            return None;
        }
        match rows().nth(usize::from(place.y - list.y) + self.top(list.height))? {
            Row::Setting(index) => Some(index),
            Row::Heading(_) => None,
        }
    }

    /// The first row that is drawn in `height` rows, with the selected setting in sight.
    fn top(&self, height: u16) -> usize {
        let place = rows().position(|row| matches!(row, Row::Setting(index) if index == self.selected)).unwrap_or(0);
        (place + 1).saturating_sub(usize::from(height.max(1)))
    }

    /// The place for the curve: at the right of the list, below the settings that make the curve, as far as the rows
    /// leave it free.
    fn beside(&self, list: Rect, preset: &Preset) -> Rect {
        let is_free = |row: &Row| match row {
            Row::Heading(_) => true,
            Row::Setting(index) => {
                let setting = CHANGEABLE[*index];
                setting.effect == Effect::Live && shown_value(setting, preset).chars().count() < VALUE
            }
        };
        let makes_curve =
            |row: Row| matches!(row, Row::Setting(index) if curve::SETTINGS.contains(&CHANGEABLE[index].name));
        let first = rows().enumerate().filter(|(_, row)| makes_curve(*row)).last().map_or(0, |(last, _)| last + 1);
        let height = rows().skip(first).take_while(is_free).count() as u16;
        let y = list.y + (first.saturating_sub(self.top(list.height)) as u16).min(list.height);
        let left = ((NAME + VALUE) as u16).min(list.width);
        Rect { x: list.x + left, y, width: list.width - left, height: height.min(list.bottom() - y) }
    }
}

/// The settings under their headings.
fn rows() -> impl Iterator<Item = Row> {
    CHANGEABLE.iter().enumerate().flat_map(|(index, setting)| {
        let is_first = index == 0 || CHANGEABLE[index - 1].group != setting.group;
        is_first.then_some(Row::Heading(setting.group)).into_iter().chain([Row::Setting(index)])
    })
}

/// The place for the list.
fn list_area(area: Rect) -> Rect {
    let inner = area.inner(Margin::new(2, 1));
    Rect { height: inner.height - footer_height(area), ..inner }
}

/// Rows below the list, where it keeps as many itself.
fn footer_height(area: Rect) -> u16 {
    let inner = area.inner(Margin::new(2, 1)).height;
    let footer = if area.width < WIDE { NARROW_FOOTER } else { FOOTER };
    footer.min(inner.saturating_sub(MIN_LIST))
}

impl View for Settings {
    fn prepare(&mut self, area: Rect, _: &Context) {
        self.list = list_area(area);
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Asked> {
        if action == Action::List(ListAction::Close) {
            (control.look.focus, control.look.tab) = (None, Tab::Network);
            return None;
        }
        let preset = &control.run?.preset;
        let changed = match action {
            Action::List(ListAction::Move(places)) => {
                self.move_by(places);
                None
            }
            Action::List(ListAction::Pick(row)) => {
                self.selected = row;
                None
            }
            Action::List(ListAction::Choose) => {
                self.type_value(preset);
                None
            }
            Action::List(ListAction::Adjust(places)) => self.adjust(places, preset),
            Action::Prompt(action) => self.handle_prompt(action, preset),
            _ => None,
        };
        changed.map(|preset| Asked::Send(Command::Change(Box::new(preset))))
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, self);
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        let is_focused = look.focus == Some(Region::Inspector) && look.tab == Tab::Settings;
        is_focused.then_some(if self.entry.is_some() { Mode::Prompt } else { Mode::Settings })
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, _: &Context) -> Option<Action> {
        let cell = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.row_at(cell).map(|row| Action::List(ListAction::Pick(row))),
            MouseEventKind::ScrollUp if area.contains(cell) => Some(Action::List(ListAction::Move(-1))),
            MouseEventKind::ScrollDown if area.contains(cell) => Some(Action::List(ListAction::Move(1))),
            _ => None,
        }
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        let is_left = look.focus == Some(Region::Inspector) && look.tab == Tab::Settings;
        if is_left {
            (look.focus, look.tab) = (None, Tab::Network);
        }
        is_left
    }
}

/// ```text
/// ╭ 3 network  settings  i diagnostics  v predictions ╮
/// │ training                                          │
/// │ learning-rate   0.03                              │
/// │ …                                                 │
/// │ allowed: none, or up to 6 of …                    │
/// │ Description and advice.                           │
/// ╰───────────────────────────────────────────────────╯
/// ```
fn render(frame: &mut Frame, area: Rect, context: &Context, settings: &Settings) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    inspector(frame, area, context.look);
    let Some(run) = context.run else { return };
    let list = list_area(area);
    for (offset, row) in rows().skip(settings.top(list.height)).take(usize::from(list.height)).enumerate() {
        let line = match row {
            Row::Heading(heading) => Line::from(Span::styled(heading.name(), theme.heading())),
            Row::Setting(index) => line(settings, index, &run.preset, theme, list.width),
        };
        frame.render_widget(line, Rect { y: list.y + offset as u16, height: 1, ..list });
    }
    let setting = settings.setting();
    if curve::SETTINGS.contains(&setting.name) {
        curve::render(frame, settings.beside(list, &run.preset), context);
    }
    let footer = Rect { y: list.bottom(), height: footer_height(area), ..list };
    let (first, style) = match &settings.problem {
        Some(problem) => (problem.clone(), theme.failed()),
        None => (format!("allowed: {}", setting.allowed()), theme.text()),
    };
    let words = format!("{} {}", setting.description, setting.advice);
    let lines = vec![Line::styled(glyphs.text(&first), style), Line::styled(glyphs.text(&words), theme.faint())];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), footer);
}

/// A setting with its value, or with what is typed, and what a change restarts, as far as there is room for it.
fn line(settings: &Settings, index: usize, preset: &Preset, theme: Theme, width: u16) -> Line<'static> {
    let setting = CHANGEABLE[index];
    let effect = if setting.effect == Effect::Live { "" } else { setting.effect.words() };
    let fits = NAME + VALUE + effect.len() <= usize::from(width);
    let effect = if fits { effect } else { effect.split(':').next().unwrap_or("") };
    let is_selected = index == settings.selected;
    if let Some(entry) = settings.entry.as_ref().filter(|_| is_selected) {
        let mut line = Line::styled(format!("{:<NAME$}", setting.name), theme.selected());
        line.extend(entry.spans(Style::new()));
        let room = (NAME + VALUE).saturating_sub(line.width());
        line.push_span(format!("{:room$}{effect}", ""));
        return line;
    }
    let style = match setting.value(preset) {
        _ if is_selected => theme.selected(),
        Some(_) => theme.text(),
        None => theme.faint(),
    };
    Line::styled(format!("{:<NAME$}{:<VALUE$}{effect}", setting.name, shown_value(setting, preset)), style)
}

/// A setting's value, or why it has none.
fn shown_value(setting: &Setting, preset: &Preset) -> String {
    setting.value(preset).unwrap_or_else(|| setting.absence(preset))
}

#[cfg(test)]
mod tests;
