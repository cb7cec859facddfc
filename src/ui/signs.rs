//! The signs of bookmarks, on the time line and in lists.

use ratatui::style::Style;
use strum::IntoEnumIterator;

use super::theme::Theme;
use crate::plot::Glyphs;
use crate::session::{BookmarkSummary, Update};
use crate::train::Sign;

/// The sign of a bookmark.
pub fn sign(sign: Sign, glyphs: Glyphs) -> &'static str {
    let (outside, ascii) = match sign {
        Sign::Note => ("■", "#"),
        Sign::Checkpoint => ("◆", "*"),
        Sign::Edit => ("▲", "^"),
        Sign::Drop => ("▽", "v"),
        Sign::Best => ("★", "%"),
        Sign::Died => ("○", "o"),
        Sign::Revived => ("◎", "O"),
        Sign::Diverged => ("!", "!"),
    };
    if glyphs == Glyphs::Ascii { ascii } else { outside }
}

/// The signs of the line that the bookmarks stand on.
pub struct Strokes {
    /// Up to where the run is.
    pub done: &'static str,
    /// From there on to the newest epoch.
    pub known: &'static str,
    /// Beyond.
    pub open: &'static str,
    /// Where a branch leaves a line that is done, and one that is not.
    pub forks: [&'static str; 2],
    /// The run.
    pub now: &'static str,
}

const OUTSIDE: Strokes = Strokes { done: "━", known: "─", open: "┄", forks: ["┯", "┬"], now: "●" };
const ASCII: Strokes = Strokes { done: "=", known: "-", open: ".", forks: ["+", "+"], now: "@" };

/// The signs of the line.
pub fn strokes(glyphs: Glyphs) -> &'static Strokes {
    if glyphs == Glyphs::Ascii { &ASCII } else { &OUTSIDE }
}

/// What the cells of the time line are, and what stands elsewhere on the screen: signs with what they stand for.
pub fn all(glyphs: Glyphs) -> Vec<(String, String)> {
    let strokes = strokes(glyphs);
    let bookmarks =
        Sign::iter().map(|known| (sign(known, glyphs).to_owned(), format!("time line: {}", meaning(known))));
    let line = [
        (strokes.now.to_owned(), "time line: the shown epoch"),
        (
            format!("{} {} {}", strokes.done, strokes.known, strokes.open),
            "time line: before it, trained, still to come",
        ),
        (strokes.forks.join(" "), "time line: a branch begins"),
        (glyphs.in_batch().to_owned(), "points: in the mini-batch of the last step"),
        ("*".to_owned(), "points: the probed place; a probed point stands in [ ]"),
        (glyphs.text("↑ ↓").into_owned(), "network, lists: so many more that way"),
        ("[ ]".to_owned(), "network: the selected unit; settings: the present choice"),
        ("off".to_owned(), "network: a unit that is switched off, x where there is no room"),
        (glyphs.running().to_owned(), "header: the run trains"),
    ];
    bookmarks.chain(line.map(|(sign, words)| (sign, words.to_owned()))).collect()
}

/// The words of a bookmark: its note, or what was done.
pub fn words(bookmark: &BookmarkSummary) -> &str {
    if bookmark.sign == Sign::Checkpoint { "saved" } else { &bookmark.note }
}

/// What a sign stands for.
fn meaning(sign: Sign) -> &'static str {
    match sign {
        Sign::Note => "note",
        Sign::Checkpoint => "saved",
        Sign::Edit => "edit",
        Sign::Drop => "largest drop",
        Sign::Best => "best test score",
        Sign::Died => "a unit died",
        Sign::Revived => "a unit revived",
        Sign::Diverged => "diverged",
    }
}

/// Signs and what they stand for, each once.
pub fn meanings(signs: impl Iterator<Item = Sign>, glyphs: Glyphs) -> Vec<String> {
    let mut pieces: Vec<String> = vec![];
    for known in signs {
        let piece = format!("{} {}", sign(known, glyphs), meaning(known));
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    pieces
}

/// The signs on the time line of the shown branch and what they stand for, each once, in their order; none without any.
pub fn legend(run: &Update, glyphs: Glyphs) -> Vec<String> {
    let bookmarks = run.time.bookmarks(run.time.branch);
    let mut pieces = meanings(bookmarks.iter().map(|bookmark| bookmark.sign), glyphs);
    if let Some(first) = pieces.first_mut() {
        *first = format!("time line: {first}");
    }
    pieces
}

/// The style of a bookmark: green for what was saved.
pub fn style(sign: Sign, theme: Theme) -> Style {
    match sign {
        Sign::Checkpoint => theme.saved(),
        _ => theme.strong(),
    }
}
