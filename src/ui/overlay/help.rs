//! The page of all keys, from the keymap, with the focused panel's words first.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::list::centered;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::keymap::{Group, Mode, ROWS, Row};
use crate::ui::theme::Theme;

const WIDTH: u16 = 76;
/// Columns of the keys.
const KEYS: usize = 10;

/// How many lines the page has at most.
pub(super) fn rows() -> usize {
    ROWS.len() + 2 * Group::ALL.len() + 4
}

pub(super) fn render(frame: &mut Frame, screen: Rect, app: &App, top: usize) {
    let theme = app.look.theme;
    let lines = lines(app, theme);
    let area = centered(screen, WIDTH, lines.len() as u16 + 2);
    let inner = area.inner(Margin::new(2, 1));
    let hidden = lines.len().saturating_sub(usize::from(inner.height));
    let top = top.min(hidden);
    let place = if hidden == 0 { String::new() } else { format!(" {} more below, ↓ scrolls ", hidden - top) };
    let place = if hidden > 0 && top == hidden { " the end, ↑ scrolls ".into() } else { place };
    let block = Block::bordered()
        .border_set(theme.borders())
        .style(theme.base())
        .border_style(theme.focused())
        .title(Span::styled(" keys ", theme.strong()))
        .title(Line::from(" Esc closes ").right_aligned().style(theme.faint()))
        .title_bottom(Line::from(place).right_aligned().style(theme.faint()));
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines.into_iter().skip(top).collect::<Vec<_>>()), inner);
}

fn lines(app: &App, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(panel) = app.look.focus {
        lines.push(Line::from(vec![
            Span::styled(format!("{:<KEYS$}", words(panel).0), theme.strong()),
            Span::styled(words(panel).1, theme.text()),
        ]));
        lines.push(Line::default());
    }
    for (index, (group, heading)) in Group::ALL.into_iter().enumerate() {
        if index > 0 {
            lines.push(Line::default());
        }
        lines.push(Line::styled(heading, theme.faint()));
        for row in ROWS.iter().filter(|row| row.group == group && row.mode != Mode::TextField && !is_repeated(row)) {
            lines.push(Line::from(vec![
                Span::styled(format!("{:<KEYS$}", row.label), theme.strong()),
                Span::styled(row.words, theme.text()),
            ]));
        }
    }
    lines
}

/// Whether a row of another mode only says again what the dashboard's own keys say.
fn is_repeated(row: &Row) -> bool {
    row.mode != Mode::Run && ROWS.iter().any(|other| other.mode == Mode::Run && other.keys.contains(&row.keys[0]))
}

/// A panel's name and what it shows.
fn words(panel: Panel) -> (&'static str, &'static str) {
    match panel {
        Panel::Plane => ("plane", "P(label 1) all over: blue is label 0, orange label 1, the line 0.5"),
        Panel::Loss => ("loss", "train: the line; test: the dots; a changes the axis, f the epochs"),
        Panel::Results => ("results", "test loss before training and now, right answers, gradient, speed"),
    }
}
