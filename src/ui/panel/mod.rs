//! The panels of the dashboard, one file each. They read the state and draw; nothing here changes anything.

pub mod comparison;
mod diagnostics;
mod header;
mod hint;
pub mod keys;
mod layer;
mod legend;
pub mod loss;
mod message;
pub mod network;
pub mod plane;
mod predictions;
pub mod results;
pub mod time;
mod unit;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

use super::action::Panel;
use super::app::App;
use super::layout::Layout;

/// Draws every panel that has a place.
pub fn render(frame: &mut Frame, layout: &Layout, app: &App) {
    let draw = |place: Option<Rect>, render: fn(&mut Frame, Rect, &App), frame: &mut Frame| {
        if let Some(area) = place {
            render(frame, area, app);
        }
    };
    draw(layout.header, if layout.line { header::line } else { header::render }, frame);
    let plane = match (layout.boxed, app.inspection.layer) {
        (false, _) => plane::bare,
        (true, None) => plane::render,
        (true, Some(_)) => layer::render,
    };
    draw(layout.plane, plane, frame);
    let loss = match app.inspection.unit {
        Some(_) => unit::render,
        None if app.look.diagnostics => diagnostics::render,
        None => loss::render,
    };
    draw(layout.loss, loss, frame);
    draw(layout.network, network::render, frame);
    draw(layout.results, results::render, frame);
    draw(layout.numbers, results::row, frame);
    draw(layout.comparison, comparison::render, frame);
    draw(layout.time, time::render, frame);
    let shared = layout.hint == layout.message && app.message.is_some();
    draw(layout.hint.filter(|_| !shared), hint::render, frame);
    draw(layout.keys, keys::render, frame);
    draw(layout.message, message::render, frame);
}

/// Draws a panel's border with its number, name and what stands at the right of it, and gives the place inside.
fn frame_of(frame: &mut Frame, area: Rect, app: &App, panel: Panel, name: &str, right: Line<'static>) -> Rect {
    let theme = &app.look.theme;
    let focused = app.look.focus == Some(panel);
    let mut block = Block::bordered()
        .border_set(theme.borders())
        .border_style(if focused { theme.focused() } else { theme.border() })
        .title(Span::styled(format!(" {name} "), theme.strong()));
    if right.width() <= title_room(area, name) && right.width() > 0 {
        block = block.title(right.right_aligned());
    }
    frame.render_widget(block, area);
    area.inner(Margin::new(1, 1))
}

/// Columns for what stands at the right of a panel's name.
fn title_room(area: Rect, name: &str) -> usize {
    usize::from(area.width).saturating_sub(name.len() + 8)
}

/// As many of the pieces as fit in a row, the smallest numbers first; the pieces keep their order.
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
