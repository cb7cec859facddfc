//! Standard output, with errors instead of panics when nobody reads it any more.

use std::fmt;
use std::io::{self, BufWriter, Stdout, Write};

use crate::error::Error;

/// Standard output, buffered by line.
pub(super) struct Output {
    writer: BufWriter<Stdout>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { writer: BufWriter::new(io::stdout()) }
    }

    /// Writes a line at once, so that whoever watches sees it.
    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        writeln!(self.writer, "{line}").and_then(|()| self.writer.flush()).map_err(Error::Output)
    }

    /// Writes bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).and_then(|()| self.writer.flush()).map_err(Error::Output)
    }
}
