//! The weights between two layers as lines: broken and blue below 0, whole and orange above, larger ones thicker.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use super::plan::Plan;
use crate::network::{Layout, Unit};
use crate::plot::{Canvas, Depth, Glyphs, Pen, Rgb, Scheme, Stroke, nominal_rgb, relative_luminance, to_colour};
use crate::ui::evaluation::scale::largest;
use crate::ui::theme::Theme;

/// Weights below this fraction of the layer's largest are 0 to the eye, and left out.
const LEAST: f32 = 0.01;
/// The dots of all lines together, as a fraction of those of their place, at most: more would fill it. Those of the
/// selected unit come on top.
const FILLED: f64 = 0.75;
/// Columns between two layers for each dot of thickness, at least.
const COLUMNS_A_DOT: usize = 3;
/// The fractions of the layer's largest weight from which a line is of the second and the third thickness.
const THICKER: [f32; 2] = [1.0 / 3.0, 2.0 / 3.0];
/// The contrast to the ground of lines of each thickness: the same for both signs.
const CONTRASTS: [f64; 3] = [3.6, 5.0, 7.0];
/// The hues of weights below 0 and above.
const HUES: [Rgb; 2] = [Rgb(64, 144, 240), Rgb(240, 140, 40)];
/// The same with sixteen colours, on a dark ground and on a light one.
const SIXTEEN: [[Color; 2]; 2] = [[Color::LightBlue, Color::Yellow], [Color::Blue, Color::Red]];

/// Draws the weights that lead to a layer.
pub struct Edges<'a> {
    plan: &'a Plan,
    glyphs: Glyphs,
    /// The selected unit, whose edges are always drawn.
    selected: Option<Unit>,
    /// The styles of lines, by sign and thickness.
    styles: [[Style; 3]; 2],
}

/// A weight as a fraction of the layer's largest, from -1 to 1, and the input and the unit that it connects.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edge {
    fraction: f32,
    input: usize,
    unit: usize,
}

impl<'a> Edges<'a> {
    pub fn new(plan: &'a Plan, theme: Theme, glyphs: Glyphs, selected: Option<Unit>) -> Self {
        let style = |sign, thickness| Style { fg: colour(sign, thickness, theme), ..theme.text() };
        let styles = [0, 1].map(|sign| [0, 1, 2].map(|thickness| style(sign, thickness)));
        Self { plan, glyphs, selected, styles }
    }

    /// Draws the weights that lead to a layer; 0 is the first hidden one. Returns how many weights of the units that are
    /// shown it left out, so as not to fill the panel.
    pub fn render(&self, layer: usize, layout: &Layout, strengths: &[f32], buf: &mut Buffer) -> usize {
        let [from, to] = [&self.plan.layers[layer], &self.plan.layers[layer + 1]];
        let left = from.left + self.plan.map.0;
        let area = Rect { x: left, width: to.left.saturating_sub(left), ..self.plan.area };
        let tensor = layout.weight(layer);
        let weights = &strengths[tensor.range()];
        let largest = largest(weights);
        let of_unit = |unit: usize| {
            let fraction = move |input: usize| weights[unit * tensor.shape[1] + input] / largest;
            from.shown.clone().map(move |input| Edge { fraction: fraction(input), input, unit })
        };
        let mut edges: Vec<Edge> = to.shown.clone().flat_map(of_unit).collect();
        edges.retain(|edge| edge.fraction.abs() >= LEAST);
        let mut canvas = Canvas::new(area.width, area.height, self.glyphs);
        let left_out = self.choose(layer, &canvas, &mut edges);
        for edge in edges {
            self.line(layer, edge, &mut canvas);
        }
        canvas.render(area, buf);
        left_out
    }

    /// Keeps the strongest edges, as many as do not fill the canvas, and those of the selected unit, the latter and the
    /// stronger last: they lie on top. Returns how many it leaves out.
    fn choose(&self, layer: usize, canvas: &Canvas, edges: &mut Vec<Edge>) -> usize {
        let is_selected = |edge: &Edge| {
            let from = layer.checked_sub(1).map(|layer| Unit { layer, index: edge.input });
            self.selected.is_some() && [from, Some(Unit { layer, index: edge.unit })].contains(&self.selected)
        };
        edges.sort_by(|one, other| other.fraction.abs().total_cmp(&one.fraction.abs()));
        let most = FILLED * (canvas.width() * canvas.height()) as f64;
        let (count, mut dots) = (edges.len(), 0.0);
        edges.retain(|edge| {
            let Some((start, end)) = self.ends(layer, edge) else { return false };
            let length = (end - start).abs().max(canvas.width() as f64);
            dots += length * self.dots(edge.fraction, canvas) as f64;
            dots <= most || is_selected(edge)
        });
        edges.reverse();
        edges.sort_by_key(is_selected);
        count - edges.len()
    }

    /// The rows of dots where an edge begins and ends: in the middle of the maps.
    fn ends(&self, layer: usize, edge: &Edge) -> Option<(f64, f64)> {
        let dots = self.glyphs.dots().1;
        let middle = |layer: usize, unit: usize| {
            let map = self.plan.map_of(layer, unit)?;
            Some(((2 * usize::from(map.y - self.plan.area.y) + usize::from(map.height)) * dots / 2) as f64)
        };
        middle(layer, edge.input).zip(middle(layer + 1, edge.unit))
    }

    /// The thickness of an edge in dots: less where the layers stand close together.
    fn dots(&self, fraction: f32, canvas: &Canvas) -> usize {
        let most = if self.glyphs == Glyphs::Braille { 3 } else { 2 };
        let columns = canvas.width() / self.glyphs.dots().0;
        (thickness(fraction) + 1).min(most).min((columns / COLUMNS_A_DOT).max(1))
    }

    /// Draws one edge from map to map.
    fn line(&self, layer: usize, edge: Edge, canvas: &mut Canvas) {
        let Some((start, end)) = self.ends(layer, &edge) else { return };
        let right = canvas.width() as f64 - 1.0;
        let is_positive = edge.fraction > 0.0;
        let stroke = if is_positive { Stroke::Solid } else { Stroke::Broken };
        let style = self.styles[usize::from(is_positive)][thickness(edge.fraction)];
        // Lines of dots side by side: one above the other, or, where the line is steep, one beside the other.
        let is_steep = (end - start).abs() > right;
        for offset in [0.0, -1.0, 1.0].into_iter().take(self.dots(edge.fraction, canvas)) {
            let (across, down) = if is_steep { (offset, 0.0) } else { (0.0, offset) };
            let mut pen = Pen::new(style, stroke, self.glyphs);
            canvas.line((across, start + down), (right + across, end + down), &mut pen);
        }
    }

    /// What tiles and lines mean, in as many words as these columns have room for.
    pub fn legend(&self, theme: Theme, left_out: usize, room: usize) -> Line<'static> {
        let (negative, positive) = match self.glyphs {
            Glyphs::Braille => ("⠶ ⠶", "⠶⠶⠶"),
            Glyphs::Blocks => ("▀ ▀", "▀▀▀"),
            Glyphs::Ascii => (": :", ":::"),
        };
        let tile = if self.glyphs == Glyphs::Ascii { "##" } else { "▄▄" };
        let line = |unit: &str, gap: &str, [below, above]: [&str; 2], words: &str| {
            let faint = |text: String| Span::styled(text, theme.faint());
            let [low, high] = self.styles.map(|styles| styles[2]);
            Line::from(vec![
                Span::styled(format!(" {tile}"), theme.text()),
                faint(format!(" {unit}{gap}weights ")),
                Span::styled(negative, low),
                faint(format!(" {below}{gap}")),
                Span::styled(positive, high),
                faint(format!(" {above}{words} ")),
            ])
        };
        let strongest = if left_out > 0 { "  strongest only" } else { "" };
        let (words, signs) = (["negative", "positive"], ["< 0", "> 0"]);
        let units = ["unit's activation at each place", "unit's activation", "unit"];
        let all = format!("  thicker = larger{strongest}");
        // That some are left out matters more than what is seen.
        let is_brief = left_out > 0;
        let lines = [
            line(units[0], "  ", words, &all),
            line(units[1], "  ", words, &all),
            line(units[if is_brief { 2 } else { 1 }], "  ", words, &all),
            line(units[1], "  ", words, "  thicker = larger"),
            line(units[1], "  ", signs, "  thick = large"),
            line(units[1], "  ", signs, ""),
            line(units[2], "  ", signs, ""),
        ];
        lines.into_iter().find(|line| line.width() <= room).unwrap_or_default()
    }
}

/// The style of the lines of large weights of a number's sign.
pub fn sign_style(number: f32, theme: Theme) -> Style {
    Style { fg: colour(usize::from(number > 0.0), 2, theme), ..theme.text() }
}

/// The thickness of a line, 0 to 2.
fn thickness(fraction: f32) -> usize {
    THICKER.iter().filter(|from| fraction.abs() >= **from).count()
}

/// The colour of a line of this sign (0 below 0, 1 above) and thickness; none without colours.
fn colour(sign: usize, thickness: usize, theme: Theme) -> Option<Color> {
    let ground = theme.base().bg.and_then(nominal_rgb)?;
    let is_light = relative_luminance(ground) > 0.2;
    match theme.depth() {
        Depth::None => None,
        Depth::Sixteen => Some(SIXTEEN[usize::from(is_light)][sign]),
        depth => {
            // A theme of high contrast has more of it here as well.
            let factor = theme.scheme().least_contrast() / Scheme::default().least_contrast();
            let toned = with_contrast(HUES[sign], ground, is_light, factor * CONTRASTS[thickness]);
            Some(to_colour(toned, depth))
        }
    }
}

/// A hue, made lighter or darker until it has this contrast to the ground, as in WCAG 2.1.
fn with_contrast(hue: Rgb, ground: Rgb, is_light: bool, contrast: f64) -> Rgb {
    let ground = relative_luminance(ground) + 0.05;
    let wanted = if is_light { ground / contrast } else { ground * contrast } - 0.05;
    let end = if relative_luminance(hue) > wanted { Rgb::BLACK } else { Rgb::WHITE };
    let (mut least, mut most) = (0.0, 1.0);
    for _ in 0..10 {
        let part = f64::midpoint(least, most);
        // Mixing more leads away from the hue, towards black or white.
        if (relative_luminance(hue.mixed(end, part)) > wanted) == (end == Rgb::BLACK) {
            least = part;
        } else {
            most = part;
        }
    }
    hue.mixed(end, least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, Architecture};
    use crate::plot::{contrast_ratio, nominal_rgb};
    use crate::ui::theme::Palette;
    use strum::IntoEnumIterator;

    const AREA: Rect = Rect { x: 0, y: 0, width: 30, height: 11 };

    fn theme(palette: Palette, depth: Depth) -> Theme {
        Theme::new(palette, depth, Glyphs::Braille)
    }

    /// A line between two maps in the same row, by its weight as a fraction of the largest.
    fn line(fraction: f32, glyphs: Glyphs) -> String {
        let area = Rect { height: 3, ..AREA };
        let plan = Plan::new(area, &[1, 1], [0, 0], &[], &Plan::default());
        let edges = Edges::new(&plan, theme(Palette::Dark, Depth::TrueColour), glyphs, None);
        let (mut canvas, mut buf) = (Canvas::new(10, area.height, glyphs), Buffer::empty(area));
        edges.line(0, Edge { fraction, input: 0, unit: 0 }, &mut canvas);
        canvas.render(area, &mut buf);
        let rows = (0..area.height).map(|row| (0..10).map(|column| buf[(column, row)].symbol()).collect::<String>());
        rows.filter(|row| !row.trim().is_empty()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_line_stands_out_from_its_ground_and_both_signs_alike() {
        for palette in Palette::iter() {
            for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
                let theme = theme(palette, depth);
                let Some(ground) = theme.base().bg.and_then(nominal_rgb) else {
                    assert_eq!([colour(0, 0, theme), colour(1, 0, theme)], [None, None]);
                    continue;
                };
                for thickness in 0..3 {
                    let [low, high] = [0, 1].map(|sign| {
                        let line = colour(sign, thickness, theme).and_then(nominal_rgb).expect("a tone");
                        contrast_ratio(line, ground)
                    });
                    let case = format!("{palette:?} {depth:?} {thickness}: {low} {high}");
                    assert!(low.min(high) >= 3.0, "{case}");
                    // A terminal of 256 colours has no closer ones; the sixteen are the user's.
                    let most = match depth {
                        Depth::TrueColour => 1.06,
                        Depth::Indexed => 1.4,
                        _ => 21.0,
                    };
                    assert!(low.max(high) / low.min(high) <= most, "{case}");
                }
            }
        }
    }

    #[test]
    fn weights_below_0_are_broken_and_larger_ones_thicker_in_every_set_of_glyphs() {
        for (glyphs, thicknesses) in [(Glyphs::Braille, 3), (Glyphs::Blocks, 2), (Glyphs::Ascii, 2)] {
            let [positive, negative] = [1.0, -1.0].map(|sign| [0.2, 0.5, 0.9].map(|size| line(sign * size, glyphs)));
            for lines in [&positive, &negative] {
                let different = lines.windows(2).filter(|pair| pair[0] != pair[1]).count();
                assert_eq!(different + 1, thicknesses, "{glyphs:?}: {lines:?}");
            }
            assert!(positive.iter().all(|line| !line.contains(' ')), "{positive:?}");
            assert!(negative.iter().all(|line| line.matches(' ').count() >= 5), "{negative:?}");
        }
        assert_eq!(
            [0.2, 0.5, 0.9].map(|size| line(size, Glyphs::Braille)),
            ["⠤", "⠶", "⣶"].map(|cell| cell.repeat(10))
        );
        assert_eq!(line(-0.9, Glyphs::Ascii), ": : : : : ");
    }

    #[test]
    fn of_too_many_edges_the_strongest_are_drawn_and_those_of_the_selected_unit() {
        // The first of five units has the weakest weights. Of these inputs there are so many:
        let chosen = |inputs: usize, selected: Option<Unit>| {
            let plan = Plan::new(AREA, &[inputs, 5, 1], [0, 0], &[], &Plan::default());
            let edges = Edges::new(&plan, theme(Palette::Dark, Depth::TrueColour), Glyphs::Braille, selected);
            let count = 5 * inputs;
            let edge = |index: usize| Edge {
                fraction: (index + 1) as f32 / count as f32,
                input: index % inputs,
                unit: index / inputs,
            };
            let mut all = (0..count).map(edge).collect();
            let left_out = edges.choose(0, &Canvas::new(4, AREA.height, Glyphs::Braille), &mut all);
            assert_eq!(all.len() + left_out, count);
            all.iter().map(|edge| edge.unit).collect::<Vec<_>>()
        };
        assert_eq!(chosen(2, None), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4], "there is room for ten");
        let units = chosen(5, None);
        assert!(units.len() < 20 && units.ends_with(&[4; 5]) && !units.contains(&0), "{units:?}");
        let units = chosen(5, Some(Unit { layer: 0, index: 0 }));
        assert!(units.ends_with(&[0; 5]), "they lie on top: {units:?}");
        // A unit of the next layer has no edge here.
        assert_eq!(chosen(5, Some(Unit { layer: 1, index: 0 })), chosen(5, None));
    }

    #[test]
    fn weights_that_are_no_numbers_draw_nothing_and_zero_neither() {
        let layout = Layout::new(&Architecture { hidden: vec![2], activation: Activation::Tanh.into() }.shape(2, 1));
        let mut parameters = vec![0.0; layout.len()];
        parameters[layout.weight(0).offset] = f32::NAN;
        let plan = Plan::new(AREA, &[2, 2, 1], [0, 0], &[], &Plan::default());
        let mut buf = Buffer::empty(AREA);
        let edges = Edges::new(&plan, theme(Palette::Dark, Depth::TrueColour), Glyphs::Braille, None);
        assert_eq!(edges.render(0, &layout, &parameters, &mut buf), 0);
        assert_eq!(buf, Buffer::empty(AREA));
    }

    #[test]
    fn the_legend_says_less_where_there_is_less_room() {
        let plan = Plan::default();
        let theme = theme(Palette::Dark, Depth::TrueColour);
        let edges = Edges::new(&plan, theme, Glyphs::Braille, None);
        let text = |left_out, room| edges.legend(theme, left_out, room).to_string();
        assert_eq!(text(3, 80), " ▄▄ unit  weights ⠶ ⠶ negative  ⠶⠶⠶ positive  thicker = larger  strongest only ");
        let units = " ▄▄ unit's activation";
        assert_eq!(text(0, 80), format!("{units}  weights ⠶ ⠶ negative  ⠶⠶⠶ positive  thicker = larger "));
        assert!(text(0, 120).starts_with(&format!("{units} at each place  weights ")));
        assert_eq!(text(3, 50), format!("{units}  weights ⠶ ⠶ < 0  ⠶⠶⠶ > 0 "));
        assert_eq!([text(0, 40), text(0, 9)], [" ▄▄ unit  weights ⠶ ⠶ < 0  ⠶⠶⠶ > 0 ", ""]);
    }
}
