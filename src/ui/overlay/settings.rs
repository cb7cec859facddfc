//! The settings of the run, each with its value, its range and what it is; changed while the run goes on.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use super::curve;
use super::list::centered;
use super::text_field::TextField;
use crate::preset::Preset;
use crate::preset::settings::{CHANGEABLE, Effect, Group, Setting};
use crate::ui::action::PromptAction;
use crate::ui::context::Context;
use crate::ui::theme::Theme;

const WIDTH: u16 = 76;
/// Columns of the names and of the values.
const NAME: usize = 16;
const VALUE: usize = 22;
/// Rows below the list: what is allowed, and the words.
const FOOTER: u16 = 5;

/// The list with the selected setting, and what is typed.
#[derive(Debug, Default)]
pub struct Settings {
    selected: usize,
    /// What is typed for the selected setting.
    entry: Option<TextField>,
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
    /// Whether a value is being typed.
    pub(super) fn is_typing(&self) -> bool {
        self.entry.is_some()
    }

    /// The setting that is selected.
    pub(super) fn setting(&self) -> &'static Setting {
        CHANGEABLE[self.selected.min(CHANGEABLE.len() - 1)]
    }

    /// Selects a setting.
    pub(super) fn pick(&mut self, row: usize) {
        self.selected = row;
    }

    /// Selects another setting, by places down.
    pub(super) fn move_by(&mut self, places: isize) {
        self.selected = self.selected.saturating_add_signed(places).min(CHANGEABLE.len() - 1);
        self.problem = None;
    }

    /// Steps the selected setting; gives the preset with the setting changed, if it was.
    pub(super) fn adjust(&mut self, places: isize, preset: &Preset) -> Option<Preset> {
        let setting = self.setting();
        let Some(value) = setting.step(preset, places) else {
            self.problem = Some(format!("no further step; Enter types {}", setting.allowed()));
            return None;
        };
        self.take(setting, preset, value)
    }

    /// Begins to type a value for the selected setting.
    pub(super) fn type_value(&mut self, preset: &Preset) {
        self.entry = Some(TextField::new(self.setting().value(preset).unwrap_or_default()));
        self.problem = None;
    }

    /// Edits what is typed, or takes it; gives the preset with the setting changed, if it was.
    pub(super) fn handle_prompt(&mut self, action: PromptAction, preset: &Preset) -> Option<Preset> {
        match action {
            PromptAction::Edit(request) => self.entry.as_mut()?.edit(request),
            PromptAction::Complete => {}
            PromptAction::Submit => {
                let entry = self.entry.take()?;
                let changed = self.take(self.setting(), preset, entry.text());
                if self.problem.is_some() {
                    // What was typed stays, to be mended.
                    self.entry = Some(entry);
                }
                return changed;
            }
            PromptAction::Cancel => {
                self.entry = None;
                self.problem = None;
            }
        }
        None
    }

    fn take(&mut self, setting: &'static Setting, preset: &Preset, value: &str) -> Option<Preset> {
        match setting.set(preset, value) {
            Ok(changed) => {
                self.problem = None;
                Some(changed)
            }
            Err(error) => {
                self.problem = Some(error.to_string());
                None
            }
        }
    }

    /// The setting at this place of the screen, for a click.
    pub(super) fn row_at(&self, screen: Rect, place: Position) -> Option<usize> {
        let list = list_area(area(screen));
        if !list.contains(place) {
            return None;
        }
        match rows().nth(usize::from(place.y - list.y) + self.top(list.height)) {
            Some(Row::Setting(index)) => Some(index),
            _ => None,
        }
    }

    /// The first row that is drawn in so many, with the selected setting in sight.
    fn top(&self, height: u16) -> usize {
        let place = rows().position(|row| matches!(row, Row::Setting(index) if index == self.selected)).unwrap_or(0);
        (place + 1).saturating_sub(usize::from(height.max(1)))
    }
}

impl Settings {
    /// The place at the right of the list, below the settings that make the curve, as far as the rows leave it free.
    fn beside(&self, list: Rect, preset: &Preset) -> Rect {
        let is_maker =
            |row: &Row| matches!(row, Row::Setting(index) if curve::SETTINGS.contains(&CHANGEABLE[*index].name));
        let first = rows().collect::<Vec<_>>().iter().rposition(is_maker).map_or(0, |last| last + 1);
        let top = self.top(list.height);
        let is_free = |row: &Row| match row {
            Row::Heading(_) => true,
            Row::Setting(index) => {
                let setting = &CHANGEABLE[*index];
                let value = setting.value(preset).unwrap_or_else(|| setting.absence(preset));
                setting.effect == Effect::Live && value.chars().count() < VALUE
            }
        };
        let height = rows().skip(first).take_while(is_free).count();
        let y = list.y + (first.saturating_sub(top) as u16).min(list.height);
        let left = (NAME + VALUE) as u16;
        let width = list.width.saturating_sub(left);
        Rect { x: list.x + left.min(list.width), y, width, height: (height as u16).min(list.bottom() - y) }
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
/// │ begins again: new network · none, or up to 6 of … │
/// │ What it is, and what to try.                      │
/// ╰───────────────────────────────────────────────────╯
/// ```
pub(super) fn render(frame: &mut Frame, screen: Rect, context: &Context, settings: &Settings) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let Some(run) = context.run else { return };
    let area = area(screen);
    frame.render_widget(Clear, area);
    let block = Block::bordered()
        .border_set(theme.borders())
        .style(theme.base())
        .border_style(theme.focused())
        .title(Span::styled(" settings ", theme.strong()))
        .title(
            Line::from(format!(" {} of {} ", settings.selected + 1, CHANGEABLE.len()))
                .right_aligned()
                .style(theme.faint()),
        );
    frame.render_widget(block, area);
    let list = list_area(area);
    for (offset, row) in rows().skip(settings.top(list.height)).take(usize::from(list.height)).enumerate() {
        let place = Rect { y: list.y + offset as u16, height: 1, ..list };
        match row {
            Row::Heading(heading) => {
                frame.render_widget(Paragraph::new(Span::styled(heading.name(), theme.heading())), place);
            }
            Row::Setting(index) => {
                let selected = index == settings.selected;
                let line = line(settings, CHANGEABLE[index], &run.preset, selected);
                let style = match CHANGEABLE[index].value(&run.preset) {
                    _ if selected => theme.selected(),
                    Some(_) => theme.text(),
                    None => theme.faint(),
                };
                frame.render_widget(Paragraph::new(line).style(style), place);
            }
        }
    }
    if curve::SETTINGS.contains(&settings.setting().name) {
        curve::render(frame, settings.beside(list, &run.preset), context);
    }
    let inner = area.inner(Margin::new(2, 1));
    let footer = Rect { y: inner.bottom().saturating_sub(FOOTER), height: FOOTER.min(inner.height), ..inner };
    let words = footer_lines(settings, theme)
        .into_iter()
        .map(|(text, style)| Line::styled(glyphs.text(&text).into_owned(), style));
    let words = Paragraph::new(words.collect::<Vec<_>>()).wrap(Wrap { trim: true });
    frame.render_widget(words, footer);
}

fn line(settings: &Settings, setting: &Setting, preset: &Preset, selected: bool) -> Line<'static> {
    let effect = if setting.effect == Effect::Live { "" } else { setting.effect.words() };
    if let Some(entry) = settings.entry.as_ref().filter(|_| selected) {
        let mut line = Line::from(format!("{:<NAME$}", setting.name));
        line.extend(entry.spans(Style::new()));
        let room = (NAME + VALUE).saturating_sub(line.width());
        line.push_span(format!("{:room$}{effect}", ""));
        return line;
    }
    let value = setting.value(preset).unwrap_or_else(|| setting.absence(preset));
    Line::from(format!("{:<NAME$}{value:<VALUE$}{effect}", setting.name))
}

fn footer_lines(settings: &Settings, theme: Theme) -> Vec<(String, Style)> {
    let setting = settings.setting();
    let first = match &settings.problem {
        Some(problem) => (problem.clone(), theme.edited()),
        None => (format!("allowed: {}", setting.allowed()), theme.text()),
    };
    vec![first, (format!("{} {}", setting.description, setting.advice), theme.faint())]
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
