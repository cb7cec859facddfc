//! The list of presets: name, title, and the notes of the selected one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::list::List;
use crate::preset::{Listed, Origin};
use crate::ui::context::Context;

pub(super) fn render(frame: &mut Frame, screen: Rect, context: &Context, list: &List<Listed>) {
    let theme = context.look.theme;
    let loaded = context.run.map_or("", |run| run.name.as_str());
    let width = list.visible().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let line = |row: &Listed| {
        let mark = if row.name == loaded { context.look.glyphs.running() } else { " " };
        let yours = if matches!(row.origin, Origin::User(_)) { "  (yours)" } else { "" };
        Line::from(vec![
            Span::raw(format!("{mark} {:<width$}  ", row.name)),
            Span::raw(row.title.clone()),
            Span::raw(yours),
        ])
    };
    let words = match list.selected() {
        None => "No name or title matches.".to_owned(),
        Some(row) => row.problem.clone().unwrap_or_else(|| row.notes.clone()),
    };
    list.render(frame, screen, theme, "presets", line, &words);
}
