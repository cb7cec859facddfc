//! Standard output, with errors instead of panics when nobody reads it any more.

use std::fmt;
use std::io::{self, BufWriter, Stdout, Write};

use crate::error::Error;

/// Standard output, buffered by line.
pub(super) struct Output {
    writer: BufWriter<Stdout>,
    /// Whether the reader may go before the end.
    optional: bool,
}

impl Output {
    /// An output whose reader's going ends the command.
    pub(super) fn new() -> Self {
        Self { writer: BufWriter::new(io::stdout()), optional: false }
    }

    /// An output beside other work: when its reader goes, the command goes on in silence.
    pub(super) fn optional() -> Self {
        Self { optional: true, ..Self::new() }
    }

    /// Writes a line at once, so that whoever watches sees it.
    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        let written = writeln!(self.writer, "{line}").and_then(|()| self.writer.flush());
        self.check(written)
    }

    /// Writes bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.writer.write_all(bytes).and_then(|()| self.writer.flush());
        self.check(written)
    }

    fn check(&mut self, written: io::Result<()>) -> Result<(), Error> {
        match written.map_err(Error::Output) {
            Err(error) if self.optional && error.is_closed_pipe() => {
                // What could not be written would be tried again with every later line.
                self.writer = BufWriter::new(io::stdout());
                Ok(())
            }
            other => other,
        }
    }
}
