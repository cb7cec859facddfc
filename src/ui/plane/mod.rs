//! The plane with predictions and points, as every view draws it that shows one.
//!
//! Owns what is computed for a plane and which points are drawn how. Where it stands, and its border, are the views'.

pub mod curves;
mod painter;
pub mod sample;

pub use painter::{Field, Painter};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Span;

use super::evaluation::predictions::Predictions;
use super::evaluation::scale::{limit_of, place};
use super::format::thousands;
use super::look::Look;
use crate::data::Dataset;
use crate::plot::{Depth, Distance, Numbers, Plane, Point, View};

/// The distance off the slice, in standard deviations, from which on a point is drawn fainter.
pub const FAR: f64 = 1.0;

/// What is known of the points.
#[derive(Clone, Copy)]
pub struct Marks<'a> {
    /// The predictions that say which points are misclassified.
    pub predictions: &'a Predictions,
    /// The train points of the mini-batch to be lit.
    pub batch: &'a [usize],
}

impl Marks<'_> {
    /// Whether a point of a class is misclassified. A value is not: it is off by so much.
    fn is_misclassified(&self, is_train: bool, index: usize) -> bool {
        let split = if is_train { &self.predictions.train } else { &self.predictions.test };
        self.predictions.bound.is_none() && split.wrong.binary_search(&index).is_ok()
    }
}

/// Spans of a legend that stand or go together.
pub type Piece = Vec<Span<'static>>;

/// How many of the points that are shown are misclassified, if any are: by split, in total, then the word alone and a shorter
/// one. In regression none are.
pub fn misclassified(look: &Look, predictions: &Predictions) -> Option<[Piece; 4]> {
    let splits = [(true, "train", &predictions.train), (false, "test", &predictions.test)];
    let is_value = predictions.bound.is_some();
    let counts = splits.map(|(is_train, name, split)| {
        (name, if look.shows(is_train) && !is_value { split.misclassified as u64 } else { 0 })
    });
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return None;
    }
    let style = look.theme.text().add_modifier(Modifier::REVERSED);
    let count = |count| Span::styled(format!(" {}", thousands(count)), look.theme.strong());
    let mut by_split = vec![Span::styled("misclassified", style)];
    for (name, number) in counts.into_iter().filter(|(_, number)| *number > 0) {
        by_split.extend([count(number), Span::styled(format!(" {name}"), look.theme.faint())]);
    }
    let [word, short] = ["misclassified", "misclass."].map(|word| Span::styled(word, style));
    Some([by_split, vec![word.clone(), count(total)], vec![word], vec![short]])
}

/// Draws a field with the points of a dataset and axes. Returns the points that were drawn.
pub fn draw(frame: &mut Frame, look: &Look, field: &Field, dataset: &Dataset, marks: Marks) -> Vec<Point> {
    let Some(view) = field.view else { return vec![] };
    let points = points(look, field, dataset, marks);
    let plane = Plane {
        values: &field.values,
        numbers: field.numbers,
        line: &field.line,
        discrete: look.hard_classes,
        points: &points,
        scheme: look.theme.scheme(),
        glyphs: look.glyphs,
        bright: false,
    };
    plane.render_field(field.plane, frame.buffer_mut());
    if field.has_curves() {
        curves::draw(frame, look, field, view);
    }
    plane.render_points(field.plane, frame.buffer_mut());
    view.axes(field.plane, field.area, field.units, look.theme.faint(), frame.buffer_mut());
    points
}

/// Draws the points of a dataset alone, small, on neutral ground; `labels` says what their labels are.
pub fn sketch(frame: &mut Frame, look: &Look, area: Rect, dataset: &Dataset, labels: Numbers) {
    let places = dataset.train.inputs.iter().chain(&dataset.test.inputs);
    let view = if dataset.is_strip() { View::spanning(&places) } else { View::around(&places) };
    // Without colours the ground is blank; in colours it has those of no prediction.
    let blank = if look.theme.depth() == Depth::None { 0.0 } else { 0.5 };
    let numbers = if labels == Numbers::Values { labels } else { Numbers::Sides };
    let values = vec![blank; 2 * usize::from(area.width) * usize::from(area.height)];
    let field =
        Field { view, area, plane: area, values, numbers, labels, target_limit: limit_of(dataset), ..Field::default() };
    let marks = Marks { predictions: &Predictions::default(), batch: &[] };
    let points = points(look, &field, dataset, marks);
    let plane = Plane {
        values: &field.values,
        numbers: field.numbers,
        line: &[],
        discrete: false,
        points: &points,
        scheme: look.theme.scheme(),
        glyphs: look.glyphs,
        bright: false,
    };
    plane.render(area, frame.buffer_mut());
}

/// The points to draw, where they are in view.
fn points(look: &Look, field: &Field, dataset: &Dataset, marks: Marks) -> Vec<Point> {
    let Some(view) = field.view else { return Vec::new() };
    let labels: Numbers = field.labels;
    let stride = sample::stride(dataset);
    // A batch may hold all points: looking each of them up in it would take long.
    let mut in_batch = vec![false; if marks.batch.is_empty() { 0 } else { dataset.train.len() }];
    for &index in marks.batch {
        if let Some(place) = in_batch.get_mut(index) {
            *place = true;
        }
    }
    let mut shown = Vec::new();
    for (points, is_train) in [(&dataset.train, true), (&dataset.test, false)] {
        if !look.shows(is_train) {
            continue;
        }
        for index in sample::drawn(points, stride, |label| labels.class_of(label)) {
            let ([x, y], label) = (field.slice.place(points, index), points.labels[index]);
            let Some(cell) = view.cell_of(f64::from(x), f64::from(y), field.plane) else { continue };
            shown.push(Point {
                cell,
                marker: labels.marker(look.glyphs, labels.class_of(label), is_train),
                hue: labels.hue(label, place(label, field.target_limit)),
                is_train,
                is_misclassified: marks.is_misclassified(is_train, index),
                is_in_batch: is_train && in_batch.get(index).is_some_and(|lit| *lit),
                distance: if field.slice.distance(points, index) > FAR { Distance::Far } else { Distance::Near },
            });
        }
    }
    shown
}
