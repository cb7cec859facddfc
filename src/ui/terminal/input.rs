//! The input thread: what comes from the terminal, as events.

use std::sync::mpsc::SyncSender;
use std::time::Instant;

use ratatui::crossterm::event::{self, KeyEventKind};

use crate::ui::background::{Answer, Taken as Passed};
use crate::ui::event::Event;

/// Sends events until the terminal has vanished or nobody listens any more.
pub(super) fn read(events: &SyncSender<Event>, mut answer: Answer) {
    let mut passed = Vec::new();
    loop {
        let left = answer.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let event = if left.is_some_and(|left| matches!(event::poll(left), Ok(false))) {
            answer.give_up(&mut passed);
            None
        } else {
            match event::read() {
                // Some terminals report releases as well; only presses and repeats count.
                Ok(event::Event::Key(key)) if key.kind == KeyEventKind::Release => None,
                Ok(event::Event::Key(key)) => {
                    answer.take(key, Instant::now(), &mut passed);
                    None
                }
                Ok(event::Event::Mouse(mouse)) => Some(Event::Mouse(mouse)),
                Ok(event::Event::Paste(text)) => Some(Event::Paste(text)),
                Ok(event::Event::Resize(..)) => Some(Event::Resize),
                Ok(_) => None,
                Err(_) => Some(Event::Vanished),
            }
        };
        let passed = passed.drain(..).map(|passed| match passed {
            Passed::Key(key) => Event::Key(key),
            Passed::Background(colour) => Event::Background(colour),
        });
        for event in passed.chain(event) {
            let last = matches!(event, Event::Vanished);
            if events.send(event).is_err() || last {
                return;
            }
        }
    }
}
