//! The terminal's own cursor, which screen readers and magnifiers follow, stands on what is selected or typed.

use std::time::{Duration, Instant};

use crate::harness::{Running, Seen, Start};

/// The row of the screen that the cursor is in, and the text before it.
fn at_cursor(seen: &Seen) -> (String, String) {
    let (row, column) = seen.screen().cursor_position();
    let columns = seen.screen().size().1.get();
    let part = |width| seen.screen().rows(0, width).nth(row.into()).unwrap_or_default();
    (part(columns), part(column))
}

fn is_reversed(seen: &Seen) -> bool {
    let (row, column) = seen.screen().cursor_position();
    seen.screen().cell(row, column).is_some_and(vt100::Cell::inverse)
}

/// The sign under the cursor.
fn sign(seen: &Seen) -> String {
    let (row, column) = seen.screen().cursor_position();
    seen.screen().cell(row, column).map_or_else(String::new, |cell| cell.contents().to_owned())
}

fn wait_for_row(running: &Running, what: &str, is_there: impl Fn(&str, &str) -> bool) {
    running.wait(what, |seen| {
        let (row, before) = at_cursor(seen);
        is_there(&row, &before)
    });
}

#[test]
fn the_cursor_is_hidden_on_a_selection_and_seen_in_a_text() {
    for size in [(80, 24), (120, 40)] {
        let mut running = Start::dashboard(&["--paused"]).size(size.0, size.1).start();
        running.wait_for_first_frame();
        running.press("p");
        wait_for_row(&running, "the loaded preset", |row, _| row.contains("xor-blobs"));
        assert!(running.look(|seen| seen.screen().hide_cursor()), "hidden on a list");
        let first = running.look(|seen| seen.screen().cursor_position().0);
        running.press("j");
        running.wait("the next row", |seen| seen.screen().cursor_position().0 == first + 1);
        running.press("q:");
        running.wait("a cursor that is seen", |seen| !seen.screen().hide_cursor());
        running.press("seed 9");
        wait_for_row(&running, "the end of the text", |_, before| before.ends_with("seed 9"));
        running.press("\x1b[D\x1b[D");
        wait_for_row(&running, "inside the text", |row, before| before.ends_with("seed") && row.contains("seed 9"));
        assert!(!running.look(is_reversed), "the terminal's own cursor stands for the one in the text");
        running.press("\x1b");
        running.wait("no cursor", |seen| seen.screen().hide_cursor());
        // The settings: the selected one, then what is typed for it.
        running.press("e");
        wait_for_row(&running, "the first setting", |row, _| row.contains("0.03"));
        running.press("\r0.5");
        wait_for_row(&running, "the typed value", |_, before| before.ends_with("0.5"));
        assert!(!running.look(|seen| seen.screen().hide_cursor()), "seen in a field");
        running.press("\x1b");
        running.wait("the value is left", |seen| seen.screen().hide_cursor());
        running.press("\x03");
        assert_eq!(running.exit(), Ok(0));
    }
}

#[test]
fn the_cursor_goes_with_the_selected_unit_and_the_time() {
    let mut running = Start::dashboard(&["--paused", "--hidden", "4,4"]).start();
    running.wait_for_first_frame();
    let place = |seen: &Seen| seen.screen().cursor_position();
    running.press("3\x1b[C");
    running.wait_for("h1.1");
    let (row, column) = running.look(place);
    running.press("\x1b[B");
    running.wait("the unit below", |seen| place(seen).0 > row && place(seen).1 == column);
    running.press("\x1b[C");
    running.wait("the unit at the right", |seen| place(seen).1 > column);
    // Into the card of its weights.
    running.press("\r");
    wait_for_row(&running, "the bias", |row, _| row.contains("bias"));
    running.press("\x1b[B");
    wait_for_row(&running, "a weight", |row, _| row.contains("h1.1"));
    running.press("4");
    running.wait("the end of the time line", |seen| sign(seen) == "●");
    let (row, column) = running.look(place);
    running.press("\x1b[6~");
    running.wait("100 epochs on", |seen| place(seen).0 == row && place(seen).1 > column && sign(seen) == "●");
    assert!(running.look(|seen| seen.screen().hide_cursor()), "hidden on a selection");
}

#[test]
fn with_reduced_motion_there_is_a_frame_a_second_and_keys_are_answered_at_once() {
    let mut running = Start::training(&["--reduced-motion"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    let (start, mut epochs) = (Instant::now(), vec![]);
    running.wait("five frames", |seen| {
        let epoch = seen.epoch();
        if epochs.last() != Some(&epoch) {
            epochs.push(epoch);
        }
        epochs.len() > 5
    });
    // A busy machine is slower, never faster; unreduced, five frames take less than a tenth of a second.
    assert!(start.elapsed() > Duration::from_secs(3), "{epochs:?} in {:?}", start.elapsed());
    let mut soonest = Duration::MAX;
    for (key, speed) in [("+", " 200/s"), ("-", " 100/s"), ("+", " 200/s"), ("-", " 100/s"), ("+", " 200/s")] {
        let pressed = Instant::now();
        running.press(key);
        running.wait(speed, |seen| seen.is(speed));
        soonest = soonest.min(pressed.elapsed());
    }
    // Each is pressed when a frame has just been drawn, a second before the next one.
    assert!(soonest < Duration::from_millis(500), "{soonest:?}");
}
