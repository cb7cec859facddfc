//! What comes from the terminal and about its size, on Unix.
//!
//! A thread of its own waits for input and reads it, unless the gate is closed: while a shell has the terminal, what is
//! typed is the shell's. Reads block, which leaves the mode of a descriptor alone that other programs share.

use std::io::{self, IsTerminal, PipeReader, PipeWriter, Read, Write, pipe};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;

use crate::ui::input::{Input, News, Thread};

/// Most bytes of a read.
const MAX_READ: usize = 1 << 16;
/// How soon to read again where another program has made reads of the terminal return at once.
const PAUSE: Duration = Duration::from_millis(5);
/// How long the thread that reads may take to reach the gate. On macOS, which can't poll a terminal, it reads on.
const LATEST_REST: Duration = Duration::from_millis(100);

/// Threads that read the terminal, and that hear of its size, and the gate of the former.
pub(super) fn threads(news: &SyncSender<News>) -> io::Result<(Vec<Thread>, Gate)> {
    let terminal = terminal()?;
    let signals = Signals::new([SIGWINCH])?;
    let (bytes, sizes) = (news.clone(), news.clone());
    let (gate, rest) = gate()?;
    let threads: Vec<Thread> = vec![
        ("terminal", Box::new(move |_| read(&terminal, rest, &bytes))),
        ("sizes", Box::new(move |_| hear_sizes(signals, &sizes))),
    ];
    Ok((threads, gate))
}

/// Keeps the thread that reads the terminal from reading. Dropping it ends that thread.
#[derive(Debug)]
pub struct Gate {
    close: PipeWriter,
    closed: Receiver<()>,
    open: Sender<()>,
}

impl Gate {
    /// Returns once nothing is read any more. A read that is under way when the process is stopped would still take what
    /// was typed for the shell.
    pub fn close(&mut self) {
        self.closed.try_iter().for_each(drop);
        // Without the thread nothing is read anyway.
        if self.close.write_all(&[0]).is_ok() {
            let _ = self.closed.recv_timeout(LATEST_REST);
        }
    }

    /// Lets the thread read again.
    pub fn open(&self) {
        let _ = self.open.send(());
    }
}

/// The other side of a [`Gate`].
struct Rest {
    close: PipeReader,
    closed: Sender<()>,
    open: Receiver<()>,
}

impl Rest {
    /// Waits until the terminal can be read, however often the gate closes meanwhile. Says whether there is a gate left.
    fn wait(&mut self, terminal: &OwnedFd) -> bool {
        loop {
            let mut watched = [PollFd::new(&self.close, PollFlags::IN), PollFd::new(terminal, PollFlags::IN)];
            match poll(&mut watched, None) {
                Ok(_) if watched[0].revents().is_empty() => return true,
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(_) => return true,
            }
            let is_closed = self.close.read_exact(&mut [0]).is_ok() && self.closed.send(()).is_ok();
            if !is_closed || self.open.recv().is_err() {
                return false;
            }
        }
    }
}

/// An open gate.
fn gate() -> io::Result<(Gate, Rest)> {
    let (close, (has_closed, closed), (open, opened)) = (pipe()?, channel(), channel());
    Ok((Gate { close: close.1, closed, open }, Rest { close: close.0, closed: has_closed, open: opened }))
}

/// Standard input, or the terminal that controls the process if that is something else.
fn terminal() -> io::Result<OwnedFd> {
    let input = io::stdin();
    if input.is_terminal() {
        return input.as_fd().try_clone_to_owned();
    }
    Ok(open("/dev/tty", OFlags::RDONLY | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?)
}

/// Sends every byte, until the terminal is gone or nobody listens any more.
fn read(terminal: &OwnedFd, mut gate: Rest, news: &SyncSender<News>) {
    let mut buffer = vec![0; MAX_READ];
    while gate.wait(terminal) {
        let heard = match rustix::io::read(terminal, &mut buffer) {
            Err(Errno::INTR) => continue,
            Err(Errno::AGAIN) => {
                thread::sleep(PAUSE);
                continue;
            }
            Ok(0) | Err(_) => News::Input(Input::Vanished),
            Ok(count) => News::Bytes(Instant::now(), buffer[..count].to_vec()),
        };
        let is_last = matches!(heard, News::Input(_));
        if news.send(heard).is_err() || is_last {
            return;
        }
    }
}

fn hear_sizes(mut signals: Signals, news: &SyncSender<News>) {
    for _ in signals.forever() {
        if news.send(News::Input(Input::Resize)).is_err() {
            return;
        }
    }
}
