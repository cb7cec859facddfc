//! The drawing of the network: every unit's activation over the plane as a map, and the weights between them as edges.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Paragraph, Widget, Wrap};
use unicode_width::UnicodeWidthStr;

use super::edges::Edges;
use super::maps::Maps;
use crate::network::{Layout, Unit};
use crate::plot::{Numbers, Plane};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::probe::Probed;
use crate::ui::format::{cut, without_sign_of_zero};
use crate::ui::names;

/// What is drawn.
pub struct Drawing<'a> {
    pub context: &'a Context<'a>,
    pub run: &'a Update,
    pub maps: &'a Maps,
}

impl Drawing<'_> {
    /// ```text
    ///        h1
    ///   ▄▄▄▄      ⣀⠤⠒ ▄▄▄▄
    /// x ▄▄▄▄ ⠶⠶⠭⠭⠤⠤⣀            p(1)
    ///             ⠉⠒⠤ ▄▄▄▄  ⠒⠒⠤⠤▄▄▄▄
    /// y ▄▄▄▄ ⠶ ⠶ ⠶
    ///                 ▄▄▄▄
    ///               ↓ 3 more
    /// ```
    ///
    /// Returns how many edges were left out.
    pub fn render(&self, edges: &Edges, buf: &mut Buffer) -> usize {
        let plan = &self.maps.plan;
        if plan.layers.is_empty() {
            self.say_that_it_does_not_fit(buf);
            return 0;
        }
        let layout = Layout::new(&self.run.preset.shape());
        if self.maps.parameters.len() != layout.len() {
            return 0;
        }
        // For a probed point, an edge shows what the weight contributes, not the weight alone.
        let probed = self.context.evaluation.probe.as_ref();
        let probed = probed.filter(|probed| probed.probe.contributions().len() == layout.len());
        let strengths = probed.map_or(&self.maps.parameters[..], |probed| probed.probe.contributions());
        let layers = 0..layout.layers().min(plan.layers.len() - 1);
        let left_out = layers.map(|layer| edges.render(layer, &layout, strengths, buf)).sum();
        for (layer, column) in plan.layers.iter().enumerate() {
            for unit in column.shown.clone() {
                self.unit(layer, unit, probed, buf);
            }
            self.name_of_layer(layer, buf);
            self.count_hidden(layer, buf);
        }
        left_out
    }

    /// A unit's map with what stands on it and beside it.
    fn unit(&self, layer: usize, unit: usize, probed: Option<&Probed>, buf: &mut Buffer) {
        let Some(map) = self.maps.plan.map_of(layer, unit) else { return };
        let look = self.context.look;
        let hidden = layer.checked_sub(1).map(|layer| Unit { layer, index: unit });
        let is_off = hidden.is_some_and(|unit| self.run.unit_mask.is_off(unit));
        if is_off {
            // What it would give is of no effect.
            buf.set_style(map, look.theme.base());
            self.write(map, if map.width < 3 { "x" } else { "off" }, buf);
        } else {
            let values = self.maps.values(layer, unit);
            let plane = Plane {
                values: &values,
                numbers: Numbers::Values,
                line: &[],
                discrete: false,
                points: &[],
                scheme: look.theme.scheme(),
                bright: true,
                glyphs: look.glyphs,
            };
            plane.render(map, buf);
        }
        if let Some(probed) = probed.filter(|_| !is_off) {
            self.number(map, number_of(probed, layer, unit), buf);
        }
        self.name(layer, unit, buf);
        if hidden.is_some() && hidden == look.selection.unit {
            bracket(map, look.theme.strong(), buf);
        }
    }

    /// A unit's activation for the probed point, over its map, with up to two decimals as far as there is room.
    fn number(&self, map: Rect, number: f32, buf: &mut Buffer) {
        let number = without_sign_of_zero(number, 2);
        let mut texts = (0..=2).rev().map(|decimals| format!("{number:.decimals$}"));
        let fitting = texts.find(|text| text.len() <= usize::from(map.width));
        self.write(map, &fitting.unwrap_or_else(|| format!("{number:.0}")), buf);
    }

    /// A text over a map.
    fn write(&self, map: Rect, text: &str, buf: &mut Buffer) {
        let y = map.y + (map.height - 1) / 2;
        let x = map.x + map.width.saturating_sub(text.len() as u16) / 2;
        buf.set_stringn(x, y, text, usize::from(map.width), self.context.look.theme.base());
    }

    /// The name of an input or output, with its end at the map, or its beginning where it is at the right.
    fn name(&self, layer: usize, unit: usize, buf: &mut Buffer) {
        let (plan, look) = (&self.maps.plan, self.context.look);
        let Some(place) = plan.name_of(layer, unit) else { return };
        let name = match layer.checked_sub(1) {
            None => names::input(unit, &self.run.preset),
            Some(layer) => names::unit(Unit { layer, index: unit }, &self.run.preset),
        };
        let name = cut(&look.glyphs.text(&name), place.width.into(), look.glyphs);
        let is_right = place.x > plan.layers[layer].left;
        let blanks = if is_right { 0 } else { place.width.saturating_sub(name.width() as u16) };
        buf.set_stringn(place.x + blanks, place.y, &name, usize::from(place.width - blanks), look.theme.text());
    }

    /// The hidden layer's name above its first unit, where there is a row for it: `h1`, whose units are `h1.1` and so on.
    fn name_of_layer(&self, layer: usize, buf: &mut Buffer) {
        let plan = &self.maps.plan;
        let column = &plan.layers[layer];
        if layer == 0 || layer > self.run.preset.network.hidden.len() || column.shown.start > 0 {
            return;
        }
        let Some(map) = plan.map_of(layer, 0).filter(|map| map.y > plan.area.y) else { return };
        let (name, width) = (format!("h{layer}"), usize::from(map.width));
        buf.set_stringn(map.x, map.y - 1, name, width, self.context.look.theme.faint());
    }

    /// How many units are not shown, above and below those that are.
    fn count_hidden(&self, layer: usize, buf: &mut Buffer) {
        let (plan, look) = (&self.maps.plan, self.context.look);
        let column = &plan.layers[layer];
        let next = plan.layers.get(layer + 1).map_or(plan.area.right(), |next| next.left - 1);
        let room = usize::from(next.saturating_sub(column.left));
        for ((hidden, row), arrow) in column.hidden().into_iter().zip(["↑", "↓"]) {
            if hidden == 0 {
                continue;
            }
            let texts = [format!("{arrow} {hidden} more"), format!("{arrow} {hidden}"), format!("{arrow}{hidden}")];
            let text = texts.iter().find(|text| text.width() <= room).unwrap_or(&texts[2]);
            // At the right edge, a text ends where the map does.
            let x = column.left.min(plan.area.right().saturating_sub(text.width() as u16));
            let room = usize::from(plan.area.right().saturating_sub(x));
            buf.set_stringn(x, row, look.glyphs.text(text), room, look.theme.text());
        }
    }

    fn say_that_it_does_not_fit(&self, buf: &mut Buffer) {
        let words = "There is no room for so many layers. z gives the network the whole screen.";
        let paragraph = Paragraph::new(words).style(self.context.look.theme.text()).wrap(Wrap { trim: true });
        paragraph.render(self.maps.plan.area, buf);
    }
}

/// The number of a unit for the probed point: that of an output is the prediction.
fn number_of(probed: &Probed, layer: usize, unit: usize) -> f32 {
    let activations = probed.probe.activations();
    let number = match layer.checked_sub(1) {
        None => activations.input(unit).first(),
        Some(layer) if layer + 1 == activations.layers() => probed.prediction.get(unit),
        Some(layer) => activations.of(Unit { layer, index: unit }).first(),
    };
    number.copied().unwrap_or(f32::NAN)
}

/// Brackets at the sides of a map.
fn bracket(map: Rect, style: Style, buf: &mut Buffer) {
    for y in map.top()..map.bottom() {
        for (x, symbol) in [(map.left().checked_sub(1), "["), (Some(map.right()), "]")] {
            if let Some(cell) = x.and_then(|x| buf.cell_mut((x, y))) {
                cell.set_symbol(symbol).set_style(style);
            }
        }
    }
}
