//! What a click, a turn of the wheel and a move of the mouse mean, by what is on the screen there.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::action::{Action, ListAction, ViewAction};
use super::app::App;
use super::layout::Layout;
use super::view::{Place, tab_at};

/// What the mouse asks for, if anything.
pub(super) fn action(app: &App, layout: &Layout, mouse: MouseEvent) -> Option<Action> {
    let (cell, context) = (Position::new(mouse.column, mouse.row), app.context());
    let shown = || app.shown(layout);
    if let Some(popup) = &app.popup {
        let keys = || shown().find(|(place, ..)| *place == Place::Keys);
        return match mouse.kind {
            MouseEventKind::ScrollUp => Some(Action::List(ListAction::Move(-1))),
            MouseEventKind::ScrollDown => Some(Action::List(ListAction::Move(1))),
            MouseEventKind::Down(MouseButton::Left) => match keys().filter(|(_, area, _)| area.contains(cell)) {
                Some((_, area, keys)) => keys.mouse(mouse, area, &context),
                None => popup.row_at(app.popup_place(layout), cell).map(|row| Action::List(ListAction::Pick(row))),
            },
            _ => None,
        };
    }
    let is_everywhere = matches!(
        mouse.kind,
        MouseEventKind::Moved | MouseEventKind::Drag(MouseButton::Left) | MouseEventKind::Up(MouseButton::Left)
    );
    if is_everywhere {
        return shown().find_map(|(_, area, view)| view.mouse(mouse, area, &context));
    }
    let (place, area, view) = shown().find(|(_, area, _)| area.contains(cell))?;
    if let Some(action) = view.mouse(mouse, area, &context) {
        return Some(action);
    }
    let is_click = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    match tab_at(cell, area, &app.look).filter(|_| is_click && matches!(place, Place::Tab(_))) {
        Some(tab) => Some(Action::View(ViewAction::Tab(tab))),
        None => place.region().filter(|_| is_click).map(|region| Action::View(ViewAction::FocusAt(region))),
    }
}
