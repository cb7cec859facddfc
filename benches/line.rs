//! What the dashboard writes to the terminal, and how soon a key shows on a slow line.
//!
//! `cargo bench --bench line` starts the real program in pseudo-terminals. On this machine, at 100 epochs a second, it
//! prints bytes and frames a second by size and colours. Through a line of 1 Mbit/s with 200 ms there and back, whose
//! buffers take whatever is written, it prints the time from a key to what it does on the screen.

mod common;

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use common::{median, print_table};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

/// Columns and rows.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
/// How long bytes and frames are counted.
const COUNTED: Duration = Duration::from_secs(15);
/// How often each key is pressed.
const PRESSES: usize = 6;
/// How long a key may take to show before the benchmark gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes a second of the slow line, and its delay one way.
const RATE: f64 = 125_000.0;
const DELAY: Duration = Duration::from_millis(100);
/// The most bytes of a packet.
const PACKET: usize = 1400;
const END: &[u8] = b"\x1b[?2026l";
const QUESTION: &[u8] = b"\x1b[6n";

fn main() {
    let mut rows = Vec::new();
    for (columns, lines) in SIZES {
        for colours in ["truecolor", "256"] {
            rows.push(count((columns, lines), colours));
        }
    }
    let header = ["screen", "bytes a second", "most in a second", "frames a second", "most under way"];
    print_table("training at 100 epochs a second, on this machine", &header, &rows);

    let mut rows = Vec::new();
    for size in SIZES {
        for answers in [true, false] {
            rows.push(keys(size, answers));
        }
    }
    let header = ["screen", "Space", "at most", "?", "at most", "bytes a second"];
    print_table("milliseconds from a key to the screen, over 1 Mbit/s with 200 ms", &header, &rows);
}

/// Bytes and frames of a run.
fn count(size: (u16, u16), colours: &str) -> Vec<String> {
    let terminal = Terminal::start(size, colours, true, false);
    terminal.wait_for("running", true);
    let before = terminal.counts();
    let seconds: Vec<Counts> = (1..=COUNTED.as_secs())
        .map(|second| {
            thread::sleep((before.at + Duration::from_secs(second)).saturating_duration_since(Instant::now()));
            terminal.counts()
        })
        .collect();
    let last = seconds.last().expect("it takes seconds");
    let most = [&before].into_iter().chain(&seconds).zip(&seconds).map(|(one, other)| other.bytes - one.bytes).max();
    let elapsed = (last.at - before.at).as_secs_f64();
    vec![
        format!("{}x{} {colours}", size.0, size.1),
        format!("{:.0}", (last.bytes - before.bytes) as f64 / elapsed),
        format!("{}", most.unwrap_or(0)),
        format!("{:.1}", (last.frames - before.frames) as f64 / elapsed),
        format!("{}", last.under_way),
    ]
}

/// Milliseconds from keys to their effects.
fn keys(size: (u16, u16), answers: bool) -> Vec<String> {
    let mut terminal = Terminal::start(size, "truecolor", answers, true);
    terminal.wait_for("running", true);
    thread::sleep(Duration::from_secs(2));
    let before = terminal.counts();
    let mut times = [Vec::new(), Vec::new()];
    for press in 0..PRESSES {
        // Another moment of the frames' beat each time.
        thread::sleep(Duration::from_millis(400 + 37 * press as u64));
        times[1].push(terminal.press("?", "Esc or q back", true));
        terminal.press("\x1b", "Esc or q back", false);
        thread::sleep(Duration::from_millis(400 + 53 * press as u64));
        times[0].push(terminal.press(" ", "paused", true));
        terminal.press(" ", "running", true);
    }
    let after = terminal.counts();
    let rate = (after.bytes - before.bytes) as f64 / (after.at - before.at).as_secs_f64();
    let mut row = vec![format!("{}x{}{}", size.0, size.1, if answers { ", answers" } else { ", silent" })];
    for times in times {
        let most = times.iter().copied().fold(0.0, f64::max);
        row.extend([format!("{:.0}", median(&times).unwrap_or(f64::NAN)), format!("{most:.0}")]);
    }
    row.push(format!("{rate:.0}"));
    row
}

/// The program in a terminal at the end of a line.
struct Terminal {
    shared: Arc<Shared>,
    keys: Sender,
    child: Box<dyn Child + Send + Sync>,
    _home: TempDir,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Option<Seen>>,
    news: Condvar,
}

/// What the person sees, and what went over the line.
struct Seen {
    screen: vt100::Parser,
    /// The beginning of a question whose end has not come.
    begun: Vec<u8>,
    counts: Counts,
}

#[derive(Clone, Copy)]
struct Counts {
    at: Instant,
    bytes: usize,
    frames: usize,
    /// The most bytes that the program had written and the terminal had not taken.
    under_way: usize,
}

impl Terminal {
    fn start((columns, rows): (u16, u16), colours: &str, answers: bool, slow: bool) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_blobtui"));
        command.args(["--theme", "dark", "--color", colours, "--epochs", "1000000"]);
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.env("XDG_STATE_HOME", home.path());
        command.cwd(home.path());
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let shared = Arc::new(Shared::default());
        let counts = Counts { at: Instant::now(), bytes: 0, frames: 0, under_way: 0 };
        let cells = |count| NonZeroU16::new(count).expect("a screen has cells");
        let screen = vt100::Parser::new(cells(rows), cells(columns), 0);
        *shared.lock() = Some(Seen { screen, begun: Vec::new(), counts });
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let mut writer = pair.master.take_writer().expect("the terminal can be written");
        // The program's end of the line outlives the program.
        let keys = Sender::start(slow, move |bytes| writer.write_all(&bytes).is_ok() && writer.flush().is_ok());
        let (seen, answer) = (Arc::clone(&shared), keys.clone());
        let screen = Sender::start(slow, move |bytes: Vec<u8>| seen.show(&bytes, answers.then_some(&answer)));
        let written = Arc::clone(&shared);
        thread::spawn(move || {
            let _master = pair.master;
            let mut buffer = vec![0; 1 << 16];
            // However much is under way, the line takes more: as ssh does.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if let Some(seen) = &mut *written.lock() {
                    seen.counts.bytes += count;
                    seen.counts.frames += buffer[..count].windows(END.len()).filter(|window| *window == END).count();
                    seen.counts.under_way = seen.counts.under_way.max(screen.waiting() + count);
                }
                buffer[..count].chunks(PACKET).for_each(|packet| screen.send(packet.to_vec()));
            }
        });
        Self { shared, keys, child, _home: home }
    }

    fn counts(&self) -> Counts {
        let counts = self.shared.lock().as_ref().expect("set at the start").counts;
        Counts { at: Instant::now(), ..counts }
    }

    /// Waits until the screen shows a text, or no longer shows it.
    fn wait_for(&self, text: &str, shows: bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.shared.lock();
        while seen.as_ref().is_none_or(|seen| seen.screen.screen().contents().contains(text) != shows) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the screen never changes: {text:?}");
            seen = self.shared.news.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Presses a key, and returns the milliseconds until the screen shows a text, or no longer shows it.
    fn press(&mut self, key: &str, text: &str, shows: bool) -> f64 {
        let start = Instant::now();
        self.keys.send(key.as_bytes().to_vec());
        self.wait_for(text, shows);
        1e3 * start.elapsed().as_secs_f64()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what has come, and answers the questions in it.
    fn show(&self, bytes: &[u8], answers: Option<&Sender>) -> bool {
        let mut seen = self.lock();
        let Some(Seen { screen, begun, .. }) = &mut *seen else { return false };
        let mut bytes = [begun, bytes].concat();
        let cut = (1..QUESTION.len()).rev().find(|&length| bytes.ends_with(&QUESTION[..length])).unwrap_or(0);
        *begun = bytes.split_off(bytes.len() - cut);
        let mut rest = &bytes[..];
        while let Some(place) = rest.windows(QUESTION.len()).position(|window| window == QUESTION) {
            let (asked, after) = rest.split_at(place + QUESTION.len());
            screen.process(asked);
            let (row, column) = screen.screen().cursor_position();
            if let Some(answers) = answers {
                answers.send(format!("\x1b[{};{}R", row + 1, column + 1).into_bytes());
            }
            rest = after;
        }
        screen.process(rest);
        self.news.notify_all();
        true
    }
}

/// One direction of the line: packets in, later out.
#[derive(Clone)]
struct Sender(Arc<Line>);

struct Line {
    slow: bool,
    state: Mutex<Packets>,
    news: Condvar,
}

struct Packets {
    /// With the times at which they arrive.
    under_way: VecDeque<(Instant, Vec<u8>)>,
    /// When the line is free again.
    free: Instant,
}

impl Sender {
    /// A line, of [`RATE`] and [`DELAY`] or of none, whose packets go to `take`, until it refuses one.
    fn start(slow: bool, mut take: impl FnMut(Vec<u8>) -> bool + Send + 'static) -> Self {
        let line = Arc::new(Line {
            slow,
            state: Mutex::new(Packets { under_way: VecDeque::new(), free: Instant::now() }),
            news: Condvar::new(),
        });
        let sender = Self(Arc::clone(&line));
        thread::spawn(move || {
            loop {
                let mut state = line.state.lock().unwrap_or_else(PoisonError::into_inner);
                let packet = loop {
                    let now = Instant::now();
                    let wait = match state.under_way.front() {
                        Some((at, _)) if *at <= now => break state.under_way.pop_front(),
                        Some((at, _)) => *at - now,
                        None => PATIENCE,
                    };
                    state = line.news.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
                };
                drop(state);
                if !packet.is_some_and(|(_, bytes)| take(bytes)) {
                    return;
                }
            }
        });
        sender
    }

    fn send(&self, packet: Vec<u8>) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let mut at = now;
        if self.0.slow {
            state.free = state.free.max(now) + Duration::from_secs_f64(packet.len() as f64 / RATE);
            at = state.free + DELAY;
        }
        state.under_way.push_back((at, packet));
        self.0.news.notify_all();
    }

    /// Bytes that have not arrived.
    fn waiting(&self) -> usize {
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.under_way.iter().map(|(_, packet)| packet.len()).sum()
    }
}
