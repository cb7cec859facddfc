//! In which order a frame is sent where the line is slow, and where the terminal's cursor stands then.

use ratatui::layout::{Position, Rect};

use super::app::App;
use super::keymap::Mode;
use super::layout::Layout;
use super::surface::{Cursor, Delivery};
use super::view::Place;
use crate::session::State;

/// What keys change is sent first: the lines of text, an open popup, the focused region. The decision boundary has most
/// of the bytes and comes last.
pub(super) fn delivery(app: &App, layout: &Layout) -> Delivery {
    let popup = app.popup.is_some().then(|| app.popup_place(layout));
    let focused = app.look.focus.and_then(|region| layout.place(region)).or(layout.timeline);
    let lines = [layout.header, layout.hint, layout.keys, popup, focused];
    let regions = [layout.timeline, layout.metrics, layout.charts, layout.inspector];
    Delivery {
        first: lines.into_iter().chain(regions).flatten().collect(),
        passing: app.newest().is_some_and(|run| run.state == State::Running),
        cursor: cursor(app, layout),
    }
}

/// The cursor on the selection of the popup, of the focused region, or of the view that takes the keys; else on the hint.
fn cursor(app: &App, layout: &Layout) -> Cursor {
    let (context, look) = (app.context(), &app.look);
    let of_view = || {
        let mut views = app.shown(layout);
        let is_focused = |place: Place| look.focus.is_some() && place.region() == look.focus;
        let (_, area, view) = views.find(|(place, _, view)| is_focused(*place) || view.mode(look).is_some())?;
        // Without a selection the title stands for the region.
        Some(view.cursor(area, &context).unwrap_or(Position::new(area.x.saturating_add(2), area.y)))
    };
    let place = match &app.popup {
        Some(popup) => {
            let area = app.popup_place(layout);
            Some(popup.cursor(area, &context).unwrap_or(area.as_position()))
        }
        None => of_view(),
    };
    let hint = || layout.hint.or(layout.line).map_or(Position::ORIGIN, Rect::as_position);
    let is_visible = matches!(app.mode(), Mode::Prompt | Mode::Note | Mode::Filter | Mode::Search);
    Cursor { place: place.unwrap_or_else(hint), is_visible }
}
