//! The grid of two settings, shaded by the median of a measure.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{row, write, write_wrapped};
use crate::plot::{Rgb, black_or_white_on};
use crate::sweep::{Figures, Grid, Levels, Loaded, Measure, Place};
use crate::ui::context::Context;
use crate::ui::distribution::{success, value};
use crate::ui::format::{cut, thousands};
use crate::ui::results::{Overview, Shades, cell_words, figures_words, median_words, rank};

/// Columns of the narrowest and the widest cell.
const NARROWEST: usize = 8;
const WIDEST: usize = 14;
/// The most columns of the names at the left.
const NAMES: usize = 22;
/// Rows above the cells, and below them where there is little room and where there is more.
const ABOVE: u16 = 5;
const BELOW: [u16; 2] = [4, 9];
/// Rows from which on there is more room.
const ROOMY: u16 = 24;
/// Rows of a cell where there is room.
const TALL: u16 = 3;

/// What is seen of a grid, and where.
struct Layout {
    /// The first row and column that are seen, and how many.
    first: Place,
    count: Place,
    /// Columns of the names, and of a cell.
    names: usize,
    width: usize,
    /// Rows of a cell.
    height: u16,
    cells: Rect,
}

/// The part of so many that is seen with one of them in it: the first place, and how many.
fn window(count: usize, room: usize, shown: usize) -> (usize, usize) {
    let seen = room.min(count).max(1);
    (shown.saturating_sub(seen / 2).min(count - seen.min(count)), seen)
}

impl Layout {
    /// ```text
    /// median test loss over 100 seeds
    /// the brighter a cell, the better
    ///
    ///                hidden
    /// learning-rate    3       5      8,8
    ///          0.01   0.652   0.531   0.402
    ///          0.03   0.312  [0.091]  0.093
    ///
    /// worst 0.652 ░░▒▒▓▓██ 0.091 best
    ///
    /// learning-rate 0.03, hidden 5: 100 runs
    /// test loss: median 0.091, middle 50 % 0.072 to 0.11
    /// 42 of 100 runs reach test loss < 0.1: 42.0 % (95 % interval 32.8 to 51.8 %)
    /// ```
    fn new(area: Rect, table: &Loaded, grid: &Grid, selected: Place) -> Option<Self> {
        let longest = |levels: &Levels| levels.names.iter().map(|name| name.width()).max().unwrap_or(0);
        let names = longest(&grid.rows).max(grid.rows.name(table).width()).min(NAMES);
        let room = usize::from(area.width).checked_sub(names + 1)?;
        // A wide screen has wide cells, as far as that shows all of them.
        let fair = room / grid.columns.len();
        let width = fair.clamp(NARROWEST.max((longest(&grid.columns) + 2).min(WIDEST)), WIDEST);
        let (column, columns) = window(grid.columns.len(), room / width, selected.column);
        let below = BELOW[usize::from(area.height >= ROOMY)];
        let rows = area.height.checked_sub(ABOVE + below).filter(|rows| *rows > 0)?;
        let height = if grid.rows.len() * usize::from(TALL) <= usize::from(rows) { TALL } else { 1 };
        let (row, count) = window(grid.rows.len(), usize::from(rows / height), selected.row);
        let cells = Rect {
            x: area.x + (names + 1) as u16,
            y: area.y + ABOVE,
            width: (columns * width).min(room) as u16,
            height: count as u16 * height,
        };
        let first = Place { row, column };
        Some(Self { first, count: Place { row: count, column: columns }, names, width, height, cells })
    }

    /// The place of a cell, and the places of all that are seen.
    fn cell(&self, place: Place) -> Rect {
        let (column, row) = (place.column - self.first.column, place.row - self.first.row);
        let cell = Rect {
            x: self.cells.x + (column * self.width) as u16,
            y: self.cells.y + row as u16 * self.height,
            width: self.width as u16,
            height: self.height,
        };
        cell.intersection(self.cells)
    }

    fn seen(&self) -> impl Iterator<Item = Place> + '_ {
        let Place { row, column } = self.first;
        (row..row + self.count.row)
            .flat_map(move |row| (column..column + self.count.column).map(move |column| Place { row, column }))
    }
}

/// Where the cells stand, with their numbers.
pub fn spots(area: Rect, context: &Context, table: &Loaded, overview: &Overview) -> Vec<(Rect, usize)> {
    let Some(grid) = overview.grid() else { return vec![] };
    let Some(layout) = Layout::new(area, table, grid, overview.cell(&context.look.results)) else { return vec![] };
    layout.seen().map(|place| (layout.cell(place), place.row * grid.columns.len() + place.column)).collect()
}

pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme) = (&context.look.results, context.look.theme);
    let Some(grid) = overview.grid() else { return };
    let (target, selected) = (look.target(), overview.cell(look));
    let shades = Shades::new(theme, context.look.glyphs);
    let texts = [(median_words(table, look), theme.strong()), (shading(shades, context), theme.faint())];
    write_wrapped(frame, Rect { height: area.height.min(ABOVE - 2), ..area }, context, &texts);
    let Some(layout) = Layout::new(area, table, grid, selected) else { return };
    names(frame, area, context, table, (grid, &layout, selected));
    let range = grid.range();
    for place in layout.seen() {
        let Some(figures) = grid.cell(place) else { continue };
        cell(frame, layout.cell(place), shades, (figures, range, target.measure), place == selected);
    }
    let top = layout.cells.bottom() + u16::from(grid.rows.len() > layout.count.row || area.height >= ROOMY);
    let below = Rect { y: top.min(area.bottom()), height: area.bottom().saturating_sub(top), ..area };
    if let Some(range) = range {
        legend(frame, row(below, 0), context, shades, (range, target.measure));
    }
    let Some(figures) = grid.cell(selected) else { return };
    let gap = 1 + u16::from(area.height >= ROOMY);
    let below = Rect { y: (below.y + gap).min(area.bottom()), height: below.height.saturating_sub(gap), ..below };
    let cell = format!("{}: {} runs", cell_words(table, grid, selected), thousands(figures.runs));
    let mut texts = vec![(cell, theme.strong())];
    if figures.runs > 0 {
        texts.push((figures_words(figures, target.measure), theme.text()));
        let width = if area.height >= ROOMY { usize::MAX } else { area.width.into() };
        texts.push((success(figures.successes, figures.runs, target, width), theme.text()));
    }
    write_wrapped(frame, below, context, &texts);
}

/// What the shades mean.
fn shading(shades: Shades, context: &Context) -> String {
    if !shades.are_colours() {
        return format!("{} is best, {} is worst", shades.sign(1.0), shades.sign(0.0));
    }
    let (_, ground) = context.look.theme.page();
    let is_dark = black_or_white_on(ground) == Rgb::WHITE;
    format!("the {} a cell, the better", if is_dark { "brighter" } else { "darker" })
}

/// The names of both settings and of the levels that are seen; those that are selected stand out.
fn names(
    frame: &mut Frame,
    area: Rect,
    context: &Context,
    table: &Loaded,
    (grid, layout, selected): (&Grid, &Layout, Place),
) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let style = |is_selected: bool| if is_selected { theme.strong() } else { theme.text() };
    let more = |before: usize, after: usize| match (before, after) {
        (0, 0) => String::new(),
        (0, after) => format!("  {after} more →"),
        (before, 0) => format!("  ← {before} more"),
        (before, after) => format!("  ← {before} more, {after} more →"),
    };
    let Place { row: top, column: left } = layout.first;
    let across = more(left, grid.columns.len() - left - layout.count.column);
    let place = Rect { x: layout.cells.x, y: area.y + ABOVE - 2, height: 1, width: area.right() - layout.cells.x };
    write(frame, place, context, &format!(" {}{across}", grid.columns.name(table)), theme.heading());
    let width = layout.names;
    let at_left = |y: u16| Rect { x: area.x, y, height: 1, width: width as u16 };
    let name = format!("{:>width$}", cut(grid.rows.name(table), width, glyphs));
    write(frame, at_left(area.y + ABOVE - 1), context, &name, theme.heading());
    for column in (left..).take(layout.count.column).filter(|_| grid.columns.setting.is_some()) {
        let cell = layout.cell(Place { row: top, column });
        let name = format!("{:^wide$}", cut(&grid.columns.names[column], layout.width, glyphs), wide = layout.width);
        let place = Rect { y: area.y + ABOVE - 1, height: 1, ..cell };
        write(frame, place, context, &name, style(column == selected.column));
    }
    for row in (top..).take(layout.count.row) {
        let cell = layout.cell(Place { row, column: left });
        let name = format!("{:>width$}", cut(&grid.rows.names[row], width, glyphs));
        write(frame, at_left(cell.y + layout.height / 2), context, &name, style(row == selected.row));
    }
    let hidden = grid.rows.len() - layout.count.row;
    if hidden > 0 {
        let words = format!("{:>width$}", format!("{hidden} more ↑↓"));
        write(frame, at_left(layout.cells.bottom()), context, &words, theme.faint());
    }
}

/// A cell: the median on its shade, in brackets if it is selected.
fn cell(
    frame: &mut Frame,
    area: Rect,
    shades: Shades,
    (figures, range, measure): (&Figures, Option<(f64, f64)>, Measure),
    is_selected: bool,
) {
    let rank = figures.median.zip(range).map(|(median, range)| rank(median, range, measure.falls()));
    let number = match figures.median {
        Some(median) if median.is_finite() => value(measure, median),
        _ if figures.diverged > 0 => "diverged".to_owned(),
        _ => "-".to_owned(),
    };
    let style = if figures.runs == 0 { shades.base() } else { shades.style(rank.unwrap_or(0.0)) };
    let style = if is_selected { style.add_modifier(Modifier::BOLD) } else { style };
    let sign = match rank {
        Some(rank) if !shades.are_colours() => format!("{} ", shades.sign(rank)),
        _ => String::new(),
    };
    let width = usize::from(area.width);
    let text = format!("{sign}{number}");
    let text = if text.width() + 2 > width { number } else { text };
    let text = if is_selected { format!("[{text}]") } else { format!(" {text} ") };
    let text = format!("{text:^width$}");
    frame.buffer_mut().set_style(area, style);
    frame.buffer_mut().set_stringn(area.x, area.y + area.height / 2, &text, area.width.into(), style);
}

/// The shades from the worst to the best median.
fn legend(
    frame: &mut Frame,
    area: Rect,
    context: &Context,
    shades: Shades,
    ((low, high), measure): ((f64, f64), Measure),
) {
    let theme = context.look.theme;
    let (worst, best) = if measure.falls() { (high, low) } else { (low, high) };
    let steps = 10;
    let mut spans = vec![Span::styled(format!("worst {} ", value(measure, worst)), theme.faint())];
    spans.extend((0..steps).map(|step| {
        let rank = f64::from(step) / f64::from(steps - 1);
        let sign = if shades.are_colours() { " " } else { shades.sign(rank) };
        Span::styled(sign, shades.style(rank))
    }));
    spans.push(Span::styled(format!(" {} best", value(measure, best)), theme.faint()));
    frame.render_widget(Line::from(spans), area);
}
