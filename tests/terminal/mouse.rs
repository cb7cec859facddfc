//! The mouse, as a terminal reports it: the number of the button, then column and row, counted from 1.

use crate::harness::{Running, Seen, Start};

const PRESS: u8 = 0;
const DRAG: u8 = 32;

/// The bytes that a terminal sends for a button at a cell, counted from 0.
fn at(button: u8, (column, row): (usize, usize), last: char) -> String {
    format!("\x1b[<{button};{};{}{last}", column + 1, row + 1)
}

/// The cell of the time line that stands for the shown epoch.
fn place(seen: &Seen) -> Option<(usize, usize)> {
    let text = seen.text();
    let lines = text.lines().enumerate().collect::<Vec<_>>();
    lines.into_iter().rev().find_map(|(row, line)| Some((line.chars().position(|sign| sign == '●')?, row)))
}

fn paused_at_500() -> Running {
    let mut running = Start::dashboard(&["--paused"]).start();
    running.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    running.press(":500\r");
    running.wait("epoch 500", |seen| seen.epoch() == Some(500) && !seen.shows(" : "));
    running
}

#[test]
fn a_drag_along_the_history_goes_to_the_epochs_beneath_it() {
    let mut running = paused_at_500();
    let (column, row) = running.find("the epoch on the time line", place);
    // On the way to an epoch the program may show others.
    let epoch_at =
        |column: usize| move |seen: &Seen| (place(seen) == Some((column, row))).then(|| seen.epoch()).flatten();
    running.press(&at(PRESS, (column - 5, row), 'M'));
    let pressed = running.find("the epoch beneath the mouse", epoch_at(column - 5));
    running.wait("it is in the past", |seen| seen.shows("past: ") && seen.shows(" of 500"));
    let epochs_a_column = (500 - pressed) / 5;
    running.press(&at(DRAG, (column - 9, row), 'M'));
    let dragged = running.find("the epoch beneath the mouse", epoch_at(column - 9));
    assert!(
        dragged.abs_diff(500 - 9 * epochs_a_column) <= 2 * epochs_a_column,
        "{dragged}, {epochs_a_column} a column"
    );
    running.press(&at(DRAG, (0, 2), 'M'));
    running.wait("the first epoch, though the mouse left the line", |seen| seen.epoch() == Some(0));
    running.press(&at(PRESS, (0, 2), 'm'));
    running.press("G");
    running.wait("the newest epoch", |seen| seen.epoch() == Some(500) && seen.is("paused"));
}
