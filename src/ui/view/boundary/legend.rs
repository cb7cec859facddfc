//! The legend of the decision boundary, in its lower border: markers and colours, misclassified points, the scale of
//! values.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::data::Labels;
use crate::network::Loss;
use crate::plot::{Distance, Glyphs, Hue, Numbers, Plane, Point, Unit, ticks};
use crate::ui::evaluation::predictions::Predictions;
use crate::ui::format::{cut, setting};
use crate::ui::look::Look;
use crate::ui::plane::{Field, Piece, curves, misclassified};
use crate::ui::view::{fitting, spaced};

/// Columns of the scale of values, and of a short one.
const SCALE: [u16; 2] = [9, 5];
/// The fewest characters of a shortened name.
pub const MIN_NAME: usize = 4;
/// The rank of what test points look like, and of all that matters more.
const TEST: u8 = 6;
/// The fewest columns in which names of classes give way to what faint points are.
const WIDE: usize = 50;
/// Columns between two pieces.
const GAP: usize = 2;

/// What a legend speaks of.
pub struct Legend<'a> {
    pub look: &'a Look,
    pub field: &'a Field,
    pub labels: &'a Labels,
    pub predictions: &'a Predictions,
    pub loss: Loss,
    /// Whether points of a mini-batch are lit.
    pub has_batch: bool,
    /// One point in how many is drawn.
    pub stride: usize,
    /// Whether there are test points.
    pub has_test_points: bool,
    /// Train points that are held out for validation, and not drawn.
    pub held_out: usize,
    /// Whether points may lie far off the plane.
    pub has_far: bool,
}

impl Legend<'_> {
    /// The legend in so many columns. Where not all fits it is said more briefly, then what matters least is left out.
    ///
    /// ```text
    ///  o 0  + 1  bold train  ₒ₊ test  ⠒ p = 0.5  misclassified 3 train 1 test
    ///  -1.2 o▒o▒+▓+▓+ 1.2  points: target  bold train  ₒ₊ test
    /// ```
    pub fn line(&self, width: usize) -> Line<'static> {
        let mut line = spaced(self.shown(width.saturating_sub(2)), GAP);
        if !line.spans.is_empty() {
            line.spans.insert(0, Span::raw(" "));
            line.push_span(" ");
        }
        line
    }

    /// What is shown: all that can be said, in as few words as that needs; else at least what the points are.
    fn shown(&self, room: usize) -> Vec<Piece> {
        let counts = misclassified(self.look, self.predictions).map(|counts| counts.map(Some)).unwrap_or_default();
        let [by_split, total, word, short] = &counts;
        let fitted = |classes: &Piece, counts: &Option<Piece>, is_brief: bool, least: u8| {
            let pieces = self.pieces(classes, counts.clone(), room, is_brief);
            let needed = pieces.iter().filter(|(rank, _)| *rank <= least).count();
            let pieces = pieces.into_iter().map(|(rank, piece)| (rank, width_of(&piece), piece)).collect();
            Some(fitting(pieces, GAP, room)).filter(|shown| shown.len() >= needed)
        };
        let groups = self.classes();
        let all = || groups[0].iter().flat_map(|classes| [by_split, total].map(|counts| (classes, counts)));
        if let Some(shown) = all().find_map(|(classes, counts)| fitted(classes, counts, false, u8::MAX)) {
            return shown;
        }
        let none = None;
        let briefer = [(total, false), (total, true), (word, true), (short, true), (&none, true)];
        let forms = groups.iter().flat_map(|group| {
            briefer.iter().flat_map(move |(counts, is_brief)| group.iter().map(move |form| (form, *counts, *is_brief)))
        });
        let enough = forms.clone().find_map(|(classes, counts, is_brief)| fitted(classes, counts, is_brief, TEST));
        enough.or_else(|| forms.last().and_then(|(classes, ..)| fitted(classes, &None, true, 0))).unwrap_or_default()
    }

    /// All that can be said in so many columns, with its rank: the lowest matters most.
    fn pieces(&self, classes: &Piece, counts: Option<Piece>, room: usize, is_brief: bool) -> Vec<(u8, Piece)> {
        let mut pieces: Vec<(u8, Piece)> = Vec::new();
        if self.field.numbers == Numbers::Values {
            pieces.push((0, self.scale(if room < 40 { SCALE[1] } else { SCALE[0] })));
        }
        if self.is_regression() {
            pieces.push((4, vec![self.word("points: target")]));
        } else if !classes.is_empty() {
            pieces.push((1, classes.clone()));
        }
        if self.has_batch {
            let marker = Span::styled(self.look.glyphs.in_batch(), self.look.theme.strong());
            pieces.push((2, vec![marker, self.word(" mini-batch")]));
        }
        if self.stride > 1 {
            pieces.push((3, vec![self.word(&format!("drawn: 1 point in {}", self.stride))]));
        }
        pieces.extend(self.split_words(is_brief));
        if self.held_out > 0 {
            pieces.push((7, vec![self.word(&format!("{} held out", self.held_out))]));
        }
        if let Some(words) = self.line_words() {
            pieces.push((7, vec![Span::styled(self.look.glyphs.line(), self.look.theme.strong()), self.word(words)]));
        }
        if self.field.has_curves() {
            pieces.push((7, curves::legend(self.look, self.field)));
        }
        pieces.extend(counts.map(|counts| (4, counts)));
        if self.is_regression() {
            let middle = labelled(self.field.value_unit, 0.0);
            let [below, above] = [0, 1].map(|side| self.look.glyphs.train(side));
            pieces.push((8, vec![self.word(&format!("{below} below {middle}  {above} from {middle}"))]));
        }
        if self.has_far {
            // Names of classes matter more where there is no room for both.
            let rank = if room < WIDE { TEST + 1 } else { TEST };
            pieces.push((rank, vec![self.far(), self.word(" over 1 sd off")]));
        }
        pieces
    }

    /// Whether the plane shows predicted values, and points their targets.
    fn is_regression(&self) -> bool {
        self.field.labels == Numbers::Values && self.field.unit.is_none()
    }

    fn word(&self, text: &str) -> Span<'static> {
        Span::styled(text.to_owned(), self.look.theme.faint())
    }

    /// A word as faint as the points are that lie far off the plane.
    fn far(&self) -> Span<'static> {
        let scheme = self.look.theme.scheme();
        let style = if scheme.has_faint_tones() {
            Style::new().fg(scheme.fainter(scheme.ink(), scheme.paper()))
        } else {
            self.look.theme.text().add_modifier(Modifier::DIM)
        };
        Span::styled("faint", style)
    }

    /// A marker in its class's colour on the ground, bold for train points.
    fn marker(&self, class: usize, is_train: bool) -> Span<'static> {
        let marker = self.field.labels.marker(self.look.glyphs, class, is_train);
        let style = Style::new().fg(self.look.theme.scheme().point(Hue::Class(class), is_train));
        Span::styled(marker, with_split(style, self.look.glyphs, is_train))
    }

    /// The classes, each a marker and its name: `o 0  + 1`, `0 setosa  1 versicolor`, `class 0 1 2`; then in fewer and
    /// fewer columns, in groups that say the same: names cut, or the markers alone.
    fn classes(&self) -> Vec<Vec<Piece>> {
        if self.field.labels == Numbers::Values {
            return vec![vec![vec![]]];
        }
        let markers =
            vec![[vec![self.word("class ")], self.markers(" ")].concat(), self.markers(" "), self.markers("")];
        let Some(names) = self.names() else { return vec![markers] };
        let widest = names.iter().map(|name| name.width()).max().unwrap_or(1);
        let cut_to = |most: usize| {
            let names: Vec<String> = names.iter().map(|name| cut(name, most, self.look.glyphs)).collect();
            vec![self.named(&names)]
        };
        (MIN_NAME.min(widest)..=widest).rev().map(cut_to).chain([markers]).collect()
    }

    /// The names of the classes; none where the markers are their numbers.
    fn names(&self) -> Option<Vec<String>> {
        let Labels::Classes(names) = self.labels else { return None };
        let is_numbered = *self.labels == Labels::numbered(self.labels.target());
        if matches!(self.field.labels, Numbers::Classes(_)) && is_numbered {
            return None;
        }
        Some(names.iter().map(|name| self.look.glyphs.text(name).into_owned()).collect())
    }

    fn named(&self, names: &[String]) -> Piece {
        let is_train = self.look.shows(true);
        let gap = |class| Span::raw(" ".repeat(if class == 0 { 0 } else { GAP }));
        let piece = |(class, name): (usize, &String)| {
            [gap(class), self.marker(class, is_train), self.word(&format!(" {name}"))]
        };
        names.iter().enumerate().flat_map(piece).collect()
    }

    /// The markers of all classes with this between them.
    fn markers(&self, between: &'static str) -> Piece {
        let marker =
            |class| [Span::raw(if class == 0 { "" } else { between }), self.marker(class, self.look.shows(true))];
        (0..self.field.labels.width().max(2)).flat_map(marker).collect()
    }

    /// Which markers are of train points, which of test points; in brief, of test points alone.
    fn split_words(&self, is_brief: bool) -> Vec<(u8, Piece)> {
        let [train, test] = [true, false].map(|is_train| self.look.shows(is_train));
        let strong = self.look.theme.strong();
        let word = |text: &'static str| self.word(text);
        if !self.has_test_points {
            return vec![(5, vec![word("no test data")])];
        }
        if !test {
            return vec![(5, vec![word("train points only")])];
        }
        let last = match self.field.labels {
            Numbers::Classes(count) => count.saturating_sub(1),
            _ => 1,
        };
        let separator = if last > 1 { "-" } else { "" };
        let sample = [0, last].map(|class| self.field.labels.marker(self.look.glyphs, class, false));
        let style = with_split(self.look.theme.text(), self.look.glyphs, false);
        let mut pieces = vec![];
        if train && !is_brief {
            pieces.push((5, vec![Span::styled("bold", strong), word(" train")]));
        }
        let sample = Span::styled(format!("{}{separator}{}", sample[0], sample[1]), style);
        pieces.push((TEST, vec![sample, word(if train { " test" } else { " test points only" })]));
        pieces
    }

    /// What the line of dots is, if there is one.
    fn line_words(&self) -> Option<&'static str> {
        match self.field.numbers {
            _ if self.field.unit.is_some() => Some(" weighted sum 0"),
            Numbers::Sides if self.loss.gives_probability() => Some(" p = 0.5"),
            Numbers::Sides => Some(" output = 0"),
            Numbers::Classes(_) => Some(" boundary"),
            Numbers::Values => None,
        }
    }

    /// A train point of the scale.
    fn sample(&self, column: u16, value: f32) -> Point {
        Point {
            cell: Position::new(column, 0),
            marker: self.look.glyphs.train(usize::from(value >= 0.5)),
            hue: Hue::Value(value),
            is_train: true,
            is_misclassified: false,
            is_in_batch: false,
            distance: Distance::Near,
        }
    }

    /// The scale of values in their unit, in the colours of the plane.
    fn scale(&self, columns: u16) -> Piece {
        let field = self.field;
        let limit = field.limit.unwrap_or(1.0);
        // Two decimals of a unit's largest activation; of labels as many as single precision has, not those of double.
        let (limit, unit) = match field.unit {
            Some(_) => (format!("{limit:.2}"), Unit::default()),
            None => (limit.to_string(), field.value_unit),
        };
        let limit = limit.parse().unwrap_or(1.0);
        // A plane of one row, so that it looks like the plane.
        let row = (0..columns).map(|column| f32::from(column) / f32::from(columns - 1));
        let values: Vec<f32> = row.clone().chain(row).collect();
        // In regression with some points upon it, of targets that are predicted well.
        let columns_of_points = (0..columns).step_by(2).filter(|_| self.is_regression());
        let points: Vec<Point> =
            columns_of_points.map(|column| self.sample(column, values[usize::from(column)])).collect();
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, 1));
        let plane = Plane {
            values: &values,
            numbers: Numbers::Values,
            line: &[],
            discrete: false,
            points: &points,
            scheme: self.look.theme.scheme(),
            glyphs: self.look.glyphs,
            bright: false,
        };
        plane.render(buf.area, &mut buf);
        let mut piece = vec![self.word(&format!("{} ", labelled(unit, -limit)))];
        piece.extend(buf.content().iter().map(|cell| Span::styled(cell.symbol().to_owned(), cell.style())));
        piece.push(self.word(&format!(" {}", labelled(unit, limit))));
        piece
    }
}

fn width_of(piece: &Piece) -> usize {
    piece.iter().map(Span::width).sum()
}

/// How a split's markers differ: train points are bold, test points in ASCII underlined.
fn with_split(style: Style, glyphs: Glyphs, is_train: bool) -> Style {
    match (is_train, glyphs) {
        (true, _) => style.add_modifier(Modifier::BOLD),
        (false, Glyphs::Ascii) => style.add_modifier(Modifier::UNDERLINED),
        (false, _) => style,
    }
}

/// The label of a value, to three digits if its unit is not the default.
fn labelled(unit: Unit, value: f64) -> String {
    let label = unit.label(value);
    if unit == Unit::default() || label == 0.0 {
        return setting(label);
    }
    let step = 10_f64.powi(label.abs().log10().floor() as i32 - 2);
    ticks::label((label / step).round() * step)
}
