//! The fused engine's bits: hashes of the weights after training, which no processor, profile or compiler may change.
//!
//! `tests/fixtures/golden.txt` holds one line a network. Run with `BLESS=1` to write it anew, which only a change of the
//! arithmetic itself can ask for. Each network is trained by every set of instructions that the processor has, by typed
//! dense layers and by untyped ones, and, in the ignored test, on an emulated processor without vector extensions. With
//! `LAYERS=in-turn` each is trained by one of the two kinds of layers: emulated processors are slow.

#[path = "common/mod.rs"]
mod common;

use blobtui::data::{Blobs, Data, GaussRegression, Input};
use blobtui::network::{
    Activation, Architecture, Engine, EngineKind, Instructions, LayerActivations, Loss, Shape, fused_engine,
    untyped_engine,
};
use blobtui::optimizer::Optimizer;
use blobtui::preset::{BatchSize, Preset};
use blobtui::train::Trainer;
use rayon::prelude::*;
use strum::IntoEnumIterator;

const GOLDEN: &str = include_str!("fixtures/golden.txt");

/// A dozen runs under binary cross-entropy: hidden layers, activation, optimizer, size of the batches. Then one or two
/// under every other loss, with other inputs, and two with dropout and an activation by layer.
fn runs() -> Vec<(String, Preset)> {
    let rows: [(&[usize], &str, &str, BatchSize); 13] = [
        (&[5], "relu", "sgd", BatchSize::Full),
        (&[], "linear", "sgd", BatchSize::Full),
        (&[8, 8], "tanh", "sgd", BatchSize::Full),
        (&[8, 8, 8, 8, 8, 8], "tanh", "sgd", BatchSize::Size(10)),
        (&[1], "sigmoid", "rmsprop", BatchSize::Full),
        (&[32, 16], "relu", "adam", BatchSize::Size(40)),
        (&[7, 3, 6], "gelu", "adamw", BatchSize::Size(33)),
        (&[4, 4], "elu", "sgd", BatchSize::Size(1)),
        (&[2, 2], "softplus", "adam", BatchSize::Full),
        (&[16], "sin", "sgd", BatchSize::Size(17)),
        (&[6, 5], "leaky-relu", "rmsprop", BatchSize::Size(16)),
        (&[3], "linear", "adamw", BatchSize::Full),
        (&[8], "tanh", "adam", BatchSize::Full),
    ];
    let run = |(hidden, activation, optimizer, batch): (&[usize], &str, &str, BatchSize)| {
        let activation: Activation = activation.parse().expect("a known activation");
        let network = Architecture { hidden: hidden.to_vec(), activation: activation.into() };
        let rate = if optimizer == "sgd" { 0.03 } else { 0.003 };
        let optimizer = Optimizer::named(optimizer, rate).expect("a known rule");
        let name = format!("{hidden:?} {} {} {batch:?}", activation.name(), optimizer.name());
        (name, Preset { network, optimizer, batch, engine: EngineKind::Fused, ..common::preset() })
    };
    let mut runs: Vec<_> = rows.map(run).into();
    let blobs = |classes: &[u8]| {
        let Data::Blobs(blobs) = common::preset().data else { unreachable!("the tests' points are blobs") };
        Data::Blobs(Blobs { labels: classes.to_vec(), ..blobs })
    };
    let values = || Data::GaussRegression(GaussRegression { train: 90, ..GaussRegression::default() });
    let all = || Input::iter().collect();
    let mut add = |data: Data, inputs: Vec<Input>, loss: Loss, hidden: &[usize], optimizer: &str| {
        let network = Architecture { hidden: hidden.to_vec(), activation: Activation::Tanh.into() };
        let optimizer = Optimizer::named(optimizer, 0.01).expect("a known rule");
        let name = format!("{} {} inputs {hidden:?} {}", loss.name(), inputs.len(), optimizer.name());
        let preset = Preset { data, inputs, network, loss, optimizer, engine: EngineKind::Fused, ..common::preset() };
        preset.check().expect("a preset that fits");
        runs.push((name, preset));
    };
    add(common::preset().data, Input::defaults(), Loss::Hinge, &[5], "sgd");
    add(common::preset().data, all(), Loss::TanhSquaredError, &[4, 3], "adam");
    add(blobs(&[0, 2, 1, 1]), Input::defaults(), Loss::SoftmaxCrossEntropy, &[6], "sgd");
    add(blobs(&[0, 7, 3, 4]), vec![Input::X, Input::XY, Input::Radius], Loss::SoftmaxCrossEntropy, &[8], "adam");
    add(values(), Input::defaults(), Loss::MeanSquaredError, &[16, 8], "adam");
    add(values(), Input::defaults(), Loss::MeanAbsoluteError, &[7], "sgd");
    add(values(), all(), Loss::Huber, &[], "rmsprop");
    let mut add_dropout = |hidden: &[usize], activations: [Activation; 2], optimizer: &str, batch: BatchSize| {
        let activation = LayerActivations::by_layer(activations.into()).expect("an activation for each layer");
        let name = format!("dropout {hidden:?} {activation} {optimizer} {batch:?}");
        let network = Architecture { hidden: hidden.to_vec(), activation };
        let optimizer = Optimizer::named(optimizer, 0.003).expect("a known rule");
        let engine = EngineKind::Fused;
        runs.push((name, Preset { network, optimizer, batch, engine, dropout: 0.2, ..common::preset() }));
    };
    add_dropout(&[8, 16], [Activation::Relu, Activation::Tanh], "sgd", BatchSize::Full);
    add_dropout(&[33, 9], [Activation::Sigmoid, Activation::Elu], "adam", BatchSize::Size(20));
    runs
}

/// Builds a fused engine.
type Build = fn(&Shape, Loss, Instructions) -> Box<dyn Engine>;

/// A hash of the losses on the way to 2,000 epochs, and of the weights after them.
fn hash(preset: &Preset, build: Build, instructions: Instructions) -> u64 {
    let engine = build(&preset.shape(), preset.loss, instructions);
    let mut trainer = Trainer::with_engine("golden", preset.clone(), engine);
    let mut numbers = vec![];
    while trainer.epoch() < 2000 {
        if trainer.epoch().is_multiple_of(100) {
            let record = trainer.evaluate();
            numbers.extend([record.train_loss, record.test_loss().unwrap()]);
        }
        trainer.advance(|| false).expect("a run that stays finite");
    }
    numbers.extend(trainer.parameters());
    common::hash(&numbers)
}

#[test]
fn two_thousand_epochs_end_on_the_same_bits_by_every_set_of_instructions_and_both_kinds_of_layers() {
    let is_in_turn = std::env::var_os("LAYERS").is_some_and(|layers| layers == "in-turn");
    // The runs share nothing, so all processors take some.
    let lines = runs().into_par_iter().enumerate().map(|(place, (name, preset))| {
        let builds: [Build; 2] = [fused_engine, untyped_engine];
        let builds = if is_in_turn { &builds[place % 2..][..1] } else { &builds };
        let hashes: Vec<u64> = builds
            .iter()
            .flat_map(|build| Instructions::available().into_iter().map(move |instructions| (*build, instructions)))
            .map(|(build, instructions)| hash(&preset, build, instructions))
            .collect();
        assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{name}: {hashes:x?} by {:?}", Instructions::available());
        format!("{:016x}  {name}\n", hashes[0])
    });
    let found: String = lines.collect::<Vec<_>>().concat();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write("tests/fixtures/golden.txt", &found).expect("the fixture can be written");
    } else {
        assert_eq!(found, GOLDEN, "the arithmetic has changed");
    }
}

#[test]
#[cfg(all(target_arch = "x86_64", not(target_feature = "avx")))]
#[ignore = "needs qemu-x86_64: run with --ignored where it is on the path, as .ci/run does"]
fn an_emulated_processor_without_vector_extensions_ends_on_the_same_bits() {
    let program = std::env::current_exe().expect("this test's own file");
    let mut emulator = std::process::Command::new("qemu-x86_64");
    emulator.args(["-cpu", "Nehalem"]).arg(program).env_remove("BLESS").env("LAYERS", "in-turn");
    let run = emulator.output().expect("qemu-x86_64 is on the path");
    let output = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && output.contains("1 passed"), "{output}");
}
