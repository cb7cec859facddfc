//! What views and popups see of the dashboard, without each other, and what an action may change of it.

use super::evaluation::Evaluation;
use super::keymap::{Mode, Topic};
use super::look::Look;
use super::message::Message;
use crate::session::Update;

/// What there is to show.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub run: Option<&'a Update>,
    pub look: &'a Look,
    pub message: Option<&'a Message>,
    /// What the screen's own network says of the shown epoch.
    pub evaluation: &'a Evaluation,
    /// What the keys mean now.
    pub mode: Mode,
    /// What the help says of the focused region.
    pub topic: Option<Topic>,
}

/// What an action acts on.
pub struct Control<'a> {
    pub run: Option<&'a Update>,
    pub look: &'a mut Look,
    pub evaluation: &'a Evaluation,
}
