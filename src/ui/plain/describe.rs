//! Asks the views for their words, one after another, each as it is prepared for a frame.

use ratatui::layout::Rect;

use super::SIZE;
use crate::ui::action::Tab;
use crate::ui::app::App;
use crate::ui::layout::{Layout, arrange};
use crate::ui::view::boundary::probed;
use crate::ui::view::{Place, Views};

/// The views that are described when none is named.
const FIRST: [&str; 6] = ["run", "boundary", "comparison", "network", "charts", "time"];
const NOTHING: &str = "Nothing is probed; probe X Y predicts a point.";

/// All places that have words.
fn places() -> Vec<(&'static str, Place)> {
    Views::default().all().filter_map(|(place, _)| Some((place.name()?, place))).collect()
}

/// The names of all that can be described.
pub fn names() -> String {
    places().iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// The view of this name.
pub fn place(name: &str) -> Result<Place, String> {
    let found = places().into_iter().find(|(known, _)| *known == name).map(|(_, place)| place);
    found.ok_or_else(|| format!("there is no view {}; the views: {}", crate::text::excerpt(name), names()))
}

/// What a view shows, or what the most important ones do.
pub fn describe(app: &mut App, wanted: Option<Place>) -> Vec<String> {
    let is_wanted = |name: &str, place: Place| wanted.map_or_else(|| FIRST.contains(&name), |wanted| wanted == place);
    let places = places().into_iter().filter(|(name, place)| is_wanted(name, *place));
    let lines: Vec<String> = places.flat_map(|(_, place)| of(app, place)).collect();
    if lines.is_empty() { vec!["There is nothing to describe here.".into()] } else { lines }
}

/// The words of a view that has a place now.
fn of(app: &mut App, place: Place) -> Vec<String> {
    let shown = app.look.tab;
    if let Place::Tab(tab) = place {
        app.look.tab = tab;
    }
    let layout = prepare(app);
    let lines = app.shown(&layout).find(|(other, ..)| *other == place).map(|(.., view)| view.describe(&app.context()));
    app.look.tab = shown;
    lines.unwrap_or_default()
}

/// What is probed.
pub fn probe(app: &mut App) -> Vec<String> {
    prepare(app);
    let context = app.context();
    let probe = context.run.zip(context.evaluation.probe.as_ref());
    vec![probe.map_or_else(
        || NOTHING.to_owned(),
        |(run, probe)| format!("{}.", probed(probe, run, context.evaluation.shown.slice.axes).join(", ")),
    )]
}

/// The numbers of the selected unit.
pub fn unit(app: &mut App) -> Vec<String> {
    let lines = describe(app, Some(Place::Tab(Tab::Network))).pop().into_iter().collect();
    // The decision boundary goes on to show predictions.
    app.look.selection.leave();
    app.look.selection.unit = None;
    lines
}

/// Computes what the views show.
pub fn prepare(app: &mut App) -> Layout {
    let layout = arrange(Rect::new(0, 0, SIZE.0, SIZE.1), &app.look);
    app.prepare(&layout);
    layout
}
