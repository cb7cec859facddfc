//! Signals during `train`: the first ends it after its epoch, with all its files; the second ends it at once.

use std::os::unix::process::ExitStatusExt;
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

use crate::place::{Place, finish, wait_until};

fn signal(child: &Child, signal: Signal) {
    let process = Pid::from_raw(child.id().cast_signed()).expect("not 0");
    kill_process(process, signal).expect("it runs");
}

/// The epoch of the last row of a log; none before there is one.
fn last_row(place: &Place) -> Option<u64> {
    let log = std::fs::read_to_string(place.path("log.csv")).ok()?;
    assert!(log.is_empty() || log.ends_with('\n'), "a row is not whole: {log}");
    log.lines().last()?.split(',').next()?.parse().ok()
}

#[test]
fn the_first_signal_ends_a_training_after_its_epoch_with_all_its_files() {
    for (number, status, name) in [(Signal::INT, 130, "SIGINT"), (Signal::TERM, 143, "SIGTERM")] {
        let place = Place::new();
        let words = ["train", "--json", "--epochs", "1000000000", "--engine", "fused", "--log", "log.csv", "--save"];
        let words = [&words[..], &["m.safetensors", "--run", "m.run.ron"]].concat();
        let child = place.spawn(&words);
        wait_until("some epochs", || last_row(&place) > Some(3));
        signal(&child, number);
        let output = finish(child, &words);
        assert_eq!(output.status.code(), Some(status));
        let epoch = last_row(&place).expect("rows");
        let errors = String::from_utf8(output.stderr).expect("text");
        assert_eq!(errors, format!("blobtui: stopped at epoch {epoch} of 1000000000 by {name}\n"));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("an object");
        assert_eq!((json["state"].as_str(), json["epochs"].as_u64()), (Some("interrupted"), Some(epoch)));
        assert!(place.succeed(&["eval", "m.safetensors"]).contains(&format!("epoch {epoch}")));
        let run = std::fs::read_to_string(place.path("m.run.ron")).expect("the run");
        assert!(run.contains(&format!("newest: (epoch: {epoch}, batch: 0)")), "{run}");
    }
}

#[test]
fn the_second_signal_ends_a_training_at_once_and_damages_no_file() {
    let place = Place::new();
    place.succeed(&["train", "--quiet", "--epochs", "1", "--save", "m.safetensors"]);
    let old = std::fs::read(place.path("m.safetensors")).expect("the checkpoint");
    // An epoch of a second or more.
    let words = ["train", "spiral", "--quiet", "--train", "10000", "--batch", "1", "--hidden", "32,32,32"];
    let words = [&words[..], &["--log", "log.csv", "--save", "m.safetensors"]].concat();
    let child = place.spawn(&words);
    wait_until("the log", || place.path("log.csv").exists());
    signal(&child, Signal::INT);
    signal(&child, Signal::TERM);
    let output = finish(child, &words);
    // They may arrive in either order.
    assert!(matches!(output.status.signal(), Some(2 | 15)), "{}", output.status);
    assert_eq!(std::fs::read(place.path("m.safetensors")).expect("the checkpoint"), old);
    assert!(last_row(&place).is_none_or(|epoch| epoch == 0));
}
