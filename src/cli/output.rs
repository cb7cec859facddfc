//! Standard output, with errors instead of panics when its reader is gone.
//!
//! Nothing else writes to it, so that no character of a name, a title or a cell can command the terminal.

use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use crate::error::Error;
use crate::text::{Visible, VisibleLines, is_harmful};

/// Standard output, buffered by line.
pub(super) struct Output {
    writer: BufWriter<Stdout>,
    /// Whether the command continues without it.
    optional: bool,
    /// Why nothing is written any more.
    failure: Option<Error>,
}

impl Output {
    /// An output without which the command ends.
    pub(super) fn new() -> Self {
        Self { writer: BufWriter::new(io::stdout()), optional: false, failure: None }
    }

    /// An output beside other work: once it fails, the command continues in silence, and [`Self::finish`] says why.
    pub(super) fn optional() -> Self {
        Self { optional: true, ..Self::new() }
    }

    /// Writes a line, escaped, and flushes it, so that it shows at once.
    pub(super) fn line(&mut self, line: impl fmt::Display) -> Result<(), Error> {
        self.bytes(format!("{}\n", Visible(line)).as_bytes())
    }

    /// Writes a JSON object on one line.
    pub(super) fn object(&mut self, object: &impl Serialize) -> Result<(), Error> {
        let json = serde_json::to_string(object).map_err(|error| Error::Output(error.into()))?;
        self.bytes(format!("{}\n", escaped_json(&json)).as_bytes())
    }

    /// Writes a text for other programs: as it is to a file or a pipe, escaped to a terminal.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Error> {
        if self.is_terminal() {
            return self.bytes(VisibleLines(text).to_string().as_bytes());
        }
        self.bytes(text.as_bytes())
    }

    /// Writes a file: as it is to a file or a pipe. A terminal gets text alone, escaped.
    pub(super) fn file(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.is_terminal() { self.text(&String::from_utf8_lossy(bytes)) } else { self.bytes(bytes) }
    }

    /// Whether a terminal shows what is written.
    pub(super) fn is_terminal(&self) -> bool {
        self.writer.get_ref().is_terminal()
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.failure.is_some() {
            return Ok(());
        }
        match self.writer.write_all(bytes).and_then(|()| self.writer.flush()).map_err(Error::Output) {
            Err(error) if self.optional => {
                self.failure = Some(error);
                Ok(())
            }
            other => other,
        }
    }

    /// What went wrong with an optional output; a reader that is gone is no failure.
    pub(super) fn finish(self) -> Result<(), Error> {
        // What could not be written must not be tried again.
        drop(self.writer.into_parts());
        self.failure.filter(|failure| !failure.is_closed_pipe()).map_or(Ok(()), Err)
    }
}

/// JSON with the same meaning in which every character that a terminal might act on is escaped, as in `\u009b`.
fn escaped_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for sign in json.chars() {
        if is_harmful(sign) {
            for unit in sign.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(sign);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_without_harmful_characters() {
        let text = "a\u{1b}[31m\u{9b}\u{202e}\u{e0041}\n\"é";
        let json = escaped_json(&serde_json::to_string(text).unwrap());
        assert!(!json.contains(is_harmful), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
