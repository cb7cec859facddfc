//! A line on the screen that disappears after a while.

use std::mem::Discriminant;
use std::time::Instant;

use crate::text::Sentence;
use crate::ui::action::{Action, Tone};

/// What a message is about, so that it goes at once when that succeeds, or is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// What keys of this group do.
    Action(Discriminant<Action>),
    /// Giving the trainer a command.
    Command,
    /// Reading or writing a file.
    File,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub tone: Tone,
    pub text: Sentence,
    pub about: Option<About>,
    pub until: Instant,
}
