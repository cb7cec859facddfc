//! The history: the line of the shown branch with its bookmarks, and the other branches as a tree beneath it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{fitting, frame_of};
use crate::plot::Glyphs;
use crate::session::Update;
use crate::train::BranchId;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::{bytes, thousands};
use crate::ui::theme::Theme;
use crate::ui::timeline::{NAME, Row, Timeline, sign, style};

/// Columns of the border, the gaps and the corners beside the title.
const BESIDE: usize = 12;

/// What a line is made of.
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

fn strokes(glyphs: Glyphs) -> &'static Strokes {
    if glyphs == Glyphs::Ascii { &ASCII } else { &SIGNS }
}

/// The history in a box, or in rows of its own:
///
/// ```text
/// ╭ time ─────────────────────────────────────────── 13 states, 2.1 KB ╮
/// │ ━━━━━━━━━━━◆━━━━━━━━━━━━━▲━━━━━━●──────┄┄┄┄┄┄┄┄┄┄┄┄┄ faster    │
/// │ 0    400 checkpoint   840 lr 0.03 → 0.05       2,000           │
/// │                          ╰────────────────────────── main      │
/// ╰────────────────────────────────────────────────────────────────╯
/// ```
pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let Some(run) = &app.run else {
        if app.timeline.boxed {
            frame_of(frame, area, app, Panel::Time, "time", Line::default());
        }
        return;
    };
    let (theme, line) = (app.look.theme, &app.timeline);
    if line.boxed {
        let room = usize::from(area.width).saturating_sub(BESIDE);
        let title = title(run, line.hidden, room);
        let title = if title.is_empty() { title } else { format!(" {title} ") };
        frame_of(frame, area, app, Panel::Time, "time", Line::styled(title, theme.faint()));
    } else {
        let style = if app.look.focus == Some(Panel::Time) { theme.selected() } else { theme.strong() };
        frame.buffer_mut().set_stringn(area.x + 1, area.y, "time", NAME.into(), style);
        if line.hidden > 0 && area.height > 1 {
            let more = format!("+{}", line.hidden);
            frame.buffer_mut().set_stringn(area.x + 1, area.bottom() - 1, more, usize::from(NAME) - 1, theme.faint());
        }
    }
    labels(frame, app);
    // From the lowest up: a line down to a row that is there already makes a fork of the corner above it.
    for (place, row) in line.rows.iter().enumerate().rev() {
        if let Some(leaves) = row.leaves {
            let style = colour(run, row.branch, theme).unwrap_or(theme.faint());
            branch(frame, app, row, (line.rows[leaves].y, style));
        }
        if place == 0 {
            shown(frame, app, run, row);
        }
        for (column, bookmark) in &row.bookmarks {
            frame.buffer_mut().set_string(
                *column,
                row.y,
                sign(bookmark.sign, app.look.glyphs),
                style(bookmark.sign, theme),
            );
        }
        let style = colour(run, row.branch, theme).unwrap_or_else(|| match place {
            0 if line.rows.len() > 1 => theme.text(),
            _ => theme.faint(),
        });
        let beside = usize::from(line.area.right().saturating_sub(line.axis.right() + 1));
        frame.buffer_mut().set_stringn(line.axis.right() + 1, row.y, &row.name, beside, style);
    }
    forks(frame, app);
    if let Some(row) = line.rows.first() {
        let style = if run.is_past() { theme.edited() } else { theme.strong() };
        frame.buffer_mut().set_string(line.now, row.y, strokes(app.look.glyphs).now, style);
    }
}

/// The number of states in the history and their size, and the number of branches without a row.
fn title(run: &Update, hidden: usize, room: usize) -> String {
    let time = &run.time;
    let more = match hidden {
        0 => String::new(),
        1 => "and 1 more branch".into(),
        _ => format!("and {hidden} more branches"),
    };
    let states = if time.keyframes == 1 { "state" } else { "states" };
    let kept = match time.keyframes {
        0 => String::new(),
        count => format!("{} {states}, {}", thousands(count as u64), bytes(time.bytes)),
    };
    let pieces = [(0, more), (1, kept)].into_iter().filter(|(_, piece)| !piece.is_empty());
    fitting(pieces.map(|(importance, piece)| (importance, piece.len(), piece)).collect(), 2, room).join("  ")
}

fn labels(frame: &mut Frame, app: &App) {
    let theme = app.look.theme;
    let Some(y) = app.timeline.label_row else { return };
    for label in &app.timeline.labels {
        let style = label.sign.map_or(theme.faint(), |sign| style(sign, theme));
        frame.buffer_mut().set_string(label.x, y, &label.text, style);
    }
}

/// The line of the shown branch: bright as far as the run is, dim as far as it was trained, faint to its end.
fn shown(frame: &mut Frame, app: &App, run: &Update, row: &Row) {
    let (theme, strokes) = (app.look.theme, strokes(app.look.glyphs));
    let (axis, now) = (app.timeline.axis, app.timeline.now);
    for column in axis.left..axis.right() {
        let (stroke, style) = match column {
            _ if column <= now => (strokes.done, theme.train()),
            _ if column <= row.columns.1 && run.is_past() => (strokes.known, theme.faint()),
            _ => (strokes.open, theme.border()),
        };
        frame.buffer_mut().set_string(column, row.y, stroke, style);
    }
}

/// The colour that a branch has in a comparison, if it is compared.
fn colour(run: &Update, branch: BranchId, theme: Theme) -> Option<Style> {
    let compared = &run.time.compared;
    let place = compared.iter().position(|side| side.branch == branch).map(|place| place + 1);
    let shown = (branch == run.time.branch && !compared.is_empty()).then_some(0);
    shown.or(place).map(|place| theme.branch(place))
}

/// The line of another branch, from where it leaves the row at `above`.
fn branch(frame: &mut Frame, app: &App, row: &Row, (above, style): (u16, Style)) {
    let strokes = strokes(app.look.glyphs);
    for y in above + 1..row.y {
        let cell = frame.buffer_mut().cell_mut((row.columns.0, y));
        if let Some(cell) = cell.filter(|cell| cell.symbol() == " ") {
            cell.set_symbol(strokes.down).set_style(style);
        }
    }
    let is_crossed = frame.buffer_mut().cell((row.columns.0, row.y)).is_some_and(|cell| cell.symbol() == strokes.down);
    let corner = if is_crossed { strokes.fork } else { strokes.corner };
    frame.buffer_mut().set_string(row.columns.0, row.y, corner, style);
    for column in row.columns.0 + 1..=row.columns.1 {
        frame.buffer_mut().set_string(column, row.y, strokes.known, style);
    }
}

/// Where branches leave a line, unless a bookmark stands there.
fn forks(frame: &mut Frame, app: &App) {
    let (line, strokes): (&Timeline, _) = (&app.timeline, strokes(app.look.glyphs));
    for row in &line.rows {
        let Some(other) = row.leaves.map(|leaves| &line.rows[leaves]) else { continue };
        let Some(cell) = frame.buffer_mut().cell_mut((row.columns.0, other.y)) else { continue };
        match cell.symbol() {
            stroke if stroke == strokes.done => cell.set_symbol(strokes.leaves[0]),
            stroke if stroke == strokes.known => cell.set_symbol(strokes.leaves[1]),
            _ => cell,
        };
    }
}
