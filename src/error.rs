//! The one error of the library, and the exit status that each kind of it means.
//!
//! Every message names the thing, the place and the way out. Checks of single settings return [`Invalid`], which
//! knows the field but not the file; the caller that knows the place turns it into an [`Error`]. Everything may use this
//! module. It knows which part of a message names a thing, and leaves to `text` how that is shown.

mod cause;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::text::{Sentence, Visible, VisibleLines, excerpt};
use cause::{Cause, Tried};
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// What went wrong, in words for the person who can fix it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A preset can't be used. Lines and columns count from 1.
    #[error("{}:{line}:{column}: {}", excerpt(file), Visible(invalid))]
    Preset {
        /// The file, or the built-in preset's name.
        file: String,
        /// Line of the value that is refused.
        line: usize,
        /// Column of the value that is refused.
        column: usize,
        /// The field, what is wrong with it, what is allowed.
        invalid: Invalid,
    },
    /// Something else that was given can't be used: a flag, a checkpoint, a cell of a table.
    #[error("{}: {}; {}", excerpt(thing), Visible(problem), Visible(remedy))]
    Input {
        /// What was given, such as a file's name or a flag.
        thing: String,
        /// What is wrong with it, and where.
        problem: String,
        /// How to fix it.
        remedy: String,
    },
    /// The command line can't be parsed: the whole message, lines and all, as the parser writes it.
    #[error("{}", VisibleLines(.0))]
    Usage(String),
    /// The operating system refused to write.
    #[error("{}: cannot {action}: {reason}; {remedy}", excerpt(&path.to_string_lossy()))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, as in "write the checkpoint".
        action: &'static str,
        /// Why, as in "the disk is full".
        reason: String,
        /// What the system said.
        source: io::Error,
        /// How to fix it.
        remedy: &'static str,
    },
    /// Training reached a loss or a weight that is not finite, and the caller treats that as a failure.
    #[error("the run diverged: loss {loss} at epoch {epoch}; try a smaller --learning-rate")]
    Diverged {
        /// Epochs that were completed before.
        epoch: u64,
        /// The loss that was found.
        loss: f32,
    },
    /// The terminal can't be used, or vanished.
    #[error("the terminal: {}; {remedy}", Visible(problem))]
    Terminal {
        /// What is wrong.
        problem: String,
        /// How to fix it.
        remedy: String,
    },
    /// Standard output could not be written.
    #[error("standard output: {}", output_words(.0))]
    Output(io::Error),
    /// A thread of the program panicked.
    #[error("internal error: {}; please report it", Visible(.0))]
    Fault(String),
    /// Something failed while the command went on, and its message was printed.
    #[error("failed, as reported")]
    Reported,
    /// The work was done, and something is wrong with what came out: a replay has other states than the run, or the run
    /// of a checkpoint diverged. The whole message.
    #[error("{}", Visible(.0))]
    Outcome(String),
    /// A signal ended a training before its end, after the epoch that was under way.
    #[error("stopped at epoch {epoch} of {end} by {}", system::signal_name(*.signal))]
    Interrupted {
        /// Number of the signal.
        signal: i32,
        /// Epochs that were completed.
        epoch: u64,
        /// Epochs that were asked for.
        end: u64,
    },
    /// A signal ended the program.
    #[error("ended by signal {0}")]
    Signal(i32),
}

impl Error {
    /// An [`Error::Input`] from its three parts.
    pub fn input(thing: impl fmt::Display, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Input { thing: thing.to_string(), problem: problem.into(), remedy: remedy.into() }
    }

    /// An [`Error::Input`] for a file that could not be read.
    pub fn unreadable(path: &Path, source: &io::Error) -> Self {
        let Cause { reason, remedy } = Cause::of(source, path, Tried::Read);
        Self::input(path.display(), format!("cannot be read: {reason}"), remedy)
    }

    /// An [`Error::Input`] for a place to write to that can't be looked at.
    pub fn unreachable(path: &Path, source: &io::Error) -> Self {
        let Cause { reason, remedy } = Cause::of(source, path, Tried::Write);
        Self::input(path.display(), format!("can't be reached: {reason}"), remedy)
    }

    /// An [`Error::Write`] with reason and remedy. `action` is what was being done, as in "save the checkpoint".
    pub fn unwritable(path: &Path, action: &'static str, source: io::Error) -> Self {
        let Cause { reason, remedy } = Cause::of(&source, path, Tried::Write);
        Self::Write { path: path.to_path_buf(), action, reason, source, remedy }
    }

    /// The message, with the thing that it is about apart, so that a line without room keeps the reason.
    pub fn sentence(&self) -> Sentence {
        let whole = self.to_string();
        let name = match self {
            Self::Preset { file, .. } => excerpt(file),
            Self::Input { thing, .. } => excerpt(thing),
            Self::Write { path, .. } => excerpt(&path.to_string_lossy()),
            _ => String::new(),
        };
        match whole.strip_prefix(&name) {
            Some(rest) if !name.is_empty() => Sentence::new("", name, rest),
            _ => whole.into(),
        }
    }

    /// Whether only the reader of standard output has gone, as in `blobtui train | head -1`, which is not a failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(source) if source.kind() == io::ErrorKind::BrokenPipe || system::is_closed_pipe(source))
    }

    /// The exit status of the program: 2 for bad usage or input, 128 + n for signal n, 1 for what failed while it ran.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Preset { .. } | Self::Input { .. } | Self::Usage(_) => 2,
            Self::Signal(number) | Self::Interrupted { signal: number, .. } => {
                u8::try_from(128 + number).unwrap_or(255)
            }
            Self::Terminal { .. }
            | Self::Write { .. }
            | Self::Diverged { .. }
            | Self::Outcome(_)
            | Self::Output(_)
            | Self::Fault(_)
            | Self::Reported => 1,
        }
    }
}

/// What happened to standard output, and what to do.
fn output_words(error: &io::Error) -> String {
    let Cause { reason, remedy } = Cause::of(error, Path::new(""), Tried::Write);
    format!("cannot be written: {reason}; {remedy}")
}

/// A setting whose value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Path of the field in the preset, as in `data.std` or `network.hidden[2]`; two fields are joined by " and ".
    pub field: String,
    /// What is wrong, as in "is -0.3".
    pub problem: String,
    /// What is allowed, as in "a finite number of 0 or more".
    pub allowed: String,
}

impl Invalid {
    /// A refused value from its three parts.
    pub fn new(field: impl Into<String>, problem: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into(), allowed: allowed.into() }
    }

    /// The same refusal, seen from the structure that holds the field: `std` in `data` is `data.std`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        // A value that is refused as a whole has no name of its own.
        let name = |field: &str| if field.is_empty() { parent.to_owned() } else { format!("{parent}.{field}") };
        self.field = self.field.split(" and ").map(name).collect::<Vec<_>>().join(" and ");
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(formatter, "{}; allowed: {}", self.problem, self.allowed)
        } else {
            write!(formatter, "{} {}; allowed: {}", excerpt(&self.field), self.problem, self.allowed)
        }
    }
}

/// Checks that a real number lies in a range: `allowed` says the range in words.
///
/// # Errors
/// Names the field and the value if `accept` refuses it or it is not finite.
pub fn check_number(field: &str, value: f64, allowed: &str, accept: impl Fn(f64) -> bool) -> Result<(), Invalid> {
    if value.is_finite() && accept(value) { Ok(()) } else { Err(Invalid::new(field, format!("is {value}"), allowed)) }
}
