//! Metrics: the test loss before training and now, the accuracy, the gradient norm, the speed.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use crate::network::Score;
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::format::{determination, measure, rate, thousands, thousands_up_to};
use crate::ui::view::{View, fitting, spaced};

/// Accuracy, losses and gradient norm.
#[derive(Default)]
pub struct Metrics;

impl View for Metrics {
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        row(frame, area, context);
    }
}

/// As many metrics as fit in one row.
fn row(frame: &mut Frame, area: Rect, context: &Context) {
    let Some(run) = context.run else { return };
    let theme = context.look.theme;
    let [train, test] = scores(run, &context.look.glyphs.text(" R²"));
    let pieces = [
        (0, "test loss ", losses(run, context)),
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

fn losses(run: &Update, context: &Context) -> String {
    let arrow = context.look.glyphs.arrow();
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

fn gradient(run: &Update) -> String {
    run.gradient_norm().map_or_else(|| "-".into(), measure)
}
