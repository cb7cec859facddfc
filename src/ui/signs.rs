//! The signs of bookmarks, on the time line and in lists.

use ratatui::style::Style;

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

/// The signs on the time line of the shown branch and what they stand for, each once, in their order; none without any.
pub fn legend(run: &Update, glyphs: Glyphs) -> Vec<String> {
    let mut pieces: Vec<String> = vec![];
    for bookmark in run.time.bookmarks(run.time.branch) {
        let piece = format!("{} {}", sign(bookmark.sign, glyphs), meaning(bookmark.sign));
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
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
