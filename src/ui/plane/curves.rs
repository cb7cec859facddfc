//! The curves over a strip: what the network predicts along the only column of its points.

use ratatui::Frame;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::{Field, Piece};
use crate::plot::{Canvas, Depth, Hue, Numbers, Pen, Stroke, View};
use crate::ui::look::Look;

/// Draws a curve of the predictions, or one for each class, from left to right over the field.
///
/// Without colours a class's marker stands where its probability is highest.
pub fn draw(frame: &mut Frame, look: &Look, field: &Field, view: View) {
    let (plane, width) = (field.plane, field.numbers.width());
    let mut canvas = Canvas::new(plane.width, plane.height, look.glyphs);
    let [across, down] = [canvas.width(), canvas.height()].map(|dots| dots as f64);
    let value = |column: u16, curve: usize| field.values.get(usize::from(column) * width + curve).copied();
    let dot = |column: u16, curve: usize| {
        let part = (level(field, value(column, curve)?) - view.y.0) / (view.y.1 - view.y.0);
        let x = (f64::from(column) + 0.5) / f64::from(plane.width.max(1)) * across - 0.5;
        Some((x, (1.0 - part) * down - 0.5))
    };
    for curve in 0..width {
        let mut pen = Pen::new(style(look, field, curve), Stroke::Solid, look.glyphs);
        for column in 1..plane.width {
            if let (Some(from), Some(to)) = (dot(column - 1, curve), dot(column, curve)) {
                canvas.line(from, to, &mut pen);
            }
        }
    }
    canvas.render(plane, frame.buffer_mut());
    if look.theme.depth() != Depth::None || width == 1 {
        return;
    }
    for curve in 0..width {
        let highest = (0..plane.width).max_by(|one, other| {
            let [one, other] = [*one, *other].map(|column| value(column, curve).unwrap_or(f32::NEG_INFINITY));
            one.total_cmp(&other)
        });
        let cell = highest.and_then(|column| {
            let ((_, row), dots) = (dot(column, curve)?, down / f64::from(plane.height.max(1)));
            let row = (row / dots).clamp(0.0, f64::from(plane.height.saturating_sub(1)));
            frame.buffer_mut().cell_mut((plane.x + column, plane.y + row as u16))
        });
        if let Some(cell) = cell {
            cell.set_symbol(field.labels.marker(look.glyphs, curve, true));
        }
    }
}

/// A short piece of a curve and what it shows, for the legend.
pub fn legend(look: &Look, field: &Field) -> Piece {
    let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
    let mut canvas = Canvas::new(2, 1, look.glyphs);
    let [right, low] = [canvas.width(), canvas.height()].map(|dots| dots as f64 - 1.0);
    let style = look.theme.strong();
    canvas.line((0.0, low), (right, 0.0), &mut Pen::new(style, Stroke::Solid, look.glyphs));
    canvas.render(buf.area, &mut buf);
    let sample: String = buf.content().iter().map(Cell::symbol).collect();
    let what = if matches!(field.numbers, Numbers::Classes(_)) { " probability" } else { " prediction" };
    vec![Span::styled(sample, style), Span::styled(what, look.theme.faint())]
}

/// How high a prediction stands, of those from 0 to 1 that a field has.
fn level(field: &Field, value: f32) -> f64 {
    let value = f64::from(value);
    match field.numbers {
        Numbers::Sides => value,
        Numbers::Classes(count) => value * count.saturating_sub(1) as f64,
        Numbers::Values => (2.0 * value - 1.0) * f64::from(field.target_limit),
    }
}

fn style(look: &Look, field: &Field, curve: usize) -> Style {
    match field.numbers {
        Numbers::Classes(_) if look.theme.depth() != Depth::None => {
            Style::new().fg(look.theme.scheme().point(Hue::Class(curve), true))
        }
        _ => look.theme.strong(),
    }
}
