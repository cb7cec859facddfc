//! The chart of the loss: how it spreads over the runs, with the shown run on top.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::plot::{Chart, Column, Depth, Glyphs, Rows, Scale, Series, Stroke, fit};
use crate::sweep::seeds::Band;
use crate::ui::context::Context;

/// The lines of the quantiles, from the lowest on.
const STROKES: [Stroke; 5] = [Stroke::Dotted, Stroke::Dashed, Stroke::Solid, Stroke::Dashed, Stroke::Dotted];

/// How a loss spreads over runs.
#[derive(Clone, Copy)]
pub struct Spread<'a> {
    /// Its quantiles by epoch; left out if there are lines of all runs.
    pub bands: &'a [Band],
    /// The lines of all runs, where they are few.
    pub others: &'a [Vec<Column>],
    /// The line of one run, drawn on top, and what that is called.
    pub run: &'a [Column],
    pub name: &'a str,
    /// Whether it is the train loss rather than the test loss.
    pub is_train: bool,
    /// The last epoch of the axis.
    pub epochs: u64,
}

/// Draws a legend, and below it the chart:
///
/// ```text
/// test loss  ⠤⠤ this run  ⠤⠤ median  ⠤ ⠤ 50 %  ⠄⠄ 90 % of the runs
///   1 ⠑⠒⢄
/// 0.1    ⠑⠒⠤⣀
///     0      1,000      2,000
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, spread: &Spread) {
    let (look, theme) = (context.look, context.look.theme);
    let own = if spread.is_train { theme.train() } else { theme.test() };
    legend(frame, Rect { height: 1, ..area }, context, spread, own);
    let bands = if spread.others.is_empty() { spread.bands } else { &[] };
    let columns: Vec<Vec<Column>> = (0..STROKES.len())
        .map(|place| bands.iter().map(|band| Column::of(band.epoch as f64, f64::from(band.losses[place]))).collect())
        .collect();
    let quantiles = columns.iter().zip(STROKES).map(|(columns, stroke)| {
        let style = if stroke == Stroke::Solid { theme.text() } else { theme.faint() };
        Series { columns, label: "", style, stroke }
    });
    let line = |columns, style| Series { columns, label: "", style, stroke: Stroke::Solid };
    let others = spread.others.iter().map(|columns| line(columns, theme.faint()));
    let series: Vec<Series> = quantiles.chain(others).chain([line(spread.run, own)]).collect();
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let x = (0.0, (spread.epochs.max(1)) as f64);
    let y = fit(&series, x, Scale::Log, Rows::of(area.height, look.glyphs));
    let chart = Chart {
        series: &series,
        x,
        y,
        x_scale: Scale::Linear,
        scale: Scale::Log,
        glyphs: look.glyphs,
        text: theme.faint(),
        cursors: &[],
    };
    chart.render(area, frame.buffer_mut());
    if matches!(theme.depth(), Depth::TrueColour | Depth::Indexed) {
        fill(frame, &chart, area, context, bands);
    }
}

/// What the lines are.
fn legend(frame: &mut Frame, area: Rect, context: &Context, spread: &Spread, own: ratatui::style::Style) {
    let (look, theme) = (context.look, context.look.theme);
    let name = if spread.is_train { "train loss" } else { "test loss" };
    let [solid, dashed, dotted] =
        if look.glyphs == Glyphs::Braille { ["⠤⠤", "⠤ ⠤", "⠄⠄⠄"] } else { ["--", "- -", "..."] };
    let mut spans = vec![Span::styled(name, theme.strong())];
    if !spread.run.is_empty() || spread.others.is_empty() {
        spans.push(Span::styled(format!("{solid} {}", spread.name), own));
    }
    if spread.others.is_empty() {
        spans.push(Span::styled(format!("{solid} median"), theme.text()));
        spans.extend(
            [(dashed, 50), (dotted, 90)].map(|(line, share)| Span::styled(format!("{line} {share} %"), theme.faint())),
        );
    } else {
        spans.push(Span::styled(format!("{solid} the other runs"), theme.faint()));
    }
    frame.render_widget(super::legend(spans, area.width), area);
}

/// Tints the cells between the quantiles: the middle 50 % more than the middle 90 %.
fn fill(frame: &mut Frame, chart: &Chart, area: Rect, context: &Context, bands: &[Band]) {
    let theme = context.look.theme;
    let Some(across) = chart.across(area) else { return };
    let (low, high) = (chart.y.0.ln(), chart.y.1.ln());
    let plot = across.plot;
    let rows = f64::from(plot.height);
    // Where a loss lies, in rows from the top.
    let row = |loss: f32| {
        let part = (high - f64::from(loss).max(f64::MIN_POSITIVE).ln()) / (high - low);
        (part * rows).clamp(0.0, rows - 1.0) as u16
    };
    let tints = [((0, 4), theme.bar().bg), ((1, 3), theme.border().fg)];
    for column in plot.left()..plot.right() {
        let epoch = across.x_at(column).max(0.0) as u64;
        let place = bands.partition_point(|band| band.epoch < epoch).min(bands.len().saturating_sub(1));
        let Some(band) = bands.get(place) else { continue };
        for ((lower, upper), tint) in tints {
            let Some(tint) = tint else { continue };
            for y in row(band.losses[upper])..=row(band.losses[lower]) {
                if let Some(cell) = frame.buffer_mut().cell_mut((column, plot.y + y)) {
                    cell.set_bg(tint);
                }
            }
        }
    }
}
