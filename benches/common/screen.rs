//! A dashboard's screen in memory.

use std::time::{Duration, Instant};

use blobtui::error::Error;
use blobtui::plot::{Depth, Glyphs};
use blobtui::ui::app::App;
use blobtui::ui::look::Look;
use blobtui::ui::theme::{Palette, Theme};
use blobtui::ui::{Event, Surface, Tab};
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{Frame, Terminal};

/// A screen that counts its frames.
pub struct Screen {
    terminal: Terminal<TestBackend>,
    frames: u64,
    /// When the first and the last frame stood.
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Screen {
    /// An empty one of so many columns and rows.
    pub fn new((columns, rows): (u16, u16)) -> Self {
        let terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen in memory");
        Self { terminal, frames: 0, first: None, last: None }
    }

    /// How many frames were drawn.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// How long all frames after the first took.
    pub fn elapsed(&self) -> Duration {
        self.first.zip(self.last).map_or(Duration::ZERO, |(first, last)| last - first)
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        self.terminal.draw(|frame| render(frame)).expect("a screen in memory never refuses");
        self.frames += 1;
        self.last = Some(Instant::now());
        self.first = self.first.or(self.last);
        Ok(())
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().expect("a screen in memory has a size");
        Ok((size.width, size.height))
    }
}

/// A dashboard as it starts in a terminal of many colours, or with the diagnostics open beside the network.
pub fn app(diagnostics: bool) -> App {
    let mut look = Look::new(Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille), Glyphs::Braille, false);
    if diagnostics {
        look.tab = Tab::Diagnostics;
    }
    App::new(look)
}

/// A key that is pressed.
pub fn press(key: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))
}
