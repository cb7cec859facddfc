//! The decision boundary of any model as a ratatui widget: a map of its predictions with points and axes.
//!
//! Asks the model at the middle of every pixel that its area has, and leaves the drawing to [`Plane`] and [`View`]. The
//! dashboard paints with those two itself, since it keeps predictions between frames.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::colour::Depth;
use super::glyphs::Glyphs;
use super::plane::{Distance, Numbers, Plane, Point};
use super::scheme::{Ground, Scheme};
use super::view::{Units, View};

/// Coordinates of a point.
type Place = [f32; 2];

/// A map of a model's predictions over a part of the plane, with train points in bold and test points small.
///
/// The model is a function from places (x, y) to its predictions, [`Numbers::width`] numbers for each place in their
/// order. It is called once a frame, with a place for every half of a cell.
///
/// ```
/// use blobtui::plot::{DecisionBoundary, Depth, View};
/// use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
///
/// // Any model will do: here the probability is above one half beside the line y = x.
/// let model = |places: &[[f32; 2]]| places.iter().map(|[x, y]| 1.0 / (1.0 + (y - x).exp())).collect();
/// let view = View { x: (-1.0, 1.0), y: (-1.0, 1.0) };
/// let area = Rect::new(0, 0, 24, 12);
/// let mut buffer = Buffer::empty(area);
/// DecisionBoundary::new(view, model)
///     .train(&[[0.5, -0.5], [-0.5, 0.5]], &[1.0, 0.0])
///     .depth(Depth::None)
///     .render(area, &mut buffer);
/// assert!(buffer.content.iter().any(|cell| cell.symbol() == "▓"));
/// assert!(buffer.content.iter().any(|cell| cell.symbol() == "+"));
/// ```
#[derive(Clone, Debug)]
pub struct DecisionBoundary<'a, Model> {
    view: View,
    model: Model,
    numbers: Numbers,
    range: (f32, f32),
    discrete: bool,
    train: (&'a [Place], &'a [f32]),
    test: (&'a [Place], &'a [f32]),
    scheme: Scheme,
    glyphs: Glyphs,
    units: Units,
    axes: Option<Style>,
}

impl<'a, Model: FnMut(&[Place]) -> Vec<f32>> DecisionBoundary<'a, Model> {
    /// A model with probabilities of label 1 over this part of the plane, in 24-bit colours for a dark ground, with axes.
    pub fn new(view: View, model: Model) -> Self {
        Self {
            view,
            model,
            numbers: Numbers::Sides,
            range: (0.0, 1.0),
            discrete: false,
            train: (&[], &[]),
            test: (&[], &[]),
            scheme: Scheme::default(),
            glyphs: Glyphs::default(),
            units: Units::default(),
            axes: Some(Style::new()),
        }
    }

    /// What the predictions mean: two sides, classes or values.
    #[must_use]
    pub fn numbers(self, numbers: Numbers) -> Self {
        Self { numbers, ..self }
    }

    /// The predictions at both ends of the colours, 0 and 1 by default: -1 and 1 for a model that gives scores, the
    /// smallest and the largest value in regression. It doesn't apply to classes.
    #[must_use]
    pub fn range(self, lowest: f32, highest: f32) -> Self {
        Self { range: (lowest, highest), ..self }
    }

    /// Shows the predicted class alone, without its probability.
    #[must_use]
    pub fn discrete(self, discrete: bool) -> Self {
        Self { discrete, ..self }
    }

    /// The train points with their labels.
    #[must_use]
    pub fn train(self, places: &'a [Place], labels: &'a [f32]) -> Self {
        Self { train: (places, labels), ..self }
    }

    /// The test points with their labels.
    #[must_use]
    pub fn test(self, places: &'a [Place], labels: &'a [f32]) -> Self {
        Self { test: (places, labels), ..self }
    }

    /// The colours that the terminal has; without any, the map is drawn in shades.
    #[must_use]
    pub fn depth(self, depth: Depth) -> Self {
        Self { scheme: Scheme { depth, ..self.scheme }, ..self }
    }

    /// What the colours are drawn on: dark by default.
    #[must_use]
    pub fn ground(self, ground: Ground) -> Self {
        Self { scheme: Scheme { ground, ..self.scheme }, ..self }
    }

    /// The characters that the terminal's font has.
    #[must_use]
    pub fn glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// The units of the axes, if places are standardized.
    #[must_use]
    pub fn units(self, units: Units) -> Self {
        Self { units, ..self }
    }

    /// The style of the labels of the axes; without one there are no axes.
    #[must_use]
    pub fn axes(self, style: Option<Style>) -> Self {
        Self { axes: style, ..self }
    }

    /// Where a prediction or a label is between the ends of the colours.
    fn spread(&self, number: f32) -> f32 {
        let (lowest, highest) = self.range;
        // A number that is none stays none, and is drawn as such.
        ((number - lowest) / (highest - lowest)).clamp(0.0, 1.0)
    }

    /// The points in view, in their cells.
    fn points(&self, plane: Rect) -> Vec<Point> {
        let splits = [(self.train, true), (self.test, false)];
        let labelled = splits.into_iter().flat_map(|((places, labels), is_train)| {
            places.iter().zip(labels).map(move |(&[x, y], &label)| (x, y, label, is_train))
        });
        let point = |(x, y, label, is_train): (f32, f32, f32, bool)| {
            let cell = self.view.cell_of(f64::from(x), f64::from(y), plane)?;
            let hue = self.numbers.hue(label, self.spread(label));
            let marker = self.numbers.marker(self.glyphs, self.numbers.class_of(label), is_train);
            Some(Point {
                cell,
                marker,
                hue,
                is_train,
                is_misclassified: false,
                is_in_batch: false,
                distance: Distance::Near,
            })
        };
        labelled.filter_map(point).collect()
    }
}

impl<Model: FnMut(&[Place]) -> Vec<f32>> Widget for DecisionBoundary<'_, Model> {
    /// Draws the map as large as fits with a unit equally long on both axes, in the middle of the area.
    fn render(mut self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let (with_axes, plane) = match self.axes {
            Some(_) => self.view.centered(area, self.units),
            None => (area, self.view.square(area)),
        };
        if plane.is_empty() {
            return;
        }
        let centers = self.view.pixel_centers(usize::from(plane.width), 2 * usize::from(plane.height));
        let mut values = (self.model)(centers.as_chunks().0);
        if !matches!(self.numbers, Numbers::Classes(_)) {
            for value in &mut values {
                *value = self.spread(*value);
            }
        }
        let points = self.points(plane);
        let Self { numbers, discrete, scheme, glyphs, .. } = self;
        let picture =
            Plane { values: &values, numbers, line: &[], discrete, points: &points, scheme, glyphs, bright: false };
        picture.render(plane, buf);
        if let Some(style) = self.axes {
            self.view.axes(plane, with_axes, self.units, style, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Hue;

    const VIEW: View = View { x: (-2.0, 2.0), y: (-2.0, 2.0) };

    fn drawn(widget: DecisionBoundary<impl FnMut(&[Place]) -> Vec<f32>>, area: Rect) -> String {
        let mut buffer = Buffer::empty(area);
        widget.render(area, &mut buffer);
        let rows = buffer.content.chunks(area.width.max(1).into());
        let row = |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        rows.map(|cells| row(cells) + "\n").collect()
    }

    /// The x of each place.
    fn rising(places: &[Place]) -> Vec<f32> {
        places.iter().map(|[x, _]| *x).collect()
    }

    #[test]
    fn a_map_has_its_axes_and_points_where_they_belong() {
        let widget = DecisionBoundary::new(VIEW, rising)
            .range(-2.0, 2.0)
            .train(&[[1.9, 1.9], [-1.9, -1.9]], &[1.0, 0.0])
            .test(&[[-1.9, 1.9]], &[0.0])
            .depth(Depth::None);
        let expected = [
            " 2 ₒ   ░░░░⡆▒▒▒▓▓▓+ ",
            "       ░░░░⡇▒▒▒▓▓▓▓ ",
            "       ░░░░⡇▒▒▒▓▓▓▓ ",
            " 0     ░░░░⡇▒▒▒▓▓▓▓ ",
            "       ░░░░⡇▒▒▒▓▓▓▓ ",
            "       ░░░░⡇▒▒▒▓▓▓▓ ",
            "       ░░░░⡇▒▒▒▓▓▓▓ ",
            "-2 o   ░░░░⠇▒▒▒▓▓▓▓ ",
            "  -2       0      2 ",
        ];
        assert_eq!(drawn(widget, Rect::new(0, 0, 20, 9)).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn no_area_is_too_small_and_no_prediction_too_strange() {
        for (width, height) in [(0, 0), (1, 1), (3, 2), (200, 1), (1, 200), (16, 6)] {
            let model = |places: &[Place]| vec![f32::NAN; places.len() / 2];
            drawn(DecisionBoundary::new(VIEW, model), Rect::new(0, 0, width, height));
            let nowhere = View { x: (1.0, 1.0), y: (f64::NAN, 0.0) };
            drawn(DecisionBoundary::new(nowhere, rising), Rect::new(0, 0, width, height));
        }
    }

    #[test]
    fn a_class_has_its_number_and_a_value_its_colour() {
        let area = Rect::new(0, 0, 8, 4);
        let model = |places: &[Place]| places.iter().flat_map(|[x, _]| [f32::from(*x < 0.0), 0.5, 0.0]).collect();
        let classes = DecisionBoundary::new(VIEW, model).numbers(Numbers::Classes(3));
        let text = drawn(classes.train(&[[0.1, 0.1]], &[2.0]).axes(None), area);
        assert!(text.contains('2'), "{text}");

        let mut buffer = Buffer::empty(area);
        let values = DecisionBoundary::new(VIEW, |places: &[Place]| vec![-30.0; places.len()]);
        let values = values.numbers(Numbers::Values).range(-30.0, 30.0).train(&[[0.1, 0.1]], &[30.0]).axes(None);
        values.render(area, &mut buffer);
        let point = buffer.content.iter().find(|cell| cell.symbol() == "+").expect("the point is drawn");
        let scheme = Scheme::default();
        assert_eq!(point.fg, scheme.point(Hue::Value(1.0), true));
        assert_eq!(point.bg, scheme.plane(Some((Hue::Value(0.0), 1.0))));
    }
}
