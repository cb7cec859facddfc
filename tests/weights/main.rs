//! Weights alone: files of PyTorch and NumPy are read as those programs mean them, and hostile ones are refused.
//!
//! The fixtures were written by PyTorch, NumPy and safetensors; `make.py` beside them says how. `tests/interop/` shows
//! that those programs read what blobtui writes.

mod hostile;
#[path = "../common/weights.rs"]
mod made;

use std::path::{Path, PathBuf};

use blobtui::file::{Basis, Content, FORMATS, Format, Kind, check_outputs, read_network, save};
use blobtui::network::{Activation, Architecture, Initialization};
use blobtui::preset::{self, Overrides};
use blobtui::train::{Change, Checkpoint, Trainer};
use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch").join(name)
}

/// The formats of weights.
fn formats() -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.into_iter().filter(|format| format.kind() == Kind::Weights)
}

#[test]
fn files_of_other_programs_predict_as_pytorch_does() {
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(fixture("predictions.json")).unwrap()).unwrap();
    let numbers = |value: &Value| -> Vec<f32> {
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
    };
    let points: Vec<f32> = expected["points"].as_array().unwrap().iter().flat_map(numbers).collect();
    let mut read = 0;
    for (name, entry) in expected["files"].as_object().unwrap() {
        let opened = read_network(&fixture(name), &Basis::default());
        let refused = match name.as_str() {
            "not-zip.pt" => "is in the format of PyTorch before 1.6",
            "whole-model.pt" => "holds tutorial.NeuralNet,",
            _ => "",
        };
        if !refused.is_empty() {
            assert!(opened.unwrap_err().to_string().contains(refused), "{name}");
            continue;
        }
        let (checkpoint, remark) = opened.unwrap();
        assert!(remark.unwrap().to_string().contains("taken as xor-blobs"), "{name}");
        let predictions = checkpoint.predictor().predict(&points);
        for (one, other) in predictions.iter().zip(numbers(&entry["predictions"])) {
            assert!((one - other).abs() < 1e-6, "{name}: {one} and {other}");
        }
        read += 1;
    }
    assert_eq!(read, 11);
}

/// A checkpoint with units of another width in each layer, one of which is off.
fn checkpoint() -> Checkpoint {
    let mut preset = preset::find("xor-blobs").unwrap().preset;
    preset.network = Architecture { hidden: vec![7, 3], activation: Activation::Tanh.into() };
    preset.initialization = Initialization::default();
    let mut checkpoint = Trainer::new("xor-blobs", preset).checkpoint();
    let unit = blobtui::network::Unit { layer: 1, index: 1 };
    checkpoint.edit(Change::Off(unit, true));
    checkpoint
}

fn bytes_of(format: &dyn Format, checkpoint: &Checkpoint) -> Vec<u8> {
    let mut bytes = vec![];
    format.write(&Content::Checkpoint(checkpoint), &mut bytes).unwrap();
    bytes
}

#[test]
fn what_is_written_is_the_same_every_time_and_reads_back_with_the_same_predictions() {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = checkpoint();
    let points = [0.5, -0.25, -1.0, 1.0, 3.0, 0.125];
    let expected = checkpoint.predictor().predict(&points);
    let overrides = [("hidden", "7,3"), ("activation", "tanh")];
    for format in formats() {
        let path = folder.path().join(format!("m.{}", format.extensions()[0]));
        assert_eq!(bytes_of(format, &checkpoint), bytes_of(format, &checkpoint));
        save(&path, &Content::Checkpoint(&checkpoint), format).unwrap();
        let basis = Basis { preset: Some("xor-blobs"), overrides: Overrides::new(overrides).unwrap() };
        let (read, remark) = read_network(&path, &basis).unwrap();
        assert_eq!(remark, None);
        assert_eq!(read.predictor().predict(&points), expected, "{}", format.name());
        // It is known as blobtui's own; a file of another program is not, and stays.
        let output = |path| blobtui::file::Output { flag: "--save", path, kind: Kind::Weights, format: None };
        check_outputs(&[], &[output(&path)], false).unwrap();
        let foreign = folder.path().join(format!("foreign.{}", format.extensions()[0]));
        std::fs::copy(fixture("tutorial.pt").with_extension(format.extensions()[0]), &foreign).unwrap();
        let refusal = check_outputs(&[], &[output(&foreign)], false).map(drop).unwrap_err().to_string();
        assert!(refusal.contains("replace it with --force"), "{refusal}");
        check_outputs(&[], &[output(&foreign)], true).unwrap();
    }
}

#[test]
fn a_run_from_weights_goes_on_from_them_and_is_trained_again_to_the_same_bits() {
    let (checkpoint, _) = read_network(&fixture("tutorial.pt"), &Basis::default()).unwrap();
    let mut trainer = Trainer::resume(checkpoint.clone());
    let before = trainer.record().test_loss().unwrap();
    trainer.advance(|| false).unwrap();
    assert!((trainer.record().test_loss().unwrap() - before).abs() < 0.05, "one epoch changes little");
    let read = Checkpoint::from_bytes(&trainer.checkpoint().to_bytes().unwrap(), "file").unwrap();
    let mut again = Trainer::new(&read.name, read.preset.clone());
    for edit in &read.journal {
        again.edit(edit.change.clone());
    }
    again.advance(|| false).unwrap();
    assert_eq!(again.snapshot(), trainer.snapshot());
}
