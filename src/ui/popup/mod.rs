//! What stands over the dashboard: help, lists to choose from, a line to type in; a file each.
//!
//! A popup handles and draws itself. It sees only [`Context`], never the dashboard nor the views, and returns effects.
//! [`open`] is the one table of popups.

mod bookmarks;
mod branches;
mod checkpoints;
mod completion;
mod explanation;
mod help;
mod list;
mod page;
mod place;
mod presets;
mod prompt;
mod recovery;
mod reproduction;
mod results;
mod seeds;

use std::fmt::Debug;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};
use unicode_width::UnicodeWidthStr;

use crate::ui::action::{Action, Effect, Opening};
use crate::ui::context::Context;
use crate::ui::event::Listing;
use crate::ui::keymap::Mode;
use crate::ui::theme::Theme;
pub use recovery::{announcement, row as recovery_row};

/// What stands over the dashboard, one at a time.
pub trait Popup: Debug {
    /// What keys mean while it is open.
    fn mode(&self) -> Mode;

    /// Whether it stands over all regions rather than beside the decision boundary.
    fn takes_all(&self) -> bool {
        false
    }

    /// Makes ready for the next frame in this place: lists what there is now, and scrolls no further than there is
    /// something to see.
    fn prepare(&mut self, _area: Rect, _context: &Context) {}

    /// Does what an action on a list or a text asks for.
    fn handle(&mut self, action: Action, context: &Context) -> Outcome;

    /// Takes what was read for a list, if it waits for it.
    fn receive(&mut self, _listing: Listing, _context: &Context) -> Outcome {
        Outcome::Stay(None)
    }

    /// Draws itself in the place for popups, and changes nothing.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context);

    /// Where what is selected or typed is on the screen.
    fn cursor(&self, _area: Rect, _context: &Context) -> Option<Position> {
        None
    }

    /// The row at a place of the screen, for a click.
    fn row_at(&self, _area: Rect, _place: Position) -> Option<usize> {
        None
    }

    /// The page of help on it, in lines of at most this many columns.
    fn help(&self, context: &Context, width: usize) -> Help;
}

/// What becomes of a popup after an action, and what is to be done then.
#[derive(Debug)]
pub enum Outcome {
    Stay(Option<Effect>),
    Close(Option<Effect>),
    /// Another one takes its place.
    Replace(Box<dyn Popup>, Option<Effect>),
}

impl Outcome {
    /// The popup that is open afterwards, if one is, and what is to be done.
    pub fn after(self, popup: Box<dyn Popup>) -> (Option<Box<dyn Popup>>, Option<Effect>) {
        match self {
            Self::Stay(effect) => (Some(popup), effect),
            Self::Close(effect) => (None, effect),
            Self::Replace(other, effect) => (Some(other), effect),
        }
    }
}

/// A page of help: its title and its lines.
#[derive(Debug)]
pub struct Help {
    pub title: &'static str,
    pub lines: Vec<Line<'static>>,
}

/// Opens a popup over the dashboard, or help over the one that is open; none without what it lists.
pub fn open(opening: Opening, below: Option<Box<dyn Popup>>, context: &Context) -> Option<Box<dyn Popup>> {
    Some(match (opening, context.run) {
        (Opening::Help, _) => Box::new(page::Page::over(below)),
        (Opening::Topic(topic), _) => Box::new(page::Page::about(topic)),
        (Opening::Setting(setting), _) => Box::new(page::Page::on(setting)),
        (Opening::Reproduction { line, left_out, is_copied }, _) => {
            Box::new(reproduction::Reproduction::new(line, left_out, is_copied))
        }
        (Opening::Presets, _) => Box::new(presets::Presets::being_read()),
        (Opening::Checkpoints, _) => Box::new(checkpoints::Checkpoints::being_read()),
        (Opening::Prompt(purpose, text), _) => Box::new(prompt::Prompt::new(purpose, &text)),
        (Opening::Seeds, _) => Box::new(seeds::Seeds::default()),
        (Opening::Results, _) if !context.look.results.is_open() => return None,
        (Opening::Results, _) => Box::new(results::Results::new(context)),
        (Opening::Bookmarks, Some(run)) => Box::new(bookmarks::Bookmarks::new(run)),
        (Opening::Branches, Some(run)) => Box::new(branches::Branches::new(run)),
        (Opening::Bookmarks | Opening::Branches, None) => return None,
    })
}

/// Clears a place and draws its border with a title, a remark at the right, and a line below.
fn draw_box(frame: &mut Frame, area: Rect, theme: Theme, title: &str, right: &str, bottom: Line) {
    let block = Block::bordered()
        .border_set(theme.borders())
        .style(theme.base())
        .border_style(theme.focused())
        .title(Span::styled(format!(" {title} "), theme.strong()))
        .title(Line::styled(right, theme.faint()).right_aligned())
        .title_bottom(bottom);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
}

/// Rows that a text takes when its words are laid out one after another.
fn wrapped_rows(text: &str, width: u16) -> u16 {
    let (mut rows, mut used) = (1, 0);
    for word in text.split_whitespace().map(UnicodeWidthStr::width) {
        if used > 0 && used + 1 + word > usize::from(width) {
            (rows, used) = (rows + 1, 0);
        }
        used += word + usize::from(used > 0);
    }
    rows
}

#[cfg(test)]
mod tests;
