//! The borders of the charts: the tabs and what they show above, the values of the shown epoch below.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;
use unicode_width::UnicodeWidthStr;

use super::lines::{self, Role};
use super::metric::Metric;
use super::picture::{Picture, drawn};
use super::state::State;
use crate::plot::Scale;
use crate::session::Update;
use crate::ui::action::Region;
use crate::ui::context::Context;
use crate::ui::format::thousands;
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::view::{fitting, fitting_text};

/// Columns of the corners and the blanks around a title.
const CORNERS: u16 = 4;
/// Columns between two tabs.
const GAP: u16 = 2;

/// A tab in the title.
#[derive(Clone, Debug)]
pub struct Tab {
    metric: Metric,
    name: String,
    place: Rect,
}

/// Columns that the names leave for the scale at the right.
const SCALE: usize = 6;

/// The tabs in the border above `area`, with names as long as its width allows, whatever is selected; where there is little
/// room, the selected one only.
pub fn tabs(state: &State, area: Rect, run: &Update, look: &Look) -> Vec<Tab> {
    let room = usize::from(area.width.saturating_sub(CORNERS));
    let names: Vec<_> = Metric::iter().map(|metric| metric.names(Some(run), look.glyphs)).collect();
    let mut lengths =
        (0..names[0].len()).map(|length| names.iter().map(|names| names[length].clone()).collect::<Vec<_>>());
    let width = |names: &[String]| names.iter().map(|name| name.width() + usize::from(GAP)).sum::<usize>();
    let fitting = lengths.clone().find(|names| width(names) + SCALE + key(look).len() <= room + usize::from(GAP));
    let is_alone = fitting.is_none();
    let mut left = area.x + 2 + key(look).len() as u16;
    let place = |(metric, name): (Metric, String)| {
        let place = Rect { x: left, y: area.y, width: name.width() as u16, height: 1 };
        left = place.right() + GAP;
        Tab { metric, name, place }
    };
    let tabs = Metric::iter().zip(fitting.or_else(|| lengths.next_back()).unwrap_or_default());
    tabs.filter(|(metric, _)| !is_alone || *metric == state.metric).map(place).collect()
}

/// The key before the names, which leads to the charts.
fn key(look: &Look) -> &'static str {
    if look.focus == Some(Region::Charts) { "" } else { "2 " }
}

/// The metric whose name stands at a cell.
pub fn tab_at(tabs: &[Tab], cell: Position) -> Option<Metric> {
    tabs.iter().find(|tab| tab.place.contains(cell)).map(|tab| tab.metric)
}

/// The names of the tabs, those that are shown in bold, after the key that leads to them.
pub fn names<'a>(tabs: &'a [Tab], state: &State, look: &Look) -> Line<'a> {
    let mut line = Line::from(Span::styled(format!(" {}", key(look)), look.theme.strong()));
    for (index, tab) in tabs.iter().enumerate() {
        if index > 0 {
            line.push_span("  ");
        }
        let is_shown = state.metrics().any(|metric| metric == tab.metric);
        line.push_span(Span::styled(&*tab.name, if is_shown { look.theme.strong() } else { look.theme.faint() }));
    }
    line.push_span(" ");
    line
}

/// The scale of the y axis, if it can be another.
pub fn scale(state: &State) -> &'static str {
    match state.axes(0).scale {
        _ if !state.metrics().any(Metric::has_log_axis) => "",
        Scale::Log => " log ",
        Scale::Linear => " linear ",
    }
}

/// What lies along the x axis where that is not the whole run in epochs, and the moving average.
pub fn along(state: &State, picture: &Picture) -> String {
    let window = match state.zoomed() {
        Some((first, last)) => format!("epochs {}-{}", thousands(first), thousands(last)),
        None if state.newest_only => "last 500".into(),
        None => String::new(),
    };
    let has_average = picture.lines.iter().any(|line| line.role == Role::Average);
    let average = state.half_life().filter(|_| has_average);
    let average = average.map_or_else(String::new, |epochs| format!("average {}", thousands(epochs)));
    // The values of two lines come before it.
    let values = valued(picture).into_iter().take(2).map(|line| line.name.width() + line.value.width() + 4);
    let room = usize::from(picture.frame.width.saturating_sub(CORNERS)).saturating_sub(values.sum());
    let pieces = [(1, average), (2, window), (0, state.axes(0).along.remark().into())];
    let pieces = fitting_text(pieces, 2, room);
    if pieces.is_empty() { pieces } else { format!(" {pieces} ") }
}

/// The lines that have a value, the most important first: the one drawn last, but for an average.
fn valued(picture: &Picture) -> Vec<&lines::Line> {
    let mut lines: Vec<_> = picture.lines.iter().rev().filter(|line| !line.value.is_empty()).collect();
    lines.sort_by_key(|line| line.role == Role::Average);
    lines
}

/// The values of the shown epoch, each in the style of its line, as many as fit beside what takes `taken` columns.
pub fn values<'a>(picture: &'a Picture, run: &Update, context: &Context, taken: usize) -> Line<'a> {
    let theme = context.look.theme;
    let room = usize::from(picture.frame.width.saturating_sub(CORNERS)).saturating_sub(taken);
    let mut pieces: Vec<(u8, Span)> = vec![];
    let is_split = matches!(picture.metric, Metric::Loss | Metric::Score);
    if !run.time.compared.is_empty() && is_split {
        let split = if run.record.test.is_some() { "test" } else { "train" };
        pieces.push((0, Span::styled(split, theme.faint())));
    }
    if is_split && run.record.test.is_none() {
        pieces.push((8, Span::styled("no test data", theme.faint())));
    }
    for (place, line) in valued(picture).into_iter().enumerate() {
        // A value is no fainter for standing behind its average.
        let role = if line.role == Role::Behind { Role::Train } else { line.role };
        let style = drawn(role, theme).0.add_modifier(Modifier::BOLD);
        // A branch's name may end in a number.
        let colon = if matches!(line.role, Role::Branch(_)) { ":" } else { "" };
        pieces.push(((2 * place).min(9) as u8, Span::styled(format!("{}{colon} {}", line.name, line.value), style)));
    }
    if let Some(unit) = names::loss_unit(run).filter(|_| picture.metric == Metric::Loss) {
        pieces.push((7, Span::styled(format!("({unit})"), theme.faint())));
    }
    let has = |is: fn(Role) -> bool| picture.lines.iter().any(|line| is(line.role));
    if has(|role| matches!(role, Role::BranchTrain(_))) {
        pieces.push((8, Span::styled("dots: train", theme.faint())));
    }
    if has(|role| role == Role::Batches) {
        pieces.push((8, Span::styled(format!("{} each batch", context.look.glyphs.text("·")), theme.faint())));
    }
    if let Some(epoch) = lines::known_from(picture.metric, run) {
        let of = if picture.metric == Metric::Loss { "batches " } else { "" };
        pieces.push((1, Span::styled(format!("{of}known from epoch {} on", thousands(epoch)), theme.text())));
    }
    let pieces = pieces.into_iter().map(|(importance, span)| (importance, span.width(), span)).collect();
    let kept = fitting(pieces, 2, room);
    let mut line = Line::from(" ");
    for (index, piece) in kept.into_iter().enumerate() {
        if index > 0 {
            line.push_span("  ");
        }
        line.push_span(piece);
    }
    line.push_span(Span::styled(" ", Style::new()));
    line
}
