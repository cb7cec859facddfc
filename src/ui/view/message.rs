//! The message line and the hint line.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Paragraph;

use crate::ui::app::App;
use crate::ui::message::Tone;
use crate::ui::view::hint;

pub fn render(frame: &mut Frame, area: Rect, app: &App) {
    let Some(message) = &app.message else { return };
    let theme = &app.look.theme;
    let style = match message.tone {
        Tone::Saved => theme.saved(),
        Tone::Problem | Tone::Question => theme.strong(),
        Tone::Remark => theme.text(),
    };
    let inner = area.inner(Margin::new(1, 0));
    let glyphs = app.look.glyphs;
    let text = message.text.fitted(usize::from(inner.width), &glyphs.text("…"));
    let text = glyphs.text(&text);
    frame.render_widget(Paragraph::new(text).style(style), inner);
}

pub fn hint(frame: &mut Frame, area: Rect, app: &App) {
    let inner = area.inner(Margin::new(1, 0));
    let hint = hint::hint(app, usize::from(inner.width));
    frame.render_widget(Paragraph::new(hint).style(app.look.theme.text()), inner);
}
