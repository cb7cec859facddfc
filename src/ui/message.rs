//! A line on the screen that disappears after a while.

use std::mem::Discriminant;
use std::time::Instant;

use crate::session::Update;
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

/// What would be lost on quitting, and which key saves it.
pub fn unsaved(run: &Update) -> Option<(String, &'static str)> {
    let time = &run.time;
    let drawn = time.unsaved_points;
    let points = if drawn == 1 { "a drawn point".to_owned() } else { format!("{drawn} drawn points") };
    let branches = match time.branches.len() {
        0 | 1 => "bookmarks".to_owned(),
        branches => format!("{branches} branches"),
    };
    // A checkpoint ends at what is shown.
    let saves = if time.unsaved || run.is_past() { "F saves the run" } else { "s saves a checkpoint" };
    let (lost, key) = match (drawn, time.unsaved) {
        (0, false) if time.left_unsaved => {
            ("points, branches or bookmarks of a previous run are".into(), "u goes back")
        }
        (0, false) => return None,
        (0, true) => (format!("{branches} are"), saves),
        (1, false) => (format!("{points} is"), saves),
        (_, false) => (format!("{points} are"), saves),
        (_, true) => (format!("{points} and {branches} are"), saves),
    };
    Some((lost, key))
}
