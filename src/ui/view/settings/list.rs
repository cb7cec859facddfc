//! The lines of the list: headings, settings with their values, and of the selected one the choices or what is typed.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::rows::{Choices, Row};
use crate::plot::Glyphs;
use crate::preset::Preset;
use crate::ui::format::pages;
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::theme::Theme;

/// Columns of the names.
const LABEL: usize = 18;
/// Columns before a name.
const MARGIN: usize = 2;
/// Columns that lines below a setting stand to the right.
const INDENT: usize = 4;

/// What the list shows, line by line.
#[derive(Debug, Default)]
pub struct List {
    pub lines: Vec<Line<'static>>,
    /// The place of the row that each line belongs to.
    of: Vec<Option<usize>>,
    /// The first line that is shown.
    pub top: usize,
    /// The columns of the selected row's choices, each with its distance from the current one.
    choices: Vec<(Range<usize>, isize)>,
}

/// What stands below the selected row.
pub enum Below {
    Nothing,
    /// What can be done or typed.
    Remark(String),
    /// Why something was refused, and what would be right.
    Problem(String),
}

/// The selected row.
pub struct Selected<'a> {
    pub place: usize,
    pub choices: &'a Choices,
    /// Whether a value is being typed in the place of the choices.
    pub is_typed: bool,
    pub below: Below,
}

impl List {
    /// Lists rows in so many columns; the selected one is in sight in `height` rows, with its heading where that fits.
    pub fn new(rows: &[Row], selected: &Selected, preset: &Preset, look: &Look, (width, height): (u16, u16)) -> Self {
        let mut list = Self::default();
        let mut heading = "";
        for (place, row) in rows.iter().enumerate() {
            if row.heading() != heading {
                heading = row.heading();
                list.push(None, Line::styled(title(heading, preset), look.theme.heading()));
            }
            if place == selected.place {
                list.push_selected(*row, selected, preset, look, width.into());
            } else {
                let style = look.theme.text();
                let label = Span::styled(padded(*row, preset), style);
                list.push_row(place, label, Span::styled(row.value(preset), style), width.into());
            }
        }
        let of_selected = |of: &Option<usize>| *of == Some(selected.place);
        let end = list.of.iter().rposition(of_selected).map_or(0, |last| last + 1);
        let first = list.of.iter().position(of_selected).unwrap_or(0);
        list.top = end.saturating_sub(usize::from(height)).min(first);
        list
    }

    /// The place of the row at a line on the screen.
    pub fn row_at(&self, line: usize) -> Option<usize> {
        *self.of.get(self.top + line)?
    }

    /// How far from the current one the choice at a column of the first line of its row is.
    pub fn choice_at(&self, line: usize, column: usize) -> Option<isize> {
        let line = self.top + line;
        let is_first = line == 0 || self.of.get(line - 1) != self.of.get(line);
        self.choices.iter().find(|(columns, _)| is_first && columns.contains(&column)).map(|(_, places)| *places)
    }

    /// How many rows stand above and below the `height` lines that are shown.
    pub fn hidden(&self, height: u16) -> (usize, usize) {
        let rows = |lines: &[Option<usize>]| {
            let mut places: Vec<usize> = lines.iter().flatten().copied().collect();
            places.dedup();
            places.len()
        };
        let end = (self.top + usize::from(height)).min(self.of.len());
        (rows(&self.of[..self.top.min(end)]), rows(&self.of[end..]))
    }

    /// The line of this row on the screen.
    pub fn line_of(&self, place: usize) -> Option<usize> {
        self.of.iter().position(|of| *of == Some(place))?.checked_sub(self.top)
    }

    /// Where the value in a line is typed.
    pub fn value(area: Rect, line: usize) -> Rect {
        let left = (LABEL as u16).min(area.width);
        let place = Rect { x: area.x + left, y: area.y + line as u16, width: area.width - left, height: 1 };
        place.intersection(area)
    }

    /// Where the filter is typed in its row, after the slash.
    pub fn filter(row: Rect) -> Rect {
        Rect { x: row.x + row.width.min(2), width: row.width.saturating_sub(2), ..row }
    }

    fn push(&mut self, of: Option<usize>, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
        self.of.push(of);
    }

    /// A label with a value beside it, or below it where that is too long.
    fn push_row(&mut self, place: usize, label: Span<'static>, value: Span<'static>, width: usize) {
        if LABEL + value.width() <= width {
            self.push(Some(place), Line::from(vec![label, value]));
            return;
        }
        self.push(Some(place), label);
        let text: Vec<char> = value.content.chars().collect();
        for piece in text.chunks(width.saturating_sub(INDENT).max(1)) {
            let piece: String = piece.iter().collect();
            self.push(Some(place), Line::styled(format!("{:INDENT$}{piece}", ""), value.style));
        }
    }

    fn push_selected(&mut self, row: Row, selected: &Selected, preset: &Preset, look: &Look, width: usize) {
        let (theme, glyphs, place) = (look.theme, look.glyphs, selected.place);
        let (label, margin) = (row.label(preset), MARGIN + row.indent());
        let padding = " ".repeat(padded(row, preset).width() - label.width() - margin);
        let label = [Span::raw(" ".repeat(margin)), Span::styled(label, theme.selected()), Span::raw(padding)];
        let (choices, own) = (&selected.choices.0, selected.choices.1);
        let room = width.saturating_sub(LABEL - 1);
        if selected.is_typed {
            self.push(Some(place), Line::from(label.to_vec()));
        } else if choices[own].width() + 4 > room {
            let label = Span::styled(padded(row, preset), theme.strong());
            self.push_row(place, label, Span::styled(row.value(preset), theme.strong()), width);
        } else {
            let shown = window(choices, own, room);
            let spans = self.choices(choices, own, shown, theme, glyphs);
            // The brackets stand in the place of the blank after the name.
            let [start, name, mut padding] = label;
            padding.content.to_mut().pop();
            self.push(Some(place), [vec![start, name, padding], spans].concat());
        }
        let (words, style) = match &selected.below {
            Below::Nothing => return,
            Below::Remark(words) => (words, theme.faint()),
            Below::Problem(words) => (words, theme.failed()),
        };
        for line in pages(&glyphs.text(words), width.saturating_sub(INDENT).max(1)) {
            self.push(Some(place), Line::styled(format!("{:INDENT$}{line}", ""), style));
        }
    }

    /// The choices side by side with the current one in brackets, and signs where there are more.
    fn choices(
        &mut self,
        choices: &[String],
        own: usize,
        shown: Range<usize>,
        theme: Theme,
        glyphs: Glyphs,
    ) -> Vec<Span<'static>> {
        let [before, after] = if glyphs == Glyphs::Ascii { ["<", ">"] } else { ["…", "…"] };
        let mut spans = vec![];
        let mut column = LABEL - 1;
        if shown.start > 0 {
            spans.push(Span::styled(before, theme.faint()));
            column += 1;
        }
        for place in shown.clone() {
            let choice = &choices[place];
            let span = if place == own {
                Span::styled(format!("[{choice}]"), theme.strong())
            } else {
                Span::styled(format!(" {choice} "), theme.text())
            };
            let end = column + span.width();
            self.choices.push((column..end, place.cast_signed() - own.cast_signed()));
            column = end;
            spans.push(span);
        }
        if shown.end < choices.len() {
            spans.push(Span::styled(after, theme.faint()));
        }
        spans
    }
}

/// The choices around the current one that fit in so many columns.
fn window(choices: &[String], own: usize, room: usize) -> Range<usize> {
    let columns = |place: usize| choices[place].width() + 2;
    if (0..choices.len()).map(columns).sum::<usize>() <= room {
        return 0..choices.len();
    }
    // A column on each side says that there are more.
    let (mut shown, mut left) = (own..own + 1, room.saturating_sub(2 + columns(own)));
    loop {
        let before = shown.start.checked_sub(1).filter(|place| columns(*place) <= left);
        if let Some(place) = before {
            left -= columns(place);
            shown.start = place;
        }
        let after = Some(shown.end).filter(|place| *place < choices.len() && columns(*place) <= left);
        if let Some(place) = after {
            left -= columns(place);
            shown.end = place + 1;
        }
        if before.is_none() && after.is_none() {
            return shown;
        }
    }
}

/// A heading, with the network's shape beside that of the network.
fn title(heading: &str, preset: &Preset) -> String {
    if heading == "network" { format!(" {heading} {}", names::shape(preset)) } else { format!(" {heading}") }
}

/// A row's name in the columns of names.
fn padded(row: Row, preset: &Preset) -> String {
    let margin = MARGIN + row.indent();
    format!("{:margin$}{:<room$}", "", row.label(preset), room = LABEL - margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_scroll_round_the_current_one() {
        let choices: Vec<String> = ["sgd", "adam", "adamw", "rmsprop", "other"].map(str::to_owned).to_vec();
        assert_eq!(window(&choices, 0, 40), 0..5, "all fit");
        assert_eq!(window(&choices, 0, 20), 0..3, "those after the first");
        assert_eq!(window(&choices, 2, 24), 1..4, "those on both sides");
        assert_eq!(window(&choices, 4, 20), 3..5, "those before the last");
        assert_eq!(window(&choices, 3, 0), 3..4, "the current one whatever the room");
    }
}
