//! A page of help on what it covers: keys, a setting, a prompt. It scrolls, and Esc closes it.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::ui::context::Context;
use crate::ui::popup::list::centered;
use crate::ui::popup::prompt::Purpose;
use crate::ui::popup::{Overlay, draw_box, explanation, help};

const WIDTH: u16 = 76;
/// Columns of a page that are not text.
const FRAME: u16 = 4;

/// A page of help on what is open below it, or else on the dashboard.
#[derive(Debug)]
pub struct Page {
    pub top: usize,
    pub below: Option<Box<Overlay>>,
}

impl Page {
    pub fn over(below: Option<Overlay>) -> Self {
        Self { top: 0, below: below.map(Box::new) }
    }

    /// Scrolls no further than there is something to see.
    pub fn settle(&mut self, place: Rect, context: &Context) {
        self.top = self.top.min(self.content(place, context).1.len().saturating_sub(room(place)));
    }

    /// The title, and the lines of the page; without the blank ones where there is no room for them.
    fn content(&self, place: Rect, context: &Context) -> (&str, Vec<Line<'static>>) {
        let width = usize::from(WIDTH.min(place.width).saturating_sub(FRAME));
        let (title, mut lines) = match self.below.as_deref() {
            None | Some(Overlay::Page(_)) => ("keys", help::dashboard(context.look, context.numbers)),
            Some(
                Overlay::Presets(_)
                | Overlay::Checkpoints(_)
                | Overlay::Units(_)
                | Overlay::Branches(_)
                | Overlay::Bookmarks(_),
            ) => ("keys", help::list(context.look)),
            Some(Overlay::Settings(settings)) => {
                let setting = settings.setting();
                (setting.name, explanation::setting(setting, context, width))
            }
            Some(Overlay::Prompt(prompt)) => match prompt.purpose {
                Purpose::Command => ("command line", explanation::commands(context, width)),
                Purpose::PresetName => ("name of a preset", explanation::preset_name(context, width)),
                Purpose::File | Purpose::PointsFile | Purpose::Weight | Purpose::Note(..) | Purpose::BranchName(_) => {
                    let (title, words) = prompt.purpose.words();
                    (title, explanation::text(&words, width, context))
                }
            },
        };
        if lines.len() > room(place) {
            lines.retain(|line| line.width() > 0);
        }
        (title, lines)
    }

    pub fn render(&self, frame: &mut Frame, place: Rect, context: &Context) {
        if let Some(below) = &self.below {
            crate::ui::popup::render(frame, place, context, below);
        }
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let (title, lines) = self.content(place, context);
        let area = centered(place, WIDTH, lines.len() as u16 + 2);
        let hidden = lines.len().saturating_sub(room(place));
        let top = self.top.min(hidden);
        let more = match hidden - top {
            0 if hidden == 0 => String::new(),
            0 => " the end, ↑ scrolls ".into(),
            below => format!(" {below} more below, ↓ scrolls "),
        };
        let more = Line::styled(glyphs.text(&more), theme.faint()).right_aligned();
        draw_box(frame, area, theme, title, " Esc closes ", more);
        let lines: Vec<_> = lines.into_iter().skip(top).collect();
        frame.render_widget(Paragraph::new(lines), area.inner(Margin::new(2, 1)));
    }
}

/// Rows for lines inside the border.
fn room(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}
