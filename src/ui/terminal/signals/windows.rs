//! The console's events, which stand for signals on Windows: Ctrl-C and Ctrl-Break, the end of the console, and that of the
//! session.

#![expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "they are functions of Unix, too")]

use std::future::poll_fn;
use std::io;
use std::process;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::windows::{
    CtrlBreak, CtrlC, CtrlClose, CtrlLogoff, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown,
};

use crate::error::Error;

/// Whether the system can stop programs, which a shell lets go on.
pub const CAN_STOP: bool = false;
/// The number of a stop, which never comes.
pub const STOP: i32 = 20;
/// The number of the end of a stop, which never comes.
pub const CONTINUE: i32 = 18;
/// Numbers of the signals that events stand for.
const HANG_UP: i32 = 1;
const INTERRUPT: i32 = 2;
const TERMINATE: i32 = 15;
/// Events that end the program.
pub(super) const ENDING: [i32; 3] = [HANG_UP, INTERRUPT, TERMINATE];
/// How long the program may take to end after such an event: the system kills it 5 seconds after its console has ended.
pub(super) const ENDING_TIME: Duration = Duration::from_secs(4);

/// Events of the console. Those that end it wait until the program has ended.
pub(in crate::ui::terminal) struct Signals {
    runtime: Runtime,
    interrupt: CtrlC,
    stop: CtrlBreak,
    close: CtrlClose,
    log_off: CtrlLogoff,
    shut_down: CtrlShutdown,
}

impl Signals {
    /// The number of a signal that has come.
    fn poll(&mut self, context: &mut Context) -> Poll<i32> {
        let has_come = [
            (self.close.poll_recv(context), HANG_UP),
            (self.log_off.poll_recv(context), TERMINATE),
            (self.shut_down.poll_recv(context), TERMINATE),
            (self.interrupt.poll_recv(context), INTERRUPT),
            (self.stop.poll_recv(context), INTERRUPT),
        ];
        has_come.iter().find(|(event, _)| event.is_ready()).map_or(Poll::Pending, |(_, signal)| Poll::Ready(*signal))
    }
}

/// Takes the events: from now on they wait for [`super::forward`].
pub(in crate::ui::terminal) fn listen() -> io::Result<Signals> {
    Ok(Signals {
        runtime: Builder::new_current_thread().build()?,
        interrupt: ctrl_c()?,
        stop: ctrl_break()?,
        close: ctrl_close()?,
        log_off: ctrl_logoff()?,
        shut_down: ctrl_shutdown()?,
    })
}

/// All of them end the program.
pub(in crate::ui::terminal) fn listen_to_ends() -> io::Result<Signals> {
    listen()
}

/// The next of the events, as a signal.
pub(super) fn next(signals: &mut Signals) -> Option<i32> {
    let Signals { runtime, .. } = signals;
    let handle = runtime.handle().clone();
    Some(handle.block_on(poll_fn(|context| signals.poll(context))))
}

/// Has a function called at each event, with the number of the signal that it stands for.
///
/// # Errors
/// If the system refuses a handler or a thread.
pub fn on_end(mut act: impl FnMut(i32) + Send + 'static) -> io::Result<()> {
    let mut signals = listen()?;
    let work = move || {
        while let Some(signal) = next(&mut signals) {
            act(signal);
        }
    };
    thread::Builder::new().name("signals".into()).spawn(work).map(drop)
}

/// Ends the program at once.
pub(super) fn kill(signal: i32) {
    process::exit(Error::Signal(signal).exit_status().into());
}

/// A program that has had its time to end, and has not, is stuck.
pub(super) fn is_stuck() -> bool {
    true
}

/// There is no shell that stops programs.
pub(in crate::ui::terminal) fn has_shell() -> bool {
    false
}

/// Stops, which never come.
#[derive(Debug)]
pub(in crate::ui::terminal) struct Stops;

impl Stops {
    pub(in crate::ui::terminal) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Whether an event of this signal is still news.
    pub(in crate::ui::terminal) fn are_news(&self, _: i32) -> bool {
        true
    }

    /// Nothing stops.
    pub(in crate::ui::terminal) fn stop(&self) -> io::Result<()> {
        Ok(())
    }
}
