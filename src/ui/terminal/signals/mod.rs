//! Signals as events; those that end the program end it even when the screen's thread is stuck in the terminal.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::crossterm::terminal::disable_raw_mode;

use crate::ui::event::Event;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;
#[cfg(windows)]
pub use windows::on_end;

pub use system::{CAN_STOP, CONTINUE, STOP};
pub(super) use system::{Signals, Stops, has_shell, listen, listen_to_ends};

/// How often a full queue is tried again.
const RETRY: Duration = Duration::from_millis(100);

/// Sends signals as events until nobody listens any more. Calls `before_kill` before one ends the program by itself.
pub(super) fn forward(mut signals: Signals, events: &SyncSender<Event>, before_kill: &impl Fn()) {
    while let Some(signal) = system::next(&mut signals) {
        if !system::ENDING.contains(&signal) {
            if events.send(Event::Signal(signal)).is_err() {
                return;
            }
            continue;
        }
        let until = Instant::now() + system::ENDING_TIME;
        let mut event = Event::Signal(signal);
        while let Err(error) = events.try_send(event) {
            match error {
                TrySendError::Full(unsent) if Instant::now() < until => event = unsent,
                TrySendError::Full(_) => break,
                TrySendError::Disconnected(_) => return,
            }
            thread::sleep(RETRY);
        }
        // The screen's thread ends the program, unless it is stuck.
        thread::sleep(until.saturating_duration_since(Instant::now()));
        if system::is_stuck() {
            // Nothing more can be written; raw mode is all that can be put back.
            let _ = disable_raw_mode();
            before_kill();
            system::kill(signal);
        }
    }
}
