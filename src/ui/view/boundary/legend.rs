//! The legend of the decision boundary: labels, the scale of values, and the columns of a file.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::data::Labels;
use crate::plot::{
    BLUE_ORANGE, Depth, Glyphs, Plane, Unit, black_or_white_on, class_colour, nominal_rgb, ticks, to_colour,
};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::format::{cut, setting};
use crate::ui::view::boundary::painter::Field;
use crate::ui::view::boundary::sample;

/// Columns of the scale of values, and of a short one.
const SCALE: [u16; 2] = [9, 5];
/// The fewest characters of a shortened name of a column.
const MIN_NAME: usize = 6;

/// The glyphs of labels and splits, with the labels' names where there is room.
pub fn sides(context: &Context, labels: &Labels, wide: bool, room: usize) -> Line<'static> {
    let glyphs = context.look.glyphs;
    let splits = splits(context);
    let [zero, one] = [0, 1].map(|label| match (glyphs.train(label), glyphs.test(label)) {
        (train, test) if context.look.shows(false) => format!("{train} {test}"),
        (train, _) => train.to_owned(),
    });
    let numbers =
        if wide { format!(" label 0: {zero}  label 1: {one}  {splits} ") } else { format!(" 0: {zero}  1: {one} ") };
    let named = class_names(labels, glyphs).map(|names| {
        let sides = format!(" {}: {zero}  {}: {one} ", names[0], names[1]);
        [format!("{sides} {splits} "), sides]
    });
    let legends = named.into_iter().flatten().find(|legend| legend.width() <= room);
    Line::styled(legends.unwrap_or(numbers), context.look.theme.faint())
}

/// The classes in their colours, with their names where there is room, and the glyphs of test points.
pub fn classes(context: &Context, labels: &Labels, count: usize, wide: bool, room: usize) -> Line<'static> {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let faint = |text: &str| Span::styled(text.to_owned(), theme.faint());
    let test = [glyphs.test_class(0), glyphs.test_class(count.saturating_sub(1))].join("-");
    let sign =
        |class: usize, text: String| Span::styled(text, on(class_colour(class, 1.0, theme.depth()), theme.depth()));
    let splits =
        if context.look.shows(false) { format!(" bold: train  {test}: test ") } else { " train only ".to_owned() };
    let named = |splits: &str| {
        let mut line = Line::default();
        for (class, name) in class_names(labels, glyphs)?.iter().enumerate() {
            line.extend([faint(" "), sign(class, format!(" {} {name} ", glyphs.train_class(class)))]);
        }
        line.push_span(faint(&format!(" {splits}")));
        (line.width() <= room).then_some(line)
    };
    let numbered = || {
        let mut line = Line::from(faint(if wide { " label " } else { " " }));
        line.extend((0..count).map(|class| {
            let glyph = glyphs.train_class(class);
            sign(class, if wide { format!(" {glyph} ") } else { glyph.into() })
        }));
        let is_short = context.look.shows(false) && !wide;
        line.push_span(faint(&if is_short { format!("  {test} test ") } else { format!(" {splits}") }));
        line
    };
    named(&splits).or_else(|| named("")).unwrap_or_else(numbered)
}

/// How the splits differ.
fn splits(context: &Context) -> &'static str {
    if context.look.shows(false) { "bold: train" } else { "train points only" }
}

/// The names of the classes, if they have others than their numbers.
fn class_names(labels: &Labels, glyphs: Glyphs) -> Option<Vec<String>> {
    let Labels::Classes(names) = labels else { return None };
    let is_numbered = *labels == Labels::numbered(labels.target());
    (!is_numbered && names.len() > 1).then(|| names.iter().map(|name| glyphs.text(name).into_owned()).collect())
}

/// The scale of values in their unit, with words where there is room.
pub fn values(context: &Context, field: &Field, wide: bool, room: usize) -> Line<'static> {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let limit = field.limit.unwrap_or(1.0);
    // Two decimals of a unit's largest activation; of labels as many as single precision has, not those of double.
    let (limit, unit) = match field.unit {
        Some(_) => (format!("{limit:.2}"), Unit::default()),
        None => (limit.to_string(), field.value_unit),
    };
    let limit = limit.parse().unwrap_or(1.0);
    let scale = |words: &str, columns: u16| {
        let mut line = Line::styled(format!(" {} ", labelled(unit, -limit)), theme.faint());
        for column in 0..columns {
            let part = f32::from(column) / f32::from(columns - 1);
            let colour = BLUE_ORANGE.colour(2.0 * f64::from(part) - 1.0, theme.depth());
            let shade = if theme.depth() == Depth::None { Plane::shade_of(part, glyphs) } else { " " };
            line.push_span(Span::styled(shade, on(colour, theme.depth())));
        }
        line.push_span(Span::styled(format!(" {} {words}", labelled(unit, limit)), theme.faint()));
        line
    };
    let (below, above, middle) = (glyphs.train(0), glyphs.train(1), labelled(unit, 0.0));
    let sides = format!(" {below} below {middle}  {above} from {middle} ");
    let words = [format!("{sides} {} ", splits(context)), sides, String::new()];
    let mut legends = words.iter().filter(|words| wide || words.is_empty()).map(|words| scale(words, SCALE[0]));
    legends.find(|line| line.width() <= room).unwrap_or_else(|| scale("", SCALE[1]))
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

/// The drawn columns of a file, the values of the others, and the fraction of points drawn: in the lower border, as
/// far as there is room.
pub fn footer(frame: &mut Frame, area: Rect, context: &Context, run: &Update) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let room = usize::from(area.width).saturating_sub(4);
    let mut right = match sample::stride(&run.dataset) {
        1 => String::new(),
        stride => format!(" drawn: 1 point in {stride} "),
    };
    let mut left = String::new();
    if let Some(table) = run.preset.data.table() {
        let (x, y) = (glyphs.text(&table.columns()[0]), glyphs.text(&table.columns()[1]));
        let others = match table.columns().len() - 2 {
            0 => String::new(),
            1 => " 1 other column at its mean ".to_owned(),
            others => format!(" {others} other columns at their means "),
        };
        left = format!(" x {x}  y {y} ");
        if left.width() + others.width() + right.width() < room {
            right = others + &right;
        }
        let over = (left.width() + right.width()).saturating_sub(room.saturating_sub(2));
        if over > 0 {
            let most = ((x.width() + y.width()).saturating_sub(over) / 2).max(MIN_NAME);
            left = format!(" x {}  y {} ", cut(&x, most, glyphs), cut(&y, most, glyphs));
        }
        // The fraction of points drawn matters most.
        if left.width() + right.width() > room {
            left.clear();
        }
    }
    let row = Rect { x: area.x + 2, y: area.bottom().saturating_sub(1), width: room as u16, height: 1 };
    let [left, right] = [left, right].map(|text| Line::from(Span::styled(text, theme.faint())));
    for line in [left, right.right_aligned()] {
        if line.width() <= room {
            frame.render_widget(line, row);
        }
    }
}

/// Black or white on a colour of the plane.
pub fn on(colour: Color, depth: Depth) -> Style {
    match nominal_rgb(colour) {
        Some(background) => Style::new().fg(to_colour(black_or_white_on(background), depth)).bg(colour),
        None => Style::new(),
    }
}
