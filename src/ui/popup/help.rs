//! Help on the keys, from the keymap: all keys, the focused region's first, or those of a list.

use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;
use unicode_width::UnicodeWidthStr;

use crate::ui::context::Context;
use crate::ui::format::pages;
use crate::ui::keymap::{Group, Mode, ROWS, Row, Topic};
use crate::ui::look::Look;
use crate::ui::popup::Help;

/// Columns of the keys.
const KEYS: usize = 11;

/// The keys of a list, and of its filter.
pub fn list(look: &Look, width: usize) -> Help {
    let blocks: [(&str, &[Mode]); 4] = [
        ("", &[Mode::List, Mode::Always]),
        ("in the list of branches", &[Mode::Branches]),
        ("in the list of bookmarks", &[Mode::Bookmarks]),
        ("while the filter is typed", &[Mode::Filter, Mode::Text, Mode::Always]),
    ];
    let mut lines = Vec::new();
    for (heading, modes) in blocks {
        if !heading.is_empty() {
            lines.extend([Line::default(), Line::styled(heading, look.theme.heading())]);
        }
        lines.extend(ROWS.iter().filter(|row| modes.contains(&row.mode)).flat_map(|row| lines_of(row, look, width)));
    }
    Help { title: "keys", lines }
}

/// A row of the keymap, on as many lines as it takes.
fn lines_of(row: &Row, look: &Look, width: usize) -> Vec<Line<'static>> {
    entry(row.label, row.words, KEYS, width, look)
}

/// A name in a number of columns, the last of them free, and words beside it, on as many lines as they take.
pub fn entry(name: &str, words: &str, columns: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let name = glyphs.text(name);
    let columns = columns.max(name.width() + 1);
    let words = pages(&glyphs.text(words), width.saturating_sub(columns).max(1));
    let names = std::iter::once(name).chain(std::iter::repeat("".into()));
    let line = |(words, name): (String, std::borrow::Cow<str>)| {
        let name = Span::styled(format!("{name:<room$} ", room = columns - 1), theme.strong());
        Line::from(vec![name, Span::styled(words, theme.text())])
    };
    words.into_iter().zip(names).map(line).collect()
}

/// The keys of the dashboard.
pub fn dashboard(context: &Context, width: usize) -> Help {
    Help { title: "keys", lines: lines(context.look, context.topic, width) }
}

/// The contents of the focused region and the keys that concern it, and then all keys under their headings.
fn lines(look: &Look, topic: Option<Topic>, width: usize) -> Vec<Line<'static>> {
    let (theme, mut lines) = (look.theme, Vec::new());
    if let Some(topic) = topic {
        lines.extend(entry(topic.name, topic.words, KEYS, width, look));
        lines.extend(topic.rows().flat_map(|row| lines_of(row, look, width)));
    }
    let is_listed = |row: &&Row| match row.mode {
        Mode::Run => true,
        Mode::Settings | Mode::Prompt | Mode::Note | Mode::Page | Mode::Filter | Mode::Text => false,
        _ => !row.is_of_the_dashboard(),
    };
    for group in Group::iter() {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(<&str>::from(group), theme.heading()));
        let rows = ROWS.iter().filter(|row| row.group == group).filter(is_listed);
        lines.extend(rows.flat_map(|row| lines_of(row, look, width)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn every_line_fits_into_the_page() {
        let words = "what it shows, in as many words as a region may need for that";
        let topic = Topic { name: "predictions", words, mode: Mode::Network, keys: &["← ↑ ↓ →", "A", "z"] };
        assert_eq!(topic.rows().count(), 3, "keys of its own mode and of the dashboard");
        for topic in [Some(topic), None] {
            for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
                let look = Look::new(Theme::new(Palette::Dark, depth, glyphs), glyphs, true);
                for width in [38, 49, 76] {
                    for line in lines(&look, topic, width).into_iter().chain(list(&look, width).lines) {
                        assert!(line.width() <= width, "{width}: {line}");
                    }
                }
            }
        }
    }
}
