//! The report of a run without a screen: heading, rows of losses, summary, JSON object.
//!
//! `train` and `replay` print the same.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::output::Output;
use crate::data::{Data, Target};
use crate::error::Error;
use crate::network::{BaseRate, Evaluation, Initialization, Layout, Score, Task};
use crate::optimizer::{Clip, Regularization, Schedule};
use crate::preset::settings::{Kind, SETTINGS};
use crate::preset::{BatchSize, EarlyStopping, Preset, table_words};
use crate::train::{Divergence, EarlyStop, Record, Trainer};

/// The outcome of a run: its first and last record, and how it went.
pub(super) struct Outcome {
    pub(super) before: Record,
    pub(super) last: Record,
    /// The evaluated epoch with the smallest test loss.
    pub(super) best: Best,
    pub(super) divergence: Option<Divergence>,
    /// Whether a signal ended it.
    pub(super) is_interrupted: bool,
    pub(super) epochs: u64,
    pub(super) seconds: f64,
}

/// The smallest finite test loss of the epochs that were evaluated, with the first epoch that has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Best {
    found: Option<(u64, f32)>,
    /// Epochs between two evaluations.
    every: u64,
}

impl Best {
    pub(super) fn of_every(every: u64) -> Self {
        Self { found: None, every }
    }

    pub(super) fn take(&mut self, record: &Record) {
        let loss = record.test_loss().filter(|loss| loss.is_finite());
        if let Some(loss) = loss.filter(|loss| self.found.is_none_or(|(_, least)| *loss < least)) {
            self.found = Some((record.epoch, loss));
        }
    }
}

/// The name of a run, with the preset's title as long as that may be said of it.
pub(super) fn titled(name: &str, described: Option<&Preset>) -> String {
    described.map_or_else(|| name.to_owned(), |preset| format!("{name}: {}", preset.title))
}

pub(super) fn heading(output: &mut Output, title: &str, trainer: &Trainer) -> Result<(), Error> {
    output.line(title)?;
    output.line(description(trainer))?;
    if let Data::Csv(csv) = &trainer.preset().data {
        output.line(table_words(csv))?;
    }
    if let Some(words) = base_rate(trainer) {
        output.line(words)?;
    }
    output.line("")?;
    let is_value = trainer.preset().loss.task() == Task::Value;
    output.line(match (is_value, trainer.dataset().test.is_empty()) {
        (false, false) => "     epoch  train loss  test loss  train correct  test correct",
        (true, false) => "     epoch  train loss  test loss       train R2       test R2",
        (false, true) => "     epoch  train loss  train correct",
        (true, true) => "     epoch  train loss       train R2",
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
    let test = match trainer.dataset().test.len() {
        0 => " points, no test data".to_owned(),
        count => format!(" and {count} test points"),
    };
    let extras: String = extras.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect();
    format!(
        "{widths}{}, {} parameters, {} train{validation}{test}, {}, learning rate {:?}, {batch}{extras}, seed {}, {}",
        activation.unwrap_or_default(),
        Layout::new(&shape).len(),
        trainer.dataset().train.len(),
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
    let (epoch, train_loss) = (record.epoch, record.train_loss);
    let train = score(record.train_score, trainer.dataset().train.len());
    let Some(Evaluation { loss, score: test }) = record.test else {
        return format!("{epoch:>10}  {train_loss:>10.6}  {train:>13}");
    };
    let test = score(test, trainer.dataset().test.len());
    format!("{epoch:>10}  {train_loss:>10.6}  {loss:>9.6}  {train:>13}  {test:>12}")
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
    let (train, test) = scores(last, trainer);
    let measure = match last.train_score {
        Score::Correct(_) => "accuracy",
        Score::Determination(_) => "R2",
    };
    if let (Some(before), Some(after), Some(test)) = (before.test_loss(), last.test_loss(), test) {
        output.line(format_args!("test loss before {before:.6}, after {after:.6}"))?;
        output.line(format_args!("train {measure} {train:.3}, test {measure} {test:.3}"))?;
    } else {
        output.line(format_args!("train loss before {:.6}, after {:.6}", before.train_loss, last.train_loss))?;
        output.line(format_args!("train {measure} {train:.3}, no test data"))?;
    }
    output.line(format_args!("{epochs} epochs in {seconds:.3} s"))
}

/// Accuracies on the train and the test points; R² for values. None without test points.
fn scores(record: &Record, trainer: &Trainer) -> (f64, Option<f64>) {
    let dataset = trainer.dataset();
    let test = record.test_score().map(|score| score.share(dataset.test.len()));
    (record.train_score.share(dataset.train.len()), test)
}

/// The run as one JSON object, with the keys in this order: each is there in every run, and null where there is no number.
#[derive(Serialize)]
struct Object<'a, T> {
    preset: &'a str,
    seed: u64,
    engine: &'static str,
    epochs: u64,
    parameters: usize,
    train_loss: f32,
    test_loss_before: Option<f32>,
    test_loss: Option<f32>,
    train_accuracy: Option<f64>,
    test_accuracy: Option<f64>,
    train_r2: Option<f64>,
    test_r2: Option<f64>,
    best_test_loss: Option<f32>,
    best_test_loss_epoch: Option<u64>,
    evaluated_every: u64,
    state: &'static str,
    diverged_at: Option<u64>,
    stopped_early: Option<StoppedEarly>,
    seconds: f64,
    epochs_per_second: f64,
    edits: usize,
    settings: Settings<'a>,
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

/// Every setting of a run under the name of its flag, in the order of the table of settings.
pub(super) struct Settings<'a>(pub(super) &'a Preset);

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(SETTINGS.iter().map(|setting| {
            let value = setting.value(self.0).map_or(Value::Null, |text| value(&setting.kind(), text));
            (setting.name, value)
        }))
    }
}

/// A value as its flag takes it: a number or a truth value where all of the setting's values are, else a text.
fn value(kind: &Kind, text: String) -> Value {
    let value = match kind {
        Kind::Boolean => text.parse().ok().map(Value::Bool),
        Kind::Whole => text.parse::<u64>().ok().map(Value::from),
        Kind::Number => text.parse::<f64>().ok().map(Value::from),
        Kind::Name(_) | Kind::Names(_) | Kind::Text => None,
    };
    value.unwrap_or(Value::String(text))
}

/// The JSON object, with further keys of its command. Numbers that are not finite are written as null.
pub(super) fn object(trainer: &Trainer, outcome: &Outcome, more: impl Serialize) -> impl Serialize {
    let Outcome { before, last, best, divergence, is_interrupted, epochs, seconds } = outcome;
    let (train, test) = scores(last, trainer);
    let is_value = trainer.preset().loss.task() == Task::Value;
    let [accuracy, r2] = [!is_value, is_value].map(|has| move |share: Option<f64>| share.filter(|_| has));
    Object {
        preset: trainer.name(),
        seed: trainer.preset().seed,
        engine: trainer.preset().engine.name(),
        epochs: trainer.epoch(),
        parameters: trainer.parameters().len(),
        train_loss: last.train_loss,
        test_loss_before: before.test_loss(),
        test_loss: last.test_loss(),
        train_accuracy: accuracy(Some(train)),
        test_accuracy: accuracy(test),
        train_r2: r2(Some(train)),
        test_r2: r2(test),
        best_test_loss: best.found.map(|(_, loss)| loss),
        best_test_loss_epoch: best.found.map(|(epoch, _)| epoch),
        evaluated_every: best.every,
        state: match divergence {
            Some(_) => "diverged",
            None if *is_interrupted => "interrupted",
            None => "finished",
        },
        diverged_at: divergence.map(|divergence| divergence.epoch),
        stopped_early: trainer.early_stop().map(|EarlyStop { epoch, loss, loss_name }| StoppedEarly {
            epoch,
            loss: [(loss_name.replace(' ', "_"), loss)].into(),
        }),
        seconds: *seconds,
        epochs_per_second: if *seconds > 0.0 { *epochs as f64 / seconds } else { 0.0 },
        edits: trainer.journal().len(),
        settings: Settings(trainer.preset()),
        more,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::find;

    fn settings(preset: &Preset) -> Value {
        serde_json::to_value(Settings(preset)).unwrap()
    }

    #[test]
    fn the_object_has_every_setting_under_its_flags_name() {
        for name in ["xor-blobs", "plane", "spiral"] {
            let preset = find(name).unwrap().preset;
            let object = settings(&preset);
            assert_eq!(object.as_object().unwrap().len(), SETTINGS.len());
            for setting in SETTINGS.iter() {
                let found = object.get(setting.name).unwrap_or_else(|| panic!("no {} of {name}", setting.name));
                match (setting.value(&preset), found) {
                    (None, found) => assert!(found.is_null(), "{} of {name}: {found}", setting.name),
                    (Some(text), Value::String(found)) => assert_eq!(*found, text),
                    // The number, whatever its spelling.
                    (Some(text), found) => assert_eq!(setting.spelled(&found.to_string()), Ok(text)),
                }
            }
        }
    }

    #[test]
    fn numbers_are_numbers_and_what_a_run_lacks_is_null() {
        let object = settings(&find("xor-blobs").unwrap().preset);
        assert_eq!((&object["learning-rate"], &object["epochs"]), (&Value::from(0.03), &Value::from(2000)));
        assert_eq!((&object["hidden"], &object["nesterov"]), (&Value::from("5"), &Value::from(false)));
        for name in ["betas", "data", "weights-seed", "validation"] {
            assert!(object[name].is_null(), "{name}");
        }
    }

    #[test]
    fn the_best_epoch_is_the_first_with_the_smallest_finite_loss() {
        let mut best = Best::of_every(1);
        let mut trainer = Trainer::new("xor-blobs", find("xor-blobs").unwrap().preset);
        let record = trainer.evaluate();
        for (epoch, test_loss) in [(0, f32::NAN), (1, 0.5), (2, 0.25), (3, 0.25), (4, f32::INFINITY)] {
            best.take(&Record {
                epoch,
                test: record.test.map(|test| Evaluation { loss: test_loss, ..test }),
                ..record
            });
        }
        assert_eq!(best.found, Some((2, 0.25)));
    }
}
