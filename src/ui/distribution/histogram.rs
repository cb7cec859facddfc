//! The histogram of what the target measures.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::bins::Histogram;
use super::target::{measure_name, target_words, value};
use crate::plot::{Depth, Glyphs};
use crate::sweep::{Measure, Target};
use crate::ui::context::Context;
use crate::ui::format::thousands;

/// Eighths of a cell.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws a legend, the bars, and a row with the ends of the axis and the target's limit:
///
/// ```text
/// test accuracy  █ ≥ 95 %  ▒ others
/// 412            ▆█
///     ▁  ▂  ▃ ▄  ██
/// 50 %          95 %  100 %
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, histogram: &Histogram, target: Target) {
    let (look, theme) = (context.look, context.look.theme);
    let glyphs = look.glyphs;
    let signs = Signs::new(glyphs, theme.depth());
    let words = target_words(target);
    let limit = words.strip_prefix(&measure_name(target.measure)).unwrap_or(&words).trim().to_owned();
    let legend = vec![
        Span::styled(glyphs.text(&measure_name(target.measure)).into_owned(), theme.strong()),
        Span::styled(format!("{} {}", signs.met, glyphs.text(&limit)), theme.text()),
        Span::styled(format!("{} others", signs.others), theme.faint()),
    ];
    frame.render_widget(super::legend(legend, area.width), Rect { height: 1, ..area });
    let bars = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let most = histogram.counts.iter().copied().max().unwrap_or(0);
    if most == 0 || bars.is_empty() {
        return;
    }
    let width = (bars.width / histogram.counts.len().max(1) as u16).max(1);
    for (place, count) in histogram.counts.iter().enumerate() {
        let x = bars.x + place as u16 * width;
        let bar = Rect { x, width, ..bars }.intersection(bars);
        let is_met = (place >= histogram.below) == histogram.is_up;
        let style = if is_met { theme.text() } else { theme.faint() };
        draw_bar(frame, bar, *count, most, if is_met { signs.met } else { signs.others }, style);
    }
    let label = thousands(most);
    // The count of the highest bar, where no bar is.
    let is_free = histogram.counts.iter().take(label.len().div_ceil(width.into())).all(|count| 2 * count < most);
    if is_free {
        frame.buffer_mut().set_stringn(bars.x, bars.y, &label, bars.width.into(), theme.faint());
    }
    axis(frame, Rect { y: bars.bottom(), height: 1, ..area }, context, histogram, (target, width));
}

/// The signs of bars.
#[derive(Clone, Copy)]
struct Signs {
    met: &'static str,
    others: &'static str,
}

impl Signs {
    fn new(glyphs: Glyphs, depth: Depth) -> Self {
        match (glyphs, depth) {
            (Glyphs::Ascii, _) => Self { met: "#", others: ":" },
            // Without colours the sign makes the difference.
            (_, Depth::None) => Self { met: "█", others: "░" },
            _ => Self { met: "█", others: "█" },
        }
    }
}

/// A bar from the bottom up; one that stands for anything is seen.
fn draw_bar(frame: &mut Frame, area: Rect, count: u64, most: u64, sign: &str, style: Style) {
    let eighths = (count * u64::from(area.height) * 8).div_ceil(most) as usize;
    for row in 0..area.height {
        let filled = eighths.saturating_sub(8 * usize::from(row)).min(8);
        let cell = if sign == "█" {
            EIGHTHS[filled]
        } else if filled >= 4 || row == 0 && filled > 0 {
            sign
        } else {
            " "
        };
        // A column stays free between wide bars.
        let columns = if area.width > 2 { area.width - 1 } else { area.width };
        for column in 0..columns {
            if filled > 0 {
                frame.buffer_mut().set_string(area.x + column, area.bottom() - 1 - row, cell, style);
            }
        }
    }
}

/// The ends of the axis and the limit, where they have room.
fn axis(frame: &mut Frame, area: Rect, context: &Context, histogram: &Histogram, (target, width): (Target, u16)) {
    let theme = context.look.theme;
    let glyphs = context.look.glyphs;
    let bins = histogram.counts.len() as u16;
    let words = |number: f64| glyphs.text(&value(target.measure, number)).into_owned();
    let (first, last) = histogram.ends;
    // An accuracy of 100 % begins the last bin.
    let is_share = matches!(target.measure, Measure::TrainAccuracy | Measure::TestAccuracy);
    let last = if is_share { last - (last - first) / f64::from(bins.max(1)) } else { last };
    let end = (bins * width).min(area.width);
    let limit = (words(histogram.limit), histogram.below as u16 * width, theme.strong());
    let (first, last) = (words(first), words(last));
    let right = end.saturating_sub(last.chars().count() as u16);
    let mut taken: Vec<(u16, u16)> = vec![];
    for (text, x, style) in [limit, (first, 0, theme.faint()), (last, right, theme.faint())] {
        let room = text.chars().count() as u16;
        let x = x.min(area.width.saturating_sub(room));
        let is_free = taken.iter().all(|(from, to)| x + room < *from || x > *to);
        if is_free && room <= area.width {
            frame.buffer_mut().set_string(area.x + x, area.y, &text, style);
            taken.push((x, x + room));
        }
    }
}
