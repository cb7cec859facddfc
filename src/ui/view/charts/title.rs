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
use crate::ui::context::Context;
use crate::ui::format::thousands;
use crate::ui::look::Look;
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

/// How much of their names the tabs show, from the most on.
const LENGTHS: [fn(&State, Metric) -> bool; 3] = [|_, _| true, |state, metric| metric == state.metric, |_, _| false];

/// The tabs in the border above `area`: with their whole names, the selected one's alone, or short ones, as there is room;
/// where there is little, the selected one only.
pub fn tabs(state: &State, area: Rect, run: &Update, look: &Look) -> Vec<Tab> {
    let room = usize::from(area.width.saturating_sub(CORNERS));
    // What stands at the right comes before whole names.
    let remark = remark(state, room).width();
    let most = room.saturating_sub(if remark > 0 { remark + 3 } else { 0 });
    let all = |is_whole: fn(&State, Metric) -> bool| {
        let names = Metric::iter().map(|metric| (metric, metric.names(Some(run), look.glyphs)));
        let name = |(metric, [long, short]): (Metric, [String; 2])| {
            (metric, if is_whole(state, metric) { long } else { short })
        };
        names.map(name).collect::<Vec<_>>()
    };
    let width = |tabs: &[(Metric, String)]| tabs.iter().map(|(_, name)| name.width() + 2).sum::<usize>() - 2;
    let mut chosen = LENGTHS.map(all).into_iter();
    let chosen = chosen.find(|tabs| width(tabs) <= most).unwrap_or_else(|| all(LENGTHS[2]));
    let is_alone = width(&chosen) > room;
    let mut left = area.x + 2;
    let place = |(metric, name): (Metric, String)| {
        let place = Rect { x: left, y: area.y, width: name.width() as u16, height: 1 };
        left = place.right() + GAP;
        Tab { metric, name, place }
    };
    chosen.into_iter().filter(|(metric, _)| !is_alone || *metric == state.metric).map(place).collect()
}

/// The metric whose name stands at a cell.
pub fn tab_at(tabs: &[Tab], cell: Position) -> Option<Metric> {
    tabs.iter().find(|tab| tab.place.contains(cell)).map(|tab| tab.metric)
}

/// The names of the tabs, those that are shown in bold.
pub fn names<'a>(tabs: &'a [Tab], state: &State, look: &Look) -> Line<'a> {
    let mut line = Line::from(" ");
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

/// Columns that the names leave in the title.
pub fn room(tabs: &[Tab], area: Rect) -> usize {
    let end = tabs.last().map_or(area.x, |tab| tab.place.right());
    usize::from(area.right().saturating_sub(end)).saturating_sub(6)
}

/// What the charts show: the epochs, the axes and the moving average, as far as there is room.
pub fn remark(state: &State, room: usize) -> String {
    let window = match state.zoomed() {
        Some((first, last)) => format!("epochs {}-{}", thousands(first), thousands(last)),
        None if state.newest_only => "last 500".into(),
        None => String::new(),
    };
    let axes = state.axes(0);
    let has_log = state.metrics().any(Metric::has_log_axis);
    let scale = match axes.scale {
        Scale::Log if has_log => "log",
        Scale::Linear if has_log => "linear",
        _ => "",
    };
    let average = state.half_life().map_or_else(String::new, |epochs| format!("average {}", thousands(epochs)));
    fitting_text([(0, window), (1, average), (2, axes.along.remark().into()), (3, scale.into())], 2, room)
}

/// The values of the shown epoch, each in the style of its line, as many as fit.
pub fn values<'a>(picture: &'a Picture, run: &Update, context: &Context) -> Line<'a> {
    let theme = context.look.theme;
    let room = usize::from(picture.frame.width.saturating_sub(CORNERS));
    let mut pieces: Vec<(u8, Span)> = vec![];
    let is_split = matches!(picture.metric, Metric::Loss | Metric::Score);
    if !run.time.compared.is_empty() && is_split {
        pieces.push((0, Span::styled("test", theme.faint())));
    }
    // The line drawn last is the most important one, but for an average.
    let mut lines: Vec<_> = picture.lines.iter().rev().filter(|line| !line.value.is_empty()).collect();
    lines.sort_by_key(|line| line.role == Role::Average);
    for (place, line) in lines.into_iter().enumerate() {
        let style = drawn(line.role, theme).0.add_modifier(Modifier::BOLD);
        // A branch's name may end in a number.
        let colon = if matches!(line.role, Role::Branch(_)) { ":" } else { "" };
        pieces.push(((2 * place).min(9) as u8, Span::styled(format!("{}{colon} {}", line.name, line.value), style)));
    }
    if picture.lines.iter().any(|line| line.role == Role::Batches) {
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
