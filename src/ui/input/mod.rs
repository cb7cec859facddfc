//! The terminal's input: bytes are read at once whatever the dashboard does, parsed, and sent as events.
//!
//! One thread only reads, another parses and keeps what the dashboard has no room for, so no byte waits for one that
//! comes later. The parser is pure; what comes from the system is in `unix.rs` or `windows.rs` alone. `terminal/` starts the threads.

mod answer;
mod backlog;
mod parser;
mod sequence;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use crate::plot::Rgb;
use crate::ui::event::Event;
pub(super) use answer::QUERY;
use backlog::Backlog;
pub use parser::{MAX_PASTE, PASTE, Parser, SEQUENCE};
pub(super) use system::Gate;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// Pieces of news that wait for the thread that parses.
const MAX_NEWS: usize = 16;
/// How soon a full queue is tried again, at first; then after twice that, and so on.
const RETRY: Duration = Duration::from_micros(100);
/// The longest of these waits.
const MAX_RETRY: Duration = Duration::from_micros(500);

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key was pressed, or is held.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// The terminal says what colour its background has.
    Background(Rgb),
    /// The terminal reports that its cursor stands in this column, from 1.
    Receipt(u16),
    /// The terminal has another size.
    Resize,
    /// The terminal is gone.
    Vanished,
}

impl From<Input> for Event {
    fn from(input: Input) -> Self {
        match input {
            Input::Key(key) => Self::Key(key),
            Input::Mouse(mouse) => Self::Mouse(mouse),
            Input::Paste(text) => Self::Paste(text),
            Input::Background(colour) => Self::Background(colour),
            Input::Receipt(column) => Self::Receipt(column),
            Input::Resize => Self::Resize,
            Input::Vanished => Self::Vanished,
        }
    }
}

/// What a thread hears from the terminal.
enum News {
    /// These bytes were read then.
    #[allow(dead_code, reason = "on Windows nothing comes as bytes")]
    Bytes(Instant, Vec<u8>),
    /// What needs no parser.
    Input(Input),
}

/// The name of a thread, and its work.
pub(super) type Thread = (&'static str, Box<dyn FnOnce(&SyncSender<Event>) + Send>);

/// What reads the terminal, on threads that end with the program. `awaited` says whether the terminal was asked for the
/// colour of its background. Changes of size from now on are events. While the gate is closed nothing is read.
///
/// # Errors
/// If there is no terminal to read, or the system refuses a signal handler.
pub(super) fn threads(awaited: bool) -> io::Result<(Vec<Thread>, Gate)> {
    let (sender, news) = sync_channel(MAX_NEWS);
    let (mut threads, gate) = system::threads(&sender)?;
    threads.push(("input", Box::new(move |events| forward(&news, events, awaited))));
    Ok((threads, gate))
}

/// Sends events until the terminal is gone or nobody listens any more.
fn forward(news: &Receiver<News>, events: &SyncSender<Event>, awaited: bool) {
    let (mut parser, mut backlog, mut inputs) = (Parser::new(awaited), Backlog::default(), Vec::new());
    let mut retry = RETRY;
    loop {
        let until = [backlog.first(Instant::now()).map(|_| Instant::now() + retry), parser.deadline()];
        let first = match until.into_iter().flatten().min() {
            None => news.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(until) => news.recv_timeout(until.saturating_duration_since(Instant::now())),
        };
        match first {
            Ok(first) => {
                // What has come meanwhile is folded with it.
                for news in std::iter::once(first).chain(news.try_iter().take(MAX_NEWS)) {
                    match news {
                        News::Bytes(at, bytes) => parser.take(&bytes, at, &mut inputs),
                        News::Input(input) => inputs.push(input),
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => parser.give_up(Instant::now(), &mut inputs),
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        inputs.drain(..).for_each(|input| backlog.push(input, now));
        match send(&mut backlog, events, now) {
            ControlFlow::Break(()) => return,
            ControlFlow::Continue(true) => retry = RETRY,
            ControlFlow::Continue(false) => retry = (retry * 2).min(MAX_RETRY),
        }
    }
}

/// Sends what there is room for, and says whether that was anything; breaks if nothing else will come or be heard.
fn send(backlog: &mut Backlog, events: &SyncSender<Event>, now: Instant) -> ControlFlow<(), bool> {
    let mut any = false;
    while let Some(input) = backlog.first(now) {
        let is_last = *input == Input::Vanished;
        match events.try_send(input.clone().into()) {
            Ok(()) if is_last => return ControlFlow::Break(()),
            Ok(()) => backlog.remove_first(),
            Err(TrySendError::Full(_)) => break,
            Err(TrySendError::Disconnected(_)) => return ControlFlow::Break(()),
        }
        any = true;
    }
    ControlFlow::Continue(any)
}
