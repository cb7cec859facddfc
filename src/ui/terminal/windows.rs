//! The terminal as Windows has it: the console.

#![expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "they are functions of Unix, too")]

use std::io::{self, Write};
use std::sync::mpsc::SyncSender;

use ratatui::crossterm::ansi_support::supports_ansi;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::{execute, terminal};

use crate::ui::event::Event;

/// Whether the terminal answers questions: none that the program hears, for the console makes keys of its answers.
pub(super) fn answers() -> (bool, bool) {
    (false, false)
}

/// Columns and rows.
pub(super) fn size() -> io::Result<(u16, u16)> {
    terminal::size()
}

/// Nothing changes raw mode behind the program's back.
pub(super) fn make_raw() -> io::Result<()> {
    Ok(())
}

/// What has come is read at once.
pub(super) fn discard_input() {}

/// Takes or leaves the mouse, which is a mode of the console: nothing is written for it.
pub(super) fn capture_mouse(capture: bool) -> String {
    // A console without a mouse refuses.
    let _ =
        if capture { execute!(io::stdout(), EnableMouseCapture) } else { execute!(io::stdout(), DisableMouseCapture) };
    String::new()
}

/// The console of standard output. Writing to it waits until it takes everything.
#[derive(Debug)]
pub(super) struct Terminal;

impl Terminal {
    /// Has the console take escape sequences.
    pub(super) fn open() -> io::Result<Self> {
        if supports_ansi() {
            return Ok(Self);
        }
        Err(io::Error::other("the console takes no escape sequences, which came with Windows 10"))
    }

    /// Writes all of it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut console = io::stdout().lock();
        console.write_all(bytes)?;
        console.flush()?;
        Ok(bytes.len())
    }
}

/// A console that is closed is an event.
pub(super) fn wait_for_hang_up(_: &SyncSender<Event>) {}
