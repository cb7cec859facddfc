//! The key line: help, the way back and out, and the most important keys that fit, from the keymap. They can be clicked.

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::session::State;
use crate::ui::action::{Action, ListAction, ProgramAction, PromptAction, RunAction, ViewAction};
use crate::ui::context::Context;
use crate::ui::keymap::{Mode, ROWS, Row, Short};
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
    let own = || ROWS.iter().copied().filter(|row| row.mode == mode);
    let is_taken = |row: &Row| own().any(|own| own.keys.iter().any(|(key, _)| *key == row.keys[0].0));
    let behind = ROWS.iter().copied().filter(|row| Some(row.mode) == mode.behind() && !is_taken(row));
    // What a focused panel has comes first.
    let rows = own().map(|row| (0, row)).chain(behind.map(|row| (100, row)));
    let mut rows: Vec<_> = rows.filter_map(|(after, row)| Some((after, row, row.line?))).collect();
    // `q` is the way back as long as there is one.
    let can_leave = context.can_leave();
    rows.retain(|(_, row, _)| row.mode != Mode::Run || if can_leave { !is_way_out(row) } else { !is_back(row) });
    rows.sort_by_key(|(after, _, short)| after + short.place);
    let pieces = rows.into_iter().map(|(after, row, short)| {
        let word = if row.keys[0].1 == Action::Run(RunAction::Toggle) { toggle(context) } else { short.word };
        let importance = if is_kept(row) { 0 } else { 1 + after + short.importance };
        (importance, width(context, &short, word), (row, short, word))
    });
    fitting(pieces.collect(), gap(room), usize::from(room))
}

/// Whether a key stands on the line whatever else has to go: help, the way back, the way out.
fn is_kept(row: &Row) -> bool {
    row.keys[0].1 == Action::Program(ProgramAction::Help) || is_way_out(row) || is_back(row)
}

fn is_way_out(row: &Row) -> bool {
    row.keys[0].1 == Action::Program(ProgramAction::LeaveOrQuit)
}

fn is_back(row: &Row) -> bool {
    matches!(
        row.keys[0].1,
        Action::View(ViewAction::Leave) | Action::List(ListAction::Close) | Action::Prompt(PromptAction::Cancel)
    )
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

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;
    use crate::plot::Depth;
    use crate::ui::action::Region;
    use crate::ui::fixture::{Scene, look, update};
    use crate::ui::keymap::{Mode, action};

    /// What the keys do, in columns of the line.
    fn line(context: &Context, room: u16) -> String {
        let keys = shown(context, room).into_iter().map(|(_, short, word)| format!("{} {word}", short.label));
        keys.collect::<Vec<_>>().join("  ")
    }

    #[test]
    fn help_and_the_ways_back_and_out_stand_on_the_line_at_every_width() {
        let mut scene = Scene::new(update("xor-blobs", 0, |_| {}), look(Depth::TrueColour));
        let modes = ROWS.iter().map(|row| row.mode).filter(|mode| !matches!(mode, Mode::Always | Mode::Text));
        for mode in modes {
            for focus in [None, Some(Region::Timeline)] {
                scene.look.focus = focus;
                let context = Context { mode, ..scene.context() };
                let means = |code| action(mode, KeyEvent::new(code, KeyModifiers::NONE));
                for room in 39..200 {
                    let line = line(&context, room);
                    let has = |key: &str| line.split("  ").any(|piece| piece.split(' ').any(|word| word == key));
                    let is_help = means(KeyCode::Char('?')) == Some(Action::Program(ProgramAction::Help));
                    assert!(!is_help || has("?"), "{mode:?} {room}: {line}");
                    let is_text = matches!(means(KeyCode::Char('q')), Some(Action::Prompt(_)));
                    assert!(is_text || has("q"), "{mode:?} {room}: {line}");
                    assert!(mode == Mode::Run && focus.is_none() || has("Esc"), "{mode:?} {room}: {line}");
                }
            }
        }
    }

    #[test]
    fn q_goes_back_while_something_is_open_and_the_line_says_so() {
        let mut scene = Scene::new(update("xor-blobs", 0, |_| {}), look(Depth::TrueColour));
        assert!(line(&scene.context(), 79).ends_with("q quit"));
        for mode in [Mode::Run, Mode::Cursor, Mode::Chart, Mode::Network, Mode::Weights] {
            scene.look.focus = Some(Region::Inspector);
            let line = line(&Context { mode, ..scene.context() }, 200);
            assert!(line.contains("Esc q back") && !line.contains("quit"), "{mode:?}: {line}");
        }
        let found = line(&Context { mode: Mode::Found, ..scene.context() }, 79);
        assert!(found.contains("Esc q all settings") && !found.contains("back"), "{found}");
    }

    #[test]
    fn the_line_at_80_columns_has_what_a_newcomer_needs() {
        let scene = Scene::new(update("xor-blobs", 0, |_| {}), look(Depth::TrueColour));
        let expected = "Space run  ← → step  + - speed  e settings  n next  p presets  ? help  q quit";
        assert_eq!(line(&scene.context(), 79), expected);
    }
}
