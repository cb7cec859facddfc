//! The weights between two layers as lines: blue below 0, orange above, larger ones brighter.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::network::Layout;
use crate::plot::{BLUE_ORANGE, Canvas, Depth, Glyphs, Pen, Stroke, nominal_rgb, to_colour};
use crate::ui::evaluation::scale::largest;
use crate::ui::theme::Theme;
use crate::ui::view::network::Plan;

/// Weights below this fraction of the layer's largest are left out.
const LEAST: f32 = 0.04;
/// Lines for each row of the panel, at most: those of the largest weights.
const LINES_A_ROW: usize = 4;
/// The fraction from which a line is twice as thick.
const THICK: f32 = 0.6;
/// The fraction below which a line is dotted.
const FAINT: f32 = 0.15;
/// The amount of colour in the weakest line.
const PALEST: f64 = 0.3;

pub struct Edges<'a> {
    pub plan: &'a Plan,
    pub theme: &'a Theme,
    pub glyphs: Glyphs,
}

impl Edges<'_> {
    /// Draws the weights that lead to a layer; 0 is the first hidden one.
    pub fn render(&self, layer: usize, layout: &Layout, parameters: &[f32], buf: &mut Buffer) {
        let [from, to] = [&self.plan.layers[layer], &self.plan.layers[layer + 1]];
        let left = from.left + self.plan.map.0;
        let area = Rect { x: left, width: to.left.saturating_sub(left), ..self.plan.area };
        let tensor = layout.weight(layer);
        let weights = &parameters[tensor.range()];
        let largest = largest(weights);
        if area.is_empty() {
            return;
        }
        let mut lines = vec![];
        for unit in to.shown.clone() {
            for input in from.shown.clone() {
                let fraction = weights[unit * tensor.shape[1] + input] / largest;
                if fraction.abs() >= LEAST {
                    lines.push((fraction, input, unit));
                }
            }
        }
        // The strongest come last and lie on top; more than a panel's rows can show would hide each other.
        lines.sort_by(|one, other| one.0.abs().total_cmp(&other.0.abs()));
        lines.drain(..lines.len().saturating_sub(LINES_A_ROW * usize::from(area.height)));
        let mut canvas = Canvas::new(area.width, area.height, self.glyphs);
        let dots_a_row = canvas.height() as f64 / f64::from(area.height);
        let middle = |layer, unit| {
            let map = self.plan.map_of(layer, unit)?;
            let row = f64::from(map.y - area.y) + f64::from(map.height) / 2.0;
            Some((row * dots_a_row - 0.5).floor())
        };
        let right = canvas.width() as f64 - 1.0;
        for (fraction, input, unit) in lines {
            let (Some(start), Some(end)) = (middle(layer, input), middle(layer + 1, unit)) else { continue };
            let (style, stroke) = self.look(fraction);
            let thick = fraction.abs() >= THICK && self.glyphs == Glyphs::Braille;
            for offset in 0..=i32::from(thick) {
                let offset = f64::from(offset);
                let mut pen = Pen::new(style, stroke, self.glyphs);
                canvas.line((0.0, start + offset), (right, end + offset), &mut pen);
            }
        }
        canvas.render(area, buf);
    }

    /// The line of a weight, given as a fraction of the largest, from -1 to 1. Without colours, weights below 0 are dotted.
    fn look(&self, fraction: f32) -> (Style, Stroke) {
        let size = f64::from(fraction.abs());
        if self.theme.depth() == Depth::None {
            let stroke = if fraction < 0.0 { Stroke::Sparse } else { Stroke::Solid };
            return (self.theme.text(), stroke);
        }
        let stroke = if fraction.abs() < FAINT { Stroke::Sparse } else { Stroke::Solid };
        let end = BLUE_ORANGE.at(f64::from(fraction.signum()));
        let ground = self.theme.base().bg.and_then(nominal_rgb).unwrap_or(crate::plot::Rgb::BLACK);
        let part = PALEST + (1.0 - PALEST) * size;
        (Style::new().fg(to_colour(ground.mixed(end, part), self.theme.depth())), stroke)
    }
}
