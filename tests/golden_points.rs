//! The bits that a run starts from: hashes of the points of every preset, of every input feature and of initial weights,
//! which no processor, system or compiler may change.
//!
//! `tests/fixtures/golden_points.txt` holds one line each. Run with `BLESS=1` to write it anew, which changes what the
//! seeds of everybody's runs mean.

#[path = "common/mod.rs"]
mod common;

use blobtui::data::{Data, Input, features_at};
use blobtui::network::{Activation, Architecture, Initialization, initial_parameters};
use blobtui::preset::{Preset, builtin};
use blobtui::random::{Purpose, stream};
use strum::IntoEnumIterator;

const GOLDEN: &str = include_str!("fixtures/golden_points.txt");
/// Seeds behind a hash.
const SEEDS: u64 = 20;

/// Coordinates and labels of both splits.
fn numbers(data: &Data, seed: u64) -> Vec<f32> {
    let dataset = data.generate(seed);
    let splits = [dataset.train, dataset.test].into_iter();
    splits.flat_map(|points| [points.inputs.into_flattened(), points.labels].concat()).collect()
}

/// The points of a preset, and the same points noisier where it has a noise.
fn points(name: &str, mut data: Data) -> Vec<(String, Vec<f32>)> {
    let of_seeds = |data: &Data| (0..SEEDS).flat_map(|seed| numbers(data, seed)).collect();
    let mut rows = vec![(format!("points of {name}"), of_seeds(&data))];
    let noise = if data.has_percent_of_noise() { 25.0 } else { 0.5 };
    if data.set_noise(noise) {
        rows.push((format!("points of {name}, noise {noise}"), of_seeds(&data)));
    }
    rows
}

/// Every feature of every kind of coordinate: those of points, and all magnitudes.
fn features() -> impl Iterator<Item = (String, Vec<f32>)> {
    let near = (-600..=600).map(|step| step as f32 / 100.0);
    let all = (0..f32::INFINITY.to_bits()).step_by(2_000_003).map(f32::from_bits).flat_map(|x| [x, -x]);
    let numbers: Vec<f32> = near.chain(all).collect();
    let places: Vec<[f32; 2]> = numbers.iter().copied().zip(numbers.iter().rev().copied()).map(Into::into).collect();
    Input::iter().map(move |input| (format!("feature {}", input.name()), features_at(&[input], &places, &[])))
}

/// Weights and biases of a network with inputs and layers of several sizes.
fn weights() -> impl Iterator<Item = (String, Vec<f32>)> {
    let network = Architecture { hidden: vec![64, 7, 16], activation: Activation::Tanh.into() };
    let shape = Preset { inputs: Input::iter().collect(), network, ..common::preset() }.shape();
    let names = ["pytorch", "xavier", "he", "normal:0.1", "normal:1", "normal:37.5"];
    names.into_iter().map(move |name| {
        let initialization: Initialization = name.parse().expect("an initialization");
        let of_seed =
            |seed| initial_parameters(&shape, initialization, |layer| stream(seed, Purpose::InitialWeights, layer));
        (format!("initial weights {name}"), (0..SEEDS).flat_map(of_seed).collect())
    })
}

#[test]
fn points_features_and_initial_weights_have_the_same_bits_everywhere() {
    let presets = builtin().iter().flat_map(|known| {
        let preset = Preset::parse(known.source, known.name).expect("a built-in preset");
        points(known.name, preset.data)
    });
    let rows = presets.chain(features()).chain(weights());
    let lines = rows.map(|(name, numbers)| format!("{:016x}  {name}\n", common::hash(&numbers)));
    let found = lines.collect::<Vec<_>>().concat();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write("tests/fixtures/golden_points.txt", &found).expect("the fixture can be written");
    } else {
        assert_eq!(found, GOLDEN, "a seed means other numbers");
    }
}
