//! Storms of keys, mouse, paste, bytes and sizes: the dashboard goes on drawing, and Ctrl-C ends it.

use std::thread::sleep;

use blobtui::ui::input;
use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;

use crate::harness::{END, Running};
use crate::modes::{assert_restored, count};
use crate::place::Place;
use crate::resume::{RUN, assert_resumes, save};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[KEYS, MOUSE, PASTE, BYTES, SIZES, EVERYTHING];

const KEYS: Case = Case { name: "storm of keys", short: 2, long: 200, round: |round| storm(round, &[keys]) };
const MOUSE: Case =
    Case { name: "storm of mouse moves and clicks", short: 2, long: 200, round: |round| storm(round, &[mouse]) };
const PASTE: Case = Case { name: "storm of pastes", short: 2, long: 200, round: |round| storm(round, &[paste]) };
const BYTES: Case = Case { name: "storm of bytes", short: 2, long: 200, round: |round| storm(round, &[bytes]) };
const SIZES: Case =
    Case { name: "storm of sizes, 0x0 to 500x200", short: 2, long: 200, round: |round| storm(round, &[]) };
const EVERYTHING: Case = Case {
    name: "storm of all of these",
    short: 2,
    long: 200,
    round: |round| storm(round, &[keys, mouse, paste, bytes]),
};

#[test]
fn a_storm_of_keys() {
    KEYS.test();
}

#[test]
fn a_storm_of_mouse_moves_and_clicks() {
    MOUSE.test();
}

#[test]
fn a_storm_of_pastes() {
    PASTE.test();
}

#[test]
fn a_storm_of_bytes() {
    BYTES.test();
}

#[test]
fn a_storm_of_sizes() {
    SIZES.test();
}

#[test]
fn a_storm_of_everything() {
    EVERYTHING.test();
}

/// Makes the bytes of one event, on screens with a number of rows of this parity.
type Event = fn(&mut ChaCha8Rng, u16) -> Vec<u8>;

/// Sends events of these kinds and new sizes; only sizes if there are none.
fn storm(round: &mut Round, events: &[Event]) {
    let place = Place::new();
    let parity = round.number as u16 % 2;
    let start = place.dashboard(&[&RUN[..], &["--epochs", "1000000"]].concat());
    let mut running = start.size(120, with_parity(40, parity)).start();
    running.wait_for_first_frame();
    let saved = save(&place, &mut running);
    let bursts = round.random.random_range(3..12);
    for _ in 0..bursts {
        let random = &mut round.random;
        let mut burst = Vec::new();
        if let Some(event) = events.choose(random) {
            let count = *[1, 10, 100, 1000].choose(random).expect("one of four");
            for _ in 0..random.random_range(0..=count) {
                burst.append(&mut event(random, parity));
            }
            running.send(&burst);
        }
        if events.is_empty() || random.random_bool(0.3) {
            let (columns, rows) = size(random);
            running.resize(columns, with_parity(rows, parity));
        }
        round.injected(1 + burst.len() as u64);
    }
    // A paste that has begun takes all keys for text, until nothing has come for a second.
    sleep(input::PASTE);
    assert_it_lives_and_ends(&mut running, with_parity(42, parity));
    assert_resumes(&place, &saved);
}

/// A number of this parity, the same or one beside it.
///
/// The last row of the screen holds keys to click on, and one of them quits. Which row that is when a click arrives is
/// unknown, but not its parity: buttons are pressed in rows of the other.
pub fn with_parity(number: u16, parity: u16) -> u16 {
    number & !1 | parity
}

/// Sizes at random, small ones and the extremes more often.
fn size(random: &mut ChaCha8Rng) -> (u16, u16) {
    match random.random_range(0..4) {
        0 => *[(0, 0), (1, 1), (0, 24), (80, 0), (500, 200), (500, 1), (1, 200)].choose(random).expect("one of some"),
        1 => (random.random_range(0..20), random.random_range(0..10)),
        _ => (random.random_range(0..=500), random.random_range(0..=200)),
    }
}

/// Draws in a new size, of so many rows, and ends with a key, with the terminal restored.
pub fn assert_it_lives_and_ends(running: &mut Running, rows: u16) {
    let before = running.bytes_so_far();
    // Other than before, or no signal would come.
    running.resize(121, rows);
    running.wait("a frame of the new size", |seen| count(&seen.bytes[before..], END) > 0 && seen.is("epoch "));
    running.press("\x03");
    // The second, if the terminal makes a signal of it because the program is just giving it back.
    let exit = running.exit_and_read();
    assert!(matches!(exit, Ok(0 | 130)), "{exit:?}");
    assert_restored(running);
}

/// Keys of all kinds, except those that end or stop the program.
fn keys(random: &mut ChaCha8Rng, _: u16) -> Vec<u8> {
    const SEQUENCES: [&str; 16] = [
        "\x1b",
        "\r",
        "\t",
        "\x7f",
        "\x1b[A",
        "\x1b[B",
        "\x1b[C",
        "\x1b[D",
        "\x1b[1;2C",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[H",
        "\x1b[F",
        "\x1b[Z",
        "\x1b[3~",
        "\x1bOP",
    ];
    if random.random_bool(0.3) {
        return SEQUENCES.choose(random).expect("one of some").as_bytes().to_vec();
    }
    let key = random.random_range(b' '..=b'~');
    if key == b'q' { b"?".to_vec() } else { vec![key] }
}

fn mouse(random: &mut ChaCha8Rng, parity: u16) -> Vec<u8> {
    let button = *[0, 1, 2, 32, 34, 35, 35, 35, 64, 65, 4, 20].choose(random).expect("one of some");
    let (column, row) = (random.random_range(0..600), with_parity(random.random_range(0..300), 1 - parity));
    let end = if random.random_bool(0.7) { 'M' } else { 'm' };
    format!("\x1b[<{button};{column};{row}{end}").into_bytes()
}

/// A paste, which may hold line ends, escapes, and every key.
fn paste(random: &mut ChaCha8Rng, _: u16) -> Vec<u8> {
    let length = random.random_range(0..300);
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend((0..length).map(|_| random.random_range(b' '..=b'~')));
    bytes.extend(b"\x1b[201~");
    bytes
}

/// Any byte but those that end or stop the program, and the start of a paste now and then, which may never end.
fn bytes(random: &mut ChaCha8Rng, _: u16) -> Vec<u8> {
    match random.random_range(0..20) {
        0 => b"\x1b[<".to_vec(),
        1 => b"\x1b[?".to_vec(),
        2 => b"\x1b[200~".to_vec(),
        3 => b"\x1b]11;rgb:".to_vec(),
        _ => {
            let byte: u8 = random.random();
            if [0x03, 0x1a, 0x1c, b'q'].contains(&byte) { vec![0] } else { vec![byte] }
        }
    }
}
