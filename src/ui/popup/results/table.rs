//! The runs in a table, sorted by a field.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{row, write};
use crate::plot::Glyphs;
use crate::sweep::{Field, Loaded};
use crate::ui::context::Context;
use crate::ui::distribution::value;
use crate::ui::format::{cut, thousands};
use crate::ui::results::{Overview, ResultsLook, selection_words};

/// Rows above the first run.
const ABOVE: u16 = 2;
/// Columns between two fields, and the most that one takes.
const GAP: usize = 2;
const WIDEST: usize = 16;

/// The first run that is seen, and how many.
fn window(area: Rect, rank: usize, count: usize) -> (usize, usize) {
    let seen = usize::from(area.height.saturating_sub(ABOVE)).min(count);
    (rank.saturating_sub(seen / 2).min(count - seen), seen)
}

/// Where the runs stand, with their ranks.
pub fn spots(area: Rect, rank: usize, count: usize) -> Vec<(Rect, usize)> {
    let (first, seen) = window(area, rank, count);
    (0..seen).map(|place| (row(area, ABOVE + place as u16), first + place)).collect()
}

/// Draws what the runs are, the names of the fields, and the runs that fit around the selected one:
///
/// ```text
/// learning-rate 0.03, hidden 5: 100 of 900 runs, best first
/// run  learning-rate  hidden  seed  test_loss ▲
/// 417           0.03       5    16     0.0713
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme, glyphs) = (&context.look.results, context.look.theme, context.look.glyphs);
    let (order, rank) = (overview.order(), overview.rank(look));
    let sorted = if look.sort.is_some() { "" } else { ", best first" };
    let words = format!("{}{sorted}", selection_words(table, overview, look));
    let place = format!("{} of {}", thousands(rank as u64 + 1), thousands(order.len() as u64));
    write(frame, row(area, 0), context, &words, theme.strong());
    let place = Line::styled(place, theme.faint()).right_aligned();
    if words.width() + place.width() + 2 <= usize::from(area.width) {
        frame.render_widget(place, row(area, 0));
    }
    let (first, seen) = window(area, rank, order.len());
    let shown = &order[first..first + seen];
    let fields = seen_fields(table, look, usize::from(area.width), glyphs);
    let names = fields.iter().map(|(place, field, width)| {
        let name = cut(&named(table, look, *place, *field, glyphs), *width, glyphs);
        let style = if *place == look.field { theme.selected() } else { theme.heading() };
        Span::styled(format!("{name:>width$}"), style)
    });
    frame.render_widget(spaced(names), row(area, 1));
    for (place, number) in shown.iter().enumerate() {
        let is_selected = first + place == rank;
        let style = match (is_selected, table.has_diverged(*number)) {
            (true, _) => theme.selected(),
            (false, true) => theme.faint(),
            (false, false) => theme.text(),
        };
        let cells = fields.iter().map(|(_, field, width)| {
            let text = cut(&text(table, *number, *field), *width, glyphs);
            Span::styled(glyphs.text(&format!("{text:>width$}")).into_owned(), style)
        });
        frame.render_widget(spaced(cells), row(area, ABOVE + place as u16));
    }
}

fn spaced<'a>(pieces: impl Iterator<Item = Span<'a>>) -> Line<'a> {
    let mut line = Line::default();
    for piece in pieces {
        if !line.spans.is_empty() {
            let style = line.spans[0].style;
            line.push_span(Span::styled(" ".repeat(GAP), style));
        }
        line.push_span(piece);
    }
    line
}

/// The name of a field, with a sign if the runs are sorted by it.
fn named(table: &Loaded, look: &ResultsLook, place: usize, field: Field, glyphs: Glyphs) -> String {
    let (up, down) = if glyphs == Glyphs::Ascii { ("^", "v") } else { ("▲", "▼") };
    let target = look.target();
    let is_down = match look.sort {
        Some((sorted, is_down)) => (sorted == place).then_some(is_down),
        None => (field == Field::Measure(target.measure)).then_some(!target.measure.falls()),
    };
    let sign = is_down.map_or(String::new(), |is_down| format!(" {}", if is_down { down } else { up }));
    format!("{}{sign}", table.name(field))
}

/// The text of a field of a row.
fn text(table: &Loaded, row: u32, field: Field) -> String {
    match field {
        Field::Measure(measure) => {
            table.value(row, measure).map_or_else(|| "-".into(), |number| value(measure, number))
        }
        Field::Run | Field::Setting(_) | Field::Seed(_) | Field::State | Field::Epochs => table.text(row, field),
    }
}

/// The fields that fit, the selected one among them, each with its place and its columns. The first is always seen.
fn seen_fields(table: &Loaded, look: &ResultsLook, room: usize, glyphs: Glyphs) -> Vec<(usize, Field, usize)> {
    let all: Vec<(usize, Field, usize)> = table
        .fields()
        .into_iter()
        .enumerate()
        .map(|(place, field)| {
            // A sign has room, so that nothing moves when it comes.
            let name = table.name(field).width() + 2;
            let content = match field {
                Field::Run => thousands(table.len() as u64).len(),
                Field::Setting(setting) => {
                    let values = table.settings()[setting].values.iter().take(1000);
                    values.map(|value| glyphs.text(value).width()).max().unwrap_or(0)
                }
                Field::Seed(_) | Field::Epochs => 6,
                Field::State => "stopped-early".len(),
                Field::Measure(_) => 7,
            };
            (place, field, name.max(content).min(WIDEST))
        })
        .collect();
    let fits = |from: usize| {
        let mut left = room;
        let mut seen = vec![];
        for (place, field, width) in all.iter().take(1).chain(&all[from..]) {
            let taken = width + if seen.is_empty() { 0 } else { GAP };
            let Some(rest) = left.checked_sub(taken) else { break };
            left = rest;
            seen.push((*place, *field, *width));
        }
        seen
    };
    let is_seen =
        |seen: &Vec<(usize, Field, usize)>| look.field == 0 || seen.iter().any(|(place, ..)| *place == look.field);
    (1..all.len()).map(fits).find(is_seen).unwrap_or_default()
}
