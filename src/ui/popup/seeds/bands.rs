//! The chart of the loss: how it spreads over the runs, with the shown run on top.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::plot::{Chart, Column, Depth, Glyphs, Rows, Scale, Series, Stroke, fit};
use crate::session::Update;
use crate::sweep::seeds::{Band, Summary};
use crate::ui::context::Context;

/// The lines of the quantiles, from the lowest on.
const STROKES: [Stroke; 5] = [Stroke::Dotted, Stroke::Dashed, Stroke::Solid, Stroke::Dashed, Stroke::Dotted];

/// Draws a legend, and below it the chart:
///
/// ```text
/// test loss  ⠤⠤ this run  ⠤⠤ median  ⠤ ⠤ 50 %  ⠄⠄ 90 % of the runs
///   1 ⠑⠒⢄
/// 0.1    ⠑⠒⠤⣀
///     0      1,000      2,000
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, run: &Update, summary: &Summary) {
    let (look, theme) = (context.look, context.look.theme);
    let is_train = look.seeds.shows_train(&run.preset);
    let own = if is_train { theme.train() } else { theme.test() };
    legend(frame, Rect { height: 1, ..area }, context, (is_train, own));
    let bands = &summary.bands[usize::from(!is_train)];
    let columns: Vec<Vec<Column>> = (0..STROKES.len())
        .map(|place| bands.iter().map(|band| Column::of(band.epoch as f64, f64::from(band.losses[place]))).collect())
        .collect();
    let of_run: Vec<Column> = run
        .history
        .spans()
        .iter()
        .filter_map(|span| {
            let range = if is_train { span.train } else { span.test }?;
            let [min, max, last] = [range.least, range.most, range.last].map(f64::from);
            Some(Column { x: span.epoch as f64, min, max, last })
        })
        .collect();
    let quantiles = columns.iter().zip(STROKES).map(|(columns, stroke)| {
        let style = if stroke == Stroke::Solid { theme.text() } else { theme.faint() };
        Series { columns, label: "", style, stroke }
    });
    let shown = Series { columns: &of_run, label: "", style: own, stroke: Stroke::Solid };
    let series: Vec<Series> = quantiles.chain([shown]).collect();
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let x = (0.0, (summary.many.preset().epochs.max(1)) as f64);
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
fn legend(frame: &mut Frame, area: Rect, context: &Context, (is_train, own): (bool, ratatui::style::Style)) {
    let (look, theme) = (context.look, context.look.theme);
    let name = if is_train { "train loss" } else { "test loss" };
    let [solid, dashed, dotted] =
        if look.glyphs == Glyphs::Braille { ["⠤⠤", "⠤ ⠤", "⠄⠄⠄"] } else { ["--", "- -", "..."] };
    let spans = vec![
        Span::styled(name, theme.strong()),
        Span::styled(format!("  {solid} this run"), own),
        Span::styled(format!("  {solid} median"), theme.text()),
        Span::styled(format!("  {dashed} 50 %  {dotted} 90 %"), theme.faint()),
    ];
    frame.render_widget(Line::from(spans), area);
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
