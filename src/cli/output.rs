//! Standard output, with errors instead of panics when its reader is gone.

use std::fmt;
use std::io::{self, BufWriter, Stdout, Write};

use crate::error::Error;

/// Standard output, buffered by line.
pub(super) struct Output {
    writer: BufWriter<Stdout>,
    /// Whether the command continues without a reader.
    optional: bool,
}

impl Output {
    /// An output without which the command ends.
    pub(super) fn new() -> Self {
        Self { writer: BufWriter::new(io::stdout()), optional: false }
    }

    /// An output beside other work: once its reader is gone, the command continues in silence.
    pub(super) fn optional() -> Self {
        Self { optional: true, ..Self::new() }
    }

    /// Writes a line and flushes it, so that it shows at once.
    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        self.bytes(format!("{line}\n").as_bytes())
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self.writer.write_all(bytes).and_then(|()| self.writer.flush()).map_err(Error::Output) {
            Err(error) if self.optional && error.is_closed_pipe() => {
                // A buffer that failed would be written again with every later line.
                self.writer = BufWriter::new(io::stdout());
                Ok(())
            }
            other => other,
        }
    }
}
