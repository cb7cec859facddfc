//! A page of text: the keys, or what stands below it explained. It scrolls, and Esc returns to what it covers.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::list::centered;
use super::prompt::Purpose;
use super::{Overlay, explanation, help};
use crate::preset::settings::Setting;
use crate::ui::context::Context;

const WIDTH: u16 = 76;
/// Columns of a page that are not text.
const FRAME: u16 = 4;

/// What a page tells of.
#[derive(Debug)]
enum About {
    /// The dashboard's keys.
    Keys,
    /// The keys of a list.
    List,
    /// A setting.
    Setting(&'static Setting),
    /// What the command line takes.
    Commands,
    /// What a preset can be called.
    PresetName,
}

/// A page, how far it is scrolled, and what it covers.
#[derive(Debug)]
pub struct Page {
    about: About,
    top: usize,
    below: Option<Box<Overlay>>,
}

impl Page {
    /// The page that tells of what it is opened over: the dashboard, if nothing else is open.
    pub(super) fn over(below: Option<Overlay>) -> Self {
        let about = match &below {
            None | Some(Overlay::Page(_)) => About::Keys,
            Some(
                Overlay::Presets(_)
                | Overlay::Checkpoints(_)
                | Overlay::Units(_)
                | Overlay::Branches(_)
                | Overlay::Bookmarks(_),
            ) => About::List,
            Some(Overlay::Settings(settings)) => About::Setting(settings.setting()),
            Some(Overlay::Prompt(prompt)) if prompt.purpose == Purpose::Command => About::Commands,
            Some(Overlay::Prompt(_)) => About::PresetName,
        };
        Self { about, top: 0, below: below.map(Box::new) }
    }

    /// Closes it; gives what it covered.
    pub(in crate::ui) fn close(&mut self) -> Option<Overlay> {
        self.below.take().map(|below| *below)
    }

    /// Scrolls so many lines.
    pub(super) fn scroll(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines);
    }

    /// Scrolls no further than there is something to see.
    pub(super) fn settle(&mut self, place: Rect, context: &Context) {
        self.top = self.top.min(self.lines(place, context).len().saturating_sub(room(place)));
    }

    fn title(&self) -> &str {
        match &self.about {
            About::Keys | About::List => "keys",
            About::Setting(setting) => setting.name,
            About::Commands => "command line",
            About::PresetName => "name of a preset",
        }
    }

    /// The lines of the page; without the blank ones where there is no room for them.
    fn lines(&self, place: Rect, context: &Context) -> Vec<Line<'static>> {
        let width = usize::from(WIDTH.min(place.width).saturating_sub(FRAME));
        let mut lines = match &self.about {
            About::Keys => help::dashboard(context.look, context.numbers),
            About::List => help::list(context.look),
            About::Setting(setting) => explanation::setting(setting, context, width),
            About::Commands => explanation::commands(context, width),
            About::PresetName => explanation::preset_name(context, width),
        };
        if lines.len() > room(place) {
            lines.retain(|line| line.width() > 0);
        }
        lines
    }

    pub(super) fn render(&self, frame: &mut Frame, place: Rect, context: &Context) {
        if let Some(below) = &self.below {
            super::render(frame, place, context, below);
        }
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let lines = self.lines(place, context);
        let area = centered(place, WIDTH, lines.len() as u16 + 2);
        let inner = area.inner(Margin::new(2, 1));
        let hidden = lines.len().saturating_sub(room(place));
        let top = self.top.min(hidden);
        let more = match hidden - top {
            0 if hidden == 0 => String::new(),
            0 => " the end, ↑ scrolls ".into(),
            below => format!(" {below} more below, ↓ scrolls "),
        };
        let block = Block::bordered()
            .border_set(theme.borders())
            .style(theme.base())
            .border_style(theme.focused())
            .title(Span::styled(format!(" {} ", self.title()), theme.strong()))
            .title(Line::from(" Esc closes ").right_aligned().style(theme.faint()))
            .title_bottom(Line::from(glyphs.text(&more).into_owned()).right_aligned().style(theme.faint()));
        frame.render_widget(Clear, area);
        frame.render_widget(block, area);
        frame.render_widget(Paragraph::new(lines.into_iter().skip(top).collect::<Vec<_>>()), inner);
    }
}

/// Rows for lines inside the border.
fn room(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}
