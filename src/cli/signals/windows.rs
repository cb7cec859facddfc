//! The console's events, which stand for signals on Windows.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::error::Error;
use crate::ui::terminal::on_end;

/// Holds nothing back: no event is lost while it is being listened to.
#[must_use = "signals come when it is dropped"]
pub(in crate::cli) struct Held;

impl Held {
    pub(in crate::cli) fn new() -> Self {
        Self
    }
}

/// The first of the events that came, if any.
pub(in crate::cli) struct Interrupt {
    signal: Arc<AtomicI32>,
}

impl Interrupt {
    /// Takes the events from now on; the second ends the program. Where the system refuses, the first does as ever.
    pub(in crate::cli) fn watch() -> Self {
        let signal = Arc::new(AtomicI32::new(0));
        let first = Arc::clone(&signal);
        let _ = on_end(move |event| {
            if first.compare_exchange(0, event, Ordering::SeqCst, Ordering::SeqCst).is_err() {
                process::exit(Error::Signal(event).exit_status().into());
            }
        });
        Self { signal }
    }

    /// The number of the signal that the first event stands for.
    pub(in crate::cli) fn signal(&self) -> Option<i32> {
        Some(self.signal.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }
}

/// A file that is too large is an error of its write anyway.
pub(in crate::cli) fn report_file_size_limit() {}
