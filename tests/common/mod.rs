//! A preset for several tests.

use blobtui::data::{Blobs, Data, Drawn, Input};
use blobtui::network::{Activation, Architecture, EngineKind, Initialization, Loss};
use blobtui::optimizer::{Clip, Optimizer, Regularization, Schedule};
use blobtui::preset::{BatchSize, EarlyStopping, Preset};

/// Four blobs in two classes for 2-5-1 units, full batch, 300 epochs, seed 7.
pub fn preset() -> Preset {
    Preset {
        version: 1,
        title: "Four blobs".into(),
        notes: "For tests.".into(),
        data: Data::Blobs(Blobs {
            centers: vec![(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)],
            labels: vec![0, 0, 1, 1],
            std: 0.3,
            train: 80,
            test: 20,
        }),
        drawn: Drawn::default(),
        inputs: Input::defaults(),
        network: Architecture { hidden: vec![5], activation: Activation::Relu.into() },
        initialization: Initialization::PyTorch,
        padded_initialization: false,
        loss: Loss::BinaryCrossEntropy,
        optimizer: Optimizer::named("sgd", 0.03).expect("a rule"),
        schedule: Schedule::Constant,
        regularization: Regularization::None,
        clip: Clip::None,
        class_weights: vec![],
        dropout: 0.0,
        batch: BatchSize::Full,
        epochs: 300,
        early_stopping: EarlyStopping::None,
        seed: 7,
        weights_seed: None,
        engine: EngineKind::Dfdx,
        speed: 100,
        group: None,
        next: None,
        paused: false,
    }
}

/// Bits of numbers, which distinguish both zeros and all kinds of NaN.
#[allow(dead_code, reason = "not every test compares bits")]
pub fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

/// FNV-1a over the bits of numbers.
#[allow(dead_code, reason = "not every test compares hashes")]
pub fn hash(numbers: &[f32]) -> u64 {
    let bytes = numbers.iter().flat_map(|number| number.to_bits().to_le_bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
