//! A dashboard on a screen in memory: keys in, frames out.

use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use blobtui::error::Error;
use blobtui::plot::{Depth, Glyphs};
use blobtui::preset::{self, Preset};
use blobtui::session::{Session, Setup, Source, Speed};
use blobtui::train::Trainer;
use blobtui::ui::app::App;
use blobtui::ui::look::Look;
use blobtui::ui::theme::{Palette, Theme};
use blobtui::ui::{self, Event, Folders, MAX_EVENTS, Surface};
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::{Frame, Terminal};

/// How long a screen may take to show what is waited for, on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What the test sees of the dashboard: the last frame.
#[derive(Default)]
pub(crate) struct Seen {
    frame: Mutex<Option<Buffer>>,
    /// Another size of the screen, to be taken with the next frame.
    size: Mutex<Option<(u16, u16)>>,
    changed: Condvar,
}

pub(crate) struct TestSurface {
    terminal: Terminal<TestBackend>,
    seen: Arc<Seen>,
}

impl Surface for TestSurface {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        // Between asking for the size and drawing, the size may change, as a terminal's does.
        if let Some((width, height)) = self.seen.size.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.terminal.backend_mut().resize(width, height);
        }
        let drawn = self.terminal.draw(|frame| render(frame)).expect("a test's screen never refuses");
        let buffer = drawn.buffer.clone();
        *self.seen.frame.lock().unwrap_or_else(PoisonError::into_inner) = Some(buffer);
        self.seen.changed.notify_all();
        Ok(())
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().expect("a test's screen has a size");
        Ok((size.width, size.height))
    }
}

/// A dashboard in a thread of its own.
pub(crate) struct Dashboard {
    events: SyncSender<Event>,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<Result<(), Error>>>,
    pub(crate) runs: tempfile::TempDir,
}

pub(crate) struct Options {
    pub(crate) preset: &'static str,
    pub(crate) size: (u16, u16),
    pub(crate) depth: Depth,
    pub(crate) glyphs: Glyphs,
    pub(crate) run: bool,
    pub(crate) speed: Option<Speed>,
    pub(crate) build: fn(&str, Preset) -> Trainer,
    /// The folder of presets to begin with, in the place of the preset.
    pub(crate) folder: Option<PathBuf>,
}

/// Paused, without colours, so that the plane's shades stand in the text.
pub(crate) const PLAIN: Options = Options {
    preset: "xor-blobs",
    size: (120, 40),
    depth: Depth::None,
    glyphs: Glyphs::Braille,
    run: false,
    speed: None,
    build: Trainer::new,
    folder: None,
};

impl Dashboard {
    pub(crate) fn start(options: &Options) -> Self {
        let runs = tempfile::tempdir().expect("a temporary folder");
        let (events, inbox) = sync_channel(MAX_EVENTS);
        let seen = Arc::new(Seen::default());
        let presets = options.folder.clone();
        let first = presets.as_deref().map(|folder| {
            let rows = preset::open_folder(folder).expect("a folder of presets");
            rows.into_iter().find_map(|row| row.open().ok()).expect("a preset that can be used")
        });
        let recipe = first.unwrap_or_else(|| preset::find(options.preset).expect("a built-in preset"));
        let source = Source::Recipe(Box::new(recipe));
        let setup = Setup {
            run: options.run && source.starts_by_itself(),
            speed: options.speed,
            runs: runs.path().join("runs"),
            build: options.build,
            ..Setup::new(source)
        };
        let look = Look::new(Theme::new(Palette::Dark, options.depth, options.glyphs), options.glyphs, true);
        let (width, height) = options.size;
        let (sender, shared, folder) = (events.clone(), Arc::clone(&seen), setup.runs.clone());
        let thread = std::thread::spawn(move || {
            let updates = ui::Updates::new(sender.clone());
            let session = Session::start(setup, move |update| updates.post(update));
            let terminal = Terminal::new(TestBackend::new(width, height)).expect("a test's screen");
            let mut surface = TestSurface { terminal, seen: shared };
            let folders = Folders { runs: folder, recovery: None, presets, preset: None };
            let setup = ui::Setup { folders, frames_per_second: 60, results: None };
            ui::run(&mut surface, &mut App::new(look), &session, &inbox, &sender, &setup).map(drop)
        });
        Self { events, seen, thread: Some(thread), runs }
    }

    pub(crate) fn press(&self, code: KeyCode) {
        self.send(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    /// Presses a button of the mouse at this column and row.
    pub(crate) fn click(&self, button: MouseButton, column: u16, row: u16) {
        let kind = MouseEventKind::Down(button);
        self.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    }

    pub(crate) fn send(&self, event: Event) {
        self.events.send(event).expect("the dashboard takes events");
    }

    pub(crate) fn type_text(&self, text: &str) {
        text.chars().for_each(|character| self.press(KeyCode::Char(character)));
    }

    /// Types a command, and enters it.
    pub(crate) fn command(&self, line: &str) {
        self.type_text(&format!(":{line}"));
        self.press(KeyCode::Enter);
    }

    /// Gives the screen another size.
    pub(crate) fn resize(&self, size: (u16, u16)) {
        *self.seen.size.lock().unwrap_or_else(PoisonError::into_inner) = Some(size);
        self.send(Event::Resize);
        // The first frame takes the size, the second is drawn for it.
        self.send(Event::Resize);
    }

    /// Waits until a frame fulfils the condition, and gives it.
    pub(crate) fn wait(&self, what: &str, condition: impl Fn(&Buffer) -> bool) -> Buffer {
        let deadline = Instant::now() + PATIENCE;
        let mut frame = self.seen.frame.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(buffer) = frame.as_ref().filter(|buffer| condition(buffer)) {
                return buffer.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let shown = || frame.as_ref().map(text).unwrap_or_default();
            assert!(!left.is_zero(), "never saw {what}; the screen shows\n{}", shown());
            frame = self.seen.changed.wait_timeout(frame, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for words, in a row of the screen or wrapped within a panel at its right.
    pub(crate) fn wait_for(&self, words: &str) -> Buffer {
        self.wait(words, |buffer| text(buffer).contains(words) || wrapped(buffer).contains(words))
    }

    /// Waits until the run stands at an epoch.
    pub(crate) fn wait_for_epoch(&self, epoch: u64) -> Buffer {
        self.wait(&format!("epoch {epoch}"), |frame| is_at(frame, epoch))
    }

    /// Waits until the run has a learning rate.
    pub(crate) fn wait_for_rate(&self, rate: &str) -> Buffer {
        let words = [format!("lr {rate} "), format!("learning rate {rate} ")];
        self.wait(&words[1], |frame| words.iter().any(|words| format!("{} ", header(frame)).contains(words)))
    }

    /// Ends it whatever is open and unsaved.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        self.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
        self.thread.take().expect("it runs once").join().expect("the dashboard does not panic")
    }

    /// Leaves what is open, which is never more than this, and quits.
    pub(crate) fn quit(mut self) -> Result<(), Error> {
        (0..6).for_each(|_| self.press(KeyCode::Esc));
        self.press(KeyCode::Char('q'));
        self.thread.take().expect("it runs once").join().expect("the dashboard does not panic")
    }
}

/// A paused dashboard at epoch 100.
pub(crate) fn at_epoch_100(size: (u16, u16)) -> Dashboard {
    let dashboard = Dashboard::start(&Options { size, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(100);
    dashboard
}

/// A frame as lines of text, without blanks at their ends.
pub(crate) fn text(buffer: &Buffer) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width.max(1)));
    let lines = rows.map(|cells| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The text of the panels at the right as if their rows were one line, without spare blanks.
pub(crate) fn wrapped(buffer: &Buffer) -> String {
    let shown = text(buffer);
    let inside = shown.lines().filter_map(|line| line.trim_end().strip_suffix(['│', '|'])?.rsplit(['│', '|']).next());
    inside.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The state of the run in the first row, without spare blanks.
pub(crate) fn header(frame: &Buffer) -> String {
    text(frame).lines().next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the header says that the run stands at an epoch.
pub(crate) fn is_at(frame: &Buffer, epoch: u64) -> bool {
    let header = header(frame);
    let number = |word: &str| header.split(word).nth(1)?.split(' ').next()?.replace(',', "").parse().ok();
    number("epoch ") == Some(epoch) || number("past: ") == Some(epoch)
}
