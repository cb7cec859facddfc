//! `blobtui train --log` and `blobtui log`: every epoch, every digit, and the same bytes each time.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use blobtui::preset::settings::{SETTINGS, Setting};
use serde::Deserialize;

use crate::event_file::{hparams, scalars, tags};
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
    assert!(folder.refused(&["train", "--log", "log.txt"]).contains(".csv, .jsonl or .tfevents"));
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

/// A short run with mini-batches and a scheduled learning rate.
const SCHEDULED: [&str; 12] = [
    "train",
    "--engine",
    "fused",
    "--batch",
    "7",
    "--optimizer",
    "adam",
    "--schedule",
    "exponential:0.9",
    "--epochs",
    "20",
    "--quiet",
];

fn scheduled(more: &[&str]) -> Vec<&'static str> {
    [SCHEDULED.as_slice(), more].concat().into_iter().map(|word| &*word.to_owned().leak()).collect()
}

#[test]
fn an_event_file_has_the_numbers_of_the_csv_log_and_the_learning_rate() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--log", "log.csv", "--log", "log.tfevents", "--log", "log.jsonl"]));
    let all = scalars(&folder.read("log.tfevents"));
    let of = |tag: &str| -> Vec<(u64, f32)> {
        all.iter().filter(|scalar| scalar.0 == tag).map(|(_, step, number)| (*step, *number)).collect()
    };
    let rows = csv_rows(&folder.text("log.csv"));
    assert_eq!(rows.len(), 21);
    let column = |number: fn(&Row) -> f32| rows.iter().map(|row| (row.epoch, number(row))).collect::<Vec<_>>();
    assert_eq!(of("loss/train"), column(|row| row.train_loss));
    assert_eq!(of("loss/test"), column(|row| row.test_loss));
    assert_eq!(of("accuracy/train"), column(|row| row.train_accuracy));
    assert_eq!(of("accuracy/test"), column(|row| row.test_accuracy));
    assert_eq!(folder.text("log.jsonl").lines().count(), 21);
    for (epoch, rate) in of("learning_rate") {
        assert!((f64::from(rate) - 0.03 * 0.9_f64.powi(epoch as i32)).abs() < 1e-8, "{epoch}: {rate}");
    }
    assert!(of("gradient_norm").into_iter().map(|(epoch, _)| epoch).eq(0..=20));
    let names = tags(&folder.read("log.tfevents"));
    for part in ["experiment", "session_start_info", "session_end_info"] {
        assert_eq!(names.iter().filter(|name| **name == format!("_hparams_/{part}")).count(), 1, "{part}");
    }
    assert!(!names.iter().any(|name| name.starts_with("weights/")));
}

#[test]
fn every_setting_of_the_run_is_a_hyperparameter() {
    let folder = Folder::new();
    let seed = (u64::MAX - 1).to_string();
    folder.succeed(&scheduled(&["--seed", &seed, "--amsgrad", "true", "--log", "log.tfevents"]));
    let preset = blobtui::preset::find("xor-blobs").unwrap().preset;
    let changed = [("optimizer", "adam"), ("amsgrad", "true"), ("schedule", "exponential:0.9"), ("batch", "7")];
    let more = [("engine", "fused"), ("epochs", "20"), ("seed", seed.as_str())];
    let preset = changed
        .into_iter()
        .chain(more)
        .fold(preset, |preset, (name, value)| Setting::named(name).unwrap().set(&preset, value).unwrap());
    // Numbers may be spelled in another way, if they are exact.
    let normal = |(name, value): (String, String)| match value.parse::<f64>() {
        Ok(number) if value != seed => (name, number.to_string()),
        _ => (name, value),
    };
    let settings = SETTINGS.iter().filter_map(|setting| Some((setting.name.to_owned(), setting.value(&preset)?)));
    let expected: Vec<_> = [("preset".into(), "xor-blobs".into())].into_iter().chain(settings).map(normal).collect();
    let found: Vec<_> = hparams(&folder.read("log.tfevents")).into_iter().map(normal).collect();
    assert_eq!(found, expected);
    assert!(expected.len() > 20, "{expected:?}");
}

#[test]
fn values_have_r2_in_an_event_file() {
    let folder = Folder::new();
    folder.succeed(&["train", "plane", "--epochs", "2", "--quiet", "--log", "log.tfevents"]);
    let names = tags(&folder.read("log.tfevents"));
    assert!(
        names.contains(&"r2/test".to_owned()) && !names.iter().any(|name| name.starts_with("accuracy")),
        "{names:?}"
    );
}

#[test]
fn weights_are_logged_where_a_log_can_hold_them() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--every", "10", "--log", "log.tfevents", "--log", "log.csv", "--log-weights"]));
    let names = tags(&folder.read("log.tfevents"));
    for tensor in ["linear_1.weight", "linear_1.bias", "linear_2.weight", "linear_2.bias"] {
        assert_eq!(names.iter().filter(|name| **name == format!("weights/{tensor}")).count(), 3, "{tensor}");
    }
    let refused = folder.refused(&["train", "--log", "other.csv", "--log-weights"]);
    assert!(refused.starts_with("--log-weights: no log of this command can hold histograms; "), "{refused}");
    assert!(folder.refused(&["train", "--log-weights"]).contains("--log <FILE>"));
    assert_eq!(folder.names(), ["log.csv", "log.tfevents"]);
}

#[test]
fn one_format_is_for_the_only_log_or_those_whose_names_choose_none() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--log", "a.csv", "--format", "jsonl"]));
    assert!(folder.text("a.csv").starts_with("{\"epoch\":0,"));
    folder.succeed(&scheduled(&["--log", "b.csv", "--log", "b.txt", "--format", "jsonl"]));
    assert!(folder.text("b.csv").starts_with("epoch,"));
    assert_eq!(folder.text("b.txt"), folder.text("a.csv"));
    assert!(
        folder.refused(&["train", "--log", "c.csv", "--log", "./c.csv"]).contains("is the same file as --log c.csv")
    );
}

#[test]
fn a_saved_run_is_logged_afterwards_to_the_same_bytes() {
    let folder = Folder::new();
    let files = ["--save", "m.safetensors", "--run", "m.run.ron", "--log-weights"];
    let logs = ["--log", "a.csv", "--log", "a.jsonl", "--log", "a.tfevents"];
    folder.succeed(&scheduled(&[files.as_slice(), &logs].concat()));
    for source in ["m.safetensors", "m.run.ron"] {
        let output = folder.succeed(&["log", source, "b.csv", "b.jsonl", "b.tfevents", "--log-weights"]);
        assert_eq!(output, "wrote b.csv\nwrote b.jsonl\nwrote b.tfevents\n");
        for extension in ["csv", "jsonl", "tfevents"] {
            assert!(folder.read(&format!("a.{extension}")) == folder.read(&format!("b.{extension}")), "{source}");
        }
    }
    folder.succeed(&["log", "m.safetensors", "c.csv", "--every", "5"]);
    assert!(csv_rows(&folder.text("c.csv")).iter().map(|row| row.epoch).eq([0, 5, 10, 15, 20]));
}

#[test]
fn a_run_with_edits_and_an_early_stop_is_logged_afterwards_from_its_first_epoch() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--save", "m.safetensors", "--log", "first.csv"]));
    let on =
        ["train", "m.safetensors", "--quiet", "--epochs", "400", "--learning-rate", "0.5", "--early-stopping", "3"];
    folder.succeed(&[on.as_slice(), &["--save", "n.safetensors", "--log", "second.csv"]].concat());
    folder.succeed(&["log", "n.safetensors", "whole.csv"]);
    let second = folder.text("second.csv");
    let (header, rows) = second.split_once('\n').unwrap();
    assert!(rows.starts_with("20,") && rows.lines().count() < 380, "it stops early: {rows}");
    let joined = folder.text("first.csv") + rows.split_once('\n').unwrap().1;
    assert!(joined.starts_with(header));
    assert_eq!(folder.text("whole.csv"), joined);
}

#[test]
fn a_run_that_began_with_the_weights_of_a_file_is_logged_with_them() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--save", "m.npz"]));
    let words = ["train", "m.npz", "--preset", "xor-blobs", "--engine", "fused", "--epochs", "9", "--quiet"];
    folder.succeed(&[words.as_slice(), &["--log", "a.tfevents", "--log", "a.csv", "--save", "n.safetensors"]].concat());
    folder.succeed(&["log", "n.safetensors", "b.tfevents", "b.csv"]);
    assert_eq!(folder.text("b.csv"), folder.text("a.csv"));
    assert_eq!(scalars(&folder.read("b.tfevents")), scalars(&folder.read("a.tfevents")));
}

#[test]
fn what_cannot_be_logged_is_refused() {
    let folder = Folder::new();
    folder.succeed(&scheduled(&["--save", "m.safetensors"]));
    folder.write("p.ron", folder.succeed(&["presets", "show", "two-blobs"]));
    for (words, problem) in [
        (vec!["log", "m.safetensors"], "required arguments were not provided: <FILE>..."),
        (vec!["log", "m.safetensors", "m.safetensors"], "log m.safetensors: is the same file as m.safetensors, which"),
        (vec!["log", "m.safetensors", "l.csv", "./l.csv"], "log ./l.csv: is the same file as log l.csv"),
        (vec!["log", "m.safetensors", "l.txt"], "a name that ends in .csv, .jsonl or .tfevents"),
        (vec!["log", "m.safetensors", "l.csv", "--log-weights"], "no log of this command can hold histograms"),
        (vec!["log", "m.safetensors", "l.csv", "--branch", "x"], "the run has no branch with this name"),
        (vec!["log", "p.ron", "l.csv"], "p.ron: is a preset, of which nothing was trained; blobtui train p.ron --log"),
        (vec!["log", "absent", "l.csv"], "absent: "),
    ] {
        let message = folder.refused(&words);
        assert!(message.contains(problem), "{words:?}: {message}");
    }
    assert_eq!(folder.names(), ["m.safetensors", "p.ron"]);
}
