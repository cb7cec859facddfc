//! Failures that don't end a command: each is reported at once, and in the end the command fails.

use std::fmt;
use std::io::{self, Write};

use crate::error::Error;
use crate::text::Visible;

/// Whether anything failed.
#[derive(Default)]
pub(super) struct Failures {
    any: bool,
}

impl Failures {
    /// Prints the message of a failure.
    pub(super) fn report(&mut self, message: impl fmt::Display) {
        self.any = true;
        say(message);
    }

    /// The value, unless it is a failure.
    pub(super) fn take<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.report(error)).ok()
    }

    pub(super) fn result(self) -> Result<(), Error> {
        if self.any { Err(Error::Reported) } else { Ok(()) }
    }
}

/// Prints a line on standard error.
pub(super) fn say(message: impl fmt::Display) {
    // Nobody reads a closed standard error.
    let _ = writeln!(io::stderr(), "blobtui: {}", Visible(message));
}
