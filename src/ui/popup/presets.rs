//! The list of presets, with the notes of the selected one.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::preset::{Listed, Origin};
use crate::text::visible;
use crate::ui::action::{Action, Effect, FileTask};
use crate::ui::context::Context;
use crate::ui::event::Listing;
use crate::ui::format::{cut, on_one_line};
use crate::ui::keymap::Mode;
use crate::ui::popup::list::{List, Request, room};
use crate::ui::popup::{Help, Outcome, Popup, help};

/// The longest name of a preset that is shown, in characters.
const LONGEST_NAME: usize = 40;
/// Rows below the list.
const NOTES: u16 = 4;

#[derive(Debug)]
pub struct Presets {
    list: List<Listed>,
}

impl Presets {
    /// A list that is still being read. It is open from the key press on: one that opened later would take the keys
    /// that are meant for what is on the screen.
    pub fn being_read() -> Self {
        Self { list: List::being_read(NOTES) }
    }
}

impl Popup for Presets {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::List)
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        match self.list.handle(action) {
            Request::Nothing => Outcome::Stay(None),
            Request::Close => Outcome::Close(None),
            Request::Choose => {
                let name = self.list.selected().map(|row| row.name.clone());
                Outcome::Close(name.map(|name| Effect::File(FileTask::OpenPreset(name))))
            }
        }
    }

    /// Selects the loaded preset.
    fn receive(&mut self, listing: Listing, context: &Context) -> Outcome {
        if let Listing::Presets(rows) = listing {
            let loaded = context.run.map_or("", |run| run.name.as_str());
            self.list.fill(rows, |row| format!("{} {}", row.name, row.title), |row| row.name == loaded);
        }
        Outcome::Stay(None)
    }

    /// Name and title of each preset, and the notes of the selected one.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let loaded = context.run.map_or("", |run| run.name.as_str());
        let glyphs = context.look.glyphs;
        let name = |row: &Listed| cut(&visible(&row.name), LONGEST_NAME, glyphs);
        let width = self.list.visible().map(|row| name(row).chars().count()).max().unwrap_or(0);
        let room = room(area);
        let line = |row: &Listed| {
            let sign = if row.name == loaded { glyphs.running() } else { " " };
            let yours = if matches!(row.origin, Origin::User(_)) { "  (yours)" } else { "" };
            Line::from(cut(&format!("{sign} {:<width$}  {}{yours}", name(row), visible(&row.title)), room, glyphs))
        };
        let words = match self.list.selected() {
            None if self.list.is_being_read() => String::new(),
            None => "No name or title matches.".to_owned(),
            // A title that is cut in its row stands whole before the notes.
            Some(Listed { problem: None, title, notes, .. }) if title.width() + width + 4 > room => {
                visible(&on_one_line(&format!("{title}. {notes}"))).into_owned()
            }
            Some(row) => visible(&on_one_line(row.problem.as_ref().unwrap_or(&row.notes))).into_owned(),
        };
        self.list.render(frame, area, context.look, "presets", line, &words);
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        self.list.row_at(area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        help::list(context.look, width)
    }
}
