//! The signs of bookmarks.

use ratatui::style::Style;

use crate::plot::Glyphs;
use crate::train::Sign;
use crate::ui::theme::Theme;

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
