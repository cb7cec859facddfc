//! The terminal's modes: set when the screen is taken, put back once on every way out.

use std::io;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};

/// Whether the terminal is in the dashboard's modes: the screen, its output and the panic hook share it, so that the
/// modes are put back once and nothing is drawn afterwards.
pub(super) type Taken = Arc<AtomicBool>;

/// Sets every mode: raw mode, the alternate screen, no cursor, the mouse if wanted.
pub(super) fn take(taken: &Taken, mouse: bool) -> io::Result<()> {
    taken.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Puts every mode of the terminal back if it is taken. Ignores failures: the terminal may be gone.
pub(super) fn restore(taken: &Taken) {
    if !taken.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// A panic of the screen's own thread must show its message on the restored terminal. Panics of other threads are
/// reported as events; their message would tear the living screen.
pub(super) fn restore_before_panic_message(taken: Taken) {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |information| {
        if thread::current().id() == screen {
            restore(&taken);
            report(information);
        }
    }));
}
