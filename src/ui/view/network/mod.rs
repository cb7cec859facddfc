//! The network: a map of every unit's activation over the inputs, and the weights as edges.

mod edges;
mod handle;
mod layer;
mod maps;
mod measurements;
mod plan;
mod unit;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::Span;

use crate::network::{Layout, Unit};
use crate::plot::{Numbers, Plane};
use crate::session::Update;
use crate::ui::action::{Action, Effect, NetworkAction, Region, Tab};
use crate::ui::context::{Context, Control};
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::selection::Selection;
use crate::ui::view::{View, inspector};
use edges::Edges;
use maps::Maps;
use measurements::Measurements;
use plan::Plan;

/// Rows of the card of a unit, and the fewest of the drawing above it.
const CARD: u16 = 7;
const MIN_DRAWING: u16 = 8;

/// The network, with the card of the selected unit, or the points as a layer sees them.
#[derive(Default)]
pub struct Network {
    maps: Maps,
    measurements: Measurements,
    /// Where the card of the selected unit is.
    card: Rect,
}

impl View for Network {
    fn prepare(&mut self, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let selection = &context.look.selection;
        let (drawing, card) = places(area, selection);
        self.card = card;
        self.maps.compute(run, drawing, selection.unit, context.evaluation.view);
        self.measurements.compute(selection, run);
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let Action::Network(action) = action else { return None };
        handle::network(action, control.run?, control.look, &self.maps.plan)
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let inner = inspector(frame, area, context.look);
        let Some(run) = context.run else { return };
        if let Some(layer) = &self.measurements.layer {
            return layer::render(frame, inner, context, layer);
        }
        draw(frame, context, run, &self.maps);
        if !self.card.is_empty() {
            unit::render(frame, self.card, context, self.measurements.unit.as_ref());
        }
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        let is_focused = look.focus == Some(Region::Inspector) && look.tab == Tab::Network;
        is_focused.then_some(if look.selection.number.is_some() { Mode::Weights } else { Mode::Network })
    }

    fn mouse(&self, mouse: MouseEvent, _: Rect, context: &Context) -> Option<Action> {
        let cell = Position::new(mouse.column, mouse.row);
        if mouse.kind != MouseEventKind::Down(MouseButton::Left) {
            return None;
        }
        let numbers = unit::rows(self.card);
        if numbers.contains(cell) {
            let first = context.look.selection.first_number(numbers.height);
            return Some(Action::Network(NetworkAction::SelectWeightAt(first + usize::from(cell.y - numbers.y))));
        }
        self.maps.plan.unit_at(cell).map(|_| Action::Network(NetworkAction::SelectAt(cell.x, cell.y)))
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        look.selection.leave()
    }
}

/// The places of the drawing and of the card of a selected unit: below it where there are rows for both, else the card
/// alone while its weights are edited.
fn places(area: Rect, selection: &Selection) -> (Rect, Rect) {
    let inner = area.inner(Margin::new(2, 1));
    let none = Rect::default();
    if selection.unit.is_none() {
        return (inner, none);
    }
    if inner.height >= CARD + MIN_DRAWING {
        let drawing = Rect { height: inner.height - CARD, ..inner };
        return (drawing, Rect { y: drawing.bottom(), height: CARD, ..inner });
    }
    if selection.number.is_some() { (none, inner) } else { (inner, none) }
}

/// ```text
/// ╭ network  e settings  i diagnostics  v predictions ╮
/// │   ▄▄▄▄      ⣀⠤⠒ ▄▄▄▄                              │
/// │ x ▄▄▄▄ ⠶⠶⠭⠭⠤⠤⣀                                    │
/// │             ⠉⠒⠤ ▄▄▄▄  ⠒⠒⠤⠤⣀⣀  ▄▄▄▄                │
/// │ y ▄▄▄▄                                            │
/// ╰───────────────────────────────────────────────────╯
/// ```
fn draw(frame: &mut Frame, context: &Context, run: &Update, maps: &Maps) {
    let (plan, theme) = (&maps.plan, &context.look.theme);
    if maps.parameters.len() != run.parameters.len() {
        return;
    }
    let layout = Layout::new(&run.preset.shape());
    let edges = Edges { plan, theme, glyphs: context.look.glyphs };
    // For a probed point, an edge shows what the weight contributes, not the weight alone.
    let probed = context.evaluation.probe.as_ref();
    let probed = probed.filter(|probed| probed.probe.contributions().len() == layout.len());
    let strengths = probed.map_or(&maps.parameters[..], |probed| probed.probe.contributions());
    for layer in 0..layout.layers().min(plan.layers.len().saturating_sub(1)) {
        edges.render(layer, &layout, strengths, frame.buffer_mut());
    }
    for (layer, column) in plan.layers.iter().enumerate() {
        for unit in column.shown.clone() {
            let Some(map) = plan.map_of(layer, unit) else { continue };
            let values = maps.values(layer, unit);
            let plane = Plane {
                values: &values,
                numbers: Numbers::Values,
                line: &[],
                discrete: false,
                points: &[],
                depth: theme.depth(),
                glyphs: context.look.glyphs,
            };
            plane.render(map, frame.buffer_mut());
            if layer == 0 {
                name_of_input(frame, map, context, run, unit, plan);
            }
            if let Some(probed) = probed {
                let activations = probed.probe.activations();
                let number = match layer.checked_sub(1) {
                    None => activations.input(unit).first(),
                    Some(layer) if layer + 1 == activations.layers() => probed.prediction.get(unit),
                    Some(layer) => activations.of(Unit { layer, index: unit }).first(),
                };
                write_number(frame, map, context, number.copied().unwrap_or(f32::NAN));
            }
            if context.look.selection.unit.is_some_and(|selected| (selected.layer + 1, selected.index) == (layer, unit))
            {
                bracket(frame, map, context);
            }
            if layer > 0 && run.unit_mask.is_off(Unit { layer: layer - 1, index: unit }) {
                write(frame, map, context, "off");
            }
        }
        name_of_layer(frame, context, run, layer, plan);
        if column.hidden() > 0 && plan.area.height > 0 {
            let words = Span::styled(format!("{} more", column.hidden()), theme.faint());
            let (x, y) = (column.left, plan.area.bottom() - 1);
            frame.buffer_mut().set_span(x, y, &words, plan.area.right().saturating_sub(x));
        }
    }
}

/// A unit's activation for the probed point, over its map, with up to two decimals as far as there is room.
fn write_number(frame: &mut Frame, map: Rect, context: &Context, number: f32) {
    let mut texts = (0..=2).rev().map(|decimals| format!("{number:.decimals$}"));
    let fitting = texts.find(|text| text.len() <= usize::from(map.width));
    write(frame, map, context, &fitting.unwrap_or_else(|| format!("{number:.0}")));
}

/// A text over a map.
fn write(frame: &mut Frame, map: Rect, context: &Context, text: &str) {
    let y = map.y + map.height / 2;
    let x = map.x + map.width.saturating_sub(text.len() as u16) / 2;
    frame.buffer_mut().set_stringn(x, y, text, usize::from(map.width), context.look.theme.base());
}

fn bracket(frame: &mut Frame, map: Rect, context: &Context) {
    let style = context.look.theme.strong();
    for y in map.top()..map.bottom() {
        for (x, symbol) in [(map.left().checked_sub(1), "["), (Some(map.right()), "]")] {
            if let Some(cell) = x.and_then(|x| frame.buffer_mut().cell_mut((x, y))) {
                cell.set_symbol(symbol).set_style(style);
            }
        }
    }
}

/// The layer's name above its first unit, where there is a row for it: `h1`, whose units are `h1.1` and so on, or `out`.
fn name_of_layer(frame: &mut Frame, context: &Context, run: &Update, layer: usize, plan: &Plan) {
    let first = plan.layers[layer].shown.start;
    let Some(row) = plan.map_of(layer, first).filter(|map| map.y > plan.area.y).map(|map| map.y - 1) else { return };
    let name = match layer {
        0 => return,
        _ if layer <= run.preset.network.hidden.len() => format!("h{layer}"),
        _ => "out".to_owned(),
    };
    frame.buffer_mut().set_stringn(
        plan.layers[layer].left,
        row,
        name,
        usize::from(plan.map.0),
        context.look.theme.faint(),
    );
}

/// The input's name, left of its map.
fn name_of_input(frame: &mut Frame, map: Rect, context: &Context, run: &Update, unit: usize, plan: &Plan) {
    let Some(input) = run.preset.inputs.get(unit) else { return };
    let area = plan.area;
    let y = map.y + map.height.saturating_sub(1) / 2;
    let name = Span::styled(input.name(), context.look.theme.text());
    frame.buffer_mut().set_span(area.x, y, &name, map.x.saturating_sub(area.x));
}
