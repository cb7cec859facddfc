//! Help on the keys, from the keymap: all keys, the focused region's first, or those of a list.

use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;
use unicode_width::UnicodeWidthStr;

use crate::plot::{Depth, Numbers};
use crate::ui::action::{Region, Tab};
use crate::ui::context::Context;
use crate::ui::evaluation::numbers;
use crate::ui::format::pages;
use crate::ui::keymap::{Group, Mode, ROWS, Row};
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
    let numbers = context.run.map_or(Numbers::Sides, |run| numbers(&run.preset));
    Help { title: "keys", lines: lines(context.look, numbers, width) }
}

/// The contents of the focused region and the keys that concern it, and then all keys under their headings.
fn lines(look: &Look, numbers: Numbers, width: usize) -> Vec<Line<'static>> {
    let (theme, mut lines) = (look.theme, Vec::new());
    if let Some(region) = look.focus {
        let (name, words) = words(region, look.tab, numbers, theme.depth());
        lines.extend(entry(name, words, KEYS, width, look));
        let (mode, labels) = keys(region, look.tab);
        let of_mode = |label: &str, mode: Mode| ROWS.iter().find(|row| row.label == label && row.mode == mode);
        let row_of = |label: &&str| of_mode(label, mode).or_else(|| of_mode(label, Mode::Run));
        lines.extend(labels.iter().filter_map(row_of).flat_map(|row| lines_of(row, look, width)));
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

/// The mode of a region while it is focused, and the labels of its most important keys, of that mode or the dashboard's.
fn keys(region: Region, tab: Tab) -> (Mode, &'static [&'static str]) {
    match (region, tab) {
        (Region::Boundary, _) => (Mode::Cursor, &["← ↑ ↓ →", "w", "T", "D", "d", "z"]),
        (Region::Charts, _) => (Mode::Chart, &["← →", "> <", "[ ]", "A", "C", "a", "X", "f", "z"]),
        (Region::Inspector, Tab::Network) => (Mode::Network, &["← ↑ ↓ →", "Enter", "x", "A", "V", "[ ]", "z"]),
        (Region::Inspector, _) => (Mode::Run, &["[ ]", "z"]),
        (Region::Timeline, _) => (Mode::Run, &["← →", "End G", "m", "{ }", "'", "b"]),
    }
}

/// A region's name and contents.
fn words(region: Region, tab: Tab, numbers: Numbers, depth: Depth) -> (&'static str, &'static str) {
    let plane = match (numbers, depth) {
        (Numbers::Sides, Depth::None) => "probability of class 1: the denser, the higher",
        (Numbers::Sides, _) => "probability of class 1: blue 0, orange 1; the dotted line is 0.5",
        (Numbers::Classes(_), Depth::None) => "the decision boundaries between the classes",
        (Numbers::Classes(_), _) => "the predicted class in its colour; grey where undecided",
        (Numbers::Values, Depth::None) => "predicted value: the denser, the higher",
        (Numbers::Values, _) => "predicted value: blue low, orange high; points: target",
    };
    match (region, tab) {
        (Region::Boundary, _) => ("boundary", plane),
        (Region::Charts, _) => ("charts", "one line for train, one for test; arrows read the values"),
        (Region::Inspector, Tab::Network) => ("network", "each unit's activation over the inputs; lines are weights"),
        (Region::Inspector, Tab::Settings) => ("settings", "the run's settings, to change during training"),
        (Region::Inspector, Tab::Diagnostics) => ("layers", "norms, dead units and findings of each layer"),
        (Region::Inspector, Tab::Predictions) => ("results", "confusion matrix, or errors in regression"),
        (Region::Timeline, _) => ("time", "the run with its bookmarks and forks; click or drag to go there"),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::plot::Glyphs;
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn every_key_of_a_region_is_in_the_keymap() {
        for (region, tab) in Region::iter().flat_map(|region| Tab::iter().map(move |tab| (region, tab))) {
            let (mode, labels) = keys(region, tab);
            for label in labels {
                let is_known = |row: &Row| row.label == *label && [Mode::Run, mode].contains(&row.mode);
                assert!(ROWS.iter().any(is_known), "{region:?}, {tab:?}: {label}");
            }
        }
    }

    #[test]
    fn every_line_fits_into_the_page() {
        for region in Region::iter().map(Some).chain([None]) {
            for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
                let look = Look { focus: region, ..Look::new(Theme::new(Palette::Dark, depth, glyphs), glyphs, true) };
                for width in [38, 49, 76] {
                    let all = [Numbers::Sides, Numbers::Classes(8), Numbers::Values];
                    let lines = all.into_iter().flat_map(|numbers| lines(&look, numbers, width));
                    for line in lines.chain(list(&look, width).lines) {
                        assert!(line.width() <= width, "{width}: {line}");
                    }
                }
            }
        }
    }
}
