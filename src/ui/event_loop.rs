//! The loop: events in, frames out, no faster than the terminal takes them.

use std::ops::ControlFlow;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::ui::Dashboard;
use crate::ui::action::Ended;
use crate::ui::event::Event;

/// How long the first frame waits for the run, so that it need not be drawn twice.
const FIRST_FRAME: Duration = Duration::from_millis(50);
/// How long after a key an update counts as its effect.
const EFFECT: Duration = Duration::from_millis(500);
/// How soon after the last one a frame comes that shows what a key does, however few there are a second.
const PROMPT: Duration = Duration::from_millis(16);

impl Dashboard<'_> {
    /// Runs until the dashboard is left.
    pub(super) fn run(&mut self) -> Result<Ended, Error> {
        let interval = Duration::from_secs(1) / self.setup.frames_per_second.max(1);
        let mut next_frame = Instant::now() + FIRST_FRAME;
        let mut soonest = next_frame;
        let mut changed = true;
        // Whether somebody waits for the next frame, so that it does not wait for the line.
        let mut urgent = false;
        let mut effect_until = Instant::now();
        loop {
            let now = Instant::now();
            if changed && next_frame <= now && (urgent || self.surface.is_ready(now)) {
                self.draw()?;
                (changed, urgent) = (false, false);
                soonest = Instant::now() + PROMPT;
                next_frame = Instant::now() + interval;
            }
            let now = Instant::now();
            let more = self.surface.send(now)?;
            let next = if !changed {
                self.app.deadline()
            } else if urgent || self.surface.is_ready(now) {
                Some(next_frame)
            } else {
                None
            };
            let received = match next.into_iter().chain(more).min() {
                Some(deadline) => self.events.recv_timeout(deadline.saturating_duration_since(now)),
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match received {
                Ok(Event::Receipt(column)) => self.surface.receive(column, Instant::now()),
                Ok(event) => {
                    // The first news ends the wait for the first frame.
                    if self.app.run.is_none() && matches!(event, Event::Update(_)) {
                        next_frame = now;
                    }
                    changed = true;
                    let (is_update, was_owed) = (matches!(event, Event::Update(_)), self.owes_effect());
                    if !is_update {
                        effect_until = Instant::now() + EFFECT;
                    }
                    urgent |= Instant::now() < effect_until;
                    if let ControlFlow::Break(ended) = self.handle(event)? {
                        return Ok(ended);
                    }
                    if !is_update || was_owed && !self.owes_effect() {
                        next_frame = next_frame.min(soonest);
                    }
                }
                Err(RecvTimeoutError::Timeout) => changed |= self.app.tick(Instant::now()),
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Interrupted),
            }
        }
    }

    /// Whether the trainer has yet to handle a command.
    fn owes_effect(&self) -> bool {
        self.app.newest().is_some_and(|run| run.handled < self.sent)
    }

    /// Leaves the screen, and takes the receipts that are still to come: the shell would take them for keys. Returns what
    /// else came, but for what was typed.
    pub(super) fn leave(&mut self) -> Vec<Event> {
        self.surface.leave();
        let mut others = Vec::new();
        while let Some(until) = self.surface.awaits() {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Receipt(column)) => self.surface.receive(column, Instant::now()),
                Ok(Event::Key(_) | Event::Mouse(_) | Event::Paste(_)) => {}
                Ok(event) => others.push(event),
                Err(_) => break,
            }
        }
        others
    }

    /// Gives the terminal back until the shell lets the program go on.
    pub(super) fn suspend(&mut self) -> Result<ControlFlow<Ended>, Error> {
        let others = self.leave();
        self.surface.suspend()?;
        for event in others {
            if let ControlFlow::Break(ended) = self.handle(event)? {
                return Ok(ControlFlow::Break(ended));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
