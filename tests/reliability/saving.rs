//! Kill -9 while files are saved: what is there is the old or the new file, whole.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rand::RngExt as _;
use rustix::process::Signal;

use crate::harness::Running;
use crate::place::Place;
use crate::resume::{RUN, assert_resumes, whole};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[KILL_TRAIN, KILL_DASHBOARD];

/// `train --save` onto a checkpoint of 120 kB.
const KILL_TRAIN: Case = Case { name: "kill -9 while `train --save` saves", short: 5, long: 1000, round: kill_train };
/// `s` and `F` in the dashboard, again and again.
const KILL_DASHBOARD: Case =
    Case { name: "kill -9 while the dashboard saves", short: 3, long: 1000, round: kill_dashboard };

#[test]
fn a_killed_train_leaves_the_old_or_the_new_checkpoint() {
    KILL_TRAIN.test();
}

#[test]
fn a_killed_dashboard_leaves_whole_checkpoints_and_runs() {
    KILL_DASHBOARD.test();
}

fn kill_train(round: &mut Round) {
    let place = Place::new();
    let words = |epochs| {
        let points = ["--train", "8000", "--test", "2000", "--quiet", "--save", "m.safetensors", "--epochs", epochs];
        [&["train"], &RUN[..], &points].concat()
    };
    let start = Instant::now();
    place.succeed(&words("1"));
    let duration = start.elapsed();
    let path = place.path("m.safetensors");
    let old = std::fs::read(&path).expect("the checkpoint");
    let mut child = place.spawn(&words("2"));
    // Saving is the last thing that it does.
    sleep(duration.mul_f64(round.random.random_range(0.5..1.1)));
    child.kill().expect("a child can be killed");
    round.injected(1);
    child.wait().expect("a child can be waited for");
    if std::fs::read(&path).expect("the checkpoint") != old {
        assert_eq!(whole(&path).snapshot.epoch, 2);
    }
    let strays = place.names().len() - 1;
    assert!(strays <= 1, "files that nobody asked for: {:?}", place.names());
    // What was asked for is done by the next command, whatever the kill has left.
    place.succeed(&words("3"));
    assert_eq!(whole(&path).snapshot.epoch, 3);
}

/// A dashboard that trains the run of the cases.
pub fn training(place: &Place) -> Running {
    let running = place.dashboard(&[&RUN[..], &["--epochs", "1000000"]].concat()).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running
}

fn kill_dashboard(round: &mut Round) {
    let place = Place::new();
    let mut running = training(&place);
    let saves = round.random.random_range(1..8);
    running.press(&"sF".repeat(saves));
    sleep(Duration::from_micros(round.random.random_range(0..40_000)));
    running.signal(Signal::KILL);
    round.injected(1);
    assert_eq!(running.exit(), Err("Killed".into()));
    let Ok(entries) = std::fs::read_dir(place.path("runs")) else { return };
    let mut kinds: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.ends_with(".safetensors") {
            whole(&path);
            kinds.entry("checkpoint").or_default().push(path);
        } else if name.ends_with(".run.ron") {
            blobtui::file::read_run(&path).unwrap_or_else(|error| panic!("a damaged run: {error}"));
        } else {
            kinds.entry("stray").or_default().push(path);
        }
    }
    let strays = kinds.get("stray").map_or(0, Vec::len);
    assert!(strays <= 1, "files that nobody asked for: {kinds:?}");
    if let Some(path) = kinds.get("checkpoint").and_then(|paths| paths.first()) {
        assert_resumes(&place, path);
    }
}
