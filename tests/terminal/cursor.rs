//! The terminal's own cursor, which screen readers and magnifiers follow, stands on what is selected or typed.

use crate::harness::{Running, Seen, Start};

/// The row of the screen that the cursor is in, and the text before it.
fn at_cursor(seen: &Seen) -> (String, String) {
    let (row, column) = seen.screen().cursor_position();
    let columns = seen.screen().size().1.get();
    let part = |width| seen.screen().rows(0, width).nth(row.into()).unwrap_or_default();
    (part(columns), part(column))
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
