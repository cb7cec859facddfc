//! Signals that end a command: the first lets it finish its epoch and write its files, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The first of the signals that came, if any.
pub(super) struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Takes the signals from now on. Where the system refuses, they end the program as ever.
    pub(super) fn watch() -> Self {
        let (first, has_come) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGINT, SIGTERM] {
            // What is registered first is done first: only a second signal finds that one has come.
            let _ = flag::register_conditional_default(signal, Arc::clone(&has_come))
                .and_then(|_| flag::register(signal, Arc::clone(&has_come)))
                .and_then(|_| flag::register_usize(signal, Arc::clone(&first), signal.unsigned_abs() as usize));
        }
        Self(first)
    }

    /// The signal that came.
    pub(super) fn signal(&self) -> Option<i32> {
        i32::try_from(self.0.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}
