//! A line on the screen that disappears after a while.

use std::time::{Duration, Instant};

/// How long a message stays.
const DURATION: Duration = Duration::from_secs(5);

/// The kind of a message, which gives its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was saved.
    Saved,
    /// Something did not work.
    Problem,
    /// Something would be lost.
    Question,
    /// Anything else.
    Remark,
}

/// A line that disappears after a while.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its kind.
    pub tone: Tone,
    /// Its text.
    pub text: String,
    /// When it disappears.
    pub until: Instant,
}

impl Message {
    /// A message that is shown from now on.
    pub fn new(tone: Tone, text: impl Into<String>, now: Instant) -> Self {
        Self { tone, text: text.into(), until: now + DURATION }
    }
}
