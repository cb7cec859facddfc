//! Networks of 9 to 15 inputs have no more than these, and runs that were recorded when they were padded to 16 go on.
//!
//! The recorded runs' initial weights were drawn as if there were 16 inputs, and their files held the weights of the padding, which never
//! acted. `tests/fixtures/padded/record.py` recorded the figures by the last build that did so.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use blobtui::file::{Content, Kind, choose, read_checkpoint, read_run, save};
use blobtui::network::{Activations, Layout};
use blobtui::preset::{self, Preset};
use blobtui::train::inspect::{Step, diagnose};
use blobtui::train::{Change, Trainer};
use serde::Deserialize;
use serde_json::Value;

/// How far figures may be from the recorded ones: sums are formed in other groups of points.
const TOLERANCE: f64 = 1e-5;
/// The dfdx engine's bits are those of one kind of processor.
const DFDX_TOLERANCE: f64 = 1e-3;

#[derive(Deserialize)]
struct Record {
    words: Vec<String>,
    expected: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/padded")
}

fn names(ending: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_str().unwrap().ends_with(ending)).collect()
}

fn json(words: &[String]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blobtui"));
    command.args(words).current_dir(folder()).env("XDG_CONFIG_HOME", folder().join("none"));
    let output = command.env("XDG_STATE_HOME", folder().join("none")).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_table_of_13_columns_gets_a_network_of_13_inputs() {
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("wine.safetensors");
    let words = ["train", "--data", "wine.csv", "--epochs", "3", "--json", "--save", file.to_str().unwrap()];
    assert_eq!(json(&words.map(str::to_owned))["parameters"], 13 * 8 + 8 + 8 * 3 + 3);
    let bytes = fs::read(&file).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let shape = |name: &str| tensors.tensor(name).unwrap().shape().to_vec();
    assert_eq!(shape("linear_1.weight"), [8, 13]);
    assert_eq!(shape("optimizer.exp_avg.linear_1.weight"), [8, 13]);
    assert_eq!(shape("data.train.x"), [56, 13]);
}

#[test]
fn norms_and_ratios_are_those_of_the_weights_that_act() {
    let checkpoint = read_checkpoint(&folder().join("features.safetensors")).unwrap();
    let mut trainer = Trainer::new("exact", Preset { padded_initialization: false, ..checkpoint.preset });
    trainer.train(2, |_| ControlFlow::Continue(())).unwrap();
    let preset = trainer.preset().clone();
    let layout = Layout::new(&preset.shape());
    let mut activations = Activations::new(&preset.shape(), preset.loss);
    activations.compute(trainer.parameters(), &trainer.dataset().train.laid_out(&preset.inputs));
    let step = Step { gradient: None, before: trainer.before_latest_step() };
    let found = diagnose(&layout, trainer.parameters(), step, &activations)[0];
    let norm = |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|n| f64::from(n).powi(2)).sum::<f64>().sqrt();
    let (now, before) = (&trainer.parameters()[..50], &trainer.before_latest_step().unwrap()[..50]);
    assert_eq!((found.units, found.weights), (5, 50));
    let weight_norm = norm(&mut now.iter().copied());
    assert!((found.weight_norm - weight_norm).abs() < 1e-9 * weight_norm);
    let ratio = norm(&mut now.iter().zip(before).map(|(now, before)| now - before)) / norm(&mut before.iter().copied());
    assert!((found.update_ratio.unwrap() - ratio).abs() < 1e-6 * ratio);
}

#[test]
fn recorded_runs_come_to_the_recorded_figures() {
    let text = fs::read_to_string(folder().join("expected.json")).unwrap();
    let records: Vec<Record> = serde_json::from_str(&text).unwrap();
    assert!(records.len() >= 9);
    for Record { words, expected } in records {
        let found = json(&words);
        let is_dfdx = words[1].contains("dfdx") || words[1].contains("grown");
        let tolerance = if is_dfdx { DFDX_TOLERANCE } else { TOLERANCE };
        for (key, expected) in expected.as_object().unwrap() {
            // States are recorded by their bits, which only the same groups give.
            if key == "states_checked" {
                assert_eq!(found[key], 0, "{words:?}");
                continue;
            }
            let close = match (expected.as_f64(), found[key].as_f64()) {
                (Some(expected), Some(found)) => (found - expected).abs() <= tolerance * expected.abs().max(1.0),
                _ => found[key] == *expected,
            };
            assert!(close, "{words:?}: {key} is {}, not {expected}", found[key]);
        }
    }
}

#[test]
fn recorded_files_are_saved_with_exact_shapes_and_still_go_on_as_they_were() {
    let temporary = tempfile::tempdir().unwrap();
    let checkpoints = names(".safetensors");
    assert!(checkpoints.len() >= 3);
    for path in checkpoints {
        let mut read = read_checkpoint(&path).unwrap();
        let shape = read.settings().shape();
        assert_eq!(read.snapshot.parameters.len(), Layout::new(&shape).len());
        // The table stands beside the file.
        let again = temporary.path().join("again.safetensors");
        save(&again, &Content::Checkpoint(&read), choose(&again, Kind::Checkpoint, None).unwrap()).unwrap();
        let bytes = fs::read(&again).unwrap();
        let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(tensors.tensor("linear_1.weight").unwrap().shape(), [shape.hidden[0], shape.inputs]);
        assert!((9..=15).contains(&shape.inputs));
        assert_eq!(read_checkpoint(&again).unwrap(), read, "{}", path.display());
        // A run that starts again starts from the same weights.
        let start =
            |checkpoint: &blobtui::train::Checkpoint| Trainer::new("start", checkpoint.preset.clone()).untrained();
        assert_eq!(start(&read_checkpoint(&again).unwrap()), start(&read));
        read.fingerprints.clear();
    }
    for path in names(".run.ron") {
        let run = read_run(&path).unwrap();
        let text = run.to_ron().unwrap();
        assert!(text.contains("version: 3") && text.contains("padded_initialization: true"), "{text}");
        assert_eq!(blobtui::train::Run::parse(&text, "again").unwrap(), run);
    }
}

#[test]
fn weights_that_were_set_with_their_padding_are_set_without() {
    let mut preset: Preset = preset::read(&folder().join("features.ron")).unwrap();
    let layout = Layout::new(&preset.shape());
    let padded: Vec<f32> = (0..layout.len() + 6 * 5).map(|place| place as f32).collect();
    let set = |preset: &Preset| Change::Weights(padded.clone()).check(preset);
    assert_eq!(set(&preset), Ok(()));
    let mut trainer = Trainer::new("padded", preset.clone());
    trainer.edit(Change::Weights(padded.clone()));
    let found = trainer.parameters();
    assert_eq!((found.len(), found[9], found[10], found[49], found[50]), (layout.len(), 9.0, 16.0, 73.0, 80.0));
    preset.padded_initialization = false;
    assert!(set(&preset).is_err());
}
