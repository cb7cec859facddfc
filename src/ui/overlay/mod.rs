//! What lies over the dashboard: help, and lists to choose from. One file each.

mod ablation;
mod bookmarks;
mod branches;
mod checkpoints;
mod curve;
mod explanation;
mod help;
mod keys;
mod list;
mod page;
mod presets;
mod prompt;
mod settings;
mod text_field;

use std::path::PathBuf;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::context::Context;
use super::keymap::Mode;
use crate::network::Unit;
use crate::preset::{self, Preset};
use crate::session::Update;
use crate::train::BranchId;
use crate::train::inspect::Ablation;
pub use ablation::Units;
pub use bookmarks::Listed;
pub use branches::Branches;
use list::{List, Selectable};
pub use page::Page;
pub use prompt::{Prompt, Purpose};
pub use settings::Settings;
use text_field::TextField;

/// What is open, with its own state.
#[derive(Debug)]
pub enum Overlay {
    /// A page of help, over what it tells of.
    Page(Page),
    /// Presets to load.
    Presets(List<preset::Listed>),
    /// Checkpoints to open: path, and time since it was written.
    Checkpoints(List<(PathBuf, Option<Duration>)>),
    /// The settings of the run.
    Settings(Settings),
    /// A line to type in.
    Prompt(Prompt),
    /// The hidden units by what the network loses without each.
    Units(Units),
    /// The branches of the run.
    Branches(Branches),
    /// The marks of the run.
    Bookmarks(List<Listed>),
}

/// What was chosen from a list.
#[derive(Debug)]
pub enum Row {
    /// A preset.
    Preset(preset::Listed),
    /// A checkpoint's file.
    Checkpoint(PathBuf),
    /// A unit of the network.
    Unit(Unit),
    /// A branch.
    Branch(BranchId),
    /// A bookmark: the branch, and the epoch.
    Bookmark(BranchId, u64),
}

impl Overlay {
    /// The page of help on what is open, from its top.
    #[must_use]
    pub fn help(below: Option<Self>) -> Self {
        Self::Page(Page::over(below))
    }

    /// A list of presets with the loaded one selected.
    #[must_use]
    pub fn presets(rows: Vec<preset::Listed>, loaded: &str) -> Self {
        let selected = rows.iter().position(|row| row.name == loaded).unwrap_or(0);
        Self::Presets(List::new(rows, selected, 4, |row| format!("{} {}", row.name, row.title)))
    }

    /// A list of checkpoints, newest first.
    #[must_use]
    pub fn checkpoints(rows: Vec<(PathBuf, Option<Duration>)>) -> Self {
        Self::Checkpoints(List::new(rows, 0, 0, |(path, _)| path.display().to_string()))
    }

    /// The settings, from their top.
    #[must_use]
    pub fn settings() -> Self {
        Self::Settings(Settings::default())
    }

    /// A line to type in.
    #[must_use]
    pub fn prompt(purpose: Purpose) -> Self {
        Self::Prompt(Prompt::new(purpose))
    }

    /// The units of a network, with what was found out about them at an epoch.
    #[must_use]
    pub fn units(ablation: Ablation, epoch: u64, preset: &Preset) -> Self {
        Self::Units(Units::new(ablation, epoch, preset))
    }

    /// A line to type in, with this in it.
    #[must_use]
    pub fn prompt_with(purpose: Purpose, text: String) -> Self {
        Self::Prompt(Prompt { text: TextField::new(text), ..Prompt::new(purpose) })
    }

    /// The branches of a run.
    #[must_use]
    pub fn branches(run: &Update) -> Self {
        Self::Branches(Branches::new(run))
    }

    /// The marks of a run.
    #[must_use]
    pub fn bookmarks(run: &Update) -> Self {
        Self::Bookmarks(bookmarks::list(run))
    }

    /// What the keys mean while it is open.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self {
            Self::Page(_) => Mode::Page,
            Self::Settings(settings) if settings.is_typing() => Mode::Prompt,
            Self::Settings(_) => Mode::Settings,
            Self::Prompt(prompt) if prompt.purpose.takes_any_text() => Mode::Note,
            Self::Prompt(_) => Mode::Prompt,
            _ if self.list().is_some_and(Selectable::is_filtering) => Mode::Filter,
            Self::Branches(_) => Mode::Branches,
            Self::Bookmarks(_) => Mode::Bookmarks,
            _ => Mode::List,
        }
    }

    /// The list that is open, if it is one.
    fn list(&self) -> Option<&dyn Selectable> {
        Some(match self {
            Self::Page(_) | Self::Settings(_) | Self::Prompt(_) => return None,
            Self::Presets(list) => list,
            Self::Checkpoints(list) => list,
            Self::Units(units) => &units.list,
            Self::Branches(branches) => &branches.list,
            Self::Bookmarks(list) => list,
        })
    }

    fn list_mut(&mut self) -> Option<&mut dyn Selectable> {
        Some(match self {
            Self::Page(_) | Self::Settings(_) | Self::Prompt(_) => return None,
            Self::Presets(list) => list,
            Self::Checkpoints(list) => list,
            Self::Units(units) => &mut units.list,
            Self::Branches(branches) => &mut branches.list,
            Self::Bookmarks(list) => list,
        })
    }

    /// What is selected.
    #[must_use]
    pub fn chosen(&self) -> Option<Row> {
        match self {
            Self::Page(_) | Self::Settings(_) | Self::Prompt(_) => None,
            Self::Presets(list) => list.selected().cloned().map(Row::Preset),
            Self::Checkpoints(list) => list.selected().map(|(path, _)| Row::Checkpoint(path.clone())),
            Self::Units(units) => units.list.selected().map(|(unit, _)| Row::Unit(*unit)),
            Self::Branches(branches) => branches.list.selected().map(|row| Row::Branch(row.branch)),
            Self::Bookmarks(list) => list.selected().map(|row| Row::Bookmark(row.branch, row.bookmark.epoch)),
        }
    }

    /// Moves the selection, or scrolls.
    pub(in crate::ui) fn move_by(&mut self, rows: isize) {
        match self {
            Self::Page(page) => page.scroll(rows),
            Self::Settings(settings) => settings.move_by(rows),
            _ => {
                if let Some(list) = self.list_mut() {
                    list.move_by(rows);
                }
            }
        }
    }

    /// Scrolls no further than there is something to see, in a place of this size, and lists what there is now.
    pub fn settle(&mut self, place: Rect, context: &Context) {
        match (self, context.run) {
            (Self::Page(page), _) => page.settle(place, context),
            (Self::Branches(branches), Some(run)) => branches.settle(run),
            (Self::Bookmarks(list), Some(run)) => bookmarks::settle(list, run),
            _ => {}
        }
    }

    /// The row of the list at this place of the screen, for a click.
    #[must_use]
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
        Overlay::Presets(list) => presets::render(frame, area, context, list),
        Overlay::Checkpoints(list) => checkpoints::render(frame, area, context, list),
        Overlay::Settings(settings) => settings::render(frame, area, context, settings),
        Overlay::Units(units) => ablation::render(frame, area, context, units),
        Overlay::Branches(branches) => branches::render(frame, area, context, branches),
        Overlay::Bookmarks(list) => bookmarks::render(frame, area, context, list),
        Overlay::Prompt(prompt) => prompt::render(frame, area, context, prompt),
    }
}
