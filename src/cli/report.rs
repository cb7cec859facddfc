//! The report of a run without a screen: heading, rows of losses, summary, JSON object.
//!
//! `train` and `replay` print the same.

use std::collections::BTreeMap;

use serde::Serialize;

use super::output::Output;
use crate::data::{Data, Target};
use crate::error::Error;
use crate::file::Scores;
use crate::network::{BaseRate, Initialization, Layout, Score, Task};
use crate::optimizer::{Clip, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, Preset, table_words};
use crate::train::{Divergence, EarlyStop, Record, Trainer};

/// The outcome of a run: its first and last record, and how it went.
pub(super) struct Outcome {
    pub(super) before: Record,
    pub(super) last: Record,
    pub(super) divergence: Option<Divergence>,
    /// Whether a signal ended it.
    pub(super) is_interrupted: bool,
    pub(super) epochs: u64,
    pub(super) seconds: f64,
}

pub(super) fn heading(output: &mut Output, title: &str, trainer: &Trainer) -> Result<(), Error> {
    output.line(format_args!("{title}: {}", trainer.preset().title))?;
    output.line(description(trainer))?;
    if let Data::Csv(csv) = &trainer.preset().data {
        output.line(table_words(csv))?;
    }
    if let Some(words) = base_rate(trainer) {
        output.line(words)?;
    }
    output.line("")?;
    output.line(match trainer.preset().loss.task() {
        Task::Binary | Task::Classes => "     epoch  train loss  test loss  train correct  test correct",
        Task::Value => "     epoch  train loss  test loss       train R2       test R2",
    })
}

/// What always giving the most frequent class is right for, where the classes of the test points are uneven.
fn base_rate(trainer: &Trainer) -> Option<String> {
    let data = &trainer.preset().data;
    let Target::Classes(classes) = data.target() else { return None };
    let test = &trainer.dataset().test;
    let rate = BaseRate::of(&test.labels, classes).filter(BaseRate::is_uneven)?;
    let (labels, correct) = (data.labels(), (rate.share * test.len() as f64).round());
    let class = labels.class(rate.class).unwrap_or_default();
    Some(format!("base rate: always class {class} gets {correct} of {} test points", test.len()))
}

/// The run in one line, as in `2-5-1 relu, 21 parameters, 80 train and 20 test points, …`.
fn description(trainer: &Trainer) -> String {
    let preset: &Preset = trainer.preset();
    let class_weights = preset.class_weights.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
    let shape = preset.shape();
    let widths = shape.widths().map(|width| width.to_string()).collect::<Vec<_>>().join("-");
    let activation = (!preset.network.hidden.is_empty()).then(|| format!(" {}", preset.network.activation));
    let batch = match preset.batch {
        BatchSize::Full => "full batch".to_owned(),
        BatchSize::Size(size) => format!("batches of {size}"),
    };
    let extras = [
        (preset.initialization != Initialization::PyTorch, format!(", {} initialization", preset.initialization)),
        (preset.schedule != Schedule::Constant, format!(", {}", preset.schedule)),
        (preset.regularization != Regularization::None, format!(", {}", preset.regularization)),
        (!preset.class_weights.is_empty(), format!(", class weights {class_weights}")),
        (preset.has_dropout(), format!(", dropout {}", preset.dropout)),
        (preset.clip != Clip::None, format!(", clipped at {}", preset.clip)),
        (preset.early_stopping != EarlyStopping::None, format!(", patience {}", preset.early_stopping)),
    ];
    let validation = match trainer.dataset().validation.len() {
        0 => String::new(),
        count => format!(", {count} validation"),
    };
    let extras: String = extras.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect();
    format!(
        "{widths}{}, {} parameters, {} train{validation} and {} test points, {}, learning rate {:?}, {batch}{extras}, seed {}, {}",
        activation.unwrap_or_default(),
        Layout::new(&shape).len(),
        trainer.dataset().train.len(),
        trainer.dataset().test.len(),
        preset.optimizer.name(),
        preset.optimizer.learning_rate(),
        preset.seed,
        trainer.preset().engine.name(),
    )
}

pub(super) fn row(record: &Record, trainer: &Trainer) -> String {
    let score = |score: Score, count: usize| match score {
        Score::Correct(correct) => format!("{correct}/{count}"),
        Score::Determination(share) => format!("{share:.6}"),
    };
    format!(
        "{:>10}  {:>10.6}  {:>9.6}  {:>13}  {:>12}",
        record.epoch,
        record.train_loss,
        record.test_loss,
        score(record.train_score, trainer.dataset().train.len()),
        score(record.test_score, trainer.dataset().test.len()),
    )
}

pub(super) fn summary(output: &mut Output, trainer: &Trainer, outcome: &Outcome) -> Result<(), Error> {
    let Outcome { before, last, divergence, epochs, seconds, .. } = outcome;
    output.line("")?;
    if let Some(divergence) = divergence {
        let loss = divergence.loss;
        output.line(format_args!("{divergence}, loss {loss}; the last finite weights are kept"))?;
    }
    if let Some(stop) = trainer.early_stop() {
        output.line(stop)?;
    }
    output.line(format_args!("test loss before {:.6}, after {:.6}", before.test_loss, last.test_loss))?;
    let (train, test) = scores(last, trainer);
    let measure = match last.test_score {
        Score::Correct(_) => "accuracy",
        Score::Determination(_) => "R2",
    };
    output.line(format_args!("train {measure} {train:.3}, test {measure} {test:.3}"))?;
    output.line(format_args!("{epochs} epochs in {seconds:.3} s"))
}

/// Accuracies on the train and the test points; R² for values.
fn scores(record: &Record, trainer: &Trainer) -> (f64, f64) {
    let dataset = trainer.dataset();
    (record.train_score.share(dataset.train.len()), record.test_score.share(dataset.test.len()))
}

/// The run as one JSON object, with the keys in this order. Losses that are not finite are null.
#[derive(Serialize)]
struct Object<'a, T> {
    preset: &'a str,
    seed: u64,
    engine: &'static str,
    epochs: u64,
    parameters: usize,
    train_loss: f32,
    test_loss_before: f32,
    test_loss: f32,
    #[serde(flatten)]
    scores: Scores<f64>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_early: Option<StoppedEarly>,
    seconds: f64,
    epochs_per_second: f64,
    #[serde(flatten)]
    more: T,
}

/// The epoch whose weights early stopping restored, and their `validation_loss`, or `test_loss` where those points were evaluated.
#[derive(Serialize)]
struct StoppedEarly {
    epoch: u64,
    #[serde(flatten)]
    loss: BTreeMap<String, f32>,
}

/// The JSON object, with further keys of its command.
pub(super) fn object(trainer: &Trainer, outcome: &Outcome, more: impl Serialize) -> impl Serialize {
    let Outcome { before, last, divergence, is_interrupted, epochs, seconds } = outcome;
    let (train, test) = scores(last, trainer);
    Object {
        preset: trainer.name(),
        seed: trainer.preset().seed,
        engine: trainer.preset().engine.name(),
        epochs: trainer.epoch(),
        parameters: trainer.parameters().len(),
        train_loss: last.train_loss,
        test_loss_before: before.test_loss,
        test_loss: last.test_loss,
        scores: Scores::new(last.test_score, train, test),
        state: match divergence {
            Some(_) => "diverged",
            None if *is_interrupted => "interrupted",
            None => "finished",
        },
        stopped_early: trainer.early_stop().map(|EarlyStop { epoch, loss, loss_name }| StoppedEarly {
            epoch,
            loss: [(loss_name.replace(' ', "_"), loss)].into(),
        }),
        seconds: *seconds,
        epochs_per_second: if *seconds > 0.0 { *epochs as f64 / seconds } else { 0.0 },
        more,
    }
}
