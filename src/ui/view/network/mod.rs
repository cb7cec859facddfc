//! The network: its drawing with the card of the selected unit, or the points as a layer sees them, or the losses
//! without each unit.

mod ablation;
mod describe;
mod drawing;
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
use ratatui::text::{Line, Span};

use crate::session::Update;
use crate::ui::action::{Action, Effect, NetworkAction, Region, Tab};
use crate::ui::context::{Context, Control};
use crate::ui::format::thousands;
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::selection::{Selection, numbers};
use crate::ui::view::{View, inspector};
use ablation::Losses;
use drawing::Drawing;
use edges::Edges;
use maps::Maps;
use measurements::Measurements;
use plan::rows_of;

/// Rows of a unit's card below the drawing, at least and at most, and columns beside it.
const CARD: ([u16; 2], u16) = ([5, 7], 38);
/// The fewest rows and columns of the drawing beside it.
const DRAWING: (u16, u16) = (9, 40);

/// The inspector's tab on the network.
#[derive(Default)]
pub struct Network {
    maps: Maps,
    measurements: Measurements,
    /// The losses without each unit, while they are shown.
    losses: Option<Losses>,
    /// Where the card of the selected unit is.
    card: Rect,
}

impl View for Network {
    fn prepare(&mut self, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let selection = &context.look.selection;
        let inner = inside(area);
        self.card = Rect::default();
        let moment = context.evaluation.moment(run);
        if let Some(losses) = &mut self.losses {
            return losses.compute(run, moment);
        }
        self.measurements.compute(selection, run, moment);
        if selection.layer.is_none() {
            let (drawing, card) = places(inner, run, selection);
            self.card = card;
            let part = (context.evaluation.view, &context.evaluation.shown.slice);
            self.maps.compute((run, moment), drawing, selection, part);
        }
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let Action::Network(action) = action else { return None };
        handle::network(self, action, control.run?, control.look)
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        inspector(frame, area, context.look);
        let Some(run) = context.run else { return };
        let (inner, theme) = (inside(area), context.look.theme);
        let room = area.width.saturating_sub(3);
        let footer = if let Some(losses) = &self.losses {
            losses.render(frame, inner, context, run);
            keys(&[("x", "off or on"), ("Enter", "weights"), ("Esc", "back")], room.into(), context)
        } else if let Some(layer) = self.measurements.layer.as_ref() {
            layer::render(frame, inner, context, layer);
            keys(&[("Esc", "back")], room.into(), context)
        } else {
            if !self.card.is_empty() {
                unit::render(frame, self.card, context, self.measurements.unit.as_ref());
            }
            let edges = Edges::new(&self.maps.plan, theme, context.look.glyphs, context.look.selection.unit);
            let left_out = Drawing { context, run, maps: &self.maps }.render(&edges, frame.buffer_mut());
            match context.look.selection.unit {
                _ if self.maps.plan.area.is_empty() => keys(&[("Esc", "back")], room.into(), context),
                Some(unit) if self.card.is_empty() => {
                    unit::summary(context, run, unit, self.measurements.unit.as_ref(), room.into())
                }
                _ => edges.legend(theme, left_out, room.into()),
            }
        };
        frame.buffer_mut().set_line(area.x + 2, area.bottom().saturating_sub(1), &footer, room);
        remark(frame, area, &footer, context, run);
    }

    fn cursor(&self, _: Rect, context: &Context) -> Option<Position> {
        let selection = &context.look.selection;
        let unit = selection.unit?;
        if let Some(number) = selection.number {
            let rows = unit::rows(self.card);
            let row = number.checked_sub(selection.first_number(rows.height))?;
            return Some(Position::new(rows.x, rows.y.saturating_add(row as u16)));
        }
        self.maps.plan.map_of(unit.layer + 1, unit.index).map(Rect::as_position)
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        describe::describe(self, context)
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let keys = &["← ↑ ↓ →", "Enter", "> <", "x", "A", "V", "[ ]", "z"];
        let words = "each unit's activation over the inputs; lines are weights";
        Some(Topic { name: "network", words, mode: Mode::Network, keys })
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        let is_focused = look.focus == Some(Region::Inspector) && look.tab == Tab::Network;
        is_focused.then_some(if look.selection.number.is_some() { Mode::Weights } else { Mode::Network })
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, context: &Context) -> Option<Action> {
        let cell = Position::new(mouse.column, mouse.row);
        let selection = &context.look.selection;
        let (is_inside, is_editing) = (area.contains(cell), selection.number.is_some());
        let action = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(cell, area, context)?,
            MouseEventKind::ScrollUp if is_inside && is_editing => NetworkAction::SelectWeight(-1),
            MouseEventKind::ScrollDown if is_inside && is_editing => NetworkAction::SelectWeight(1),
            MouseEventKind::ScrollUp if is_inside && selection.layer.is_none() => NetworkAction::Select(0, 1),
            MouseEventKind::ScrollDown if is_inside && selection.layer.is_none() => NetworkAction::Select(0, -1),
            _ => return None,
        };
        Some(Action::Network(action))
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        let is_editing = look.selection.number.is_some();
        (!is_editing && self.losses.take().is_some()) || look.selection.leave()
    }
}

impl Network {
    fn click(&self, cell: Position, area: Rect, context: &Context) -> Option<NetworkAction> {
        let selection = &context.look.selection;
        if let Some(losses) = &self.losses {
            return losses.unit_at(inside(area), cell, selection.unit).map(NetworkAction::SelectUnit);
        }
        let numbers = unit::rows(self.card);
        if numbers.contains(cell) {
            let first = selection.first_number(numbers.height);
            return Some(NetworkAction::SelectWeightAt(first + usize::from(cell.y - numbers.y)));
        }
        let is_drawn = selection.layer.is_none();
        self.maps.plan.unit_at(cell).filter(|_| is_drawn).map(|_| NetworkAction::SelectAt(cell.x, cell.y))
    }
}

/// The place inside the border, with a blank column at either side.
fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// The places of the drawing and of the card of a selected unit: below the drawing, where that shows as many units as
/// without it, or beside it; else the card alone while its weights are edited.
fn places(inner: Rect, run: &Update, selection: &Selection) -> (Rect, Rect) {
    let none = Rect::default();
    let Some(unit) = selection.unit else { return (inner, none) };
    let [least, most] = CARD.0;
    let card = (numbers(&run.preset, unit).len() as u16 + 1).clamp(least, most);
    let (rows, columns) = (inner.height.saturating_sub(card), inner.width.saturating_sub(CARD.1 + 2));
    let widest = run.preset.shape().widths().max().unwrap_or(1);
    let is_whole = |rows: u16| rows_of(widest, 1) <= usize::from(rows);
    if rows >= DRAWING.0 && is_whole(rows) == is_whole(inner.height) {
        let card = Rect { y: inner.y + rows, height: card, ..inner };
        return (Rect { height: rows, ..inner }, card);
    }
    if columns >= DRAWING.1 {
        let card = Rect { x: inner.x + columns + 2, width: CARD.1, ..inner };
        return (Rect { width: columns, ..inner }, card);
    }
    if selection.number.is_some() { (none, inner) } else { (inner, none) }
}

/// Keys with what they do, for the lower border, as many as fit.
fn keys(keys: &[(&'static str, &'static str)], room: usize, context: &Context) -> Line<'static> {
    let theme = context.look.theme;
    let mut line = Line::from(" ");
    for (key, words) in keys {
        let piece = [Span::styled(*key, theme.strong()), Span::styled(format!(" {words} "), theme.faint())];
        let blank = if line.spans.len() > 1 { " " } else { "" };
        if line.width() + blank.len() + piece[0].width() + piece[1].width() <= room {
            line.push_span(blank);
            line.extend(piece);
        }
    }
    line
}

/// The shape of the network, its activations where they differ, and the number of its parameters, at the right of the
/// lower border if there is room.
fn remark(frame: &mut Frame, area: Rect, footer: &Line, context: &Context, run: &Update) {
    let (shape, activation) = (names::shape(&run.preset), &run.preset.network.activation);
    let parameters = format!("{} parameters", thousands(run.parameters.len() as u64));
    let by_layer = activation.list().map(|_| format!(" {shape} {activation}, {parameters} "));
    let mut texts = by_layer.into_iter().chain([format!(" {shape}, {parameters} ")]);
    let free = usize::from(area.width).saturating_sub(footer.width() + 6);
    if let Some(text) = texts.find(|text| text.len() <= free) {
        let x = area.right() - 2 - text.len() as u16;
        frame.buffer_mut().set_string(x, area.bottom() - 1, text, context.look.theme.faint());
    }
}

#[cfg(test)]
mod tests;
