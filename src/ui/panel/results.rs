//! Numbers: the test loss before training and now, right answers, the gradient, the speed that is reached.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{fitting, frame_of};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::{measure, rate};

/// Columns of a label in the box.
const LABEL: usize = 10;

/// Two rows of two numbers in a box; or one row of as many as fit, where there is no room for a box.
pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    if area.height < 3 {
        return row(frame, area, app);
    }
    let inner = frame_of(frame, area, app, Panel::Results, "results", Line::default());
    let Some(run) = &app.run else { return };
    let theme = &app.look.theme;
    let pair = |left: (&'static str, String), right: (&'static str, String)| {
        let left_width = LABEL + 17;
        Line::from(vec![
            Span::styled(format!(" {:<LABEL$}", left.0), theme.faint()),
            Span::styled(format!("{:<1$}", left.1, left_width - LABEL), theme.strong()),
            Span::styled(format!("{:<LABEL$}", right.0), theme.faint()),
            Span::styled(right.1, theme.strong()),
        ])
    };
    let lines = vec![
        pair(("test loss", losses(run, app)), ("right", right(run))),
        pair(("gradient", gradient(run)), ("speed", speed(run))),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

fn row(frame: &mut Frame, area: Rect, app: &App) {
    let Some(run) = &app.run else { return };
    let theme = &app.look.theme;
    let pieces = [
        (0, "test loss", losses(run, app)),
        (1, "right", right(run)),
        (2, "gradient", gradient(run)),
        (3, "", speed(run)),
    ];
    let pieces = pieces.into_iter().filter(|(_, _, value)| !value.is_empty()).map(|(importance, label, value)| {
        let label = if label.is_empty() { String::new() } else { format!("{label} ") };
        (importance, label.chars().count() + value.chars().count(), (label, value))
    });
    let mut line = Line::default();
    for (index, (label, value)) in
        fitting(pieces.collect(), 2, usize::from(area.width).saturating_sub(2)).into_iter().enumerate()
    {
        line.push_span(if index > 0 { "  " } else { " " });
        line.push_span(Span::styled(label, theme.faint()));
        line.push_span(Span::styled(value, theme.strong()));
    }
    frame.render_widget(Paragraph::new(line), area);
}

fn losses(run: &Update, app: &App) -> String {
    let arrow = app.look.marks.arrow();
    format!("{} {arrow} {}", measure(run.untrained.test_loss), measure(run.record.test_loss))
}

fn right(run: &Update) -> String {
    let split = |correct: usize, count: usize| {
        let width = count.to_string().len();
        format!("{correct:>width$}/{count}")
    };
    let train = split(run.record.train_correct, run.dataset.train.len());
    let test = split(run.record.test_correct, run.dataset.test.len());
    format!("train {train}  test {test}")
}

fn gradient(run: &Update) -> String {
    run.gradient_norm.map_or_else(|| "–".into(), measure)
}

fn speed(run: &Update) -> String {
    run.epochs_per_second.map_or_else(|| "–".into(), |speed| format!("{} epochs/s", rate(speed)))
}
