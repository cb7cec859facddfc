//! Borders with titles, and texts that fit in a row.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;
use unicode_width::UnicodeWidthStr;

use crate::ui::action::{Region, Tab};
use crate::ui::look::Look;
use crate::ui::theme::Theme;

/// Draws a panel's border with its name and, if there is room, a remark at the right of it; returns the place inside.
pub fn frame_of(frame: &mut Frame, area: Rect, look: &Look, region: Region, name: &str, remark: &str) -> Rect {
    let remark = if remark.is_empty() { String::new() } else { format!(" {remark} ") };
    frame_with(frame, area, look, region, name, Line::styled(remark, look.theme.faint()))
}

/// The same with any line at the right.
fn frame_with(frame: &mut Frame, area: Rect, look: &Look, region: Region, name: &str, right: Line) -> Rect {
    let theme = look.theme;
    let right = if right.width() <= title_room(area, name) { right } else { Line::default() };
    let border = if look.focus == Some(region) { theme.focused() } else { theme.border() };
    draw_box(frame, area, theme, border, Span::styled(format!(" {name} "), theme.strong()), right)
}

/// Draws the inspector's border with its tabs, this one selected; returns the place inside.
pub fn inspector(frame: &mut Frame, area: Rect, look: &Look) -> Rect {
    let theme = look.theme;
    let mut title = Line::from(" ");
    for (tab, pieces) in tabs(area, look) {
        if tab != Tab::Network {
            title.push_span("  ");
        }
        let [key, name] = pieces;
        title.push_span(Span::styled(key, theme.strong()));
        title.push_span(Span::styled(name, if tab == look.tab { theme.strong() } else { theme.faint() }));
    }
    title.push_span(" ");
    let border = if look.focus == Some(Region::Inspector) { theme.focused() } else { theme.border() };
    let block = Block::bordered().border_set(theme.borders()).border_style(border);
    frame.render_widget(block.title(title), area);
    area.inner(Margin::new(1, 1))
}

/// The tab whose name stands at this cell.
pub fn tab_at(cell: Position, area: Rect, look: &Look) -> Option<Tab> {
    let mut left = usize::from(area.x) + 2;
    for (tab, [key, name]) in tabs(area, look) {
        let right = left + key.width() + name.width();
        if cell.y == area.y && (left..right).contains(&usize::from(cell.x)) {
            return Some(tab);
        }
        left = right + 2;
    }
    None
}

/// The tabs with their keys, but for the selected one, and their names, as short as there is need of.
fn tabs(area: Rect, look: &Look) -> impl Iterator<Item = (Tab, [&'static str; 2])> {
    // The last blank may give way to the corner.
    let room = usize::from(area.width).saturating_sub(1);
    let form = |names: usize| {
        look.tabs().map(move |tab| {
            let (key, forms) = match tab {
                Tab::Network => ("3 ", ["network", "network", "net."]),
                Tab::Settings => ("e ", ["settings", "settings", "set."]),
                Tab::Diagnostics => ("i ", ["diagnostics", "diag.", "diag."]),
                Tab::Predictions => ("v ", ["predictions", "pred.", "pred."]),
                Tab::Columns => ("c ", ["columns", "columns", "col."]),
            };
            (tab, [if tab == look.tab { "" } else { key }, forms[names]])
        })
    };
    let width = |names: usize| form(names).map(|(_, [key, name])| key.width() + name.width() + 2).sum::<usize>();
    form((0..2).find(|names| width(*names) <= room).unwrap_or(2))
}

/// Draws a border with a title and what stands at the right of it; returns the place inside.
pub fn draw_box(frame: &mut Frame, area: Rect, theme: Theme, border: Style, title: Span, right: Line) -> Rect {
    let block = Block::bordered().border_set(theme.borders()).border_style(border);
    frame.render_widget(block.title(title).title(right.right_aligned()), area);
    area.inner(Margin::new(1, 1))
}

/// Columns for what stands at the right of a panel's name.
pub fn title_room(area: Rect, name: &str) -> usize {
    usize::from(area.width).saturating_sub(name.len() + 8)
}

/// As many of the pieces (importance, columns, piece) as fit in a row, 0 being the most important. They keep their order.
pub fn fitting<T>(pieces: Vec<(u8, usize, T)>, gap: usize, width: usize) -> Vec<T> {
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
pub fn fitting_text(texts: impl IntoIterator<Item = (u8, String)>, gap: usize, width: usize) -> String {
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    fitting(texts.map(|(number, text)| (number, text.width(), text)).collect(), gap, width).join(&" ".repeat(gap))
}

/// Pieces in a row with `gap` columns between them.
pub fn spaced<'a, I: IntoIterator<Item = Span<'a>>>(pieces: impl IntoIterator<Item = I>, gap: usize) -> Line<'a> {
    let mut line = Line::default();
    for piece in pieces {
        if !line.spans.is_empty() {
            line.push_span(" ".repeat(gap));
        }
        line.extend(piece);
    }
    line
}
