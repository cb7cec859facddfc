//! The diagnostics: findings in plain sentences, and each layer's norms, update-to-weight ratio, dead or saturated units,
//! histograms of weights and activations, and the history of all that.

mod measure;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::plot::Glyphs;
use crate::session::Update;
use crate::train::inspect::{Histogram, LayerDiagnostics};
use crate::ui::context::Context;
use crate::ui::format::{measure, pages};
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::view::diagnostics::measure::{Layer, Measurements};
use crate::ui::view::{View, inspector};

/// Columns of a layer's name, and of a number with its gap.
const NAME: usize = 4;
const NUMBER: usize = 8;
/// The numbers, the most telling first: norms of weights and gradient, the norm of the latest step relative to that of
/// the weights, dead units, and saturated activations.
const HEADS: [&str; 5] = ["weights", "grad.", "update", "dead", "satur."];
/// Columns of a histogram or a history.
const SPARK: usize = 16;
/// The fewest columns of a row with a histogram.
const SPREAD: usize = 43;

/// The diagnostics of each layer.
#[derive(Default)]
pub struct Diagnostics {
    measurements: Measurements,
}

impl View for Diagnostics {
    fn prepare(&mut self, _: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.measurements.compute(run);
        }
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let words = "norms of weights and gradient, update-to-weight ratio, dead and saturated units";
        Some(Topic { name: "diagnostics", words, mode: Mode::Run, keys: &["[ ]", "z"] })
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, &self.measurements);
    }
}

/// ```text
/// ╭ diagnostics ───────────────────────────────────╮
/// │ 3 of 5 ReLUs are dead: 0 on every train point. │
/// │ Try a smaller learning rate …                  │
/// │     weights    grad.  update    dead  satur.   │
/// │ h1   2.1203   0.0312  0.0012     3/5     -     │
/// │ out  1.0211   0.0501  0.0008       -     -     │
/// ╰────────────────────────────────────────────────╯
/// ```
///
/// Where there is room, each layer has up to three more rows: the spread of its weights and activations, the histories of
/// the numbers, and that of the spreads.
fn render(frame: &mut Frame, area: Rect, context: &Context, diagnostics: &Measurements) {
    let theme = context.look.theme;
    let inner = inspector(frame, area, context.look);
    if inner.width < 8 || inner.height < 1 {
        return;
    }
    let (layers, glyphs) = (&diagnostics.layers, context.look.glyphs);
    let room = usize::from(inner.height);
    let mut lines: Vec<Line> = vec![];
    let width = usize::from(inner.width).saturating_sub(2);
    for finding in &diagnostics.findings {
        let pages = pages(&glyphs.text(&finding.sentence), width);
        // The table comes first where there is not room for all.
        if !lines.is_empty() && lines.len() + pages.len() + layers.len() + 1 > room {
            break;
        }
        lines.extend(pages.into_iter().map(|page| Line::styled(format!(" {page}"), theme.edited())));
    }
    if lines.is_empty() {
        lines.push(Line::styled(" no problems found", theme.text()));
    }
    let rest = room.saturating_sub(lines.len() + 1);
    let columns = (width.saturating_sub(NAME) / NUMBER).min(HEADS.len());
    let cells = |texts: &[String]| {
        let cells = texts[..columns].iter().map(|text| format!("{text:>NUMBER$}"));
        cells.collect::<Vec<_>>().concat()
    };
    if rest > 0 {
        let heads = cells(&HEADS.map(str::to_owned));
        lines.push(Line::styled(format!(" {:NAME$}{heads}", ""), theme.faint()));
    }
    let most = if width < SPREAD { 1 } else { 4 };
    let rows = if layers.is_empty() { 1 } else { (rest / layers.len()).clamp(1, most) };
    for (index, layer) in layers.iter().enumerate() {
        let name = if index + 1 == layers.len() { "out".to_owned() } else { format!("h{}", index + 1) };
        let name = Span::styled(format!(" {name:<NAME$}"), theme.text());
        lines.push(Line::from(vec![name, Span::styled(cells(&numbers(&layer.now)), theme.strong())]));
        let more = [spreads, histories, widths].into_iter().take(rows - 1);
        lines.extend(more.map(|row| Line::styled(fitted(&row(layer, glyphs), width), theme.text())));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The numbers of a layer as the table has them.
fn numbers(layer: &LayerDiagnostics) -> [String; 5] {
    let number = |number: Option<f64>| number.map_or_else(|| "-".into(), |number| measure(number as f32));
    [
        measure(layer.weight_norm as f32),
        number(layer.gradient_norm),
        number(layer.update_ratio),
        format!("{}/{}", layer.dead, layer.units),
        layer.saturated.map_or_else(|| "-".into(), |share| format!("{:.0} %", 100.0 * share)),
    ]
}

/// How weights and activations are spread, each from its least to its largest.
fn spreads(layer: &Layer, glyphs: Glyphs) -> Vec<String> {
    let spread = |(name, histogram): (&str, &Histogram)| {
        let bins: Vec<f32> = histogram.counts().iter().map(|count| *count as f32).collect();
        let (least, most) = (histogram.edge(0), histogram.edge(bins.len()));
        format!("{name} {least:>6.2} {} {most:<6.2}", spark(&bins, 0.0, glyphs))
    };
    [("weights", &layer.weights), ("units", &layer.activations)].map(spread).to_vec()
}

/// The histories of the norms, the ratio and the fraction of dead or saturated units.
fn histories(layer: &Layer, glyphs: Glyphs) -> Vec<String> {
    let names = ["weights", "gradient", "update", "dead, satur."].into_iter().enumerate();
    let texts = names.zip(&layer.histories).map(|((place, name), history)| {
        let least = history.iter().copied().filter(|number| number.is_finite()).fold(f32::INFINITY, f32::min);
        format!("{name} {}", spark(&shortened(history, SPARK), if place == 3 { 0.0 } else { least }, glyphs))
    });
    texts.collect()
}

/// The histories of the histograms' widths.
fn widths(layer: &Layer, glyphs: Glyphs) -> Vec<String> {
    let named = ["weights spread", "units spread"].into_iter().zip(&layer.spreads);
    named.map(|(name, history)| format!("{name} {}", spark(&shortened(history, SPARK), 0.0, glyphs))).collect()
}

/// As many of the texts as fit into a row.
fn fitted(texts: &[String], width: usize) -> String {
    let mut row = " ".repeat(NAME + 1);
    for text in texts {
        if row.chars().count() + text.chars().count() + 2 > width + 2 {
            break;
        }
        row = row + text + "  ";
    }
    row.trim_end().to_owned()
}

/// At most `most` numbers of a history at even distances, the newest among them.
fn shortened(history: &[f32], most: usize) -> Vec<f32> {
    let count = history.len().min(most);
    (1..=count).map(|place| history[place * history.len() / count - 1]).collect()
}

/// Numbers as bars of one row, from `least` to the largest.
fn spark(numbers: &[f32], least: f32, glyphs: Glyphs) -> String {
    let largest = numbers.iter().copied().filter(|number| number.is_finite()).fold(f32::NEG_INFINITY, f32::max);
    let bars: &[char] = if glyphs == Glyphs::Ascii {
        &['_', '.', '-', '=', '#']
    } else {
        &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
    };
    let bar = |number: f32| {
        let part = if largest > least { (number - least) / (largest - least) } else { 0.0 };
        if number.is_finite() {
            bars[((part * (bars.len() - 1) as f32).round() as usize).min(bars.len() - 1)]
        } else {
            ' '
        }
    };
    numbers.iter().map(|number| bar(*number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_from_the_least_to_the_largest() {
        assert_eq!(spark(&[0.0, 0.5, 1.0, f32::NAN], 0.0, Glyphs::Braille), "▁▅█ ");
        assert_eq!(spark(&[3.0, 3.0], 3.0, Glyphs::Ascii), "__");
        assert_eq!(spark(&[], 0.0, Glyphs::Braille), "");
    }

    #[test]
    fn a_long_history_keeps_its_newest_number() {
        let history: Vec<f32> = (0..64).map(|number| number as f32).collect();
        let short = shortened(&history, 16);
        assert_eq!((short.len(), short.last()), (16, Some(&63.0)));
        assert_eq!(shortened(&history[..3], 16), [0.0, 1.0, 2.0]);
        assert_eq!(shortened(&[], 16), [0.0; 0]);
    }
}
