use proptest::prelude::*;

use super::super::*;
use super::{Parts, preset, reads, sample, sample_bytes, stopping};
use crate::data::PointChange;
use crate::network::Loss;
use crate::optimizer::{Clip, NAMES, Optimizer, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping};
use crate::train::{Change, EarlyStoppingState, Edit};

/// The message that refuses these bytes, which names the file.
fn refusal(bytes: &[u8]) -> String {
    let error = reads(bytes).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("m.safetensors"), "{message}");
    assert_eq!(error.exit_status(), 2);
    message
}

/// The refusal of a file that was changed by someone who knows how to compute the checksum.
fn refusal_of(change: impl FnOnce(&mut Container)) -> String {
    let mut container = sample("sgd").to_container().unwrap();
    change(&mut container);
    refusal(&container.to_bytes("m.safetensors").unwrap())
}

fn refusal_of_metadata(key: &str, value: &str) -> String {
    refusal_of(|container| drop(container.metadata.insert(key.to_owned(), value.to_owned())))
}

fn refusal_of_journal(edits: &[(u64, u64, Change)]) -> String {
    let edits =
        edits.iter().map(|(epoch, batch, change)| Edit { epoch: *epoch, batch: *batch, change: change.clone() });
    refusal_of_metadata("journal", &text::to_ron("journal", &edits.collect::<Vec<_>>()).unwrap())
}

#[test]
fn every_flipped_bit_is_refused() {
    let mut bytes = sample_bytes();
    for index in 0..bytes.len() {
        for bit in 0..8 {
            bytes[index] ^= 1 << bit;
            assert!(reads(&bytes).is_err(), "bit {bit} of byte {index}");
            bytes[index] ^= 1 << bit;
        }
    }
    reads(&bytes).unwrap();
}

#[test]
fn every_truncated_file_is_refused_as_such() {
    let bytes = sample_bytes();
    for length in 0..bytes.len() {
        let message = refusal(&bytes[..length]);
        assert!(message.contains(&format!("ends after byte {length}")), "{message}");
    }
}

#[test]
fn other_files_are_refused_by_their_first_bytes() {
    let bytes = sample_bytes();
    assert!(refusal(&[&bytes[..], &[0]].concat()).contains("has 1 bytes after its tensors"));
    assert!(refusal(b"\x89PNG\r\n\x1a\n and so on").contains("is not a safetensors file: byte 8"));
    let huge = [&u64::MAX.to_le_bytes()[..], b"{}"].concat();
    assert!(refusal(&huge).contains("give a header length of 18446744073709551615 bytes"));
    let broken = [&4_u64.to_le_bytes()[..], b"{\"a}"].concat();
    assert!(refusal(&broken).contains("bytes 8 to 11 are not a safetensors header"));
    let empty = [&2_u64.to_le_bytes()[..], b"{}"].concat();
    assert!(refusal(&empty).contains("is not a checkpoint: the metadata key \"format\" is missing"));
}

#[test]
fn other_formats_versions_and_keys_are_refused() {
    let set = |key: &str, value: Option<&str>| refusal(&Parts::of(&sample_bytes()).set(key, value).bytes());
    assert!(set("format", Some("pt")).contains("its format is \"pt\", not \"blobtui-checkpoint\""));
    let newer = "m.safetensors: written by a newer blobtui (version 2; this build reads 1); update blobtui";
    assert_eq!(set("version", Some("2")), newer);
    assert!(set("version", Some("0")).contains("its version is \"0\", not 1"));
    assert!(set("version", Some("one")).contains("its version is \"one\", not 1"));
    assert!(set("colour", Some("blue")).contains("the metadata key \"colour\" is unknown"));
    let keys: Vec<String> = Parts::of(&sample_bytes()).metadata.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), 13);
    // What earlier builds did not write may be missing; the checksum tells when it was taken out.
    assert!(set("scores", None).contains("checksum"));
    for key in keys.into_iter().filter(|key| key != "scores") {
        assert!(set(&key, None).contains(&format!("the metadata key {key:?} is missing")));
    }
}

#[test]
fn other_types_of_numbers_are_refused() {
    let mut parts = Parts::of(&sample_bytes());
    for (name, dtype, _, bytes) in &mut parts.tensors {
        if name == "linear_1.bias" {
            *dtype = "F16".to_owned();
            bytes.truncate(6);
        }
    }
    assert!(refusal(&parts.bytes()).contains("its tensor \"linear_1.bias\" is F16, not F32"));
}

#[test]
fn changes_that_do_not_compute_the_checksum_are_refused() {
    let checksum = "its contents don't match its checksum";
    assert!(refusal(&Parts::of(&sample_bytes()).set("epoch", Some("41")).bytes()).contains(checksum));
    let upper = Parts::of(&sample_bytes()).metadata[1].1.to_uppercase();
    assert!(refusal(&Parts::of(&sample_bytes()).set("checksum", Some(&upper)).bytes()).contains(checksum));
    let mut renamed = Parts::of(&sample_bytes());
    let (first, second) = (renamed.tensors[4].0.clone(), renamed.tensors[5].0.clone());
    renamed.tensors[4].0 = second;
    renamed.tensors[5].0 = first;
    assert!(refusal(&renamed.bytes()).contains(checksum));
    let mut reshaped = Parts::of(&sample_bytes());
    reshaped.tensors.iter_mut().filter(|tensor| tensor.0 == "linear_1.weight").for_each(|tensor| tensor.2.reverse());
    assert!(refusal(&reshaped.bytes()).contains(checksum));
}

#[test]
fn tensors_must_be_those_of_the_run() {
    for name in NAMES {
        let container = sample(name).to_container().unwrap();
        for tensor in container.tensors.keys() {
            let mut lacking = sample(name).to_container().unwrap();
            lacking.tensors.remove(tensor);
            let message = refusal(&lacking.to_bytes("").unwrap());
            assert!(message.contains(&format!("the tensor {tensor:?} is missing, of shape [")), "{message}");
        }
    }
    for name in ["linear_3.weight", "optimizer.exp_avg.linear_1.bias", "data.train.z"] {
        let message = refusal_of(|container| {
            container.tensors.insert(name.to_owned(), container::Tensor { shape: vec![3], values: vec![0.0; 3] });
        });
        assert!(
            message.contains(&format!("the tensor {name:?} doesn't belong to a run with this preset")),
            "{message}"
        );
    }
    for (name, shape, expected) in [
        ("linear_1.weight", vec![2, 3], "has shape [2, 3], not [3, 2]"),
        ("linear_1.bias", vec![3, 1], "has shape [3, 1], not [3]"),
        ("data.train.x", vec![2, 5], "has shape [2, 5], not [n, 2] with n from 1 to 100000"),
        ("data.test.x", vec![0, 2], "has shape [0, 2], not [n, 2] with n from 1 to 100000"),
        ("data.test.y", vec![1], "has shape [1], not [2]"),
    ] {
        let message = refusal_of(|container| {
            let values = vec![0.0; shape.iter().product()];
            container.tensors.insert(name.to_owned(), container::Tensor { shape, values });
        });
        assert!(message.contains(&format!("the tensor {name:?} {expected}")), "{message}");
    }
}

#[test]
fn numbers_must_be_finite_and_labels_0_or_1() {
    for (name, index, value, expected) in [
        ("linear_1.weight", 5, f32::NAN, "has NaN at index 5"),
        ("data.test.x", 0, f32::NEG_INFINITY, "has -inf at index 0"),
        ("data.train.y", 3, f32::INFINITY, "has inf at index 3"),
        ("data.train.y", 4, 0.5, "has 0.5 at index 4, not 0 or 1"),
    ] {
        let message = refusal_of(|container| {
            container.tensors.get_mut(name).unwrap().values[index] = value;
        });
        assert!(message.contains(&format!("the tensor {name:?} {expected}")), "{message}");
    }
    for name in NAMES {
        let mut checkpoint = sample(name);
        if let Some(slot) = checkpoint.snapshot.optimizer.slots.last_mut() {
            slot.values[0] = f32::NAN;
            let tensor = format!("optimizer.{}.linear_1.weight", slot.name);
            let message = refusal(&checkpoint.to_container().unwrap().to_bytes("").unwrap());
            assert!(message.contains(&format!("the tensor {tensor:?} has NaN at index 0")), "{message}");
        }
    }
}

#[test]
fn settings_must_be_understood_and_fit_each_other() {
    for (key, value, expected) in [
        ("seed", "7", "is 7, but the preset's is 18446744073709551615"),
        ("seed", "seven", "is \"seven\", not a whole number from 0 to 18446744073709551615"),
        ("engine", "abacus", "is \"abacus\", but this build has dfdx, fused"),
        ("engine", "fused", "is fused, but the run's is dfdx"),
        ("epoch", "-1", "is \"-1\", not a whole number from 0 to 9007199254740992"),
        ("epoch", "9007199254740993", "not a whole number"),
        ("optimizer_step", "1e3", "is \"1e3\", not a whole number"),
        ("batch", "3", "is 3, but the epoch has only batches 0 to 2"),
        ("batch", "", "is \"\", not a whole number"),
        ("journal", "[(epoch: 1)]", "missing field named `batch`"),
        ("journal", "", "1:1"),
        ("history", "8;0 0.5 none", "\"0 0.5 none\" is not an epoch with train and test losses"),
        ("scores", "0 5", "\"0 5\" is not an epoch with train and test scores"),
        ("scores", "3 5 2", "the history has no epoch 3"),
        ("history", "5", "a span can't have 5 epochs"),
        ("name", "", "is \"\", not a name of 1 to 100 bytes without slashes"),
        ("name", "../../etc/passwd", "without slashes"),
        ("name", "a\u{1b}[2J", "not a name"),
        ("name", &"n".repeat(101), "not a name of 1 to 100 bytes"),
    ] {
        let message = refusal_of_metadata(key, value);
        assert!(message.contains(&format!("the metadata key {key:?}: ")), "{message}");
        assert!(message.contains(expected), "{message}");
    }
    let earlier = refusal_of_metadata("epoch", "31");
    assert!(earlier.contains("\"history\": reaches epoch 40, but the run only epoch 31"), "{earlier}");
}

/// The refusal of what early stopping remembers, changed.
fn refusal_of_best(change: impl FnOnce(&mut Checkpoint)) -> String {
    let mut checkpoint = stopping("adam");
    change(&mut checkpoint);
    refusal(&checkpoint.to_container().unwrap().to_bytes("").unwrap())
}

fn best(checkpoint: &mut Checkpoint) -> &mut EarlyStoppingState {
    checkpoint.snapshot.best.as_mut().unwrap()
}

#[test]
fn the_state_of_early_stopping_must_fit_the_run() {
    for (message, expected) in [
        (refusal_of_best(|run| best(run).epoch = 41), "is epoch 41, but the run is at epoch 40 with a patience of 5"),
        (refusal_of_best(|run| best(run).epoch = 34), "is epoch 34, but the run is at epoch 40 with a patience of 5"),
        (refusal_of_best(|run| best(run).loss = f32::NAN), "its loss is not a number"),
        (refusal_of_best(|run| best(run).optimizer.step = u64::MAX), "its optimizer has taken 18446744073709551615"),
        (refusal_of_best(|run| run.preset.early_stopping = EarlyStopping::None), "is there, but early stopping is off"),
        (refusal_of_best(|run| best(run).epoch = 35), "ended the run within an epoch, at batch 2"),
        (
            refusal_of_best(|run| (best(run).epoch, run.snapshot.batch) = (35, 0)),
            "is epoch 35, but its weights differ from the run's",
        ),
        (
            refusal_of_best(|run| (best(run).epoch, run.snapshot.batch) = (40, 0)),
            "is epoch 40, but its weights differ from the run's",
        ),
    ] {
        assert!(message.contains(&format!("the metadata key \"best\": {expected}")), "{message}");
    }
    let infinite = refusal_of_best(|run| best(run).parameters[0] = f32::INFINITY);
    assert!(infinite.contains("the tensor \"best.linear_1.weight\" has inf at index 0"), "{infinite}");
    let container = stopping("adam").to_container().unwrap();
    for key in container.tensors.keys().filter(|key| key.starts_with("best.")) {
        let mut lacking = stopping("adam").to_container().unwrap();
        lacking.tensors.remove(key);
        let message = refusal(&lacking.to_bytes("").unwrap());
        assert!(message.contains(&format!("the tensor {key:?} is missing, of shape [")), "{message}");
    }
    let mut nothing = stopping("adam").to_container().unwrap();
    nothing.metadata.remove("best");
    let message = refusal(&nothing.to_bytes("").unwrap());
    assert!(message.contains("the tensor \"best.linear_1.bias\" doesn't belong to a run"), "{message}");
    for text in ["", "37", "(epoch:37)", "(epoch:37,test_loss:0.1,optimizer_step:1,more:2)"] {
        let message = refusal_of_metadata("best", text);
        assert!(message.contains("the metadata key \"best\": "), "{message}");
    }
}

#[test]
fn a_preset_that_is_not_understood_or_not_allowed_is_refused_by_field() {
    let text = preset("sgd").to_ron();
    for (from, to, expected) in [
        ("title:", "titel:", "titel"),
        ("learning_rate: 0.03", "learning_rate: -0.03", "optimizer.learning_rate is -0.03; allowed: "),
        ("std: 0.3", "std: -0.3", "data.std is -0.3"),
        ("Tanh", "Tan", "Tan"),
    ] {
        assert!(text.contains(from), "{text}");
        let message = refusal_of_metadata("preset", &text.replacen(from, to, 1));
        assert!(message.starts_with("m.safetensors, preset:") && message.contains(expected), "{message}");
    }
}

#[test]
fn edits_must_be_allowed_in_order_and_not_beyond_the_run() {
    let batch = |size| Change::Batch(BatchSize::Size(size));
    let slow = Change::Optimizer(Optimizer::named("sgd", -1.0).unwrap());
    for (edits, expected) in [
        (vec![(3, 0, batch(2)), (2, 9, batch(2))], "edit 2: epoch 2, batch 9 is out of order"),
        (vec![(3, 1, batch(2)), (3, 0, batch(2))], "edit 2: epoch 3, batch 0 is out of order"),
        (vec![(40, 3, batch(2))], "edit 1: epoch 40, batch 3 is out of order"),
        (vec![(0, 0, batch(0))], "edit 1: batch and data.train do not fit: batches of 0 from 5 train"),
        (vec![(0, 0, batch(6))], "edit 1: batch and data.train do not fit: batches of 6 from 5 train"),
        (vec![(0, 0, slow)], "edit 1: optimizer.learning_rate is -1"),
        (vec![(0, 0, Change::Clip(Clip::Norm(0.0)))], "edit 1: clip is 0"),
        (vec![(0, 0, Change::Regularization(Regularization::L2(-1.0)))], "edit 1: regularization is -1"),
        (vec![(0, 0, Change::Schedule(Schedule::Exponential { gamma: 0.0 }))], "edit 1: schedule.gamma is 0"),
        (vec![(0, 0, Change::EarlyStopping(EarlyStopping::Patience(0)))], "edit 1: early_stopping is 0"),
        (vec![(0, 0, batch(5)), (1, 0, Change::Point(PointChange::Erase(0)))], "edit 2: there is no such point"),
        (vec![(0, 0, Change::Inputs(vec![]))], "edit 1: inputs is empty"),
        (vec![(0, 0, Change::Loss(Loss::SoftmaxCrossEntropy))], "edit 1: changes the kind of labels or losses"),
        (vec![(0, 0, Change::Loss(Loss::Huber))], "edit 1: data and loss do not fit"),
    ] {
        let message = refusal_of_journal(&edits);
        assert!(message.contains(&format!("the metadata key \"journal\": {expected}")), "{message}");
    }
    let message = refusal_of_journal(&[(40, 0, Change::Batch(BatchSize::Full))]);
    assert!(message.contains("\"batch\": is 2, but the epoch has only batches 0 to 0"), "{message}");
    let mut edited_within = sample("sgd");
    edited_within.journal = vec![Edit { epoch: 40, batch: 2, change: Change::Batch(BatchSize::Full) }];
    assert_eq!(reads(&edited_within.to_bytes().unwrap()).unwrap(), edited_within);
}

#[test]
fn what_could_not_be_opened_again_is_not_written() {
    let mut infinite = sample("sgd");
    infinite.snapshot.parameters[7] = f32::INFINITY;
    let message = infinite.to_bytes().unwrap_err().to_string();
    assert!(message.contains("\"linear_1.bias\" has inf at index 1"), "{message}");
    let mut short = sample("sgd");
    short.snapshot.parameters.pop();
    let message = short.to_bytes().unwrap_err().to_string();
    assert!(message.contains("12 numbers for 13 parameters"), "{message}");
    let mut nameless = sample("sgd");
    nameless.name.clear();
    nameless.to_bytes().unwrap_err();
}

#[test]
fn long_headers_are_refused_before_they_are_read() {
    let file = |header: &str| [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
    let long = format!("{{\"__metadata__\":{{\"format\":\"{}\"}}}}", "a".repeat(2 << 20));
    assert!(refusal(&file(&long)).contains("give a header length of 2097182 bytes, more than 2097152;"));
    let keys = |count: usize| (0..count).map(|key| format!("\"{key}\":\"a,b\\\",\",")).collect::<Vec<_>>().concat();
    let many = |count| file(&format!("{{\"__metadata__\":{{{}\"last\":\"\"}}}}", keys(count)));
    assert!(refusal(&many(10_001)).contains("has more than 10000 keys and numbers in its header; give a checkpoint"));
    assert!(refusal(&many(10_000)).contains("the metadata key \"format\" is missing"));
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(reads(&bytes).is_err());
    }

    #[test]
    fn any_header_is_refused_without_a_panic(
        header in r#"\{("__metadata__":\{"format":"blobtui-checkpoint"\},)?"[a-z]":\{"dtype":"(F32|F4|I64)","shape":\[[0-9]{0,25}(,[0-9]{1,20})?\],"data_offsets":\[0,[0-9]{1,20}\]\}\}"#,
        data in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat();
        prop_assert!(reads(&bytes).is_err());
    }

    #[test]
    fn any_text_in_the_metadata_is_read_or_refused(
        key in prop::sample::select(vec!["preset", "journal", "history", "seed", "epoch", "batch", "name", "engine"]),
        text in "(\\PC|[()\\[\\]:;,0-9]){0,80}",
    ) {
        let mut container = sample("sgd").to_container().unwrap();
        container.metadata.insert(key.to_owned(), text);
        let _ = reads(&container.to_bytes("m.safetensors").unwrap());
    }
}
