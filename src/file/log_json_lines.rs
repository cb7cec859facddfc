//! Training logs as JSON lines: an object a record.

use super::format::{Content, Format, Kind};
use crate::error::Error;

pub(super) struct LogJsonLines;

impl Format for LogJsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl"]
    }

    fn kind(&self) -> Kind {
        Kind::Log
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        let Some(rest) = start.strip_prefix(b"{\"epoch\":") else { return false };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest[digits..].starts_with(b",\"train_loss\":")
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        match content {
            Content::LogStart(..) | Content::LogEnd(_) => Ok(()),
            Content::LogRow(row) => {
                serde_json::to_writer(&mut *bytes, row).map_err(|error| Error::Output(error.into()))?;
                bytes.push(b'\n');
                Ok(())
            }
            other => Err(self.refuse(other)),
        }
    }
}
