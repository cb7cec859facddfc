//! Signals as events; those that end the program end it even when the screen's thread is stuck in the terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::crossterm::terminal::disable_raw_mode;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::ui::event::Event;

/// Signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];
/// How long the program may take to end after such a signal: more than it waits for a terminal that takes nothing, for
/// receipts, and for its recovery.
const ENDING_TIME: Duration = Duration::from_secs(10);
/// How long a terminal that accepts no output is watched before a signal ends the program without the screen's thread.
const STUCK: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// How long the signal that ends a stop may take to reach a thread.
const LATEST_END: Duration = Duration::from_secs(1);
/// How often a full queue is tried again.
const RETRY: Duration = Duration::from_millis(100);

/// Takes the signals that the dashboard handles: from now on they wait for [`forward`].
pub(super) fn listen() -> io::Result<Signals> {
    Signals::new(ENDING.into_iter().chain([SIGTSTP, SIGCONT]))
}

/// Takes only those that end the program: the system stops it and lets it go on.
pub(super) fn listen_to_ends() -> io::Result<Signals> {
    Signals::new(ENDING)
}

/// Stops from outside, and their ends. Events about them come late: a stop that was asked for many times is one, and
/// nothing that came before the program goes on is news afterwards.
#[derive(Debug)]
pub(super) struct Stops {
    /// The last of the two signals, each of which takes the other back; 0 once it is no news.
    last: Arc<AtomicUsize>,
}

impl Stops {
    pub(super) fn new() -> io::Result<Self> {
        let stops = Self { last: Arc::default() };
        for signal in [SIGTSTP, SIGCONT] {
            flag::register_usize(signal, Arc::clone(&stops.last), signal as usize)?;
        }
        Ok(stops)
    }

    /// Whether an event of this signal is still news.
    pub(super) fn are_news(&self, signal: i32) -> bool {
        let is_news = || self.last.compare_exchange(signal as usize, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        ![SIGTSTP, SIGCONT].contains(&signal) || is_news()
    }

    /// Stops the whole process group, as the terminal's driver does on Ctrl-Z: a shell that waits for a script waits for
    /// each of its processes. Returns when the program goes on.
    pub(super) fn stop(&self) -> io::Result<()> {
        // To give the terminal back takes a moment. Who lets the program go on meanwhile has the last word.
        if self.last.swap(0, Ordering::SeqCst) == SIGCONT as usize {
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
        let _ = self.are_news(SIGCONT);
    }
}

/// Sends signals as events until nobody listens any more. Calls `before_kill` before one ends the program by itself.
pub(super) fn forward(mut signals: Signals, events: &SyncSender<Event>, before_kill: &impl Fn()) {
    for signal in signals.forever() {
        if !ENDING.contains(&signal) {
            if events.send(Event::Signal(signal)).is_err() {
                return;
            }
            continue;
        }
        let until = Instant::now() + ENDING_TIME;
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
        if is_stuck() {
            // Nothing more can be written; raw mode is all that can be put back.
            let _ = disable_raw_mode();
            before_kill();
            let _ = emulate_default_handler(signal);
        }
    }
}

/// Whether somebody outside the program's process group can let it go on after a stop. The leader of a session has no
/// such shell, nor has what it runs in its own group: what is started by `ssh -t host blobtui`, or in a window of its own.
pub(super) fn has_shell() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Whether the terminal accepts no output, so that a thread that writes to it waits and hears nothing.
fn is_stuck() -> bool {
    let output = io::stdout();
    poll(&mut [PollFd::new(&output, PollFlags::OUT)], Some(&STUCK)) == Ok(0)
}
