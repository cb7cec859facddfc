//! The signs of bookmarks, on the time line and in lists.

use ratatui::style::Style;

use super::theme::Theme;
use crate::plot::Glyphs;
use crate::train::Sign;

/// The sign of a bookmark.
pub fn sign(sign: Sign, glyphs: Glyphs) -> &'static str {
    let (outside, ascii) = match sign {
        Sign::Note => ("■", "#"),
        Sign::Checkpoint => ("◆", "*"),
        Sign::Edit => ("▲", "^"),
        Sign::Drop => ("▽", "v"),
        Sign::Best => ("☆", "%"),
        Sign::Died => ("○", "o"),
        Sign::Revived => ("◎", "O"),
        Sign::Diverged => ("!", "!"),
    };
    if glyphs == Glyphs::Ascii { ascii } else { outside }
}

/// The style of a bookmark: green for checkpoints, yellow for edits.
pub fn style(sign: Sign, theme: Theme) -> Style {
    match sign {
        Sign::Checkpoint => theme.saved(),
        Sign::Edit => theme.edited(),
        Sign::Note | Sign::Diverged => theme.strong(),
        Sign::Drop | Sign::Best | Sign::Died | Sign::Revived => theme.text(),
    }
}
