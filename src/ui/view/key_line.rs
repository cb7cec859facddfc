//! The key line: the most important keys that fit, from the keymap. They can be clicked.

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Rect};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::session::State;
use crate::ui::action::{Action, RunAction};
use crate::ui::context::Context;
use crate::ui::keymap::{Mode, ROWS, Row};
use crate::ui::view::{View, fitting, spaced};

const GAP: usize = 3;

/// The keys.
#[derive(Default)]
pub struct KeyLine;

impl View for KeyLine {
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context);
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, context: &Context) -> Option<Action> {
        let is_click = mouse.kind == MouseEventKind::Down(MouseButton::Left);
        is_click.then(|| action_at(context, area, mouse.column)).flatten()
    }
}

fn render(frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.look.theme;
    let inner = area.inner(Margin::new(1, 0));
    let key = |(row, word): (&'static Row, &str)| {
        let label = Span::styled(context.look.glyphs.text(label(row)), theme.strong());
        [label, Span::styled(format!(" {word}"), theme.faint())]
    };
    frame.render_widget(spaced(shown(context, inner.width).into_iter().map(key), GAP), inner);
}

/// The action of the key that stands at this column of the key line.
fn action_at(context: &Context, area: Rect, column: u16) -> Option<Action> {
    let inner = area.inner(Margin::new(1, 0));
    let mut left = usize::from(inner.x);
    for (row, word) in shown(context, inner.width) {
        let right = left + width(context, row, word);
        if (left..right).contains(&usize::from(column)) {
            return row.keys.first().map(|(_, action)| *action);
        }
        left = right + GAP;
    }
    None
}

/// Rows of the keymap that fit, with their words, in their places.
fn shown(context: &Context, room: u16) -> Vec<(&'static Row, &'static str)> {
    let mode = context.mode;
    let own = || ROWS.iter().filter(|row| row.mode == mode);
    let is_taken = |row: &Row| own().any(|own| own.keys.iter().any(|(key, _)| *key == row.keys[0].0));
    let behind = ROWS.iter().filter(|row| Some(row.mode) == mode.behind() && !is_taken(row));
    // What a focused panel has comes first.
    let rows = own().map(|row| (0, row)).chain(behind.map(|row| (100, row)));
    let mut rows: Vec<_> = rows.filter_map(|(after, row)| Some((after, row, row.line?))).collect();
    rows.sort_by_key(|(after, _, short)| after + short.place);
    let pieces = rows.into_iter().map(|(after, row, short)| {
        let word = if row.keys[0].1 == Action::Run(RunAction::Toggle) { toggle(context) } else { short.word };
        (after + short.importance, width(context, row, word), (row, word))
    });
    fitting(pieces.collect(), GAP, usize::from(room))
}

/// The key line has room for the first of several labels that mean the same.
fn label(row: &Row) -> &'static str {
    match row.mode {
        Mode::Run if row.keys.iter().all(|(_, action)| *action == row.keys[0].1) => {
            row.label.split(' ').next().unwrap_or(row.label)
        }
        _ => row.label,
    }
}

fn width(context: &Context, row: &Row, word: &str) -> usize {
    context.look.glyphs.text(label(row)).width() + 1 + word.width()
}

fn toggle(context: &Context) -> &'static str {
    match context.run.map(|run| &run.state) {
        Some(State::Running) => "pause",
        _ => "run",
    }
}
