//! The text of scripts. `tests/interop/` runs them.

mod class_weights;
mod dropout;

use super::script;
use crate::data::{Data, Input, PointChange};
use crate::file::trained::examples::{all, checkpoint, harmful};
use crate::network::{EngineKind, Loss, Unit};
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping};
use crate::text::is_harmful;
use crate::train::{Change, Checkpoint, Trainer};

/// A run of the tutorial's preset with these edits, each at its epoch.
fn edited(edits: &[(u64, Change)]) -> Checkpoint {
    let mut trainer = Trainer::resume(checkpoint("xor-blobs", 0, |_| {}));
    for (epoch, change) in edits {
        while trainer.epoch() < *epoch {
            trainer.advance(|| false).unwrap();
        }
        trainer.edit(change.clone());
    }
    trainer.checkpoint()
}

fn sgd(rate: f64) -> Change {
    Change::Optimizer(Optimizer::named("sgd", rate).unwrap())
}

#[test]
fn a_script_reads_as_if_a_teacher_had_written_it() {
    let text = script(&checkpoint("xor-blobs", 1, |_| {})).unwrap();
    let (start, rest) =
        text.split_once("# The points.\nx_train = torch.tensor([\n    [1.0812804, 0.6532391], ").unwrap();
    assert_eq!(
        start,
        r#""""Four blobs, two classes

Each hidden unit splits the plane along one straight line. The output combines the pieces: no single
line tells these classes apart.

The preset xor-blobs of blobtui, seed 8, in PyTorch: from the same points and initial weights, with
the same steps. It trains the network, saves it as model.pt, and predicts a point.
"""

import torch
from torch import nn

EPOCHS = 2000


class NeuralNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear_1 = nn.Linear(2, 5)
        self.linear_2 = nn.Linear(5, 1)

    def forward(self, x):
        x = torch.relu(self.linear_1(x))
        return self.linear_2(x)

    def predict(self, x):
        """The probability of label 1, for each row of x."""
        with torch.no_grad():
            return torch.sigmoid(self(x))


loss_fn = nn.BCEWithLogitsLoss()  # sigmoid and binary cross-entropy in one


def mean_loss(model, x, y):
    """The mean loss over some points."""
    with torch.no_grad():
        return loss_fn(model(x), y).item()


def train(model, epochs=EPOCHS):
    """Trains a model. Returns the train loss at every epoch, before its first step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
    losses = []
    for epoch in range(epochs):
        loss = loss_fn(model(x_train), y_train)
        losses.append(loss.item())
        if epoch % 100 == 0:
            print(f"Train loss at epoch {epoch}: {losses[-1]:.4f}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def main():
    model = NeuralNet()
    model.load_state_dict(initial_weights)
    print(f"Test loss before training: {mean_loss(model, x_test, y_test):.4f}")
    train(model)
    print(f"Test loss after training: {mean_loss(model, x_test, y_test):.4f}")
    torch.save(model.state_dict(), "model.pt")

    # A new model with the weights from the file.
    new_model = NeuralNet()
    new_model.load_state_dict(torch.load("model.pt"))
    prediction = new_model.predict(torch.tensor([[0.5, -0.5]]))
    print("Probability of label 1 at (0.5, -0.5):", round(prediction.item(), 4))


"#
    );
    assert!(rest.ends_with("}\n\nif __name__ == \"__main__\":\n    main()\n"), "{rest}");
    assert!(!text.contains("shuffled"));
}

#[test]
fn all_lines_are_short_and_the_same_run_gives_the_same_script() {
    for checkpoint in all() {
        let text = script(&checkpoint).unwrap();
        assert_eq!(script(&checkpoint).unwrap(), text);
        for line in text.lines() {
            assert!(line.chars().count() <= 110 && line == line.trim_end() && !line.contains('\t'), "{line}");
        }
    }
}

#[test]
fn every_setting_of_training_has_its_line() {
    let text = |change: &dyn Fn(&mut crate::preset::Preset)| script(&checkpoint("xor-blobs", 0, change)).unwrap();
    let momentum = "Sgd(learning_rate: 0.1, momentum: 0.9, dampening: 0.5, weight_decay: 0.01)";
    let adam = "AdamW(learning_rate: 0.1, betas: (0.8, 0.999), amsgrad: true)";
    for (optimizer, call) in [
        (momentum, "torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.01)"),
        (adam, "torch.optim.AdamW(model.parameters(), lr=0.1, betas=(0.8, 0.999), amsgrad=True)"),
        ("RmsProp(learning_rate: 0.1, eps: 1e-5)", "torch.optim.RMSprop(model.parameters(), lr=0.1, eps=1e-5)"),
        ("Adam(learning_rate: 0.1)", "torch.optim.Adam(model.parameters(), lr=0.1)"),
    ] {
        let extensions = ron::extensions::Extensions::UNWRAP_VARIANT_NEWTYPES;
        let options = ron::Options::default().with_default_extension(extensions);
        let optimizer: Optimizer = options.from_str(optimizer).unwrap();
        let text = text(&|preset| preset.optimizer = optimizer.clone());
        assert!(text.contains(&format!("    optimizer = {call}\n")), "{text}");
    }
    for (schedule, line) in [
        (Schedule::Step { step_size: 50, gamma: 0.5 }, "return 0.03 * 0.5 ** (epoch // 50)"),
        (Schedule::Exponential { gamma: 0.99 }, "return 0.03 * 0.99 ** epoch"),
        (Schedule::Cosine { epochs: 9, least: 0.0 }, "return 0.03 * (1 + math.cos(math.pi * min(epoch / 9, 1))) / 2"),
        (
            Schedule::WarmUpCosine { warm_up: 4, epochs: 9, least: 0.01 },
            "return 0.01 + (0.03 - 0.01) * (1 + math.cos(math.pi * min((epoch - 4) / 5, 1))) / 2",
        ),
    ] {
        let text = text(&|preset| preset.schedule = schedule);
        assert!(text.contains(&format!("    {line}\n")), "{text}");
        assert!(text.contains("        optimizer.param_groups[0][\"lr\"] = learning_rate(epoch)\n"), "{text}");
        assert_eq!(text.contains("import math\n"), text.contains("math.cos"));
    }
    for (regularization, line) in [
        (Regularization::L1(0.25), "new[(old == 0) | (new * layer.weight < 0)] = 0"),
        (Regularization::L2(0.25), "layer.weight.grad += 0.25 * layer.weight.detach()"),
        (Regularization::WeightDecay(0.25), "layer.weight *= 1 - optimizer.param_groups[0][\"lr\"] * 0.25"),
    ] {
        let text = text(&|preset| (preset.regularization, preset.clip) = (regularization, Clip::Norm(2.0)));
        let clip = text.find("nn.utils.clip_grad_norm_(model.parameters(), 2.0)\n").unwrap();
        assert!(clip < text.find(line).unwrap(), "{text}");
    }
    let text = text(&|preset| {
        (preset.batch, preset.early_stopping) = (BatchSize::Size(30), EarlyStopping::Patience(7));
    });
    assert!(text.contains("batch = order[first:first + 30]\n"), "{text}");
    assert!(text.contains("elif epoch + 1 - best_epoch >= 7:\n") && text.contains("import copy\n"), "{text}");
    assert!(text.contains("SEED = 8\n") && text.contains("def shuffled(count, stream):\n"), "{text}");
}

#[test]
fn every_loss_has_its_definition() {
    for (loss, line) in [
        (Loss::BinaryCrossEntropy, "loss_fn = nn.BCEWithLogitsLoss()"),
        (Loss::SoftmaxCrossEntropy, "loss_fn = nn.CrossEntropyLoss()"),
        (Loss::Hinge, "torch.relu(1 - target * z).mean()"),
        (Loss::TanhSquaredError, "((torch.tanh(z) - target) ** 2 / 2).mean()"),
        (Loss::SigmoidSquaredError, "nn.functional.mse_loss(torch.sigmoid(z), y)"),
        (Loss::MeanSquaredError, "loss_fn = nn.MSELoss()"),
        (Loss::MeanAbsoluteError, "loss_fn = nn.L1Loss()"),
        (Loss::Huber, "loss_fn = nn.HuberLoss()"),
    ] {
        let name =
            if loss.outputs(7) == 7 || loss.task() == crate::network::Task::Binary { "xor-blobs" } else { "plane" };
        let text = script(&checkpoint(name, 0, |preset| preset.loss = loss)).unwrap();
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn names_of_people_are_only_ever_text() {
    let checkpoint = harmful();
    let text = script(&checkpoint).unwrap();
    assert!(text.lines().all(|line| !line.contains(is_harmful)), "{text}");
    // Outside literals, nothing of the names is left: neither words nor quotes.
    let mut code = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find('"') {
        let (before, literal) = rest.split_at(start);
        code += before;
        let quotes = if literal.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
        let mut end = quotes.len();
        while !literal[end..].starts_with(quotes) {
            end += if literal[end..].starts_with('\\') { 2 } else { literal[end..].chars().next().unwrap().len_utf8() };
        }
        rest = &literal[end + quotes.len()..];
    }
    code += rest;
    for word in ["abort", "compile_error", "%s", "import os", "'"] {
        assert!(!code.contains(word), "{word}: {code}");
    }
}

#[test]
fn edits_are_lines_of_the_loop() {
    let unit = Unit { layer: 0, index: 2 };
    let text = script(&edited(&[
        (0, sgd(0.5)),
        (3, sgd(0.25)),
        (3, Change::Weight(unit, 1, -0.5)),
        (3, Change::Engine(EngineKind::Fused)),
        (4, Change::Optimizer(Optimizer::named("adam", 0.125).unwrap())),
        (5, Change::Bias(unit, 2.0)),
    ]))
    .unwrap();
    let expected = "    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for epoch in range(epochs):
        if epoch == 3:
            optimizer.param_groups[0][\"lr\"] = 0.25
        if epoch == 3:
            with torch.no_grad():
                model.linear_1.weight[2, 1] = -0.5
        if epoch == 4:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.125)
        if epoch == 5:
            with torch.no_grad():
                model.linear_1.bias[2] = 2.0
        loss = ";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn settings_that_were_edited_hold_for_their_epochs() {
    let text = script(&edited(&[
        (2, Change::Batch(BatchSize::Size(10))),
        (2, Change::Regularization(Regularization::L2(0.5))),
        (3, Change::Regularization(Regularization::L1(0.25))),
        (3, Change::Clip(Clip::Norm(2.0))),
        (4, Change::Batch(BatchSize::Full)),
    ]))
    .unwrap();
    for lines in [
        "
        if epoch < 2:
            batch_size = len(x_train)
        if 2 <= epoch < 4:
            batch_size = 10
        if epoch >= 4:
            batch_size = len(x_train)
",
        "
        for first in range(0, len(order), batch_size):
            batch = order[first:first + batch_size]
",
        "
            if epoch >= 3:
                nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            if 2 <= epoch < 3:
                # L2 regularization of the weights; the biases are free.
",
        "
            if epoch >= 3:
                before = [layer.weight.clone() for layer in model.children()]
            optimizer.step()
            if epoch >= 3:
                # L1 regularization",
    ] {
        assert!(text.contains(lines), "{lines}: {text}");
    }
}

#[test]
fn edits_before_the_first_step_are_where_the_script_starts() {
    let unit = Unit { layer: 0, index: 2 };
    let edits = [
        (0, Change::Inputs(vec![Input::X, Input::Y, Input::XY])),
        (0, Change::Weight(unit, 1, -0.5)),
        (0, Change::Point(PointChange::Draw(0, (9.0, -9.0, 1.0)))),
    ];
    let [untrained, trained] = [0, 2].map(|epochs| {
        let mut trainer = Trainer::resume(edited(&edits));
        while trainer.epoch() < epochs {
            trainer.advance(|| false).unwrap();
        }
        script(&trainer.checkpoint()).unwrap()
    });
    assert_eq!(untrained, trained);
    for line in ["self.linear_1 = nn.Linear(3, 5)", "torch.stack([x, y, x * y], dim=1)", " [9.0, -9.0],", ", -0.5, "] {
        assert!(trained.contains(line), "{line}: {trained}");
    }
    assert!(!trained.contains("if epoch == "), "{trained}");
}

#[test]
fn edits_that_a_script_cannot_make_are_refused_by_name() {
    let off = Change::Off(Unit { layer: 0, index: 0 }, true);
    for (edit, what) in [
        ((2, off.clone()), "an edit of a unit switched off or on at epoch 2"),
        ((0, off), "a unit that is off from the start"),
        ((2, Change::Schedule(Schedule::Exponential { gamma: 0.5 })), "an edit of the schedule at epoch 2"),
        ((2, Change::Point(PointChange::Draw(0, (1.0, 1.0, 1.0)))), "an edit of the points at epoch 2"),
        // The loop has ended.
        ((2000, Change::Weight(Unit { layer: 0, index: 0 }, 0, 1.0)), "an edit of a weight at epoch 2000"),
    ] {
        let message = script(&edited(&[edit])).unwrap_err().to_string();
        let remedy = "export a checkpoint from before it, or in another format";
        assert_eq!(message, format!("xor-blobs: {what} can't be part of a script; {remedy}"));
    }
}

#[test]
fn a_table_is_read_from_its_file_where_that_gives_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my \"flowers\".csv");
    let text = |content: &str, columns: &[&str]| {
        std::fs::write(&path, content).unwrap();
        let checkpoint = checkpoint("xor-blobs", 0, |preset| {
            let mut csv = crate::data::Csv::new(path.to_str().unwrap());
            csv.columns = columns.iter().map(|column| (*column).to_owned()).collect();
            crate::preset::read_rows(&mut csv, folder.path()).unwrap();
            (preset.data, preset.loss) = (Data::Csv(csv), Loss::SoftmaxCrossEntropy);
        });
        move || script(&checkpoint).unwrap()
    };
    let rows = "1,2,a\n3,4,b\n5,6.5,a\n2,1,b\n";
    let plain = text(&format!("long,wide,kind\n{rows}"), &[]);
    let file = super::literal::literal(path.to_str().unwrap());
    for line in [
        "import pandas as pd\n",
        "columns = [\"long\", \"wide\"]\n",
        &format!("table = pd.read_csv({file}, dtype={{\"kind\": str}})\n"),
        "x_train, x_test = x[:3], x[3:]\n",
        "classes = [\"a\", \"b\"]\n",
    ] {
        assert!(plain().contains(line), "{line}: {}", plain());
    }
    let european = text("long;wide;kind\n1;2;a\n3;4;b\n5;6,5;a\n2;1;b\n", &[]);
    assert!(european().contains("sep=\";\", decimal=\",\", dtype="), "{}", european());
    // A header is missing, a column has its name twice, a row is blank.
    for (content, columns) in [
        (rows.to_owned(), vec![]),
        (format!("long,long,kind\n{rows}"), vec!["1", "2"]),
        (format!("long,wide,kind\n,,\n{rows}"), vec![]),
        (format!("long,wide,kind\n{}", rows.replace(",2,", ", 2,")), vec![]),
    ] {
        let arrays = text(&content, &columns)();
        assert!(arrays.contains("# The points, standardized.\nx_train = torch.tensor("), "{arrays}");
        assert!(!arrays.contains("pandas") && arrays.contains("def standardized(x):\n"), "{arrays}");
    }
    let changed = text(&format!("long,wide,kind\n{rows}"), &[]);
    std::fs::write(&path, "long,wide,kind\n1,2,a\n").unwrap();
    assert!(!changed().contains("pandas"));
    std::fs::remove_file(&path).unwrap();
    assert!(!changed().contains("pandas"));
}
