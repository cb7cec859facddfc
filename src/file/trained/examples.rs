//! Checkpoints for the tests of exporters.

use strum::IntoEnumIterator;

use crate::data::{Csv, Data, Input, Labels, Table};
use crate::network::{Activation, Architecture, LayerActivations, Loss, Task};
use crate::preset::{self, Preset};
use crate::train::{Checkpoint, Trainer};

/// Names that a table may have, and that would do harm where they are not escaped: they end strings and comments, and
/// fill in formats, in Python and Rust.
const NAMES: [&str; 7] = [
    "\"; import os; os.abort() #",
    "\"\"\"; import os; os.abort()",
    "'''\\",
    "*/ compile_error!(\"no\") /*",
    "\u{2028}import os; os.abort() #\u{2028}",
    "\u{202e}{0}%s{x}\\",
    "\\N{BEL}\\u{0}\\",
];
/// A text with lines, which no file has where only one is shown.
const LINES: &str = "a\"\"\"\nimport os; os.abort()\r\ncompile_error!(\"no\");\n\rcompile_error!(\"no\");\0\u{c}\\";

/// The network of a built-in preset, changed, some epochs after its start.
pub fn checkpoint(name: &str, epochs: u64, change: impl FnOnce(&mut Preset)) -> Checkpoint {
    let mut preset = preset::find(name).unwrap().preset;
    change(&mut preset);
    preset = preset.in_lowest_version();
    preset.check().unwrap();
    let mut trainer = Trainer::new(name, preset);
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap();
    }
    trainer.checkpoint()
}

/// Points from a table that was never a file: three columns, and three classes or values.
fn table(values: bool) -> Data {
    flowers(["long", "wide", "tall", "kind"], ["rose", "tulip", "lily"], values)
}

fn flowers(columns: [&str; 4], classes: [&str; 3], values: bool) -> Data {
    let rows = 0..30;
    let numbers = rows.clone().flat_map(|row| [row as f32, 1e6 + (row % 7) as f32, (row * row % 11) as f32 / 8.0]);
    let (labels, targets): (_, Vec<f32>) = if values {
        (Labels::Values, rows.clone().map(|row| 100.0 + (row * row) as f32).collect())
    } else {
        (Labels::Classes(classes.map(str::to_owned).into()), rows.clone().map(|row| (row % 3) as f32).collect())
    };
    let [one, two, three, label] = columns.map(str::to_owned);
    let table = Table::new(vec![one, two, three], label, labels, numbers.collect(), targets).unwrap();
    Data::Csv(Csv { table: Some(table.into()), ..Csv::new("/away/flowers.csv") })
}

/// Networks with every activation, loss and input feature, of no to four hidden layers, some with activations by layer.
pub fn all() -> Vec<Checkpoint> {
    let mut all = vec![];
    for (index, activation) in Activation::iter().enumerate() {
        let hidden = [vec![5], vec![4, 3], vec![3, 2, 2], vec![]][index % 4].clone();
        all.push(checkpoint("xor-blobs", 3, |preset| {
            preset.network = Architecture { hidden, activation: activation.into() };
        }));
    }
    for activations in
        [vec![Activation::Gelu, Activation::Linear, Activation::Elu], vec![Activation::Elu, Activation::Sin]]
    {
        all.push(checkpoint("spiral", 3, |preset| {
            let hidden = vec![6; activations.len() + 1];
            let activation = LayerActivations::by_layer(activations).unwrap().fitted_to(hidden.len());
            preset.network = Architecture { hidden, activation };
        }));
    }
    for loss in Loss::iter() {
        let name = if loss.task() == Task::Value { "plane" } else { "xor-blobs-tanh" };
        all.push(checkpoint(name, 3, |preset| preset.loss = loss));
    }
    all.push(checkpoint("blobs-8", 3, |_| {}));
    all.push(checkpoint("spiral", 3, |preset| preset.inputs = Input::iter().collect()));
    all.push(checkpoint("spiral", 3, |preset| preset.network.hidden = vec![33, 9, 1, 2, 3, 4, 5, 10]));
    all.push(checkpoint("blobs-8", 3, |preset| {
        preset.network.hidden = vec![100];
        let Data::Blobs(blobs) = &mut preset.data else { unreachable!("the preset's points are blobs") };
        blobs.labels[0] = 31;
    }));
    all.push(checkpoint("spiral", 3, |preset| preset.inputs = vec![Input::Radius, Input::Y]));
    for values in [false, true] {
        let loss = if values { Loss::Huber } else { Loss::SoftmaxCrossEntropy };
        for inputs in [Input::columns(3), vec![Input::Column(3), Input::X]] {
            all.push(checkpoint("xor-blobs", 3, |preset| {
                (preset.data, preset.loss, preset.inputs) = (table(values), loss, inputs);
            }));
        }
    }
    all
}

/// A network whose every name and text would do harm.
pub fn harmful() -> Checkpoint {
    let [one, two, three, four, five, six, seven] = NAMES;
    let mut checkpoint = checkpoint("xor-blobs", 1, |preset| {
        preset.data = flowers([one, two, three, four], [five, six, seven], false);
        (preset.loss, preset.inputs) = (Loss::SoftmaxCrossEntropy, Input::columns(3));
    });
    for text in [&mut checkpoint.name, &mut checkpoint.preset.title, &mut checkpoint.preset.notes] {
        LINES.clone_into(text);
    }
    checkpoint
}
