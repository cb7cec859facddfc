//! Training logs as event files, which TensorBoard reads: scalars, histograms of weights, the settings as hparams.
//!
//! The messages are those of TensorBoard's `event.proto`, `summary.proto` and the hparams plugin. An event's time is its
//! epoch, as a number of seconds: with the time of day, the same run would not give the same file.

mod histogram;
mod hparams;
mod record;

use super::format::{Content, Format, Kind, Row, Scores};
use super::protobuf::Message;
use crate::error::Error;
use crate::network::Task;

/// A log as an event file.
pub(super) struct EventFile;

/// The version of event files, which begins each of them.
const VERSION: &str = "brain.Event:2";
/// Where the version stands: after the frame of the record, the time, and the version's own key and length.
const VERSION_PLACE: usize = 12 + 9 + 2;
/// The largest step of an event.
const MAX_STEP: u64 = i64::MAX as u64;
const LOSSES: [&str; 2] = ["loss/train", "loss/test"];

impl Format for EventFile {
    fn name(&self) -> &'static str {
        "tfevents"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tfevents"]
    }

    fn kind(&self) -> Kind {
        Kind::Log
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        start.get(VERSION_PLACE..).is_some_and(|rest| rest.starts_with(VERSION.as_bytes()))
    }

    fn is_own(&self, start: &[u8]) -> bool {
        let mut first = vec![];
        record::append(&first_event().0, &mut first);
        start.starts_with(&first)
    }

    fn logs_gradient_norm(&self) -> bool {
        true
    }

    fn logs_weights(&self) -> bool {
        true
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        match content {
            Content::LogStart(name, preset) => {
                let [train, test] = measures(preset.loss.task());
                let metrics = [LOSSES.as_slice(), &[train, test]].concat();
                record::append(&first_event().0, bytes);
                let values = [hparams::experiment(&metrics), hparams::session_start(name, preset)];
                record::append(&event(0, values).0, bytes);
            }
            Content::LogRow(row) => record::append(&event(row.epoch, values(row)).0, bytes),
            Content::LogEnd(is_success) => {
                record::append(&event(0, [hparams::session_end(*is_success)]).0, bytes);
            }
            other => return Err(self.refuse(other)),
        }
        Ok(())
    }
}

/// The event that every file begins with.
fn first_event() -> Message {
    let writer = Message::default().text(1, "blobtui");
    Message::default().double(1, 0.0).text(3, VERSION).message(10, &writer)
}

/// An event with the values of a summary.
fn event(epoch: u64, values: impl IntoIterator<Item = Message>) -> Message {
    let summary = values.into_iter().fold(Message::default(), |summary, value| summary.message(1, &value));
    Message::default().double(1, epoch as f64).whole(2, epoch.min(MAX_STEP)).message(5, &summary)
}

/// The names of the scores on train and on test points.
fn measures(task: Task) -> [&'static str; 2] {
    match task {
        Task::Binary | Task::Classes => ["accuracy/train", "accuracy/test"],
        Task::Value => ["r2/train", "r2/test"],
    }
}

/// The values of a row: scalars, and a histogram of each tensor that it holds.
fn values(row: &Row) -> Vec<Message> {
    let (task, scores) = match row.scores {
        Scores::Classes { train_accuracy, test_accuracy } => (Task::Classes, [Some(train_accuracy), test_accuracy]),
        Scores::Values { train_r2, test_r2 } => (Task::Value, [Some(train_r2), test_r2]),
    };
    let losses = LOSSES.into_iter().zip([Some(row.train_loss), row.test_loss]);
    let scalars = losses.chain(measures(task).into_iter().zip(scores));
    let scalars = scalars.filter_map(|(tag, number)| Some((tag, number?)));
    let scalars = scalars.chain([("learning_rate", row.learning_rate as f32)]);
    let scalars = scalars.chain(row.gradient_norm.map(|norm| ("gradient_norm", norm)));
    let scalars = scalars.map(|(tag, number)| Message::default().text(1, tag).float(2, number));
    let tensors = row.parameters.iter().flat_map(|(layout, parameters)| {
        layout.tensors.iter().map(|tensor| {
            let histogram = histogram::of(&parameters[tensor.range()]);
            Message::default().text(1, &format!("weights/{}", tensor.name)).message(5, &histogram)
        })
    });
    scalars.chain(tensors).collect()
}
