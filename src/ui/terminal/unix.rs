//! The terminal as Unix has it.

use std::env;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::SyncSender;

use ratatui::crossterm::Command;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcgetwinsize, tcsetattr, ttyname};

use crate::ui::event::Event;

/// Values of TERM of terminals that may show a question instead of answering it.
const UNANSWERING: [&str; 2] = ["", "dumb"];
/// The same of those that know where their cursor is, but not what color their background has.
const COLOURLESS: &str = "linux";

/// Whether the terminal answers questions: where its cursor is, and what colour its background has.
pub(super) fn answers() -> (bool, bool) {
    let terminal = env::var("TERM").unwrap_or_default();
    let answers = !UNANSWERING.contains(&terminal.as_str());
    (answers, answers && terminal != COLOURLESS)
}

/// Columns and rows.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let size = tcgetwinsize(io::stdout())?;
    Ok((size.ws_col, size.ws_row))
}

/// Sets raw mode where the program believes that it is set, but a shell may have changed it since. What was typed stays.
pub(super) fn make_raw() -> io::Result<()> {
    let mut raw = tcgetattr(io::stdout())?;
    raw.make_raw();
    Ok(tcsetattr(io::stdout(), OptionalActions::Now, &raw)?)
}

/// Discards what has come from the terminal and was not read.
pub(super) fn discard_input() {
    // The terminal may be gone.
    let _ = tcflush(io::stdout(), QueueSelector::IFlush);
}

/// What the terminal is written to take or leave the mouse.
pub(super) fn capture_mouse(capture: bool) -> String {
    let mut sequence = String::new();
    // A string takes everything.
    let _ = if capture {
        EnableMouseCapture.write_ansi(&mut sequence)
    } else {
        DisableMouseCapture.write_ansi(&mut sequence)
    };
    sequence
}

/// The terminal of standard output, opened once more: that it never waits must not become true of the descriptor which the
/// shell and other programs share. Where it can't be opened, as under another user's name, writing may wait.
#[derive(Debug)]
pub(super) struct Terminal(OwnedFd);

impl Terminal {
    pub(super) fn open() -> io::Result<Self> {
        let stdout = io::stdout();
        let opened = || {
            let name = ttyname(&stdout, Vec::new())?;
            rustix::fs::open(name, OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())
        };
        Ok(Self(match opened() {
            Ok(terminal) => terminal,
            Err(_) => stdout.as_fd().try_clone_to_owned()?,
        }))
    }

    /// Writes what the terminal takes at once, and says how many bytes that are.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(&self.0, bytes)?)
    }
}

/// Waits until the terminal has vanished, and says so.
pub(super) fn wait_for_hang_up(events: &SyncSender<Event>) {
    let output = io::stdout();
    loop {
        // Hang-ups are reported without being asked for. macOS answers NVAL for every terminal: that says nothing.
        let mut watched = [PollFd::new(&output, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => break,
            Err(rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
    let _ = events.send(Event::Vanished);
}
