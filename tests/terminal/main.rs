//! The real program in a real pseudo-terminal: start, keys, sizes, signals, and that every way out restores the terminal.

mod background;
mod cursor;
#[path = "../common/terminal.rs"]
#[allow(dead_code, reason = "tests/reliability uses the rest")]
mod harness;
mod keys;
mod modes;
mod mouse;
mod output;
mod pipes;
mod plain;
#[cfg(target_os = "linux")]
mod threads;
mod ways_out;

use harness::Start;

#[test]
fn starts_and_trains_without_a_key() {
    let mut running = Start::dashboard(&[]).start();
    running.wait_for_first_frame();
    running.look(|seen| {
        assert!(seen.screen().alternate_screen() && seen.screen().hide_cursor());
        for text in ["xor-blobs", "boundary", "loss", "Space", "quit"] {
            assert!(seen.shows(text), "{text} is not in\n{}", seen.text());
        }
        assert!(seen.text().contains('▀') || seen.text().contains('▄'), "no plane in\n{}", seen.text());
    });
    running.wait("the run begins", |seen| seen.is("running") && seen.epoch() > Some(0));
    let epoch = running.look(harness::Seen::epoch);
    running.wait("the epoch grows", |seen| seen.epoch() > epoch);
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
}

#[test]
fn redraws_the_whole_screen_at_any_size() {
    let running = Start::training(&[]).start();
    running.wait_for_first_frame();
    for (columns, rows) in [(80, 24), (200, 60), (20, 8), (5, 2), (1, 1), (120, 40)] {
        let before = running.bytes_so_far();
        running.resize(columns, rows);
        running.wait("the screen is cleared", |seen| modes::count(&seen.bytes[before..], b"\x1b[2J") > 0);
        match columns {
            76.. => running.wait(&format!("{columns}x{rows} is whole"), |seen| {
                let text = seen.text();
                let (first, last) = (text.lines().next(), text.lines().nth(usize::from(rows) - 1));
                first.is_some_and(|header| header.contains("xor-blobs") && header.contains("epoch"))
                    && last.is_some_and(|keys| keys.contains("Space") && keys.contains("quit"))
                    && text.lines().filter(|line| line.contains('▀') || line.contains('▄')).count() * 2
                        > usize::from(rows)
            }),
            16.. => running.wait("the plane", |seen| {
                seen.text().lines().filter(|line| line.contains('▀') || line.contains('▄')).count() >= 4
            }),
            // Nothing fits in a few columns: the program must not crash.
            _ => {}
        }
    }
    let epoch = running.look(harness::Seen::epoch);
    running.wait("training continues", |seen| seen.epoch() > epoch);
}

#[test]
fn keys_come_from_the_terminal_when_standard_input_is_something_else() {
    let program = env!("CARGO_BIN_EXE_blobtui");
    let mut running = Start::program("sh".as_ref(), &["-c", r#"exec "$0" </dev/null"#, program]).start();
    running.wait_for_first_frame();
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_eq!(running.modes(), running.modes_before());
}

#[test]
fn without_a_terminal_it_ends_and_names_the_command_that_needs_none() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_blobtui")).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("not a terminal") && message.contains("`blobtui train`"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}
