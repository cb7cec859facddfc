//! The program asks the terminal for its background color, and never takes the reply for keys.

use crate::harness::{Running, Seen, Start};
use crate::modes::count;

const QUERY: &[u8] = b"\x1b]11;?\x07";

/// The background of the header, as the program draws it.
fn background(seen: &Seen) -> Option<vt100::Color> {
    seen.screen().cell(2, 0).map(vt100::Cell::bgcolor)
}

/// In a terminal whose only report is the test's: it comes in pieces, between which no terminal reports anything else.
fn paused(arguments: &[&str]) -> Running {
    let running = Start::dashboard(&[&["--paused"], arguments].concat()).silent().start();
    running.wait("the pause", |seen| seen.is("paused"));
    running.wait_for_first_frame();
    running
}

/// Asserts that the dashboard got no key but the one that this presses last, a step.
fn assert_no_key_came(running: &mut Running) {
    running.press("\x1b[C");
    running.wait("the first epoch", |seen| seen.epoch() == Some(1));
    running.look(|seen| {
        let text = seen.text();
        assert!(seen.is("xor-blobs") && seen.is("paused") && seen.seed() == Some(8), "{text}");
        assert!(text.contains(" log ") && text.contains("boundary ") && text.contains("e settings"), "{text}");
        for sign in ["rgb:", "ffff", "11;"] {
            assert!(!text.contains(sign), "{sign} in {text}");
        }
    });
}

#[test]
fn a_light_background_makes_the_theme_light_however_the_reply_is_split() {
    for end in ["\x07", "\x1b\\"] {
        let reply = format!("\x1b]11;rgb:ffff/ffff/ffff{end}");
        for splits in [vec![], vec![2], vec![1], vec![3, 9, 15], vec![reply.len() - 1]] {
            let mut running = paused(&[]);
            running.look(|seen| assert_eq!(count(&seen.bytes, QUERY), 1, "the program asks once"));
            let dark = running.look(background);
            let mut from = 0;
            for split in splits.iter().copied().chain([reply.len()]) {
                // As over a slow line: the program reads the pieces one by one.
                running.press_alone(&reply[from..split]);
                from = split;
            }
            running.wait(&format!("the light theme, {splits:?}"), |seen| background(seen) != dark);
            assert_no_key_came(&mut running);
            running.press("q");
            assert_eq!(running.exit_and_read(), Ok(0));
        }
    }
}

#[test]
fn a_dark_background_leaves_the_theme_dark_and_a_chosen_theme_stays() {
    let mut running = paused(&[]);
    let dark = running.look(background);
    running.press("\x1b]11;rgb:0000/2b2b/3636\x07");
    assert_no_key_came(&mut running);
    assert_eq!(running.look(background), dark);
    // A theme that the user chose stays, whatever the terminal replies.
    running.press("t");
    running.wait("the light theme", |seen| background(seen) != dark && seen.shows("theme light"));
    let light = running.look(background);
    running.press("\x1b]11;rgb:0/0/0\x07");
    running.press("\x1b[C");
    running.wait("the next epoch", |seen| seen.epoch() == Some(2));
    assert_eq!(running.look(background), light);
}

#[test]
fn keys_work_while_no_reply_comes() {
    let mut running = paused(&[]);
    running.press("?");
    running.wait_for("Esc or q back");
    running.press("\x1b");
    running.wait("the help closes", |seen| !seen.shows("Esc or q back"));
    running.press("n");
    running.wait("the next preset", |seen| seen.is("underfit"));
}

#[test]
fn the_program_does_not_ask_with_a_chosen_theme_or_a_terminal_that_can_not_reply() {
    for (arguments, environment) in [
        (&["--theme", "dark"][..], ("TERM", "xterm-256color")),
        (&["--color", "never"], ("TERM", "xterm-256color")),
        (&["--color", "truecolor"], ("TERM", "dumb")),
        (&["--color", "16"], ("TERM", "linux")),
    ] {
        let running = Start::dashboard(arguments).environment(environment.0, environment.1).start();
        running.wait_for_first_frame();
        running.look(|seen| assert_eq!(count(&seen.bytes, b"\x1b]11"), 0, "{arguments:?} {environment:?}"));
    }
}
