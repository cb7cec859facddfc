//! Signals at random moments, and terminals that vanish: the program ends, and what it leaves is whole.

use std::os::unix::process::ExitStatusExt as _;
use std::thread::sleep;
use std::time::Duration;

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::Start;
use crate::modes::{assert_restored, left};
use crate::place::{Place, finish};
use crate::resume::{RUN, assert_all_resume, assert_resumes, save};
use crate::storms::assert_it_lives_and_ends;
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[DASHBOARD, TRAIN, STOPS, VANISH];

const DASHBOARD: Case = Case { name: "signal to the dashboard at any moment", short: 4, long: 500, round: dashboard };
const TRAIN: Case = Case { name: "signal to `train` at any moment", short: 4, long: 500, round: train };
const STOPS: Case = Case { name: "stops and continues of the dashboard", short: 2, long: 500, round: stops };
const VANISH: Case = Case { name: "terminal vanishes at any moment", short: 4, long: 500, round: vanish };

#[test]
fn a_signal_ends_the_dashboard_at_any_moment() {
    DASHBOARD.test();
}

#[test]
fn a_signal_ends_train_at_any_moment() {
    TRAIN.test();
}

#[test]
fn the_dashboard_comes_back_after_stops() {
    STOPS.test();
}

#[test]
fn a_vanished_terminal_ends_the_dashboard_at_any_moment() {
    VANISH.test();
}

/// The signals that end a program, with their names when they kill it.
const ENDS: [(Signal, &str); 4] =
    [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt"), (Signal::QUIT, "Quit")];

/// The arguments of a dashboard that trains.
fn training() -> Vec<&'static str> {
    [&RUN[..], &["--epochs", "1000000"]].concat()
}

fn moment(round: &mut Round) {
    // Half of the moments are in the start.
    let longest = if round.random.random_bool(0.5) { 40_000 } else { 600_000 };
    sleep(Duration::from_micros(round.random.random_range(0..longest)));
}

fn dashboard(round: &mut Round) {
    let place = Place::new();
    let mut running = place.dashboard(&training()).start();
    if round.random.random_bool(0.5) {
        running.press("s ?\x1b[C\x1b[C z3ie");
    }
    moment(round);
    let (signal, name) = *ENDS.choose(&mut round.random).expect("one of four");
    running.signal(signal);
    round.injected(1);
    match running.exit_and_read() {
        Ok(status) => assert_eq!(status, 128 + signal.as_raw().cast_unsigned()),
        // So early that it had not begun.
        Err(killed) => {
            assert!(killed.starts_with(name), "{killed}");
            // The terminal may show what was typed.
            running.look(|seen| assert!(!seen.bytes.contains(&0x1b), "it had begun"));
        }
    }
    assert_eq!(running.modes(), running.modes_before(), "the terminal's settings");
    running.look(|seen| assert_eq!(left(&seen.bytes), Vec::<u32>::new(), "modes left on"));
    assert_all_resume(&place);
}

/// Whether the tests were started with such signals ignored, by `nohup` or by a script's `&`, which what they start inherits.
fn are_ends_ignored() -> bool {
    // Where there is no such file nobody can tell.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    ENDS.iter().any(|(signal, _)| ignored >> (signal.as_raw() - 1) & 1 == 1)
}

fn train(round: &mut Round) {
    if are_ends_ignored() {
        return round.skip("the tests were started with signals ignored, as by nohup");
    }
    let place = Place::new();
    let outputs = ["--quiet", "--epochs", "100000000", "--save", "m.safetensors", "--log", "log.csv", "--every", "100"];
    let words = [&["train"], &RUN[..], &outputs].concat();
    let child = place.spawn(&words);
    moment(round);
    let (signal, _) = *ENDS.choose(&mut round.random).expect("one of four");
    kill_process(Pid::from_child(&child), signal).expect("the process is there");
    round.injected(1);
    let output = finish(child, &words);
    let errors = String::from_utf8_lossy(&output.stderr);
    let status = output.status;
    let is_expected = status.code() == Some(128 + signal.as_raw()) || status.signal() == Some(signal.as_raw());
    assert!(is_expected, "{status} after signal {}: {errors}", signal.as_raw());
    let path = place.path("m.safetensors");
    // It has finished the epoch, and saved.
    let was_caught = status.code().is_some() && [Signal::INT, Signal::TERM].contains(&signal);
    if was_caught || path.exists() {
        assert_resumes(&place, &path);
    }
    if let Ok(log) = std::fs::read_to_string(place.path("log.csv")) {
        assert!(log.is_empty() || log.ends_with('\n'), "cut in the middle of a row: {log}");
    }
}

fn stops(round: &mut Round) {
    let place = Place::new();
    let mut running = place.dashboard(&training()).start();
    running.wait_for_first_frame();
    let saved = save(&place, &mut running);
    for _ in 0..round.random.random_range(1..10) {
        let signal = *[Signal::TSTP, Signal::TSTP, Signal::STOP, Signal::CONT].choose(&mut round.random).expect("one");
        running.signal(signal);
        round.injected(1);
        sleep(Duration::from_micros(round.random.random_range(0..30_000)));
    }
    // One more stop, which is seen, and then it goes on.
    running.signal(Signal::STOP);
    running.wait_for_stop();
    running.take_modes_back();
    running.signal(Signal::CONT);
    assert_it_lives_and_ends(&mut running, 42);
    assert_resumes(&place, &saved);
}

fn vanish(round: &mut Round) {
    let place = Place::new();
    let start = place.dashboard(&training());
    let has_session = round.random.random_bool(0.5);
    let mut running = if has_session { start } else { Start::without_session(start) }.start();
    running.press("s");
    moment(round);
    running.vanish();
    round.injected(1);
    let exit = running.exit();
    // The second, if the terminal was gone before the program could look for one.
    let is_expected = matches!(&exit, Ok(1 | 2 | 129)) || matches!(&exit, Err(killed) if killed.starts_with("Hangup"));
    assert!(is_expected, "{exit:?}");
    assert_all_resume(&place);
    // The next dashboard in the same home starts as ever.
    let mut next = place.dashboard(&RUN).start();
    next.wait_for_first_frame();
    next.press("\x03");
    assert_eq!(next.exit_and_read(), Ok(0));
    assert_restored(&next);
}
