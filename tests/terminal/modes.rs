//! The terminal modes that a program's output sets, and whether it resets them.

use rustix::process::Signal;

use crate::harness::{Running, Seen};

/// Modes (mouse, alternate screen, …) that the program sets by `h` and must reset by `l`.
const SET_BY_H: [u32; 8] = [1000, 1002, 1003, 1006, 1015, 1049, 2004, 2026];
/// The cursor: hidden by `l`, shown by `h`.
const CURSOR: u32 = 25;

/// Number of times that some bytes occur.
pub fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).filter(|window| *window == wanted).count()
}

/// Every control sequence `CSI … final` in the bytes: its parameters and its final byte.
pub fn sequences(bytes: &[u8]) -> impl Iterator<Item = (&str, u8)> {
    let starts = bytes.windows(2).enumerate().filter(|(_, pair)| *pair == b"\x1b[").map(|(start, _)| start + 2);
    starts.filter_map(|start| {
        let length = bytes[start..].iter().position(|byte| (0x40..=0x7e).contains(byte))?;
        Some((std::str::from_utf8(&bytes[start..start + length]).ok()?, bytes[start + length]))
    })
}

/// The private modes in the order that they were changed: number, and whether by `h`.
fn changes(bytes: &[u8]) -> Vec<(u32, bool)> {
    let changes = sequences(bytes).filter(|(_, last)| matches!(last, b'h' | b'l'));
    changes.filter_map(|(middle, last)| Some((middle.strip_prefix('?')?.parse().ok()?, last == b'h'))).collect()
}

/// The private modes that differ from those of a fresh terminal.
pub fn left(bytes: &[u8]) -> Vec<u32> {
    let changes = changes(bytes);
    let last = |mode| changes.iter().rev().find(|(number, _)| *number == mode).map(|(_, set)| *set);
    let mut modes: Vec<u32> = changes.iter().map(|(mode, _)| *mode).collect();
    modes.sort_unstable();
    modes.dedup();
    modes.retain(|&mode| last(mode) != Some(mode == CURSOR));
    modes
}

/// Asserts that the terminal is as it was before the program started, and that the program had changed it.
pub fn assert_restored(running: &Running) {
    assert_eq!(running.modes(), running.modes_before(), "the terminal's settings");
    running.look(|seen| {
        let set = changes(&seen.bytes);
        for mode in SET_BY_H {
            assert!(set.contains(&(mode, true)), "mode {mode} was never set, so the test can't see it reset");
        }
        assert!(set.contains(&(CURSOR, false)));
        assert_eq!(left(&seen.bytes), Vec::<u32>::new(), "modes left on");
        assert!(!seen.screen().alternate_screen() && !seen.screen().hide_cursor() && !seen.screen().bracketed_paste());
        assert_eq!(seen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    });
}

/// Continues a stopped dashboard that was training, and waits until it has drawn its screen anew and trains on.
pub fn continue_training(running: &Running) {
    let before = running.bytes_so_far();
    running.signal(Signal::CONT);
    running.wait("the screen is redrawn", |seen| {
        let is_cleared = count(&seen.bytes[before..], b"\x1b[2J") > 0;
        is_cleared && seen.screen().alternate_screen() && seen.shows("Space") && seen.is("running")
    });
    let epoch = running.look(Seen::epoch);
    running.wait("training goes on", |seen| seen.epoch() > epoch);
}

/// Asserts that the terminal is in raw mode, with every mode that the program sets at the start.
pub fn assert_taken(running: &Running) {
    assert_ne!(running.modes(), running.modes_before(), "raw mode");
    running.look(|seen| {
        assert!(seen.screen().alternate_screen() && seen.screen().hide_cursor() && seen.screen().bracketed_paste());
        assert_eq!(seen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::AnyMotion);
    });
}
