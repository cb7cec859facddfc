//! The list of presets, with a picture of the selected one's points and what it shows.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use crate::plot::Glyphs;
use crate::preset::Preset;
use crate::text::visible;
use crate::ui::action::{Action, Effect, FileTask};
use crate::ui::context::Context;
use crate::ui::evaluation::numbers;
use crate::ui::event::{Listing, PresetRow};
use crate::ui::format::{cut, on_one_line, sentences};
use crate::ui::keymap::Mode;
use crate::ui::plane::sketch;
use crate::ui::popup::list::List;
use crate::ui::popup::place::room;
use crate::ui::popup::{Help, Outcome, Popup, help, wrapped_rows};

/// The longest name of a preset that is shown, in characters.
const LONGEST_NAME: usize = 40;
/// The same beside a picture.
const LONGEST_BESIDE: usize = 24;
/// Rows below the list.
const NOTES: u16 = 4;
/// The fewest and the most rows of a picture.
const PICTURE: (u16, u16) = (6, 18);

#[derive(Debug)]
pub struct Presets {
    list: List<PresetRow>,
}

impl Presets {
    /// A list that is still being read. It is open from the key press on: one that opened later would take the keys
    /// that are meant for what is on the screen.
    pub fn being_read() -> Self {
        Self { list: List::being_read(NOTES) }
    }

    /// Characters of the longest name, of at most so many.
    fn width(&self, most: usize) -> usize {
        let lengths = self.list.visible().map(|row| visible(&row.listed.name).chars().count());
        lengths.max().unwrap_or(0).min(most)
    }

    /// A row in so many columns: its name, and its title where nothing stands beside the rows.
    fn line(&self, row: &PresetRow, loaded: &str, beside: bool, columns: usize, glyphs: Glyphs) -> Line<'static> {
        let first = self.list.visible().find(|row| row.listed.name == loaded);
        let sign = if first.is_some_and(|first| std::ptr::eq(first, row)) { glyphs.running() } else { " " };
        let name = visible(&row.listed.name);
        if beside {
            return Line::from(format!("{sign} {}", cut(&name, columns.saturating_sub(2), glyphs)));
        }
        let (name, width) = (cut(&name, LONGEST_NAME, glyphs), self.width(LONGEST_NAME));
        Line::from(cut(&format!("{sign} {name:<width$}  {}", visible(row.listed.title())), columns, glyphs))
    }

    /// What is said of the selected row below the rows.
    fn words(&self, columns: usize) -> String {
        let Some(row) = self.list.selected() else {
            return if self.list.is_being_read() { "" } else { "No name, title or group matches." }.to_owned();
        };
        match &row.listed.preset {
            Err(problem) => on_one_line(&visible(problem)),
            // A title that is cut in its row stands whole before the notes.
            Ok(preset) if preset.title.width() + self.width(LONGEST_NAME) + 4 > columns => {
                format!("{}. {}", visible(&preset.title), shown(preset))
            }
            Ok(preset) => shown(preset),
        }
    }
}

impl Popup for Presets {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::List)
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        self.list.handle(action).outcome(|| {
            let chosen = self.list.selected().map(|row| Box::new(row.listed.clone()));
            chosen.map(|listed| Effect::File(FileTask::OpenListed(listed)))
        })
    }

    /// Selects the loaded preset.
    fn receive(&mut self, listing: Listing, context: &Context) -> Outcome {
        if let Listing::Presets(rows) = listing {
            let loaded = context.run.map_or("", |run| run.name.as_str());
            let words =
                |PresetRow { listed, .. }: &PresetRow| format!("{} {} {}", listed.name, listed.title(), listed.group);
            self.list.fill(rows, words, |row| row.listed.name == loaded);
            let columns = self.width(LONGEST_BESIDE) + 2;
            self.list.arrange(|row| visible(&row.listed.group).into_owned(), columns);
        }
        Outcome::Stay(None)
    }

    /// The names in their groups, and beside them the title of the selected one, its points and its notes. Where there is
    /// no room for that: name and title of each preset, and the notes of the selected one.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let loaded = context.run.map_or("", |run| run.name.as_str());
        let (beside, glyphs) = (self.list.beside(area), context.look.glyphs);
        let columns = if beside.is_some() { self.width(LONGEST_BESIDE) + 2 } else { room(area) };
        let line = |row: &PresetRow| self.line(row, loaded, beside.is_some(), columns, glyphs);
        self.list.render(frame, area, context.look, "presets", line, &self.words(columns));
        let Some(place) = beside else { return };
        match self.list.selected() {
            Some(row) if row.listed.preset.is_ok() => portrait(frame, place, row, context),
            _ => {
                let words = Paragraph::new(self.words(usize::MAX)).style(context.look.theme.text());
                frame.render_widget(words.wrap(Wrap { trim: true }), place);
            }
        }
    }

    fn cursor(&self, area: Rect, _: &Context) -> Option<Position> {
        Some(self.list.cursor(area))
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        self.list.row_at(area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        help::list(context.look, width)
    }
}

/// What a preset shows, unless people are to predict it.
fn shown(preset: &Preset) -> String {
    if preset.paused {
        return "Opens paused, so that you can predict first what happens; Space starts it.".to_owned();
    }
    on_one_line(&visible(&preset.notes))
}

/// The title of a preset, its points, and what it shows: its notes, or their first sentence if the picture had no room.
fn portrait(frame: &mut Frame, place: Rect, row: &PresetRow, context: &Context) {
    let Ok(preset) = &row.listed.preset else { return };
    let theme = context.look.theme;
    let (title, notes) = (visible(&preset.title), shown(preset));
    let rows = |text: &str| wrapped_rows(text, place.width);
    let below = |words: &str| place.height.saturating_sub(rows(&title) + 1 + rows(words));
    let first = sentences(&notes).next().unwrap_or_default();
    let words = if below(&notes) >= PICTURE.0 { &notes } else { first };
    let height = below(words).min(place.width / 2).min(PICTURE.1);
    let paragraph = |text: &str, style| Paragraph::new(text.to_owned()).style(style).wrap(Wrap { trim: true });
    let heading = Rect { height: rows(&title).min(place.height), ..place };
    frame.render_widget(paragraph(&title, theme.strong()), heading);
    let picture = Rect { y: heading.bottom(), width: 2 * height, height, ..place };
    let mut top = picture.y;
    if let Some(points) = row.points.as_ref().filter(|_| height >= PICTURE.0) {
        sketch(frame, context.look, picture, points, numbers(preset));
        top = picture.bottom() + 1;
    }
    let rest = Rect { y: top, height: place.bottom().saturating_sub(top), ..place };
    frame.render_widget(paragraph(words, theme.text()), rest);
}
