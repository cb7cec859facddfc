//! The decision boundary with the train and test points; `legend` writes its border.

mod cursor;
mod draw;
mod handle;
mod hint;
pub mod legend;
pub mod painter;
mod sample;

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::data::{Dataset, Labels};
use crate::plot::{Numbers, Plane, Point, black_or_white_on, nominal_rgb, to_colour};
use crate::session::Update;
use crate::ui::action::{Action, BoundaryAction, DrawAction, Effect, Region};
use crate::ui::context::{Context, Control};
use crate::ui::evaluation::model::Model;
use crate::ui::evaluation::scale::place;
use crate::ui::format::{short, thousands};
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::view::boundary::painter::{Field, Painter};
use crate::ui::view::hint::Hint;
use crate::ui::view::{View, frame_with, title_room};
use draw::Draw;

/// The fewest columns of a panel whose legend has room for words.
const WIDE: u16 = 58;
/// The smallest size that has a border.
const BOXED: (u16, u16) = (36, 15);
/// Name of the panel, and the short one where the legend needs the room.
const TITLES: [&str; 2] = ["decision boundary", "boundary"];

/// The decision boundary, the probe, and the drawing of points.
#[derive(Default)]
pub struct Boundary {
    painter: Painter,
    field: Field,
    draw: Option<Draw>,
}

impl View for Boundary {
    fn prepare(&mut self, area: Rect, context: &Context) {
        if let (Some(run), Some(view)) = (context.run, context.evaluation.view) {
            let inside = if is_boxed(area) { area.inner(Margin::new(1, 1)) } else { area };
            self.painter.paint(Model::of(run), view, inside, context.look.selection.unit, &mut self.field);
        }
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        match action {
            Action::Draw(action) => handle::draw(action, control.run?, &self.field, &mut self.draw),
            Action::Boundary(action) => handle::boundary(action, control, &self.field),
            _ => None,
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, self);
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        match self.draw {
            Some(_) => Some(Mode::Draw),
            None => (look.focus == Some(Region::Boundary)).then_some(Mode::Cursor),
        }
    }

    fn mouse(&self, mouse: MouseEvent, _: Rect, context: &Context) -> Option<Action> {
        let (column, row) = (mouse.column, mouse.row);
        let is_inside = self.field.plane.contains((column, row).into());
        if self.draw.is_some() {
            return match mouse.kind {
                MouseEventKind::Moved => Some(Action::Draw(DrawAction::CursorAt(column, row))),
                MouseEventKind::Down(MouseButton::Right) => Some(Action::Draw(DrawAction::RemoveAt(column, row))),
                MouseEventKind::Down(MouseButton::Left) if is_inside => {
                    Some(Action::Draw(DrawAction::AddAt(column, row)))
                }
                _ => None,
            };
        }
        let probes = is_inside || context.look.selection.probe.is_some();
        let is_move = mouse.kind == MouseEventKind::Moved;
        (is_move && probes).then_some(Action::Boundary(BoundaryAction::ProbeAt(column, row)))
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        let run = context.run?;
        let pieces = match (&self.draw, &context.evaluation.probe) {
            (Some(draw), _) => hint::drawing(draw, run, &self.field),
            (None, Some(probe)) => hint::probed(probe, run),
            (None, None) => return None,
        };
        Some(Hint::Pieces(pieces))
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        self.draw.take().is_some() || (!look.zoom && look.selection.probe.take().is_some())
    }
}

/// Whether there is room for a border.
fn is_boxed(area: Rect) -> bool {
    area.width >= BOXED.0 && area.height >= BOXED.1
}

/// The decision boundary in a box, with remarks on points from a file in the lower border.
fn render(frame: &mut Frame, area: Rect, context: &Context, boundary: &Boundary) {
    let field = &boundary.field;
    if !is_boxed(area) {
        return bare(frame, context, boundary);
    }
    let wide = area.width >= WIDE;
    let labels = context.run.map_or(Labels::Values, |run| run.preset.data.labels());
    let [long, short] = TITLES;
    let room = title_room(area, short);
    let legend = match field.numbers {
        _ if field.unit.is_some() => legend::values(context, field, false, room),
        Numbers::Sides => legend::sides(context, &labels, wide, room),
        Numbers::Classes(count) => legend::classes(context, &labels, count, wide, room),
        Numbers::Values => legend::values(context, field, wide, room),
    };
    let name = match (context.run, field.unit, field.numbers) {
        (Some(run), Some(unit), _) => format!("activation: {}", names::unit(unit, &run.preset)),
        (_, _, Numbers::Values) => "prediction".to_owned(),
        _ if legend.width() <= title_room(area, long) => long.to_owned(),
        _ => short.to_owned(),
    };
    frame_with(frame, area, context.look, Region::Boundary, &name, legend);
    if let Some(run) = context.run {
        legend::footer(frame, area, context, run);
    }
    bare(frame, context, boundary);
    let predictions = &context.evaluation.predictions;
    if !predictions.train.wrong.is_empty() || !predictions.test.wrong.is_empty() {
        let room = usize::from(area.width.saturating_sub(4));
        if let Some(words) = misclassified(context).into_iter().find(|words| words.width() <= room) {
            let place = Rect { y: area.bottom() - 1, height: 1, width: words.width() as u16, x: area.x + 2 };
            frame.render_widget(Line::styled(words, context.look.theme.text()), place);
        }
    }
}

/// The number of misclassified points, and a shorter form.
fn misclassified(context: &Context) -> [String; 2] {
    let splits = [("train", &context.evaluation.predictions.train), ("test", &context.evaluation.predictions.test)];
    let counts = splits.map(|(name, split)| {
        format!("{} of {} {name}", thousands(split.wrong.len() as u64), thousands(split.asked as u64))
    });
    let [what, brief] = match context.evaluation.predictions.bound {
        Some(bound) => ["off by more than", "off by >"].map(|words| format!("{words} {}", short(bound))),
        None => ["misclassified".to_owned(), "errors".to_owned()],
    };
    let [train, test] = splits.map(|(name, split)| format!("{} {name}", thousands(split.wrong.len() as u64)));
    [format!(" {what}: {}, {} ", counts[0], counts[1]), format!(" {brief}: {train}, {test} ")]
}

/// The plane alone.
fn bare(frame: &mut Frame, context: &Context, boundary: &Boundary) {
    let (Some(run), field) = (context.run, &boundary.field) else { return };
    let is_highlighted = |train: bool, index: usize| {
        let split = if train { &context.evaluation.predictions.train } else { &context.evaluation.predictions.test };
        train && run.batch_points.contains(&index) || split.wrong.binary_search(&index).is_ok()
    };
    draw(frame, context, field, &run.dataset, is_highlighted);
    let drawing = boundary.draw.map(|draw| (draw.cursor.cell(field), next_glyph(context, &draw, run, field)));
    let probed = context.evaluation.probe.as_ref().map(|probe| probe.place);
    let probe = probed.map(|(x, y)| (field.view.and_then(|view| view.cell_of(x, y, field.plane)), "*"));
    if let Some((Some(cell), glyph)) = drawing.or(probe)
        && let Some(target) = frame.buffer_mut().cell_mut(cell)
    {
        cursor(target, context, glyph);
    }
}

/// A field of predictions with points and axes. `is_highlighted` takes whether a point is a train point, and its index.
pub fn draw(
    frame: &mut Frame,
    context: &Context,
    field: &Field,
    dataset: &Dataset,
    is_highlighted: impl Fn(bool, usize) -> bool,
) {
    let Some(view) = field.view else { return };
    let points = points(context, field, dataset, is_highlighted);
    let plane = Plane {
        values: &field.values,
        numbers: field.numbers,
        line: &field.line,
        discrete: context.look.hard_classes,
        points: &points,
        depth: context.look.theme.depth(),
        glyphs: context.look.glyphs,
    };
    plane.render(field.plane, frame.buffer_mut());
    view.axes(field.plane, field.area, field.units, context.look.theme.faint(), frame.buffer_mut());
}

fn next_glyph(context: &Context, draw: &Draw, run: &Update, field: &Field) -> &'static str {
    field.labels.marker(context.look.glyphs, field.labels.class_of(draw.label(run, field)), true)
}

/// The cursor: a glyph in the cell's colours, reversed.
fn cursor(target: &mut Cell, context: &Context, glyph: &str) {
    let (plane, depth) = (target.bg, context.look.theme.depth());
    let style = match nominal_rgb(plane) {
        Some(background) => Style::new().fg(plane).bg(to_colour(black_or_white_on(background), depth)),
        None => context.look.theme.base().add_modifier(Modifier::REVERSED),
    };
    target.reset();
    target.set_symbol(glyph).set_style(style.add_modifier(Modifier::BOLD));
}

fn points(
    context: &Context,
    field: &Field,
    dataset: &Dataset,
    is_highlighted: impl Fn(bool, usize) -> bool,
) -> Vec<Point> {
    let Some(view) = field.view else { return Vec::new() };
    let labels = field.labels;
    let limit = field.limit.filter(|_| labels == Numbers::Values && field.unit.is_none());
    let stride = sample::stride(dataset);
    let splits = [(&dataset.train, true), (&dataset.test, false)];
    let mut shown = Vec::new();
    for (points, bold) in splits.into_iter().filter(|(_, bold)| context.look.shows(*bold)) {
        for index in sample::drawn(points, stride, |label| labels.class_of(label)) {
            let ([x, y], label) = (points.inputs[index], points.labels[index]);
            let Some(cell) = view.cell_of(f64::from(x), f64::from(y), field.plane) else { continue };
            let glyph = labels.marker(context.look.glyphs, labels.class_of(label), bold);
            let value = limit.map(|limit| place(label, limit));
            shown.push(Point { cell, glyph, bold, value, highlighted: is_highlighted(bold, index) });
        }
    }
    shown
}
