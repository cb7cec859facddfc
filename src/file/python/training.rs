//! The training loop of a script, and what it needs before it.

use std::fmt::Write;

use super::optimizer;
use super::start::Start;
use crate::optimizer::{Clip, Regularization};
use crate::preset::{BatchSize, EarlyStopping};
use crate::random::Purpose;
use crate::train::{DROPOUT_BATCHES, DROPOUT_LAYERS};

/// The order of shuffled rows and mini-batches.
pub(super) const SHUFFLE: &str = include_str!("shuffle.py");

/// Random numbers as here.
pub(super) const RANDOM: &str = include_str!("random.py");

/// The function that draws the dropout of a step, for hidden layers of these widths.
pub(super) fn dropout(hidden: &[usize]) -> String {
    let purpose = Purpose::Dropout as u64;
    format!(
        "def dropout_factors(p, points, epoch, batch):\n    \
         \"\"\"What nn.Dropout(p) multiplies the units of each hidden layer by, for the points of a batch. Here\n    \
         the random numbers are those of blobtui, so that the losses are.\"\"\"\n    \
         factors = []\n    \
         for layer, units in enumerate({hidden:?}):\n        \
         stream = {purpose} + 256 * ((epoch * {DROPOUT_BATCHES} + batch) * {DROPOUT_LAYERS} + layer)\n        \
         words = random_block(stream, torch.arange(points * units // 16 + 1))\n        \
         words = torch.stack(words, dim=1).flatten()[:points * units].reshape(points, units)\n        \
         factors.append((words >= int(p * 2**32)).float() * (1 / (1 - p)))\n    \
         return factors\n"
    )
}

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
    let split = match settings.early_stopping {
        EarlyStopping::Validation { .. } => "validation",
        EarlyStopping::None | EarlyStopping::Patience(_) => "test",
    };
    let patience = settings.early_stopping.patience();
    if patience.is_some() {
        let _ = writeln!(text, "    best_loss, best_epoch = mean_loss(model, x_{split}, y_{split}), 0");
        text += "    best_weights = copy.deepcopy(model.state_dict())\n";
    }
    text += "    for epoch in range(epochs):\n";
    text += &start.edits;
    if schedule.is_some() {
        text += "        optimizer.param_groups[0][\"lr\"] = learning_rate(epoch)\n";
    }
    text += &steps(start);
    if let Some(patience) = patience {
        text += &early_stopping(patience, split);
    }
    text + "    return losses\n"
}

/// The steps of an epoch, with its loss before them.
fn steps(start: &Start) -> String {
    let print = "        if epoch % 100 == 0:\n            print(f\"Train loss at epoch {epoch}: {losses[-1]:.4f}\")\n";
    let step = step(start);
    let (p, dropouts) = dropouts(start);
    let size = match start.batches[..] {
        [(_, BatchSize::Full)] if start.has_dropout() => {
            return format!(
                "        losses.append(mean_loss(model, x_train, y_train))\n{print}{}        \
                 dropout = dropout_factors({p}, len(x_train), epoch, 0)\n        \
                 loss = loss_fn(model(x_train, dropout), y_train)\n{}",
                indented(&dropouts, 8),
                indented(&step, 8)
            );
        }
        [(_, BatchSize::Full)] => {
            return format!(
                "        loss = loss_fn(model(x_train), y_train)\n        losses.append(loss.item())\n{print}{}",
                indented(&step, 8)
            );
        }
        [(_, BatchSize::Size(size))] => size.to_string(),
        _ => "batch_size".to_owned(),
    };
    let by_size = |of: fn(BatchSize) -> String| {
        let sizes: Vec<_> = start.batches.iter().map(|(epoch, size)| (*epoch, of(*size))).collect();
        if sizes.len() > 1 { indented(&guarded(&sizes), 8) } else { String::new() }
    };
    let sizes = by_size(batch_size);
    let (order, arguments, dropout) = if start.has_dropout() {
        let dropout = format!("            dropout = dropout_factors({p}, len(batch), epoch, first // {size})\n");
        (by_size(order) + &indented(&dropouts, 8), ", dropout", dropout)
    } else {
        (String::new(), "", String::new())
    };
    let stream = Purpose::BatchOrder as u64;
    format!(
        "        losses.append(mean_loss(model, x_train, y_train))\n{print}{sizes}        \
         # Every epoch has an order of its own.\n        \
         order = shuffled(len(x_train), stream={stream} + 256 * epoch)\n{order}        \
         for first in range(0, len(order), {size}):\n            \
         batch = order[first:first + {size}]\n{dropout}            \
         loss = loss_fn(model(x_train[batch]{arguments}), y_train[batch])\n{}",
        indented(&step, 12)
    )
}

fn batch_size(size: BatchSize) -> String {
    match size {
        BatchSize::Full => "batch_size = len(x_train)\n".to_owned(),
        BatchSize::Size(size) => format!("batch_size = {size}\n"),
    }
}

/// The order of the points of an epoch, which dropout goes by.
fn order(size: BatchSize) -> String {
    match size {
        BatchSize::Full => "order.sort()\n".to_owned(),
        BatchSize::Size(_) => String::new(),
    }
}

/// The probability of dropout, and the lines that set it for their epochs where there are several.
fn dropouts(start: &Start) -> (String, String) {
    if let [(_, p)] = start.dropouts[..] {
        return (format!("{p:?}"), String::new());
    }
    let parts: Vec<_> = start.dropouts.iter().map(|(epoch, p)| (*epoch, format!("p = {p:?}\n"))).collect();
    ("p".to_owned(), guarded(&parts))
}

/// One step down the gradient of a loss.
fn step(start: &Start) -> String {
    let clips: Vec<_> = start.clips.iter().map(|(epoch, clip)| (*epoch, clipping(*clip))).collect();
    let part = |of: fn(Regularization) -> String| {
        let parts: Vec<_> = start.regularizations.iter().map(|(epoch, kind)| (*epoch, of(*kind))).collect();
        guarded(&parts)
    };
    format!(
        "optimizer.zero_grad()\nloss.backward()\n{}{}optimizer.step()\n{}",
        guarded(&clips),
        part(before_step),
        part(after_step)
    )
}

/// Lines that hold from some epochs on, each only as long as no others do.
fn guarded(parts: &[(u64, String)]) -> String {
    if let [(_, lines)] = parts {
        return lines.clone();
    }
    let ends = parts.iter().skip(1).map(|(epoch, _)| Some(*epoch)).chain([None]);
    let parts = parts.iter().zip(ends).filter(|((_, lines), _)| !lines.is_empty());
    let parts = parts.map(|((from, lines), to)| {
        let condition = match to {
            None => format!("epoch >= {from}"),
            Some(to) if *from == 0 => format!("epoch < {to}"),
            Some(to) => format!("{from} <= epoch < {to}"),
        };
        format!("if {condition}:\n{}", indented(lines, 4))
    });
    parts.collect::<Vec<_>>().concat()
}

fn clipping(clip: Clip) -> String {
    match clip {
        Clip::None => String::new(),
        Clip::Norm(most) => format!("nn.utils.clip_grad_norm_(model.parameters(), {most:?})\n"),
    }
}

/// What a regularization does before the optimizer's step.
fn before_step(regularization: Regularization) -> String {
    match regularization {
        Regularization::None => String::new(),
        Regularization::L2(rate) => format!(
            "# L2 regularization of the weights; the biases are free.\n\
             for layer in model.children():\n    layer.weight.grad += {rate:?} * layer.weight.detach()\n"
        ),
        Regularization::WeightDecay(rate) => format!(
            "# Weight decay, of the weights alone.\n\
             with torch.no_grad():\n    for layer in model.children():\n        \
             layer.weight *= 1 - optimizer.param_groups[0][\"lr\"] * {rate:?}\n"
        ),
        Regularization::L1(_) => "before = [layer.weight.clone() for layer in model.children()]\n".to_owned(),
    }
}

/// What a regularization does after the optimizer's step.
fn after_step(regularization: Regularization) -> String {
    let Regularization::L1(rate) = regularization else { return String::new() };
    format!(
        "# L1 regularization of the weights: each goes toward 0, and stays there once it would cross it.\n\
         with torch.no_grad():\n    for layer, old in zip(model.children(), before):\n        \
         sign = (old >= 0).float() * 2 - 1\n        \
         new = layer.weight - optimizer.param_groups[0][\"lr\"] * {rate:?} * sign\n        \
         new[(old == 0) | (new * layer.weight < 0)] = 0\n        \
         layer.weight.copy_(new)\n"
    )
}

/// The end of an epoch under early stopping, which evaluates this split.
fn early_stopping(patience: u64, split: &str) -> String {
    format!(
        "        {split}_loss = mean_loss(model, x_{split}, y_{split})\n        \
         if {split}_loss < best_loss:\n            \
         best_loss, best_epoch = {split}_loss, epoch + 1\n            \
         best_weights = copy.deepcopy(model.state_dict())\n        \
         elif epoch + 1 - best_epoch >= {patience}:\n            \
         print(f\"Stopped at epoch {{epoch + 1}}; the {split} loss was lowest at epoch {{best_epoch}}\")\n            \
         model.load_state_dict(best_weights)\n            \
         break\n"
    )
}

/// Lines moved to the right.
fn indented(lines: &str, by: usize) -> String {
    let lines: Vec<_> = lines.lines().map(|line| format!("{:by$}{line}\n", "")).collect();
    lines.concat()
}
