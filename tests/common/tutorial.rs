//! The tutorial's points, as the runs of `PyTorch` in the fixtures have them.

use blobtui::data::{Dataset, Points};
use blobtui::preset::Preset;
use blobtui::train::Trainer;
use serde::Deserialize;

#[derive(Deserialize)]
struct Tutorial {
    train_points: Vec<f32>,
    train_labels: Vec<f32>,
    test_points: Vec<f32>,
    test_labels: Vec<f32>,
}

fn points(inputs: &[f32], labels: &[f32]) -> Points {
    Points { inputs: inputs.as_chunks().0.to_vec(), labels: labels.to_vec(), ..Points::default() }
}

/// A recipe's run on the tutorial's points, from these parameters.
pub fn trainer(preset: Preset, parameters: &[f32]) -> Trainer {
    let tutorial: Tutorial = serde_json::from_str(include_str!("../fixtures/tutorial.json")).expect("the fixture fits");
    let mut checkpoint = Trainer::new("test", preset).checkpoint();
    checkpoint.dataset = Dataset {
        train: points(&tutorial.train_points, &tutorial.train_labels),
        test: points(&tutorial.test_points, &tutorial.test_labels),
        ..Dataset::default()
    };
    checkpoint.snapshot.parameters = parameters.to_vec();
    Trainer::resume(checkpoint)
}
