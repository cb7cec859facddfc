//! The real terminal: its modes, put back on every way out, and whether it is still there.
//!
//! Threads of their own read its input (`input/`), watch whether it vanishes, and take signals. All of them only send
//! events.

mod clipboard;
mod difference;
mod due;
mod encoder;
mod line;
mod modes;
mod output;
mod pen;
mod sender;
mod signals;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::style::Print;
use ratatui::crossterm::{Command, execute};
use ratatui::layout::Rect;

use crate::error::Error;
use crate::ui::event::Event;
use crate::ui::input;
use crate::ui::input::{Gate, QUERY};
use crate::ui::surface::{Delivery, Surface};
use modes::{Modes, restore_before_panic_message};
use sender::Sender;
use signals::Stops;
#[cfg(windows)]
pub use signals::on_end;
pub use signals::{CAN_STOP, CONTINUE, STOP};
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// What is drawn of a larger terminal.
const LARGEST: (u16, u16) = (1000, 500);
/// How long to wait for receipts, at most, before the terminal is given back.
const LAST_RECEIPT: Duration = Duration::from_secs(2);

/// The terminal as the dashboard's screen. Dropping it puts every mode back.
pub struct Screen {
    sender: Sender,
    mouse: bool,
    modes: Arc<Modes>,
    stops: Stops,
    gate: Gate,
    /// When the modes of the output were put back.
    left: Option<Instant>,
}

impl Screen {
    /// Takes the terminal over: raw mode, the alternate screen, no cursor, the mouse if wanted. Starts the threads that
    /// send what comes from the terminal and from the system; they end with the program. If `ask`, asks for the colour of
    /// the background; the answer, if one ever comes, is an [`Event::Background`]. A signal that has to end the program
    /// without the screen's thread, which is stuck, calls `before_kill` first.
    ///
    /// # Errors
    /// If standard output is no terminal, or the terminal refuses, or the system refuses threads or signal handlers.
    pub fn enter(
        mouse: bool,
        ask: bool,
        events: &SyncSender<Event>,
        before_kill: impl Fn() + Send + 'static,
    ) -> Result<Self, Error> {
        if !io::stdout().is_terminal() {
            return Err(Error::input(
                "the dashboard",
                "standard output is not a terminal",
                "use `blobtui train`, which needs none",
            ));
        }
        let modes = Arc::new(Modes::default());
        restore_before_panic_message(Arc::clone(&modes));
        // Before the modes are set: from now on a signal is an event, and what it ends is put in order first.
        let stops = Stops::new().map_err(|error| broken(&error))?;
        let signals = signals::listen().map_err(|error| broken(&error))?;
        let (answers, knows_colour) = system::answers();
        let ask = ask && knows_colour;
        let enter = || {
            modes.set(mouse)?;
            if ask {
                execute!(io::stdout(), Print(QUERY))?;
            }
            Sender::new(answers)
        };
        let entered = enter();
        let sender = entered.inspect_err(|_| modes.restore()).map_err(|error| broken(&error))?;
        let (threads, gate) = input::threads(ask).inspect_err(|_| modes.restore()).map_err(|error| broken(&error))?;
        let screen = Self { sender, mouse, modes, stops, gate, left: None };
        spawn("signals", events, move |events| signals::forward(signals, events, &before_kill))?;
        for (name, work) in threads {
            spawn(name, events, work)?;
        }
        spawn("liveness", events, system::wait_for_hang_up)?;
        Ok(screen)
    }
}

/// Has the signals that end the program come as events, for a program without a screen; they do so until it ends. One that
/// has to end it without its main thread, which is stuck, calls `before_kill` first.
pub(super) fn listen_to_ends(events: &SyncSender<Event>, before_kill: impl Fn() + Send + 'static) -> Result<(), Error> {
    let signals = signals::listen_to_ends().map_err(|error| broken(&error))?;
    spawn("signals", events, move |events| signals::forward(signals, events, &before_kill))
}

impl Screen {
    /// Puts the modes of the output back if they are set, unless the terminal takes nothing any more.
    fn put_back(&mut self, question: &str) {
        if let Some(sequence) = self.modes.leave(question) {
            self.sender.write_last(sequence.as_bytes());
        }
    }

    /// Writes what is no part of a frame.
    fn write(&mut self, command: &impl Command) -> Result<(), Error> {
        let mut sequence = String::new();
        // A string takes everything.
        let _ = command.write_ansi(&mut sequence);
        self.sender.write_apart(sequence.as_bytes()).map_err(|error| broken(&error))
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        let (width, height) = self.size()?;
        let now = Instant::now();
        self.sender.draw(Rect::new(0, 0, width, height), now, render);
        self.send(now).map(drop)
    }

    fn deliver(&mut self, delivery: Delivery) {
        self.sender.deliver(delivery);
    }

    fn send(&mut self, now: Instant) -> Result<Option<Instant>, Error> {
        if !self.modes.are_set() {
            return Ok(None);
        }
        self.sender.send(now).map_err(|error| broken(&error))
    }

    fn is_ready(&self, now: Instant) -> bool {
        self.sender.is_ready(now)
    }

    fn receive(&mut self, column: u16, now: Instant) {
        self.sender.receive(column, now);
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let (columns, rows) = system::size().map_err(|error| broken(&error))?;
        Ok((columns.min(LARGEST.0), rows.min(LARGEST.1)))
    }

    fn capture_mouse(&mut self, capture: bool) -> Result<(), Error> {
        self.mouse = capture;
        self.write(&Print(system::capture_mouse(capture)))
    }

    fn takes_texts(&self) -> bool {
        clipboard::takes_texts(|name| std::env::var(name).ok())
    }

    fn copy(&mut self, text: &str) -> Result<(), Error> {
        self.write(&CopyToClipboard::to_clipboard_from(text))
    }

    fn leave(&mut self) {
        let question = self.sender.last_question(Instant::now());
        self.put_back(&question);
        self.left = Some(Instant::now());
    }

    fn awaits(&self) -> Option<Instant> {
        let until = self.left? + LAST_RECEIPT;
        self.sender.awaited_until().map(|awaited| until.min(awaited))
    }

    fn is_news(&self, signal: i32) -> bool {
        self.stops.are_news(signal)
    }

    fn has_shell(&self) -> bool {
        signals::has_shell()
    }

    fn suspend(&mut self) -> Result<(), Error> {
        self.put_back("");
        self.gate.close();
        self.modes.restore();
        let stopped = self.stops.stop();
        self.gate.open();
        stopped.map_err(|error| broken(&error))?;
        self.resume()
    }

    fn resume(&mut self) -> Result<(), Error> {
        // A shell that had the terminal meanwhile may have changed any mode.
        self.put_back("");
        self.left = None;
        let resumed = self.modes.set(self.mouse).and_then(|()| self.sender.restart());
        resumed.map_err(|error| broken(&error))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.put_back("");
        self.modes.restore();
    }
}

fn broken(error: &io::Error) -> Error {
    Error::Terminal { problem: error.to_string(), remedy: "start blobtui in another terminal".into() }
}

/// Starts a thread that sends events; if it panics, that is one, too.
pub(super) fn spawn(
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
