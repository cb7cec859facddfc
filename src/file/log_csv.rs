//! Training logs as CSV: a header, then a row a record.

use super::format::{Content, Format, Kind, Row, Scores};
use crate::error::Error;
use crate::network::Task;

pub(super) struct LogCsv;

const HEADER: &str = "epoch,train_loss,test_loss,";

impl Format for LogCsv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn kind(&self) -> Kind {
        Kind::Log
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        start.starts_with(HEADER.as_bytes())
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let line = match content {
            Content::LogStart(_, preset) => {
                let measure = match preset.loss.task() {
                    Task::Binary | Task::Classes => "accuracy",
                    Task::Value => "r2",
                };
                format!("{HEADER}train_{measure},test_{measure}\n")
            }
            Content::LogRow(Row { epoch, train_loss, test_loss, scores, .. }) => {
                let (train, test) = match scores {
                    Scores::Classes { train_accuracy, test_accuracy } => (train_accuracy, test_accuracy),
                    Scores::Values { train_r2, test_r2 } => (train_r2, test_r2),
                };
                let [train_loss, test_loss, train, test] =
                    [Some(*train_loss), *test_loss, Some(*train), *test].map(cell);
                format!("{epoch},{train_loss},{test_loss},{train},{test}\n")
            }
            Content::LogEnd(_) => return Ok(()),
            other => return Err(self.refuse(other)),
        };
        bytes.extend_from_slice(line.as_bytes());
        Ok(())
    }
}

/// The shortest digits that read the same number back; empty for what is no finite number, and without test points.
fn cell(number: Option<f32>) -> String {
    // `Debug` gives an exponent where `Display` gives many zeros.
    number.filter(|number| number.is_finite()).map_or_else(String::new, |number| format!("{number:?}"))
}
