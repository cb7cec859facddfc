//! Checkpoints of points from a file.

use std::fmt::Write;

use proptest::prelude::*;

use super::super::*;
use super::{Parts, reads};
use crate::data::csv::{Choice, read_table};
use crate::data::{Csv, Data, Input};
use crate::network::Loss;
use crate::train::Trainer;

/// A run of three columns in three classes, or with values, a few epochs after its start. The file itself is not there.
fn run(values: bool) -> Checkpoint {
    let mut text = String::from("long;wide;tall;kind\n");
    for row in 0..12 {
        let kind = if values { format!("{},5", row * row) } else { ["rose", "tulip", "lily"][row % 3].to_owned() };
        writeln!(text, "{row},25;{};{};{kind}", 100 - row, row % 5).unwrap();
    }
    let table = read_table(text.as_bytes(), "flowers.csv", &Choice::default()).unwrap().table;
    let mut preset = super::preset("adam");
    preset.data = Data::Csv(Csv { table: Some(table.into()), train_fraction: 60, ..Csv::new("/away/flowers.csv") });
    preset.inputs = Input::columns(3);
    preset.loss = if values { Loss::Huber } else { Loss::SoftmaxCrossEntropy };
    preset.check().unwrap();
    let mut trainer = Trainer::new("flowers", preset);
    for _ in 0..5 {
        trainer.advance(|| false).unwrap();
        trainer.record();
    }
    let mut checkpoint = trainer.checkpoint();
    checkpoint.history = checkpoint.history.thinned(content::SPANS);
    checkpoint
}

/// The refusal of a file that was changed by someone who knows how to compute the checksum.
fn refusal_of(change: impl FnOnce(&mut Container)) -> String {
    let mut container = run(false).to_container().unwrap();
    change(&mut container);
    let message = reads(&container.to_bytes("m.safetensors").unwrap()).unwrap_err().to_string();
    assert!(message.starts_with("m.safetensors"), "{message}");
    message
}

fn refusal_of_metadata(key: &str, value: Option<&str>) -> String {
    refusal_of(|container| {
        container.metadata.remove(key);
        container.metadata.extend(value.map(|value| (key.to_owned(), value.to_owned())));
    })
}

#[test]
fn it_is_read_back_with_its_rows_names_and_scale_and_without_the_file() {
    for values in [false, true] {
        let checkpoint = run(values);
        let read = reads(&checkpoint.to_bytes().unwrap()).unwrap();
        assert_eq!(read, checkpoint);
        let (table, written) = (read.preset.data.table().unwrap(), checkpoint.preset.data.table().unwrap());
        assert_eq!(table, written);
        assert_eq!(table.columns(), ["long", "wide", "tall"]);
        assert_eq!((table.label(), table.len()), ("kind", 12));
        assert_eq!(read.dataset.scale, checkpoint.dataset.scale);
        assert_eq!(read.dataset.train.others.len(), 7);
        // Begun again, it has the same points.
        assert_eq!(read.preset.data.generate(read.preset.seed), checkpoint.dataset);
    }
}

#[test]
fn another_program_finds_raw_rows_and_standardized_splits() {
    let parts = Parts::of(&run(false).to_bytes().unwrap());
    let tensor = |name: &str| parts.tensors.iter().find(|tensor| tensor.0 == name).unwrap();
    let (_, _, shape, bytes) = tensor("data.table");
    assert_eq!(shape, &[12, 4]);
    let numbers: Vec<f32> = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    assert_eq!(numbers[..8], [0.25, 100.0, 0.0, 1.0, 1.25, 99.0, 1.0, 2.0]);
    assert_eq!((&tensor("data.train.x").2, &tensor("data.test.x").2), (&vec![7, 3], &vec![5, 3]));
    let text = |key: &str| &parts.metadata.iter().find(|(known, _)| known == key).unwrap().1;
    let heading = "(columns:[\"long\",\"wide\",\"tall\"],label:\"kind\",labels:Classes([\"lily\",\"rose\",\"tulip\"]))";
    assert_eq!(text("table"), heading);
    assert!(text("scale").starts_with("(columns:[(mean:"), "{}", text("scale"));
}

#[test]
fn tables_that_are_missing_or_make_no_sense_are_refused() {
    let heading = |columns: &str, labels: &str| format!("(columns:[{columns}],label:\"kind\",labels:{labels})");
    let three = "\"a\",\"b\",\"c\"";
    for (value, expected) in [
        (None, "the metadata key \"table\": is missing".to_owned()),
        (Some(String::new()), "the metadata key \"table\": 1:1".to_owned()),
        (Some(heading("\"a\"", "Values")), "\"data.table\" has shape [12, 4], not [n, 2] with n from 2".to_owned()),
        (
            Some(heading("\"a\",\"b\"", "Values")),
            "\"data.table\" has shape [12, 4], not [n, 3] with n from 2".to_owned(),
        ),
        (Some(heading(three, "Classes([\"x\"])")), "\"table\": has 1 classes, not 2 to 32".to_owned()),
        (Some(heading(three, "Classes([\"x\",\"y\"])")), "\"table\": has the label 2 in row 2, not 0 or 1".to_owned()),
        (Some(heading(three, "Classes([\"x\",\"y\",\"x\"])")), "\"table\": has the class \"x\" twice".to_owned()),
        (Some(heading("\"a\",\"b\",\"\\u{1b}\"", "Values")), "\"table\": has the name \"\\u{1b}\"".to_owned()),
        // Values would need another loss.
        (Some(heading(three, "Values")), "data and loss do not fit: labels that are values".to_owned()),
    ] {
        let message = refusal_of_metadata("table", value.as_deref());
        assert!(message.contains(&expected), "{message}");
    }
    let message = refusal_of(|container| drop(container.tensors.remove("data.table")));
    assert!(
        message.contains("the tensor \"data.table\" is missing, of shape [n, 4] with n from 2 to 100000"),
        "{message}"
    );
    let message = refusal_of(|container| container.tensors.get_mut("data.table").unwrap().values[5] = f32::NAN);
    assert!(message.contains("the tensor \"data.table\" has NaN at index 5"), "{message}");
    for name in ["data.train.x", "data.test.x"] {
        let message = refusal_of(|container| {
            let tensor = container.tensors.get_mut(name).unwrap();
            *tensor = container::Tensor { shape: vec![2, 2], values: vec![0.0; 4] };
        });
        assert!(
            message.contains(&format!("the tensor {name:?} has shape [2, 2], not [n, 3] with n from 1")),
            "{message}"
        );
    }
}

#[test]
fn scales_that_are_missing_or_make_no_sense_are_refused() {
    let scale = |columns: &str| format!("(columns:[{columns}],label:(mean:0.0,std:1.0))");
    let sound = "(mean:0.0,std:1.0)";
    for (value, expected) in [
        (None, "the metadata key \"scale\": is missing".to_owned()),
        (Some("wide".into()), "the metadata key \"scale\": 1:".to_owned()),
        (Some(scale(sound)), "\"scale\": is of 1 columns, not 3".to_owned()),
        (
            Some(scale(&format!("{sound},{sound},(mean:0.0,std:0.0)"))),
            "\"scale\": has a mean of 0 with a standard".to_owned(),
        ),
        (Some(scale(&format!("{sound},(mean:NaN,std:1.0),{sound}"))), "\"scale\": has a mean of NaN".to_owned()),
    ] {
        let message = refusal_of_metadata("scale", value.as_deref());
        assert!(message.contains(&expected), "{message}");
    }
}

#[test]
fn runs_without_a_file_have_no_table() {
    for (key, value) in
        [("table", "(columns:[\"a\",\"b\"],label:\"k\",labels:Values)"), ("scale", "(columns:[],label:(mean:0,std:1))")]
    {
        let mut container = super::sample("sgd").to_container().unwrap();
        container.metadata.insert(key.to_owned(), value.to_owned());
        let message = reads(&container.to_bytes("m.safetensors").unwrap()).unwrap_err().to_string();
        let expected = format!("the metadata key {key:?}: is for points from a file only");
        assert!(message.contains(&expected), "{message}");
    }
    let mut container = super::sample("sgd").to_container().unwrap();
    container.tensors.insert("data.table".into(), container::Tensor { shape: vec![2, 3], values: vec![0.0; 6] });
    let message = reads(&container.to_bytes("m.safetensors").unwrap()).unwrap_err().to_string();
    assert!(message.contains("the tensor \"data.table\" doesn't belong to a run"), "{message}");
}

#[test]
fn every_flipped_bit_of_a_table_is_refused() {
    let mut bytes = run(true).to_bytes().unwrap();
    for index in 0..bytes.len() {
        let bit = 1 << (index % 8);
        bytes[index] ^= bit;
        assert!(reads(&bytes).is_err(), "bit {bit} of byte {index}");
        bytes[index] ^= bit;
    }
    reads(&bytes).unwrap();
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_heading_and_scale_is_read_or_refused(
        key in prop::sample::select(vec!["table", "scale"]),
        text in "(\\PC|[()\\[\\]:;,0-9\"]){0,80}",
    ) {
        let mut container = run(false).to_container().unwrap();
        container.metadata.insert(key.to_owned(), text);
        let _ = reads(&container.to_bytes("m.safetensors").unwrap());
    }
}
