//! Runs as scripts for PyTorch, such as a teacher would hand out: the same points, initial weights and steps, so the same
//! losses.
//!
//! The script ends like the tutorial: it saves the network, loads it into a new one, and predicts a point. What was done
//! in a run that a plain script can't repeat is refused by its name.

mod literal;
mod network;
mod optimizer;
mod points;
mod start;
mod table;
mod training;

use std::fmt::Write;

use super::format::{Content, Format, Kind};
use super::source_text::{indented, numbers, rows};
use super::trained::{Dense, Trained};
use crate::data::Labels;
use crate::error::Error;
use crate::network::Task;
use crate::preset::{BatchSize, EarlyStopping};
use crate::train::Checkpoint;
use literal::{documentation, literal, literals};
use points::Definitions;
use start::Start;

/// The widest line of documentation, in characters.
const WIDTH: usize = 100;

/// Runs as scripts for PyTorch.
pub(super) struct PythonScript;

impl Format for PythonScript {
    fn name(&self) -> &'static str {
        "py"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["py"]
    }

    fn kind(&self) -> Kind {
        Kind::Script
    }

    fn is_text(&self) -> bool {
        true
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        bytes.extend_from_slice(script(checkpoint)?.as_bytes());
        Ok(())
    }
}

/// The run of a checkpoint as the text of a Python script.
///
/// # Errors
/// [`Error::Input`] with the name of an edit that a script can't make.
fn script(checkpoint: &Checkpoint) -> Result<String, Error> {
    let start = Start::of(checkpoint)?;
    let network = Trained::new(checkpoint, &start.settings, &start.parameters);
    let points = points::definitions(checkpoint, &start.settings, &network);
    let shuffles = points.shuffles || start.batches.iter().any(|(_, size)| *size != BatchSize::Full);
    let is_random = shuffles || start.has_dropout();
    let mut text = head(checkpoint, &start, &points, is_random);
    text += &network::definitions(&network, start.has_dropout(), &start.settings.class_weights);
    text += "\n\n";
    text += &training::functions(&start);
    text += "\n\n";
    let split = if checkpoint.dataset.test.is_empty() { "train" } else { "test" };
    text += &main(&network, split, &points.example);
    text += "\n\n";
    if shuffles {
        let _ = write!(text, "{}\n\n", training::SHUFFLE);
    }
    if start.has_dropout() {
        let _ = write!(text, "{}\n\n", training::dropout(&start.settings.network.hidden));
    }
    if is_random {
        let _ = write!(text, "{}\n\n", training::RANDOM);
    }
    if let Labels::Classes(names) = &network.labels
        && (points.shuffles || is_named(&network))
    {
        let _ = writeln!(text, "classes = {}\n", literals(names.iter().map(String::as_str)));
    }
    text += &points.text;
    text += &weights(&network.layers);
    text += "\nif __name__ == \"__main__\":\n    main()\n";
    Ok(text)
}

/// What the script is, what it imports, and its constants.
fn head(checkpoint: &Checkpoint, start: &Start, points: &Definitions, is_random: bool) -> String {
    let settings = &start.settings;
    let described = checkpoint.described();
    let edited = if described.is_none() { ", edited," } else { "" };
    let about = format!(
        "The preset {}{edited} of blobtui, seed {}, in PyTorch: from the same points and initial weights, with the same \
         steps. It trains the network, saves it as model.pt, and predicts a point.",
        checkpoint.name, settings.seed
    );
    let words = described.map(|preset| [preset.title.as_str(), preset.notes.as_str()]);
    let paragraphs = words.iter().flatten().copied().chain([about.as_str()]);
    let paragraphs: Vec<_> = paragraphs.map(|words| documentation(words, WIDTH)).collect();
    let mut text = format!("\"\"\"{}\n\"\"\"\n\n", paragraphs.join("\n\n"));
    let has_early_stopping = settings.early_stopping != EarlyStopping::None;
    let modules = [(has_early_stopping, "copy"), (settings.schedule.has_cosine(), "math")];
    let imports = modules.map(|(is_needed, name)| if is_needed { format!("import {name}\n") } else { String::new() });
    if imports.concat() != "" {
        let _ = writeln!(text, "{}", imports.concat());
    }
    if points.shuffles {
        text += "import pandas as pd\n";
    }
    let epochs = settings.epochs.max(checkpoint.snapshot.epoch);
    let _ = writeln!(text, "import torch\nfrom torch import nn\n\nEPOCHS = {epochs}");
    if is_random {
        let _ = writeln!(text, "SEED = {}", settings.seed);
    }
    text + "\n\n"
}

/// The function `main`, which prints the loss of this split and ends with the prediction of a point.
fn main(network: &Trained, split: &str, example: &[f32]) -> String {
    let place = example.iter().map(|number| format!("{number:?}")).collect::<Vec<_>>().join(", ");
    let value = "round(prediction.item(), 4)";
    let (what, prediction) = match (network.loss, network.loss.task()) {
        (loss, _) if loss.gives_probability() => (format!("Probability of {}", network.class(1)), value),
        (_, Task::Classes) if is_named(network) => ("Class".to_owned(), "classes[prediction.argmax().item()]"),
        (_, Task::Classes) => ("Class".to_owned(), "prediction.argmax().item()"),
        (_, Task::Binary) => ("Output".to_owned(), value),
        (_, Task::Value) => ("Value".to_owned(), value),
    };
    let loss = if split == "test" { "Test loss" } else { "Train loss" };
    let words = literal(&format!("{what} at ({place}):"));
    format!(
        "def main():\n    \
         model = NeuralNet()\n    \
         model.load_state_dict(initial_weights)\n    \
         print(f\"{loss} before training: {{mean_loss(model, x_{split}, y_{split}):.4f}}\")\n    \
         train(model)\n    \
         print(f\"{loss} after training: {{mean_loss(model, x_{split}, y_{split}):.4f}}\")\n    \
         torch.save(model.state_dict(), \"model.pt\")\n\n    \
         # A new model with the weights from the file.\n    \
         new_model = NeuralNet()\n    \
         new_model.load_state_dict(torch.load(\"model.pt\"))\n    \
         prediction = new_model.predict(torch.tensor([[{place}]]))\n    \
         print({words}, {prediction})\n"
    )
}

/// Whether a class is printed by a name that is not its number.
fn is_named(network: &Trained) -> bool {
    network.loss.task() == Task::Classes && network.labels != Labels::numbered(network.labels.target())
}

/// The weights of epoch 0.
fn weights(layers: &[Dense]) -> String {
    let mut text = String::from(
        "\n# The weights of epoch 0. Without them, the model begins with weights that PyTorch draws.\ninitial_weights = {\n",
    );
    for (layer, number) in layers.iter().zip(1..) {
        let tensors = [("weight", rows(layer.rows(), 40)), ("bias", numbers(&layer.biases, 40))];
        for (name, numbers) in tensors {
            let _ = writeln!(text, "    \"linear_{number}.{name}\": torch.tensor({}),", indented(&numbers));
        }
    }
    text + "}\n"
}

#[cfg(test)]
mod tests;
