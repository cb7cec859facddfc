//! What lies over the dashboard: help, lists to choose from, the settings, a line to type in.

mod ablation;
mod bookmarks;
mod branches;
mod curve;
mod explanation;
mod files;
mod help;
mod keys;
mod list;
mod page;
mod prompt;
mod recovery;
mod settings;
mod text_field;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};

use crate::preset;
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::event::Openable;
use crate::ui::keymap::Mode;
use crate::ui::theme::Theme;
pub use ablation::Units;
use bookmarks::Bookmark;
pub use branches::Branches;
use list::{List, Selection};
pub use page::Page;
pub use prompt::{Prompt, Purpose};
pub use recovery::announcement;
pub use settings::Settings;

/// What is open, with its own state.
#[derive(Debug)]
pub enum Overlay {
    /// A page of help, over what it explains.
    Page(Page),
    Presets(List<preset::Listed>),
    /// Recoveries, checkpoints and runs to open.
    Checkpoints(List<Openable>),
    Settings(Settings),
    Prompt(Prompt),
    /// The hidden units by the loss without each.
    Units(Units),
    Branches(Branches),
    Bookmarks(List<Bookmark>),
}

impl Overlay {
    /// A list of presets that is still being read. It is open from the key press on: one that opened later would take
    /// the keys that are meant for what is on the screen.
    pub fn presets() -> Self {
        Self::Presets(List::being_read(4))
    }

    /// Fills the list of presets, if it is this that is open, and selects the loaded one.
    pub fn fill_presets(&mut self, rows: Vec<preset::Listed>, loaded: &str) {
        if let Self::Presets(list) = self {
            list.fill(rows, |row| format!("{} {}", row.name, row.title), |row| row.name == loaded);
        }
    }

    /// A list of checkpoints that is still being read.
    pub fn checkpoints() -> Self {
        Self::Checkpoints(List::being_read(0))
    }

    /// Fills the list of checkpoints, if it is this that is open; false if it has no rows.
    pub fn fill_checkpoints(&mut self, rows: Vec<Openable>) -> bool {
        let Self::Checkpoints(list) = self else { return true };
        let is_filled = !rows.is_empty();
        list.fill(rows, files::words, |_| false);
        is_filled
    }

    /// A line to type in, with a text in it.
    pub fn prompt(purpose: Purpose, text: &str) -> Self {
        Self::Prompt(Prompt::new(purpose, text))
    }

    pub fn bookmarks(run: &Update) -> Self {
        Self::Bookmarks(bookmarks::list(run))
    }

    /// What the keys mean while it is open.
    pub fn mode(&self) -> Mode {
        match self {
            Self::Page(_) => Mode::Page,
            Self::Settings(settings) if settings.entry.is_some() => Mode::Prompt,
            Self::Settings(_) => Mode::Settings,
            Self::Prompt(prompt) if prompt.purpose.takes_any_text() => Mode::Note,
            Self::Prompt(_) => Mode::Prompt,
            _ if self.list().is_some_and(|list| list.filter.is_some()) => Mode::Filter,
            Self::Branches(_) => Mode::Branches,
            Self::Bookmarks(_) => Mode::Bookmarks,
            Self::Presets(_) | Self::Checkpoints(_) | Self::Units(_) => Mode::List,
        }
    }

    /// Whether it is a list whose rows are still to come.
    pub fn is_being_read(&self) -> bool {
        self.list().is_some_and(|list| list.is_being_read)
    }

    /// The list that is open, if it is one.
    fn list(&self) -> Option<&Selection> {
        match self {
            Self::Page(_) | Self::Settings(_) | Self::Prompt(_) => None,
            Self::Presets(list) => Some(&list.selection),
            Self::Checkpoints(list) => Some(&list.selection),
            Self::Units(units) => Some(&units.list.selection),
            Self::Branches(branches) => Some(&branches.list.selection),
            Self::Bookmarks(list) => Some(&list.selection),
        }
    }

    fn list_mut(&mut self) -> Option<&mut Selection> {
        match self {
            Self::Page(_) | Self::Settings(_) | Self::Prompt(_) => None,
            Self::Presets(list) => Some(&mut list.selection),
            Self::Checkpoints(list) => Some(&mut list.selection),
            Self::Units(units) => Some(&mut units.list.selection),
            Self::Branches(branches) => Some(&mut branches.list.selection),
            Self::Bookmarks(list) => Some(&mut list.selection),
        }
    }

    /// Moves the selection, or scrolls.
    pub fn move_by(&mut self, rows: isize) {
        match self {
            Self::Page(page) => page.top = page.top.saturating_add_signed(rows),
            Self::Settings(settings) => settings.move_by(rows),
            list => {
                if let Some(list) = list.list_mut() {
                    list.move_by(rows);
                }
            }
        }
    }

    /// Stops scrolling at the end of a page that is drawn in `place`, and lists what there is now.
    pub fn settle(&mut self, place: Rect, context: &Context) {
        match (self, context.run) {
            (Self::Page(page), _) => page.settle(place, context),
            (Self::Branches(branches), Some(run)) => branches.settle(run),
            (Self::Bookmarks(list), Some(run)) => bookmarks::settle(list, run),
            _ => {}
        }
    }

    /// The row of the list at this place of the screen, for a click.
    pub fn row_at(&self, screen: Rect, place: Position) -> Option<usize> {
        match self {
            Self::Settings(settings) => settings.row_at(screen, place),
            _ => self.list()?.row_at(screen, place),
        }
    }
}

/// Draws what is open in its part of the screen.
pub fn render(frame: &mut Frame, area: Rect, context: &Context, overlay: &Overlay) {
    match overlay {
        Overlay::Page(page) => page.render(frame, area, context),
        Overlay::Presets(list) => files::render_presets(frame, area, context, list),
        Overlay::Checkpoints(list) => files::render_checkpoints(frame, area, context, list),
        Overlay::Settings(settings) => settings::render(frame, area, context, settings),
        Overlay::Units(units) => ablation::render(frame, area, context, units),
        Overlay::Branches(branches) => branches::render(frame, area, context, branches),
        Overlay::Bookmarks(list) => bookmarks::render(frame, area, context, list),
        Overlay::Prompt(prompt) => prompt::render(frame, area, context, prompt),
    }
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
