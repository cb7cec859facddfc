//! The settings of the run, with their values, ranges and descriptions, to be changed during training.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::preset::Preset;
use crate::preset::settings::{CHANGEABLE, Effect, Group, Setting};
use crate::ui::action::PromptAction;
use crate::ui::context::Context;
use crate::ui::popup::list::centered;
use crate::ui::popup::text_field::TextField;
use crate::ui::popup::{curve, draw_box};
use crate::ui::theme::Theme;

const WIDTH: u16 = 76;
/// Columns of the names and of the values.
const NAME: usize = 16;
const VALUE: usize = 22;
/// Rows below the list: the range, the description and the advice.
const FOOTER: u16 = 5;

/// The list with the selected setting, and what is typed.
#[derive(Debug, Default)]
pub struct Settings {
    pub selected: usize,
    /// What is typed for the selected setting.
    pub entry: Option<TextField>,
    /// Why it was refused.
    problem: Option<String>,
}

/// A row of the list.
#[derive(Clone, Copy)]
enum Row {
    Heading(Group),
    Setting(usize),
}

impl Settings {
    pub fn setting(&self) -> &'static Setting {
        CHANGEABLE[self.selected.min(CHANGEABLE.len() - 1)]
    }

    /// Selects another setting, by places down.
    pub fn move_by(&mut self, places: isize) {
        self.selected = self.selected.saturating_add_signed(places).min(CHANGEABLE.len() - 1);
        self.problem = None;
    }

    /// Steps the selected setting; returns the changed preset, unless there is no further step.
    pub fn adjust(&mut self, places: isize, preset: &Preset) -> Option<Preset> {
        let setting = self.setting();
        let Some(value) = setting.step(preset, places) else {
            self.problem = Some(format!("no further step; Enter types a value: {}", setting.allowed()));
            return None;
        };
        self.set(preset, value)
    }

    pub fn type_value(&mut self, preset: &Preset) {
        self.entry = Some(TextField::new(self.setting().value(preset).unwrap_or_default()));
        self.problem = None;
    }

    /// Edits what is typed, or accepts it; returns the changed preset, if the setting takes the value.
    pub fn handle_prompt(&mut self, action: PromptAction, preset: &Preset) -> Option<Preset> {
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
    pub fn row_at(&self, screen: Rect, place: Position) -> Option<usize> {
        let list = list_area(area(screen));
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

fn area(screen: Rect) -> Rect {
    centered(screen, WIDTH, rows().count() as u16 + FOOTER + 3)
}

fn list_area(area: Rect) -> Rect {
    let inner = area.inner(Margin::new(2, 1));
    Rect { height: inner.height.saturating_sub(FOOTER + 1), ..inner }
}

/// ```text
/// ╭ settings ──────────────────────────────── 1 of 18 ╮
/// │ training                                          │
/// │ learning-rate   0.03                              │
/// │ …                                                 │
/// │                                                   │
/// │ allowed: none, or up to 6 of …                    │
/// │ Description and advice.                           │
/// ╰───────────────────────────────────────────────────╯
/// ```
pub fn render(frame: &mut Frame, screen: Rect, context: &Context, settings: &Settings) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let Some(run) = context.run else { return };
    let area = area(screen);
    let place = format!(" {} of {} ", settings.selected + 1, CHANGEABLE.len());
    draw_box(frame, area, theme, "settings", &place, Line::default());
    let list = list_area(area);
    for (offset, row) in rows().skip(settings.top(list.height)).take(usize::from(list.height)).enumerate() {
        let line = match row {
            Row::Heading(heading) => Line::from(Span::styled(heading.name(), theme.heading())),
            Row::Setting(index) => line(settings, index, &run.preset, theme),
        };
        frame.render_widget(line, Rect { y: list.y + offset as u16, height: 1, ..list });
    }
    let setting = settings.setting();
    if curve::SETTINGS.contains(&setting.name) {
        curve::render(frame, settings.beside(list, &run.preset), context);
    }
    let inner = area.inner(Margin::new(2, 1));
    let footer = Rect { y: inner.bottom().saturating_sub(FOOTER), height: FOOTER.min(inner.height), ..inner };
    let (first, style) = match &settings.problem {
        Some(problem) => (problem.clone(), theme.edited()),
        None => (format!("allowed: {}", setting.allowed()), theme.text()),
    };
    let words = format!("{} {}", setting.description, setting.advice);
    let lines = vec![Line::styled(glyphs.text(&first), style), Line::styled(glyphs.text(&words), theme.faint())];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), footer);
}

/// A setting with its value, or with what is typed, and what a change restarts.
fn line(settings: &Settings, index: usize, preset: &Preset, theme: Theme) -> Line<'static> {
    let setting = CHANGEABLE[index];
    let effect = if setting.effect == Effect::Live { "" } else { setting.effect.words() };
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
mod tests {
    use super::*;

    /// Rows that a text takes when its words are laid out greedily.
    fn rows_of(text: &str, width: usize) -> usize {
        let mut rows = 1;
        let mut used = 0;
        for word in text.split(' ').map(str::len) {
            if used > 0 && used + 1 + word > width {
                rows += 1;
                used = 0;
            }
            used += word + usize::from(used > 0);
        }
        rows
    }

    #[test]
    fn what_is_said_of_a_setting_fits_below_the_list() {
        let width = usize::from(WIDTH) - 4;
        for setting in CHANGEABLE.iter() {
            let words = format!("{} {}", setting.description, setting.advice);
            let rows = rows_of(&format!("allowed: {}", setting.allowed()), width) + rows_of(&words, width);
            assert!(rows <= usize::from(FOOTER), "{}: {rows} rows", setting.name);
        }
    }
}
