//! Sections of help: entries under a heading, laid out in as many columns as fit, and filtered by a text.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::ui::format::pages;
use crate::ui::look::Look;

/// The fewest columns of an entry where entries stand side by side.
const COLUMN: usize = 42;
/// Columns between two entries.
const GAP: usize = 3;

/// A name and what it means.
pub struct Entry {
    name: Vec<Span<'static>>,
    words: String,
}

/// Entries under a heading, if it has one.
pub struct Section {
    pub heading: String,
    pub entries: Vec<Entry>,
}

impl Entry {
    pub fn new(name: &str, words: &str, look: &Look) -> Self {
        Self::of(vec![Span::styled(look.glyphs.text(name).into_owned(), look.theme.strong())], words.to_owned())
    }

    pub fn of(name: Vec<Span<'static>>, words: String) -> Self {
        Self { name, words }
    }

    /// Whether the name or the words contain a text in lower case.
    fn contains(&self, text: &str) -> bool {
        let name: String = self.name.iter().map(|span| span.content.as_ref()).collect();
        format!("{name} {}", self.words).to_lowercase().contains(text)
    }

    /// The name in a number of columns, the last of them free, and the words beside it, on as many lines as they take.
    pub fn lines(&self, columns: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
        let taken: usize = self.name.iter().map(|span| span.content.width()).sum();
        let columns = columns.max(taken + 1);
        let words = pages(&look.glyphs.text(&self.words), width.saturating_sub(columns).max(1));
        let line = |(place, words): (usize, String)| {
            let mut spans = if place == 0 { self.name.clone() } else { vec![] };
            spans.push(" ".repeat(if place == 0 { columns - taken } else { columns }).into());
            spans.push(Span::styled(words, look.theme.text()));
            Line::from(spans)
        };
        words.into_iter().enumerate().map(line).collect()
    }
}

impl Section {
    /// The section with those entries alone that contain a text in lower case; with all if its heading does.
    pub fn filtered(mut self, text: &str) -> Self {
        if !self.heading.to_lowercase().contains(text) {
            self.entries.retain(|entry| entry.contains(text));
        }
        self
    }

    /// Its heading and entries, with names in so many columns.
    pub fn lines(&self, names: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if !self.heading.is_empty() {
            lines.push(Line::styled(look.glyphs.text(&self.heading).into_owned(), look.theme.heading()));
        }
        let count = ((width + GAP) / (COLUMN + GAP)).max(1);
        let column = (width + GAP) / count - GAP;
        let entries: Vec<_> = self.entries.iter().map(|entry| entry.lines(names, column, look)).collect();
        lines.extend(side_by_side(entries, count, column));
        lines
    }
}

/// Entries down one column after the other, each about as long.
fn side_by_side(entries: Vec<Vec<Line<'static>>>, count: usize, width: usize) -> Vec<Line<'static>> {
    let total: usize = entries.iter().map(Vec::len).sum();
    let mut columns: Vec<Vec<Line>> = vec![vec![]];
    for entry in entries {
        let is_full = columns.last().is_some_and(|column| column.len() * count >= total);
        if is_full && columns.len() < count {
            columns.push(vec![]);
        }
        if let Some(column) = columns.last_mut() {
            column.extend(entry);
        }
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let row = |row: usize| {
        let mut line = Line::default();
        for (place, column) in columns.iter().enumerate() {
            let Some(part) = column.get(row) else { continue };
            let left = place * (width + GAP);
            line.push_span(" ".repeat(left.saturating_sub(line.width())));
            line.extend(part.spans.iter().cloned());
        }
        line
    };
    (0..rows).map(row).collect()
}
