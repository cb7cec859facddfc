//! What the program writes: how much, when, and in which colours.

use rustix::process::Signal;

use crate::harness::{BEGIN, END, Seen, Start};
use crate::modes::{count, sequences};

#[cfg(target_os = "linux")]
#[test]
fn paused_it_is_asleep() {
    use std::time::{Duration, Instant};
    let mut running = Start::dashboard(&[]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.press(" ");
    running.wait("the pause", |seen| seen.is("paused"));
    let (begin, used, before) = (Instant::now(), running.processor_time(), running.bytes_so_far());
    // The second that is measured.
    std::thread::sleep(Duration::from_secs(1));
    let (wall, used) = (begin.elapsed(), running.processor_time().saturating_sub(used));
    let tick = Duration::from_millis(10);
    assert!(used <= wall / 100 + tick, "{used:?} of {wall:?}");
    let frames = running.look(|seen| count(&seen.bytes[before..], BEGIN));
    assert!(frames <= 1, "{frames} frames in a pause, where only the hint may turn its page");
}

/// The parameters of every SGR sequence, one list each.
fn styles(seen: &Seen) -> Vec<Vec<u32>> {
    let styles = sequences(&seen.bytes).filter(|(_, last)| *last == b'm');
    styles.map(|(middle, _)| middle.split([';', ':']).filter_map(|number| number.parse().ok()).collect()).collect()
}

/// The kinds of colours of some styles: 16, 256 or all.
fn depths(seen: &Seen) -> Vec<&'static str> {
    let mut depths = Vec::new();
    for style in styles(seen) {
        let mut numbers = style.into_iter();
        while let Some(number) = numbers.next() {
            match number {
                38 | 48 => {
                    let all = numbers.next() == Some(2);
                    depths.push(if all { "all" } else { "256" });
                    numbers.nth(if all { 2 } else { 0 });
                }
                30..=37 | 40..=47 | 90..=97 | 100..=107 => depths.push("16"),
                _ => {}
            }
        }
    }
    depths.sort_unstable();
    depths.dedup();
    depths
}

#[test]
fn colours_are_those_that_the_terminal_has() {
    type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: [Case; 9] = [
        (&[], &[], &["all"]),
        (&[], &[("COLORTERM", "")], &["256"]),
        (&[], &[("NO_COLOR", "1")], &[]),
        (&[], &[("TERM", "dumb"), ("COLORTERM", "")], &[]),
        (&[], &[("TERM", "xterm-16color"), ("COLORTERM", "")], &["16"]),
        (&["--color", "256"], &[], &["256"]),
        (&["--color", "16"], &[], &["16"]),
        (&["--color", "never"], &[], &[]),
        (&["--color", "truecolor"], &[("NO_COLOR", "1"), ("COLORTERM", "")], &["all"]),
    ];
    for (arguments, environment, expected) in cases {
        let start =
            environment.iter().fold(Start::dashboard(arguments), |start, (name, value)| start.environment(name, value));
        let mut running = start.start();
        running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
        running.press("?");
        running.wait_for("Ctrl-Z");
        assert_eq!(running.look(depths), expected, "{arguments:?} {environment:?}");
    }
}

#[test]
fn frames_are_synchronized() {
    // With a theme chosen, nothing is asked.
    let mut running = Start::dashboard(&["--theme", "dark"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.resize(100, 30);
    running.wait("another size", |seen| count(&seen.bytes, b"\x1b[2J") > 0);
    running.wait("some frames", |seen| count(&seen.bytes, END) > 5);
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| {
        let mut rest = &seen.bytes[..];
        let find = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|window| window == wanted);
        let mut outside = Vec::new();
        while let Some(begin) = find(rest, BEGIN) {
            outside.extend_from_slice(&rest[..begin]);
            let frame = &rest[begin + BEGIN.len()..];
            let end = find(frame, END).expect("every frame ends");
            assert_eq!(find(&frame[..end], BEGIN), None, "a frame begins in a frame");
            rest = &frame[end + END.len()..];
        }
        outside.extend_from_slice(rest);
        let modes: usize = sequences(&outside)
            .filter(|(middle, last)| middle.starts_with('?') && matches!(last, b'h' | b'l'))
            .map(|(middle, _)| b"\x1b[h".len() + middle.len())
            .sum();
        assert_eq!(modes, outside.len(), "more than modes outside of frames: {:?}", String::from_utf8_lossy(&outside));
    });
}

#[test]
fn training_goes_on_while_nobody_reads_the_screen() {
    // A run that cannot end meanwhile, and that says by itself how far it is.
    let arguments = ["--speed", "max", "--epochs", "1000000000"];
    let mut running = Start::dashboard(&arguments).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.hold(true);
    let before = running.look(Seen::epoch);
    let used = std::time::Instant::now();
    // The time in which nothing is read: more than the events that may wait take to pile up.
    std::thread::sleep(std::time::Duration::from_secs(6));
    let rate = 500.0 * used.elapsed().as_secs_f64();
    running.hold(false);
    running
        .wait("a current frame", |seen| seen.epoch().zip(before).is_some_and(|(now, then)| (now - then) as f64 > rate));
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
}

#[test]
fn a_signal_ends_it_while_nobody_reads_the_screen() {
    let running = Start::dashboard(&["--speed", "max", "--epochs", "1000000000"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.hold(true);
    running.signal(Signal::TERM);
    // Whether the terminal had room for what puts it back decides between the two.
    let exit = running.exit();
    assert!(exit == Ok(143) || exit == Err("Terminated".into()), "{exit:?}");
    assert_eq!(running.modes(), running.modes_before(), "raw mode is off in either case");
}
