//! The card of the selected unit: its bias and weights as bars, the histogram of its activations, and its state.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::network::{Layout, Unit};
use crate::plot::{BLUE_ORANGE, Depth, Glyphs};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::scale::largest;
use crate::ui::names;
use crate::ui::selection::{Number, numbers};
use crate::ui::view::network::measurements::UnitMeasurements;

/// Columns of a number's name, and of the number.
const NAME: usize = 7;
const VALUE: usize = 9;
/// Columns of the longest bar.
const BAR: usize = 6;
/// Eighths of a cell from below.
const HEIGHTS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_HEIGHTS: [&str; 9] = [" ", ".", ".", ".", ".", "#", "#", "#", "#"];

/// ```text
/// ╭ h1.3 ────────────────────────────── on  52 % 0 ╮
/// │ bias       0.12  ██         █                  │
/// │ x         -0.87  ▓▓▓▓▓▓▓▓   █                  │
/// │ y          0.43  ████       █ ▁▂▅▃▂▁           │
/// │ > out     -1.20  ▓▓▓▓▓▓▓▓   0           2.1    │
/// ╰────────────────────────────────────────────────╯
/// ```
pub fn render(frame: &mut Frame, area: Rect, context: &Context, measured: Option<&UnitMeasurements>) {
    let (Some(run), Some(unit)) = (context.run, context.look.selection.unit) else { return };
    let name = names::unit(unit, &run.preset);
    let theme = context.look.theme;
    let title =
        [Span::styled(name, theme.strong()), Span::styled(format!("  {}", state(run, unit, measured)), theme.faint())];
    frame.render_widget(Line::from(title.to_vec()), Rect { height: area.height.min(1), ..area });
    let inner = rows(area);
    let left = Rect { width: ((NAME + VALUE + BAR + 3) as u16).min(inner.width), ..inner };
    card(frame, left, context, run, unit);
    let rest = Rect { x: left.right(), width: inner.width - left.width, ..inner };
    histogram(frame, rest, context, measured);
}

/// Whether the unit is on, and whether it is dead or saturated.
/// Where the numbers of a card are.
pub fn rows(card: Rect) -> Rect {
    Rect { y: card.y + card.height.min(1), height: card.height.saturating_sub(1), ..card }
}

fn state(run: &Update, unit: Unit, measured: Option<&UnitMeasurements>) -> String {
    if unit.layer >= run.preset.network.hidden.len() {
        return "output".into();
    }
    let on = if run.unit_mask.is_off(unit) { "off" } else { "on" };
    match measured.and_then(|measurements| measurements.health) {
        Some(health) if health.dead => format!("{on}, dead: flat at every train point"),
        Some(health) => health.saturated.map_or(on.into(), |share| format!("{on}, {:.0} % saturated", 100.0 * share)),
        None => on.into(),
    }
}

/// The unit's bias and weights, the selected one in sight.
fn card(frame: &mut Frame, area: Rect, context: &Context, run: &Update, unit: Unit) {
    let theme = context.look.theme;
    let layout = Layout::new(&run.preset.shape());
    let numbers = numbers(&layout, unit);
    let value = |number: &Number| run.parameters.get(number.parameter(&layout)).copied().unwrap_or(0.0);
    let values: Vec<f32> = numbers.iter().map(value).collect();
    let largest = largest(&values);
    let top = context.look.selection.first_number(area.height);
    let lines = (top..numbers.len()).take(usize::from(area.height)).map(|index| {
        let (number, name) = (values[index], names::number(numbers[index], unit, &run.preset));
        let style = if context.look.selection.number == Some(index) { theme.selected() } else { theme.text() };
        let length = (number.abs() / largest * BAR as f32).round() as usize;
        // Without colours, another character stands below 0.
        let bar = match (context.look.glyphs, number < 0.0 && theme.depth() == Depth::None) {
            (Glyphs::Ascii, true) => "-",
            (Glyphs::Ascii, false) => "#",
            (_, true) => "▒",
            (_, false) => "█",
        };
        let colour = BLUE_ORANGE.colour(f64::from(number.signum()), theme.depth());
        Line::from(vec![
            Span::styled(format!(" {name:<NAME$}{number:>VALUE$.3} "), style),
            Span::styled(bar.repeat(length.min(BAR)), colour),
        ])
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

/// The histogram of the unit's activations over the train points.
fn histogram(frame: &mut Frame, area: Rect, context: &Context, measured: Option<&UnitMeasurements>) {
    let Some(measurements) = measured else { return };
    let bins = measurements.histogram.counts();
    if area.height < 3 || area.width < 6 {
        return;
    }
    let together = bins.len().div_ceil(usize::from(area.width) - 1);
    let counts: Vec<u32> = bins.chunks(together).map(|bins| bins.iter().sum()).collect();
    let theme = context.look.theme;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let heights = if context.look.glyphs == Glyphs::Ascii { ASCII_HEIGHTS } else { HEIGHTS };
    let rows = usize::from(area.height) - 2;
    for (column, count) in counts.iter().enumerate() {
        // Whatever there is can be seen.
        let eighths = (f64::from(*count) / f64::from(most) * (8 * rows) as f64).ceil() as usize;
        for row in 0..rows {
            let part = eighths.saturating_sub(8 * row).min(8);
            let symbol = heights[part];
            let (x, y) = (area.x + column as u16, area.bottom() - 2 - row as u16);
            frame.buffer_mut().set_string(x, y, symbol, theme.text());
        }
    }
    let words = "activations, train points";
    let words = if words.len() <= usize::from(area.width) { words } else { "activations" };
    frame.buffer_mut().set_stringn(area.x, area.y, words, usize::from(area.width), theme.faint());
    let edge = |bin: usize| format!("{:.1}", measurements.histogram.edge(bin));
    let (least, largest) = (edge(0), edge(bins.len()));
    let gap = counts.len().saturating_sub(least.chars().count() + largest.chars().count()).max(1);
    let axis = format!("{least}{}{largest}", " ".repeat(gap));
    frame.buffer_mut().set_stringn(area.x, area.bottom() - 1, axis, usize::from(area.width), theme.faint());
}
