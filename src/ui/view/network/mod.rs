//! The network: a map of every unit's activation over the inputs, and the weights as edges.

mod edges;
pub mod keys;
pub mod layer;
pub mod maps;
pub mod measurements;
pub mod names;
mod plan;
pub mod selection;
pub mod unit;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Span;

use crate::network::{Layout, Unit};
use crate::plot::{Numbers, Plane};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::thousands;
use crate::ui::view::{frame_of, title_room};
use edges::Edges;
pub use plan::Plan;

/// The place inside the panel for units and edges.
pub fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// ```text
/// ╭ network 2-5-1 ──────────── relu  21 parameters ╮
/// │   ▄▄▄▄      ⣀⠤⠒ ▄▄▄▄                           │
/// │ x ▄▄▄▄ ⠶⠶⠭⠭⠤⠤⣀                                 │
/// │             ⠉⠒⠤ ▄▄▄▄  ⠒⠒⠤⠤⣀⣀  ▄▄▄▄             │
/// │ y ▄▄▄▄                                         │
/// ╰────────────────────────────────────────────────╯
/// ```
pub fn render(frame: &mut Frame, area: Rect, app: &App) {
    let Some(run) = &app.run else {
        frame_of(frame, area, app, Panel::Network, "network", "");
        return;
    };
    let shape = run.preset.shape();
    let widths = std::iter::once(run.preset.inputs.len()).chain(shape.widths().skip(1));
    let name = format!("network {}", widths.map(|width| width.to_string()).collect::<Vec<_>>().join("-"));
    let count = thousands(run.parameters.len() as u64);
    let activation = if run.preset.network.hidden.is_empty() { "linear" } else { run.preset.network.activation.name() };
    let words = format!("{activation}  {count} parameters");
    let words = if words.len() + 2 <= title_room(area, &name) { &words } else { activation };
    frame_of(frame, area, app, Panel::Network, &name, words);
    draw(frame, app, run);
}

fn draw(frame: &mut Frame, app: &App, run: &Update) {
    let (plan, theme) = (&app.maps.plan, &app.look.theme);
    if app.maps.parameters.len() != run.parameters.len() {
        return;
    }
    let layout = Layout::new(&run.preset.shape());
    let edges = Edges { plan, theme, glyphs: app.look.glyphs };
    // For a probed point, an edge shows what the weight contributes, not the weight alone.
    let probed = app.inspection.measurements.probe.as_ref();
    let probed = probed.filter(|probed| probed.probe.contributions().len() == layout.len());
    let strengths = probed.map_or(&app.maps.parameters[..], |probed| probed.probe.contributions());
    for layer in 0..layout.layers().min(plan.layers.len().saturating_sub(1)) {
        edges.render(layer, &layout, strengths, frame.buffer_mut());
    }
    for (layer, column) in plan.layers.iter().enumerate() {
        for unit in column.shown.clone() {
            let Some(map) = plan.map_of(layer, unit) else { continue };
            let values = app.maps.values(layer, unit);
            let plane = Plane {
                values: &values,
                numbers: Numbers::Values,
                line: &[],
                discrete: false,
                points: &[],
                depth: theme.depth(),
                glyphs: app.look.glyphs,
            };
            plane.render(map, frame.buffer_mut());
            if layer == 0 {
                name_of_input(frame, map, app, run, unit);
            }
            if let Some(probed) = probed {
                let activations = probed.probe.activations();
                let number = match layer.checked_sub(1) {
                    None => activations.input(unit).first(),
                    Some(layer) if layer + 1 == activations.layers() => probed.prediction.get(unit),
                    Some(layer) => activations.of(Unit { layer, index: unit }).first(),
                };
                write_number(frame, map, app, number.copied().unwrap_or(f32::NAN));
            }
            if app.inspection.unit.is_some_and(|selected| (selected.layer + 1, selected.index) == (layer, unit)) {
                bracket(frame, map, app);
            }
            if layer > 0 && run.unit_mask.is_off(Unit { layer: layer - 1, index: unit }) {
                write(frame, map, app, "off");
            }
        }
        name_of_layer(frame, app, run, layer);
        if column.hidden() > 0 && plan.area.height > 0 {
            let words = Span::styled(format!("{} more", column.hidden()), theme.faint());
            let (x, y) = (column.left, plan.area.bottom() - 1);
            frame.buffer_mut().set_span(x, y, &words, plan.area.right().saturating_sub(x));
        }
    }
}

/// A unit's activation for the probed point, over its map, with up to two decimals as far as there is room.
fn write_number(frame: &mut Frame, map: Rect, app: &App, number: f32) {
    let mut texts = (0..=2).rev().map(|decimals| format!("{number:.decimals$}"));
    let fitting = texts.find(|text| text.len() <= usize::from(map.width));
    write(frame, map, app, &fitting.unwrap_or_else(|| format!("{number:.0}")));
}

/// A text over a map.
fn write(frame: &mut Frame, map: Rect, app: &App, text: &str) {
    let y = map.y + map.height / 2;
    let x = map.x + map.width.saturating_sub(text.len() as u16) / 2;
    frame.buffer_mut().set_stringn(x, y, text, usize::from(map.width), app.look.theme.base());
}

fn bracket(frame: &mut Frame, map: Rect, app: &App) {
    let style = app.look.theme.strong();
    for y in map.top()..map.bottom() {
        for (x, symbol) in [(map.left().checked_sub(1), "["), (Some(map.right()), "]")] {
            if let Some(cell) = x.and_then(|x| frame.buffer_mut().cell_mut((x, y))) {
                cell.set_symbol(symbol).set_style(style);
            }
        }
    }
}

/// The layer's name above its first unit, where there is a row for it: `h1`, whose units are `h1.1` and so on, or `out`.
fn name_of_layer(frame: &mut Frame, app: &App, run: &Update, layer: usize) {
    let plan = &app.maps.plan;
    let first = plan.layers[layer].shown.start;
    let Some(row) = plan.map_of(layer, first).filter(|map| map.y > plan.area.y).map(|map| map.y - 1) else { return };
    let name = match layer {
        0 => return,
        _ if layer <= run.preset.network.hidden.len() => format!("h{layer}"),
        _ => "out".to_owned(),
    };
    frame.buffer_mut().set_stringn(plan.layers[layer].left, row, name, usize::from(plan.map.0), app.look.theme.faint());
}

/// The input's name, left of its map.
fn name_of_input(frame: &mut Frame, map: Rect, app: &App, run: &Update, unit: usize) {
    let Some(input) = run.preset.inputs.get(unit) else { return };
    let area = app.maps.plan.area;
    let y = map.y + map.height.saturating_sub(1) / 2;
    let name = Span::styled(input.name(), app.look.theme.text());
    frame.buffer_mut().set_span(area.x, y, &name, map.x.saturating_sub(area.x));
}
