//! The plane that the network paints, with the train and test points.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;

use super::frame_of;
use crate::plot::{Marks, Plane, Point};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;

/// The place inside the panel for the plane and its axes.
#[must_use]
pub fn inside(area: Rect, boxed: bool) -> Rect {
    if boxed { area.inner(Margin::new(1, 1)) } else { area }
}

/// The plane in a box.
pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let legend = legend(app.look.marks, area.width);
    frame_of(frame, area, app, Panel::Plane, "plane", Line::styled(legend, app.look.theme.faint()));
    bare(frame, area, app);
}

/// The plane alone.
pub(super) fn bare(frame: &mut Frame, _: Rect, app: &App) {
    let (Some(run), Some(view)) = (&app.run, app.plane.view) else { return };
    let points = points(run, app);
    let plane = Plane {
        values: &app.plane.probabilities,
        points: &points,
        depth: app.look.theme.depth(),
        marks: app.look.marks,
    };
    plane.render(app.plane.plane, frame.buffer_mut());
    view.axes(app.plane.plane, app.plane.area, app.look.theme.faint(), frame.buffer_mut());
}

/// Which mark is which label and split, as long as the panel's title has room for.
fn legend(marks: Marks, width: u16) -> String {
    let [zero, one] = [0, 1].map(|label| format!("{} {}", marks.train(label), marks.test(label)));
    if width >= 56 {
        format!(" label 0: {zero}  label 1: {one}  bold: train ")
    } else {
        format!(" 0: {zero}  1: {one} ")
    }
}

fn points(run: &Update, app: &App) -> Vec<Point> {
    let Some(view) = app.plane.view else { return Vec::new() };
    let marks = app.look.marks;
    let splits = [(&run.dataset.train, true), (&run.dataset.test, false)];
    let points = splits.into_iter().flat_map(|(points, bold)| {
        points.inputs.iter().zip(&points.labels).filter_map(move |(&[x, y], &label)| {
            let cell = view.cell_of(f64::from(x), f64::from(y), app.plane.plane)?;
            let label = usize::from(label >= 0.5);
            let glyph = if bold { marks.train(label) } else { marks.test(label) };
            Some(Point { cell, glyph, bold })
        })
    });
    points.collect()
}
