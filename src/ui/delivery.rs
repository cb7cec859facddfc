//! In which order a frame is sent where the line is slow.

use super::action::Region;
use super::layout::Layout;
use super::surface::Delivery;
use crate::session::{State, Update};

/// What keys change is sent first: the lines of text, an open popup, the focused region. The decision boundary has most
/// of the bytes and comes last.
pub(super) fn delivery(layout: &Layout, focus: Option<Region>, is_popup_open: bool, run: Option<&Update>) -> Delivery {
    let popup = is_popup_open.then_some(layout.popup);
    let focused = focus.and_then(|region| layout.place(region)).or(layout.timeline);
    let lines = [layout.header, layout.hint, layout.keys, popup, focused];
    let regions = [layout.timeline, layout.metrics, layout.charts, layout.inspector];
    Delivery {
        first: lines.into_iter().chain(regions).flatten().collect(),
        passing: run.is_some_and(|run| run.state == State::Running),
    }
}
