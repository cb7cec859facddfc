//! The signs of bookmarks, on the time line and in lists.

use ratatui::style::Style;

use super::theme::Theme;
use crate::plot::Glyphs;
use crate::session::BookmarkSummary;
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

/// The style of a bookmark: green for what was saved.
pub fn style(sign: Sign, theme: Theme) -> Style {
    match sign {
        Sign::Checkpoint => theme.saved(),
        _ => theme.strong(),
    }
}
