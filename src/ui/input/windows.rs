//! What comes from the console and about its size, on Windows.
//!
//! crossterm reads the console's events; none of them is bytes. There is no shell that gets the console in between, so
//! the gate does nothing.

#![expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "they are functions of Unix, too")]

use std::io;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use ratatui::crossterm::terminal;

use crate::ui::input::{Input, News, Thread};

/// How often the size is looked at: a console reports those of its buffer alone, and only with the mouse.
const LOOK: Duration = Duration::from_millis(200);

/// A thread that reads the console, and its gate.
pub(super) fn threads(news: &SyncSender<News>) -> io::Result<(Vec<Thread>, Gate)> {
    let news = news.clone();
    Ok((vec![("terminal", Box::new(move |_| read(&news)))], Gate))
}

/// Nothing has to be kept from reading the console.
#[derive(Debug)]
pub struct Gate;

impl Gate {
    /// Nobody else reads.
    pub fn close(&mut self) {}

    /// Nobody else has read.
    pub fn open(&self) {}
}

/// Sends every event, until the console is gone or nobody listens any more.
fn read(news: &SyncSender<News>) {
    let mut size = terminal::size().ok();
    loop {
        let input = match event::poll(LOOK).and_then(|has_come| has_come.then(event::read).transpose()) {
            Ok(event) => event.and_then(input),
            Err(_) => Some(Input::Vanished),
        };
        let size_now = terminal::size().ok();
        let resized = (size_now != size).then_some(Input::Resize);
        size = size_now;
        for input in resized.into_iter().chain(input) {
            let is_last = input == Input::Vanished;
            if news.send(News::Input(input)).is_err() || is_last {
                return;
            }
        }
    }
}

/// An event of the console, if it says anything: keys are reported when they are let go, too.
fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) | Event::FocusGained | Event::FocusLost => None,
        Event::Key(KeyEvent { code, modifiers, .. }) => Some(Input::Key(KeyEvent::new(code, modifiers))),
        Event::Mouse(mouse) => Some(Input::Mouse(mouse)),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(..) => Some(Input::Resize),
    }
}
