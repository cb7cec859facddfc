//! The points in the activation space of a layer, in the place of the network.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::measurements::LayerMeasurements;
use crate::data::Target;
use crate::plot::{Numbers, Units, View};
use crate::train::inspect::{Axes, Projection};
use crate::ui::context::Context;
use crate::ui::evaluation::scale::{limit_of, place};
use crate::ui::names;
use crate::ui::theme::Theme;

/// Columns of the labels of the vertical axis.
const LABELS: u16 = 5;

pub fn render(frame: &mut Frame, area: Rect, context: &Context, measurements: &LayerMeasurements) {
    let Some(run) = context.run else { return };
    let theme = context.look.theme;
    let projection = &measurements.projection;
    let name = names::layer(projection.layer, &run.preset);
    let activation = run.preset.shape().activations.get(projection.layer).map(|activation| activation.name());
    let with_activation = activation.map_or_else(|| name.clone(), |activation| format!("{name}, {activation}"));
    let title = title(projection, &[with_activation, name], area.width.into(), theme);
    frame.render_widget(title, Rect { height: area.height.min(1), ..area });
    let inner = Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
    let Some(view) = view(measurements) else { return };
    let left = LABELS.min(inner.width);
    let plane = Rect { x: inner.x + left, width: inner.width - left, height: inner.height.saturating_sub(1), ..inner };
    let (limit, target) = (limit_of(&run.dataset), run.preset.data.target());
    let labels = match target {
        Target::Value => Numbers::Values,
        Target::Classes(count) if count > 2 => Numbers::Classes(count),
        Target::Classes(_) => Numbers::Sides,
    };
    // Train points first: the fewer test points lie on top of them.
    for (is_train, (places, numbers)) in [(true, &measurements.splits[0]), (false, &measurements.splits[1])] {
        for (&[x, y], &label) in places.iter().zip(numbers).filter(|_| context.look.shows(is_train)) {
            let Some(cell) = view.cell_of(f64::from(x), f64::from(y), plane) else { continue };
            let hue = labels.hue(label, place(label, limit));
            let colour = theme.scheme().point(hue, is_train);
            let style = theme.base().fg(colour);
            let style = if is_train { style.add_modifier(Modifier::BOLD) } else { style };
            let glyph = labels.marker(context.look.glyphs, labels.class_of(label), is_train);
            if let Some(target) = frame.buffer_mut().cell_mut(cell) {
                target.set_symbol(glyph).set_style(style);
            }
        }
    }
    view.axes(plane, inner, Units::default(), theme.faint(), frame.buffer_mut());
}

/// The ranges of all points. Each axis has its own, so that they fill the tab: it is wide and low, and a square in it
/// would leave few cells for the points.
fn view(measurements: &LayerMeasurements) -> Option<View> {
    let range = |axis: usize| {
        let points = measurements.splits.iter().flat_map(|(places, _)| places);
        let along: Vec<[f32; 2]> = points.map(|point| [point[axis]; 2]).collect();
        View::around(&along.iter()).map(|view| view.x)
    };
    Some(View { x: range(0)?, y: range(1)? })
}

/// The layer's name, with its activation if there is room, and what the axes are, in at most this many columns.
fn title(projection: &Projection, names: &[String; 2], room: usize, theme: Theme) -> Line<'static> {
    let words = match projection.axes {
        Axes::Unit => ["points by its unit".to_owned(), "its unit".to_owned()],
        Axes::Units => ["points by its two units".to_owned(), "its two units".to_owned()],
        Axes::Components => {
            let [first, second] = projection.shares.map(|share| format!("{:.0} %", 100.0 * share));
            [format!("principal components {first} and {second}"), format!("components {first}, {second}")]
        }
    };
    let choices = words.iter().flat_map(|words| names.iter().map(move |name| (name.as_str(), words.as_str())));
    let fitting = choices.into_iter().find(|(name, words)| name.len() + 2 + words.len() <= room);
    let (name, words) = fitting.unwrap_or((&names[1], ""));
    let [name, words] = [name.to_owned(), format!("  {words}")];
    Line::from(vec![Span::styled(name, theme.strong()), Span::styled(words, theme.faint())])
}
