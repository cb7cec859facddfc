//! How soon a key is acted on after a burst of bytes: the release binary in a real pseudo-terminal, while it trains.
//!
//! `cargo bench --bench input` sends bursts of 1 to 100,000 bytes. After each it types `?` and waits until the help is
//! on the screen, then sends the burst once more and types Ctrl-C, and waits until the program has ended. It prints
//! the largest delay of each, in milliseconds, from when the terminal has taken the key. A frame is drawn every 17 ms.

mod common;
#[path = "../tests/common/terminal.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod terminal;

use std::time::{Duration, Instant};

use blobtui::ui::input::SEQUENCE;
use common::print_table;
use terminal::{Running, Start};

/// Times that each burst is sent.
const ROUNDS: usize = 5;
/// Bytes of a burst, at most.
const SIZES: [usize; 6] = [1, 100, 1_000, 10_000, 50_000, 100_000];

/// A name, what is repeated, and whether it is given up before it goes on.
const BURSTS: [(&str, &str, bool); 5] = [
    ("keys", "l", false),
    ("arrow keys", "\x1b[C", false),
    ("moves of the mouse", "\x1b[<35;60;20M", false),
    ("pastes", "\x1b[200~some text of 33 bytes, with a ?\x1b[201~", false),
    ("unfinished sequences", "\x1b[<", true),
];

fn main() {
    let mut rows = Vec::new();
    for (name, part, is_unfinished) in BURSTS {
        for size in SIZES.into_iter().filter(|size| *size == 1 || *size >= part.len()) {
            let burst = part.repeat((size / part.len()).max(1));
            let rounds: Vec<(Duration, Duration)> = (0..ROUNDS).map(|_| round(&burst, is_unfinished)).collect();
            let largest = |delays: &dyn Fn(&(Duration, Duration)) -> Duration| {
                format!("{:.1}", rounds.iter().map(delays).max().expect("there were rounds").as_secs_f64() * 1e3)
            };
            rows.push(vec![
                name.to_owned(),
                burst.len().to_string(),
                largest(&|round| round.0),
                largest(&|round| round.1),
            ]);
        }
    }
    print_table("largest delay after a burst, ms", &["burst", "bytes", "? to help", "Ctrl-C to end"], &rows);
}

/// How long the help takes after a burst, and the end after another.
fn round(burst: &str, is_unfinished: bool) -> (Duration, Duration) {
    let mut running = Start::dashboard(&["--theme", "dark"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    let settle = |running: &mut Running| {
        running.press(burst);
        if is_unfinished {
            running.press_alone("");
            std::thread::sleep(SEQUENCE * 2);
        }
    };
    settle(&mut running);
    let help = after(&mut running, "?", |running| running.wait("the help", |seen| seen.shows("╭ help ")));
    running.press_alone("\x1b");
    running.wait("the help closes", |seen| !seen.shows("╭ help "));
    settle(&mut running);
    let end = after(&mut running, "\x03", |running| assert_eq!(running.exit(), Ok(0)));
    (help, end)
}

fn after(running: &mut Running, key: &str, wait: impl FnOnce(&Running)) -> Duration {
    running.press(key);
    let start = Instant::now();
    wait(running);
    start.elapsed()
}
