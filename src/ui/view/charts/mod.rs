//! The charts: one metric of the run over its epochs, or two where there is room.
//!
//! Owns what they show and how they are laid out. The lines themselves are drawn by `plot`, which gets named series and knows
//! nothing of runs.

mod describe;
mod lines;
mod metric;
mod picture;
mod reading;
mod state;
mod title;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;
use unicode_width::UnicodeWidthStr;

use crate::session::Update;
use crate::ui::action::{Action, ChartAction, Effect, Region, Zoom};
use crate::ui::context::{Context, Control};
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::view::View;
use crate::ui::view::hint::Hint;
use picture::Picture;
use state::State;
use title::Tab;

/// The charts, as the person has set them.
#[derive(Default)]
pub struct Charts {
    state: State,
    /// What the title has, from left to right.
    tabs: Vec<Tab>,
}

impl View for Charts {
    fn prepare(&mut self, area: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.state.compute(run, area, context.look);
            self.tabs = title::tabs(&self.state, area, run, context.look);
        }
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let Action::Chart(action) = action else { return None };
        match action {
            ChartAction::TabAt(column, row) => {
                self.state.metric = title::tab_at(&self.tabs, (column, row).into()).unwrap_or(self.state.metric);
            }
            _ => self.state.handle(action, control.run.map_or(0, |run| run.total)),
        }
        None
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        if self.state.pictures.is_empty() {
            draw_box(frame, area, context, [" loss ", "", "", ""].map(Line::from));
        }
        for (place, picture) in self.state.pictures.iter().enumerate() {
            let tabs = if place == 0 { &self.tabs[..] } else { &[] };
            draw(frame, tabs, picture, context, &self.state);
        }
    }

    fn cursor(&self, _: Rect, _: &Context) -> Option<Position> {
        let (epoch, picture) = (self.state.cursor?, self.state.pictures.first()?);
        let (across, x) = (picture.across?, self.state.x_of(epoch));
        let off = |column: &u16| (across.x_at(*column) - x).abs();
        let column = (across.plot.left()..across.plot.right()).min_by(|one, other| off(one).total_cmp(&off(other)))?;
        Some(Position::new(column, across.plot.y))
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, describe::describe)
    }

    fn help(&self, _: &Look, run: Option<&Update>) -> Option<Topic> {
        let keys = &["← →", "> <", "[ ]", "A", "C", "a", "X", "f", "z"];
        let words = match run.and_then(names::loss_unit) {
            Some(_) => "train and test lines; losses are of standardized targets",
            None => "one line for train, one for test; arrows read the values",
        };
        Some(Topic { name: "charts", words, mode: Mode::Chart, keys })
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        (look.focus == Some(Region::Charts)).then_some(Mode::Chart)
    }

    fn mouse(&self, mouse: MouseEvent, _: Rect, _: &Context) -> Option<Action> {
        let (column, row) = (mouse.column, mouse.row);
        let cell = (column, row).into();
        let zoom = |zoom| self.state.epoch_at(cell).map(|_| Action::Chart(ChartAction::ZoomAt(zoom, column, row)));
        match mouse.kind {
            MouseEventKind::Moved if self.state.follows(cell) => {
                Some(Action::Chart(ChartAction::CursorAt(column, row)))
            }
            MouseEventKind::Down(MouseButton::Left) => {
                title::tab_at(&self.tabs, cell).map(|_| Action::Chart(ChartAction::TabAt(column, row)))
            }
            MouseEventKind::ScrollUp => zoom(Zoom::In),
            MouseEventKind::ScrollDown => zoom(Zoom::Out),
            _ => None,
        }
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        Some(Hint::Pieces(self.state.reading.as_ref()?.pieces(self.state.metrics(), context.run?)))
    }

    fn leave(&mut self, _: &mut Look) -> bool {
        self.state.cursor.take().is_some()
    }
}

/// One chart in its box; the first has the tabs:
///
/// ```text
/// ╭ 2 loss  accuracy  learning rate  gradient norm ───────── log ╮
/// │   1 ⠑⠒⢄                                                      │
/// │ 0.1    ⠑⠒⢄                                                   │
/// │     0           500         1,000         1,500         2,000│
/// ╰ train 0.059  test 0.064 ─────────────────────────────────────╯
/// ```
fn draw(frame: &mut Frame, tabs: &[Tab], picture: &Picture, context: &Context, state: &State) {
    let Some(run) = context.run else { return };
    let (look, theme) = (context.look, context.look.theme);
    let (name, scale) = if tabs.is_empty() {
        let [name, ..] = picture.metric.names(Some(run), look.glyphs);
        (Line::from(Span::styled(format!(" {name} "), theme.strong())), "")
    } else {
        (title::names(tabs, state, look), title::scale(state))
    };
    let along = title::along(state, picture);
    let values = title::values(picture, run, context, along.width());
    let [scale, along] = [scale.into(), along].map(|text: String| Line::styled(text, theme.faint()));
    draw_box(frame, picture.frame, context, [name, scale, values, along]);
    // The person's cursor lies over the epoch of the past, or of restored weights.
    let is_earlier = run.is_past() || run.early_stop.is_some();
    let past = is_earlier.then(|| (state.x_of(run.epoch_of_weights()), theme.faint()));
    let cursor = state.cursor.map(|epoch| (state.x_of(epoch), theme.border()));
    let cursors: Vec<_> = past.into_iter().chain(cursor).collect();
    let series = picture.series(look);
    picture.chart(&series, look, &cursors).render(picture.area(), frame.buffer_mut());
}

/// A box with lines in its corners: the upper ones, then the lower ones.
fn draw_box(frame: &mut Frame, area: Rect, context: &Context, [name, scale, values, along]: [Line; 4]) {
    let theme = context.look.theme;
    let is_focused = context.look.focus == Some(Region::Charts);
    let border = if is_focused { theme.focused() } else { theme.border() };
    let block = Block::bordered().border_set(theme.borders()).border_style(border);
    let block = block.title(name).title(scale.right_aligned());
    frame.render_widget(block.title_bottom(values).title_bottom(along.right_aligned()), area);
}

#[cfg(test)]
mod tests;
