//! The diagnostics: findings in plain sentences, and each layer's norms, update-to-weight ratio, dead or saturated units,
//! histograms of weights and activations, and the history of all that.

mod describe;
mod findings;
mod measure;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::plot::Glyphs;
use crate::session::{Command, Update};
use crate::train::inspect::{Fix, Histogram, LayerDiagnostics};
use crate::ui::action::{Action, DiagnosticsAction, Effect, Region, Tab, Tone};
use crate::ui::context::{Context, Control};
use crate::ui::format::{measure, pages};
use crate::ui::keymap::{Mode, Topic};
use crate::ui::look::Look;
use crate::ui::view::diagnostics::measure::{Layer, Measurements};
use crate::ui::view::{View, inspector};

/// Columns of a layer's name.
const NAME: usize = 4;
/// The numbers, the most telling first: norms of weights and gradient, the norm of the latest step relative to that of
/// the weights, dead units, and saturated activations. Each has two columns before it.
const HEADS: [&str; 5] = ["weight norm", "gradient norm", "update ratio", "dead", "saturated"];
/// The same where there is less room.
const SHORT_HEADS: [&str; 5] = ["weights", "gradient", "update", " dead", "saturated"];
/// What they are, for who wants to know.
const LEGEND: &str = "Weights and gradient: L2 norms. Update: the latest step relative to the weights, typically 0.001. \
                      Dead units are flat at every train point.";
/// Columns of a histogram or a history.
const SPARK: usize = 16;
/// The fewest columns of a row with a histogram.
const HISTOGRAM: usize = 48;

/// The diagnostics of each layer.
#[derive(Default)]
pub struct Diagnostics {
    measurements: Measurements,
    /// Place of the selected fix among those of all findings.
    selected: usize,
    /// What is shown of the findings.
    findings: Vec<findings::Line>,
}

impl Diagnostics {
    fn fixes(&self) -> Vec<&Fix> {
        self.measurements.findings.iter().flat_map(|finding| &finding.fixes).collect()
    }

    /// The last of the fixes that are shown.
    fn last(&self) -> usize {
        self.findings.iter().filter_map(|line| line.fix).next_back().unwrap_or(0)
    }
}

impl View for Diagnostics {
    fn handle(&mut self, action: Action, control: &mut Control) -> Option<Effect> {
        let (Action::Diagnostics(action), run) = (action, control.run?) else { return None };
        self.measurements.compute(run, control.evaluation.moment(run));
        let place = match action {
            DiagnosticsAction::Select(places) => {
                self.selected = self.selected.saturating_add_signed(places).min(self.last());
                return None;
            }
            DiagnosticsAction::Choose => self.selected,
            DiagnosticsAction::Fix(place) => place,
        };
        let fixes = self.fixes();
        let Some(fix) = fixes.get(place) else {
            let words = match fixes.len() {
                0 if self.measurements.findings.is_empty() => "the diagnostics find no problem here".to_owned(),
                0 => "the diagnostics know of no fix for this".to_owned(),
                1 => "the diagnostics offer one fix here".to_owned(),
                count => format!("the diagnostics offer {count} fixes here"),
            };
            return Some(Effect::Say(Tone::Remark, words.into()));
        };
        Some(Effect::Send(Command::Fix(Box::new((*fix).clone()))))
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        is_focused(look).then_some(Mode::Diagnostics)
    }

    fn prepare(&mut self, area: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.measurements.compute(run, context.evaluation.moment(run));
            let inner = area.inner(Margin::new(1, 1));
            // The table comes first where there is not room for all.
            let rows = usize::from(inner.height).saturating_sub(self.measurements.layers.len() + 1);
            let room = (usize::from(inner.width).saturating_sub(2), rows);
            self.findings = findings::lines(&self.measurements.findings, room, context.look.glyphs);
            self.selected = self.selected.min(self.last());
        }
    }

    fn describe(&self, _: &Context) -> Vec<String> {
        describe::describe(&self.measurements)
    }

    fn help(&self, _: &Look, _: Option<&Update>) -> Option<Topic> {
        let words = "norms of weights and gradient, update-to-weight ratio, dead and saturated units";
        Some(Topic { name: "diagnostics", words, mode: Mode::Diagnostics, keys: &["↑ ↓", "Enter", "[ ]", "z"] })
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context, self);
    }
}

fn is_focused(look: &Look) -> bool {
    look.focus == Some(Region::Inspector) && look.tab == Tab::Diagnostics
}

/// ```text
/// ╭ diagnostics ───────────────────────────────────╮
/// │ 3 of 5 ReLUs are dead: 0 on every train point. │
/// │ 1 Try a smaller learning rate …                │
/// │       weights  gradient  update   dead         │
/// │ h1     2.1203    0.0312  0.0012    3/5         │
/// │ out    1.0211    0.0501  8.0e-4    0/1         │
/// ╰────────────────────────────────────────────────╯
/// ```
///
/// Where there is room, each layer has two more rows: the histograms of its weights and activations, and the norms and the
/// ratio over time; and what the numbers are stands beneath all.
fn render(frame: &mut Frame, area: Rect, context: &Context, view: &Diagnostics) {
    let theme = context.look.theme;
    let inner = inspector(frame, area, context.look);
    if inner.width < 8 || inner.height < 1 {
        return;
    }
    let (layers, glyphs) = (&view.measurements.layers, context.look.glyphs);
    let room = usize::from(inner.height);
    let width = usize::from(inner.width).saturating_sub(2);
    let selected = is_focused(context.look).then_some(view.selected);
    let style = |fix: Option<usize>| match fix {
        None => theme.edited(),
        Some(_) if fix == selected => theme.selected(),
        Some(_) => theme.text(),
    };
    let styled = |line: &findings::Line| Line::styled(line.text.clone(), style(line.fix));
    let mut lines: Vec<Line> = view.findings.iter().map(styled).collect();
    if lines.is_empty() {
        lines.push(Line::styled(" no problems found", theme.text()));
    }
    let rest = room.saturating_sub(lines.len() + 1);
    // Only tanh and sigmoid saturate.
    let count = if layers.iter().any(|layer| layer.now.saturated.is_some()) { 5 } else { 4 };
    let columns_of = |heads: &[&str; 5]| NAME + heads[..count].iter().map(|head| 2 + head.len()).sum::<usize>();
    let heads = if columns_of(&HEADS) <= width { HEADS } else { SHORT_HEADS };
    let cells = |texts: &[String]| {
        let cells = texts[..count].iter().zip(heads).map(|(text, head)| format!("  {text:>room$}", room = head.len()));
        let mut room = width.saturating_sub(NAME);
        let fits = |cell: &String| {
            let left = room.checked_sub(cell.chars().count());
            room = left.unwrap_or_default();
            left.is_some()
        };
        cells.take_while(fits).collect::<String>()
    };
    if rest > 0 {
        let heads = cells(&heads.map(str::to_owned));
        lines.push(Line::styled(format!(" {:NAME$}{heads}", ""), theme.faint()));
    }
    let most = if width < HISTOGRAM { 1 } else { 3 };
    let rows = if layers.is_empty() { 1 } else { (rest / layers.len()).clamp(1, most) };
    for (index, layer) in layers.iter().enumerate() {
        let name = if index + 1 == layers.len() { "out".to_owned() } else { format!("h{}", index + 1) };
        let name = Span::styled(format!(" {name:<NAME$}"), theme.text());
        lines.push(Line::from(vec![name, Span::styled(cells(&numbers(&layer.now)), theme.strong())]));
        let more = [histograms, histories].into_iter().take(rows - 1);
        let more = more.map(|row| fitted(&row(layer, glyphs), width)).filter(|row| !row.is_empty());
        lines.extend(more.map(|row| Line::styled(row, theme.text())));
    }
    let legend = pages(LEGEND, width);
    if lines.len() + 1 + legend.len() <= room {
        lines.push(Line::default());
        lines.extend(legend.into_iter().map(|line| Line::styled(format!(" {line}"), theme.faint())));
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

/// The histograms of weights and activations, each from its least to its largest.
fn histograms(layer: &Layer, glyphs: Glyphs) -> Vec<String> {
    let spread = |(name, histogram): (&str, &Histogram)| {
        let bins: Vec<f32> = histogram.counts().iter().map(|count| *count as f32).collect();
        let (least, most) = (histogram.edge(0), histogram.edge(bins.len()));
        format!("{name} {least:.2} {} {most:.2}", spark(&bins, 0.0, glyphs))
    };
    [("weight values", &layer.weights), ("activations", &layer.activations)].map(spread).to_vec()
}

/// The norms of gradient and weights and the ratio over time.
fn histories(layer: &Layer, glyphs: Glyphs) -> Vec<String> {
    let [weights, gradient, update] = &layer.histories;
    let named = [("gradient norm", gradient), ("weight norm", weights), ("update ratio", update)];
    // One number is no trend.
    let is_trend = |history: &[f32]| history.iter().filter(|number| number.is_finite()).count() > 1;
    let texts = named.into_iter().filter(|(_, history)| is_trend(history)).map(|(name, history)| {
        let least = history.iter().copied().filter(|number| number.is_finite()).fold(f32::INFINITY, f32::min);
        format!("{name} {}", spark(&shortened(history, SPARK), least, glyphs))
    });
    let mut texts: Vec<String> = texts.collect();
    if let Some(first) = texts.first_mut() {
        first.insert_str(0, "over time: ");
    }
    texts
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
    use crate::plot::Depth;
    use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};

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

    #[test]
    fn the_layers_norms_add_up_to_the_metrics_gradient_norm() {
        let scene = Scene::new(update("many-units", 50, |_| {}), look(Depth::TrueColour));
        let mut view = Diagnostics::default();
        for (columns, rows) in [(43, 11), (54, 21), (96, 30)] {
            let text = text(&scene.view(&mut view, columns, rows));
            assert!(text.contains("gradient") && text.contains("update") && !text.contains("grad."), "{text}");
        }
        let squares: f64 = view.measurements.layers.iter().map(|layer| layer.now.gradient_norm.unwrap().powi(2)).sum();
        let whole = f64::from(scene.run.gradient_norm().unwrap());
        assert!((squares.sqrt() / whole - 1.0).abs() < 1e-6, "{} and {whole}", squares.sqrt());
    }

    #[test]
    fn the_diagnostics_of_a_run_that_learns() {
        let mut run = update("xor-blobs", 0, |_| {});
        let mut view = Diagnostics::default();
        let mut buffer = None;
        for epoch in [0, 100, 200, 300] {
            run = Update { run: run.run, ..update("xor-blobs", epoch, |_| {}) };
            buffer = Some(Scene::new(run.clone(), look(Depth::TrueColour)).view(&mut view, 54, 21));
            let has_trend = buffer.as_ref().is_some_and(|buffer| text(buffer).contains("over time"));
            assert_eq!(has_trend, epoch > 0, "one number is no trend");
        }
        assert_snapshot!("diagnostics-120x40", &buffer.unwrap());
    }
}
