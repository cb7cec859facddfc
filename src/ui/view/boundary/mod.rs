//! The decision boundary with the train and test points; `legend` writes its border.

pub mod cursor;
pub mod draw;
mod draw_keys;
pub mod legend;
pub mod painter;
mod sample;

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::layout::{Margin, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::data::{Dataset, Labels};
use crate::plot::{Numbers, Plane, Point, black_or_white_on, nominal_rgb, to_colour};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::{short, thousands};
use crate::ui::view::boundary::painter::{Field, place};
use crate::ui::view::network::names;
use crate::ui::view::{frame_with, title_room};

/// The fewest columns of a panel whose legend has room for words.
const WIDE: u16 = 58;
/// Name of the panel, and the short one where the legend needs the room.
const TITLES: [&str; 2] = ["decision boundary", "boundary"];

/// The place inside the panel for the plane and its axes.
pub fn inside(area: Rect, boxed: bool) -> Rect {
    if boxed { area.inner(Margin::new(1, 1)) } else { area }
}

/// The decision boundary in a box, with remarks on points from a file in the lower border.
pub fn render(frame: &mut Frame, area: Rect, app: &App) {
    let wide = area.width >= WIDE;
    let labels = app.run.as_ref().map_or(Labels::Values, |run| run.preset.data.labels());
    let [long, short] = TITLES;
    let room = title_room(area, short);
    let legend = match app.plane.numbers {
        _ if app.plane.unit.is_some() => legend::values(app, false, room),
        Numbers::Sides => legend::sides(app, &labels, wide, room),
        Numbers::Classes(count) => legend::classes(app, &labels, count, wide, room),
        Numbers::Values => legend::values(app, wide, room),
    };
    let name = match (&app.run, app.plane.unit, app.plane.numbers) {
        (Some(run), Some(unit), _) => format!("activation: {}", names::unit(unit, &run.preset)),
        (_, _, Numbers::Values) => "prediction".to_owned(),
        _ if legend.width() <= title_room(area, long) => long.to_owned(),
        _ => short.to_owned(),
    };
    frame_with(frame, area, app, Panel::Plane, &name, legend);
    if let Some(run) = &app.run {
        legend::footer(frame, area, app, run);
    }
    bare(frame, area, app);
    if app.look.misclassified {
        let room = usize::from(area.width.saturating_sub(4));
        if let Some(words) = misclassified(app).into_iter().find(|words| words.width() <= room) {
            let place = Rect { y: area.bottom() - 1, height: 1, width: words.width() as u16, x: area.x + 2 };
            frame.render_widget(Line::styled(words, app.look.theme.text()), place);
        }
    }
}

/// The number of misclassified points, and a shorter form.
fn misclassified(app: &App) -> [String; 2] {
    let splits = [("train", &app.predictions.train), ("test", &app.predictions.test)];
    let counts = splits.map(|(name, split)| {
        format!("{} of {} {name}", thousands(split.wrong.len() as u64), thousands(split.asked as u64))
    });
    let [what, brief] = match app.predictions.bound {
        Some(bound) => ["off by more than", "off by >"].map(|words| format!("{words} {}", short(bound))),
        None => ["misclassified".to_owned(), "errors".to_owned()],
    };
    let [train, test] = splits.map(|(name, split)| format!("{} {name}", thousands(split.wrong.len() as u64)));
    [format!(" {what}: {}, {} ", counts[0], counts[1]), format!(" {brief}: {train}, {test} ")]
}

/// The plane alone.
pub fn bare(frame: &mut Frame, _: Rect, app: &App) {
    let Some(run) = &app.run else { return };
    let is_highlighted = |train: bool, index: usize| {
        let split = if train { &app.predictions.train } else { &app.predictions.test };
        train && run.batch_points.contains(&index)
            || app.look.misclassified && split.wrong.binary_search(&index).is_ok()
    };
    draw(frame, app, &app.plane, &run.dataset, is_highlighted);
    let drawing = app.draw.map(|draw| (draw.cursor, next_glyph(app, run)));
    let probe = app.inspection.probe.map(|probe| (probe, "*"));
    if let Some((place, glyph)) = drawing.or(probe)
        && let Some(cell) = place.cell(&app.plane)
        && let Some(target) = frame.buffer_mut().cell_mut(cell)
    {
        cursor(target, app, glyph);
    }
}

/// A field of predictions with points and axes. `is_highlighted` takes whether a point is a train point, and its index.
pub fn draw(
    frame: &mut Frame,
    app: &App,
    field: &Field,
    dataset: &Dataset,
    is_highlighted: impl Fn(bool, usize) -> bool,
) {
    let Some(view) = field.view else { return };
    let points = points(app, field, dataset, is_highlighted);
    let plane = Plane {
        values: &field.values,
        numbers: field.numbers,
        line: &field.line,
        discrete: app.look.hard_classes,
        points: &points,
        depth: app.look.theme.depth(),
        glyphs: app.look.glyphs,
    };
    plane.render(field.plane, frame.buffer_mut());
    view.axes(field.plane, field.area, field.units, app.look.theme.faint(), frame.buffer_mut());
}

fn next_glyph(app: &App, run: &Update) -> &'static str {
    let label = app.draw.map_or(0.0, |draw| draw.label(run, &app.plane));
    app.plane.labels.marker(app.look.glyphs, app.plane.labels.class_of(label), true)
}

/// The cursor: a glyph in the cell's colours, reversed.
fn cursor(target: &mut Cell, app: &App, glyph: &str) {
    let (plane, depth) = (target.bg, app.look.theme.depth());
    let style = match nominal_rgb(plane) {
        Some(background) => Style::new().fg(plane).bg(to_colour(black_or_white_on(background), depth)),
        None => app.look.theme.base().add_modifier(Modifier::REVERSED),
    };
    target.reset();
    target.set_symbol(glyph).set_style(style.add_modifier(Modifier::BOLD));
}

fn points(app: &App, field: &Field, dataset: &Dataset, is_highlighted: impl Fn(bool, usize) -> bool) -> Vec<Point> {
    let Some(view) = field.view else { return Vec::new() };
    let labels = field.labels;
    let limit = field.limit.filter(|_| labels == Numbers::Values && field.unit.is_none());
    let stride = sample::stride(dataset);
    let splits = [(&dataset.train, true), (&dataset.test, false)];
    let mut shown = Vec::new();
    for (points, bold) in splits.into_iter().filter(|(_, bold)| *bold || app.look.test_points) {
        for index in sample::drawn(points, stride, |label| labels.class_of(label)) {
            let ([x, y], label) = (points.inputs[index], points.labels[index]);
            let Some(cell) = view.cell_of(f64::from(x), f64::from(y), field.plane) else { continue };
            let glyph = labels.marker(app.look.glyphs, labels.class_of(label), bold);
            let value = limit.map(|limit| place(label, limit));
            shown.push(Point { cell, glyph, bold, value, highlighted: is_highlighted(bold, index) });
        }
    }
    shown
}
