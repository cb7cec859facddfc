//! The card of the selected unit: its bias and weights as bars, the histogram of its activations, and its state.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::edges::sign_style;
use super::measurements::UnitMeasurements;
use crate::network::{Layout, Unit};
use crate::plot::Glyphs;
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::scale::largest;
use crate::ui::format::{cut, without_sign_of_zero};
use crate::ui::names;
use crate::ui::selection::{Number, numbers};

/// Columns of a number's name, at least and at most, of the number, and of the longest bar.
const NAME: [usize; 2] = [6, 14];
const VALUE: usize = 9;
const BAR: usize = 6;
/// Eighths of a cell from below.
const HEIGHTS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_HEIGHTS: [&str; 9] = [" ", ".", ".", ".", ".", "#", "#", "#", "#"];

/// ```text
/// h1.3  tanh, on, 52 % saturated         1 of 9
///  bias       0.120 ▄         activations
///  x         -0.870 ▄ ▄ ▄     █
///  y          0.430 ▄▄▄       █ ▁▂▅▃▂▁
///  > p(1)    -1.200 ▄ ▄ ▄     0.0         2.1
/// ```
pub fn render(frame: &mut Frame, area: Rect, context: &Context, measured: Option<&UnitMeasurements>) {
    let (Some(run), Some(unit)) = (context.run, context.look.selection.unit) else { return };
    let numbers = numbers(&run.preset, unit);
    let place = rows(area);
    let theme = context.look.theme;
    let mut title = title(context, run, unit);
    let state = with_activation(run, unit, &state(run, unit, measured));
    title.push_span(Span::styled(format!("  {state}"), theme.faint()));
    frame.render_widget(title, Rect { height: area.height.min(1), ..area });
    let count = format!(" {} of {} ", context.look.selection.number.map_or(0, |number| number + 1), numbers.len());
    if numbers.len() > usize::from(place.height) && context.look.selection.number.is_some() {
        let x = area.right().saturating_sub(count.len() as u16).max(area.x);
        frame.buffer_mut().set_stringn(x, area.y, count, area.width.into(), theme.faint());
    }
    let columns = weights(frame, place, context, run, (unit, &numbers));
    let left = place.x + columns.min(place.width);
    histogram(frame, Rect { x: left, width: place.right() - left, ..place }, context, measured);
}

/// The card in one row of at most this many columns, for where there is no room for more.
pub fn summary(
    context: &Context,
    run: &Update,
    unit: Unit,
    measured: Option<&UnitMeasurements>,
    room: usize,
) -> Line<'static> {
    let theme = context.look.theme;
    let bias = run.parameters.get(Layout::new(&run.preset.shape()).bias_of(unit)).copied().unwrap_or(f32::NAN);
    let [bias, state] = [format!("bias {:.3}", without_sign_of_zero(bias, 3)), state(run, unit, measured)];
    let faint = |text: String| Span::styled(text, theme.faint());
    let line = |pieces: &[&String]| {
        let mut line = Line::from(" ");
        line.extend(title(context, run, unit));
        line.extend(pieces.iter().map(|piece| faint(format!("  {piece}"))));
        line.extend([faint("  ".into()), Span::styled("Enter", theme.strong()), faint(" weights ".into())]);
        line
    };
    let whole = with_activation(run, unit, &state);
    let lines = [line(&[&bias, &whole]), line(&[&bias, &state]), line(&[&state]), line(&[])];
    lines.into_iter().find(|line| line.width() <= room).unwrap_or_default()
}

fn title(context: &Context, run: &Update, unit: Unit) -> Line<'static> {
    let name = context.look.glyphs.text(&names::unit(unit, &run.preset)).into_owned();
    Line::styled(name, context.look.theme.strong())
}

/// Where the numbers of a card are.
pub fn rows(card: Rect) -> Rect {
    Rect { y: card.y + card.height.min(1), height: card.height.saturating_sub(1), ..card }
}

/// A unit's state after its layer's activation; an output has none.
fn with_activation(run: &Update, unit: Unit, state: &str) -> String {
    match run.preset.shape().activations.get(unit.layer) {
        Some(activation) => format!("{}, {state}", activation.name()),
        None => state.to_owned(),
    }
}

/// Whether the unit is on, and whether it is dead or saturated.
fn state(run: &Update, unit: Unit, measured: Option<&UnitMeasurements>) -> String {
    if unit.layer >= run.preset.network.hidden.len() {
        return "output".into();
    }
    let on = if run.unit_mask.is_off(unit) { "off" } else { "on" };
    match measured.and_then(|measurements| measurements.health) {
        Some(health) if health.dead => format!("{on}, dead"),
        Some(health) => health.saturated.map_or(on.into(), |share| format!("{on}, {:.0} % saturated", 100.0 * share)),
        None => on.into(),
    }
}

/// The unit's bias and weights, the selected one in sight. Returns the columns that they take.
fn weights(frame: &mut Frame, area: Rect, context: &Context, run: &Update, (unit, numbers): (Unit, &[Number])) -> u16 {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let layout = Layout::new(&run.preset.shape());
    let value = |number: &Number| run.parameters.get(number.parameter(&layout)).copied().unwrap_or(0.0);
    let values: Vec<f32> = numbers.iter().map(value).collect();
    let name = |number: &Number| cut(&glyphs.text(&names::number(*number, unit, &run.preset)), NAME[1], glyphs);
    let names: Vec<String> = numbers.iter().map(name).collect();
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0).max(NAME[0]);
    let largest = largest(&values);
    let top = context.look.selection.first_number(area.height);
    for (row, index) in (top..numbers.len()).take(area.height.into()).enumerate() {
        let (number, name) = (without_sign_of_zero(values[index], 3), &names[index]);
        let style = if context.look.selection.number == Some(index) { theme.selected() } else { theme.text() };
        let length = (number.abs() / largest * BAR as f32).round() as usize;
        let blanks = " ".repeat(width - name.width().min(width));
        let line = Line::from(vec![
            Span::styled(format!(" {name}{blanks}{number:>VALUE$.3} "), style),
            Span::styled(bar(number, length.min(BAR), glyphs), sign_style(number, theme)),
        ]);
        frame.buffer_mut().set_line(area.x, area.y + row as u16, &line, area.width);
    }
    (width + VALUE + BAR + 4) as u16
}

/// A bar of so many cells, broken below 0 as lines are.
fn bar(number: f32, length: usize, glyphs: Glyphs) -> String {
    let (whole, blank) = if glyphs == Glyphs::Ascii { ('#', ' ') } else { ('▄', ' ') };
    (0..length).map(|cell| if number < 0.0 && cell % 2 == 1 { blank } else { whole }).collect()
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
    let words = ["activations at train points", "activations", "activ."];
    let words = words.into_iter().find(|words| words.len() <= usize::from(area.width)).unwrap_or_default();
    frame.buffer_mut().set_string(area.x, area.y, words, theme.faint());
    let edge = |bin: usize| format!("{:.1}", without_sign_of_zero(measurements.histogram.edge(bin) as f32, 1));
    let (least, largest) = (edge(0), edge(bins.len()));
    let gap = counts.len().saturating_sub(least.chars().count() + largest.chars().count()).max(1);
    let axis = format!("{least}{}{largest}", " ".repeat(gap));
    frame.buffer_mut().set_stringn(area.x, area.bottom() - 1, axis, usize::from(area.width), theme.faint());
}
