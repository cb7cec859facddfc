//! The history: the line of the shown branch with its bookmarks, and the other branches as a tree beneath it.

mod handle;
mod labels;
mod plan;
mod tree;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::plot::Glyphs;
use crate::session::Update;
use crate::train::BranchId;
use crate::ui::action::{Action, Effect, Region, ScrubAction};
use crate::ui::context::{Context, Control};
use crate::ui::signs::{sign, style};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use plan::{NAME, Plan, Row};

/// The signs of a line.
struct Strokes {
    /// Up to where the run is.
    done: &'static str,
    /// From there on to the newest epoch, and other branches.
    known: &'static str,
    /// Beyond.
    open: &'static str,
    /// A corner where a branch begins, a line down to one, and both.
    corner: &'static str,
    down: &'static str,
    fork: &'static str,
    /// Where a branch leaves a line that is done, and one that is known.
    leaves: [&'static str; 2],
    /// The run.
    now: &'static str,
}

const SIGNS: Strokes =
    Strokes {
        done: "━", known: "─", open: "┄", corner: "╰", down: "│", fork: "├", leaves: ["┯", "┬"], now: "●"
    };
const ASCII: Strokes =
    Strokes { done: "=", known: "-", open: ".", corner: "`", down: "|", fork: "|", leaves: ["+", "+"], now: "@" };

/// Columns of a turn of the wheel, in epochs.
const WHEEL: i64 = 10;

/// The line of the shown branch's epochs, with its bookmarks.
#[derive(Default)]
pub struct Timeline {
    plan: Plan,
    /// The epoch that was asked for last, while the mouse holds on to the line.
    held: Option<u64>,
}

impl View for Timeline {
    fn prepare(&mut self, area: Rect, context: &Context) {
        self.plan = context.run.map_or_else(Plan::default, |run| Plan::new(run, area, context.look.glyphs));
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let run = control.run?;
        match action {
            Action::Time(action) => Some(handle::time(action, run)),
            Action::Scrub(action) => handle::scrub(action, run, &self.plan, &mut self.held),
            _ => None,
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, &self.plan);
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

/// ```text
///  time  ━━━━━━━━━━━◆━━━━━━━━━━━━━▲━━━━━━●──────┄┄┄┄┄┄┄┄┄┄┄┄┄ 2,000
///             400 checkpoint   840 lr 0.03 → 0.05
/// ```
fn render(frame: &mut Frame, area: Rect, context: &Context, line: &Plan) {
    let look = context.look;
    let Some(run) = context.run else { return };
    let (theme, buffer) = (look.theme, frame.buffer_mut());
    {
        let style = if look.focus == Some(Region::Timeline) { theme.selected() } else { theme.strong() };
        buffer.set_stringn(area.x + 1, area.y, "time", NAME.into(), style);
        if line.hidden > 0 && area.height > 1 {
            let more = format!("+{}", line.hidden);
            buffer.set_stringn(area.x + 1, area.bottom() - 1, more, usize::from(NAME) - 1, theme.faint());
        }
    }
    if let Some(y) = line.label_row {
        for label in &line.labels {
            let style = label.sign.map_or(theme.faint(), |sign| style(sign, theme));
            buffer.set_string(label.x, y, &label.text, style);
        }
    }
    let strokes = if look.glyphs == Glyphs::Ascii { &ASCII } else { &SIGNS };
    // From the lowest up: a line down to a row that is there already makes a fork of the corner above it.
    for (place, row) in line.rows.iter().enumerate().rev() {
        let compared = colour(run, row.branch, theme);
        if let Some(leaves) = row.leaves {
            branch(buffer, strokes, row, line.rows[leaves].y, compared.unwrap_or(theme.faint()));
        }
        if place == 0 {
            shown(buffer, strokes, line, theme, run, row);
        }
        for (column, bookmark) in &row.bookmarks {
            buffer.set_string(*column, row.y, sign(bookmark.sign, look.glyphs), style(bookmark.sign, theme));
        }
        let is_shown = place == 0 && line.rows.len() > 1;
        let style = compared.unwrap_or(if is_shown { theme.text() } else { theme.faint() });
        let beside = usize::from(line.area.right().saturating_sub(line.axis.right() + 1));
        buffer.set_stringn(line.axis.right() + 1, row.y, &row.name, beside, style);
    }
    forks(buffer, strokes, line);
    if let Some(row) = line.rows.first() {
        let style = if run.is_past() { theme.edited() } else { theme.strong() };
        buffer.set_string(line.now, row.y, strokes.now, style);
    }
}

/// The line of the shown branch: bright as far as the run is, dim as far as it was trained, faint to its end.
fn shown(buffer: &mut Buffer, strokes: &Strokes, line: &Plan, theme: Theme, run: &Update, row: &Row) {
    for column in line.axis.left..line.axis.right() {
        let (stroke, style) = match column {
            _ if column <= line.now => (strokes.done, theme.train()),
            _ if column <= row.columns.1 && run.is_past() => (strokes.known, theme.faint()),
            _ => (strokes.open, theme.border()),
        };
        buffer.set_string(column, row.y, stroke, style);
    }
}

/// The colour of a branch in a comparison, if it is compared.
fn colour(run: &Update, branch: BranchId, theme: Theme) -> Option<Style> {
    let compared = &run.time.compared;
    let place = compared.iter().position(|side| side.branch == branch).map(|place| place + 1);
    let shown = (branch == run.time.branch && !compared.is_empty()).then_some(0);
    shown.or(place).map(|place| theme.branch(place))
}

/// The line of another branch, from where it leaves the row at `above`.
fn branch(buffer: &mut Buffer, strokes: &Strokes, row: &Row, above: u16, style: Style) {
    let (first, last) = row.columns;
    for y in above + 1..row.y {
        if let Some(cell) = buffer.cell_mut((first, y)).filter(|cell| cell.symbol() == " ") {
            cell.set_symbol(strokes.down).set_style(style);
        }
    }
    let is_crossed = buffer.cell((first, row.y)).is_some_and(|cell| cell.symbol() == strokes.down);
    buffer.set_string(first, row.y, if is_crossed { strokes.fork } else { strokes.corner }, style);
    for column in first + 1..=last {
        buffer.set_string(column, row.y, strokes.known, style);
    }
}

/// Where branches leave a line, unless a bookmark stands there.
fn forks(buffer: &mut Buffer, strokes: &Strokes, line: &Plan) {
    for row in &line.rows {
        let Some(other) = row.leaves.map(|leaves| &line.rows[leaves]) else { continue };
        let Some(cell) = buffer.cell_mut((row.columns.0, other.y)) else { continue };
        let kinds = [strokes.done, strokes.known].into_iter().zip(strokes.leaves);
        if let Some((_, leaves)) = kinds.into_iter().find(|(stroke, _)| *stroke == cell.symbol()) {
            cell.set_symbol(leaves);
        }
    }
}
