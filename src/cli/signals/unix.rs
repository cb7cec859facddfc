//! The signals of Unix.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

/// Those that a handler is registered for.
const TAKEN: [Signal; 6] =
    [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTSTP, Signal::SIGCONT];

/// The first of the signals that came, if any.
#[derive(Default)]
pub(in crate::cli) struct Interrupt {
    signal: Arc<AtomicUsize>,
    /// Whether the next signal ends the program.
    has_come: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes the signals from now on. Where the system refuses, they end the program as ever.
    pub(in crate::cli) fn watch() -> Self {
        let _held = Held::new();
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM] {
            let _ = interrupt.take(signal, || ());
        }
        interrupt
    }

    /// Takes a signal, which may come at any time: `between` has one come after the first and the second registration.
    ///
    /// What is registered first is done first. So the signal is noted before it is asked about, or one that comes between
    /// the registrations would be lost; and it is asked about before the next may end the program, or the first would.
    fn take(&self, signal: i32, mut between: impl FnMut()) -> io::Result<()> {
        flag::register_usize(signal, Arc::clone(&self.signal), signal.unsigned_abs() as usize)?;
        between();
        flag::register_conditional_default(signal, Arc::clone(&self.has_come))?;
        between();
        flag::register(signal, Arc::clone(&self.has_come))?;
        if self.signal().is_some() {
            self.has_come.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// The signal that came.
    pub(in crate::cli) fn signal(&self) -> Option<i32> {
        i32::try_from(self.signal.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

/// Holds signals back until it is dropped: they come then. One that comes while a handler is being registered for it would
/// be lost: the system calls the handler already, which does not know yet what to do. Threads that are started
/// meanwhile never get them.
#[must_use = "they come when it is dropped"]
pub(in crate::cli) struct Held(Option<SigSet>);

impl Held {
    /// Holds them back in this thread, which has to be the only one. Where the system refuses, they come as ever.
    pub(in crate::cli) fn new() -> Self {
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

/// Turns a file that reaches the size limit of the system into an error of that write: unhandled, the signal would kill
/// the program, with the terminal as it is. Programs that this one starts have their own handling.
pub(in crate::cli) fn report_file_size_limit() {
    // Without the handler everything else works as well.
    let _ = flag::register(SIGXFSZ, Arc::default());
}

#[cfg(test)]
mod tests {
    use signal_hook::consts::{SIGCONT, SIGURG, SIGUSR1, SIGUSR2};
    use signal_hook::low_level::raise;

    use super::*;

    #[test]
    fn a_signal_that_comes_while_it_is_being_taken_is_not_lost() {
        // Each once: a second would end the tests.
        for (signal, place) in [(SIGUSR1, 0), (SIGUSR2, 1)] {
            let interrupt = Interrupt::default();
            let mut places = 0..;
            let between = || {
                if places.next() == Some(place) {
                    raise(signal).expect("the signal comes");
                }
            };
            interrupt.take(signal, between).expect("it can be taken");
            assert_eq!(interrupt.signal(), Some(signal), "at place {place}");
            assert!(interrupt.has_come.load(Ordering::SeqCst), "the next signal must end the program");
        }
    }

    #[test]
    fn the_first_signal_does_not_end_the_program() {
        let interrupt = Interrupt::default();
        interrupt.take(SIGURG, || ()).expect("it can be taken");
        assert_eq!(interrupt.signal(), None);
        raise(SIGURG).expect("the signal comes");
        assert_eq!(interrupt.signal(), Some(SIGURG));
        assert!(interrupt.has_come.load(Ordering::SeqCst));
    }

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
