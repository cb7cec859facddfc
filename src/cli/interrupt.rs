//! Signals that end a command: the first lets it finish its epoch and write its files, the second ends it at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::held::Held;

/// The first of the signals that came, if any.
#[derive(Default)]
pub(super) struct Interrupt {
    signal: Arc<AtomicUsize>,
    /// Whether the next signal ends the program.
    has_come: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes the signals from now on. Where the system refuses, they end the program as ever.
    pub(super) fn watch() -> Self {
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
    pub(super) fn signal(&self) -> Option<i32> {
        i32::try_from(self.signal.load(Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

#[cfg(test)]
mod tests {
    use signal_hook::consts::{SIGURG, SIGUSR1, SIGUSR2};
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
}
