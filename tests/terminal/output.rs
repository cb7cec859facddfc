//! The program's output: how much, when, and in which colors.

#[cfg(target_os = "linux")]
use std::time::Instant;

use rustix::process::Signal;

use crate::harness::{BEGIN, END, Seen, Start};
use crate::modes::{count, sequences};
#[cfg(target_os = "linux")]
use crate::threads::{wait_for_sleep, wakes};

/// Seconds that a hint stands.
#[cfg(target_os = "linux")]
const HINT: u64 = 5;

#[cfg(target_os = "linux")]
#[test]
fn a_paused_dashboard_is_asleep() {
    // With a chosen theme the program doesn't ask for the background's color.
    let paused = Start::dashboard(&["--theme", "dark", "--paused"]).start();
    paused.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    let training = Start::training(&["--theme", "dark"]).start();
    training.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    wait_for_sleep(&paused);
    let start = Instant::now();
    let (bytes, before) = (paused.bytes_so_far(), wakes(&paused));
    let (other_bytes, other_before) = (training.bytes_so_far(), wakes(&training));
    let drawn = |seen: &Seen, bytes: usize| count(&seen.bytes[bytes..], BEGIN) as u64;
    training.wait("30 frames of the other", |seen| drawn(seen, other_bytes) >= 30);
    wait_for_sleep(&paused);
    let (wakes, other_wakes) = (wakes(&paused) - before, wakes(&training) - other_before);
    let frames = paused.look(|seen| drawn(seen, bytes));
    let hints = start.elapsed().as_secs() / HINT + 1;
    // Only the hint changes, at a few wakes each. Anything else would wake up more often.
    assert!(frames <= 2 * hints, "{frames} frames for {hints} hints");
    assert!(wakes <= 8 * (frames + 1), "{wakes} wakes for {frames} frames; the other had {other_wakes}");
}

/// The parameters of every SGR sequence (colors and attributes).
fn styles(seen: &Seen) -> Vec<Vec<u32>> {
    let styles = sequences(&seen.bytes).filter(|(_, last)| *last == b'm');
    styles.map(|(middle, _)| middle.split([';', ':']).filter_map(|number| number.parse().ok()).collect()).collect()
}

/// The color depths of the styles: 16, 256 or all.
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
fn colors_suit_the_terminal() {
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
        let start = Start::dashboard(&[&["--paused"], arguments].concat());
        let start = environment.iter().fold(start, |start, (name, value)| start.environment(name, value));
        let mut running = start.start();
        running.wait_for_first_frame();
        running.press("?");
        running.wait_for("╭ help ");
        assert_eq!(running.look(depths), expected, "{arguments:?} {environment:?}");
    }
}

#[test]
fn frames_are_synchronized() {
    // With a chosen theme the program doesn't ask for the background's color.
    let mut running = Start::training(&["--theme", "dark"]).start();
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
        // Modes, and questions where the cursor is, after a move.
        let is_allowed = |middle: &str, last| match last {
            b'h' | b'l' => middle.starts_with('?'),
            b'H' => true,
            last => last == b'n' && middle == "6",
        };
        let modes: usize = sequences(&outside)
            .filter(|(middle, last)| is_allowed(middle, *last))
            .map(|(middle, _)| b"\x1b[h".len() + middle.len())
            .sum();
        assert_eq!(
            modes,
            outside.len(),
            "output outside of frames that neither sets a mode nor asks: {:?}",
            String::from_utf8_lossy(&outside)
        );
    });
}

#[cfg(target_os = "linux")]
#[test]
fn training_ends_while_nobody_reads_the_screen() {
    // More frames a second, so that whatever could wait for the screen piles up soon.
    let arguments = ["--theme", "dark", "--paused", "--speed", "max", "--epochs", "1000000", "--fps", "60"];
    let mut running = Start::dashboard(&[&arguments[..], &["--engine", "fused"]].concat()).start();
    running.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    running.hold(true);
    running.press_alone(" ");
    // The screen's thread waits for the terminal, and the trainer's thread, at the end of its run, for commands.
    wait_for_sleep(&running);
    let epoch = running.look(Seen::epoch);
    assert!(epoch < Some(1_000_000), "{epoch:?}");
    running.hold(false);
    running.wait("the end", |seen| seen.epoch() == Some(1_000_000) && seen.is("finished"));
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
}

#[test]
fn a_signal_ends_it_while_nobody_reads_the_screen() {
    let running = Start::dashboard(&["--speed", "max", "--epochs", "1000000000"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.hold(true);
    running.signal(Signal::TERM);
    // Either, depending on whether the terminal had room for the sequences that restore it.
    let exit = running.exit();
    assert!(exit == Ok(143) || exit == Err("Terminated".into()), "{exit:?}");
    assert_eq!(running.modes(), running.modes_before(), "raw mode is off");
}
