//! Metrics: the test loss before training and now, the accuracy, the gradient norm, the speed.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::network::Score;
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::format::{determination, measure, rate, thousands, thousands_up_to};
use crate::ui::view::{fitting, frame_of, predictions, spaced};

/// Rows of metrics in the box.
const NUMBERS: u16 = 4;
const LABEL: usize = 10;

/// Rows of the metrics, or of the predictions if those are shown.
pub fn rows(app: &App) -> u16 {
    let predictions = app.run.as_ref().filter(|_| app.look.predictions).map(|run| predictions::rows(run));
    predictions.unwrap_or(NUMBERS).max(NUMBERS)
}

/// Metrics, or the predictions in their place, in a box.
pub fn render(frame: &mut Frame, area: Rect, app: &App) {
    if app.look.predictions {
        return predictions::render(frame, area, app);
    }
    let inner = frame_of(frame, area, app, Panel::Results, "results", "");
    let Some(run) = &app.run else { return };
    let theme = &app.look.theme;
    let score = if run.record.test_score.correct().is_some() { "accuracy" } else { "R²" };
    let rows = [
        ("test loss", losses(run, app)),
        (score, scores_within(run, usize::from(inner.width).saturating_sub(LABEL + 1))),
        ("gradient", gradient(run)),
        ("speed", run.epochs_per_second.map_or_else(|| "-".into(), |speed| format!("{} epochs/s", rate(speed)))),
    ];
    let lines = rows.map(|(label, value)| {
        Line::from(vec![
            Span::styled(format!(" {:<LABEL$}", app.look.glyphs.text(label)), theme.faint()),
            Span::styled(value, theme.strong()),
        ])
    });
    frame.render_widget(Paragraph::new(lines.to_vec()), inner);
}

/// As many metrics as fit in one row.
pub fn row(frame: &mut Frame, area: Rect, app: &App) {
    let Some(run) = &app.run else { return };
    let theme = &app.look.theme;
    let [train, test] = scores(run, &app.look.glyphs.text(" R²"));
    let pieces = [
        (0, "test loss ", losses(run, app)),
        (2, "", train),
        (1, "", test),
        (3, "gradient ", gradient(run)),
        (4, "", run.epochs_per_second.map_or_else(String::new, |speed| format!("{}/s", rate(speed)))),
    ];
    let pieces = pieces.map(|(importance, label, value)| (importance, label.len() + value.width(), (label, value)));
    let inner = area.inner(Margin::new(1, 0));
    let kept = fitting(pieces.to_vec(), 2, usize::from(inner.width)).into_iter();
    let row =
        spaced(kept.map(|(label, value)| [Span::styled(label, theme.faint()), Span::styled(value, theme.strong())]), 2);
    frame.render_widget(row, inner);
}

fn losses(run: &Update, app: &App) -> String {
    let arrow = app.look.glyphs.arrow();
    format!("{} {arrow} {}", measure(run.untrained.test_loss), measure(run.record.test_loss))
}

/// The name of each split, its score and its number of points.
fn splits(run: &Update) -> [(&'static str, Score, usize); 2] {
    let (record, dataset) = (&run.record, &run.dataset);
    [("train", record.train_score, dataset.train.len()), ("test", record.test_score, dataset.test.len())]
}

/// Correct predictions of each split, or R² with `before` before it.
fn scores(run: &Update, before: &str) -> [String; 2] {
    splits(run).map(|(name, score, count)| match score {
        Score::Correct(correct) => {
            format!("{name} {}/{}", thousands_up_to(correct as u64, count as u64), thousands(count as u64))
        }
        Score::Determination(share) => format!("{name}{before} {:>6}", determination(share, 3)),
    })
}

/// The scores of both splits in `room` columns: as percentages where the counts are too long.
fn scores_within(run: &Update, room: usize) -> String {
    let numbers = scores(run, "").join("  ");
    if numbers.width() <= room {
        return numbers;
    }
    splits(run).map(|(name, score, count)| format!("{name} {:>6.2} %", 100.0 * score.share(count))).join("  ")
}

fn gradient(run: &Update) -> String {
    run.gradient_norm().map_or_else(|| "-".into(), measure)
}
