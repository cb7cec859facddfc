//! The grid that runs are drawn from.

use blobtui::network::{Activation, Architecture, EngineKind, Initialization};
use blobtui::optimizer::{Optimizer, Regularization};
use blobtui::preset::{self, BatchSize, Preset};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use strum::IntoEnumIterator;

/// Presets whose points are drawn from.
const DATA: [&str; 10] = [
    "xor-blobs",
    "xor-blobs",
    "two-blobs",
    "circle",
    "xor",
    "gauss",
    "spiral",
    "moons",
    "random-labels",
    "gauss-regression",
];

/// A drawn recipe, and the epoch at which it is diagnosed.
#[expect(clippy::too_many_lines, reason = "a setting at a time")]
pub fn draw(number: u64) -> (Preset, u64) {
    let random = &mut ChaCha8Rng::seed_from_u64(number);
    let name = DATA.choose(random).expect("data");
    // Squares diverge at large rates.
    let name = match number % 16 {
        7 => "imbalanced",
        11 => "gauss-regression",
        _ => name,
    };
    let mut preset = preset::find(name).expect("a built-in preset").preset;
    preset.engine = EngineKind::Fused;
    preset.seed = random.random_range(1..1000);
    preset.weights_seed = None;
    preset.regularization = Regularization::None;
    let depth = *[0, 1, 1, 1, 1, 2, 2, 3, 4, 6].choose(random).expect("a depth");
    let width = *[1, 2, 3, 5, 5, 8, 16, 32].choose(random).expect("a width");
    let activation = *[
        Activation::Relu,
        Activation::Relu,
        Activation::Relu,
        Activation::Tanh,
        Activation::Tanh,
        Activation::Sigmoid,
    ]
    .choose(random)
    .expect("an activation");
    let all: Vec<Activation> = Activation::iter().collect();
    let activation = if random.random_bool(0.2) { *all.choose(random).expect("an activation") } else { activation };
    preset.network = Architecture { hidden: vec![width; depth], activation: activation.into() };
    let normal = Initialization::Normal(10_f64.powf(random.random_range(-2.0..0.8)));
    preset.initialization = *[
        Initialization::PyTorch,
        Initialization::PyTorch,
        Initialization::PyTorch,
        Initialization::He,
        Initialization::Xavier,
        normal,
        normal,
        if random.random_bool(0.5) { Initialization::Zeros } else { Initialization::Constant(0.3) },
    ]
    .choose(random)
    .expect("an initialization");
    let optimizer = *["sgd", "sgd", "sgd", "adam", "rmsprop", "adamw"].choose(random).expect("an optimizer");
    let exponent = if optimizer == "sgd" { random.random_range(-4.0..2.0) } else { random.random_range(-5.0..1.0) };
    preset.optimizer = Optimizer::named(optimizer, two_digits(10_f64.powf(exponent))).expect("an optimizer");
    let noise = *[0.1, 0.3, 0.5].choose(random).expect("noise");
    preset.data.set_noise(if preset.data.has_percent_of_noise() { 100.0 * noise } else { noise });
    let train = *[10, 20, 40, 80, 200].choose(random).expect("a number");
    preset.data.set_train_count(train);
    preset.data.set_test_count(100);
    let batch = *[0, 0, 0, 0, 1, 5, 10].choose(random).expect("a size");
    preset.batch = if batch == 0 { BatchSize::Full } else { BatchSize::Size(batch) };
    let longest = if batch == 0 { 3.3 } else { 2.5 };
    let epoch = 10_f64.powf(random.random_range(1.7..longest)) as u64;
    let epoch = if random.random_bool(0.05) { 1 } else { epoch };
    // Rare ones are drawn more often. Gradients explode at the start, in deep networks with large weights.
    if number.is_multiple_of(8) {
        preset.network = Architecture { hidden: vec![width.max(5); depth.max(4)], activation: Activation::Relu.into() };
        preset.initialization = Initialization::Normal(two_digits(10_f64.powf(random.random_range(-0.5..0.8))));
        let rate = two_digits(10_f64.powf(random.random_range(-3.0..0.5)));
        preset.optimizer = Optimizer::named("sgd", rate).expect("an optimizer");
    }
    // Classes are missed where they overlap.
    if number % 16 == 7 {
        preset.data.set_noise(random.random_range(0.6..1.5));
        preset.data.set_train_count(*[100, 200, 400].choose(random).expect("a number"));
    }
    // They vanish in deep networks of sigmoid units, or with small weights.
    if number % 16 == 3 {
        let (activation, initialization) = if random.random_bool(0.5) {
            (Activation::Sigmoid, Initialization::PyTorch)
        } else {
            (Activation::Tanh, Initialization::Normal(two_digits(10_f64.powf(random.random_range(-1.5..-0.7)))))
        };
        preset.network = Architecture { hidden: vec![width.max(3); depth.max(4)], activation: activation.into() };
        preset.initialization = initialization;
        let rate = two_digits(10_f64.powf(random.random_range(-2.0..0.5)));
        preset.optimizer = Optimizer::named("sgd", rate).expect("an optimizer");
    }
    if number % 16 == 11 {
        preset.network.activation = Activation::Relu.into();
        let rate = two_digits(10_f64.powf(random.random_range(0.0..2.0)));
        preset.optimizer = Optimizer::named("sgd", rate).expect("an optimizer");
    }
    let epoch = if number.is_multiple_of(8) { random.random_range(0..3) } else { epoch };
    let preset = preset.in_lowest_version();
    preset.check().expect("a recipe that can be trained");
    (Preset { epochs: 2 * epoch.max(10), ..preset }, epoch)
}

fn two_digits(number: f64) -> f64 {
    format!("{number:.1e}").parse().expect("a number")
}
