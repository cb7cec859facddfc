//! The runs in a table, sorted by a field.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{row, write};
use crate::plot::Glyphs;
use crate::sweep::{Field, Loaded};
use crate::ui::context::Context;
use crate::ui::distribution::value;
use crate::ui::format::{cut, thousands};
use crate::ui::results::{Overview, ResultsLook, count_words, selection_words};

/// Rows above the first run.
const ABOVE: u16 = 4;
/// Columns between two fields, and the most that one takes.
const GAP: usize = 2;
const WIDEST: usize = 16;
/// The most columns of a name where room is short.
const NARROW: usize = 11;
/// The most values of a setting that are measured.
const MAX_VALUES: usize = 1000;

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
/// learning-rate 0.03, hidden 5
/// 100 of 900 runs, best first           1 of 100
///
/// run    seed    test_loss ▲
/// 417      16         0.0713
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme, glyphs) = (&context.look.results, context.look.theme, context.look.glyphs);
    let (order, rank) = (overview.order(), overview.rank(look));
    write(frame, row(area, 0), context, &selection_words(table, overview, look), theme.strong());
    let sorted = if look.sort.is_some() { "" } else { ", best first" };
    write(frame, row(area, 1), context, &format!("{}{sorted}", count_words(table, overview)), theme.faint());
    let place = format!("{} of {}", thousands(rank as u64 + 1), thousands(order.len() as u64));
    frame.render_widget(Line::styled(place, theme.faint()).right_aligned(), row(area, 1));
    let (first, seen) = window(area, rank, order.len());
    let shown = &order[first..first + seen];
    let fields = seen_fields(table, look, usize::from(area.width), glyphs);
    let names = fields.iter().map(|(field, width)| {
        let name = named(table, look, *field, *width, glyphs);
        Span::styled(format!("{name:>width$}"), if *field == look.field() { theme.selected() } else { theme.heading() })
    });
    frame.render_widget(spaced(names, theme.text()), row(area, ABOVE - 1));
    for (place, number) in shown.iter().enumerate() {
        let is_selected = first + place == rank;
        let style = match (is_selected, table.has_diverged(*number)) {
            (true, _) => theme.selected(),
            (false, true) => theme.faint(),
            (false, false) => theme.text(),
        };
        let cells = fields.iter().map(|(field, width)| {
            let text = cut(&text(table, *number, *field), *width, glyphs);
            Span::styled(glyphs.text(&format!("{text:>width$}")).into_owned(), style)
        });
        frame.render_widget(spaced(cells, style), row(area, ABOVE + place as u16));
    }
}

fn spaced<'a>(pieces: impl Iterator<Item = Span<'a>>, style: Style) -> Line<'a> {
    let mut line = Line::default();
    for piece in pieces {
        if !line.spans.is_empty() {
            line.push_span(Span::styled(" ".repeat(GAP), style));
        }
        line.push_span(piece);
    }
    line
}

/// The name of a field in so many columns, with a sign if the runs are sorted by it.
fn named(table: &Loaded, look: &ResultsLook, field: Field, width: usize, glyphs: Glyphs) -> String {
    let (up, down) = if glyphs == Glyphs::Ascii { ("^", "v") } else { ("▲", "▼") };
    let measure = look.target().measure;
    let (sorted, is_down) = look.sort.unwrap_or((Field::Measure(measure), !measure.falls()));
    let sign = if is_down { down } else { up };
    let name = table.name(field);
    if sorted == field {
        format!("{} {sign}", cut(&name, width.saturating_sub(2), glyphs))
    } else {
        cut(&name, width, glyphs)
    }
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

/// The fields that fit, the selected one among them, each with its columns. The first is always seen.
fn seen_fields(table: &Loaded, look: &ResultsLook, room: usize, glyphs: Glyphs) -> Vec<(Field, usize)> {
    let content = |field: Field| match field {
        Field::Run => thousands(table.len() as u64).len(),
        Field::Setting(setting) => {
            let values = table.settings()[setting].values.iter().take(MAX_VALUES);
            values.map(|value| glyphs.text(value).width()).max().unwrap_or(0)
        }
        Field::Seed(_) | Field::Epochs => 6,
        Field::State => "stopped-early".len(),
        Field::Measure(_) => 7,
    };
    // A sign has room, so that nothing moves when it comes; where room is short, long names give way.
    let columns = |longest: usize| -> Vec<(Field, usize)> {
        let width = |field: Field| (table.name(field).width() + 2).min(longest).max(content(field)).min(WIDEST);
        look.fields().into_iter().map(|field| (field, width(field))).collect()
    };
    let taken = |all: &[(Field, usize)]| all.iter().map(|(_, width)| width + GAP).sum::<usize>().saturating_sub(GAP);
    let mut all = columns(WIDEST);
    if taken(&all) > room {
        all = columns(NARROW);
    }
    let fits = |from: usize| {
        let mut seen = all[..1].to_vec();
        for column in &all[from..] {
            seen.push(*column);
            if taken(&seen) > room {
                seen.pop();
                break;
            }
        }
        seen
    };
    let is_seen = |seen: &Vec<(Field, usize)>| seen.iter().any(|(field, _)| *field == look.field());
    (1..all.len()).map(fits).find(is_seen).unwrap_or_else(|| fits(1))
}
