//! Signals that are held back for a moment.
//!
//! A signal that comes while a handler is being registered for it would be lost: the system calls the handler already,
//! which does not know yet what to do. The dashboard and `train` hold signals back until their handlers are complete.

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// Those that a handler is registered for.
const TAKEN: [Signal; 6] =
    [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTSTP, Signal::SIGCONT];

/// Holds the signals back until it is dropped: they come then. Threads that are started meanwhile never get them.
#[must_use = "they come when it is dropped"]
pub(super) struct Held(Option<SigSet>);

impl Held {
    /// Holds them back in this thread, which has to be the only one. Where the system refuses, they come as ever.
    pub(super) fn new() -> Self {
        let taken: SigSet = TAKEN.into_iter().collect();
        Self(taken.thread_swap_mask(SigmaskHow::SIG_BLOCK).ok())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // One that was blocked before stays so.
            let _ = before.thread_set_mask();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::SIGCONT;
    use signal_hook::flag;
    use signal_hook::low_level::raise;

    use super::*;

    #[test]
    fn a_signal_that_came_before_its_handler_reaches_it() {
        let has_come = Arc::new(AtomicBool::new(false));
        let held = Held::new();
        raise(SIGCONT).expect("the signal is sent");
        flag::register(SIGCONT, Arc::clone(&has_come)).expect("it can be taken");
        assert!(!has_come.load(Ordering::SeqCst), "it is held back");
        drop(held);
        assert!(has_come.load(Ordering::SeqCst));
    }
}
