//! The points in the activation space of a layer, in place of the decision boundary.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;

use super::frame_of;
use crate::plot::{BLUE_ORANGE, Units, View, class_colour, nominal_rgb, relative_luminance};
use crate::train::inspect::Axes;
use crate::ui::action::Panel;
use crate::ui::app::App;
use crate::ui::inspection::names;
use crate::ui::painter::place;

/// How far towards the ends of the map the colours of points go on a dark ground.
const ON_DARK: f64 = 0.6;
/// Room round the points, as a fraction of their range.
const MARGIN: f64 = 0.08;

pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let (Some(run), Some(measurements)) = (&app.run, &app.inspection.measurements.layer) else { return };
    let theme = &app.look.theme;
    let projection = &measurements.projection;
    let words = match projection.axes {
        Axes::Unit => "one unit".to_owned(),
        Axes::Units => "both units".to_owned(),
        Axes::Components => {
            let shares = projection.shares.map(|share| format!("{:.0}", 100.0 * share));
            format!("principal components: {} % and {} %", shares[0], shares[1])
        }
    };
    let name = names::layer(projection.layer, &run.preset);
    let inner = frame_of(frame, area, app, Panel::Plane, &name, Line::styled(format!(" {words} "), theme.faint()));
    let Some(view) = view(&measurements.splits) else { return };
    let plane = view.plane_area(inner, Units::default());
    let aside = (inner.right() - plane.right().max(inner.x)) / 2;
    let plane = Rect { x: plane.x + aside, ..plane };
    let (glyphs, depth, target) = (app.look.glyphs, theme.depth(), run.preset.data.target());
    let several = matches!(target, crate::data::Target::Classes(count) if count > 2);
    // The ends of the map are too dark to be read on a dark ground.
    let ground = theme.base().bg.and_then(nominal_rgb);
    let strength = if ground.is_some_and(|ground| relative_luminance(ground) > 0.2) { 1.0 } else { ON_DARK };
    // Test points first: a train point lies on top of them.
    for (bold, (places, labels)) in [(false, &measurements.splits[1]), (true, &measurements.splits[0])] {
        for (&[x, y], &label) in places.iter().zip(labels) {
            let Some(cell) = view.cell_of(f64::from(x), f64::from(y), plane) else { continue };
            let (glyph, colour) = if several {
                let class = label as usize;
                let glyph = if bold { glyphs.train_class(class) } else { glyphs.test_class(class) };
                (glyph, class_colour(class, 1.0, depth))
            } else {
                let part = match target {
                    crate::data::Target::Value => place(label, app.plane.limit.unwrap_or(1.0)),
                    crate::data::Target::Classes(_) => label,
                };
                let above = usize::from(part >= 0.5);
                let glyph = if bold { glyphs.train(above) } else { glyphs.test(above) };
                (glyph, BLUE_ORANGE.colour(strength * (2.0 * f64::from(part) - 1.0), depth))
            };
            let style = theme.base().fg(colour);
            let style = if bold { style.add_modifier(Modifier::BOLD) } else { style };
            if let Some(target) = frame.buffer_mut().cell_mut(cell) {
                target.set_symbol(glyph).set_style(style);
            }
        }
    }
    let area = Rect { x: inner.x + aside, width: plane.right() - inner.x - aside, ..inner };
    view.axes(plane, area, Units::default(), theme.faint(), frame.buffer_mut());
}

/// The square round all points, with a margin; none without points.
fn view(splits: &[(Vec<[f32; 2]>, Vec<f32>); 2]) -> Option<View> {
    let places = splits.iter().flat_map(|(places, _)| places);
    let range = |axis: usize| {
        let numbers = places.clone().map(move |place| f64::from(place[axis])).filter(|number| number.is_finite());
        let ends =
            numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, number| (ends.0.min(number), ends.1.max(number)));
        (ends.0 <= ends.1).then_some(ends)
    };
    let (x, y) = (range(0)?, range(1)?);
    let half = ((x.1 - x.0).max(y.1 - y.0) / 2.0 * (1.0 + 2.0 * MARGIN)).max(1e-3);
    let around = |(low, high): (f64, f64)| (f64::midpoint(low, high) - half, f64::midpoint(low, high) + half);
    Some(View { x: around(x), y: around(y) })
}
