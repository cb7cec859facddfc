//! The first page of the help: the ten rows that matter, and what the signs on the screen mean.

use ratatui::text::Span;

use super::sections::Entry;
use crate::plot::{Depth, Glyphs, Hue};
use crate::train::Sign;
use crate::ui::look::Look;
use crate::ui::signs;

/// The keys that do for a first hour, with the labels under which the table of keys has them.
pub const KEYS: [(&str, &str, &[&str]); 10] = [
    ("Space", "run or pause; after the end, train on", &["Space"]),
    ("← →", "one epoch back or forward; 10 with Shift, 100 by PgUp PgDn", &["← →", "PgUp", "PgDn"]),
    ("+ - *", "faster, slower, unlimited speed", &["+ -", "*"]),
    ("e", "settings: learning rate, layers, data; ← → change them", &["e"]),
    ("u U", "undo, redo", &["u U"]),
    ("n N p", "next preset, previous preset, list of presets", &["n N", "p"]),
    ("r R W", "restart: the same, with a new seed, with new weights", &["r", "R", "W"]),
    ("w click", "the prediction at a misclassified point, or where you click", &["w"]),
    ("i v", "diagnostics of each layer, predictions of each class", &["i", "v"]),
    ("s S o", "save a checkpoint, save as another format, open", &["s", "S", "o"]),
];

/// The ten rows.
pub fn keys(look: &Look) -> Vec<Entry> {
    KEYS.iter().map(|(label, words, _)| Entry::new(label, words, look)).collect()
}

/// What colours and signs mean, in this theme and with these characters.
pub fn legend(look: &Look) -> Vec<Entry> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let point = |class: usize| {
        Span::styled(glyphs.train(class), theme.strong().fg(theme.scheme().point(Hue::Class(class), true)))
    };
    let marker = |sign: &'static str| Span::styled(sign, theme.strong());
    let has_hues = matches!(theme.depth(), Depth::TrueColour | Depth::Indexed);
    let colours = if has_hues { "; blue: class 0, negative; orange: 1, positive" } else { "" };
    let (negative, positive) = match glyphs {
        Glyphs::Braille => ("⠶ ⠶", "⠶⠶⠶"),
        Glyphs::Blocks => ("▀ ▀", "▀▀▀"),
        Glyphs::Ascii => (": :", ":::"),
    };
    let test = if glyphs == Glyphs::Ascii { "underlined" } else { "small" };
    let [edit, saved, note, best] =
        [Sign::Edit, Sign::Checkpoint, Sign::Note, Sign::Best].map(|sign| signs::sign(sign, glyphs));
    let of_time = [edit, saved, note, best, signs::strokes(glyphs).now].map(marker);
    vec![
        Entry::of(
            vec![point(0), " ".into(), point(1)],
            format!("two classes: train bold, test {test}; reversed: misclassified"),
        ),
        Entry::of(vec![marker(glyphs.line())], format!("decision boundary{colours}")),
        Entry::of(
            vec![marker(negative), " ".into(), marker(positive)],
            "negative and positive weights; thicker is larger".into(),
        ),
        Entry::of(
            of_time.into_iter().flat_map(|sign| [sign, " ".into()]).collect(),
            "time line: edit, saved, bookmark, best test accuracy, shown epoch".into(),
        ),
    ]
}
