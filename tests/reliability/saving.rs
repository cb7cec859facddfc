//! Saving while something goes wrong: the file is the old or the new one, whole.

use std::time::Duration;

use rand::RngExt as _;

use crate::place::Place;
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[KILL_9_OF_TRAIN];

/// `train --save` onto a file that is there, killed at a random moment.
const KILL_9_OF_TRAIN: Case =
    Case { name: "kill -9 while `train --save` saves", short: 8, long: 1000, round: kill_9_of_train };

#[test]
fn a_killed_train_leaves_the_old_or_the_new_checkpoint() {
    KILL_9_OF_TRAIN.test();
}

fn kill_9_of_train(round: &mut Round) {
    let place = Place::new();
    let words = |epochs| ["train", "--quiet", "--engine", "fused", "--epochs", epochs, "--save", "m.safetensors"];
    place.succeed(&words("1"));
    let old = std::fs::read(place.path("m.safetensors")).expect("the checkpoint");
    let mut child = place.command(&words("2")).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_micros(round.random.random_range(0..20_000)));
    child.kill().expect("a child can be killed");
    round.injected(1);
    child.wait().expect("a child can be waited for");
    let found = std::fs::read(place.path("m.safetensors")).expect("the checkpoint");
    if found != old {
        assert!(place.succeed(&["eval", "m.safetensors"]).contains("epoch 2"));
    }
}
