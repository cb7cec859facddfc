//! A line on the screen that disappears after a while.

use std::time::Instant;

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

#[derive(Clone, Debug)]
pub struct Message {
    pub tone: Tone,
    pub text: String,
    pub until: Instant,
}
