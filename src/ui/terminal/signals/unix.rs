//! The signals of Unix.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
pub use signal_hook::consts::{SIGCONT as CONTINUE, SIGTSTP as STOP};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::flag;
pub(in crate::ui::terminal) use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Whether the system can stop programs, which a shell lets go on.
pub const CAN_STOP: bool = true;
/// Signals that end the program.
pub(super) const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];
/// How long the program may take to end after such a signal: more than it waits for a terminal that takes nothing, for
/// receipts, and for its recovery.
pub(super) const ENDING_TIME: Duration = Duration::from_secs(10);
/// How long a terminal that accepts no output is watched before a signal ends the program without the screen's thread.
const STUCK: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// How long the signal that ends a stop may take to reach a thread.
const LATEST_END: Duration = Duration::from_secs(1);

/// Takes the signals that the dashboard handles: from now on they wait for [`super::forward`].
pub(in crate::ui::terminal) fn listen() -> io::Result<Signals> {
    Signals::new(ENDING.into_iter().chain([STOP, CONTINUE]))
}

/// Takes only those that end the program: the system stops it and lets it go on.
pub(in crate::ui::terminal) fn listen_to_ends() -> io::Result<Signals> {
    Signals::new(ENDING)
}

/// Stops from outside, and their ends. Events about them come late: a stop that was asked for many times is one, and
/// nothing that came before the program goes on is news afterwards.
#[derive(Debug)]
pub(in crate::ui::terminal) struct Stops {
    /// The last of the two signals, each of which takes the other back; 0 once it is no news.
    last: Arc<AtomicUsize>,
}

impl Stops {
    pub(in crate::ui::terminal) fn new() -> io::Result<Self> {
        let stops = Self { last: Arc::default() };
        for signal in [STOP, CONTINUE] {
            flag::register_usize(signal, Arc::clone(&stops.last), signal as usize)?;
        }
        Ok(stops)
    }

    /// Whether an event of this signal is still news.
    pub(in crate::ui::terminal) fn are_news(&self, signal: i32) -> bool {
        let is_news = || self.last.compare_exchange(signal as usize, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        ![STOP, CONTINUE].contains(&signal) || is_news()
    }

    /// Stops the whole process group, as the terminal's driver does on Ctrl-Z: a shell that waits for a script waits for
    /// each of its processes. Returns when the program goes on.
    pub(in crate::ui::terminal) fn stop(&self) -> io::Result<()> {
        // To give the terminal back takes a moment. Who lets the program go on meanwhile has the last word.
        if self.last.swap(0, Ordering::SeqCst) == CONTINUE as usize {
            return Ok(());
        }
        // Nobody can handle this one, so the program stops with its group: if it stopped itself afterwards, a shell that
        // lets the group go on at once would leave it stopped.
        kill_current_process_group(Signal::STOP)?;
        self.forget_end();
        Ok(())
    }

    /// Waits for the signal that has ended this stop, and forgets it: the program takes the terminal by itself, and would
    /// lose keys if it did so twice. Any thread may take the signal, a moment after the program goes on.
    fn forget_end(&self) {
        let until = Instant::now() + LATEST_END;
        while self.last.load(Ordering::SeqCst) == 0 && Instant::now() < until {
            thread::sleep(Duration::from_millis(1));
        }
        let _ = self.are_news(CONTINUE);
    }
}

/// The next of the signals.
pub(super) fn next(signals: &mut Signals) -> Option<i32> {
    signals.forever().next()
}

/// Ends the program as if it had not taken the signal.
pub(super) fn kill(signal: i32) {
    let _ = emulate_default_handler(signal);
}

/// Whether somebody outside the program's process group can let it go on after a stop. The leader of a session has no
/// such shell, nor has what it runs in its own group: what is started by `ssh -t host blobtui`, or in a window of its own.
pub(in crate::ui::terminal) fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Whether the terminal accepts no output, so that a thread that writes to it waits and hears nothing.
pub(super) fn is_stuck() -> bool {
    let output = io::stdout();
    poll(&mut [PollFd::new(&output, PollFlags::OUT)], Some(&STUCK)) == Ok(0)
}
