//! Branches side by side: a plane for each, and below them one chart with the test loss of all.

pub mod sides;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::data::Dataset;
use crate::network::Score;
use crate::plot::{Chart, Depth, Scale, Series, Stroke, fit};
use crate::session::Update;
use crate::train::Record;
use crate::ui::app::App;
use crate::ui::format::{cut, measure, thousands};
use crate::ui::look::Axis;
use crate::ui::view::comparison::sides::Side;
use crate::ui::view::{boundary, draw_box, fitting_text};

/// Columns of the corners and the gap of a title.
const CORNERS: usize = 6;
/// Characters of a branch's name at the end of its line, at most.
const NAME: usize = 14;

/// A branch: its name, its record and its data.
type Branch<'a> = (&'a str, &'a Record, &'a Dataset);

/// The planes, the shown branch first, and the chart:
///
/// ```text
/// ╭ main ── epoch 400  test loss 0.21 ╮╭ fast ── epoch 400  test loss 0.09 ╮
/// │                                   ││                                   │
/// ╰───────────────────────────────────╯╰───────────────────────────────────╯
/// ╭ test loss ──────────────────────────────────────── whole run  log ─────╮
/// ╰────────────────────────────────────────────────────────────────────────╯
/// ```
pub fn render(frame: &mut Frame, _: Rect, app: &App) {
    let Some(run) = &app.run else { return };
    let name = |branch| run.time.find(branch).map_or("", |branch| branch.name.as_str());
    let mut branches: Vec<Branch> = vec![(name(run.time.branch), &run.record, &run.dataset)];
    branches.extend(run.time.compared.iter().map(|side| (name(side.branch), &side.record, &*side.dataset)));
    for (place, (side, branch)) in app.comparison.sides.iter().zip(&branches).enumerate() {
        draw(frame, app, place, side, *branch, branch.1.epoch < run.record.epoch);
    }
    chart(frame, app, run, &branches);
}

fn draw(frame: &mut Frame, app: &App, place: usize, side: &Side, branch: Branch, has_ended: bool) {
    let (name, record, dataset) = branch;
    let theme = app.look.theme;
    let room = usize::from(side.area.width).saturating_sub(CORNERS);
    let loss = measure(record.test_loss);
    let name = cut(&app.look.glyphs.text(name), room.saturating_sub(loss.len() + 4), app.look.glyphs);
    let score = match record.test_score {
        Score::Correct(correct) => format!("{correct}/{} correct", dataset.test.len()),
        Score::Determination(share) => format!("{} {share:.3}", app.look.glyphs.text("R²")),
    };
    // A branch that ended earlier is not at the epoch of the others; that matters more than its score.
    let epoch = thousands(record.epoch);
    let (first, epoch) = if has_ended { (0, format!("ends at {epoch}")) } else { (2, format!("epoch {epoch}")) };
    let pieces = [(first, epoch.clone()), (1, format!("test loss {loss}")), (3, score)];
    let right = fitting_text(pieces, 2, room.saturating_sub(name.width() + 4));
    let right = match right.is_empty() {
        true if has_ended => epoch,
        true => loss,
        false => right,
    };
    let title = Span::styled(format!(" {name} "), theme.branch(place));
    draw_box(frame, side.area, theme, theme.border(), title, Line::styled(format!(" {right} "), theme.faint()));
    boundary::draw(frame, app, &side.field, dataset, |_, _| false);
}

fn chart(frame: &mut Frame, app: &App, run: &Update, branches: &[Branch]) {
    let (theme, glyphs, comparison) = (app.look.theme, app.look.glyphs, &app.comparison);
    let (scale, axis) = match app.look.axis {
        Axis::Logarithmic => (Scale::Log, "log"),
        Axis::Linear => (Scale::Linear, "linear"),
    };
    let (title, right) = (Span::styled(" test loss ", theme.strong()), format!(" whole run  {axis} "));
    let inner = draw_box(frame, comparison.chart, theme, theme.border(), title, Line::styled(right, theme.faint()));
    // The newest loss stands at the line's end; the loss at this epoch stands above the plane.
    let end = |side: &Side| side.losses.last().map_or_else(String::new, |end| measure(end.last as f32));
    let label =
        |(side, (name, ..)): (&Side, &Branch)| format!("{} {}", cut(&glyphs.text(name), NAME, glyphs), end(side));
    let labels: Vec<String> = comparison.sides.iter().zip(branches).map(label).collect();
    let lines = comparison.sides.iter().zip(&labels).enumerate();
    // The shown branch's line is drawn last: where lines meet it stays whole.
    let series = lines.rev().map(|(place, (side, label))| {
        // Without colours, labels and strokes distinguish the lines.
        let strokes = [Stroke::Solid, Stroke::Dashed, Stroke::Dotted, Stroke::Sparse];
        let stroke = if theme.depth() == Depth::None { strokes[place % strokes.len()] } else { Stroke::Solid };
        Series { columns: &side.losses, label, style: theme.branch(place), stroke }
    });
    let series: Vec<Series> = series.collect();
    let x = (0.0, comparison.last.max(1) as f64);
    let style = if run.is_past() { theme.edited() } else { theme.border() };
    let chart = Chart {
        series: &series,
        x,
        y: fit(&series, x, scale),
        x_scale: Scale::Linear,
        scale,
        glyphs,
        text: theme.faint(),
        cursors: &[(run.record.epoch as f64, style)],
    };
    chart.render(inner, frame.buffer_mut());
}
