//! The plane that the network paints, with the train and test points.

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::layout::{Margin, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::frame_of;
use crate::plot::{BLUE_ORANGE, Depth, Numbers, Plane, Point, black_or_white_on, class_colour, nominal_rgb, to_colour};
use crate::session::Update;
use crate::ui::action::Panel;
use crate::ui::app::{App, Look};
use crate::ui::format::{short, thousands};
use crate::ui::painter::place;
use crate::ui::xray::names;

/// Columns of a panel from which on the legend has room for words.
const WIDE: u16 = 56;
/// Columns of the scale of values.
const SCALE: u16 = 9;

/// The place inside the panel for the plane and its axes.
#[must_use]
pub fn inside(area: Rect, boxed: bool) -> Rect {
    if boxed { area.inner(Margin::new(1, 1)) } else { area }
}

/// The plane in a box.
pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let (faint, wide) = (app.look.theme.faint(), area.width >= WIDE);
    let legend = match app.plane.numbers {
        _ if app.plane.unit.is_some() => values(app, false),
        Numbers::Sides => Line::styled(sides(&app.look, wide), faint),
        Numbers::Classes(count) => classes(app, count, wide),
        Numbers::Values => values(app, wide),
    };
    let name = match (&app.run, app.plane.unit) {
        (Some(run), Some(unit)) => format!("plane: {}", names::unit(unit, &run.preset)),
        _ => "plane".to_owned(),
    };
    frame_of(frame, area, app, Panel::Plane, &name, legend);
    bare(frame, area, app);
    if app.look.wrong {
        let room = usize::from(area.width.saturating_sub(4));
        if let Some(words) = wrong_words(app).into_iter().find(|words| words.width() <= room) {
            let place = Rect { y: area.bottom() - 1, height: 1, width: words.width() as u16, x: area.x + 2 };
            frame.render_widget(Line::styled(words, app.look.theme.text()), place);
        }
    }
}

/// How many points are wrong, in words and shorter.
fn wrong_words(app: &App) -> [String; 2] {
    let splits = [("train", &app.answers.train), ("test", &app.answers.test)];
    let counts = splits.map(|(name, split)| {
        format!("{} of {} {name}", thousands(split.wrong.len() as u64), thousands(split.asked as u64))
    });
    let what = match app.answers.bound {
        Some(bound) => format!("off by more than {}", short(bound)),
        None => "wrong".to_owned(),
    };
    let brief = match app.answers.bound {
        Some(bound) => format!("off by > {}", short(bound)),
        None => "wrong".to_owned(),
    };
    let [train, test] = splits.map(|(name, split)| format!("{} {name}", thousands(split.wrong.len() as u64)));
    [format!(" {what}: {}, {} ", counts[0], counts[1]), format!(" {brief}: {train}, {test} ")]
}

/// The plane alone.
pub(super) fn bare(frame: &mut Frame, _: Rect, app: &App) {
    let (Some(run), Some(view)) = (&app.run, app.plane.view) else { return };
    let points = points(run, app);
    let plane = Plane {
        values: &app.plane.values,
        numbers: app.plane.numbers,
        line: &app.plane.line,
        discrete: app.look.discrete,
        points: &points,
        depth: app.look.theme.depth(),
        marks: app.look.marks,
    };
    plane.render(app.plane.plane, frame.buffer_mut());
    if let Some(cell) = app.draw.as_ref().and_then(|draw| draw.cursor.cell(&app.plane))
        && let Some(target) = frame.buffer_mut().cell_mut(cell)
    {
        cursor(target, app, next_mark(app, run));
    } else if let Some(cell) = app.xray.probe.and_then(|cursor| cursor.cell(&app.plane))
        && let Some(target) = frame.buffer_mut().cell_mut(cell)
    {
        cursor(target, app, "*");
    }
    view.axes(app.plane.plane, app.plane.area, app.look.theme.faint(), frame.buffer_mut());
}

/// The mark of the point that is drawn next.
fn next_mark(app: &App, run: &Update) -> &'static str {
    let label = app.draw.map_or(0.0, |draw| draw.label(run, &app.plane));
    match app.plane.labels {
        Numbers::Classes(_) => app.look.marks.train_class(label as usize),
        Numbers::Sides => app.look.marks.train(usize::from(label >= 0.5)),
        Numbers::Values => app.look.marks.train(usize::from(label >= 0.0)),
    }
}

/// The cursor: a mark, light and dark exchanged.
fn cursor(target: &mut Cell, app: &App, glyph: &str) {
    let (plane, depth) = (target.bg, app.look.theme.depth());
    let style = match nominal_rgb(plane) {
        Some(background) => Style::new().fg(plane).bg(to_colour(black_or_white_on(background), depth)),
        None => app.look.theme.base().add_modifier(Modifier::REVERSED),
    };
    target.reset();
    target.set_symbol(glyph).set_style(style.add_modifier(Modifier::BOLD));
}

/// Which mark is which label and split, as long as the panel's title has room for.
fn sides(look: &Look, wide: bool) -> String {
    let marks = look.marks;
    let [zero, one] = [0, 1].map(|label| {
        let train = marks.train(label);
        if look.test_points { format!("{train} {}", marks.test(label)) } else { train.to_owned() }
    });
    let splits = if look.test_points { "bold: train" } else { "train points only" };
    if wide { format!(" label 0: {zero}  label 1: {one}  {splits} ") } else { format!(" 0: {zero}  1: {one} ") }
}

/// The classes in their colours, and how test points are marked.
fn classes(app: &App, count: usize, wide: bool) -> Line<'static> {
    let (theme, marks) = (&app.look.theme, app.look.marks);
    let mut line = Line::styled(if wide { " label " } else { " " }, theme.faint());
    for class in 0..count {
        let style = on(class_colour(class, 1.0, theme.depth()), theme.depth());
        let mark = marks.train_class(class);
        line.push_span(Span::styled(if wide { format!(" {mark} ") } else { mark.into() }, style));
    }
    let test = [marks.test_class(0), marks.test_class(count.saturating_sub(1))].join("-");
    let words = match (app.look.test_points, wide) {
        (false, _) => "  train only ".to_owned(),
        (true, true) => format!("  bold: train  {test}: test "),
        (true, false) => format!("  {test} test "),
    };
    line.push_span(Span::styled(words, theme.faint()));
    line
}

/// The scale of values from its lower to its upper end.
fn values(app: &App, wide: bool) -> Line<'static> {
    let (theme, marks) = (&app.look.theme, app.look.marks);
    let limit = app.plane.limit.unwrap_or(1.0);
    // Of a unit's largest activation three digits are enough.
    let limit = if app.plane.unit.is_some() { format!("{limit:.2}").parse().unwrap_or(limit) } else { limit };
    let mut line = Line::styled(format!(" {} ", short(-limit)), theme.faint());
    for column in 0..SCALE {
        let part = f32::from(column) / f32::from(SCALE - 1);
        let colour = BLUE_ORANGE.colour(2.0 * f64::from(part) - 1.0, theme.depth());
        let shade = if theme.depth() == Depth::None { Plane::shade_of(part, marks) } else { " " };
        line.push_span(Span::styled(shade, on(colour, theme.depth())));
    }
    let (below, above) = (marks.train(0), marks.train(1));
    let splits = if app.look.test_points { "bold: train" } else { "train only" };
    let words = if wide { format!("  {below} below 0  {above} from 0  {splits} ") } else { " ".into() };
    line.push_span(Span::styled(format!(" {}{words}", short(limit)), theme.faint()));
    line
}

/// Black or white on a colour of the plane.
pub(super) fn on(colour: Color, depth: Depth) -> Style {
    match nominal_rgb(colour) {
        Some(background) => Style::new().fg(to_colour(black_or_white_on(background), depth)).bg(colour),
        None => Style::new(),
    }
}

fn points(run: &Update, app: &App) -> Vec<Point> {
    let Some(view) = app.plane.view else { return Vec::new() };
    let (marks, numbers) = (app.look.marks, app.plane.labels);
    let splits = [(&run.dataset.train, &app.answers.train, true), (&run.dataset.test, &app.answers.test, false)];
    let shown = splits.into_iter().filter(|(.., bold)| *bold || app.look.test_points);
    let points = shown.flat_map(|(points, answers, bold)| {
        points.inputs.iter().zip(&points.labels).enumerate().filter_map(move |(index, (&[x, y], &label))| {
            let cell = view.cell_of(f64::from(x), f64::from(y), app.plane.plane)?;
            let (label, value) = match numbers {
                Numbers::Sides => (usize::from(label >= 0.5), None),
                Numbers::Classes(_) => (label as usize, None),
                Numbers::Values => {
                    let limit = app.plane.limit.filter(|_| app.plane.unit.is_none());
                    (usize::from(label >= 0.0), limit.map(|limit| place(label, limit)))
                }
            };
            let glyph = match (numbers, bold) {
                (Numbers::Classes(_), true) => marks.train_class(label),
                (Numbers::Classes(_), false) => marks.test_class(label),
                (_, true) => marks.train(label),
                (_, false) => marks.test(label),
            };
            let marked = app.look.wrong && answers.wrong.binary_search(&index).is_ok();
            Some(Point { cell, glyph, bold, value, marked })
        })
    });
    points.collect()
}
