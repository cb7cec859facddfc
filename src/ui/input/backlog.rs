//! Input that the dashboard has no room for yet: in its order, folded, and never more than a bound.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyCode, KeyModifiers, MouseEventKind};

use crate::ui::input::Input;

/// Most that is kept: about as many bytes, of which a key counts one.
const MAX: usize = 100_000;
/// Most receipts that are kept: more than anybody waits for.
const MAX_RECEIPTS: usize = 64;
/// How long Ctrl-C waits for what was typed before it.
const INTERRUPT: Duration = Duration::from_millis(30);

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
    /// resize is enough, and one Ctrl-C. When there is no more room, the moves go; then what is oldest, unless it is Ctrl-C: what a person
    /// types last is what they want. Receipts go ahead: they measure the line, not how busy the dashboard is.
    pub(super) fn push(&mut self, input: Input, now: Instant) {
        if is_receipt(&input) {
            let place = self.inputs.iter().take_while(|input| is_receipt(input)).count();
            if place < MAX_RECEIPTS {
                self.size += size(&input);
                self.inputs.insert(place, input);
            }
            return;
        }
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
        if interrupts && self.interrupted.is_some() {
            return;
        }
        if self.size >= MAX && self.moves > 0 {
            self.inputs.retain(|input| motion(input).is_none());
            self.size -= std::mem::take(&mut self.moves);
        }
        while self.size >= MAX
            && let Some(place) = self.inputs.iter().position(|input| !is_receipt(input) && !is_interrupt(input))
        {
            self.size -= self.inputs.remove(place).map_or(0, |input| size(&input));
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
        if self.interrupted.take_if(|since| now >= *since + INTERRUPT).is_some() {
            let mut is_before = true;
            self.inputs.retain(|input| {
                is_before &= !is_interrupt(input);
                !is_before || is_receipt(input)
            });
            self.size = self.inputs.iter().map(size).sum();
            self.moves = self.inputs.iter().filter_map(motion).count();
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

fn is_receipt(input: &Input) -> bool {
    matches!(input, Input::Receipt(_))
}

fn is_interrupt(input: &Input) -> bool {
    let Input::Key(key) = input else { return false };
    (key.code, key.modifiers) == (KeyCode::Char('c'), KeyModifiers::CONTROL)
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::{KeyEvent, MouseButton, MouseEvent};

    use super::*;

    fn key(character: char) -> Input {
        Input::Key(KeyEvent::from(KeyCode::Char(character)))
    }

    fn control_c() -> Input {
        Input::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))
    }

    fn mouse(kind: MouseEventKind, column: u16) -> Input {
        Input::Mouse(MouseEvent { kind, column, row: 0, modifiers: KeyModifiers::NONE })
    }

    fn backlog(inputs: impl IntoIterator<Item = Input>, now: Instant) -> Backlog {
        let mut backlog = Backlog::default();
        inputs.into_iter().for_each(|input| backlog.push(input, now));
        backlog
    }

    fn all(mut backlog: Backlog, now: Instant) -> Vec<Input> {
        let mut inputs = Vec::new();
        while let Some(input) = backlog.first(now) {
            inputs.push(input.clone());
            backlog.remove_first();
        }
        assert_eq!((backlog.size, backlog.moves), (0, 0));
        inputs
    }

    #[test]
    fn moves_are_folded_into_the_last_and_keys_keep_their_order() {
        let (left, right) = (MouseEventKind::Drag(MouseButton::Left), MouseEventKind::Drag(MouseButton::Right));
        let (moved, wheel) = (MouseEventKind::Moved, MouseEventKind::ScrollUp);
        let now = Instant::now();
        let inputs = [
            mouse(moved, 1),
            mouse(moved, 2),
            key('a'),
            mouse(moved, 3),
            mouse(left, 4),
            mouse(left, 5),
            mouse(right, 6),
            mouse(wheel, 7),
            mouse(wheel, 7),
            Input::Resize,
            key('b'),
            Input::Resize,
        ];
        let folded = [1, 2, 3, 5, 6, 7, 8, 9, 10].map(|place: usize| inputs[place].clone());
        assert_eq!(all(backlog(inputs, now), now), folded);
    }

    #[test]
    fn what_is_kept_is_bounded_and_moves_go_first() {
        let now = Instant::now();
        let pairs = (0..MAX).flat_map(|_| [mouse(MouseEventKind::Moved, 1), key('a')]);
        let kept = all(backlog(pairs, now), now);
        assert_eq!(kept, vec![key('a'); MAX]);
        let typed = (0..3 * MAX).map(|_| key('a')).chain([key('?')]);
        assert_eq!(all(backlog(typed, now), now).last(), Some(&key('?')), "the help opens after any burst");
        let keys = (0..2 * MAX).map(|_| key('a')).chain([Input::Vanished]);
        assert_eq!(all(backlog(keys, now), now).last(), Some(&Input::Vanished));
        let pastes = (0..3).map(|_| Input::Paste("x".repeat(MAX / 2)));
        assert_eq!(all(backlog(pastes, now), now).len(), 2);
    }

    #[test]
    fn control_c_waits_only_a_moment_for_what_was_typed_before_it() {
        let now = Instant::now();
        let inputs = || (0..2 * MAX).map(|_| key('a')).chain([control_c(), key('b')]);
        let at_once = all(backlog(inputs(), now), now);
        assert_eq!((at_once.len(), &at_once[MAX - 2]), (MAX, &control_c()), "even beyond the bound");
        let later = all(backlog(inputs(), now), now + INTERRUPT);
        assert_eq!(later, [control_c(), key('b')]);
    }

    #[test]
    fn receipts_go_ahead_in_their_order_and_are_not_dropped() {
        let now = Instant::now();
        let inputs = [key('a'), Input::Receipt(1), key('b'), Input::Receipt(2), control_c()];
        let sorted = [1, 3, 0, 2, 4].map(|place: usize| inputs[place].clone());
        assert_eq!(all(backlog(inputs, now), now), sorted);
        let kept = all(backlog(sorted, now), now + INTERRUPT);
        assert_eq!(kept, [Input::Receipt(1), Input::Receipt(2), control_c()]);
    }
}
