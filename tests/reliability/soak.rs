//! Minutes at unlimited speed with the largest network and every panel: memory, threads and files stay as they are.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use blobtui::ui::input::SEQUENCE;

use crate::harness::Running;
use crate::place::Place;
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[SOAK];

const SOAK: Case = Case { name: "soak at unlimited speed, every panel", short: 1, long: 1, round: soak };

/// The largest network, at unlimited speed, with histories that reach their limit soon.
const WORDS: [&str; 8] =
    ["--engine", "fused", "--hidden", "32,32,32,32,32,32", "--speed", "max", "--epochs", "1000000000"];
/// Keys, and a text that shows when the next may follow: all charts, tabs and lists, and back from each of them.
const VIEWS: [(&str, &str); 47] = [
    ("s", "saved "),
    ("z", ""),
    ("z", ""),
    ("2", "[ ] chart"),
    ("C", ""),
    ("X", ""),
    ("f", ""),
    ("A", ""),
    ("z", ""),
    ("]", ""),
    ("]", ""),
    ("z", ""),
    ("\x1b", NO_FOCUS),
    ("i", "e settings  diagnostics"),
    ("v", "i diagnostics  predictions"),
    ("e", "← → change"),
    ("\x1b", NO_FOCUS),
    ("3", "V layer view"),
    ("\x1b[C", "activation: h1.1"),
    ("V", ""),
    ("A", ""),
    ("\x1b", ""),
    ("\x1b", "decision boundary"),
    ("\x1b", NO_FOCUS),
    ("'", "╭ bookmarks "),
    ("\x1b", NO_FOCUS),
    ("b", "╭ branches "),
    ("\x1b", NO_FOCUS),
    ("p", "╭ presets "),
    ("\x1b", NO_FOCUS),
    ("o", "╭ open a checkpoint"),
    ("\x1b", NO_FOCUS),
    ("?", "╭ help "),
    ("\x1b", NO_FOCUS),
    ("S", "╭ save as "),
    ("\x1b", NO_FOCUS),
    (":", "╭ command line "),
    ("\x1b", NO_FOCUS),
    ("d", "╭ drawing"),
    ("\x1b", NO_FOCUS),
    ("D", ""),
    ("T", ""),
    ("w", ""),
    ("\x1b", NO_FOCUS),
    ("M", ""),
    ("M", ""),
    ("t", ""),
];
/// A key that the key line shows while nothing has the focus.
const NO_FOCUS: &str = "← → step";
/// Time between two keys: about a frame.
const PAUSE: Duration = Duration::from_millis(20);
/// More memory than before, in kB, that is no growth; in the first seconds, before the states for time travel have
/// filled their 64 MiB.
const MAX_GROWTH: [u64; 2] = [8 << 10, 80 << 10];

#[test]
fn memory_threads_and_files_do_not_grow() {
    SOAK.test();
}

/// What a process holds.
#[derive(Clone, Copy, Debug)]
struct Use {
    /// Memory in kB.
    memory: u64,
    threads: usize,
    files: usize,
}

impl Use {
    fn of(running: &Running) -> Self {
        let folder = format!("/proc/{}", running.process().as_raw_pid());
        let count = |name: &str| fs::read_dir(format!("{folder}/{name}")).expect("Linux").count();
        let status = fs::read_to_string(format!("{folder}/status")).expect("Linux");
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a field of Linux");
        let memory = memory.trim().trim_end_matches(" kB").parse().expect("a number of kB");
        Self { memory, threads: count("task"), files: count("fd") }
    }

    /// The most memory of two looks, and the fewest threads and files: those that write a file come and go.
    fn and(self, other: Self) -> Self {
        Self {
            memory: self.memory.max(other.memory),
            threads: self.threads.min(other.threads),
            files: self.files.min(other.files),
        }
    }
}

fn soak(round: &mut Round) {
    if !cfg!(target_os = "linux") {
        return round.skip("needs /proc");
    }
    let place = Place::new();
    let mut running = place.dashboard(&WORDS).size(200, 60).without_bytes().start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    let minute = Duration::from_secs(if round.is_long { 60 } else { 0 });
    let mut show = |minutes: u32| {
        let start = Instant::now();
        let mut seen = Use::of(&running);
        loop {
            for (keys, text) in VIEWS {
                // An escape that is read together with the next key would be another one, which closes nothing.
                running.press_alone(keys);
                sleep(if keys == "\x1b" { SEQUENCE * 3 } else { PAUSE });
                running.wait(&format!("{text:?} after {keys:?}"), |seen| seen.shows(text));
                seen = seen.and(Use::of(&running));
                round.injected(1);
            }
            running.wait("training goes on", |seen| seen.is("running"));
            if start.elapsed() >= minutes * minute {
                return seen;
            }
        }
    };
    show(2);
    let before = show(4);
    let after = show(4);
    let growth = MAX_GROWTH[usize::from(!round.is_long)];
    assert!(after.memory <= before.memory + growth, "memory in kB grows: {before:?}, then {after:?}");
    assert!(after.threads <= before.threads && after.files <= before.files, "{before:?}, then {after:?}");
    running.press("\x03");
    assert_eq!(running.exit(), Ok(0));
}
