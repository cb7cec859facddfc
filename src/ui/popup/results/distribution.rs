//! The histogram of a measure over the runs of a cell, or of all.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{row, write};
use crate::sweep::Loaded;
use crate::ui::context::Context;
use crate::ui::distribution::{draw_histogram, success, value};
use crate::ui::results::{Overview, figures_words, selection_words};

/// Rows above the histogram.
const ABOVE: u16 = 5;
/// The fewest rows of a histogram.
const FEWEST: u16 = 4;

/// How many bars the histogram has room for.
pub fn bins(area: Rect) -> usize {
    usize::from(area.width / 2).clamp(1, 40)
}

/// Draws what the runs are, how many reach the target, the median with what half of the runs lie between, and the
/// histogram:
///
/// ```text
/// learning-rate 0.03, hidden 5: 100 of 900 runs
/// 42 of 100 runs reach test loss < 0.1: 42.0 % (95 % interval 32.8 to 51.8 %)
/// test loss: median 0.091, middle 50 % 0.072 to 0.11; 3 diverged
/// 95 % interval of the median: 0.084 to 0.098
///
/// the histogram
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme) = (&context.look.results, context.look.theme);
    let (target, figures) = (look.target(), overview.figures());
    write(frame, row(area, 0), context, &selection_words(table, overview, look), theme.strong());
    let words = success(figures.successes, figures.runs, target, area.width.into());
    write(frame, row(area, 1), context, &words, theme.text());
    write(frame, row(area, 2), context, &figures_words(figures, target.measure), theme.text());
    let question = look.question(overview.place(look));
    if let Some((_, Some((low, high)))) = look.interval.filter(|(known, _)| *known == question) {
        let number =
            |number: f64| if number.is_finite() { value(target.measure, number) } else { "diverged".to_owned() };
        let words = format!("95 % interval of the median: {} to {}", number(low), number(high));
        write(frame, row(area, 3), context, &words, theme.faint());
    }
    let chart = Rect { y: area.y + ABOVE.min(area.height), height: area.height.saturating_sub(ABOVE), ..area };
    if let Some(histogram) = overview.histogram().filter(|_| chart.height >= FEWEST) {
        draw_histogram(frame, chart, context, histogram, target);
    }
}
