//! A page of help on what it stands over: keys, a setting, a prompt. It scrolls, `/` searches it, and Esc closes it.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use crate::preset::settings::Setting;
use crate::ui::action::{Action, ListAction, PromptAction};
use crate::ui::context::Context;
use crate::ui::event::Listing;
use crate::ui::format::more;
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::popup::list::below;
use crate::ui::popup::place::boxed;
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation, help};
use crate::ui::text_field::TextField;

/// Columns of a page that are not text.
const FRAME: u16 = 4;
/// What stands before the text that is searched for.
const SEARCH: &str = " search: ";

/// A page of help on a setting, on the popup below it, or else on the dashboard.
#[derive(Debug, Default)]
pub struct Page {
    top: usize,
    setting: Option<&'static Setting>,
    below: Option<Box<dyn Popup>>,
    /// What is searched for, if anything.
    search: Option<TextField>,
    /// Whether it is being typed.
    is_typing: bool,
}

impl Page {
    pub fn over(below: Option<Box<dyn Popup>>) -> Self {
        Self { below, ..Self::default() }
    }

    pub fn on(setting: &'static Setting) -> Self {
        Self { setting: Some(setting), ..Self::default() }
    }

    /// What help on the dashboard says of a topic.
    pub fn about(topic: String) -> Self {
        Self { search: Some(TextField::new(topic)), ..Self::default() }
    }

    fn searched(&self) -> &str {
        self.search.as_ref().map_or("", TextField::text).trim()
    }

    /// The title, and the lines of the page; those of a setting or a popup without the blank ones where there is no room
    /// for them.
    fn content(&self, place: Rect, context: &Context) -> Help {
        let width = usize::from(boxed(place, 0).width.saturating_sub(FRAME));
        let mut help = match (self.setting, &self.below) {
            (Some(setting), _) => Help { title: setting.name, lines: explanation::setting(setting, context, width) },
            (None, Some(below)) => below.help(context, width),
            (None, None) => return help::dashboard(context, width, self.searched()),
        };
        let text = self.searched().to_lowercase();
        help.lines.retain(|line| line.to_string().to_lowercase().contains(&text));
        if help.lines.len() > room(place) {
            help.lines.retain(|line| line.width() > 0);
        }
        help
    }
}

impl Page {
    /// What is searched for, or which keys search and leave.
    fn way(&self, look: &Look) -> Line<'static> {
        let theme = look.theme;
        let Some(search) = &self.search else {
            let [key, word] = [theme.strong(), theme.faint()];
            let pieces = [(" /", key), (" search  ", word), ("Esc", key), (" or ", word), ("q", key), (" back ", word)];
            return pieces.into_iter().map(|(text, style)| Span::styled(text, style)).collect();
        };
        let (label, text) = if self.is_typing {
            (SEARCH, search.spans(theme.text()).to_vec())
        } else {
            (" found: ", vec![Span::styled(look.glyphs.text(search.text()).into_owned(), theme.strong())])
        };
        [Span::styled(label, theme.text())].into_iter().chain(text).chain([" ".into()]).collect()
    }
}

impl Popup for Page {
    fn mode(&self) -> Mode {
        if self.is_typing { Mode::Search } else { Mode::Page }
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
            Action::List(ListAction::Filter) => {
                self.search.get_or_insert_default();
                self.is_typing = true;
            }
            Action::List(ListAction::Close) => {
                return self.below.take().map_or(Outcome::Close(None), |below| Outcome::Replace(below, None));
            }
            Action::Prompt(PromptAction::Edit(request)) => {
                self.search.get_or_insert_default().edit(request);
                self.top = 0;
            }
            Action::Prompt(PromptAction::Submit) => self.is_typing = false,
            Action::Prompt(PromptAction::Cancel) => (self.search, self.is_typing) = (None, false),
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
        let way = self.way(context.look);
        let (scrolls, briefly) = match hidden - top {
            0 if hidden == 0 => Default::default(),
            0 => (" the end, ↑ scrolls ".to_owned(), " the end ".to_owned()),
            below => {
                let more = more(top, below);
                (format!(" {more}, ↓ scrolls "), format!(" {more} "))
            }
        };
        let has_room = way.width() + scrolls.width() < usize::from(area.width.saturating_sub(2));
        let scrolls = if has_room { scrolls } else { briefly };
        let scrolls = Line::styled(glyphs.text(&scrolls), theme.faint()).right_aligned();
        draw_box(frame, area, theme, title, "", scrolls);
        if area.width > 2 && area.height > 1 {
            frame.buffer_mut().set_line(area.x + 1, area.bottom() - 1, &way, area.width - 2);
        }
        let lines: Vec<_> = lines.into_iter().skip(top).collect();
        frame.render_widget(Paragraph::new(lines), area.inner(Margin::new(2, 1)));
    }

    fn cursor(&self, area: Rect, context: &Context) -> Option<Position> {
        let area = boxed(area, self.content(area, context).lines.len() as u16 + 2);
        Some(match self.search.as_ref().filter(|_| self.is_typing) {
            Some(search) => below(area, SEARCH, search),
            None => Position::new(area.x.saturating_add(2), area.y.saturating_add(1)),
        })
    }

    /// A page on help has no help of its own: a second `?` closes it.
    fn help(&self, context: &Context, width: usize) -> Help {
        help::dashboard(context, width, "")
    }
}

/// Rows for lines inside the border.
fn room(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}
