//! The charts of loss and accuracy: one, or both where there is room.

mod picture;
mod reading;
mod state;

use ratatui::Frame;
use ratatui::crossterm::event::{MouseEvent, MouseEventKind};
use ratatui::layout::{Margin, Rect};

use crate::plot::Scale;
use crate::ui::action::{Action, ChartAction, Effect, Region, Zoom};
use crate::ui::context::{Context, Control};
use crate::ui::format::thousands;
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::view::charts::picture::{Measure, Picture};
use crate::ui::view::charts::state::State;
use crate::ui::view::hint::Hint;
use crate::ui::view::{View, fitting_text, frame_of};

/// Columns of the border, the gaps and the corners beside the two titles.
const BESIDE: usize = 10;

/// The charts, as the person has set them.
#[derive(Default)]
pub struct Charts {
    state: State,
}

impl View for Charts {
    fn prepare(&mut self, area: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.state.compute(run, area.inner(Margin::new(1, 1)), context.look);
        }
    }

    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let Action::Chart(action) = action else { return None };
        self.state.handle(action, control.run.map_or(0, |run| run.total));
        None
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, &self.state);
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
            MouseEventKind::ScrollUp => zoom(Zoom::In),
            MouseEventKind::ScrollDown => zoom(Zoom::Out),
            _ => None,
        }
    }

    fn hint(&self, context: &Context) -> Option<Hint> {
        Some(Hint::Pieces(self.state.reading.as_ref()?.pieces(context.run?)))
    }

    fn leave(&mut self, _: &mut Look) -> bool {
        self.state.cursor.take().is_some()
    }
}

fn render(frame: &mut Frame, area: Rect, context: &Context, charts: &State) {
    let shown: Vec<Measure> = charts.pictures.iter().map(|picture| picture.measure).collect();
    let score = context.run.and_then(|run| run.record.train_score.correct());
    let score = if score.is_some() { "accuracy, %".into() } else { context.look.glyphs.text("R²") };
    let name = match shown[..] {
        [Measure::Score] => score.into_owned(),
        [_, _] => format!("loss and {score}"),
        _ => "loss".into(),
    };
    let room = usize::from(area.width).saturating_sub(name.len() + BESIDE);
    frame_of(frame, area, context.look, Region::Charts, &name, &title(charts, &shown, room));
    for picture in &charts.pictures {
        draw(frame, picture, context, charts);
    }
}

fn draw(frame: &mut Frame, picture: &Picture, context: &Context, charts: &State) {
    let theme = context.look.theme;
    let series = picture.series([theme.train(), theme.test(), theme.faint()]);
    // The user's cursor lies over the epoch of the past.
    let past = context.run.filter(|run| run.is_past()).map(|run| (run.record.epoch as f64, theme.edited()));
    let cursor = charts.cursor.map(|epoch| (epoch as f64, theme.border()));
    let cursors: Vec<_> = past.into_iter().chain(cursor).collect();
    picture.chart(&series, context.look, &cursors).render(picture.area, frame.buffer_mut());
}

/// The epochs that are shown, the axes and the smoothing, as far as there is room.
fn title(charts: &State, shown: &[Measure], room: usize) -> String {
    let window = match charts.zoomed() {
        Some((first, last)) => format!("epochs {}-{}", thousands(first), thousands(last)),
        None if charts.newest_only => "last 500".into(),
        None => "whole run".into(),
    };
    let axis = match charts.axes().loss {
        _ if shown == [Measure::Score] => "",
        Scale::Log => "log",
        Scale::Linear => "linear",
    };
    let epochs = if charts.epochs() == Scale::Log { "log epochs" } else { "" };
    let smooth = charts.half_life().map_or_else(String::new, |epochs| format!("smooth {}", thousands(epochs)));
    fitting_text([(0, window), (2, axis.into()), (3, epochs.into()), (1, smooth)], 2, room)
}
