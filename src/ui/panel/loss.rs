//! The chart of the train and the test loss.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::frame_of;
use crate::plot::{Chart, Column, Scale, Series, Stroke, fit};
use crate::session::Update;
use crate::train::{Range, Span};
use crate::ui::action::Panel;
use crate::ui::app::{App, Axis};
use crate::ui::format::measure;

/// Epochs that the chart of the newest ones shows.
const NEWEST: u64 = 500;

pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let theme = &app.look.theme;
    let (scale, word) = match app.look.axis {
        Axis::Logarithmic => (Scale::Log, "log"),
        Axis::Linear => (Scale::Linear, "linear"),
    };
    let window = if app.look.newest { "last 500" } else { "whole run" };
    let title = Line::styled(format!(" {window}  {word} "), theme.faint());
    let inner = frame_of(frame, area, app, Panel::Loss, "loss", title);
    let Some(run) = &app.run else { return };
    let (train, test) = if app.look.newest { newest(run) } else { whole(run) };
    let labels =
        [format!("train {}", measure(run.record.train_loss)), format!("test  {}", measure(run.record.test_loss))];
    let series = [
        Series { columns: &test, label: &labels[1], style: theme.test(), stroke: Stroke::Sparse },
        // Drawn last: where the two meet, the line stays whole.
        Series { columns: &train, label: &labels[0], style: theme.train(), stroke: Stroke::Solid },
    ];
    let epoch = run.record.epoch;
    let x = if app.look.newest {
        (epoch.saturating_sub(NEWEST) as f64, epoch.max(NEWEST) as f64)
    } else {
        (0.0, run.total.max(epoch) as f64)
    };
    let y = fit(&series, x, scale);
    let chart = Chart { series: &series, x, y, scale, marks: app.look.marks, text: theme.faint(), cursor: None };
    chart.render(inner, frame.buffer_mut());
}

/// Train and test loss from epoch 0 to now.
fn whole(run: &Update) -> (Vec<Column>, Vec<Column>) {
    let spans = run.history.spans();
    let columns = |loss: fn(&Span) -> Option<Range>, now: f32| {
        let mut columns: Vec<Column> = spans.iter().filter_map(|span| Some(column(span.epoch, loss(span)?))).collect();
        columns.push(Column::of(run.record.epoch as f64, f64::from(now)));
        columns
    };
    (columns(|span| span.train, run.record.train_loss), columns(|span| span.test, run.record.test_loss))
}

/// Train and test loss of the newest epochs.
fn newest(run: &Update) -> (Vec<Column>, Vec<Column>) {
    let recent = run.history.recent();
    let mut train: Vec<Column> =
        recent.iter().map(|epoch| Column::of(epoch.epoch as f64, f64::from(epoch.train))).collect();
    let known = recent.iter().filter_map(|epoch| Some((epoch.epoch, epoch.test?)));
    let mut test: Vec<Column> = known.map(|(epoch, loss)| Column::of(epoch as f64, f64::from(loss))).collect();
    let now = run.record.epoch as f64;
    train.push(Column::of(now, f64::from(run.record.train_loss)));
    test.push(Column::of(now, f64::from(run.record.test_loss)));
    (train, test)
}

fn column(epoch: u64, range: Range) -> Column {
    Column { x: epoch as f64, least: f64::from(range.least), most: f64::from(range.most), last: f64::from(range.last) }
}
