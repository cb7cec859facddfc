//! The histogram of a measure over the runs of a cell, or of all.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::write_wrapped;
use crate::sweep::Loaded;
use crate::ui::context::Context;
use crate::ui::distribution::{draw_histogram, success, value};
use crate::ui::results::{Overview, figures_words, selection_words};

/// Rows above the histogram, at least.
const ABOVE: u16 = 5;
/// The fewest rows of a histogram.
const FEWEST: u16 = 4;

/// How many bars the histogram has room for.
pub fn bins(area: Rect) -> usize {
    usize::from((area.width / 2).saturating_sub(2)).clamp(1, 40)
}

/// Draws what the runs are, how many reach the target, the median with what half of the runs lie between, and the
/// histogram:
///
/// ```text
/// learning-rate 0.03, hidden 5
/// 42 of 100 runs reach test loss < 0.1: 42.0 % (95 % interval 32.8 to 51.8 %)
/// test loss: median 0.091, middle 50 % 0.072 to 0.11; 3 diverged
/// 95 % interval of the median: 0.084 to 0.098
///
/// the histogram
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme) = (&context.look.results, context.look.theme);
    let (target, figures) = (look.target(), overview.figures());
    let question = look.question(overview.place(look));
    let interval = look.interval.filter(|(known, _)| *known == question).and_then(|(_, interval)| interval);
    let number = |number: f64| if number.is_finite() { value(target.measure, number) } else { "diverged".to_owned() };
    let interval = interval.map_or_else(String::new, |(low, high)| {
        format!("95 % interval of the median: {} to {}", number(low), number(high))
    });
    let texts = [
        (selection_words(table, overview, look), theme.strong()),
        (success(figures.successes, figures.runs, target, usize::MAX), theme.text()),
        (figures_words(figures, target.measure), theme.text()),
        (interval, theme.faint()),
    ];
    let left = write_wrapped(frame, area, context, &texts);
    // The interval comes a moment later, which moves nothing.
    let top = (left.y + 1).max(area.y + ABOVE).min(area.bottom());
    let chart = Rect { y: top, height: area.bottom() - top, ..area };
    if let Some(histogram) = overview.histogram().filter(|_| chart.height >= FEWEST) {
        draw_histogram(frame, chart, context, histogram, target);
    }
}
