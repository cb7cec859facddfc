//! Help on the keys, from the keymap: all keys, the focused panel's first, or those of a list.

use std::borrow::Cow;

use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;

use crate::plot::{Depth, Numbers};
use crate::ui::action::Panel;
use crate::ui::context::Context;
use crate::ui::keymap::{Group, Mode, ROWS, Row};
use crate::ui::look::Look;
use crate::ui::popup::Help;
use crate::ui::theme::Theme;

/// Columns of the keys.
const KEYS: usize = 10;

/// The keys of a list, and of its filter.
pub fn list(look: &Look) -> Help {
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
        lines.extend(ROWS.iter().filter(|row| modes.contains(&row.mode)).map(|row| line(row, look)));
    }
    Help { title: "keys", lines }
}

/// A row of the keymap in a line.
fn line(row: &Row, look: &Look) -> Line<'static> {
    entry(&look.glyphs.text(row.label), look.glyphs.text(row.words), KEYS, look.theme)
}

/// A name in a number of columns, the last of them free, and words beside it.
pub fn entry(name: &str, words: impl Into<Cow<'static, str>>, columns: usize, theme: Theme) -> Line<'static> {
    let width = columns - 1;
    Line::from(vec![Span::styled(format!("{name:<width$} "), theme.strong()), Span::styled(words, theme.text())])
}

/// The contents of the focused panel and the keys that concern it, and then all keys under their headings.
pub fn dashboard(context: &Context) -> Help {
    let (look, numbers) = (context.look, context.numbers);
    let (theme, mut lines) = (look.theme, Vec::new());
    if let Some(panel) = look.focus {
        let (name, words) = words(panel, numbers, theme.depth());
        lines.push(entry(name, words, KEYS, theme));
        let (mode, labels) = keys(panel);
        let row_of =
            |label: &&str| ROWS.iter().find(|row| row.label == *label && (row.mode == Mode::Run || row.mode == mode));
        lines.extend(labels.iter().filter_map(row_of).map(|row| line(row, look)));
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
        lines.extend(ROWS.iter().filter(|row| row.group == group).filter(is_listed).map(|row| line(row, look)));
    }
    Help { title: "keys", lines }
}

/// The mode of a panel while it is focused, and the labels of its most important keys, of that mode or the dashboard's.
fn keys(panel: Panel) -> (Mode, &'static [&'static str]) {
    match panel {
        Panel::Plane => (Mode::Cursor, &["← ↑ ↓ →", "d", "w", "T", "D", "z"]),
        Panel::Loss => (Mode::Chart, &["← →", "> <", "S", "C", "a", "X", "f", "i"]),
        Panel::Network => (Mode::Network, &["← ↑ ↓ →", "Enter", "x", "A", "V", "i"]),
        Panel::Results => (Mode::Run, &["v", "w", "z"]),
        Panel::Time => (Mode::Run, &["← h N", "→ l n", "End G", "m", "{ }", "'", "b", "z"]),
    }
}

/// A panel's name and contents.
fn words(panel: Panel, numbers: Numbers, depth: Depth) -> (&'static str, &'static str) {
    let plane = match (numbers, depth) {
        (Numbers::Sides, Depth::None) => "probability of label 1: the denser, the higher",
        (Numbers::Sides, _) => "probability of label 1: blue 0, orange 1, dark line 0.5",
        (Numbers::Classes(_), Depth::None) => "the decision boundaries between the classes",
        (Numbers::Classes(_), _) => "the predicted class in its colour, paler where less certain",
        (Numbers::Values, Depth::None) => "predicted value: the denser, the higher",
        (Numbers::Values, _) => "predicted value: blue below 0, orange above; points: target",
    };
    match panel {
        Panel::Plane => ("boundary", plane),
        Panel::Loss => ("loss", "train is the line, test the dots; arrows read the values"),
        Panel::Network => ("network", "each unit's activation over the inputs; lines are weights"),
        Panel::Time => ("time", "history with bookmarks and branches; click or drag to go there"),
        Panel::Results => ("results", "test loss before and now, accuracy, gradient norm, speed"),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::plot::Glyphs;
    use crate::ui::theme::Palette;

    #[test]
    fn every_key_of_a_panel_is_in_the_keymap() {
        for panel in Panel::iter() {
            let (mode, labels) = keys(panel);
            for label in labels {
                let is_known = |row: &Row| row.label == *label && [Mode::Run, mode].contains(&row.mode);
                assert!(ROWS.iter().any(is_known), "{panel:?}: {label}");
            }
        }
    }

    #[test]
    fn every_line_fits_into_the_page() {
        for panel in Panel::iter().map(Some).chain([None]) {
            for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
                let look = Look { focus: panel, ..Look::new(Theme::new(Palette::Dark, depth, glyphs), glyphs, true) };
                let all = [Numbers::Sides, Numbers::Classes(8), Numbers::Values];
                let context = |numbers| Context { run: None, look: &look, numbers };
                let lines = all.into_iter().flat_map(|numbers| dashboard(&context(numbers)).lines);
                for line in lines.chain(list(&look).lines) {
                    assert!(line.width() <= 72, "{line}");
                }
            }
        }
    }
}
