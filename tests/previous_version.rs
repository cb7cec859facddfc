//! Files and flags of the previous version: every file opens, and gives the figures that the build which wrote it gave.
//!
//! `tests/fixtures/previous/record.py` recorded the figures. The bits of the fused engine are the same on every
//! processor and must be equal; where the dfdx engine computes, whose bits are those of one kind of processor, the
//! figures must be close, and what is read must still be the same bits.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use blobtui::file::{Content, Kind, choose, read_checkpoint, read_run, save};
use blobtui::network::EngineKind;
use serde::Deserialize;
use serde_json::Value;

/// How far figures of the dfdx engine may be from those of another processor, relative to the larger of them and 1e-3.
const DFDX_TOLERANCE: f64 = 1e-3;

/// A command with what it printed.
#[derive(Deserialize)]
struct Record {
    words: Vec<String>,
    input: String,
    expected: Value,
    exact: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/previous")
}

fn files(ending: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_str().unwrap().ends_with(ending)).collect()
}

fn run(words: &[String], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blobtui"));
    command.args(words).current_dir(folder()).env("XDG_CONFIG_HOME", folder().join("none"));
    command.env("XDG_STATE_HOME", folder().join("none"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Whether two figures, texts or tables of them are the same, or close if they need not be exact. Objects may have keys
/// that were added since.
fn agrees(found: &Value, expected: &Value, exact: bool) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected.iter().all(|(key, value)| {
            // Which states another processor comes to is not promised.
            let is_free = !exact && key == "differs_at";
            is_free || found.get(key).is_some_and(|found| agrees(found, value, exact))
        }),
        _ if exact || found == expected => found == expected,
        (Value::Number(found), Value::Number(expected)) => {
            let [found, expected] = [found, expected].map(|number| number.as_f64().unwrap());
            (found - expected).abs() <= DFDX_TOLERANCE * expected.abs().max(1e-3)
        }
        (Value::String(found), Value::String(expected)) => {
            let cells = |text: &str| text.split([',', '\n']).map(str::to_owned).collect::<Vec<_>>();
            let (found, expected) = (cells(found), cells(expected));
            found.len() == expected.len()
                && found.iter().zip(&expected).all(|(found, expected)| {
                    let numbers = found.parse().ok().zip(expected.parse().ok());
                    let close = numbers.is_some_and(|(a, b): (f64, f64)| (a - b).abs() <= DFDX_TOLERANCE * b.abs());
                    found == expected || close
                })
        }
        _ => false,
    }
}

#[test]
fn files_and_flags_of_the_previous_version_give_the_same_figures() {
    let text = fs::read_to_string(folder().join("expected.json")).unwrap();
    let records: Vec<Record> = serde_json::from_str(&text).unwrap();
    assert!(records.len() > 50 && records.iter().filter(|record| record.exact).count() > 40);
    for Record { words, input, expected, exact } in records {
        let output = run(&words, &input);
        let errors = String::from_utf8(output.stderr).unwrap();
        // Another processor's bits of the dfdx engine are reported.
        let differs = !exact && output.status.code() == Some(1) && errors.contains("results differ from the recording");
        assert!(differs || (output.status.code(), errors.as_str()) == (Some(0), ""), "{words:?}: {errors}");
        let printed = String::from_utf8(output.stdout).unwrap();
        let found = if expected.is_string() { Value::String(printed) } else { serde_json::from_str(&printed).unwrap() };
        assert!(agrees(&found, &expected, exact), "{words:?}:\n{found}\nis not\n{expected}");
    }
}

#[test]
fn files_of_the_previous_version_are_saved_again_as_they_were_read() {
    let temporary = tempfile::tempdir().unwrap();
    let checkpoints = files(".safetensors");
    assert!(checkpoints.len() >= 10);
    for path in &checkpoints {
        let read = read_checkpoint(path).unwrap();
        let again = temporary.path().join("again.safetensors");
        save(&again, &Content::Checkpoint(&read), choose(&again, Kind::Checkpoint, None).unwrap()).unwrap();
        let (before, after) = (fs::read(path).unwrap(), fs::read(&again).unwrap());
        let [before, after] = [&before, &after].map(|bytes| safetensors::SafeTensors::deserialize(bytes).unwrap());
        assert_eq!(before.len(), after.len());
        for (name, tensor) in before.iter() {
            assert_eq!(after.tensor(name).unwrap(), tensor, "{name} of {}", path.display());
        }
    }
    let runs = files(".run.ron");
    assert!(runs.len() >= 5);
    let beside = format!("{}/", folder().display());
    for path in &runs {
        let text = fs::read_to_string(path).unwrap();
        assert!(!text.contains(&beside), "{} names its table by a place on one machine", path.display());
        // A table is read relative to the run file, and written with its whole path.
        let again = read_run(path).unwrap().to_ron().unwrap().replace(&beside, "");
        assert_eq!(again, text, "{}", path.display());
    }
}

#[test]
fn the_files_hold_what_a_run_can_have() {
    let checkpoints: Vec<_> = files(".safetensors").iter().map(|path| read_checkpoint(path).unwrap()).collect();
    let engines = |engine| checkpoints.iter().filter(|checkpoint| checkpoint.settings().engine == engine).count();
    assert!(engines(EngineKind::Dfdx) >= 2 && engines(EngineKind::Fused) >= 5);
    assert!(checkpoints.iter().any(|checkpoint| checkpoint.journal.len() >= 4));
    assert!(checkpoints.iter().any(|checkpoint| !checkpoint.bookmarks.is_empty()));
    assert!(checkpoints.iter().any(|checkpoint| checkpoint.snapshot.best.is_some()));
    assert!(checkpoints.iter().any(|checkpoint| checkpoint.preset.data.table().is_some()));
    assert!(checkpoints.iter().any(|checkpoint| !checkpoint.settings().drawn.points.is_empty()));
    let runs: Vec<_> = files(".run.ron").iter().map(|path| read_run(path).unwrap()).collect();
    let branches = || runs.iter().flat_map(|run| &run.branches);
    assert!(branches().any(|branch| branch.parent.is_some() && branch.journal.len() >= 2));
    assert!(branches().any(|branch| !branch.bookmarks.is_empty()));
    assert!(branches().any(|branch| branch.fingerprints.len() > 10));
}

#[test]
fn the_dashboard_reads_the_flags_of_the_previous_version() {
    let words = ["--marks", "ascii", "--share", "60", "--nesterov", "true", "--momentum", "0.9"];
    let output = run(&words.map(str::to_owned), "");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("is not a terminal"), "{errors}");
}
