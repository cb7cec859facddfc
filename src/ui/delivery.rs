//! In which order a frame is sent where the line is slow.

use crate::session::State;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::layout::Layout;
use crate::ui::surface::Delivery;

/// What keys change is sent first: the lines of text, what lies over the panels, the focused panel. The decision boundary
/// has most of the bytes and comes last.
pub(super) fn delivery(layout: &Layout, app: &App) -> Delivery {
    let popup = app.popup.is_some().then_some(layout.overlay);
    let focused = match app.look.focus {
        Some(Panel::Plane) => layout.plane,
        Some(Panel::Loss) => layout.loss,
        Some(Panel::Network) => layout.network,
        Some(Panel::Results) => layout.results,
        Some(Panel::Time) | None => layout.time,
    };
    let lines = [layout.header, layout.message, layout.hint, layout.keys, popup, focused];
    let panels = [layout.time, layout.numbers, layout.results, layout.loss, layout.network];
    Delivery {
        first: lines.into_iter().chain(panels).flatten().collect(),
        passing: app.run.as_ref().is_some_and(|run| run.state == State::Running),
    }
}
