//! The key line: the most important keys that fit, from the keymap. They can be clicked.

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::session::State;
use crate::ui::action::{Action, RunAction};
use crate::ui::context::Context;
use crate::ui::keymap::{ROWS, Row, Short};
use crate::ui::view::{View, fitting, spaced};

/// A row of the keymap, its part of the key line, and the word for what it does now.
type Shown = (&'static Row, Short, &'static str);

/// The key line stands a column from the left edge.
fn inside(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(1), ..area }
}

/// Columns between two keys.
fn gap(room: u16) -> usize {
    if room < 100 { 2 } else { 3 }
}

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
    let inner = inside(area);
    let key = |(_, short, word): Shown| {
        let label = Span::styled(context.look.glyphs.text(short.label), theme.strong());
        [label, Span::styled(format!(" {word}"), theme.faint())]
    };
    frame.render_widget(spaced(shown(context, inner.width).into_iter().map(key), gap(inner.width)), inner);
}

/// The action of the key that stands at this column of the key line.
fn action_at(context: &Context, area: Rect, column: u16) -> Option<Action> {
    let inner = inside(area);
    let mut left = usize::from(inner.x);
    for (row, short, word) in shown(context, inner.width) {
        let right = left + width(context, &short, word);
        if (left..right).contains(&usize::from(column)) {
            return row.keys.first().map(|(_, action)| *action);
        }
        left = right + gap(inner.width);
    }
    None
}

/// Rows of the keymap that fit, with their words, in their places.
fn shown(context: &Context, room: u16) -> Vec<Shown> {
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
        (after + short.importance, width(context, &short, word), (row, short, word))
    });
    fitting(pieces.collect(), gap(room), usize::from(room))
}

fn width(context: &Context, short: &Short, word: &str) -> usize {
    context.look.glyphs.text(short.label).width() + 1 + word.width()
}

fn toggle(context: &Context) -> &'static str {
    match context.run.map(|run| &run.state) {
        Some(State::Running) => "pause",
        _ => "run",
    }
}
