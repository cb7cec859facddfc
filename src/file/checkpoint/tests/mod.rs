use std::collections::BTreeMap;
use std::fs;

use safetensors::{Dtype, SafeTensors};
use serde_json::json;

use super::*;
use crate::data::{Blobs, Data, Drawn, Input, Plane};
use crate::network::{Activation, Architecture, EngineKind, Evaluation, Initialization, Layout, Loss, Score};
use crate::optimizer::{Clip, NAMES, Optimizer, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, Preset};
use crate::train::{Change, EarlyStoppingState, Edit, History, Record, Snapshot};

mod bookmarks;
mod refusal;
mod table;

fn preset(optimizer: &str) -> Preset {
    Preset {
        version: 2,
        title: "Four \"blobs\", ein Häufchen".to_owned(),
        notes: "First line.\nSecond \\ line.".to_owned(),
        data: Data::Blobs(Blobs {
            centers: vec![(1.0, 0.1 + 0.2), (-1e-7, 1e3)],
            labels: vec![0, 1],
            std: 1.0 / 3.0,
            train: 5,
            test: 2,
        }),
        drawn: Drawn::default(),
        inputs: Input::defaults(),
        network: Architecture { hidden: vec![3], activation: Activation::Tanh.into() },
        initialization: Initialization::PyTorch,
        padded_initialization: false,
        loss: Loss::BinaryCrossEntropy,
        optimizer: Optimizer::named(optimizer, 0.03).unwrap(),
        schedule: Schedule::Constant,
        regularization: Regularization::None,
        clip: Clip::None,
        class_weights: vec![],
        dropout: 0.0,
        batch: BatchSize::Size(2),
        epochs: 2000,
        early_stopping: EarlyStopping::None,
        seed: u64::MAX,
        weights_seed: None,
        engine: EngineKind::Dfdx,
        speed: 100,
        group: Some("Lesson 1".to_owned()),
        next: Some("Why \"blobs\"?".to_owned()),
        paused: true,
    }
}

/// A checkpoint in the middle of epoch 40, with odd numbers in all vectors and no edits.
fn sample(optimizer: &str) -> Checkpoint {
    let preset = preset(optimizer);
    let count = Layout::new(&preset.shape()).len();
    let mut parameters = vec![0.1; count];
    parameters[..5].copy_from_slice(&[f32::MIN_POSITIVE, -f32::MAX, 1e-45, -0.0, 1.0 / 3.0]);
    let mut state = preset.optimizer.state(count);
    state.step = 122;
    for (index, slot) in state.slots.iter_mut().enumerate() {
        slot.values.iter_mut().enumerate().for_each(|(place, value)| *value = (index * count + place) as f32 / 7.0);
    }
    let mut history = History::default();
    for epoch in 0..=40 {
        let loss = 1.0 / (1.0 + epoch as f32);
        let record = Record {
            epoch,
            train_loss: loss,
            train_score: Score::Correct(5),
            test: Some(Evaluation { loss: loss * 1.5, score: Score::Correct(2) }),
        };
        history.push(&record);
    }
    Checkpoint {
        name: "xor-blobs".to_owned(),
        dataset: preset.data.generate(preset.seed),
        preset,
        journal: Vec::new(),
        snapshot: Snapshot { epoch: 40, batch: 2, parameters, optimizer: state, best: None },
        history: history.thinned(8),
        bookmarks: Vec::new(),
        fingerprints: Vec::new(),
    }
}

fn reads(bytes: &[u8]) -> Result<Checkpoint, Error> {
    Checkpoint::from_bytes(bytes, "m.safetensors")
}

/// A safetensors file taken apart, to be put together in other ways than the library's.
struct Parts {
    metadata: Vec<(String, String)>,
    tensors: Vec<(String, String, Vec<usize>, Vec<u8>)>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
        let file = SafeTensors::deserialize(bytes).unwrap();
        let mut metadata: Vec<_> = header.metadata().clone().unwrap().into_iter().collect();
        metadata.sort();
        let tensors = file.tensors().into_iter();
        let mut tensors: Vec<_> = tensors
            .map(|(name, view)| (name, view.dtype().to_string(), view.shape().to_vec(), view.data().to_vec()))
            .collect();
        tensors.sort();
        Self { metadata, tensors }
    }

    fn set(mut self, key: &str, value: Option<&str>) -> Self {
        self.metadata.retain(|(known, _)| known != key);
        self.metadata.extend(value.map(|value| (key.to_owned(), value.to_owned())));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let metadata: Vec<String> =
            self.metadata.iter().map(|(key, value)| format!("{}: {}", json!(key), json!(value))).collect();
        let mut entries = vec![format!("\"__metadata__\": {{ {} }}", metadata.join(", "))];
        let mut data = Vec::new();
        for (name, dtype, shape, bytes) in &self.tensors {
            let offsets = [data.len(), data.len() + bytes.len()];
            data.extend(bytes);
            entries.insert(
                0,
                format!("{}: {}", json!(name), json!({"dtype": dtype, "shape": shape, "data_offsets": offsets})),
            );
        }
        let header = format!("{{ {} }}", entries.join(" , "));
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
    }
}

fn sample_bytes() -> Vec<u8> {
    sample("sgd").to_bytes().unwrap()
}

#[test]
fn every_optimizer_is_read_back_as_it_was_written() {
    for name in NAMES {
        let checkpoint = sample(name);
        let read = reads(&checkpoint.to_bytes().unwrap()).unwrap();
        assert_eq!(read, checkpoint);
        let bits = |checkpoint: &Checkpoint| -> Vec<u32> {
            checkpoint.snapshot.parameters.iter().map(|value| value.to_bits()).collect()
        };
        assert_eq!(bits(&read), bits(&checkpoint));
    }
}

/// The sample with early stopping: epoch 37 was the best.
fn stopping(optimizer: &str) -> Checkpoint {
    let mut checkpoint = sample(optimizer);
    checkpoint.preset.early_stopping = EarlyStopping::Patience(5);
    let Snapshot { parameters, optimizer, .. } = &checkpoint.snapshot;
    let mut best =
        EarlyStoppingState { epoch: 37, loss: 0.1, parameters: parameters.clone(), optimizer: optimizer.clone() };
    best.parameters[4] = 0.25;
    best.optimizer.step = 111;
    checkpoint.snapshot.best = Some(best);
    checkpoint
}

#[test]
fn the_state_of_early_stopping_is_read_back_as_it_was_written() {
    for name in NAMES {
        for test_loss in [0.1, 0.0, 1e-45, f32::INFINITY] {
            let mut checkpoint = stopping(name);
            checkpoint.snapshot.best.as_mut().unwrap().loss = test_loss;
            assert_eq!(reads(&checkpoint.to_bytes().unwrap()).unwrap(), checkpoint);
        }
    }
    // It need not have looked at an epoch yet.
    let checkpoint = Checkpoint { preset: stopping("sgd").preset, ..sample("sgd") };
    assert_eq!(reads(&checkpoint.to_bytes().unwrap()).unwrap(), checkpoint);
    let bytes = stopping("adam").to_bytes().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert!(file.tensor("best.linear_1.weight").is_ok() && file.tensor("best.optimizer.exp_avg.linear_2.bias").is_ok());
}

#[test]
fn edits_are_kept_and_the_last_optimizer_decides_which_tensors_there_are() {
    for name in NAMES {
        let mut checkpoint = sample("sgd");
        let optimizer = Optimizer::named(name, 0.5).unwrap();
        checkpoint.snapshot.optimizer = optimizer.state(checkpoint.snapshot.parameters.len());
        checkpoint.journal = vec![
            Edit { epoch: 3, batch: 1, change: Change::Optimizer(Optimizer::named("adam", 0.1).unwrap()) },
            Edit { epoch: 3, batch: 1, change: Change::Batch(BatchSize::Full) },
            Edit { epoch: 7, batch: 0, change: Change::Batch(BatchSize::Size(1)) },
            Edit { epoch: 7, batch: 0, change: Change::Schedule(Schedule::Cosine { epochs: 100, least: 0.1 + 0.2 }) },
            Edit { epoch: 8, batch: 0, change: Change::Schedule(Schedule::Constant) },
            Edit { epoch: 8, batch: 0, change: Change::Regularization(Regularization::L1(0.001)) },
            Edit { epoch: 8, batch: 0, change: Change::Regularization(Regularization::None) },
            Edit { epoch: 9, batch: 0, change: Change::Clip(Clip::Norm(1e-3)) },
            Edit { epoch: 9, batch: 0, change: Change::EarlyStopping(EarlyStopping::Patience(20)) },
            Edit { epoch: 40, batch: 2, change: Change::Optimizer(optimizer) },
        ];
        assert_eq!(reads(&checkpoint.to_bytes().unwrap()).unwrap(), checkpoint);
    }
}

#[test]
fn labels_of_classes_and_values_are_kept_and_others_refused() {
    let blobs = |labels: Vec<u8>| {
        Data::Blobs(Blobs { centers: vec![(0.0, 0.0); labels.len()], labels, std: 1.0, train: 9, test: 4 })
    };
    let slope = Data::Plane(Plane { noise: 10.0, train: 9, test: 4 });
    for (data, loss, wrong, words) in [
        (blobs(vec![0, 7, 3]), Loss::SoftmaxCrossEntropy, 8.0, "8 at index 1, not a whole number from 0 to 7"),
        (blobs(vec![0, 2]), Loss::SoftmaxCrossEntropy, 0.5, "0.5 at index 1, not a whole number from 0 to 2"),
        (slope, Loss::Huber, f32::INFINITY, "inf at index 1"),
    ] {
        let mut checkpoint = sample("sgd");
        checkpoint.preset = Preset { data, loss, inputs: vec![Input::X, Input::XY, Input::SinY], ..checkpoint.preset };
        checkpoint.dataset = checkpoint.preset.data.generate(7);
        let count = Layout::new(&checkpoint.preset.shape()).len();
        checkpoint.snapshot.parameters = vec![0.5; count];
        checkpoint.snapshot.optimizer = checkpoint.preset.optimizer.state(count);
        assert_eq!(reads(&checkpoint.to_bytes().unwrap()).unwrap(), checkpoint);
        checkpoint.dataset.test.labels[1] = wrong;
        let refusal = checkpoint.to_bytes().unwrap_err().to_string();
        assert!(refusal.contains(&format!("\"data.test.y\" has {words}")), "{refusal}");
    }
}

#[test]
fn long_histories_are_thinned_and_the_newest_epochs_left_out() {
    let mut checkpoint = sample("sgd");
    checkpoint.history = History::default();
    checkpoint.snapshot.epoch = 5000;
    for epoch in 0..=5000 {
        let loss = if epoch == 777 { 1e9 } else { 0.5 };
        checkpoint.history.push(&Record {
            epoch,
            train_loss: loss,
            train_score: Score::Correct(0),
            test: Some(Evaluation { loss, score: Score::Correct(0) }),
        });
    }
    let read = reads(&checkpoint.to_bytes().unwrap()).unwrap();
    assert!(read.history.spans().len() <= 256 && read.history.recent().is_empty());
    assert_eq!(read.history, checkpoint.history.thinned(256));
    let most = read.history.spans().iter().filter_map(|span| span.train).map(|range| range.most).fold(0.0, f32::max);
    assert_eq!(most, 1e9);
}

#[test]
fn other_programs_find_tensors_by_pytorchs_names_and_settings_as_text() {
    let checkpoint = sample("sgd");
    let bytes = checkpoint.to_bytes().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    for (name, shape) in [
        ("linear_1.weight", vec![3, 2]),
        ("linear_1.bias", vec![3]),
        ("linear_2.weight", vec![1, 3]),
        ("linear_2.bias", vec![1]),
        ("data.train.x", vec![5, 2]),
        ("data.train.y", vec![5]),
        ("data.test.x", vec![2, 2]),
        ("data.test.y", vec![2]),
    ] {
        let tensor = file.tensor(name).unwrap();
        assert_eq!((tensor.dtype(), tensor.shape()), (Dtype::F32, shape.as_slice()), "{name}");
    }
    let weights = file.tensor("linear_2.weight").unwrap().data().to_vec();
    assert_eq!(weights, checkpoint.snapshot.parameters[9..12].iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>());
    let metadata: BTreeMap<String, String> = Parts::of(&bytes).metadata.into_iter().collect();
    for (key, value) in [
        ("format", "blobtui-checkpoint"),
        ("version", "1"),
        ("name", "xor-blobs"),
        ("seed", "18446744073709551615"),
        ("epoch", "40"),
        ("batch", "2"),
        ("optimizer_step", "122"),
        ("journal", "[]"),
        ("engine", "dfdx"),
    ] {
        assert_eq!(metadata[key], value, "{key}");
    }
    assert!(metadata["preset"].contains("data: Blobs(\n"), "{}", metadata["preset"]);
    assert_eq!(checkpoint.file_name(), "xor-blobs-s18446744073709551615-e40.safetensors");
}

#[test]
fn a_file_of_a_build_without_scores_is_read() {
    let checkpoint = sample("sgd");
    assert!(checkpoint.history.spans().iter().all(|span| span.scores.is_some()));
    let mut container = checkpoint.to_container().unwrap();
    container.metadata.remove("scores");
    let read = reads(&container.to_bytes("m.safetensors").unwrap()).unwrap();
    let losses = |checkpoint: &Checkpoint| {
        let spans = checkpoint.history.spans().iter();
        spans.map(|span| (span.epoch, span.train, span.test)).collect::<Vec<_>>()
    };
    assert_eq!(losses(&read), losses(&checkpoint));
    assert!(read.history.spans().iter().all(|span| span.scores.is_none()));
    assert_eq!(read.snapshot, checkpoint.snapshot);
}

#[test]
fn a_file_in_another_order_and_spacing_is_the_same_checkpoint() {
    let bytes = sample_bytes();
    let mut parts = Parts::of(&bytes);
    parts.metadata.reverse();
    parts.tensors.rotate_left(3);
    parts.tensors.swap(0, 1);
    assert_ne!(parts.bytes(), bytes);
    assert_eq!(reads(&parts.bytes()).unwrap(), sample("sgd"));
}

#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.safetensors");
    super::super::atomic::replace(&path, &sample_bytes(), "write the checkpoint").unwrap();
    assert_eq!(Checkpoint::read(&path).unwrap(), sample("sgd"));
    let refusal = |path: &Path| {
        let error = Checkpoint::read(path).unwrap_err();
        assert_eq!(error.exit_status(), 2);
        error.to_string()
    };
    assert!(refusal(folder.path()).contains("is a folder"));
    assert!(refusal(Path::new("/dev/zero")).contains("is a device"));
    assert!(refusal(&folder.path().join("missing")).contains("cannot be read"));
    let large = folder.path().join("large");
    fs::File::create(&large).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert!(refusal(&large).contains("is larger than 64 MiB"));
}
