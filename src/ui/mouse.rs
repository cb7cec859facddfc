//! What a click, a turn of the wheel and a move of the mouse mean, by their place on the screen.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};

use crate::ui::action::{Action, ChartAction, DrawAction, ListAction, NetworkAction, ScrubAction, ViewAction, Zoom};
use crate::ui::app::App;
use crate::ui::layout::Layout;
use crate::ui::view;

/// Epochs of a turn of the wheel over the history line.
const WHEEL: i64 = 10;

/// What the mouse asks for, if anything.
pub(super) fn action(app: &App, layout: &Layout, mouse: MouseEvent) -> Option<Action> {
    let (column, cell) = (mouse.column, Position::new(mouse.column, mouse.row));
    match mouse.kind {
        // A drag that began on the history line goes on wherever the mouse goes.
        MouseEventKind::Drag(MouseButton::Left) => return app.scrubbed.map(|_| Action::Scrub(ScrubAction::To(column))),
        MouseEventKind::Up(MouseButton::Left) => return app.scrubbed.map(|_| Action::Scrub(ScrubAction::End)),
        _ => {}
    }
    if let Some(action) = drawing(app, layout, mouse) {
        return Some(action);
    }
    let Some(popup) = &app.popup else { return on_panels(app, layout, mouse) };
    match mouse.kind {
        MouseEventKind::ScrollUp => Some(Action::List(ListAction::Move(-1))),
        MouseEventKind::ScrollDown => Some(Action::List(ListAction::Move(1))),
        MouseEventKind::Down(MouseButton::Left) => match layout.keys.filter(|keys| keys.contains(cell)) {
            Some(keys) => view::key_line::action_at(app, keys, column),
            None => popup.row_at(layout.overlay, cell).map(|row| Action::List(ListAction::Pick(row))),
        },
        _ => None,
    }
}

/// What it means while points are drawn.
fn drawing(app: &App, layout: &Layout, mouse: MouseEvent) -> Option<Action> {
    let (column, row) = (mouse.column, mouse.row);
    if app.draw.is_none() || app.popup.is_some() || layout.plane.is_none() {
        return None;
    }
    match mouse.kind {
        MouseEventKind::Moved => Some(Action::Draw(DrawAction::CursorAt(column, row))),
        MouseEventKind::Down(MouseButton::Right) => Some(Action::Draw(DrawAction::RemoveAt(column, row))),
        MouseEventKind::Down(MouseButton::Left) if app.plane.plane.contains((column, row).into()) => {
            Some(Action::Draw(DrawAction::AddAt(column, row)))
        }
        _ => None,
    }
}

fn on_panels(app: &App, layout: &Layout, mouse: MouseEvent) -> Option<Action> {
    let (column, row) = (mouse.column, mouse.row);
    let cell = Position::new(column, row);
    let wheel = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => return click(app, layout, cell),
        MouseEventKind::Moved if app.charts.follows(cell) => {
            return Some(Action::Chart(ChartAction::CursorAt(column, row)));
        }
        MouseEventKind::Moved => {
            let probes = app.plane.plane.contains(cell) || app.inspection.probe.is_some();
            let probes = layout.plane.is_some() && probes;
            return probes.then_some(Action::Network(NetworkAction::ProbeAt(column, row)));
        }
        MouseEventKind::ScrollUp => Zoom::In,
        MouseEventKind::ScrollDown => Zoom::Out,
        _ => return None,
    };
    if app.charts.epoch_at(cell).is_some() {
        return Some(Action::Chart(ChartAction::ZoomAt(wheel, column, row)));
    }
    let epochs = if wheel == Zoom::In { -WHEEL } else { WHEEL };
    layout.time.filter(|time| time.contains(cell)).map(|_| Action::Scrub(ScrubAction::By(epochs)))
}

fn click(app: &App, layout: &Layout, cell: Position) -> Option<Action> {
    if let Some(keys) = layout.keys.filter(|keys| keys.contains(cell)) {
        return view::key_line::action_at(app, keys, cell.x);
    }
    if app.timeline.at(cell).is_some() {
        return Some(Action::Scrub(ScrubAction::Start(cell.x, cell.y)));
    }
    let on_unit = |network: &Rect| network.contains(cell) && app.maps.plan.unit_at(cell).is_some();
    if layout.network.as_ref().is_some_and(on_unit) {
        return Some(Action::Network(NetworkAction::SelectAt(cell.x, cell.y)));
    }
    if let Some(card) = layout.loss.filter(|_| app.inspection.unit.is_some())
        && card.inner(Margin::new(1, 1)).contains(cell)
    {
        let first = app.inspection.first_number(card.height - 2);
        return Some(Action::Network(NetworkAction::SelectWeightAt(first + usize::from(cell.y - card.y - 1))));
    }
    layout.panel_at(cell.x, cell.y).map(|panel| Action::View(ViewAction::Focus(panel)))
}
