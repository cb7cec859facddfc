//! The hint line.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Paragraph;

use crate::ui::app::App;
use crate::ui::hint::hint;

pub(super) fn render(frame: &mut Frame, area: Rect, app: &App) {
    let inner = area.inner(Margin::new(1, 0));
    frame.render_widget(Paragraph::new(hint(app, usize::from(inner.width))).style(app.look.theme.text()), inner);
}
