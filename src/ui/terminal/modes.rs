//! The terminal's modes: set when the screen is taken, put back once on every way out.

use std::io;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{Command, cursor, execute};

use super::system;

/// Which modes are set. The screen and the panic hook share them, so that they are put back once and nothing is drawn
/// afterwards.
#[derive(Debug, Default)]
pub(super) struct Modes {
    /// The modes of the output: the alternate screen, no cursor, the mouse, …
    screen: AtomicBool,
    /// Raw mode.
    raw: AtomicBool,
}

impl Modes {
    /// Whether the screen is the dashboard's.
    pub(super) fn are_set(&self) -> bool {
        self.screen.load(Ordering::SeqCst)
    }

    /// Sets every mode: raw mode, the alternate screen, no cursor, the mouse if wanted.
    pub(super) fn set(&self, mouse: bool) -> io::Result<()> {
        self.screen.store(true, Ordering::SeqCst);
        self.raw.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        // That does nothing where it was done before.
        system::make_raw()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
        if mouse {
            execute!(io::stdout(), Print(system::capture_mouse(true)))?;
        }
        Ok(())
    }

    /// What puts the modes of the output back, to be written if they are set. The question comes after the mouse has been
    /// let go: what comes before its answer is not the shell's.
    pub(super) fn leave(&self, question: &str) -> Option<String> {
        if !self.screen.swap(false, Ordering::SeqCst) {
            return None;
        }
        let mut sequence = String::new();
        // A string takes everything.
        let _ = EndSynchronizedUpdate.write_ansi(&mut sequence);
        sequence.push_str(&system::capture_mouse(false));
        let _ = DisableBracketedPaste.write_ansi(&mut sequence);
        sequence.push_str(question);
        let _ = LeaveAlternateScreen.write_ansi(&mut sequence);
        let _ = cursor::Show.write_ansi(&mut sequence);
        Some(sequence)
    }

    /// Puts every mode back that is set, and discards what has come from the terminal and was not read. Ignores failures:
    /// the terminal may be gone.
    pub(super) fn restore(&self) {
        if let Some(sequence) = self.leave("") {
            let _ = execute!(io::stdout(), Print(sequence));
        }
        if self.raw.swap(false, Ordering::SeqCst) {
            system::discard_input();
            let _ = disable_raw_mode();
        }
    }
}

/// A panic of the screen's own thread must show its message on the restored terminal. Panics of other threads are
/// reported as events; their message would tear the living screen.
pub(super) fn restore_before_panic_message(modes: Arc<Modes>) {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |information| {
        if thread::current().id() == screen {
            modes.restore();
            report(information);
        }
    }));
}
