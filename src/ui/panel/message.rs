//! The message line and the hint line.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::ui::app::App;
use crate::ui::hint;
use crate::ui::message::Tone;

pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let Some(message) = &app.message else { return };
    let theme = &app.look.theme;
    let style = match message.tone {
        Tone::Saved => theme.saved(),
        Tone::Problem | Tone::Question => theme.strong(),
        Tone::Remark => theme.text(),
    };
    let inner = area.inner(Margin::new(1, 0));
    let text = shortened(&app.look.glyphs.text(&message.text), usize::from(inner.width));
    frame.render_widget(Paragraph::new(text).style(style), inner);
}

pub(super) fn hint(frame: &mut Frame, area: Rect, app: &App) {
    let inner = area.inner(Margin::new(1, 0));
    let hint = hint::hint(app, usize::from(inner.width));
    frame.render_widget(Paragraph::new(hint).style(app.look.theme.text()), inner);
}

/// A text that is too long keeps its two ends: the subject at the front, the remedy at the back.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width || width < 5 {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let front = (width - 3) / 2;
    let back = width - 3 - front;
    let ends = [&characters[..front.min(characters.len())], &characters[characters.len().saturating_sub(back)..]];
    format!("{}...{}", String::from_iter(ends[0]), String::from_iter(ends[1]))
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_messages_keep_both_ends() {
        assert_eq!(shortened("saved", 5), "saved");
        assert_eq!(shortened("a file; its problem; the way out", 15), "a file...ay out");
    }
}
