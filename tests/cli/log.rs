//! `blobtui train --log`: every epoch, every digit, and the same bytes each time.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::Deserialize;

use crate::support::{Folder, is_root};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    epoch: u64,
    train_loss: f32,
    test_loss: f32,
    train_accuracy: f32,
    test_accuracy: f32,
}

fn csv_rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn a_csv_log_has_a_row_an_epoch_and_full_precision() {
    let folder = Folder::new();
    let output = folder.succeed(&["train", "xor-blobs", "--json", "--log", "log.csv"]);
    let text = folder.text("log.csv");
    assert_eq!(text.lines().next(), Some("epoch,train_loss,test_loss,train_accuracy,test_accuracy"));
    let rows = csv_rows(&text);
    assert_eq!(rows.len(), 2001);
    assert!(rows.iter().map(|row| row.epoch).eq(0..=2000));
    // Digits are the fewest that give the f32 back: reading and writing again changes nothing.
    for (row, line) in rows.iter().zip(text.lines().skip(1)) {
        let again = format!("{},{:?},{:?}", row.epoch, row.train_loss, row.test_loss);
        assert!(line.starts_with(&format!("{again},")), "{line}");
    }
    let object: serde_json::Value = serde_json::from_str(&output).unwrap();
    let last = rows.last().unwrap();
    assert_eq!(last.test_loss, object["test_loss"].as_f64().unwrap() as f32);
    assert_eq!(last.train_loss, object["train_loss"].as_f64().unwrap() as f32);
    assert_eq!(rows[0].test_loss, object["test_loss_before"].as_f64().unwrap() as f32);
    assert_eq!(f64::from(last.test_accuracy), object["test_accuracy"].as_f64().unwrap());
}

#[test]
fn every_thins_the_log_and_json_lines_hold_the_same_rows() {
    let folder = Folder::new();
    folder.succeed(&["train", "--quiet", "--log", "all.csv"]);
    folder.succeed(&["train", "--quiet", "--log", "some.csv", "--every", "500"]);
    folder.succeed(&["train", "--quiet", "--log", "some.jsonl", "--every", "500"]);
    let some = csv_rows(&folder.text("some.csv"));
    assert!(some.iter().map(|row| row.epoch).eq([0, 500, 1000, 1500, 2000]));
    let lines = folder.text("some.jsonl");
    let objects: Vec<Row> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects, some);
    let mut all = csv_rows(&folder.text("all.csv"));
    all.retain(|row| row.epoch.is_multiple_of(500));
    assert_eq!(all, some, "how often it is looked at must not change the run");
}

#[test]
fn the_same_command_writes_the_same_bytes() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        let (log, save) = (format!("{name}.csv"), format!("{name}.safetensors"));
        folder.succeed(&[
            "train",
            "--batch",
            "7",
            "--optimizer",
            "adam",
            "--epochs",
            "50",
            "--log",
            &log,
            "--save",
            &save,
        ]);
    }
    assert_eq!(folder.read("a.csv"), folder.read("b.csv"));
    assert_eq!(folder.tensors("a.safetensors"), folder.tensors("b.safetensors"));
    folder.succeed(&[
        "train",
        "--batch",
        "7",
        "--optimizer",
        "adam",
        "--epochs",
        "50",
        "--seed",
        "1",
        "--log",
        "c.csv",
    ]);
    assert_ne!(folder.read("a.csv"), folder.read("c.csv"));
}

#[test]
fn a_log_that_cannot_be_is_refused_before_training() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("folder.csv")).unwrap();
    assert!(folder.refused(&["train", "--log", "log.txt"]).contains(".csv or .jsonl"));
    assert!(folder.refused(&["train", "--log", "missing/log.csv"]).contains("its folder doesn't exist"));
    assert!(folder.refused(&["train", "--log", "folder.csv"]).contains("is a folder"));
    assert_eq!(folder.names(), ["folder.csv"]);
}

/// Makes a folder in which no file can be made. Permissions don't stop the root user, but the system's own folders do.
fn make_closed(path: &Path) {
    if is_root() {
        let system = if cfg!(target_os = "macos") { "/System" } else { "/sys" };
        std::os::unix::fs::symlink(system, path).unwrap();
    } else {
        std::fs::create_dir(path).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o555)).unwrap();
    }
}

#[test]
fn places_that_cannot_be_written_are_failures() {
    let folder = Folder::new();
    make_closed(&folder.path("closed"));
    for words in [["--log", "closed/log.csv"], ["--save", "closed/m.safetensors"]] {
        let run = folder.run(&[&["train", "--epochs", "1"], words.as_slice()].concat());
        assert_eq!((run.status, run.output.as_str()), (Some(1), ""));
        assert!(run.errors.starts_with(&format!("blobtui: {}: cannot ", words[1])), "{}", run.errors);
    }
}
