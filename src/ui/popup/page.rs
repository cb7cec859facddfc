//! A page of help on what it stands over: keys, a setting, a prompt. It scrolls, and Esc closes it.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::preset::settings::Setting;
use crate::ui::action::{Action, ListAction};
use crate::ui::context::Context;
use crate::ui::event::Listing;
use crate::ui::keymap::Mode;
use crate::ui::popup::list::boxed;
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation, help};

/// Columns of a page that are not text.
const FRAME: u16 = 4;

/// A page of help on a setting, on the popup below it, or else on the dashboard.
#[derive(Debug)]
pub struct Page {
    top: usize,
    setting: Option<&'static Setting>,
    below: Option<Box<dyn Popup>>,
}

impl Page {
    pub fn over(below: Option<Box<dyn Popup>>) -> Self {
        Self { top: 0, setting: None, below }
    }

    pub fn on(setting: &'static Setting) -> Self {
        Self { top: 0, setting: Some(setting), below: None }
    }

    /// The title, and the lines of the page; without the blank ones where there is no room for them.
    fn content(&self, place: Rect, context: &Context) -> Help {
        let width = usize::from(boxed(place, 0).width.saturating_sub(FRAME));
        let mut help = match (self.setting, &self.below) {
            (Some(setting), _) => Help { title: setting.name, lines: explanation::setting(setting, context, width) },
            (None, Some(below)) => below.help(context, width),
            (None, None) => help::dashboard(context, width),
        };
        if help.lines.len() > room(place) {
            help.lines.retain(|line| line.width() > 0);
        }
        help
    }
}

impl Popup for Page {
    fn mode(&self) -> Mode {
        Mode::Page
    }

    fn prepare(&mut self, area: Rect, context: &Context) {
        if let Some(below) = &mut self.below {
            below.prepare(area, context);
        }
        self.top = self.top.min(self.content(area, context).lines.len().saturating_sub(room(area)));
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        match action {
            Action::List(ListAction::Move(rows)) => self.top = self.top.saturating_add_signed(rows),
            Action::List(ListAction::Close) => {
                return self.below.take().map_or(Outcome::Close(None), |below| Outcome::Replace(below, None));
            }
            _ => {}
        }
        Outcome::Stay(None)
    }

    fn receive(&mut self, listing: Listing, context: &Context) -> Outcome {
        let Some(mut below) = self.below.take() else { return Outcome::Stay(None) };
        let (below, effect) = below.receive(listing, context).after(below);
        self.below = below;
        Outcome::Stay(effect)
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        if let Some(below) = &self.below {
            below.render(frame, area, context);
        }
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let Help { title, lines } = self.content(area, context);
        let hidden = lines.len().saturating_sub(room(area));
        let area = boxed(area, lines.len() as u16 + 2);
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

    /// A page on help has no help of its own: a second `?` closes it.
    fn help(&self, context: &Context, width: usize) -> Help {
        help::dashboard(context, width)
    }
}

/// Rows for lines inside the border.
fn room(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}
