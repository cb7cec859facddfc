//! The training loop of a script, and what it needs before it.

use std::fmt::Write;

use super::optimizer;
use super::start::Start;
use crate::data::stream::Purpose;
use crate::optimizer::{Clip, Regularization};
use crate::preset::{BatchSize, EarlyStopping};

/// The order of shuffled rows and mini-batches.
pub(super) const SHUFFLE: &str = include_str!("shuffle.py");

/// The functions that train: `mean_loss`, `learning_rate` if there is a schedule, and `train`.
pub(super) fn functions(start: &Start) -> String {
    let settings = &start.settings;
    let schedule = optimizer::schedule(settings.schedule, settings.optimizer.learning_rate());
    let mut text = String::from(
        "def mean_loss(model, x, y):\n    \"\"\"The mean loss over some points.\"\"\"\n    \
         with torch.no_grad():\n        return loss_fn(model(x), y).item()\n\n\n",
    );
    text += schedule.as_deref().unwrap_or_default();
    text += "def train(model, epochs=EPOCHS):\n    \
             \"\"\"Trains a model. Returns the train loss at every epoch, before its first step.\"\"\"\n";
    let _ = writeln!(text, "    optimizer = {}", optimizer::call(&settings.optimizer));
    text += "    losses = []\n";
    let patience = match settings.early_stopping {
        EarlyStopping::None => None,
        EarlyStopping::Patience(patience) => Some(patience),
    };
    if patience.is_some() {
        text += "    best_loss, best_epoch = mean_loss(model, x_test, y_test), 0\n    \
                 best_weights = copy.deepcopy(model.state_dict())\n";
    }
    text += "    for epoch in range(epochs):\n";
    text += &start.edits;
    if schedule.is_some() {
        text += "        optimizer.param_groups[0][\"lr\"] = learning_rate(epoch)\n";
    }
    text += &steps(start);
    if let Some(patience) = patience {
        text += &early_stopping(patience);
    }
    text + "    return losses\n"
}

/// The steps of an epoch, with its loss before them.
fn steps(start: &Start) -> String {
    let settings = &start.settings;
    let print = "        if epoch % 100 == 0:\n            print(f\"Train loss at epoch {epoch}: {losses[-1]:.4f}\")\n";
    let step = step(settings.clip, settings.regularization);
    let BatchSize::Size(size) = settings.batch else {
        return format!(
            "        loss = loss_fn(model(x_train), y_train)\n        losses.append(loss.item())\n{print}{}",
            indented(&step, 8)
        );
    };
    let stream = Purpose::BatchOrder as u64;
    format!(
        "        losses.append(mean_loss(model, x_train, y_train))\n{print}        \
         # Every epoch has an order of its own.\n        \
         order = shuffled(len(x_train), stream={stream} + 256 * epoch)\n        \
         for first in range(0, len(order), {size}):\n            \
         batch = order[first:first + {size}]\n            \
         loss = loss_fn(model(x_train[batch]), y_train[batch])\n{}",
        indented(&step, 12)
    )
}

/// One step down the gradient of a loss.
fn step(clip: Clip, regularization: Regularization) -> String {
    let mut text = String::from("optimizer.zero_grad()\nloss.backward()\n");
    if let Clip::Norm(most) = clip {
        let _ = writeln!(text, "nn.utils.clip_grad_norm_(model.parameters(), {most:?})");
    }
    match regularization {
        Regularization::None => text + "optimizer.step()\n",
        Regularization::L2(rate) => {
            text + &format!(
                "# L2 regularization of the weights; the biases are free.\n\
                 for layer in model.children():\n    layer.weight.grad += {rate:?} * layer.weight.detach()\n\
                 optimizer.step()\n"
            )
        }
        Regularization::WeightDecay(rate) => {
            text + &format!(
                "# Weight decay, of the weights alone.\n\
                 with torch.no_grad():\n    for layer in model.children():\n        \
                 layer.weight *= 1 - optimizer.param_groups[0][\"lr\"] * {rate:?}\n\
                 optimizer.step()\n"
            )
        }
        Regularization::L1(rate) => {
            text + &format!(
                "before = [layer.weight.clone() for layer in model.children()]\n\
                 optimizer.step()\n\
                 # L1 regularization of the weights: each goes toward 0, and stays there once it would cross it.\n\
                 with torch.no_grad():\n    for layer, old in zip(model.children(), before):\n        \
                 sign = (old >= 0).float() * 2 - 1\n        \
                 new = layer.weight - optimizer.param_groups[0][\"lr\"] * {rate:?} * sign\n        \
                 new[(old == 0) | (new * layer.weight < 0)] = 0\n        \
                 layer.weight.copy_(new)\n"
            )
        }
    }
}

/// The end of an epoch under early stopping.
fn early_stopping(patience: u64) -> String {
    format!(
        "        test_loss = mean_loss(model, x_test, y_test)\n        \
         if test_loss < best_loss:\n            \
         best_loss, best_epoch = test_loss, epoch + 1\n            \
         best_weights = copy.deepcopy(model.state_dict())\n        \
         elif epoch + 1 - best_epoch >= {patience}:\n            \
         print(f\"Stopped at epoch {{epoch + 1}}; the test loss was lowest at epoch {{best_epoch}}\")\n            \
         model.load_state_dict(best_weights)\n            \
         break\n"
    )
}

/// Lines moved to the right.
fn indented(lines: &str, by: usize) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("{:by$}{line}\n", "")).collect();
    lines.concat()
}
