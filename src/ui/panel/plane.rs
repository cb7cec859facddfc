//! The plane that the network paints, with the train and test points. What is said round it is for `legend`.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};

use super::{frame_of, legend, title_room};
use crate::data::Labels;
use crate::plot::{Numbers, Plane, Point};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::painter::place;
use crate::ui::sample;

/// Columns of a panel from which on the legend has room for words.
const WIDE: u16 = 56;
/// Name of the panel.
const TITLE: &str = "plane";

/// The place inside the panel for the plane and its axes.
#[must_use]
pub fn inside(area: Rect, boxed: bool) -> Rect {
    if boxed { area.inner(Margin::new(1, 1)) } else { area }
}

/// The plane in a box. What it shows of points from a file stands in the lower border.
pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let wide = area.width >= WIDE;
    let labels = app.run.as_ref().map_or(Labels::Values, |run| run.preset.data.labels());
    let room = title_room(area, TITLE);
    let legend = match app.plane.numbers {
        Numbers::Sides => legend::sides(app, &labels, wide, room),
        Numbers::Classes(count) => legend::classes(app, &labels, count, wide, room),
        Numbers::Values => legend::values(app, wide, room),
    };
    frame_of(frame, area, app, Panel::Plane, TITLE, legend);
    if let Some(run) = &app.run {
        legend::footer(frame, area, app, run);
    }
    bare(frame, area, app);
}

/// The plane alone.
pub(super) fn bare(frame: &mut Frame, _: Rect, app: &App) {
    let (Some(run), Some(view)) = (&app.run, app.plane.view) else { return };
    let points = points(run, app);
    let plane = Plane {
        values: &app.plane.values,
        numbers: app.plane.numbers,
        points: &points,
        depth: app.look.theme.depth(),
        marks: app.look.marks,
    };
    plane.render(app.plane.plane, frame.buffer_mut());
    let (plane, style) = (app.plane.plane, app.look.theme.faint());
    view.axes(plane, app.plane.area, app.plane.units, style, frame.buffer_mut());
}

fn points(run: &Update, app: &App) -> Vec<Point> {
    let Some(view) = app.plane.view else { return Vec::new() };
    let (marks, numbers) = (app.look.marks, app.plane.numbers);
    let class_of = move |label: f32| match numbers {
        Numbers::Sides => usize::from(label >= 0.5),
        Numbers::Classes(_) => label as usize,
        Numbers::Values => usize::from(label >= 0.0),
    };
    let stride = sample::stride(&run.dataset);
    let splits = [(&run.dataset.train, true), (&run.dataset.test, false)];
    let points = splits.into_iter().flat_map(|(points, bold)| {
        sample::drawn(points, stride, class_of).filter_map(move |index| {
            let ([x, y], label) = (points.inputs[index], points.labels[index]);
            let cell = view.cell_of(f64::from(x), f64::from(y), app.plane.plane)?;
            let value = if numbers == Numbers::Values { app.plane.limit } else { None };
            let value = value.map(|limit| place(label, limit));
            let class = class_of(label);
            let glyph = match (numbers, bold) {
                (Numbers::Classes(_), true) => marks.train_class(class),
                (Numbers::Classes(_), false) => marks.test_class(class),
                (_, true) => marks.train(class),
                (_, false) => marks.test(class),
            };
            Some(Point { cell, glyph, bold, value })
        })
    });
    points.collect()
}
