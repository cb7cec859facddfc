//! The labels of axes in the rows and columns of a buffer.
//!
//! Keeps labels within their row or gutter and clear of each other. [`super::ticks`] chooses the ticks; charts and planes
//! call it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::ticks;

/// Free cells between two labels of a row.
const GAP: u16 = 2;

/// Writes the labels of an x axis into the one row `row`, each centred on its column or moved to stay inside: as many
/// as fit. `ticks_of` gives the ticks, at most a number of them; `column_of` gives the column of one.
pub(super) fn beneath(
    row: Rect,
    ticks_of: impl Fn(usize) -> Vec<f64>,
    column_of: impl Fn(f64) -> Option<u16>,
    style: Style,
    buf: &mut Buffer,
) {
    let row = row.intersection(buf.area);
    if row.is_empty() {
        return;
    }
    // One label for eight cells reads well, and bounds the search.
    let max = usize::from(row.width / 8 + 1);
    let placed = (1..=max).rev().find_map(|max| place(row, &ticks_of(max), &column_of));
    for (left, label) in placed.into_iter().flatten() {
        buf.set_string(left, row.y, label, style);
    }
}

/// The first column of each label, or none if two would touch or one is too long.
fn place(row: Rect, ticks: &[f64], column_of: impl Fn(f64) -> Option<u16>) -> Option<Vec<(u16, String)>> {
    let mut free = row.left();
    let mut placed = Vec::new();
    for (&tick, label) in ticks.iter().zip(ticks::labels(ticks)) {
        let Some(column) = column_of(tick) else { continue };
        let width = label.len() as u16;
        let last = row.right().checked_sub(width).filter(|last| *last >= row.left())?;
        let left = column.saturating_sub(width / 2).clamp(row.left(), last);
        if left < free {
            return None;
        }
        free = left + width + GAP;
        placed.push((left, label));
    }
    Some(placed)
}

/// Writes the labels of a y axis into the gutter, each right-aligned in its row, with a free column towards the plot.
/// A label whose row is taken or that is too long is left out.
pub(super) fn beside(gutter: Rect, labels: &[(u16, String)], style: Style, buf: &mut Buffer) {
    let gutter = gutter.intersection(buf.area);
    let mut taken = None;
    for (row, label) in labels {
        let fits = gutter.width > label.len() as u16 && (gutter.top()..gutter.bottom()).contains(row);
        if fits && taken != Some(*row) {
            buf.set_string(gutter.right() - 1 - label.len() as u16, *row, label, style);
            taken = Some(*row);
        }
    }
}

/// The columns of a y axis's labels and the free one towards the plot; 0 without labels.
pub(super) fn gutter_width(labels: &[(u16, String)]) -> u16 {
    labels.iter().map(|(_, label)| label.len() as u16 + 1).max().unwrap_or(0)
}
