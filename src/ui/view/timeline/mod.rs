//! The time line: the epochs of the shown branch with its bookmarks, and where other branches leave it.

mod describe;
mod handle;
mod labels;
mod plan;
mod remaining;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::session::Update;
use crate::ui::action::{Action, Effect, Region, ScrubAction};
use crate::ui::context::{Context, Control};
use crate::ui::format::thousands;
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::signs::{self, sign, strokes, style};
use crate::ui::view::View;
use crate::ui::view::hint::Hint;
pub use describe::{bookmarks, branches};
use plan::{NAME, Plan};
use remaining::Remaining;

/// Columns of a turn of the wheel, in epochs.
const WHEEL: i64 = 10;

/// The line of the shown branch's epochs, with its bookmarks.
#[derive(Default)]
pub struct Timeline {
    plan: Plan,
    /// The epoch that was asked for last, while the mouse holds on to the line.
    held: Option<u64>,
    /// How long the run still takes.
    remaining: Remaining,
}

impl View for Timeline {
    fn prepare(&mut self, area: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.remaining.observe(run);
        }
        self.plan = context.run.map_or_else(Plan::default, |run| Plan::new(run, area, context.look.glyphs));
    }

    fn cursor(&self, _: Rect, _: &Context) -> Option<Position> {
        (self.plan.axis.width > 0).then_some(Position::new(self.plan.now, self.plan.area.y))
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, describe::describe)
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let words = "the run with its bookmarks and forks; click or drag to go there";
        Some(Topic { name: "time", words, mode: Mode::Run, keys: &["← →", "End G", "m", "{ }", "'", "b"] })
    }

    /// What the signs stand for.
    fn hint(&self, context: &Context) -> Option<Hint> {
        let legend = signs::legend(context.run?, context.look.glyphs);
        (context.look.focus == Some(Region::Timeline) && !legend.is_empty()).then_some(Hint::Pieces(legend))
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let run = control.run?;
        match action {
            Action::Time(action) => handle::time(action, run),
            Action::Scrub(action) => handle::scrub(action, run, &self.plan, &mut self.held),
            _ => None,
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, &self.plan);
        if let (Some(words), true) = (self.remaining.words(), self.plan.axis.width > 0) {
            let words = format!(" {words} ");
            if let Some(column) = self.plan.free(words.width() as u16) {
                frame.buffer_mut().set_string(column, area.y, words, context.look.theme.faint());
            }
        }
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, _: &Context) -> Option<Action> {
        let cell = Position::new(mouse.column, mouse.row);
        let by = |epochs| area.contains(cell).then_some(Action::Scrub(ScrubAction::By(epochs)));
        match mouse.kind {
            // A drag that began on the line goes on wherever the mouse goes.
            MouseEventKind::Drag(MouseButton::Left) => self.held.map(|_| Action::Scrub(ScrubAction::To(mouse.column))),
            MouseEventKind::Up(MouseButton::Left) => self.held.map(|_| Action::Scrub(ScrubAction::End)),
            MouseEventKind::Down(MouseButton::Left) => {
                self.plan.at(cell).map(|_| Action::Scrub(ScrubAction::Start(cell.x, cell.y)))
            }
            MouseEventKind::ScrollUp => by(-WHEEL),
            MouseEventKind::ScrollDown => by(WHEEL),
            _ => None,
        }
    }
}

/// The bright line ends where the run is, the dim one where the branch was trained to.
///
/// ```text
///  time ━━━━━━━━━━━◆━━━━━━━━━━━━━▲━━━━━━●──────┄┄┄┄┄┄┄┄┄┄┄┄┄ 2,000
///             400 saved   840 learning rate 0.05 → 0.03
/// ```
fn render(frame: &mut Frame, area: Rect, context: &Context, line: &Plan) {
    let (Some(run), look) = (context.run, context.look) else { return };
    let (theme, buffer) = (look.theme, frame.buffer_mut());
    let name = if look.focus == Some(Region::Timeline) { theme.selected() } else { theme.faint() };
    buffer.set_stringn(area.x + 1, area.y, "time", NAME.into(), name);
    let strokes = strokes(look.glyphs);
    for column in line.axis.left..line.axis.right() {
        let (stroke, style) = match column {
            _ if column <= line.now => (strokes.done, theme.train()),
            _ if column <= line.trained && run.is_past() => (strokes.known, theme.faint()),
            _ => (strokes.open, theme.border()),
        };
        buffer.set_string(column, area.y, stroke, style);
    }
    for fork in &line.forks {
        let is_done = *fork <= line.now;
        let style = if is_done { theme.train() } else { theme.faint() };
        buffer.set_string(*fork, area.y, strokes.forks[usize::from(!is_done)], style);
    }
    for (column, bookmark) in &line.bookmarks {
        buffer.set_string(*column, area.y, sign(bookmark.sign, look.glyphs), style(bookmark.sign, theme));
    }
    if line.axis.width > 0 {
        buffer.set_string(line.now, area.y, strokes.now, theme.strong());
        let end = line.axis.right() + 1;
        buffer.set_stringn(end, area.y, thousands(line.axis.last), usize::from(area.right() - end), theme.faint());
    }
    if let Some(y) = line.label_row() {
        for label in &line.labels {
            let style = label.sign.map_or(theme.faint(), |sign| style(sign, theme));
            buffer.set_string(label.x, y, &label.text, style.remove_modifier(Modifier::BOLD));
        }
    }
}
