//! The learning rate over the epochs, as a small chart beside the settings that determine it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::optimizer::Schedule;
use crate::plot::{Chart, Column, Rows, Scale, Series, Stroke, fit};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::format::significant;

/// The settings that have the chart beside them.
pub const SETTINGS: [&str; 2] = ["learning-rate", "schedule"];
/// The smallest place for the chart, and its largest height.
const LEAST: (u16, u16) = (24, 5);
const HIGHEST: u16 = 9;

/// The rates from the first to the last epoch of the run, at most `most` + 1 of them.
fn rates(run: &Update, most: u64) -> Vec<(u64, f64)> {
    let last = run.total.max(run.newest_epoch());
    let pieces = most.clamp(1, last.max(1));
    let epochs = (0..=pieces).map(|piece| (u128::from(last) * u128::from(piece) / u128::from(pieces)) as u64);
    let base = run.preset.optimizer.learning_rate();
    epochs.map(|epoch| (epoch, run.preset.schedule.rate(base, epoch))).collect()
}

/// Draws the chart, if there is room, with a line at the current epoch:
///
/// ```text
/// 0.03 → 0, now 0.015
/// 0.03 ⠉⠒⢄  ⡇
///          ⠑⡇⢄
///    0      ⡇ ⠑⠤⣀
///      0  1,000  2,000
/// ```
pub fn render(frame: &mut Frame, place: Rect, context: &Context) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let Some(run) = context.run else { return };
    if place.width < LEAST.0 || place.height < LEAST.1 {
        return;
    }
    let place = Rect { height: place.height.min(HIGHEST), ..place };
    // Two rates a dot, so that a step is as steep as it can be.
    let rates = rates(run, 4 * u64::from(place.width));
    let columns: Vec<Column> = rates.iter().map(|&(epoch, rate)| Column::of(epoch as f64, rate)).collect();
    let rate = |end: Option<&(u64, f64)>| end.map_or_else(String::new, |(_, rate)| significant(*rate));
    let (first, last) = (rate(rates.first()), rate(rates.last()));
    let words = match run.preset.schedule {
        Schedule::Constant => format!("{first} throughout"),
        _ => format!("{first} {} {last}, now {}", glyphs.arrow(), significant(run.learning_rate)),
    };
    frame.render_widget(Paragraph::new(words).style(theme.text()), Rect { height: 1, ..place });
    let series = [Series { columns: &columns, label: "", style: theme.train(), stroke: Stroke::Solid }];
    let x = (0.0, rates.last().map_or(0.0, |(epoch, _)| *epoch as f64));
    let chart = Chart {
        series: &series,
        x,
        y: fit(&series, x, Scale::Linear, Rows::of(place.height - 1, glyphs)),
        x_scale: Scale::Linear,
        scale: Scale::Linear,
        glyphs,
        text: theme.faint(),
        cursors: &[(run.record.epoch as f64, theme.faint())],
    };
    chart.render(Rect { y: place.y + 1, height: place.height - 1, ..place }, frame.buffer_mut());
}
