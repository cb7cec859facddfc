//! Lines that take output slowly or not at all: keys work all the same, and nothing piles up.

use std::thread::sleep;
use std::time::Duration;

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;

use crate::harness::Running;
use crate::modes::assert_restored;
use crate::place::Place;
use crate::resume::{RUN, assert_resumes, save};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[SLOW, STUCK];

const SLOW: Case = Case { name: "line that stalls again and again", short: 2, long: 200, round: slow };
const STUCK: Case = Case { name: "line that takes nothing any more", short: 2, long: 200, round: stuck };

#[test]
fn a_line_that_stalls_loses_no_key() {
    SLOW.test();
}

#[test]
fn a_line_that_takes_nothing_does_not_hold_the_program() {
    STUCK.test();
}

fn training(place: &Place, round: &mut Round) -> Running {
    let (columns, rows) = *[(80, 24), (120, 40), (200, 60)].choose(&mut round.random).expect("one of three");
    let words = [&RUN[..], &["--speed", "max", "--epochs", "1000000000"]].concat();
    let running = place.dashboard(&words).size(columns, rows).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running
}

fn slow(round: &mut Round) {
    let place = Place::new();
    let mut running = training(&place, round);
    let saved = save(&place, &mut running);
    for _ in 0..round.random.random_range(2..8) {
        running.hold(true);
        sleep(Duration::from_micros(round.random.random_range(0..100_000)));
        // Each changes the screen and changes it back.
        running.press(["zz", "aa", "TT", "ii", "vv", "DD"].choose(&mut round.random).expect("one of some"));
        running.hold(false);
        sleep(Duration::from_micros(round.random.random_range(0..10_000)));
        round.injected(1);
    }
    running.hold(true);
    running.press("?");
    sleep(Duration::from_millis(50));
    running.hold(false);
    running.wait_for("Esc or q back");
    running.press("\x03");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
    assert_resumes(&place, &saved);
}

fn stuck(round: &mut Round) {
    let place = Place::new();
    let mut running = training(&place, round);
    let saved = save(&place, &mut running);
    running.hold(true);
    round.injected(1);
    sleep(Duration::from_micros(round.random.random_range(0..500_000)));
    running.press("\x03");
    let exit = running.exit();
    // The second, if the terminal had no room for the sequences that restore it.
    assert!(matches!(exit, Ok(0 | 130)) || exit == Err("Interrupt".into()), "{exit:?}");
    assert_eq!(running.modes(), running.modes_before(), "the terminal's settings");
    assert_resumes(&place, &saved);
}
