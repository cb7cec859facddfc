//! The columns of a table with more than two: which of them the decision boundary shows, and where the others stand, each with a
//! slider.

mod describe;
mod handle;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::data::Variable;
use crate::plot::Glyphs;
use crate::session::Update;
use crate::ui::action::{Action, Effect, Region, SliceAction, Tab};
use crate::ui::context::{Context, Control};
use crate::ui::format::{coordinate, cut, more};
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::slice::{Chosen, Shown, others, words};
use crate::ui::view::hint::Hint;
use crate::ui::view::{View, inspector};

/// The most columns of a name, and of a number.
const NAME: usize = 24;
const NUMBER: usize = 9;
/// Columns before the name: which axis it is along.
const AXIS: usize = 2;
/// The fewest and the most columns of a slider.
const SLIDER: (usize, usize) = (5, 40);

/// The inspector's tab on the columns.
#[derive(Default)]
pub struct Columns {
    /// The place of the selected column among those of the file.
    selected: usize,
    /// The first that is shown.
    top: usize,
    /// Where the list is on the screen.
    area: Rect,
}

impl View for Columns {
    fn prepare(&mut self, area: Rect, context: &Context) {
        let count = context.evaluation.shown.survey.variables.len();
        self.selected = self.selected.min(count.saturating_sub(1));
        self.area = inside(area);
        let height = usize::from(self.area.height);
        let last = (self.selected + 1).saturating_sub(height);
        self.top = self.top.min(count.saturating_sub(height)).clamp(last, self.selected.max(last));
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let Action::Slice(action) = action else { return None };
        handle::slice(&mut self.selected, action, control)
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, self);
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        is_focused(look).then_some(Mode::Columns)
    }

    fn mouse(&self, mouse: MouseEvent, area: Rect, context: &Context) -> Option<Action> {
        let is_inside = area.contains((mouse.column, mouse.row).into());
        Some(Action::Slice(match mouse.kind {
            MouseEventKind::ScrollUp if is_inside => SliceAction::Select(-1),
            MouseEventKind::ScrollDown if is_inside => SliceAction::Select(1),
            MouseEventKind::Down(MouseButton::Left) if self.area.contains((mouse.column, mouse.row).into()) => {
                let place = self.top + usize::from(mouse.row - self.area.y);
                let shown = &context.evaluation.shown;
                let variable = shown.survey.variables.get(place)?;
                let plan = Plan::new(shown, self.area);
                let at = plan.number_at(usize::from(mouse.column - self.area.x), variable);
                match at.filter(|_| axis(variable, shown).is_none()) {
                    Some(number) => SliceAction::Set(place, number),
                    None => SliceAction::SelectAt(place),
                }
            }
            _ => return None,
        }))
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        if !is_focused(context.look) {
            return None;
        }
        let (shown, chosen) = (&context.evaluation.shown, &context.look.selection.slice);
        let variable = shown.survey.variables.get(self.selected)?;
        if let Some(axis) = axis(variable, shown) {
            return Some(Hint::Text(format!("{} is along {axis}, {}", variable.name, range(variable))));
        }
        let brief = format!("{} stands at {}", variable.name, words(variable, chosen.number(variable)));
        let at = format!("{brief}{}", place(variable));
        Some(Hint::Choice(vec![format!("{at}; `← →` move the decision boundary along it"), at, brief]))
    }

    fn cursor(&self, _: Rect, context: &Context) -> Option<Position> {
        let row = self.selected.checked_sub(self.top)?;
        let is_shown = is_focused(context.look) && row < usize::from(self.area.height);
        is_shown.then(|| Position::new(self.area.x, self.area.y + row as u16))
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        describe::describe(context)
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let words = "the decision boundary shows two columns; the others stand at one number each";
        let keys = &["↑ ↓", "← →", "x y", "@", "0", "[ ]", "z"];
        Some(Topic { name: "columns", words, mode: Mode::Columns, keys })
    }
}

fn is_focused(look: &Look) -> bool {
    look.focus == Some(Region::Inspector) && look.tab == Tab::Columns
}

fn inside(area: Rect) -> Rect {
    let inner = area.inner(Margin::new(1, 1));
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// The axis that a column of the file is along.
fn axis(variable: &Variable, shown: &Shown) -> Option<&'static str> {
    let along = shown.slice.axes.iter().position(|column| variable.columns.contains(column))?;
    ["x", "y"].get(along).copied()
}

/// `1.00 to 6.90`
fn range(variable: &Variable) -> String {
    let (least, most) = variable.range;
    format!("{} to {}", coordinate(least.into()), coordinate(most.into()))
}

/// Where that is: among the texts, or in the range of the train points.
fn place(variable: &Variable) -> String {
    match (variable.has_mean, variable.texts.len()) {
        (true, _) => {
            format!(" ({} in the train points, {} on average)", range(variable), coordinate(variable.typical[0].into()))
        }
        (false, 0) => " (0 is no, 1 is yes)".to_owned(),
        (false, texts) => format!(" (one of {texts} texts)"),
    }
}

/// The columns of a row: names, sliders, numbers.
#[derive(Clone, Copy, Debug)]
struct Plan {
    name: usize,
    slider: usize,
}

impl Plan {
    /// Names are cut before sliders are too short to move.
    fn new(shown: &Shown, area: Rect) -> Self {
        let width = usize::from(area.width);
        let longest = shown.survey.variables.iter().map(|variable| variable.name.width()).max().unwrap_or(0);
        let room = width.saturating_sub(AXIS + 1 + 1 + NUMBER);
        let name = longest.min(NAME).min(room.saturating_sub(SLIDER.0));
        Self { name, slider: room.saturating_sub(name).min(SLIDER.1) }
    }

    /// The number of a column of the file at a place in the row, or of its text, if a slider is there.
    fn number_at(&self, column: usize, variable: &Variable) -> Option<f32> {
        let place = column.checked_sub(AXIS + self.name + 1).filter(|place| *place < self.slider)?;
        let part = place as f32 / (self.slider - 1).max(1) as f32;
        let (least, most) = ends(variable);
        let number = least + part * (most - least);
        Some(if variable.has_mean { number } else { number.round() })
    }
}

/// The ends of a slider.
fn ends(variable: &Variable) -> (f32, f32) {
    match variable.texts.len() {
        0 => variable.range,
        texts => (0.0, texts as f32 - 1.0),
    }
}

/// ```text
/// ╭ columns ──────────────────────╮
/// │ x petal_length   1.00 to 6.90 │
/// │ y petal_width    0.10 to 2.50 │
/// │   sepal_length ───●──    5.84 │
/// │   sepal_width  ──●───    3.05 │
/// ╰ others at their mean ─────────╯
/// ```
fn render(frame: &mut Frame, area: Rect, context: &Context, view: &Columns) {
    inspector(frame, area, context.look);
    let (shown, chosen) = (&context.evaluation.shown, &context.look.selection.slice);
    let plan = Plan::new(shown, view.area);
    let variables = shown.survey.variables.iter().enumerate().skip(view.top);
    for (row, (place, variable)) in variables.take(view.area.height.into()).enumerate() {
        let is_selected = place == view.selected && is_focused(context.look);
        let line = line(variable, plan, (shown, chosen), context, is_selected);
        frame.buffer_mut().set_line(view.area.x, view.area.y + row as u16, &line, view.area.width);
    }
    let end = view.top + usize::from(view.area.height);
    let hidden = more(view.top, shown.survey.variables.len().saturating_sub(end));
    let words = others(&shown.survey, shown.slice.axes, chosen);
    let pieces: Vec<String> = [words, hidden].into_iter().filter(|piece| !piece.is_empty()).collect();
    let footer = context.look.glyphs.text(&format!(" {} ", pieces.join(" · "))).into_owned();
    let room = area.width.saturating_sub(3);
    frame.buffer_mut().set_line(
        area.x + 1,
        area.bottom().saturating_sub(1),
        &Line::styled(footer, context.look.theme.faint()),
        room,
    );
}

/// A column of the file: along which axis it is, its name, and its range, or where it stands.
fn line(
    variable: &Variable,
    plan: Plan,
    (shown, chosen): (&Shown, &Chosen),
    context: &Context,
    is_selected: bool,
) -> Line<'static> {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let name = cut(&glyphs.text(&variable.name), plan.name, glyphs);
    let padding = " ".repeat(plan.name.saturating_sub(name.width()) + 1);
    let axis = axis(variable, shown);
    let style = match (is_selected, axis) {
        (true, _) => theme.selected(),
        (false, Some(_)) => theme.strong(),
        (false, None) => theme.text(),
    };
    let mut line = Line::from(vec![
        Span::styled(format!("{:AXIS$}", axis.unwrap_or("")), theme.strong()),
        Span::styled(name, style),
        Span::raw(padding),
    ]);
    let room = plan.slider + 1 + NUMBER;
    if axis.is_some() {
        line.push_span(Span::styled(format!("{:>room$}", range(variable)), theme.faint()));
        return line;
    }
    let number = chosen.number(variable);
    let said = cut(&glyphs.text(&words(variable, number)), NUMBER, glyphs);
    let (least, most) = ends(variable);
    let part = if most > least { ((number - least) / (most - least)).clamp(0.0, 1.0) } else { 0.5 };
    let at = (part * plan.slider.saturating_sub(1) as f32).round() as usize;
    let [rail, knob] = if glyphs == Glyphs::Ascii { ["-", "#"] } else { ["─", "●"] };
    if plan.slider > 0 {
        line.push_span(Span::styled(rail.repeat(at), theme.border()));
        line.push_span(Span::styled(knob, theme.strong()));
        line.push_span(Span::styled(rail.repeat(plan.slider - 1 - at), theme.border()));
    }
    let padding = " ".repeat((1 + NUMBER).saturating_sub(said.width()));
    line.push_span(Span::styled(format!("{padding}{said}"), theme.text()));
    line
}

#[cfg(test)]
mod tests;
