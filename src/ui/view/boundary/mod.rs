//! The decision boundary with the train and test points; `legend` writes its border.

mod columns;
mod cursor;
mod describe;
mod draw;
mod handle;
mod hint;
mod legend;

pub use hint::probed;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::plot::{Depth, Numbers};
use crate::session::Update;
use crate::ui::action::{Action, BoundaryAction, DrawAction, Effect, Region};
use crate::ui::context::{Context, Control};
use crate::ui::evaluation::numbers;
use crate::ui::format::significant;
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::plane::{self, Field, Marks, Painter, sample};
use crate::ui::slice::others;
use crate::ui::view::hint::Hint;
use crate::ui::view::{View, frame_of, title_room};
use draw::Draw;
use legend::Legend;

/// The smallest size that has a border.
const BOXED: (u16, u16) = (36, 15);
/// Name of the panel, and a short one where the names of a file's columns need the room.
const TITLE: &str = "decision boundary";
const SHORT_TITLE: &str = "boundary";

/// Columns of the corners and blanks around a title that stands alone.
const ALONE: usize = 4;

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
            let part = (view, &context.evaluation.shown.slice);
            let unit = context.look.selection.unit;
            self.painter.paint(context.evaluation.model(run), part, inside, unit, &mut self.field);
        }
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        match action {
            Action::Draw(action) => {
                let run = control.run?;
                let was_drawing = self.draw.is_some();
                let effect = handle::draw(action, run, &self.field, &mut self.draw);
                let has_begun = !was_drawing && self.draw.is_some();
                if has_begun && control.look.has_slices() {
                    Some(handle::first_columns(run, control.look))
                } else {
                    effect
                }
            }
            Action::Boundary(action) => handle::boundary(action, control, &self.field),
            _ => None,
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, self);
    }

    fn cursor(&self, _: Rect, context: &Context) -> Option<Position> {
        let probed = || context.evaluation.probe.as_ref().and_then(|probe| cell_of(&self.field, probe.place));
        self.draw.as_ref().map_or_else(probed, |draw| draw.cursor.cell(&self.field))
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        describe::describe(self, context)
    }

    fn help(&self, look: &Look, run: Option<&Update>) -> Option<Topic> {
        let numbers = run.map_or(Numbers::Sides, |run| numbers(&run.preset));
        let is_output = run.is_some_and(|run| !run.preset.loss.gives_probability());
        let words = match (numbers, look.theme.depth()) {
            (Numbers::Sides, Depth::None) if is_output => "the output: the denser, the higher; the dotted line is 0",
            (Numbers::Sides, _) if is_output => "the output: blue below 0, orange above; the dotted line is 0",
            (Numbers::Sides, Depth::None) => "probability of class 1: the denser, the higher",
            (Numbers::Sides, _) => "probability of class 1: blue 0, orange 1; the dotted line is 0.5",
            (Numbers::Classes(_), Depth::None) => "the decision boundaries between the classes",
            (Numbers::Classes(_), _) => "the predicted class in its colour; grey where undecided",
            (Numbers::Values, Depth::None) => "predicted value: the denser, the higher",
            (Numbers::Values, _) => "predicted value: blue low, orange high; points: target",
        };
        let keys: &[&str] = if look.has_slices() {
            &["← ↑ ↓ →", "w", "c", "_ |", "@ 0", "T", "D", "d", "z"]
        } else {
            &["← ↑ ↓ →", "w", "T", "D", "d", "z"]
        };
        Some(Topic { name: "boundary", words, mode: Mode::Cursor, keys })
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
        let look = context.look;
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if is_inside => {
                Some(Action::Boundary(BoundaryAction::SelectAt(column, row)))
            }
            // A probe that was put somewhere by a click or a key stays there.
            MouseEventKind::Moved if look.selection.probe.is_some_and(|probe| !probe.by_mouse) => None,
            MouseEventKind::Moved if is_inside || look.selection.probe.is_some() => {
                Some(Action::Boundary(BoundaryAction::ProbeAt(column, row)))
            }
            _ => None,
        }
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        let run = context.run?;
        match (&self.draw, &context.evaluation.probe) {
            (Some(draw), _) => Some(Hint::Pieces(hint::drawing(draw, run, &self.field))),
            (None, probe) => probe.as_ref().map(|probe| hint::probe(probe, run, self.field.slice.axes)),
        }
    }

    fn leave(&mut self, look: &mut Look) -> bool {
        self.draw.take().is_some() || (!look.zoom && look.selection.probe.take().is_some())
    }
}

/// Whether there is room for a border.
fn is_boxed(area: Rect) -> bool {
    area.width >= BOXED.0 && area.height >= BOXED.1
}

/// The decision boundary in a box, with a legend in its lower border, and the columns of a file in its upper one.
fn render(frame: &mut Frame, area: Rect, context: &Context, boundary: &Boundary) {
    let (field, look) = (&boundary.field, context.look);
    if is_boxed(area) {
        let (name, columns) = titles(area, context, boundary);
        frame_of(frame, area, look, Region::Boundary, &name, &columns);
        if let Some(run) = context.run {
            let legend = Legend {
                look,
                field,
                labels: &run.preset.data.labels(),
                predictions: &context.evaluation.predictions,
                loss: run.preset.loss,
                has_batch: !run.batch_points.is_empty(),
                stride: sample::stride(&run.dataset),
                has_test_points: !run.dataset.test.is_empty(),
                held_out: run.dataset.validation.len(),
                has_far: field.slice.has_others(),
            };
            let room = area.width.saturating_sub(2);
            let place = Rect { x: area.x + 1, y: area.bottom() - 1, width: room, height: 1 };
            frame.render_widget(legend.line(room.into()), place);
        }
    }
    bare(frame, context, boundary);
}

/// The names of a file's columns along x and y, or of the prediction over a single column.
fn axes(run: &Update, columns: [usize; 2]) -> Option<[String; 2]> {
    match run.preset.data.table()?.columns() {
        [] => None,
        [x] if matches!(numbers(&run.preset), Numbers::Classes(_)) => Some([x.clone(), "probability".to_owned()]),
        [x] => Some([x.clone(), names::output(0, &run.preset)]),
        _ => Some(columns.map(|column| run.preset.data.column_name(column))),
    }
}

/// The name of the panel, and what stands at the right of it: the columns of a table, which may need the room of the name.
fn titles(area: Rect, context: &Context, boundary: &Boundary) -> (String, String) {
    let (field, look) = (&boundary.field, context.look);
    let name = match (context.run, field.unit, field.numbers) {
        (Some(run), ..) if boundary.draw.is_some() => drawing(boundary, run, look),
        (Some(run), Some(unit), _) => format!("activation: {}", names::unit(unit, &run.preset)),
        (_, _, Numbers::Values) => "prediction".to_owned(),
        _ => TITLE.to_owned(),
    };
    let Some(columns) = context.run.and_then(|run| axes(run, field.slice.axes)) else { return (name, String::new()) };
    let stand = others(&context.evaluation.shown.survey, field.slice.axes, &look.selection.slice);
    let room = |name: &str| title_room(area, name).saturating_sub(2);
    let whole = |name: &str| match &stand[..] {
        "" => columns::plane(&columns, look.glyphs, room(name)),
        _ => columns::slice(&columns, &stand, look.glyphs, room(name), true),
    };
    let fitting = [name.as_str(), SHORT_TITLE].into_iter().map(|name| (name.to_owned(), whole(name)));
    if let Some(titles) = fitting.into_iter().find(|(_, columns)| !columns.is_empty()) {
        return titles;
    }
    if stand.is_empty() {
        return (SHORT_TITLE.to_owned(), String::new());
    }
    if name == TITLE {
        // That it is a slice, and of what, says more than what the panel is called.
        let room = usize::from(area.width).saturating_sub(ALONE);
        return (columns::slice(&columns, &stand, look.glyphs, room, false), String::new());
    }
    let columns = columns::slice(&columns, &stand, look.glyphs, room(&name), false);
    (name, columns)
}

/// The plane alone, with the cursor.
fn bare(frame: &mut Frame, context: &Context, boundary: &Boundary) {
    let (Some(run), field, look) = (context.run, &boundary.field, context.look) else { return };
    let marks = Marks { predictions: &context.evaluation.predictions, batch: &run.batch_points };
    let points = plane::draw(frame, look, field, &run.dataset, marks);
    let next = |draw: &Draw| {
        let marker = field.labels.marker(look.glyphs, field.labels.class_of(draw.label(run, field)), true);
        (draw.cursor.cell(field), Some(marker))
    };
    let drawing = boundary.draw.as_ref().map(next);
    let probed = context.evaluation.probe.as_ref();
    let probe = probed.map(|probe| (cell_of(field, probe.place), probe.point.is_none().then_some("*")));
    if let Some((Some(cell), marker)) = drawing.or(probe) {
        cursor(frame.buffer_mut(), cell, context, marker);
        // Brackets tell the cursor from a misclassified point, where they hide no other.
        let sides = [(cell.x.checked_sub(1), "["), (cell.x.checked_add(1), "]")];
        for (x, bracket) in sides.into_iter().filter_map(|(x, bracket)| Some((x?, bracket))) {
            let beside = Position { x, ..cell };
            if field.plane.contains(beside) && points.iter().all(|point| point.cell != beside) {
                cursor(frame.buffer_mut(), beside, context, Some(bracket));
            }
        }
    }
}

/// The title while points are drawn: `drawing: class 1 +`.
fn drawing(boundary: &Boundary, run: &Update, look: &Look) -> String {
    let Some(draw) = &boundary.draw else { return String::new() };
    let (label, labels) = (draw.label(run, &boundary.field), boundary.field.labels);
    if labels == Numbers::Values {
        return format!("drawing: target {}", significant(boundary.field.value_unit.label(f64::from(label))));
    }
    let class = labels.class_of(label);
    let name = look.glyphs.text(&names::class(class, &run.preset)).into_owned();
    let marker = labels.marker(look.glyphs, class, true);
    // A class without a name is called by its number, which may be its marker.
    if marker == name { format!("drawing: class {name}") } else { format!("drawing: class {name} {marker}") }
}

fn cell_of(field: &Field, (x, y): (f64, f64)) -> Option<Position> {
    field.view?.cell_of(x, y, field.plane)
}

/// A cell in the strongest colours there are: with this marker, or with that of the point there.
fn cursor(buf: &mut Buffer, cell: Position, context: &Context, marker: Option<&str>) {
    let (theme, Some(target)) = (context.look.theme, buf.cell_mut(cell)) else { return };
    let scheme = theme.scheme();
    let style = match scheme.depth {
        Depth::None => theme.base().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
        _ => Style::new().fg(scheme.paper()).bg(scheme.ink()),
    };
    let marker = marker.map_or_else(|| target.symbol().to_owned(), str::to_owned);
    target.reset();
    target.set_symbol(&marker).set_style(style.add_modifier(Modifier::BOLD));
}

#[cfg(test)]
mod tests;
