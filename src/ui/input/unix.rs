//! What comes from the terminal and about its size, on Unix.
//!
//! A thread of its own waits in a read that blocks: that works for every terminal on every system, where polling
//! doesn't, and leaves the mode of a descriptor alone that other programs share.

use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;

use crate::ui::input::{Input, News, Thread};

/// Most bytes of a read.
const MAX_READ: usize = 1 << 16;
/// How soon to read again where another program has made reads of the terminal return at once.
const PAUSE: Duration = Duration::from_millis(5);

/// Threads that read the terminal, and that hear of its size.
pub(super) fn threads(news: &SyncSender<News>) -> io::Result<Vec<Thread>> {
    let terminal = terminal()?;
    let signals = Signals::new([SIGWINCH])?;
    let (bytes, sizes) = (news.clone(), news.clone());
    Ok(vec![
        ("terminal", Box::new(move |_| read(&terminal, &bytes))),
        ("sizes", Box::new(move |_| hear_sizes(signals, &sizes))),
    ])
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
fn read(terminal: &OwnedFd, news: &SyncSender<News>) {
    let mut buffer = vec![0; MAX_READ];
    loop {
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
