//! Storms of bytes from the terminal: every byte is read at once, and what is typed afterwards works as ever.

use std::thread::sleep;
use std::time::Duration;

use blobtui::ui::input::{PASTE, SEQUENCE};
use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;
use rustix::process::Signal;

use crate::harness::{Running, Start};
use crate::storms::with_parity;
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[STORM, CONTROL_C_IN_A_BURST];

/// Bursts of everything that a terminal may send, with resizes and stops between; then `?`, then Ctrl-C.
const STORM: Case =
    Case { name: "bursts with resizes and stops, then ? and Ctrl-C", short: 8, long: 1000, round: storm };

/// A burst of keys, mouse and pastes that ends with Ctrl-C.
const CONTROL_C_IN_A_BURST: Case =
    Case { name: "Ctrl-C at the end of a burst", short: 4, long: 500, round: control_c_in_a_burst };

/// Bytes of a burst, at most.
const MAX_BURST: usize = 100_000;
/// Longest stop: long enough for a terminal to fill up.
const MAX_STOP: Duration = Duration::from_millis(20);

/// The beginnings of sequences, and bytes that are none.
const BROKEN: [&[u8]; 16] = [
    b"\x1b",
    b"\x1b[",
    b"\x1b[<",
    b"\x1b[<35;20",
    b"\x1b[?",
    b"\x1b[1;",
    b"\x1b[M",
    b"\x1b[[",
    b"\x1bO",
    b"\x1b]",
    b"\x1b]11;rgb:ff",
    b"\x1bP",
    b"\xe2\x82",
    b"\xff",
    b"\xc3\x28",
    b"\0",
];

#[test]
fn after_a_storm_of_bytes_the_help_opens_and_control_c_ends() {
    STORM.test();
}

#[test]
fn control_c_at_the_end_of_a_burst_needs_no_other_byte() {
    CONTROL_C_IN_A_BURST.test();
}

fn paused() -> Running {
    paused_with(40)
}

/// On a screen of so many rows.
fn paused_with(rows: u16) -> Running {
    let running = Start::dashboard(&["--paused"]).silent().size(120, rows).start();
    running.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    running
}

fn storm(round: &mut Round) {
    let parity = round.number as u16 % 2;
    let mut running = paused_with(with_parity(40, parity));
    let mut faults = 0;
    let mut is_pasting = false;
    for _ in 0..round.random.random_range(1..=3) {
        let length = length(&mut round.random);
        match round.random.random_range(0..4) {
            0 => {
                let burst = burst(&mut round.random, length, parity);
                // Resizes while the bytes come.
                for piece in burst.chunks(length.div_ceil(8)) {
                    running.send(piece);
                    let rows = with_parity(round.random.random_range(1..=100), parity);
                    running.resize(round.random.random_range(1..=300), rows);
                    faults += 1;
                }
            }
            1 => {
                running.signal(Signal::STOP);
                running.wait_for_stop();
                // The terminal takes what it has room for, and the rest when the program goes on.
                running.send_ahead(&burst(&mut round.random, length, parity));
                sleep(MAX_STOP.mul_f64(round.random.random()));
                running.signal(Signal::CONT);
            }
            2 => {
                let text = burst(&mut round.random, length, parity);
                running.send(&[b"\x1b[200~", &text[..]].concat());
                is_pasting = true;
            }
            _ => running.send(&burst(&mut round.random, length, parity)),
        }
        let broken = BROKEN[round.random.random_range(0..BROKEN.len())];
        running.send(broken);
        faults += 2;
    }
    running.resize(120, with_parity(40, parity));
    // What has begun and goes on no more is given up after a time that is part of the promise.
    running.press_alone("");
    sleep(if is_pasting { PASTE * 3 / 2 } else { SEQUENCE * 3 });
    running.press("?");
    // A click may have chosen a setting, whose help has its name.
    running.wait("the help", |seen| seen.shows("Esc or q back"));
    running.press("\x03");
    assert_eq!(running.exit(), Ok(0));
    round.injected(faults);
}

fn control_c_in_a_burst(round: &mut Round) {
    let mut running = paused();
    let length = length(&mut round.random);
    let mut bytes = burst(&mut round.random, length, 0);
    bytes.push(3);
    running.send(&bytes);
    assert_eq!(running.exit(), Ok(0));
    round.injected(1);
}

/// A number of bytes, as often in each power of ten.
fn length(random: &mut ChaCha8Rng) -> usize {
    let most = 10_usize.pow(random.random_range(0..=5));
    random.random_range(most.div_ceil(10)..=most).min(MAX_BURST)
}

/// About so many bytes of whole keys, reports of the mouse and pastes, one kind or all, for screens with a number of rows of
/// this parity. No key among them quits, opens a text field or the help.
fn burst(random: &mut ChaCha8Rng, length: usize, parity: u16) -> Vec<u8> {
    let kind = random.random_range(0..5);
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let (column, row) = (random.random_range(1..=120), with_parity(random.random_range(2..=30), 1 - parity));
        match if kind == 4 { random.random_range(0..4) } else { kind } {
            0 => bytes.push(b"hlaft+-"[random.random_range(0..7)]),
            1 => {
                bytes.extend(["\x1b[C", "\x1b[D", "\x1b[1;2C", "\x1b[6~", "\x1bOA"][random.random_range(0..5)].bytes());
            }
            2 => {
                let button = [0, 32, 35, 35, 35, 64, 65][random.random_range(0..7)];
                let last = if random.random_bool(0.1) { 'm' } else { 'M' };
                bytes.extend(format!("\x1b[<{button};{column};{row}{last}").bytes());
            }
            _ => {
                let text = "some text, a ? and a q\r\n".repeat(random.random_range(0..40));
                bytes.extend(format!("\x1b[200~{text}\x1b[201~").bytes());
            }
        }
    }
    bytes
}

#[test]
fn keys_in_a_burst_are_acted_on_in_their_order() {
    let mut running = paused();
    let keys = format!(":{}\x15zyx{}wvu", "a".repeat(30_000), "\x1b[D\x1b[C".repeat(5_000));
    running.press(&keys);
    running.wait_for("zyxwvu");
    running.look(|seen| assert!(!seen.shows("azyx"), "{}", seen.text()));
}

#[test]
fn what_was_sent_while_the_program_was_stopped_is_read_when_it_goes_on() {
    let mut running = paused();
    running.signal(Signal::STOP);
    running.wait_for_stop();
    // More than the terminal has room for.
    running.send_ahead(format!(":{}\x15zyx", "a".repeat(MAX_BURST / 10 * 9)).as_bytes());
    running.signal(Signal::CONT);
    running.wait_for("zyx");
    running.press("\x03");
    assert_eq!(running.exit(), Ok(0));
}

#[test]
fn a_paste_that_never_ends_is_text_after_a_second_and_takes_no_later_key() {
    let mut running = paused();
    running.press(":");
    running.wait_for("Enter accept");
    running.press("\x1b[200~zyx?");
    running.wait_for("zyx?");
    running.press("wvu");
    running.wait_for("zyx?wvu");
    // A Ctrl-C that nothing follows is none of the text.
    running.press("\x1b[200~more\x03");
    assert_eq!(running.exit(), Ok(0));
}

#[test]
fn a_lone_escape_is_a_key_and_an_unfinished_sequence_takes_none_with_it() {
    let mut running = paused();
    for beginning in ["\x1b[<", "\x1b[?", "\x1b[M", "\x1b]0;title", "\x1bP", "\x1b"] {
        running.press_alone(beginning);
        sleep(SEQUENCE * 3);
        running.press("?");
        running.wait(&format!("the help after {beginning:?}"), |seen| seen.shows("╭ help "));
        running.press("\x1b");
        running.wait("the help closes", |seen| !seen.shows("╭ help "));
    }
}
