//! The real terminal: its modes, put back on every way out, and whether it is still there.
//!
//! Threads of their own read its input (`input/`), watch whether it vanishes, and take signals. All of them only send
//! events.

mod liveness;
mod modes;
mod output;
mod signals;

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::style::{Print, force_color_output};
use ratatui::crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};
use signal_hook::consts::SIGSTOP;
use signal_hook::low_level::raise;

use super::event::Event;
use super::input::{self, QUERY};
use super::surface::Surface;
use crate::error::Error;
use crate::plot::Depth;
use modes::{Taken, restore, restore_before_panic_message, take};
use output::Output;

/// Values of TERM of terminals that may show the question instead of answering it.
const UNANSWERING: [&str; 3] = ["", "dumb", "linux"];

/// The terminal as the dashboard's screen. Dropping it puts every mode back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Output>>,
    mouse: bool,
    taken: Taken,
}

impl Screen {
    /// Takes the terminal over: raw mode, the alternate screen, no cursor, the mouse if wanted. Starts the threads that
    /// send what comes from the terminal and from the system; they end with the program. What is drawn has the colours
    /// of `depth` already. If `ask`, asks for the colour of the background; the answer, if one ever comes, is an
    /// [`Event::Background`].
    ///
    /// # Errors
    /// If standard output is no terminal, or the terminal refuses, or the system refuses threads or signal handlers.
    pub fn enter(mouse: bool, depth: Depth, ask: bool, events: &SyncSender<Event>) -> Result<Self, Error> {
        if !io::stdout().is_terminal() {
            return Err(Error::input(
                "the dashboard",
                "standard output is not a terminal",
                "use `blobtui train`, which needs none",
            ));
        }
        // The theme has settled what colours there are; crossterm must not look at `NO_COLOR` once more.
        force_color_output(true);
        let taken = Taken::default();
        let output = Output::new(depth, Arc::clone(&taken));
        let terminal = Terminal::new(CrosstermBackend::new(output)).map_err(|error| broken(&error))?;
        let screen = Self { terminal, mouse, taken };
        restore_before_panic_message(Arc::clone(&screen.taken));
        // Before the modes are set: from now on a signal is an event, and what it ends is put in order first.
        let signals = signals::listen().map_err(|error| broken(&error))?;
        take(&screen.taken, mouse).map_err(|error| broken(&error))?;
        let ask = ask && !UNANSWERING.contains(&std::env::var("TERM").unwrap_or_default().as_str());
        if ask {
            execute!(io::stdout(), Print(QUERY)).map_err(|error| broken(&error))?;
        }
        spawn("signals", events, move |events| signals::forward(signals, events))?;
        for (name, work) in input::threads(ask).map_err(|error| broken(&error))? {
            spawn(name, events, work)?;
        }
        spawn("liveness", events, liveness::wait_for_hang_up)?;
        Ok(screen)
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        let mut draw = || {
            queue!(io::stdout(), BeginSynchronizedUpdate)?;
            self.terminal.draw(|frame| render(frame))?;
            execute!(io::stdout(), EndSynchronizedUpdate)
        };
        draw().map_err(|error| broken(&error))
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().map_err(|error| broken(&error))?;
        Ok((size.width, size.height))
    }

    fn capture_mouse(&mut self, capture: bool) -> Result<(), Error> {
        self.mouse = capture;
        let mut output = io::stdout();
        let done = if capture { execute!(output, EnableMouseCapture) } else { execute!(output, DisableMouseCapture) };
        done.map_err(|error| broken(&error))
    }

    fn copy(&mut self, text: &str) -> Result<(), Error> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text)).map_err(|error| broken(&error))
    }

    fn suspend(&mut self) -> Result<(), Error> {
        restore(&self.taken);
        // Stops here until SIGCONT, which the signals' thread reports, too.
        raise(SIGSTOP).map_err(|error| broken(&error))?;
        self.resume()
    }

    fn resume(&mut self) -> Result<(), Error> {
        // A shell that had the terminal meanwhile may have changed any mode, raw mode above all.
        restore(&self.taken);
        let mut resume = || {
            take(&self.taken, self.mouse)?;
            // Not `clear`, which asks the terminal where the cursor is: the input's thread would eat the answer.
            let size = self.terminal.size()?;
            self.terminal.resize(Rect::from(size))
        };
        resume().map_err(|error| broken(&error))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore(&self.taken);
    }
}

fn broken(error: &io::Error) -> Error {
    Error::Terminal { problem: error.to_string(), remedy: "start blobtui in another terminal".into() }
}

fn spawn(
    name: &str,
    events: &SyncSender<Event>,
    work: impl FnOnce(&SyncSender<Event>) + Send + 'static,
) -> Result<(), Error> {
    let events = events.clone();
    let guarded = move || {
        if catch_unwind(AssertUnwindSafe(|| work(&events))).is_err() {
            // Nobody listens any more once the dashboard has ended.
            let _ =
                events.send(Event::Fault(format!("the thread `{}` panicked", thread::current().name().unwrap_or(""))));
        }
    };
    thread::Builder::new().name(name.into()).spawn(guarded).map(drop).map_err(|error| broken(&error))
}
