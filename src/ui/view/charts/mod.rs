//! The charts of loss and accuracy: one, or both where there is room.

pub mod picture;
pub mod reading;
pub mod state;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};

use crate::plot::Scale;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::thousands;
use crate::ui::look::Axis;
use crate::ui::view::charts::picture::{Measure, Picture};
use crate::ui::view::{fitting_text, frame_of};

/// Columns of the border, the gaps and the corners beside the two titles.
const BESIDE: usize = 10;

/// Where the charts are in the panel.
pub fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(1, 1))
}

pub fn render(frame: &mut Frame, area: Rect, app: &App) {
    let charts = &app.charts;
    let shown: Vec<Measure> = charts.pictures.iter().map(|picture| picture.measure).collect();
    let score = app.run.as_ref().and_then(|run| run.record.train_score.correct());
    let score = if score.is_some() { "accuracy, %".into() } else { app.look.glyphs.text("R²") };
    let name = match shown[..] {
        [Measure::Score] => score.into_owned(),
        [_, _] => format!("loss and {score}"),
        _ => "loss".into(),
    };
    let room = usize::from(area.width).saturating_sub(name.len() + BESIDE);
    frame_of(frame, area, app, Panel::Loss, &name, &title(app, &shown, room));
    for picture in &charts.pictures {
        draw(frame, picture, app);
    }
}

fn draw(frame: &mut Frame, picture: &Picture, app: &App) {
    let theme = app.look.theme;
    let series = picture.series([theme.train(), theme.test(), theme.faint()]);
    // The user's cursor lies over the epoch of the past.
    let past = app.run.as_ref().filter(|run| run.is_past()).map(|run| (run.record.epoch as f64, theme.edited()));
    let cursor = app.charts.cursor.map(|epoch| (epoch as f64, theme.border()));
    let cursors: Vec<_> = past.into_iter().chain(cursor).collect();
    picture.chart(&series, &app.look, &cursors).render(picture.area, frame.buffer_mut());
}

/// The epochs that are shown, the axes and the smoothing, as far as there is room.
fn title(app: &App, shown: &[Measure], room: usize) -> String {
    let charts = &app.charts;
    let window = match charts.zoomed() {
        Some((first, last)) => format!("epochs {}-{}", thousands(first), thousands(last)),
        None if app.look.newest => "last 500".into(),
        None => "whole run".into(),
    };
    let axis = match app.look.axis {
        _ if shown == [Measure::Score] => "",
        Axis::Logarithmic => "log",
        Axis::Linear => "linear",
    };
    let epochs = if charts.epochs() == Scale::Log { "log epochs" } else { "" };
    let smooth = charts.half_life().map_or_else(String::new, |epochs| format!("smooth {}", thousands(epochs)));
    fitting_text([(0, window), (2, axis.into()), (3, epochs.into()), (1, smooth)], 2, room)
}
