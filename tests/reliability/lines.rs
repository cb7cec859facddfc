//! Lines that take output slowly or not at all: keys work all the same, and nothing piles up.

use std::thread::sleep;
use std::time::Duration;

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;

use crate::harness::Running;
use crate::modes::assert_restored;
use crate::place::Place;
use crate::resume::RUN;
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[SLOW];

const SLOW: Case = Case { name: "line that stalls again and again", short: 2, long: 200, round: slow };

#[test]
fn a_line_that_stalls_loses_no_key() {
    SLOW.test();
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
    running.wait_for("suspend to the shell");
    running.press("\x03");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
}
