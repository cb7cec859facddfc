//! The panels of the dashboard, one file each. They read the state and draw; they change nothing.

pub mod boundary;
pub mod charts;
pub mod comparison;
pub mod diagnostics;
mod header;
pub mod hint;
pub mod key_line;
mod message;
pub mod metrics;
pub mod network;
mod predictions;
pub mod timeline;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;
use unicode_width::UnicodeWidthStr;

use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::layout::Layout;
use crate::ui::theme::Theme;

type Render = fn(&mut Frame, Rect, &App);

/// Draws every panel that has a place.
pub fn render(frame: &mut Frame, layout: &Layout, app: &App) {
    let plane = match (layout.boxed, app.inspection.layer) {
        (false, _) => boundary::bare,
        (true, None) => boundary::render,
        (true, Some(_)) => network::layer::render,
    };
    let loss = match app.inspection.unit {
        Some(_) => network::unit::render,
        None if app.look.diagnostics => diagnostics::render,
        None => charts::render,
    };
    let is_hint_hidden = layout.hint == layout.message && app.message.is_some();
    let panels: [(Option<Rect>, Render); 11] = [
        (layout.header, if layout.line { header::line } else { header::render }),
        (layout.plane, plane),
        (layout.loss, loss),
        (layout.network, network::render),
        (layout.results, metrics::render),
        (layout.numbers, metrics::row),
        (layout.comparison, comparison::render),
        (layout.time, timeline::render),
        (layout.hint.filter(|_| !is_hint_hidden), message::hint),
        (layout.keys, key_line::render),
        (layout.message, message::render),
    ];
    for (place, render) in panels {
        if let Some(area) = place {
            render(frame, area, app);
        }
    }
}

/// Draws a panel's border with its name and, if there is room, a remark at the right of it; returns the place inside.
fn frame_of(frame: &mut Frame, area: Rect, app: &App, panel: Panel, name: &str, remark: &str) -> Rect {
    let remark = if remark.is_empty() { String::new() } else { format!(" {remark} ") };
    frame_with(frame, area, app, panel, name, Line::styled(remark, app.look.theme.faint()))
}

/// The same with any line at the right.
fn frame_with(frame: &mut Frame, area: Rect, app: &App, panel: Panel, name: &str, right: Line) -> Rect {
    let theme = app.look.theme;
    let right = if right.width() <= title_room(area, name) { right } else { Line::default() };
    let border = if app.look.focus == Some(panel) { theme.focused() } else { theme.border() };
    draw_box(frame, area, theme, border, Span::styled(format!(" {name} "), theme.strong()), right)
}

/// Draws a border with a title and what stands at the right of it; returns the place inside.
fn draw_box(frame: &mut Frame, area: Rect, theme: Theme, border: Style, title: Span, right: Line) -> Rect {
    let block = Block::bordered().border_set(theme.borders()).border_style(border);
    frame.render_widget(block.title(title).title(right.right_aligned()), area);
    area.inner(Margin::new(1, 1))
}

/// Columns for what stands at the right of a panel's name.
fn title_room(area: Rect, name: &str) -> usize {
    usize::from(area.width).saturating_sub(name.len() + 8)
}

/// As many of the pieces (importance, columns, piece) as fit in a row, 0 being the most important. They keep their order.
fn fitting<T>(pieces: Vec<(u8, usize, T)>, gap: usize, width: usize) -> Vec<T> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|&index| pieces[index].0);
    let mut left = width + gap;
    let mut kept = vec![false; pieces.len()];
    for index in order {
        let Some(rest) = left.checked_sub(pieces[index].1 + gap) else { break };
        left = rest;
        kept[index] = true;
    }
    pieces.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|((_, _, piece), _)| piece).collect()
}

/// As many of the texts that aren't empty as fit in a row, joined.
fn fitting_text(texts: impl IntoIterator<Item = (u8, String)>, gap: usize, width: usize) -> String {
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    fitting(texts.map(|(number, text)| (number, text.width(), text)).collect(), gap, width).join(&" ".repeat(gap))
}

/// Pieces in a row with `gap` columns between them.
fn spaced<'a, I: IntoIterator<Item = Span<'a>>>(pieces: impl IntoIterator<Item = I>, gap: usize) -> Line<'a> {
    let mut line = Line::default();
    for piece in pieces {
        if !line.spans.is_empty() {
            line.push_span(" ".repeat(gap));
        }
        line.extend(piece);
    }
    line
}
