//! Input that the dashboard has no room for yet: in its order, folded, and never more than a bound.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyCode, KeyModifiers, MouseEventKind};

use super::Input;

/// Most that is kept: about as many bytes, of which a key counts one.
const MAX: usize = 100_000;
/// How long Ctrl-C waits for what was typed before it.
const INTERRUPT: Duration = Duration::from_millis(50);

/// Waiting input, oldest first.
#[derive(Default)]
pub(super) struct Backlog {
    inputs: VecDeque<Input>,
    /// What of [`MAX`] is taken.
    size: usize,
    /// Number of moves and drags of the mouse.
    moves: usize,
    /// When the first Ctrl-C that waits came.
    interrupted: Option<Instant>,
}

impl Backlog {
    /// Appends an input. A move of the mouse takes the place of a move right before it, a drag that of a drag; one
    /// resize is enough. When there is no more room, the moves go; then what is new, unless it is Ctrl-C.
    pub(super) fn push(&mut self, input: Input, now: Instant) {
        if input == Input::Resize && self.inputs.contains(&input) {
            return;
        }
        if let (Some(kind), Some(last)) = (motion(&input), self.inputs.back_mut())
            && motion(last) == Some(kind)
        {
            *last = input;
            return;
        }
        let interrupts = is_interrupt(&input);
        if self.size >= MAX && self.moves > 0 {
            self.inputs.retain(|input| motion(input).is_none());
            self.size -= std::mem::take(&mut self.moves);
        }
        if self.size >= MAX && !interrupts {
            return;
        }
        if interrupts {
            self.interrupted.get_or_insert(now);
        }
        self.size += size(&input);
        self.moves += usize::from(motion(&input).is_some());
        self.inputs.push_back(input);
    }

    /// The oldest input. Once a Ctrl-C has waited for a moment, what was typed before it is dropped: the program ends.
    pub(super) fn first(&mut self, now: Instant) -> Option<&Input> {
        if self.interrupted.is_some_and(|since| now >= since + INTERRUPT) {
            while self.inputs.front().is_some_and(|input| !is_interrupt(input)) {
                self.remove_first();
            }
        }
        self.inputs.front()
    }

    /// Removes the oldest input.
    pub(super) fn remove_first(&mut self) {
        if let Some(input) = self.inputs.pop_front() {
            self.size -= size(&input);
            self.moves -= usize::from(motion(&input).is_some());
            self.interrupted = self.interrupted.filter(|_| !is_interrupt(&input));
        }
    }
}

/// How the mouse moves, if that is what an input says.
fn motion(input: &Input) -> Option<MouseEventKind> {
    match input {
        Input::Mouse(mouse) => {
            Some(mouse.kind).filter(|kind| matches!(kind, MouseEventKind::Moved | MouseEventKind::Drag(_)))
        }
        _ => None,
    }
}

fn size(input: &Input) -> usize {
    match input {
        Input::Paste(text) => text.len().max(1),
        _ => 1,
    }
}

fn is_interrupt(input: &Input) -> bool {
    let Input::Key(key) = input else { return false };
    (key.code, key.modifiers) == (KeyCode::Char('c'), KeyModifiers::CONTROL)
}
